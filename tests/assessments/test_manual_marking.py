"""Essays: handed in, waiting, marked by a person who may, and only then a result."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from assessments.domain.answers import save_answers
from assessments.domain.attempts import start_attempt, submit_attempt
from assessments.domain.manual_marking import mark_by_hand, waiting_answers
from assessments.domain.mark_drafts import keep_draft
from assessments.domain.overdue import close_overdue
from assessments.domain.queries.attempts import attempt_for, is_waiting, review_of
from assessments.enums import AttemptState
from assessments.errors import AwaitsMarking, MarkingRefused, QuestionError
from assessments.models import Attempt, ManualMark, MarkDraft, Marking, Quiz, QuizEdition
from assessments.question_types.by_hand import HandMark
from assessments.rules import attempts_to_mark, can_mark, quizzes_seen_by
from assessments.signals import attempt_graded
from committees.domain.roles import grant_role
from committees.enums import Role
from operations.domain.notices import Notices
from operations.models import AuditEntry
from tests.assessments.builders import (
    CANARY,
    at,
    make_allowance,
    make_attempt,
    make_category,
    make_essay_edition,
    make_marker,
    make_person,
    make_question,
    right_responses,
    statements,
)
from tests.assessments.test_authoring import enter, make_author

pytestmark = pytest.mark.django_db
BEST = {2: HandMark({"a": 2, "b": 0}, "Viết tốt.\nCần nêu thêm người nhận báo cáo.")}


def handed_in(edition: QuizEdition, name: str = "hocvien", **changes: Any) -> Attempt:
    attempt = make_attempt(make_person(name), edition)
    responses = right_responses(attempt) | changes.get("responses", {})
    return submit_attempt(attempt_uuid=attempt.uuid, person=attempt.cadre, responses=responses, now=at(2))


def test_what_machines_mark_is_known_at_once_and_the_rest_waits() -> None:
    heard: list[int] = []

    def listen(attempt: Attempt, **kwargs: Any) -> None:
        heard.append(attempt.pk)
        assert transaction.get_connection().in_atomic_block

    attempt_graded.connect(listen)
    try:
        attempt = handed_in(make_essay_edition())
        assert (attempt.state, attempt.score, attempt.passed, attempt.is_waiting) == ("submitted", None, None, True)
        assert not heard and not Marking.objects.exists()
        review = review_of(attempt_for(attempt.cadre, attempt.uuid))
        assert review is not None
        assert (review.waiting, review.score, review.max_score, review.questions) == (1, 1, 2, [])
        marking = mark_by_hand(attempt_uuid=attempt.uuid, marks=BEST, actor=make_marker(), now=at(9))
        assert heard == [attempt.pk]
    finally:
        attempt_graded.disconnect(listen)
    assert (marking.number, marking.score, marking.passed, marking.marked_by_id) == (
        1,
        2,
        True,
        ManualMark.objects.get().marked_by_id,
    )
    closed = attempt_for(attempt.cadre, attempt.uuid)
    assert (closed.score, closed.passed, closed.is_waiting) == (2, True, False)
    seen = review_of(closed)
    assert seen is not None
    rubric = seen.questions[1].body
    assert "Cần nêu thêm" in repr(rubric) and CANARY in repr(rubric)
    entry = AuditEntry.objects.get(action="assessments.attempt.marked")
    assert (entry.actor_id, entry.after["score"]) == (marking.marked_by_id, "2.00")


def test_no_other_attempt_begins_while_one_waits() -> None:
    attempt = handed_in(make_essay_edition())
    again = {"person": attempt.cadre, "quiz_edition": attempt.quiz_edition, "allowance": make_allowance()}
    assert is_waiting(attempt.cadre_id, attempt.quiz_edition_id, attempt.scope)
    with pytest.raises(AwaitsMarking):
        start_attempt(**again, now=at(3))
    mark_by_hand(attempt_uuid=attempt.uuid, marks={2: HandMark({"a": 0, "b": 1}, "")}, actor=make_marker())
    assert not is_waiting(attempt.cadre_id, attempt.quiz_edition_id, attempt.scope)
    assert start_attempt(**again, now=at(3)).number == 2


def test_a_blank_essay_waits_for_nobody() -> None:
    attempt = handed_in(make_essay_edition(), responses={2: {"text": ""}})
    assert (attempt.score, attempt.max_score, attempt.passed, attempt.is_waiting) == (1, 2, False, False)


def test_an_essay_whose_time_was_up_waits_as_well() -> None:
    attempt = make_attempt(edition=make_essay_edition())
    save_answers(
        attempt_uuid=attempt.uuid, person=attempt.cadre, responses=right_responses(attempt), sequence=1, now=at(1)
    )
    assert close_overdue(now=at(60)) == 1
    closed = Attempt.objects.get(pk=attempt.pk)
    assert (closed.state, closed.is_waiting) == (AttemptState.EXPIRED, True)
    mark_by_hand(attempt_uuid=attempt.uuid, marks=BEST, actor=make_marker())
    assert Attempt.objects.get(pk=attempt.pk).passed


@pytest.mark.parametrize(
    "marks",
    [
        {},
        {1: HandMark({"a": 2, "b": 0}, "")},
        {**BEST, 1: HandMark({}, "")},
        {2: HandMark({"a": 2}, "")},
        {2: HandMark({"a": 3, "b": 0}, "")},
    ],
)
def test_marks_that_do_not_fit_change_nothing(marks: dict[int, HandMark]) -> None:
    attempt = handed_in(make_essay_edition())
    with pytest.raises(MarkingRefused):
        mark_by_hand(attempt_uuid=attempt.uuid, marks=marks, actor=make_marker())
    assert not ManualMark.objects.exists() and not Marking.objects.exists()
    assert Attempt.objects.get().is_waiting


def test_nobody_marks_twice_nor_an_own_attempt() -> None:
    attempt = handed_in(make_essay_edition())
    grant_role(user=attempt.cadre, role=Role.PUBLISHER, committee=None, actor=None)
    for nobody in (attempt.cadre, make_person("nguoi-ngoai")):
        with pytest.raises(MarkingRefused):
            mark_by_hand(attempt_uuid=attempt.uuid, marks=BEST, actor=nobody)
    mark_by_hand(attempt_uuid=attempt.uuid, marks=BEST, actor=make_marker())
    with pytest.raises(MarkingRefused):
        mark_by_hand(attempt_uuid=attempt.uuid, marks={2: HandMark({"a": 0, "b": 1}, "")}, actor=make_marker("khac"))
    assert (ManualMark.objects.count(), Marking.objects.count(), Attempt.objects.get().score) == (1, 1, 2)


def test_a_failing_receiver_leaves_the_attempt_waiting() -> None:
    attempt = handed_in(make_essay_edition())

    def fail(**kwargs: Any) -> None:
        raise RuntimeError

    attempt_graded.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            mark_by_hand(attempt_uuid=attempt.uuid, marks=BEST, actor=make_marker())
    finally:
        attempt_graded.disconnect(fail)
    assert Attempt.objects.get().is_waiting
    assert not ManualMark.objects.exists() and not AuditEntry.objects.filter(action__contains="marked").exists()


def test_an_essay_cannot_be_an_exercise() -> None:
    with pytest.raises(QuestionError):
        make_question(make_category(), "essay", practice=True)


def test_who_may_mark_and_who_finds_nothing() -> None:
    owner, publisher = make_author("giangvien", Role.TRAINER), make_author("kiemduyet", Role.PUBLISHER)
    other = make_author("khac", Role.TRAINER)
    make_category("Khác", "kho-khac", other)
    attempt = handed_in(make_essay_edition(owner))
    attempt.cadre.full_name = "Hoàng Thị Kín"
    attempt.cadre.save(update_fields=["full_name"])
    url, desk = reverse("assessments_mark", args=[attempt.uuid]), reverse("assessments_marking")
    for person, may in ((owner, True), (publisher, True), (other, False), (attempt.cadre, False)):
        assert attempts_to_mark(person).exists() is may is can_mark(person, attempt)
    for person in (owner, publisher):
        client = enter(person)
        assert attempt.quiz.title_vi in client.get(desk).content.decode()
        page = client.get(url).content.decode()
        assert "Rồi báo người phụ trách." in page and "cần ba bước" in page
        assert attempt.cadre.full_name not in page and attempt.cadre.username not in page
    assert attempt.quiz.title_vi not in enter(other).get(desk).content.decode()
    assert enter(other).get(url).status_code == enter(other).post(url, {}).status_code == 404


def test_one_category_of_a_shared_bank_is_not_enough() -> None:
    """A trainer whose category stands in the bank of another one's course reads the quiz, and marks nobody."""
    owner, guest = make_author("giangvien", Role.TRAINER), make_author("khach", Role.TRAINER)
    attempt = handed_in(make_essay_edition(owner))
    make_category("Của khách", "viet", guest)
    assert quizzes_seen_by(guest).filter(pk=attempt.quiz_id).exists()
    assert not attempts_to_mark(guest).exists() and not can_mark(guest, attempt)
    with pytest.raises(MarkingRefused):
        mark_by_hand(attempt_uuid=attempt.uuid, marks=BEST, actor=guest)
    page = enter(guest).get(reverse("assessments_marking")).content.decode()
    assert attempt.quiz.title_vi not in page


