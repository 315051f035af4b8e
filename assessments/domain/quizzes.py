"""Quizzes: the rules authors edit, and the edition that freezes them with the questions of the day."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain.blueprint import Draw, check_pool, draws_of, pool_of
from assessments.enums import ReviewFlag, ReviewPhase
from assessments.errors import QuizError
from assessments.models import Quiz, QuizDraw, QuizEdition, QuizSection
from operations.domain import audit

RULES: Final = (
    "time_limit_minutes",
    "pass_mark_percent",
    "attempts",
    "wait_hours",
    "minutes_between_attempts",
    "per_page",
    "shuffle",
    "feedback",
    "review",
    "purpose",
    "navigation",
)
_NEWER_RULES: Final = frozenset({"minutes_between_attempts"})
CALENDAR: Final = ("opens_at", "closes_at")
"""What holds at once for everybody, without an edition."""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    instructions: str = ""
    new_page: bool = True


def save_quiz(*, quiz: Quiz, draws: Sequence[Draw], sections: Sequence[Section] = (), actor: User | None) -> Quiz:
    """Save a new or changed quiz with its sections and draws, in their order.

    Raises:
        QuizError: a rule, a section or a draw is not allowed.
    """
    try:
        quiz.full_clean()
    except ValidationError as error:
        raise QuizError(" ".join(error.messages)) from error
    _check_review(quiz)
    _check_draws(draws, len(sections))
    with transaction.atomic():
        before = _calendar(Quiz.objects.select_for_update(no_key=True).get(pk=quiz.pk)) if quiz.pk else {}
        _check_close(quiz, before)
        quiz.save()
        quiz.draws.all().delete()
        quiz.sections.all().delete()
        QuizSection.objects.bulk_create(
            QuizSection(quiz=quiz, position=n, title=one.title, instructions=one.instructions, new_page=one.new_page)
            for n, one in enumerate(sections, start=1)
        )
        for n, draw in enumerate(draws, start=1):
            row = QuizDraw.objects.create(
                quiz=quiz,
                position=n,
                section=draw.section,
                category=draw.category,
                count=draw.count,
                difficulty=draw.difficulty,
                tag=draw.tag,
                with_below=draw.with_below,
            )
            if draw.questions:
                row.questions.set(draw.questions)
        audit.record(
            action="assessments.quiz.saved",
            actor=actor,
            target=quiz,
            before=before or None,
            after=rules_of(quiz) | _calendar(quiz),
        )
    return quiz


def _check_draws(draws: Sequence[Draw], sections: int) -> None:
    if not draws:
        raise QuizError(_("A quiz needs at least one draw."))
    if any(draw.count < 1 for draw in draws):
        raise QuizError(_("A draw needs at least one question."))
    for number, draw in enumerate(draws, start=1):
        if not (1 <= draw.section <= sections if sections else draw.section == 0):
            raise QuizError(_("Draw %(number)d has to stand in one of the sections.") % {"number": number})
        if draw.questions and len(draw.questions) != draw.count:
            raise QuizError(_("Draw %(number)d names its questions, so it takes all of them.") % {"number": number})
    empty = set(range(1, sections + 1)) - {draw.section for draw in draws}
    if empty:
        raise QuizError(_("Section %(number)d has no questions.") % {"number": min(empty)})


def _check_review(quiz: Quiz) -> None:
    """The shape of `Quiz.review`, and no right answer without what it is the answer to."""
    wanted = quiz.review
    if not isinstance(wanted, dict) or not wanted.keys() <= set(ReviewPhase.values):
        raise QuizError(_("What may be seen of a paper could not be read."))
    for flags in wanted.values():
        if not isinstance(flags, list) or not set(flags) <= set(ReviewFlag.values):
            raise QuizError(_("What may be seen of a paper could not be read."))
        if ReviewFlag.RIGHT_ANSWER in flags and not {ReviewFlag.ANSWER, ReviewFlag.VERDICT} <= set(flags):
            raise QuizError(_("Who sees the right answer also sees the own answer and whether it was right."))


def _check_close(quiz: Quiz, before: dict[str, str]) -> None:
    """A close that moves back into the past would take answers away that were acknowledged."""
    if quiz.closes_at is None or _calendar(quiz)["closes_at"] == before.get("closes_at"):
        return
    if quiz.pk and quiz.closes_at < timezone.now():
        raise QuizError(
            _("The new closing time has passed already. To close now, choose a minute that is still ahead.")
        )


def _calendar(quiz: Quiz) -> dict[str, str]:
    moments = {name: getattr(quiz, name) for name in CALENDAR}
    return {name: moment.isoformat() if moment else "" for name, moment in moments.items()}


def freeze_quiz(*, quiz: Quiz, actor: User | None) -> QuizEdition:
    """The edition of the quiz as it is now; the latest one when nothing has changed.

    Raises:
        QuizError: a draw has too few questions.
    """
    with transaction.atomic():
        locked = Quiz.objects.select_for_update(no_key=True).get(pk=quiz.pk)
        draws = draws_of(locked)
        rules, pool = rules_of(locked), pool_of(draws, purpose=locked.purpose)
        check_pool(draws, pool)
        checksum = _checksum(rules, pool)
        latest = locked.editions.order_by("-number").first()
        if latest is not None and latest.checksum == checksum:
            return latest
        edition = QuizEdition.objects.create(
            quiz=locked,
            number=(latest.number if latest else 0) + 1,
            rules=rules,
            pool=pool,
            question_count=sum(draw["count"] for draw in pool),
            checksum=checksum,
        )
        audit.record(action="assessments.quiz.frozen", actor=actor, target=locked, after={"edition": edition.number})
    return edition


def rules_of(quiz: Quiz) -> dict[str, Any]:
    """What an edition freezes besides the pool; `sections` in their order.

    A rule that came later is left out while it says nothing: an unchanged quiz needs no new edition for it.
    """
    sections = quiz.sections.values("title", "instructions", "new_page").order_by("position")
    rules = {name: getattr(quiz, name) for name in RULES} | {"sections": list(sections)}
    return {name: value for name, value in rules.items() if value or name not in _NEWER_RULES}


def _checksum(rules: dict[str, Any], pool: list[dict[str, Any]]) -> str:
    text = json.dumps([rules, pool], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
