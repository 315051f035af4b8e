"""What this room writes into the audit trail, in words."""

from django.utils.translation import gettext_lazy as _

from operations.domain.audit_words import register_audit_nouns, register_audit_words
from operations.enums import AuditTopic


def register() -> None:
    register_audit_words(
        AuditTopic.IMPORTS,
        {
            "people.import": _("List of people confirmed"),
            "people.import_undone": _("Import of people taken back"),
            "roles.import": _("List of roles confirmed"),
            "roles.import_undone": _("Granting of roles by a list taken back"),
            "committees.import": _("List of units confirmed"),
            "committees.import_undone": _("Import of units taken back"),
            "assessments.bank.import": _("List of questions confirmed"),
        },
    )
    register_audit_words(
        AuditTopic.COURSES,
        {
            "course.imported": _("Course imported from a package"),
            "course.lesson_from_word": _("Lesson made from a Word file"),
        },
    )
    register_audit_words(
        AuditTopic.EXPORTS,
        {
            "people.exported": _("List of people taken as a file"),
            "committees.exported": _("List of units taken as a file"),
            "imports.rejected_exported": _("Rejected rows taken as a file"),
        },
    )
    register_audit_nouns(
        objects={
            "interop.changeset": _("List"),
            "interop.questionsheet": _("List of questions"),
        },
        columns={
            "sha256": _("Checksum"),
            "changes": _("Changes"),
            "changed": _("Changed"),
            "moved": _("Moved to another unit"),
            "duplicate": _("Suspected duplicates"),
            "missing": _("Not in the file"),
            "unchanged": _("Unchanged"),
            "wrong": _("Wrong"),
        },
    )
