"""An edition that is published later: decided on now by the second person, done by the clock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from courses.domain.drafts import Draft, draft_of
from courses.domain.preparing import problems_of
from courses.domain.publishing import publish_edition
from courses.domain.reviewed_questions import require_reviewed_questions
from courses.errors import CourseError, CourseIncomplete, DraftChanged
from courses.models import Course, ReviewRequest
from courses.rules import can_decide
from operations.domain.audit import record


@transaction.atomic
def schedule_publication(
    *, course: Course, actor: User, at: datetime, is_material: bool = False, note: str = "", seen: str
) -> ReviewRequest:
    """Have the waiting draft published at `at`, as it stands now and as the actor has seen it (`seen`).

    Raises:
        CourseError: nothing waits, the actor submitted it, or `at` is past; CourseIncomplete, DraftChanged.
    """
    request = _waiting(course, actor)
    draft = draft_of(course)
    if at <= timezone.now():
        raise CourseError(_("The time of publication is past."))
    if draft is None or draft.fingerprint != seen:
        raise DraftChanged(_("The course was changed after it was opened here. Look at it again before publishing."))
    if problems := problems_of(draft):
        raise CourseIncomplete(problems)
    require_reviewed_questions(course, draft)
    terms = {"is_material": is_material, "note": note.strip(), "seen": seen}
    _set(request, at=at, by=actor, terms=terms, problem="")
    record(action="course.scheduled", actor=actor, target=course, after={"at": at.isoformat(), "request": request.pk})
    return request


@transaction.atomic
def unschedule_publication(*, course: Course, actor: User) -> None:
    """Publish nothing by the clock; the submission waits on.

    Raises:
        CourseError: nothing is scheduled, or the actor may not decide.
    """
    request = _waiting(course, actor)
    if request.publish_at is None:
        raise CourseError(_("No publication is scheduled."))
    _set(request, at=None, by=None, terms={}, problem="")
    record(action="course.unscheduled", actor=actor, target=course, after={"request": request.pk})


def is_void(request: ReviewRequest, draft: Draft | None) -> bool:
    """Whether the clock will publish nothing, because the course was changed since it was set."""
    return request.publish_at is not None and (draft is None or request.publish_terms.get("seen") != draft.fingerprint)


def publish_due() -> int:
    """Publish what is due. What cannot be published any more waits on for a person, with the reason."""
    published = 0
    due = ReviewRequest.objects.waiting().filter(publish_at__lte=timezone.now())
    for request in due.select_related("course", "publish_by").order_by("publish_at", "pk"):
        if request.publish_by is None:
            continue
        try:
            publish_edition(course=request.course, actor=request.publish_by, **request.publish_terms)
        except CourseError as error:
            with transaction.atomic():
                _set(request, at=None, by=None, terms={}, problem=str(error))
                record(action="course.unscheduled", actor=None, target=request.course, after={"request": request.pk})
        else:
            published += 1
    return published


def _waiting(course: Course, actor: User) -> ReviewRequest:
    """The locked submission of the course, if the actor may decide on it."""
    request = ReviewRequest.objects.waiting().select_for_update().filter(course=course).first()
    if request is None:
        raise CourseError(_("The course has not been submitted for review."))
    if not can_decide(actor, request):
        raise CourseError(_("Whoever submitted a course cannot publish it."))
    return request


def _set(
    request: ReviewRequest, *, at: datetime | None, by: User | None, terms: Mapping[str, Any], problem: str
) -> None:
    ReviewRequest.objects.waiting().filter(pk=request.pk).update(
        publish_at=at, publish_by=by, publish_terms=dict(terms), publish_problem=problem[:500]
    )
