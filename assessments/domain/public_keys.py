"""Questions that came with the product: their keys stand in every copy of it, in whatever bank they are, until the
questions are other ones."""

from collections.abc import Collection, Iterator
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
    """Of the `total` counted questions in use, those that stand word for word as they came with the product.

    `replaceable`: how many of them nobody here has written; the others are copies already, to be changed.
    """

    questions: tuple[Question, ...]
    total: int
    replaceable: int

    @property
    def public(self) -> int:
        return len(self.questions)


def public_keys(bank: str) -> PublicKeys:
    """Two questions are the same when everything the learner reads of them is. Two statements."""
    latest = _counted([bank])
    public = _public(latest)
    return PublicKeys(
        tuple(version.question for version in public),
        len(latest),
        sum(_is_of_the_product(version) for version in public),
    )


def public_banks(banks: Collection[str]) -> set[str]:
    """Those of the banks in which every counted question in use is public. Two statements for all."""
    latest = _counted(banks)
    public = {version.pk for version in _public(latest)}
    return set(banks) - {version.question.category.bank for version in latest if version.pk not in public}


@transaction.atomic
def replace_public_questions(*, bank: str, actor: User) -> int:
    """Put a copy of the actor's own, to be edited, in the place of every public question. Gives how many.

    The public ones are retired: quizzes draw from the same categories, and those that name a question name its
    copy, so the next edition draws the copies. Editions, papers and answers that are there keep what they have.

    Raises:
        QuestionError: nothing in the bank is public.
    """
    public = [version for version in _public(_counted([bank])) if _is_of_the_product(version)]
    if not public:
        raise QuestionError(_("No question of this bank stands as it came with the product."))
    taken = set(Question.objects.filter(bank=bank).values_list("code", flat=True))
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


def _counted(banks: Collection[str]) -> list[QuestionVersion]:
    """The latest version of each counted question in use."""
    rows = (
        QuestionVersion.objects.filter(question__category__bank__in=banks, question__is_practice=False)
        .exclude(question__state=QuestionState.RETIRED)
        .select_related("question__category", "answer_key")
        .order_by("question_id", "number")
    )
    return list({version.question_id: version for version in rows}.values())


def _public(latest: list[QuestionVersion]) -> list[QuestionVersion]:
    """Those that say the same as a version nobody here wrote, be it in another bank, older or retired."""
    stems = {version.stem for version in latest}
    rows = QuestionVersion.objects.filter(created_by=None, question__is_practice=False, stem__in=stems)
    known = {_words(version) for version in rows.only("stem", "presentation")}
    return [version for version in latest if _words(version) in known]


def _is_of_the_product(version: QuestionVersion) -> bool:
    return version.created_by_id is None


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
