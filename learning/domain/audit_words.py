"""What this room writes into the audit trail, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from learning.enums import AccommodationReason, ExemptReason
from learning.models import Accommodation, ProgressEvent
from operations.domain.audit_words import (
    leave_out_columns,
    register_audit_nouns,
    register_audit_references,
    register_audit_words,
    restrict_reason,
)
from operations.enums import AuditTopic
from operations.models import AuditEntry


def _reasons_of_accommodations(entries: Iterable[AuditEntry]) -> dict[int, str]:
    granted = {entry.pk: entry.after.get("accommodation") for entry in entries}
    codes = dict(Accommodation.objects.filter(pk__in=granted.values()).values_list("pk", "reason"))
    return {pk: str(AccommodationReason(codes[row]).label).capitalize() for pk, row in granted.items() if row in codes}


def _reasons_of_exemptions(entries: Iterable[AuditEntry]) -> dict[int, str]:
    exempted = {entry.pk: entry.after.get("event") for entry in entries}
    found = ProgressEvent.objects.filter(pk__in=[pk for pk in exempted.values() if pk])
    codes = {pk: data["code"] for pk, data in found.values_list("pk", "data")}
    return {pk: str(ExemptReason(codes[row]).label).capitalize() for pk, row in exempted.items() if row in codes}


def register() -> None:
    register_audit_words(
        AuditTopic.LEARNING,
        {
            "campaign.create": _("Campaign begun"),
            "enrolment.exempt": _("Exempted from a course"),
            "enrolment.end_exemption": _("Exemption from a course ended"),
            "enrolment.accommodated": _("More time or attempts at a quiz granted"),
            "activity.learned_elsewhere": _("Learning elsewhere taken down"),
            "activity.attended": _("Attendance taken down"),
            "session.fixed": _("Live session fixed"),
            "session.called_off": _("Live session called off"),
        },
    )
    register_audit_words(AuditTopic.COURSES, {"course.feedback_erased": _("Feedback on a course erased")})
    register_audit_words(
        AuditTopic.PEOPLE,
        {
            "person.merged": _("Made one with another record of the same person"),
            "person.merge_undone": _("Separated again from another record"),
        },
    )
    register_audit_nouns(
        objects={
            "learning.enrolment": _("Enrolment"),
            "learning.campaign": _("Campaign"),
            "learning.livesession": _("Live session"),
        },
        columns={
            "course": _("Course"),
            "due_on": _("Due date"),
            "target": _("Target in percent"),
            "with": _("With"),
            "kept": _("Record kept"),
            "starts_at": _("Begins"),
            "room": _("Room"),
            "activity": _("Activity"),
            "new": _("New"),
            "known": _("Known already"),
            "accommodation": _("Grant"),
            "event": _("Entry in the record"),
            "quiz": _("Quiz"),
            "minutes": _("More minutes"),
        },
    )
    leave_out_columns("accommodation", "event")
    register_audit_references("learning.enrolment", {"quiz": "assessments.quiz"})
    restrict_reason("enrolment.end_exemption")
    restrict_reason("enrolment.exempt", elsewhere=_reasons_of_exemptions)
    restrict_reason("enrolment.accommodated", elsewhere=_reasons_of_accommodations)
    register_audit_references("accounts.user", {"with": "accounts.user", "kept": "accounts.user"})
