"""Reading attempts: the paper with the answers so far, and the review under the feedback policy."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from assessments.domain import remembered
from assessments.domain.corrected import Rule, rules_in_force
from assessments.domain.marking import USUAL_RULE, marks_by_hand, points_of, result_of
from assessments.domain.papers import field_name, page_count, positions_of_page, sections_at
from assessments.domain.review_policy import EVERYTHING, Flags, flags_after, flags_while_open
from assessments.domain.showing import corrected_key, review_question, show_question
from assessments.models import AnswerSave, Attempt, Marking, Quiz
from assessments.question_types.by_hand import MarkedByHand
from assessments.question_types.reviewed import ReviewedQuestion
from assessments.question_types.shown import Response, ShownQuestion
from common.db.prepared import PreparedQuery


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A page of an open paper. `last_sequence` is the highest acknowledged in the whole attempt.

    A question that was checked comes reviewed. `troubles`: by position why an answer can be none. `sections`: by
    position the section whose heading stands above.
    """

    questions: list[ShownQuestion | ReviewedQuestion]
    number: int
    page_count: int
    answered: dict[int, bool]
    troubles: dict[int, str]
    last_sequence: int
    sections: dict[int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Review:
    """A closed attempt. `questions` is empty unless the feedback policy opens them now.

    While `waiting` answers are to be marked by a person, `score` is what the others have earned.
    """

    score: Decimal
    max_score: Decimal
    passed: bool
    is_open_to_learner: bool
    questions: list[ReviewedQuestion]
    waiting: int = 0


def attempt_for(person: User, uuid: UUID) -> Attempt:
    """The person's own attempt, with paper and rules, in one statement.

    Raises:
        Attempt.DoesNotExist: for an unknown one exactly as for somebody else's.
    """
    return _OWN.get(uuid, person.pk)


# Every page of a paper begins with this.
_OWN: Final = PreparedQuery(
    lambda uuid, person_id: (
        Attempt.objects.select_related("paper", "quiz", "quiz_edition")
        .defer("quiz_edition__pool")
        .filter(uuid=uuid, cadre=person_id)
    ),
    UUID,
    int,
)


def attempts_of(person: User, quiz: Quiz, scope: int) -> QuerySet[Attempt]:
    """The person's attempts that count for `scope`, first to last."""
    return Attempt.objects.filter(cadre=person, quiz=quiz, scope=scope).order_by("number")


def attempts_for(person_id: int, scopes: Collection[int]) -> list[Attempt]:
    """The person's attempts that count for any of `scopes`, the newest first, with their quizzes. One statement."""
    found = Attempt.objects.filter(cadre=person_id, scope__in=scopes).select_related("quiz", "quiz_edition")
    return list(found.defer("acknowledged", "checked", "quiz_edition__pool").order_by("-number"))


def is_waiting(person_id: int, quiz_edition_id: int, scope: int) -> bool:
    """Whether an attempt of the person waits to be marked by a person.

    No statement for a quiz that machines mark, once that is known of it.
    """
    edition = remembered.hand_marked.get([quiz_edition_id])[quiz_edition_id]
    if not edition.has_any:
        return False
    return Attempt.objects.filter(
        cadre=person_id, quiz=edition.quiz_id, scope=scope, closed_at__isnull=False, passed__isnull=True
    ).exists()


def latest_saves(attempt: Attempt, positions: Collection[int] | None = None) -> dict[int, AnswerSave]:
    """The row with the highest sequence of each position that has one."""
    if positions is None:
        rows = _SAVES.objects(attempt.pk, attempt.cadre_id)
    elif len(positions) == 1:
        rows = _SAVES_AT.objects(attempt.pk, attempt.cadre_id, *positions)
    else:
        rows = list(_latest(attempt.pk, attempt.cadre_id).filter(position__in=list(positions)))
    return {save.position: save for save in rows}


def _latest(attempt_id: int, person_id: int) -> QuerySet[AnswerSave]:
    newer = AnswerSave.objects.filter(
        attempt=OuterRef("attempt"),
        cadre_id=OuterRef("cadre_id"),
        position=OuterRef("position"),
        sequence__gt=OuterRef("sequence"),
    )
    return AnswerSave.objects.filter(attempt=attempt_id, cadre_id=person_id).filter(~Exists(newer))


_SAVES: Final = PreparedQuery(_latest, int, int)
# The unique index gives the last one at once, however often a position has been saved.
_SAVES_AT: Final = PreparedQuery(
    lambda attempt_id, person_id, position: AnswerSave.objects.filter(
        attempt=attempt_id, cadre_id=person_id, position=position
    ).order_by("-sequence")[:1],
    int,
    int,
    int,
)


def current_answers(attempt: Attempt) -> dict[int, Response]:
    """The answer of each position that ever had one, also where it was emptied again."""
    return {position: save.response for position, save in latest_saves(attempt).items()}


def paper_page(attempt: Attempt, page: int) -> PaperPage:
    """A page of the paper; one statement once its questions are remembered.

    Raises:
        Attempt.DoesNotExist: the paper has no such page.
    """
    positions = positions_of_page(attempt, page)
    if not positions:
        raise Attempt.DoesNotExist
    items = attempt.paper.items
    stored = remembered.questions.get([item["version"] for item in items])
    saves = latest_saves(attempt)
    answers = {position: save.response for position, save in saves.items()}
    checked = [items[position - 1]["version"] for position in positions if str(position) in attempt.checked]
    rules = rules_in_force(checked) if checked else {}
    return PaperPage(
        questions=[
            _open_question(attempt, position, stored, answers.get(position, {}), rules) for position in positions
        ],
        number=page,
        page_count=page_count(attempt),
        answered={
            position: stored[item["version"]].is_answered(answers.get(position, {}))
            for position, item in enumerate(items, start=1)
        },
        troubles={
            position: said
            for position, response in sorted(answers.items())
            if (said := stored[items[position - 1]["version"]].trouble(response))
        },
        last_sequence=max([0, *(save.sequence for save in saves.values()), *attempt.acknowledged.values()]),
        sections=sections_at(attempt, positions),
    )


def _open_question(
    attempt: Attempt,
    position: int,
    stored: Mapping[int, remembered.StoredQuestion],
    response: Response,
    rules: Mapping[int, Rule],
) -> ShownQuestion | ReviewedQuestion:
    """A question of an open paper: as a form, or as far as it may be seen once it was checked."""
    item, name, total = attempt.paper.items[position - 1], field_name(position), len(attempt.paper.items)
    version_id = item["version"]
    if str(position) not in attempt.checked:
        return show_question(stored[version_id], item, response, name=name, position=position, total=total)
    key, rule = remembered.keys.get([version_id])[version_id], rules.get(version_id, USUAL_RULE)
    score, most = points_of(key, response, rule)
    return review_question(
        stored[version_id],
        corrected_key(key, rule),
        item,
        response,
        score=score,
        max_score=most,
        name=name,
        position=position,
        total=total,
        flags=flags_while_open(attempt, position),
    )


def review_of(attempt: Attempt, now: datetime | None = None) -> Review | None:
    """The result, with verdicts and reasons where the policy allows; None while the attempt is open."""
    if attempt.is_open:
        return None
    marking = Marking.objects.filter(attempt=attempt, cadre_id=attempt.cadre_id).order_by("-number").first()
    if marking is None:
        result = result_of(attempt, current_answers(attempt))
        return Review(result.score, result.max_score, False, False, [], waiting=len(result.waiting))
    flags = flags_after(attempt, passed=marking.passed, now=now or timezone.now())
    return Review(
        score=marking.score,
        max_score=marking.max_score,
        passed=marking.passed,
        is_open_to_learner=bool(flags),
        questions=_reviewed(attempt, marking, flags) if flags else [],
    )


def reviewed_at(attempt: Attempt, position: int) -> ReviewedQuestion | None:
    """One question of a closed attempt with its verdict, for who answers a contest: no feedback policy is asked."""
    marking = Marking.objects.filter(attempt=attempt, cadre_id=attempt.cadre_id).order_by("-number").first()
    if marking is None or not 1 <= position <= len(attempt.paper.items):
        return None
    return _reviewed(attempt, marking, EVERYTHING)[position - 1]


def _reviewed(attempt: Attempt, marking: Marking, flags: Flags) -> list[ReviewedQuestion]:
    items = attempt.paper.items
    version_ids = [item["version"] for item in items]
    stored, keys = remembered.questions.get(version_ids), remembered.keys.get(version_ids)
    answers, rules = current_answers(attempt), rules_in_force(version_ids)
    hands = marks_by_hand(attempt) if any(isinstance(stored[id_].spec, MarkedByHand) for id_ in version_ids) else {}
    return [
        review_question(
            stored[item["version"]],
            corrected_key(keys[item["version"]], rules.get(item["version"])),
            item,
            answers.get(position, {}),
            score=Decimal(points["score"]),
            max_score=Decimal(points["max"]),
            name=field_name(position),
            position=position,
            total=len(items),
            hand=hands.get(position),
            flags=flags,
        )
        for position, (item, points) in enumerate(zip(items, marking.items, strict=True), start=1)
    ]
