"""What this room writes into the audit trail, in words."""

from django.utils.translation import gettext_lazy as _

from operations.domain.audit_words import register_audit_nouns, register_audit_words
from operations.enums import AuditTopic


def register() -> None:
    register_audit_words(
        AuditTopic.CERTIFICATES,
        {
            "certificate.issue": _("Certificate issued"),
            "certificate.revoke": _("Certificate revoked"),
        },
    )
    register_audit_words(
        AuditTopic.EXPORTS, {"certificate.file_taken": _("Certificate of another person opened or downloaded")}
    )
    register_audit_nouns(
        objects={
            "certificates.certificate": _("Certificate"),
        },
    )
