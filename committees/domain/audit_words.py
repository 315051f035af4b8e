"""What this room writes into the audit trail, in words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.enums import CorrectionState, Role
from operations.domain.audit_words import (
    register_audit_nouns,
    register_audit_references,
    register_audit_values,
    register_audit_words,
)
from operations.enums import AuditTopic


def register() -> None:
    register_audit_words(
        AuditTopic.ROLES,
        {
            "committees.role_granted": _("Role granted"),
            "committees.role_ended": _("Role ended"),
            "committees.role_ran_out": _("Role ran out"),
        },
    )
    register_audit_words(
        AuditTopic.UNITS,
        {
            "committees.added": _("Units added"),
            "committees.renamed": _("Unit renamed"),
            "committees.moved": _("Unit moved under another"),
            "committees.merged": _("Unit merged into another"),
            "committees.closed": _("Unit closed"),
            "committees.plan_begun": _("Planned change of a unit begun on its day"),
            "committees.plan_cancelled": _("Planned change of a unit cancelled"),
            "committees.plan_failed": _("Planned change of a unit could not be carried out"),
            "committees.entry_undone": _("Entry of units taken back"),
            "committees.post_taken_up": _("Side post taken up"),
            "committees.post_ended": _("Side post ended"),
        },
    )
    register_audit_words(
        AuditTopic.PEOPLE,
        {
            "committees.joined": _("Person joined the unit"),
            "committees.left": _("Person left the unit"),
            "committees.join_undone": _("Change of unit taken back"),
            "correction.asked": _("Correction asked for"),
            "correction.answered": _("Correction answered"),
        },
    )
    register_audit_words(
        AuditTopic.EXPORTS,
        {
            "committees.slips_printed": _("Slips with first passwords printed"),
        },
    )
    register_audit_nouns(
        objects={
            "committees.committee": _("Unit"),
            "committees.rolegrant": _("Role"),
            "committees.sidepost": _("Side post"),
            "committees.correctionrequest": _("Request for correction"),
        },
        columns={
            "added": _("Added"),
            "parent": _("Unit above"),
            "on": _("From day"),
            "successor": _("Successor"),
            "roles_ended": _("Roles ended"),
            "cadres": _("People"),
            "committees": _("Units"),
            "name": _("Name"),
            "short_name": _("Short name"),
            "code": _("Unit code"),
            "user": pgettext_lazy("audit", "Person"),
            "cadre": pgettext_lazy("audit", "Person"),
            "approval": _("Approval"),
            "from": pgettext_lazy("a day", "From"),
            "to": _("Until"),
            "role": _("Role"),
            "about": _("About"),
            "state": _("State"),
            "slips": _("Slips"),
            "position_group": _("Position group"),
            "title": _("Position"),
        },
    )
    register_audit_values("role", dict(Role.choices))
    register_audit_values("state", dict(CorrectionState.choices))
    register_audit_references(
        "committees.committee",
        {
            "cadres": "accounts.user",
            "added": "committees.committee",
            "committees": "committees.committee",
            "parent": "committees.committee",
            "successor": "committees.committee",
        },
    )
    register_audit_references("accounts.user", {"unit": "committees.committee"})
    register_audit_references("committees.rolegrant", {"user": "accounts.user", "approval": "operations.approval"})
    register_audit_references("committees.sidepost", {"cadre": "accounts.user"})
