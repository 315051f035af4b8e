"""A mark given by a person is contested: another person answers, and marks the answer again. Both marks stay."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from assessments.domain.contests import answer_contest, contest_mark
from assessments.domain.invariants import check_attempts
from assessments.domain.manual_marking import mark_by_hand
from assessments.domain.marking_again import mark_again
from assessments.domain.queries.corrections import contest_list
from assessments.enums import ContestState, FeedbackPolicy
from assessments.errors import ContestError, MarkingRefused
from assessments.models import Attempt, Contest, ManualMark, Marking
from assessments.question_types.by_hand import HandMark
from assessments.rules import can_mark_again
from courses.domain.preparation import prepare_authoring
from operations.models import AuditEntry
from tests.assessments.builders import make_essay_edition, make_marker
from tests.assessments.test_manual_marking import handed_in

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LOW, HIGH = HandMark({"a": 0, "b": 1}, "Thiếu ý."), HandMark({"a": 2, "b": 0}, "Đủ ý.")
ANSWER = "Bài đã nêu đủ các bước, cần chấm lại."


@pytest.fixture
def first() -> User:
    prepare_authoring()
    return make_marker("nguoi-cham-mot")


@pytest.fixture
def second() -> User:
    return make_marker("nguoi-cham-hai")


@pytest.fixture
def contested(first: User) -> Contest:
    """The essay at position 2 has no points; its learner never sees more than the mark."""
    attempt = handed_in(make_essay_edition(feedback=FeedbackPolicy.NEVER, pass_mark_percent=80))
    mark_by_hand(attempt_uuid=attempt.uuid, marks={2: LOW}, actor=first)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (1, False)
    return contest_mark(attempt=attempt, position=2, text="Bài tôi đã nêu đủ.", person=attempt.cadre)


def upheld(contest: Contest, by: User) -> Contest:
    return answer_contest(contest=contest, state=ContestState.UPHELD, answer=ANSWER, actor=by)


def test_whoever_gave_the_mark_neither_sees_nor_answers_the_contest(
    contested: Contest, first: User, second: User, client_for: SignIn
) -> None:
    assert not contest_list(first).exists() and list(contest_list(second)) == [contested]
    with pytest.raises(ContestError, match="không thuộc quyền"):
        answer_contest(contest=contested, state=ContestState.REJECTED, answer="Chấm đúng.", actor=first)
    assert client_for(first).get(f"/quan-tri/phuc-khao/{contested.uuid}/").status_code == 404
    assert Contest.objects.get().state == ContestState.WAITING


def test_the_second_mark_counts_and_the_first_stays(contested: Contest, first: User, second: User) -> None:
    mark_again(contest=upheld(contested, second), mark=HIGH, actor=second)
    marks = ManualMark.objects.order_by("number")
    assert [(mark.number, mark.levels, mark.comment, mark.marked_by) for mark in marks] == [
        (1, LOW.levels, "Thiếu ý.", first),
        (2, HIGH.levels, "Đủ ý.", second),
    ]
    markings = Marking.objects.order_by("number")
    assert [(each.score, each.passed, each.marked_by) for each in markings] == [(1, False, first), (2, True, second)]
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.passed, markings[1].reason) == (2, True, ANSWER)
    assert not list(check_attempts())
    entry = AuditEntry.objects.get(action="assessments.attempt.marked_again")
    assert (entry.actor_id, entry.before["score"], entry.after["score"]) == (second.pk, "1.00", "2.00")


def test_no_second_mark_without_an_upheld_contest_nor_by_the_first_person_nor_a_third(
    contested: Contest, first: User, second: User
) -> None:
    with pytest.raises(MarkingRefused, match="chấm lại"):
        mark_again(contest=contested, mark=HIGH, actor=second)
    upheld(contested, second)
    for person in (first, contested.person):
        assert not can_mark_again(person, contested)
        with pytest.raises(MarkingRefused, match="chấm lại"):
            mark_again(contest=contested, mark=HIGH, actor=person)
    with pytest.raises(MarkingRefused):
        mark_again(contest=contested, mark=HandMark({"a": 9, "b": 0}, ""), actor=second)
    assert ManualMark.objects.count() == Marking.objects.count() == 1
    mark_again(contest=contested, mark=HIGH, actor=second)
    third = make_marker("nguoi-cham-ba")
    with pytest.raises(MarkingRefused, match="chấm lại"):
        mark_again(contest=contested, mark=LOW, actor=third)
    assert ManualMark.objects.count() == Marking.objects.count() == 2


def test_the_database_holds_that_the_second_person_is_another(contested: Contest, first: User) -> None:
    with pytest.raises(IntegrityError):
        ManualMark.objects.create(
            attempt=contested.attempt, cadre_id=contested.person_id, position=2, number=2, levels={}, marked_by=first
        )


def test_the_screens_lead_from_the_contest_to_the_second_mark(
    contested: Contest, second: User, client_for: SignIn
) -> None:
    desk, address = client_for(second), f"/quan-tri/phuc-khao/{contested.uuid}/"
    page = desk.get(address).content.decode()
    assert "bài làm cần được chấm lại" in page and "cần đính chính câu hỏi" not in page
    assert desk.get(f"{address}cham-lai/").status_code == 404
    assert desk.post(address, {"state": "upheld", "answer": ANSWER}).status_code == 302
    page = desk.get(address).content.decode()
    assert f"{address}cham-lai/" in page and "dinh-chinh" not in page.split("<main")[1]
    form = desk.get(f"{address}cham-lai/").content.decode()
    assert "xem kỹ" in form and "Thiếu ý." in form
    assert contested.person.username not in form
    assert desk.post(f"{address}cham-lai/", {"p2-a": "2"}).status_code == 422
    assert desk.post(f"{address}cham-lai/", {"p2-a": "2", "p2-b": "0"}).status_code == 302
    assert desk.get(f"{address}cham-lai/").status_code == 404
    assert f"{address}cham-lai/" not in desk.get(address).content.decode()
    result = client_for(contested.person).get(f"/lam-bai/{contested.attempt.uuid}/ket-qua/").content.decode()
    assert "Từ 1/2 thành 2/2 điểm" in result and "do người thứ hai chấm lại" in result and ANSWER in result


def test_a_correction_of_an_essay_offers_no_key(contested: Contest, second: User, client_for: SignIn) -> None:
    version = contested.version
    address = f"/quan-tri/ngan-hang/cau-hoi/{version.question.uuid}/dinh-chinh/{version.number}/"
    desk = client_for(second)
    page = desk.get(address).content.decode()
    assert 'value="annul"' in page and 'value="key"' not in page and 'name="explanation"' not in page
    said = {"kind": "key", "lowered": "keep", "reason": "Thử", "message": "Thử"}
    assert desk.post(address, said).status_code == 422
    assert desk.post(address, {**said, "kind": "annul"}).status_code == 302
