"""What this room writes into the audit trail, in words."""

from django.utils.translation import gettext_lazy as _

from operations.domain.audit_words import register_audit_nouns, register_audit_words
from operations.enums import AuditTopic


def register() -> None:
    register_audit_words(
        AuditTopic.SYSTEM,
        {
            "demo.dropped": _("Demonstration removed"),
        },
    )
    register_audit_nouns(
        columns={
            "rows": _("Rows"),
        },
    )
