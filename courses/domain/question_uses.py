"""Lessons that hold a question as an exercise, as drafts and in published editions; what banks are called."""

from collections.abc import Iterable

from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from assessments.domain.queries.bank import register_bank_titles
from assessments.domain.queries.uses import Use, register_uses
from assessments.enums import UseKind
from assessments.models import Question
from courses.enums import ActivityKind
from courses.models import Course, EditionActivity, LessonPage


def lessons_with(question: Question) -> list[Use]:
    """Only practice questions stand in lessons. Two statements."""
    if not question.is_practice:
        return []
    return [*_drafts(question), *_published(question)]


def _drafts(question: Question) -> list[Use]:
    """The latest draft of a page is a revision, in which the exercise is named by the id of its question."""
    pages = (
        LessonPage.objects.annotate(draft=Cast("latest_revision__content", TextField()))
        .filter(draft__contains=str(question.uuid))
        .order_by("path")
    )
    return [Use(UseKind.LESSON, page.draft_title or page.title, _("shows its latest version")) for page in pages]


def _published(question: Question) -> list[Use]:
    numbers = dict(question.versions.values_list("pk", "number"))
    activities = (
        EditionActivity.objects.annotate(named=Cast("exercises", TextField()))
        .filter(kind=ActivityKind.LESSON, named__contains=str(question.uuid))
        .annotate(number=F("edition__number"), current=F("edition__course__current_edition"))
        .order_by("-edition__published_at", "position")
        .defer("body", "plain")
    )
    uses = []
    for activity in activities:
        versions = [int(ref["version"]) for ref in activity.exercises if ref["uuid"] == str(question.uuid)]
        detail = _("edition %(number)d") % {"number": activity.number}
        is_current = activity.edition_id == activity.current
        number = numbers.get(versions[0]) if versions else None
        uses.append(Use(UseKind.LESSON_EDITION, activity.title_vi, detail, number, is_current))
    return uses


def titles_of_banks(banks: Iterable[str]) -> dict[str, str]:
    """A bank has the short name of its course; in English its course is called by its English title, if it has one."""
    named = Course.objects.filter(slug__in=banks).only("slug", "title_vi", "title_en")
    return {course.slug: course.title for course in named}


def register() -> None:
    register_uses(lessons_with)
    register_bank_titles(titles_of_banks)
