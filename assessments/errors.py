"""What this room refuses, with a message for the person who asked."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _


class AssessmentError(Exception):
    """Base of the room's errors; `str()` is a translated sentence."""


class QuestionError(AssessmentError):
    """A question or its place in the bank is not as it has to be."""


class QuizError(AssessmentError):
    """The rules or draws of a quiz cannot be used."""


class ContestError(AssessmentError):
    """A mark cannot be contested, or the contest not be answered, like this."""


class CorrectionError(AssessmentError):
    """A question cannot be corrected like this."""


class BadResponse(AssessmentError):
    """An answer no form of ours could have sent."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("The answer could not be read. Please reload the page."))


class AttemptError(AssessmentError):
    """The attempt cannot be begun or go on."""


class AttemptClosed(AttemptError):
    """The attempt was submitted before, or closed when its time was up."""

    def __init__(self) -> None:
        super().__init__(_("This attempt has been submitted. Answers can no longer be changed."))


class TimeIsUp(AttemptError):
    """The server received the answer after the deadline and its grace."""

    def __init__(self) -> None:
        super().__init__(_("Time is up. The answers saved before are kept and will be marked."))


class PlaceClosed(AttemptError):
    """The question was left or checked before: its answer is final."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("This page has been left. Its answers were saved and can no longer be changed."))


class NotAnswered(AttemptError):
    """Something is left to choose at `position`."""

    def __init__(self, position: int) -> None:
        self.position = position
        super().__init__(_("Question %(number)d is not fully answered yet.") % {"number": position})


class NotOpenYet(AttemptError):
    """The quiz opens at `opens_at`."""

    def __init__(self, opens_at: datetime) -> None:
        self.opens_at = opens_at
        super().__init__(_("The quiz opens at %(moment)s.") % {"moment": _moment(opens_at)})


class QuizClosed(AttemptError):
    """The quiz closed at `closed_at`: nobody begins it any more."""

    def __init__(self, closed_at: datetime) -> None:
        self.closed_at = closed_at
        super().__init__(_("The quiz closed at %(moment)s.") % {"moment": _moment(closed_at)})


class NoAttemptsLeft(AttemptError):
    """Every attempt allowed has been used."""

    def __init__(self) -> None:
        super().__init__(_("All attempts allowed have been used."))


class TooSoon(AttemptError):
    """The next attempt opens at `until`."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(_("The next attempt is not open yet."))


class AwaitsMarking(AttemptError):
    """The last attempt waits for a person to mark it."""

    def __init__(self) -> None:
        super().__init__(_("The last attempt is still being marked. Another one can begin when its result is known."))


class MarkingRefused(AssessmentError):
    """The attempt cannot be marked like this; nothing was kept."""


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%H:%M %d/%m/%Y")
