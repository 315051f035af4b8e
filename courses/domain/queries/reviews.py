"""Legal bases by their day of review: what is due, what is near, or all of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from courses.domain.legal_bases import read_legal_bases
from courses.enums import ReviewsWithin
from courses.models import Course
from courses.rules import Someone, courses_edited_by

_AHEAD: Final = {
    ReviewsWithin.OVERDUE: timedelta(0),
    ReviewsWithin.SOON: timedelta(days=90),
    ReviewsWithin.EVER: timedelta.max,
}


@dataclass(frozen=True, slots=True)
class DueReview:
    """One document with its days, and the courses that rest on it."""

    text: str
    in_force_on: date
    review_on: date
    is_late: bool
    courses: tuple[Course, ...]


def reviews_due(
    user: Someone, *, within: ReviewsWithin = ReviewsWithin.SOON, today: date | None = None
) -> list[DueReview]:
    """The bases of the courses on offer that the person edits, the earliest first. One statement.

    A day of review that cannot be read is due: nobody would be reminded of it otherwise.
    """
    today = today or timezone.localdate()
    due: dict[tuple[str, date, date], list[Course]] = {}
    for course in courses_edited_by(user).on_offer().exclude(legal_basis=[]):  # type: ignore[attr-defined]
        for basis in read_legal_bases(course.legal_basis):
            review_on = basis.review_on or today
            if review_on - today <= _AHEAD[within]:
                key = (basis.text, basis.in_force_on or review_on, review_on)
                due.setdefault(key, []).append(course)
    found = [
        DueReview(text, in_force_on, review_on, review_on <= today, tuple(sorted(courses, key=lambda one: one.code)))
        for (text, in_force_on, review_on), courses in due.items()
    ]
    return sorted(found, key=lambda one: (one.review_on, one.courses[0].code, one.text))
