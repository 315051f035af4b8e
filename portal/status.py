"""An enrolment's status as the word and badge the screen shows."""

from datetime import date

from learning.enums import EnrolmentStatus
from learning.models import Enrolment

_BADGES = {
    EnrolmentStatus.NOT_STARTED: "chua-hoc",
    EnrolmentStatus.IN_PROGRESS: "dang-hoc",
    EnrolmentStatus.COMPLETED: "hoan-thanh",
    EnrolmentStatus.EXEMPT: "mien",
}


def badge_of(enrolment: Enrolment, today: date) -> str:
    """One badge for the learner: overdue and failed come before the plain status."""
    if enrolment.status in (EnrolmentStatus.NOT_STARTED, EnrolmentStatus.IN_PROGRESS):
        if enrolment.due_on and enrolment.due_on < today:
            return "qua-han"
        if enrolment.failed:
            return "chua-dat"
    return _BADGES[EnrolmentStatus(enrolment.status)]
