"""The courses on offer."""

from django.db.models import QuerySet

from common.text.vietnamese import fold
from courses.models import Course
from courses.rules import Someone

__all__ = ["catalogue_for"]


def catalogue_for(user: Someone, *, track: str = "", level: str = "", search: str = "") -> QuerySet[Course]:
    """Published, unarchived courses with their covers, in the order of their codes.

    Everyone who is signed in sees the same catalogue; nobody else sees any. A search compares
    folded words with codes, titles and summaries: a catalogue is hundreds of rows, not millions.
    """
    if not user.is_authenticated:
        return Course.objects.none()
    courses = Course.objects.on_offer().select_related("cover").order_by("code", "slug")
    if track:
        courses = courses.filter(track=track)
    if level:
        courses = courses.filter(level=level)
    words = fold(search).split()
    return courses.filter(pk__in=_matching(courses, words)) if words else courses


def _matching(courses: QuerySet[Course], words: list[str]) -> list[int]:
    rows = courses.values_list("pk", "code", "title_vi", "title_en", "summary_vi", "summary_en")
    return [pk for pk, *texts in rows if _holds(fold(" ".join(texts)), words)]


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)
