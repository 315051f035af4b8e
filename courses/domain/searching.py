"""The words of courses and lessons, put where the search finds them."""

from content.domain.search import Page, replace_pages
from content.enums import SearchKind
from content.models import SearchEntry
from courses.enums import ActivityKind
from courses.models import Edition


def index_edition(edition: Edition) -> None:
    """The lessons of the edition, for whom it is served to, and its course as it is offered now."""
    course = edition.course
    lessons = edition.activities.filter(kind=ActivityKind.LESSON)
    replace_pages(
        SearchKind.LESSON,
        edition.pk,
        [Page(lesson.slug, lesson.title_vi, f"{lesson.outcome}\n{lesson.plain}") for lesson in lessons],
    )
    words = "\n".join(filter(None, (course.summary_vi, course.code, course.title_en, course.summary_en)))
    replace_pages(SearchKind.COURSE, course.pk, [Page(course.slug, course.title_vi, words)])


def index_missing_editions() -> None:
    """Editions from before there was a search."""
    known = SearchEntry.objects.filter(kind=SearchKind.LESSON).values("scope")
    with_lessons = Edition.objects.filter(activities__kind=ActivityKind.LESSON).exclude(pk__in=known).distinct()
    for edition in with_lessons.select_related("course").order_by("pk"):
        index_edition(edition)
