"""Attempts with their answers: evidence, looked at again when their time is up."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.models import Attempt
from operations.domain.retention import RecordKind, register_record_kind
from operations.enums import RetentionAction


def _attempts(before: datetime) -> QuerySet[Attempt]:
    return Attempt.objects.filter(closed_at__lt=before)


def register() -> None:
    register_record_kind(RecordKind("answers", _("Attempts and answers"), RetentionAction.KEEP, _attempts, "closed_at"))
