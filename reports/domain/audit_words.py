"""What this room writes into the audit trail, in words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from operations.domain.audit_words import register_audit_nouns, register_audit_words
from operations.enums import AuditTopic


def register() -> None:
    register_audit_words(
        AuditTopic.EXPORTS,
        {
            "reports.names_exported": _("Named list taken as a file"),
            "reports.names_opened": _("Names above the own unit opened"),
        },
    )
    register_audit_words(
        AuditTopic.ACCESS,
        {
            "audit.log_opened": _("Audit log read"),
            "audit.entry_opened": _("Entry of the audit log opened"),
            "audit.exported": _("Audit log taken as a file"),
        },
    )
    register_audit_nouns(
        columns={
            "scope": _("Campaign or course"),
            "format": _("Format"),
            "names": _("Names"),
            "topic": _("Group of acts"),
            "action": _("Act"),
            "first_day": _("From day"),
            "last_day": _("To day"),
            "actor": _("By whom"),
            "unit": _("Unit"),
            "concerned": pgettext_lazy("audit", "About whom"),
            "own_readings": _("With my own looks into the log"),
        },
    )
