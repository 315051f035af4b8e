"""Notices of authors: a submission decided on, and for who decides, a submission that waits."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from courses.enums import ReviewState
from courses.models import ReviewRequest
from courses.rules import decides_on_courses, is_author
from operations.domain.notices import Notice, register_notices


def decided(person: User, now: datetime) -> QuerySet[ReviewRequest] | None:
    if not is_author(person):
        return None
    own = ReviewRequest.objects.filter(
        submitted_by_id=person.pk, state__in=(ReviewState.PUBLISHED, ReviewState.RETURNED)
    )
    return own.annotate(notice_at=F("decided_at"))


def words_of_decided(person: User, keys: Sequence[int]) -> dict[int, Notice]:
    own = ReviewRequest.objects.filter(pk__in=keys, submitted_by_id=person.pk).select_related("course")
    return {request.pk: _of_decision(request) for request in own}


def _of_decision(request: ReviewRequest) -> Notice:
    words = {"course": request.course.title}
    url = reverse("courses_desk", args=[request.course.uuid])
    if request.state == ReviewState.RETURNED:
        return Notice(_("Sent back: %(course)s") % words, url, request.decision_note, icon="warning")
    return Notice(_("Published: %(course)s") % words, url, icon="success")


def waiting(person: User, now: datetime) -> QuerySet[ReviewRequest] | None:
    """Never one's own submission: somebody else decides on it."""
    if not decides_on_courses(person):
        return None
    others = ReviewRequest.objects.waiting().exclude(submitted_by_id=person.pk)
    return others.annotate(notice_at=F("submitted_at"))


def words_of_waiting(person: User, keys: Sequence[int]) -> dict[int, Notice]:
    return {
        request.pk: Notice(
            _("To be reviewed: %(course)s") % {"course": request.course.title},
            reverse("courses_desk", args=[request.course.uuid]),
            request.note,
        )
        for request in ReviewRequest.objects.filter(pk__in=keys).select_related("course")
    }


def register() -> None:
    register_notices("course.decided", decided, words_of_decided)
    register_notices("course.waiting", waiting, words_of_waiting)
