"""What this room does when a course is completed, and what its outbox messages mean."""

from typing import Any

from django.dispatch import receiver

from certificates.domain.issuing import ISSUE_TOPIC, RENDER_TOPIC, issue_certificate, request_certificate
from certificates.domain.rendering import store_file
from certificates.models import Certificate
from learning.models import Enrolment
from learning.signals import course_completed
from operations.domain.outbox import handles


@receiver(course_completed)
def on_course_completed(enrolment: Enrolment, **kwargs: Any) -> None:
    request_certificate(enrolment.pk)


@handles(ISSUE_TOPIC)
def issue(payload: dict[str, Any]) -> None:
    issue_certificate(enrolment_id=payload["enrolment"])


@handles(RENDER_TOPIC)
def render(payload: dict[str, Any]) -> None:
    store_file(Certificate.objects.get(pk=payload["certificate"]))
