"""What this room writes into the audit trail, in words."""

from django.utils.translation import gettext_lazy as _

from operations.domain.audit_words import (
    leave_out_columns,
    register_audit_nouns,
    register_audit_references,
    register_audit_words,
    restrict_reason,
)
from operations.enums import AuditTopic


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
            "quiz": _("Quiz"),
            "minutes": _("More minutes"),
        },
    )
    leave_out_columns("accommodation")
    register_audit_references("learning.enrolment", {"quiz": "assessments.quiz"})
    restrict_reason("enrolment.exempt", "enrolment.end_exemption", "enrolment.accommodated")
    register_audit_references("accounts.user", {"with": "accounts.user", "kept": "accounts.user"})
