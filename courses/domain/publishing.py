"""From draft to edition: submission, the decision of a second person, appraisal."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from courses.domain.booklets import request_booklet
from courses.domain.drafts import Draft, draft_of
from courses.domain.editions import forget_edition
from courses.domain.freezing import freeze_edition
from courses.domain.preparing import PreparedDraft, prepare_draft, problems_of
from courses.domain.reviewed_questions import require_reviewed_questions, review_drawn_questions
from courses.domain.searching import index_edition
from courses.enums import ReviewState
from courses.errors import CourseError, CourseIncomplete, DraftChanged
from courses.models import Course, Edition, ReviewRequest
from courses.rules import can_appraise, can_decide, can_edit_course, decides_on_courses
from courses.signals import edition_published
from operations.domain.audit import record


@transaction.atomic
def submit_for_review(*, course: Course, actor: User, note: str = "") -> ReviewRequest:
    """Ask for the draft to be published. The same course waits only once."""
    _require(can_edit_course(actor, course))
    problems = problems_of(_draft(course))
    if problems:
        raise CourseIncomplete(problems)
    if ReviewRequest.objects.waiting().filter(course=_locked(course)).exists():
        raise CourseError(_("The course is already waiting for review."))
    request = ReviewRequest.objects.create(course=course, submitted_by=actor, note=note.strip())
    record(action="course.submitted", actor=actor, target=course, after={"request": request.pk})
    return request


@transaction.atomic
def withdraw_submission(*, request: ReviewRequest, actor: User) -> None:
    """The submitter takes the course back to work on it."""
    _require(request.submitted_by_id == actor.pk)
    _decide(request, ReviewState.WITHDRAWN, actor, "")
    record(action="course.withdrawn", actor=actor, target=request.course, after={"request": request.pk})


@transaction.atomic
def send_back(*, request: ReviewRequest, actor: User, note: str) -> None:
    """Return the course to its authors; the note says what to change."""
    _require(can_decide(actor, request))
    if not note.strip():
        raise CourseError(_("Say what has to be changed."))
    _decide(request, ReviewState.RETURNED, actor, note)
    record(action="course.sent_back", actor=actor, target=request.course, after={"request": request.pk})


def publish_edition(
    *, course: Course, actor: User, is_material: bool = False, note: str = "", seen: str = ""
) -> Edition:
    """Freeze the draft as the next edition and serve it to learners.

    Args:
        is_material: those who have begun an older edition continue on this one.
        seen: fingerprint of the draft that the actor has looked at; a draft changed since is refused.

    Raises:
        CourseError: nothing waits, or the actor submitted it; DraftChanged; CourseIncomplete, also where a quiz can
            draw questions that nobody has reviewed.
    """
    _require(decides_on_courses(actor))
    _waiting_request(course, actor)
    draft = _draft(course)
    if seen and seen != draft.fingerprint:
        raise DraftChanged(_("The course was changed after it was opened here. Look at it again before publishing."))
    prepared = prepare_draft(draft)
    with transaction.atomic():
        course = _locked(course)
        request = _waiting_request(course, actor)
        require_reviewed_questions(course, draft)
        edition = _publish(course, prepared, actor, is_material, note)
        _decide(request, ReviewState.PUBLISHED, actor, note, edition)
    return edition


def publish_by_system(*, course: Course, note: str = "") -> Edition:
    """Publish the draft without review: only for material that comes with the product and stays marked as sample."""
    prepared = prepare_draft(_draft(course))
    with transaction.atomic():
        course = _locked(course)
        if not course.is_sample:
            raise CourseError(_("Only sample material is published without review."))
        return _publish(course, prepared, None, False, note)


@transaction.atomic
def appraise(*, course: Course, actor: User) -> None:
    """Sign that the material has been appraised; it is no longer shown as a sample.

    The questions that its quizzes can draw are reviewed by the same act.

    Raises:
        CourseError: nothing was published; the actor wrote the course, submitted the edition that is served, or wrote
            one of these questions.
    """
    course = _locked(course)
    _require(decides_on_courses(actor))
    if course.current_edition_id is None:
        raise CourseError(_("Only a published course can be appraised."))
    if not can_appraise(actor, course):
        raise CourseError(_("Whoever wrote the course or submitted its edition cannot appraise it."))
    if not course.is_sample:
        return
    if draft := draft_of(course):
        review_drawn_questions(draft, actor)
    Course.objects.filter(pk=course.pk).update(is_sample=False, appraised_by=actor, appraised_at=timezone.now())
    record(action="course.appraised", actor=actor, target=course, after={"edition": course.current_edition_id})
    request_booklet(course.current_edition_id)


def _publish(course: Course, prepared: PreparedDraft, actor: User | None, is_material: bool, note: str) -> Edition:
    fresh = draft_of(course)
    if fresh is None or fresh.fingerprint != prepared.draft.fingerprint:
        raise DraftChanged(_("The course was changed while it was being published. Try again."))
    last = course.editions.aggregate(last=Max("number"))["last"] or 0
    before = course.current_edition_id
    edition = freeze_edition(
        course=course, prepared=prepared, number=last + 1, actor=actor, is_material=is_material, note=note.strip()
    )
    try:
        record(
            action="course.published",
            actor=actor,
            target=course,
            before={"edition": before},
            after={"edition": edition.pk, "number": edition.number, "checksum": edition.checksum},
        )
        edition_published.send(sender=Edition, edition=edition)
        request_booklet(edition.pk)
        index_edition(edition)
    except BaseException:
        # The id is free again after the rollback, so nothing may be remembered under it.
        forget_edition(edition.pk)
        raise
    return edition


def _waiting_request(course: Course, actor: User) -> ReviewRequest:
    request = ReviewRequest.objects.waiting().filter(course=course).first()
    if request is None:
        raise CourseError(_("The course has not been submitted for review."))
    if not can_decide(actor, request):
        raise CourseError(_("Whoever submitted a course cannot publish it."))
    return request


def _decide(request: ReviewRequest, state: ReviewState, actor: User, note: str, edition: Edition | None = None) -> None:
    """Guarded: the first decision counts."""
    decided = (
        ReviewRequest.objects.waiting()
        .filter(pk=request.pk)
        .update(state=state, decided_by=actor, decided_at=timezone.now(), decision_note=note.strip(), edition=edition)
    )
    if not decided:
        raise CourseError(_("The submission has been decided on already."))


def _locked(course: Course) -> Course:
    return Course.objects.select_for_update().get(pk=course.pk)


def _draft(course: Course) -> Draft:
    draft = draft_of(course)
    if draft is None:
        raise CourseError(_("The pages of the course no longer exist."))
    return draft


def _require(allowed: bool) -> None:
    if not allowed:
        raise CourseError(_("This is not allowed."))
