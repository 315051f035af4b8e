"""What this room writes into the audit trail, in words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from operations.domain.audit_words import register_audit_nouns, register_audit_words
from operations.enums import AuditTopic


def register() -> None:
    register_audit_words(
        AuditTopic.PEOPLE,
        {
            "person.erased": _("Account anonymised"),
            "person.created": _("Account made"),
            "person.changed": _("Details of the account changed"),
            "person.deactivated": _("Account closed"),
            "person.reactivated": _("Account opened again"),
            "person.password_reset": _("First password issued"),
            "person.password_chosen": _("Password changed"),
            "person.second_factor_added": _("Second factor set up"),
            "person.second_factor_removed": _("Second factor removed"),
            "person.second_factor_reset": _("Second factor taken away by an administrator"),
            "person.signed_in": _("Signed in"),
            "person.signed_out": _("Signed out"),
            "person.openid_tied": _("Account tied to the sign-in service"),
        },
    )
    register_audit_nouns(
        objects={
            "accounts.user": pgettext_lazy("audit", "Person"),
        },
        columns={
            "columns": _("Columns changed"),
            "full_name": _("Full name"),
            "birth_year": _("Year of birth"),
            "email": _("E-mail"),
            "sorts_by": _("Name to sort by"),
            "username": _("Sign-in name"),
            "language": _("Language"),
        },
    )
