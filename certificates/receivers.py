"""What this room does when a course is completed, and what its outbox messages mean."""

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from certificates.domain.issuing import (
    ISSUE_TOPIC,
    RENDER_TOPIC,
    issue_certificate,
    request_certificate,
    revoke_current,
)
from certificates.domain.rendering import store_file
from certificates.models import Certificate
from learning.enums import EnrolmentStatus
from learning.models import Enrolment
from learning.signals import completion_withdrawn, course_completed
from operations.domain.outbox import handles


@receiver(course_completed)
def on_course_completed(enrolment: Enrolment, **kwargs: Any) -> None:
    request_certificate(enrolment.pk)


@receiver(completion_withdrawn)
def on_completion_withdrawn(enrolment: Enrolment, actor: User, reason: str, **kwargs: Any) -> None:
    revoke_current(enrolment=enrolment, actor=actor, reason=reason)


@handles(ISSUE_TOPIC)
def issue(payload: dict[str, Any]) -> None:
    """A completion withdrawn since it was promised gets none."""
    if not Enrolment.objects.filter(pk=payload["enrolment"], status=EnrolmentStatus.COMPLETED).exists():
        return
    issue_certificate(enrolment_id=payload["enrolment"])


@handles(RENDER_TOPIC)
def render(payload: dict[str, Any]) -> None:
    store_file(Certificate.objects.get(pk=payload["certificate"]))
