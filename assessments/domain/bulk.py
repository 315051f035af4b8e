"""One act on many questions: move, tag, retire, mark reviewed, give a difficulty.

All in one transaction, each with its audit row. What cannot be done to a question is told with its reason; the
others are done.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain.bank import raw_of, save_question
from assessments.domain.question_details import LONGEST_TAG, MOST_TAGS, clean_tags, tags_of_bank
from assessments.enums import BulkAct, Difficulty, QuestionState
from assessments.errors import QuestionError
from assessments.models import Category, Question, QuestionVersion, Tag
from assessments.rules import can_review, can_see_category, questions_seen_by, writers_of
from common.text.vietnamese import fold
from operations.domain import audit

MOST_AT_ONCE: Final = 50
"""More than that is a job."""
EXAMPLES: Final = 5


@dataclass(slots=True)
class BulkResult:
    """How many were changed and how many were so already; `refused` counts reasons, `codes` gives examples."""

    done: int = 0
    same: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    codes: dict[str, list[str]] = field(default_factory=dict)

    def refuse(self, question: Question, reason: str) -> None:
        self.refused[reason] += 1
        self.codes.setdefault(reason, []).append(question.code)

    def add(self, other: "BulkResult") -> None:
        self.done += other.done
        self.same += other.same
        self.refused += other.refused
        for reason, codes in other.codes.items():
            self.codes.setdefault(reason, []).extend(codes)

    def facts(self) -> dict[str, Any]:
        """For the row of a job: with each reason how many, and a few codes as examples."""
        refused = [[reason, count, self.codes[reason][:EXAMPLES]] for reason, count in self.refused.items()]
        return {"changed": self.done, "same": self.same, "refused": refused}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "BulkResult":
        """The result again from what `facts` gave."""
        result = cls(done=facts["changed"], same=facts["same"])
        for reason, count, codes in facts["refused"]:
            result.refused[reason], result.codes[reason] = count, list(codes)
        return result


def change_many(
    *,
    ids: Collection[int],
    act: BulkAct,
    actor: User,
    category: Category | None = None,
    tag: str = "",
    difficulty: int | None = None,
) -> BulkResult:
    """Do the act to those of the questions that the person sees.

    About ten statements, however many they are; a difficulty belongs to a version, so it is saved one by one.

    Args:
        category: where they go, for `MOVE`.
        tag: its name, for `TAG` and `UNTAG`.
        difficulty: of the new versions, for `DIFFICULTY`.

    Raises:
        QuestionError: the act lacks what it needs, or the person may not do it to any question.
    """
    with transaction.atomic():
        questions = list(
            questions_seen_by(actor)
            .filter(pk__in=ids)
            .select_for_update(of=("self",), no_key=True)
            .select_related("category")
            .order_by("pk")
        )
        if act == BulkAct.MOVE:
            return _move(questions, category, actor)
        if act in (BulkAct.TAG, BulkAct.UNTAG):
            return _tag(questions, tag, actor, add=act == BulkAct.TAG)
        if act == BulkAct.DIFFICULTY:
            return _give_difficulty(questions, difficulty, actor)
        return _give_state(questions, _STATES[act], actor)


_STATES: Final = {
    BulkAct.REVIEW: QuestionState.REVIEWED,
    BulkAct.RETIRE: QuestionState.RETIRED,
    BulkAct.REOPEN: QuestionState.DRAFT,
}


def _move(questions: Sequence[Question], category: Category | None, actor: User) -> BulkResult:
    if category is None or not can_see_category(actor, category):
        raise QuestionError(_("Choose the category into which the questions go."))
    result, moved = BulkResult(), []
    for question in questions:
        if question.category_id == category.pk:
            result.same += 1
        elif question.category.bank != category.bank:
            result.refuse(question, _("A question stays in its bank: exercises and quizzes look for it there."))
        else:
            moved.append(question)
    Question.objects.filter(pk__in=[question.pk for question in moved]).update(category=category)
    result.done = audit.record_many(
        action="assessments.question.moved",
        actor=actor,
        changes=[(q, {"category": q.category_id}, {"category": category.pk}) for q in moved],
    )
    return result


def _tag(questions: Sequence[Question], name: str, actor: User, *, add: bool) -> BulkResult:
    names = clean_tags([name.strip()[: LONGEST_TAG + 1]])
    through = Question.tags.through
    result, changed = BulkResult(), []
    links = through.objects.filter(question__in=questions)
    counts = Counter(links.values_list("question_id", flat=True))
    has = set(links.filter(tag__key=fold(names[0])).values_list("question_id", flat=True))
    for question in questions:
        if (question.pk in has) == add:
            result.same += 1
        elif add and counts[question.pk] >= MOST_TAGS:
            result.refuse(question, _("A question has at most %(most)d tags.") % {"most": MOST_TAGS})
        else:
            changed.append(question)
    if add:
        tags = _per_bank(changed, lambda bank: tags_of_bank(bank, names)[0])
        through.objects.bulk_create(through(question=q, tag=tags[q.category.bank]) for q in changed)
    else:
        links.filter(question__in=changed, tag__key=fold(names[0])).delete()
    told = {"added" if add else "removed": names[0]}
    result.done = audit.record_many(
        action="assessments.question.tagged", actor=actor, changes=[(question, {}, told) for question in changed]
    )
    return result


def _give_difficulty(questions: Sequence[Question], difficulty: int | None, actor: User) -> BulkResult:
    """A new version of each: draws and statistics go by the difficulty, and attempts keep the version they had."""
    if difficulty not in Difficulty.values:
        raise QuestionError(_("Choose the difficulty."))
    result = BulkResult()
    latest = QuestionVersion.objects.filter(question__in=questions).order_by("question", "number")
    versions = {version.question_id: version for version in latest.select_related("question", "answer_key")}
    for question in questions:
        version = versions[question.pk]
        if version.difficulty == difficulty:
            result.same += 1
            continue
        raw = {**raw_of(version), "difficulty": difficulty}
        try:
            save_question(
                category=question.category, code=question.code, raw=raw, is_practice=question.is_practice, actor=actor
            )
        except QuestionError as error:
            result.refuse(question, str(error))
        else:
            result.done += 1
    return result


def _per_bank(questions: Iterable[Question], tag_of: Callable[[str], Tag]) -> dict[str, Tag]:
    return {bank: tag_of(bank) for bank in {question.category.bank for question in questions}}


def _give_state(questions: Sequence[Question], state: QuestionState, actor: User) -> BulkResult:
    is_review = state == QuestionState.REVIEWED
    if is_review and not can_review(actor):
        raise QuestionError(_("Questions are reviewed by those who decide on courses."))
    writers = writers_of([question.pk for question in questions]) if is_review else {}
    result, changed = BulkResult(), []
    for question in questions:
        if question.state == state:
            result.same += 1
        elif is_review and writers[question.pk] == actor.pk:
            result.refuse(question, _("Written by yourself: another person has to review it."))
        else:
            changed.append(question)
    Question.objects.filter(pk__in=[question.pk for question in changed]).update(
        state=state,
        reviewed_by=actor if is_review else None,
        reviewed_at=timezone.now() if is_review else None,
    )
    result.done = audit.record_many(
        action="assessments.question.state",
        actor=actor,
        changes=[(question, {"state": question.state}, {"state": state}) for question in changed],
    )
    return result
