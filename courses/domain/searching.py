"""The words of courses and lessons, put where the search finds them."""

from content.domain.search import Page, replace_pages
from content.enums import SearchKind
from content.models import SearchEntry
from content.rendering import plain_lines
from courses.enums import ActivityKind
from courses.models import Course, Edition


def index_edition(edition: Edition) -> None:
    """The lessons of the edition, for whom it is served to, and its course as it is offered now."""
    course = edition.course
    lessons = edition.activities.filter(kind=ActivityKind.LESSON)
    replace_pages(
        SearchKind.LESSON,
        edition.pk,
        [
            Page(row.slug, row.title_vi, _lines(row.outcome, _words(row.body), row.title_en, row.summary_en))
            for row in lessons
        ],
    )
    _index_course(course)


def _words(body: str) -> str:
    """An excerpt stands in one line: there the cells of a table are told apart."""
    return plain_lines(body, between_cells=" · ")


def _index_course(course: Course) -> None:
    """In Vietnamese without a word of English; in English, where it has a title there, by both."""
    vietnamese = Page(course.slug, course.title_vi, _lines(_code(course), course.summary_vi))
    replace_pages(SearchKind.COURSE, course.pk, [vietnamese])
    words = _lines(_code(course), course.summary_en, course.title_vi, course.summary_vi)
    english = [Page(course.slug, course.title_en, words)] if course.title_en else []
    replace_pages(SearchKind.COURSE_EN, course.pk, english)


def _code(course: Course) -> str:
    """At the head of what is found, like the number of a chapter; at its end it looked like a slip."""
    return f"{course.code}." if course.code else ""


def _lines(*words: str) -> str:
    return "\n".join(filter(None, words))


def index_missing_editions() -> None:
    """Editions from before there was a search, and courses whose words were taken out of it."""
    known = SearchEntry.objects.filter(kind=SearchKind.LESSON).values("scope")
    with_lessons = Edition.objects.filter(activities__kind=ActivityKind.LESSON).exclude(pk__in=known).distinct()
    for edition in with_lessons.select_related("course").order_by("pk"):
        index_edition(edition)
    offered = SearchEntry.objects.filter(kind=SearchKind.COURSE).values("scope")
    for course in Course.objects.exclude(current_edition=None).exclude(pk__in=offered):
        _index_course(course)
