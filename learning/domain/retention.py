"""Results of learning: evidence, kept for good."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from learning.models import Enrolment
from operations.domain.retention import RecordKind, register_record_kind
from operations.enums import RetentionAction


def _enrolments(before: datetime) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(created_at__lt=before)


def register() -> None:
    register_record_kind(
        RecordKind("results", _("Results of learning"), RetentionAction.KEEP, _enrolments, "created_at")
    )