def test_a_publisher_does_not_mark_what_the_publisher_wrote_as_a_learner() -> None:
    edition = make_essay_edition()
    attempt = handed_in(edition)
    grant_role(user=attempt.cadre, role=Role.PUBLISHER, committee=None, actor=None, reason="thử")
    learner = User.objects.get(pk=attempt.cadre_id)
    assert not attempts_to_mark(learner).exists() and not can_mark(learner, attempt)


def test_the_form_keeps_what_was_chosen_and_marks_once_all_is() -> None:
    owner = make_author("giangvien", Role.TRAINER)
    attempt = handed_in(make_essay_edition(owner))
    client, url = enter(owner), reverse("assessments_mark", args=[attempt.uuid])
    reply = client.post(url, {"p2-a": "2", "p2-comment": "Gần đủ."})
    page = reply.content.decode()
    assert reply.status_code == 200 and "Gần đủ." in page and "Hãy chọn một mức." in page
    assert Attempt.objects.get().is_waiting
    assert client.post(url, {"p2-a": "2", "p2-b": "1", "p2-comment": "Gần đủ."}).status_code == 302
    assert (Attempt.objects.get().score, ManualMark.objects.get().comment) == (1 + 3 / 4, "Gần đủ.")
    assert client.get(url).status_code == 404


