"""Corrections beside answers that wait for a person: what waits goes on waiting, unless nothing is left to mark."""

from typing import Any

import pytest

from accounts.models import User
from assessments.domain.correcting import prepare_correction, propose_correction
from assessments.domain.invariants import check_attempts
from assessments.domain.manual_marking import mark_by_hand
from assessments.enums import CorrectionKind, LoweredPolicy
from assessments.errors import CorrectionError
from assessments.models import Attempt, Marking, QuestionVersion
from committees.domain.roles import grant_role
from committees.enums import Role
from operations.domain.approvals import approve
from tests.assessments.builders import make_essay_edition
from tests.assessments.test_manual_marking import BEST, handed_in
from tests.factories import make_user
from tests.learning.corrections import run_waiting

pytestmark = pytest.mark.django_db


def publisher() -> User:
    user = make_user()
    grant_role(user=user, role=Role.PUBLISHER, committee=None, actor=None)
    return user


def correct(version_id: int, kind: CorrectionKind, **more: Any) -> None:
    """Prepared by one, approved by another, applied."""
    maker = publisher()
    correction = prepare_correction(
        version=QuestionVersion.objects.select_related("question__category", "answer_key").get(pk=version_id),
        kind=kind, lowered=LoweredPolicy.KEEP, reason="Thử", message="Thử", actor=maker, **more,
    )  # fmt: skip
    run_waiting()
    correction.refresh_from_db()
    approve(approval=propose_correction(correction=correction, actor=maker), actor=publisher())
    run_waiting()


def test_a_correction_of_another_question_leaves_it_waiting_and_counts_in_the_end() -> None:
    attempt = handed_in(make_essay_edition())
    correct(attempt.paper.items[0]["version"], CorrectionKind.WORTH, worth="0,5")
    attempt = Attempt.objects.get(pk=attempt.pk)
    assert attempt.is_waiting and not Marking.objects.exists() and list(check_attempts()) == []
    mark_by_hand(attempt_uuid=attempt.uuid, marks=BEST, actor=publisher())
    assert Marking.objects.get().items[0]["max"] == "0.50"
    assert list(check_attempts()) == []


def test_what_waited_is_annulled_and_so_known() -> None:
    attempt = handed_in(make_essay_edition())
    correct(attempt.paper.items[1]["version"], CorrectionKind.ANNUL)
    attempt = Attempt.objects.get(pk=attempt.pk)
    assert not attempt.is_waiting and attempt.passed is not None
    assert Marking.objects.get().items[1] == {"score": "0.00", "max": "0.00"}
    assert list(check_attempts()) == []


def test_levels_given_by_a_person_stay_under_a_correction_of_another_question() -> None:
    attempt = handed_in(make_essay_edition())
    mark_by_hand(attempt_uuid=attempt.uuid, marks=BEST, actor=publisher())
    before = Marking.objects.get().items[1]
    correct(attempt.paper.items[0]["version"], CorrectionKind.ANNUL)
    assert Marking.objects.latest("number").items[1] == before
    assert list(check_attempts()) == []


def test_an_essay_has_no_key_to_correct() -> None:
    attempt = handed_in(make_essay_edition())
    with pytest.raises(CorrectionError, match="không có đáp án"):
        correct(attempt.paper.items[1]["version"], CorrectionKind.KEY, raw={})
