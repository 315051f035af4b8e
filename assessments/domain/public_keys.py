"""Banks that came with the product: their keys stand in every copy of it, until the questions are other ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain.bank import raw_of, save_question, set_state
from assessments.enums import QuestionState
from assessments.errors import QuestionError
from assessments.models import Question, QuestionVersion, QuizDraw
from operations.domain import audit

_MARK: Final = "R-"
_LONGEST_CODE: Final = 40
_NAMED: Final = QuizDraw.questions.through

Words = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """Of the counted questions in use, how many stand word for word as they came with the product."""

    public: int
    total: int


def public_keys(bank: str) -> PublicKeys:
    """Two questions are the same when everything the learner reads of them is. One statement."""
    latest, known = _counted(bank)
    return PublicKeys(sum(_words(version) in known for version in latest), len(latest))


@transaction.atomic
def replace_public_questions(*, bank: str, actor: User) -> int:
    """Put a copy of the actor's own, to be edited, in the place of every public question. Gives how many.

    The public ones are retired: quizzes draw from the same categories, and those that name a question name its
    copy, so the next edition draws the copies. Editions, papers and answers that are there keep what they have.

    Raises:
        QuestionError: nothing in the bank is public.
    """
    latest, known = _counted(bank)
    public = [version for version in latest if _words(version) in known and version.created_by_id is None]
    if not public:
        raise QuestionError(_("No question of this bank stands as it came with the product."))
    taken = set(Question.objects.filter(category__bank=bank).values_list("code", flat=True))
    for version in public:
        question = version.question
        code = _free_code(question.code, taken)
        copy = save_question(category=question.category, code=code, raw=raw_of(version), is_practice=False, actor=actor)
        _NAMED.objects.filter(question_id=question.pk).update(question_id=copy.question_id)
        set_state(question=question, state=QuestionState.RETIRED, actor=actor)
    audit.record(
        action="assessments.bank.replaced", actor=actor, target=public[0].question.category, after={"bank": bank}
    )
    return len(public)


def _counted(bank: str) -> tuple[list[QuestionVersion], set[Words]]:
    """The latest versions in use, and the words of every version that nobody here wrote."""
    rows = (
        QuestionVersion.objects.filter(question__category__bank=bank, question__is_practice=False)
        .select_related("question__category", "answer_key")
        .order_by("question_id", "number")
    )
    latest: dict[int, QuestionVersion] = {}
    known: set[Words] = set()
    for version in rows:
        if version.created_by_id is None:
            known.add(_words(version))
        if version.question.state != QuestionState.RETIRED:
            latest[version.question_id] = version
    return list(latest.values()), known


def _words(version: QuestionVersion) -> Words:
    return version.stem, tuple(sorted(_texts(version.presentation)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _free_code(code: str, taken: set[str]) -> str:
    number, free = 1, f"{_MARK}{code}"[:_LONGEST_CODE]
    while free in taken:
        number += 1
        free = f"{_MARK}{number}-{code}"[:_LONGEST_CODE]
    taken.add(free)
    return free
