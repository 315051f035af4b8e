"""Notices about requests for correction: one's own answered, one that waits for an answer."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from committees.enums import CorrectionState
from committees.models import CorrectionRequest
from committees.rules import corrections_expected_of
from common.text.formats import short_date
from operations.domain.notices import Notice, register_notices


def answered(person: User, now: datetime) -> QuerySet[CorrectionRequest]:
    return CorrectionRequest.objects.filter(person_id=person.pk).annotate(notice_at=F("answered_at"))


def words_of_answered(person: User, keys: Sequence[int]) -> dict[int, Notice]:
    titles = {
        CorrectionState.CORRECTED: _("The data has been corrected"),
        CorrectionState.DECLINED: _("The correction was declined"),
    }
    return {
        request.pk: Notice(titles[CorrectionState(request.state)], f"{reverse('my_data')}#corrections", request.answer)
        for request in CorrectionRequest.objects.filter(pk__in=keys, person_id=person.pk, answered_at__isnull=False)
    }


def waiting(person: User, now: datetime) -> QuerySet[CorrectionRequest] | None:
    expected = corrections_expected_of(person)
    if expected is None:
        return None
    return expected.filter(state=CorrectionState.WAITING).annotate(notice_at=F("asked_at"))


def words_of_waiting(person: User, keys: Sequence[int]) -> dict[int, Notice]:
    expected = corrections_expected_of(person)
    if expected is None:
        return {}
    return {
        request.pk: Notice(
            _("A correction of personal data is asked for"),
            reverse("correction", args=[request.uuid]),
            _("To be answered by %(day)s") % {"day": short_date(request.due_on)},
        )
        for request in expected.filter(pk__in=keys)
    }


def register() -> None:
    register_notices("correction.answered", answered, words_of_answered)
    register_notices("correction.waiting", waiting, words_of_waiting)