def test_a_draft_is_kept_as_typed_for_who_types_it_until_the_attempt_is_marked() -> None:
    owner, second = make_author("giangvien", Role.TRAINER), make_author("kiemduyet", Role.PUBLISHER)
    attempt = handed_in(make_essay_edition(owner))
    url = reverse("assessments_mark", args=[attempt.uuid])
    client, other = enter(owner), enter(second)
    typed = {"p2-a": "1", "p2-comment": "Còn thiếu"}
    assert client.post(url, typed | {"step": "draft"}).status_code == 302
    page = client.get(url).content.decode()
    assert "Còn thiếu" in page and "Đã lưu nháp" in page and 'value="1" required id="id_p2-a_1" checked' in page
    assert "Còn thiếu" not in other.get(url).content.decode()
    assert "Có người khác đã bắt đầu chấm" in other.get(url).content.decode()
    said = client.post(url, typed | {"step": "draft", "p2-b": "0"}, headers={"Accept": "application/json"})
    assert said.json()["message"].startswith("Đã lưu nháp lúc")
    assert MarkDraft.objects.get().fields == {"p2-a": "1", "p2-b": "0", "p2-comment": "Còn thiếu"}
    other.post(url, {"p2-a": "2"})  # refused, for a level is missing, and kept all the same
    assert MarkDraft.objects.get(person=second).fields == {"p2-a": "2"}
    assert Attempt.objects.get().is_waiting
    client.post(url, typed | {"p2-b": "1"})
    assert not MarkDraft.objects.exists() and Attempt.objects.get().passed is not None
    with pytest.raises(MarkingRefused):
        keep_draft(attempt=attempt, fields={"p2-a": "0"}, actor=second)


def test_the_desk_is_paged_and_narrowed_in_few_statements() -> None:
    owner = make_author("giangvien", Role.TRAINER)
    editions = [make_essay_edition(owner, bank) for bank in ("mot", "hai")]
    for number in range(55):
        handed_in(editions[number % 2], f"hv{number}")
    client, url = enter(owner), reverse("assessments_marking")
    page = client.get(url).context["page"]
    assert (len(page.object_list), page.paginator.count) == (50, 55)
    assert len(client.get(url, {"p": "2"}).context["page"].object_list) == 5
    only = client.get(url, {"quiz": str(editions[0].quiz_id)}).context["page"]
    assert {attempt.quiz_id for attempt in only.object_list} == {editions[0].quiz_id}
    assert client.get(url, {"quiz": "<x>", "p": "z"}).context["page"].paginator.count == 55
    many = statements(lambda: client.get(url))
    Attempt.objects.filter(cadre__username__gt="hv1").update(passed=False)
    assert statements(lambda: client.get(url)) == many


def test_both_sides_are_told() -> None:
    owner = make_author("giangvien", Role.TRAINER)
    attempt = handed_in(make_essay_edition(owner))
    Attempt.objects.update(closed_at="2026-11-28T01:00:00Z")
    (told,) = Notices(owner)[0:9]
    assert attempt.quiz.title_vi in told.notice.title and "1 bài" in told.notice.text
    assert not Notices(attempt.cadre)[0:9]
    mark_by_hand(attempt_uuid=attempt.uuid, marks=BEST, actor=owner)
    assert not Notices(owner)[0:9]
    (told,) = Notices(attempt.cadre)[0:9]
    assert told.notice.url == reverse("attempt_result", args=[attempt.uuid])


def test_what_waits_is_listed_with_its_rubric() -> None:
    attempt = attempt_for(handed_in(make_essay_edition()).cadre, Attempt.objects.get().uuid)
    (answer,) = waiting_answers(attempt)
    assert (answer.position, [criterion.id for criterion in answer.rubric]) == (2, ["a", "b"])
    assert Quiz.objects.get().pk == attempt.quiz_id
