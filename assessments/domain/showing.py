"""Putting a stored question on the screen: as a form, and with verdicts after marking."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from django.utils.formats import localize
from django.utils.translation import gettext as _

from assessments.domain.corrected import Rule
from assessments.domain.marking import CENT
from assessments.domain.remembered import StoredKey, StoredQuestion
from assessments.domain.review_policy import EVERYTHING, Flags
from assessments.enums import ReviewFlag
from assessments.question_types import is_blank
from assessments.question_types.by_hand import HandMark, MarkedByHand
from assessments.question_types.reviewed import PARTLY, RIGHT, WRONG, ReviewedBody, ReviewedQuestion
from assessments.question_types.rich_text import safe_html
from assessments.question_types.shown import Response, ShownBody, ShownQuestion

MAX_SCORE: Final = Decimal("1.00")


def show_question(
    question: StoredQuestion,
    order: Mapping[str, Any],
    response: Response,
    *,
    name: str,
    position: int,
    total: int,
) -> ShownQuestion:
    """The form of a question with the answer given so far. There is no key to pass in."""
    spec = question.spec
    return ShownQuestion(
        position=position,
        total=total,
        kind=question.type,
        name=name,
        stem=question.stem,
        body=spec.shown(question.presentation, order, response, name),
        response=response,
        answered=question.is_answered(response),
        hint=spec.hint_of(question.presentation),
        template=spec.template,
        in_steps=spec.in_steps,
        trouble=question.trouble(response),
    )


def review_question(
    question: StoredQuestion,
    key: StoredKey,
    order: Mapping[str, Any],
    response: Response,
    *,
    score: Decimal,
    max_score: Decimal = MAX_SCORE,
    name: str,
    position: int,
    total: int,
    hand: HandMark | None = None,
    flags: Flags = EVERYTHING,
) -> ReviewedQuestion:
    """The question with as much of verdicts, reasons and explanation as `flags` opens.

    Without the right answer it is shown as the form was, which no key has touched, with one verdict on
    the whole: what a type says of its parts tells the right answer to who can read. `hand`: how a person
    marked it, where one has.
    """
    spec = question.spec
    explained = ReviewFlag.EXPLANATION in flags
    waits = isinstance(spec, MarkedByHand) and hand is None and not is_blank(response)
    body: ReviewedBody | ShownBody
    if ReviewFlag.RIGHT_ANSWER not in flags:
        body = spec.shown(question.presentation, order, response if ReviewFlag.ANSWER in flags else {}, name)
    elif hand is not None and isinstance(spec, MarkedByHand):
        body = spec.reviewed_by_hand(question.presentation, response, key.key, hand)
    else:
        reasons = key.reasons if explained else {}
        body = spec.reviewed(question.presentation, order, response, name, key.key, reasons)
    has_verdict = ReviewFlag.VERDICT in flags and ReviewFlag.RIGHT_ANSWER not in flags and not waits
    return ReviewedQuestion(
        position=position,
        total=total,
        kind=question.type,
        name=name,
        stem=question.stem,
        body=body,
        explanation=key.explanation if explained else safe_html(""),
        score=score,
        max_score=max_score,
        points=(_("awaits marking") if waits else _points(score, max_score)) if ReviewFlag.MARKS in flags else "",
        hint=spec.hint_of(question.presentation),
        template=spec.template,
        verdict=_verdict(score, max_score) if has_verdict else "",
    )


def corrected_key(key: StoredKey, rule: Rule | None) -> StoredKey:
    """What is shown as right: the key of the correction where there is one."""
    if rule is None or rule.key is None:
        return key
    return replace(key, key=dict(rule.key), reasons=dict(rule.reasons), explanation=rule.explanation or key.explanation)


def _verdict(score: Decimal, most: Decimal) -> str:
    """On the whole question, in the words of `components/question.html`; none on one that does not count."""
    if not most:
        return ""
    if score >= most:
        return RIGHT
    return WRONG if score <= 0 else PARTLY


def _points(score: Decimal, most: Decimal) -> str:
    if not most:
        return _("not counted")
    if most == MAX_SCORE:
        return _("%(score)s/1 point") % {"score": _shown(score)}
    return _("%(score)s/%(most)s points") % {"score": _shown(score), "most": _shown(most)}


def _shown(score: Decimal) -> str:
    rounded = score.quantize(CENT)
    return str(localize(rounded.normalize() if rounded else Decimal(0)))
