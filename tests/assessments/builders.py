"""Small banks, quizzes and attempts for the tests of this room."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from assessments.domain.attempts import Allowance, start_attempt
from assessments.domain.bank import ensure_category, save_question
from assessments.domain.blueprint import Draw
from assessments.domain.quizzes import freeze_quiz, save_quiz
from assessments.models import Attempt, Category, QuestionKey, QuestionVersion, Quiz, QuizEdition
from assessments.question_types.shown import Response
from committees.domain.roles import grant_role
from committees.enums import Role
from tests.assessments.samples import CANARY, TYPES, parsed, raw_question, right_response

__all__ = ["CANARY", "TYPES", "parsed", "raw_question", "right_response"]

START = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)


def make_person(username: str = "hocvien") -> User:
    return User.objects.create_user(username, "Nguyễn Văn Mẫu")


def make_marker(username: str = "cham") -> User:
    """Somebody who may mark in every bank."""
    person = make_person(username)
    grant_role(user=person, role=Role.PUBLISHER, committee=None, actor=None)
    return person


def make_category(name: str = "Thư lừa đảo", bank: str = "lua-dao", owner: User | None = None) -> Category:
    return ensure_category(bank=bank, name=name, owner=owner, actor=None)


def make_question(
    category: Category, kind: str = "single", n: int = 1, *, practice: bool = False, **changes: Any
) -> QuestionVersion:
    return save_question(
        category=category, code=f"Q{n:03d}", raw=raw_question(kind, n, **changes), is_practice=practice, actor=None
    )


def make_edition(count: int = 5, kinds: Sequence[str] = TYPES, **rules: Any) -> QuizEdition:
    """A frozen quiz that draws all of its questions, of all types (or these) in turn."""
    category = make_category()
    for n in range(count):
        make_question(category, kinds[n % len(kinds)], n)
    settings = {"time_limit_minutes": 20, "attempts": 3, "shuffle": False, **rules}
    quiz = Quiz(bank="lua-dao", slug="cuoi-khoa", title_vi="Kiểm tra cuối khóa", **settings)
    save_quiz(quiz=quiz, draws=[Draw(category, count)], actor=None)
    return freeze_quiz(quiz=quiz, actor=None)


def make_essay_edition(owner: User | None = None, bank: str = "viet", **rules: Any) -> QuizEdition:
    """A frozen quiz of one question that a machine marks and one essay, in this order."""
    category = make_category("Tự luận", bank, owner)
    make_question(category, "single", 1)
    make_question(category, "essay", 2)
    settings = {"time_limit_minutes": 20, "attempts": 3, "shuffle": False, "feedback": "after_submit", **rules}
    quiz = Quiz(bank=bank, slug="tu-luan", title_vi=f"Bài tự luận {bank}", **settings)
    save_quiz(quiz=quiz, draws=[Draw(category, 2)], actor=owner)
    return freeze_quiz(quiz=quiz, actor=owner)


def make_allowance(attempts: int = 3, **changes: Any) -> Allowance:
    return Allowance(
        **{"scope": 7, "attempts_allowed": attempts, "committee_id": None, "position_group": None, **changes}
    )


def make_attempt(person: User | None = None, edition: QuizEdition | None = None, **changes: Any) -> Attempt:
    return start_attempt(
        person=person or make_person(),
        quiz_edition=edition or make_edition(),
        allowance=make_allowance(**changes),
        now=START,
    )


def at(minutes: float = 1, seconds: float = 0) -> datetime:
    return START + timedelta(minutes=minutes, seconds=seconds)


def right_responses(attempt: Attempt) -> dict[int, Response]:
    keys = {key.version_id: key.key for key in QuestionKey.objects.all()}
    return {n: right_response(keys[item["version"]]) for n, item in enumerate(attempt.paper.items, start=1)}


def position_of(attempt: Attempt, kind: str) -> int:
    kinds = dict(QuestionVersion.objects.values_list("pk", "type"))
    return next(n for n, item in enumerate(attempt.paper.items, start=1) if kinds[item["version"]] == kind)


def statements(act: Callable[[], Any]) -> int:
    """SQL statements of the act, without those that only frame a transaction."""
    frame = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    with CaptureQueriesContext(connection) as captured:
        act()
    return sum(not query["sql"].upper().startswith(frame) for query in captured.captured_queries)
