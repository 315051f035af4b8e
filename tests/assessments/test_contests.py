"""A learner contests a mark; whoever is in charge of the question answers, once."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from assessments.domain.attempts import submit_attempt
from assessments.domain.contests import WORKING_DAYS, answer_contest, contest_mark
from assessments.domain.queries.corrections import contest_list
from assessments.enums import ContestState, FeedbackPolicy
from assessments.errors import ContestError
from assessments.models import Attempt, Category, Contest
from committees.domain.corrections import working_days_after
from committees.domain.roles import grant_role
from committees.enums import Role
from courses.domain.preparation import prepare_authoring
from operations.domain.notices import Notices
from operations.domain.personal_data import personal_data
from operations.models import AuditEntry
from tests.assessments.builders import CANARY, at, make_attempt, make_edition, make_person, statements
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
TEXT = "Phương án B cũng đúng theo bài học."


def closed_attempt(feedback: str = FeedbackPolicy.AFTER_SUBMIT, name: str = "hocvien") -> Attempt:
    attempt = make_attempt(make_person(name), make_edition(2, feedback=feedback))
    return submit_attempt(attempt_uuid=attempt.uuid, person=attempt.cadre, now=at(2))


@pytest.fixture
def trainer() -> User:
    prepare_authoring()
    user = make_user(full_name="Trần Giảng")
    grant_role(user=user, role=Role.TRAINER, committee=None, actor=None)
    return user


@pytest.fixture
def attempt(trainer: User) -> Attempt:
    attempt = closed_attempt()
    Category.objects.update(owner=trainer)
    return attempt


def contest(attempt: Attempt, position: int = 1) -> Contest:
    return contest_mark(attempt=attempt, position=position, text=TEXT, person=attempt.cadre)


def titles(person: User) -> list[str]:
    return [dated.notice.title for dated in Notices(person)[0:9]]


def test_it_is_due_after_five_working_days(attempt: Attempt) -> None:
    assert working_days_after(date(2026, 12, 3), WORKING_DAYS) == date(2026, 12, 10)
    found = contest(attempt)
    assert (found.state, found.version_id) == (ContestState.WAITING, attempt.paper.items[0]["version"])


def test_what_will_lie_open_for_review_is_not_contested_before() -> None:
    hidden = closed_attempt(FeedbackPolicy.AFTER_PASS_OR_LAST)
    assert not hidden.passed
    with pytest.raises(ContestError, match="Hiện chưa thể"):
        contest(hidden)
    assert not Contest.objects.exists()


@pytest.mark.parametrize(
    "rules",
    [{"feedback": FeedbackPolicy.NEVER}, {"review": {"after": []}}],
    ids=str,
)
def test_where_nothing_is_ever_shown_the_mark_can_be_contested_by_the_number(
    client_for: SignIn, rules: dict[str, Any]
) -> None:
    made = make_attempt(make_person(), make_edition(2, **{"feedback": FeedbackPolicy.AFTER_SUBMIT, **rules}))
    hidden = submit_attempt(attempt_uuid=made.uuid, person=made.cadre, now=at(2))
    learner, result = client_for(hidden.cadre), f"/lam-bai/{hidden.uuid}/ket-qua/"
    address = f"/lam-bai/{hidden.uuid}/phuc-khao/2/"
    assert address in learner.get(result).content.decode()
    asked = learner.get(address).content.decode()
    assert "0/2 điểm" in asked
    for page in (asked, learner.get(result).content.decode()):
        assert 'class="question"' not in page and CANARY not in page and "Câu hỏi số" not in page
    assert learner.post(address, {"text": TEXT}).status_code == 302
    assert Contest.objects.get().position == 2
    again = learner.get(result).content.decode()
    assert TEXT in again and address not in again
    assert learner.get(f"/lam-bai/{hidden.uuid}/phuc-khao/3/").status_code == 404


def test_only_a_question_of_the_own_paper(attempt: Attempt) -> None:
    for position in (0, 3):
        with pytest.raises(ContestError, match="Hiện chưa thể"):
            contest(attempt, position)
    with pytest.raises(ContestError, match="Hiện chưa thể"):
        contest_mark(attempt=attempt, position=1, text=TEXT, person=make_person("khac"))


def test_one_open_contest_of_a_question_and_one_of_an_answer(attempt: Attempt, trainer: User) -> None:
    first = contest(attempt)
    with pytest.raises(ContestError, match="đang chờ trả lời"):
        contest(attempt)
    contest(attempt, 2)
    answer_contest(contest=first, state=ContestState.REJECTED, answer="Cách chấm đúng.", actor=trainer)
    with pytest.raises(ContestError, match="đã được đề nghị phúc khảo"):
        contest(attempt)


def test_the_first_answer_counts_and_says_something(attempt: Attempt, trainer: User) -> None:
    found = contest(attempt)
    with pytest.raises(ContestError, match="cần giải thích"):
        answer_contest(contest=found, state=ContestState.REJECTED, answer=" ", actor=trainer)
    answer_contest(contest=found, state=ContestState.UPHELD, answer="Sẽ đính chính.", actor=trainer)
    with pytest.raises(ContestError, match="đã được trả lời"):
        answer_contest(contest=found, state=ContestState.REJECTED, answer="Thôi.", actor=trainer)
    entries = AuditEntry.objects.filter(object_type="assessments.contest", object_id=str(found.pk)).order_by("pk")
    assert list(entries.values_list("action", flat=True)) == [
        "assessments.contest.asked",
        "assessments.contest.answered",
    ]


def test_only_who_may_edit_the_question_answers_and_nobody_their_own(attempt: Attempt, trainer: User) -> None:
    found = contest(attempt)
    stranger = make_user()
    grant_role(user=stranger, role=Role.TRAINER, committee=None, actor=None)
    grant_role(user=attempt.cadre, role=Role.PUBLISHER, committee=None, actor=None)
    for person in (stranger, attempt.cadre):
        assert not contest_list(person).exists()
        with pytest.raises(ContestError, match="không thuộc quyền"):
            answer_contest(contest=found, state=ContestState.UPHELD, answer="Đúng.", actor=person)
    assert list(contest_list(trainer)) == [found]


def test_both_are_told_and_the_own_data_holds_it(attempt: Attempt, trainer: User) -> None:
    found = contest(attempt)
    assert any(title.startswith("Có đề nghị phúc khảo") for title in titles(trainer))
    answer_contest(contest=found, state=ContestState.UPHELD, answer="Sẽ đính chính.", actor=trainer)
    assert "Đề nghị phúc khảo được chấp nhận: Kiểm tra cuối khóa" in titles(attempt.cadre)
    rows = dict(personal_data(attempt.cadre))["contests"].rows
    assert [row[3] for row in rows] == [TEXT]


def test_the_desk_shows_answer_and_mark_but_no_name(client_for: SignIn, attempt: Attempt, trainer: User) -> None:
    found = contest(attempt)
    desk = client_for(trainer)
    page = desk.get(f"/quan-tri/phuc-khao/{found.uuid}/").content.decode()
    assert TEXT in page and attempt.cadre.full_name not in page and attempt.cadre.username not in page
    refused = desk.post(f"/quan-tri/phuc-khao/{found.uuid}/", {"state": "upheld", "answer": ""})
    assert refused.status_code == 422 and Contest.objects.get().state == ContestState.WAITING
    done = desk.post(f"/quan-tri/phuc-khao/{found.uuid}/", {"state": "upheld", "answer": "Sẽ đính chính."})
    assert done.status_code == 302
    assert "Sẽ đính chính." in client_for(attempt.cadre).get(f"/lam-bai/{attempt.uuid}/ket-qua/").content.decode()


def test_the_form_of_the_learner_keeps_what_was_typed(client_for: SignIn, attempt: Attempt) -> None:
    address = f"/lam-bai/{attempt.uuid}/phuc-khao/1/"
    learner = client_for(attempt.cadre)
    assert address in learner.get(f"/lam-bai/{attempt.uuid}/ket-qua/").content.decode()
    short = learner.post(address, {"text": "Sai rồi"})
    assert short.status_code == 422 and "Sai rồi" in short.content.decode()
    assert learner.post(address, {"text": TEXT}).status_code == 302
    assert learner.get(address).status_code == 302
    assert client_for(make_person("khac")).get(address).status_code == 404


def test_a_list_costs_the_same_for_one_as_for_many(client_for: SignIn, attempt: Attempt, trainer: User) -> None:
    desk = client_for(trainer)

    def cost() -> int:
        assert TEXT in desk.get("/quan-tri/phuc-khao/").content.decode()
        return statements(lambda: desk.get("/quan-tri/phuc-khao/"))

    contest(attempt)
    cost()
    few = cost()
    for number in range(12):
        other = make_attempt(make_person(f"nguoi{number}"), attempt.quiz_edition)
        contest(submit_attempt(attempt_uuid=other.uuid, person=other.cadre, now=at(2)))
    assert cost() == few
