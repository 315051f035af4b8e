"""A draft made ready to be frozen: checked, its files kept, its lessons rendered.

This is the slow part of publishing and runs before the transaction; a file kept in vain is harmless.
"""

from dataclasses import dataclass
from pathlib import PurePosixPath
from uuid import UUID

from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.enums import QuizPurpose
from assessments.models import QuestionVersion
from common.text.html import plain_text
from content.domain.assets import store_asset
from content.errors import AssetRefused
from content.models import Asset
from content.rendering import RenderedBody
from courses.domain.bodies import render_activity
from courses.domain.drafts import Draft, DraftActivity
from courses.domain.unfinished import lacks_document, told_of, unfinished_blocks
from courses.errors import CourseIncomplete
from courses.models import ActivityPage, Course, DocumentPage, LessonPage, QuizPage
from courses.rules import practice_in_course


@dataclass(frozen=True)
class PreparedActivity:
    draft: DraftActivity
    body: RenderedBody | None
    exercises: list[dict[str, str | int]]


@dataclass(frozen=True)
class PreparedDraft:
    draft: Draft
    activities: list[PreparedActivity]
    assets: list[Asset]
    cover: Asset | None


class _Shelf:
    """Keeps each file once and gives its address."""

    def __init__(self) -> None:
        self.assets: dict[str, Asset] = {}

    def keep(self, file: FieldFile) -> Asset:
        path = str(file.name)
        if path not in self.assets:
            self.assets[path] = store_asset(data=file, name=PurePosixPath(path).name)
        return self.assets[path]

    def url(self, file: FieldFile) -> str:
        return asset_url(self.keep(file))


def asset_url(asset: Asset) -> str:
    """The address under which the permission check stands."""
    return reverse("asset", kwargs={"sha256": asset.sha256, "name": asset.name})


def prepare_draft(draft: Draft) -> PreparedDraft:
    """Check and render everything.

    Raises:
        CourseIncomplete: with everything that stands in the way, one sentence each.
    """
    problems = problems_of(draft)
    shelf = _Shelf()
    activities = []
    for activity in draft.activities:
        try:
            activities.append(_prepare(activity, draft.page.course, shelf))
        except (AssetRefused, FileNotFoundError) as error:
            problems.append(told_of(activity.page.title, _missing_file(error)))
    cover = None
    if draft.page.cover is not None:
        try:
            cover = shelf.keep(draft.page.cover.file)
        except (AssetRefused, FileNotFoundError) as error:
            problems.append(_missing_file(error))
    if problems:
        raise CourseIncomplete(problems)
    return PreparedDraft(draft=draft, activities=activities, assets=list(shelf.assets.values()), cover=cover)


def problems_of(draft: Draft) -> list[str]:
    """What stands in the way of publishing, found without touching files. Empty when nothing does."""
    problems = []
    if not draft.activities:
        problems.append(_("The course has no lesson yet."))
    titles = {str(activity.page.key): activity.page.title for activity in draft.activities}
    lessons = {activity.page.pk for activity in draft.activities if isinstance(activity.page, LessonPage)}
    seen: set[str] = set()
    before: set[str] = set()
    for activity in draft.activities:
        page = activity.page
        if page.slug in seen:
            problems.append(_("Two lessons have the same address “%(slug)s”.") % {"slug": page.slug})
        seen.add(page.slug)
        problems += _problems_of_page(page, draft.page.course)
        if isinstance(page, QuizPage):
            problems += _problems_of_pretest(page, lessons)
        # What an author took out of the course is required no longer.
        for key in page.requires:
            if key in titles and key not in before:
                words = _("“%(needed)s” has to be finished first, so it has to stand before it.")
                problems.append(told_of(page.title, words % {"needed": titles[key]}))
        before.add(str(page.key))
    return problems + _problems_of_required_courses(draft)


def _problems_of_page(page: ActivityPage, course: Course | None) -> list[str]:
    if isinstance(page, QuizPage) and page.quiz is None:
        return [told_of(page.title, _("no quiz has been chosen."))]
    if isinstance(page, DocumentPage):
        return lacks_document(page)
    if isinstance(page, LessonPage):
        return _problems_of_lesson(page, course)
    return []


