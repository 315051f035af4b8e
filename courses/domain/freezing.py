"""The rows of an edition, written in one transaction from a prepared draft."""

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from accounts.models import User
from assessments.domain.quizzes import freeze_quiz
from assessments.enums import QuizPurpose
from assessments.errors import AssessmentError
from assessments.models import QuestionPicture, QuizEdition
from courses.domain.checksums import edition_checksum
from courses.domain.drafts import Draft
from courses.domain.preparing import PreparedActivity, PreparedDraft
from courses.errors import CourseIncomplete
from courses.models import Course, Edition, EditionActivity, EditionAsset, LessonPage, QuizPage


def freeze_edition(
    *, course: Course, prepared: PreparedDraft, number: int, actor: User | None, is_material: bool, note: str
) -> Edition:
    """Write edition `number`, publish its pages in Wagtail, and make it the one that is served."""
    draft = prepared.draft
    edition = Edition(
        course=course,
        number=number,
        title_vi=draft.page.title,
        title_en=draft.page.title_en,
        outline=_outline(draft),
        minutes=draft.minutes,
        required_courses=draft.page.required_courses,
        legal_basis=draft.page.legal_basis,
        is_material=is_material,
        note=note[:300],
        published_by=actor,
        published_at=timezone.now(),
    )
    keys = {str(item.draft.page.key) for item in prepared.activities}
    activities = [_activity(position, item, keys, actor) for position, item in enumerate(prepared.activities, start=1)]
    edition.checksum = edition_checksum(edition, activities)
    edition.save(force_insert=True)
    for activity in activities:
        activity.edition = edition
    EditionActivity.objects.bulk_create(activities)
    EditionAsset.objects.bulk_create(
        EditionAsset(edition=edition, asset_id=pk)
        for pk in sorted({asset.pk for asset in prepared.assets} | _pictures(activities))
    )
    _publish_pages(draft, actor)
    _serve(course, edition, prepared)
    return edition


def _pictures(activities: list[EditionActivity]) -> set[int]:
    """Row ids of the files which the questions of the exercises and quizzes show."""
    versions = {int(exercise["version"]) for activity in activities for exercise in activity.exercises}
    for activity in activities:
        if activity.quiz_edition is not None:
            versions.update(id_ for draw in activity.quiz_edition.pool for id_ in draw["versions"])
    return set(QuestionPicture.objects.filter(version__in=versions).values_list("asset_id", flat=True))


def _outline(draft: Draft) -> list[dict[str, object]]:
    return [
        {
            "title_vi": module.page.title,
            "title_en": module.page.title_en,
            "activities": [str(activity.page.key) for activity in module.activities],
        }
        for module in draft.modules
        if module.activities
    ]


def _activity(position: int, item: PreparedActivity, keys: set[str], actor: User | None) -> EditionActivity:
    """`keys` of all activities of the draft: what was taken out is required no longer."""
    page = item.draft.page
    lesson = page if isinstance(page, LessonPage) else None
    return EditionActivity(
        key=page.key,
        kind=page.kind,
        position=position,
        slug=page.slug,
        title_vi=page.title,
        title_en=item.draft.title_en,
        summary_vi=lesson.summary_vi if lesson else "",
        summary_en=lesson.summary_en if lesson else "",
        outcome=lesson.outcome if lesson else "",
        minutes=item.draft.minutes,
        revision=_revision(page, item.draft.revision, actor),
        body=item.body.html if item.body else "",
        plain=item.body.plain if item.body else "",
        exercises=item.exercises,
        requires=[key for key in page.requires if key in keys],
        quiz_edition=_quiz_edition(page, actor),
        exempts=_exempts(page),
    )


def _exempts(page: Page) -> list[dict[str, object]]:
    """What a pre-test exempts; for any other quiz nothing, whatever its page still says."""
    if not isinstance(page, QuizPage) or page.quiz is None or page.quiz.purpose != QuizPurpose.DIAGNOSTIC:
        return []
    return [{"lesson": str(row.lesson.key), "section": row.section} for row in page.exemptions.all()]


def _quiz_edition(page: Page, actor: User | None) -> QuizEdition | None:
    if not isinstance(page, QuizPage) or page.quiz is None:
        return None
    try:
        return freeze_quiz(quiz=page.quiz, actor=actor)
    except AssessmentError as error:
        raise CourseIncomplete([_("“%(title)s”: %(problem)s") % {"title": page.title, "problem": error}]) from error


def _revision(page: Page, revision: Revision | None, actor: User | None) -> Revision:
    return revision or page.save_revision(user=actor)


def _publish_pages(draft: Draft, actor: User | None) -> None:
    """Wagtail's own state follows: what is in the edition is no longer a draft."""
    pages: list[Page] = [draft.page]
    for module in draft.modules:
        pages += [module.page, *(activity.page for activity in module.activities)]
    for page in pages:
        if not page.live or page.has_unpublished_changes:
            revision = page.latest_revision or page.save_revision(user=actor)
            revision.publish(user=actor, skip_permission_checks=True)


def _serve(course: Course, edition: Edition, prepared: PreparedDraft) -> None:
    page = prepared.draft.page
    course.code = page.code
    course.title_vi, course.title_en = page.title, page.title_en
    course.summary_vi, course.summary_en = page.summary_vi, page.summary_en
    course.track, course.level = page.track, page.level
    course.minutes = edition.minutes
    course.competences, course.legal_basis = page.competences, page.legal_basis
    course.cover = prepared.cover
    course.self_enrolment = page.self_enrolment
    course.is_sample = page.is_sample and course.appraised_at is None
    course.current_edition = edition
    course.save()
