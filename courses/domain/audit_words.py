"""What this room writes into the audit trail, in words."""

from django.utils.translation import gettext_lazy as _

from operations.domain.audit_words import register_audit_nouns, register_audit_words
from operations.enums import AuditTopic


def register() -> None:
    register_audit_words(
        AuditTopic.COURSES,
        {
            "course.submitted": _("Course submitted for review"),
            "course.withdrawn": _("Submission of a course withdrawn"),
            "course.sent_back": _("Course sent back to its author"),
            "course.appraised": _("Course appraised"),
            "course.published": _("Course published"),
            "course.scheduled": _("Time of publication set"),
            "course.unscheduled": _("Time of publication taken away"),
            "course.page_removed": _("Page of a course removed"),
        },
    )
    register_audit_nouns(
        objects={
            "courses.course": _("Course"),
            "courses.edition": _("Edition of a course"),
            "courses.reviewrequest": _("Submission of a course"),
        },
        columns={
            "request": _("Submission"),
            "number": _("Number"),
            "checksum": _("Checksum"),
            "page": _("Page"),
            "at": _("Published at"),
        },
    )
