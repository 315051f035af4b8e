"""The register of certificates: kept for good."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from operations.domain.retention import RecordKind, register_record_kind
from operations.enums import RetentionAction


def _certificates(before: datetime) -> QuerySet[Certificate]:
    return Certificate.objects.filter(issued_at__lt=before)


def register() -> None:
    register_record_kind(
        RecordKind("certificates", _("Register of certificates"), RetentionAction.KEEP, _certificates, "issued_at")
    )
