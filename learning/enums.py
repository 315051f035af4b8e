"""Words of status, one definition for the whole of Sen (see GLOSSARY.md)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CampaignKind(models.TextChoices):
    ASSIGNED = "assigned", _("assigned")
    OPEN = "open", _("self-enrolment")


class EnrolmentStatus(models.IntegerChoices):
    """`thuộc diện` = the first three; an exempt person lies outside."""

    NOT_STARTED = 0, _("not started")
    IN_PROGRESS = 1, _("in progress")
    COMPLETED = 2, _("completed")
    EXEMPT = 9, _("exempt")


UNFINISHED_STATUSES = (EnrolmentStatus.NOT_STARTED, EnrolmentStatus.IN_PROGRESS)


class ExemptReason(models.TextChoices):
    LEAVE = "leave", _("long leave")
    STUDY = "study", _("full-time study elsewhere")
    RETIRING = "retiring", _("about to retire")
    EQUIVALENT = "equivalent", _("learned elsewhere")
    MISTAKE = "mistake", _("record entered by mistake or twice")


class AccommodationReason(models.TextChoices):
    """Coarse on purpose: nothing about a person's health or affairs is asked or kept."""

    TECHNICAL = "technical", _("technical trouble")
    DUTY = "duty", _("called away on duty")
    CONDITIONS = "conditions", _("needs more time than others")
    ORGANISATION = "organisation", _("how the quiz was organised")


class Usefulness(models.IntegerChoices):
    """How much of the material serves at work."""

    ALL = 1, _("all of it")
    SOME = 2, _("some of it")
    LITTLE = 3, _("little of it")


class Clarity(models.IntegerChoices):
    ALL = 1, _("easy to follow")
    SOME = 2, _("hard in places")
    LITTLE = 3, _("hard throughout")


class Working(models.IntegerChoices):
    """Whether pictures, exercises, files and quizzes worked."""

    ALL = 1, _("everything worked")
    SOME = 2, _("some parts did not")
    LITTLE = 3, _("a part could not be learned")


class EventKind(models.TextChoices):
    ENROLLED = "enrolled", _("enrolled")
    STARTED = "started", _("started")
    LESSON_COMPLETED = "lesson_completed", _("lesson completed")
    CONFIRMED = "confirmed", _("document confirmed")
    ATTENDED = "attended", _("session attended")
    LEARNED_ELSEWHERE = "learned_elsewhere", _("learned elsewhere")
    LESSON_KNOWN = "lesson_known", _("lesson known already")
    ATTEMPT_PASSED = "attempt_passed", _("quiz passed")
    ATTEMPT_FAILED = "attempt_failed", _("quiz not passed")
    ACCOMMODATED = "accommodated", _("more time or attempts")
    ATTEMPTS_USED_UP = "attempts_used_up", _("attempts used up")
    COMPLETED = "completed", _("course completed")
    COMPLETION_WITHDRAWN = "completion_withdrawn", _("completion withdrawn")
    EXEMPTED = "exempted", _("exempted")
    EXEMPTION_ENDED = "exemption_ended", _("exemption ended")
    MOVED = "moved", _("moved to another unit")
    DUE_CHANGED = "due_changed", _("due date changed")
    CORRECTED = "corrected", _("corrected")