def _problems_of_pretest(page: QuizPage, lessons: set[int]) -> list[str]:
    """A pre-test exempts lessons of its own course, by sections it has."""
    if page.quiz is None or page.quiz.purpose != QuizPurpose.DIAGNOSTIC:
        return []
    rows, sections = list(page.exemptions.all()), page.quiz.sections.count()
    problems = []
    if any(row.lesson_id not in lessons for row in rows):
        problems.append(told_of(page.title, _("it exempts a lesson of another course.")))
    if any(row.section > sections for row in rows):
        problems.append(told_of(page.title, _("it exempts a lesson by a section that the pre-test does not have.")))
    return problems


def _problems_of_required_courses(draft: Draft) -> list[str]:
    """Whoever is asked for a course that cannot be taken, or for this one, would never begin."""
    wanted = set(draft.page.required_courses)
    if not wanted:
        return []
    own = draft.page.course.slug if draft.page.course else ""
    offered = set(Course.objects.on_offer().filter(slug__in=wanted).values_list("slug", flat=True)) - {own}
    problems = [
        _("The course to be completed first, “%(slug)s”, is not on offer.") % {"slug": slug}
        for slug in sorted(wanted - offered)
    ]
    if own and _leads_to(own, offered):
        problems.append(_("A course to be completed first asks for this one in turn."))
    return problems


def _leads_to(own: str, slugs: set[str]) -> bool:
    """Whether one of the courses, as served now, asks for `own` by any way. A statement for each step."""
    seen: set[str] = set()
    while slugs := slugs - seen:
        seen |= slugs
        rows = Course.objects.filter(slug__in=slugs).values_list("current_edition__required_courses", flat=True)
        slugs = {slug for row in rows for slug in row or ()}
        if own in slugs:
            return True
    return False


def _problems_of_lesson(page: LessonPage, course: Course | None) -> list[str]:
    if not page.body:
        return [told_of(page.title, _("the lesson is empty."))]
    rendered = render_activity(page, asset_url=lambda file: "")
    questions = rendered.exercises if rendered else []
    missing = set(questions) - set(practice_versions(questions, course))
    problems = unfinished_blocks(page)
    if unheard := _problem_for_who_cannot_hear(page):
        problems.append(told_of(page.title, unheard))
    if missing:
        words = _(
            "an exercise names a question that is not a practice question, or stands in the bank of someone else."
        )
        problems.append(told_of(page.title, words))
    return problems


def _problem_for_who_cannot_hear(page: LessonPage) -> str:
    """What a film lacks beside its picture; empty where it has all. The text of a recording has to be filled in."""
    for bound in page.body:
        if bound.block_type == "video" and not plain_text(bound.value["transcript"].source):
            return _("a film has no transcript.")
        if bound.block_type == "video" and not bound.value["captions"]:
            return _("a film has no captions.")
    return ""


def practice_versions(questions: list[UUID], course: Course | None) -> dict[UUID, int]:
    """Row id of the latest version of each practice question the course may hold; others are left out."""
    if not questions or course is None:
        return {}
    allowed = practice_in_course(course).filter(uuid__in=questions)
    rows = QuestionVersion.objects.filter(question__in=allowed)
    return dict(rows.order_by("number").values_list("question__uuid", "pk"))


def _prepare(activity: DraftActivity, course: Course | None, shelf: _Shelf) -> PreparedActivity:
    body = render_activity(activity.page, asset_url=shelf.url)
    if body is None:
        return PreparedActivity(draft=activity, body=None, exercises=[])
    versions = practice_versions(body.exercises, course)
    exercises: list[dict[str, str | int]] = [
        {"uuid": str(question), "version": versions[question]} for question in body.exercises if question in versions
    ]
    return PreparedActivity(draft=activity, body=body, exercises=exercises)


def _missing_file(error: Exception) -> str:
    return str(error) if isinstance(error, AssetRefused) else _("a file of this page is missing.")
