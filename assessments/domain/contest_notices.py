"""Notices about contested marks: one's own answered, one that waits for an answer."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.enums import ContestState
from assessments.models import Contest
from assessments.rules import can_author, contests_answered_by
from common.text.formats import short_date
from operations.domain.notices import Notice, register_notices


def answered(person: User, now: datetime) -> QuerySet[Contest]:
    return Contest.objects.filter(person_id=person.pk).annotate(notice_at=F("answered_at"))


def words_of_answered(person: User, keys: Sequence[int]) -> dict[int, Notice]:
    titles = {
        ContestState.UPHELD: _("Contested mark upheld: %(quiz)s"),
        ContestState.REJECTED: _("Contested mark not upheld: %(quiz)s"),
    }
    own = Contest.objects.filter(pk__in=keys, person_id=person.pk, answered_at__isnull=False)
    return {
        contest.pk: Notice(
            titles[ContestState(contest.state)] % {"quiz": contest.attempt.quiz.title_vi},
            f"{reverse('attempt_result', args=[contest.attempt.uuid])}#phuc-khao-{contest.position}",
            contest.answer,
        )
        for contest in own.select_related("attempt__quiz")
    }


def waiting(person: User, now: datetime) -> QuerySet[Contest] | None:
    if not can_author(person):
        return None
    found = contests_answered_by(person).filter(state=ContestState.WAITING)
    return found.annotate(notice_at=F("asked_at"))


def words_of_waiting(person: User, keys: Sequence[int]) -> dict[int, Notice]:
    found = contests_answered_by(person).filter(pk__in=keys).select_related("question")
    return {
        contest.pk: Notice(
            _("A mark is contested: question %(code)s") % {"code": contest.question.code},
            reverse("assessments_contest", args=[contest.uuid]),
            _("To be answered by %(day)s") % {"day": short_date(contest.due_on)},
        )
        for contest in found
    }


def register() -> None:
    register_notices("contest.answered", answered, words_of_answered)
    register_notices("contest.waiting", waiting, words_of_waiting)
