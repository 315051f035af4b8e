"""What corrections make of the marking of a version: the rules that stand beside the frozen key."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

from django.utils.safestring import SafeString

from assessments.enums import CORRECTIONS_IN_FORCE, CorrectionKind
from assessments.models import QuestionCorrection
from assessments.question_types.rich_text import safe_html

USUAL: Final = Decimal("1.00")
NO_WORTH: Final = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Rule:
    """How a version is marked now.

    `key` None: by its own key. `accepted`: everybody gets the full mark, also for no answer: a question that
    cannot be answered rightly is nobody's failing. `annulled`: it counts neither in the sum nor in the most that
    could be earned. `messages`: what learners are told, oldest first.
    """

    key: Mapping[str, Any] | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    explanation: SafeString | None = None
    accepted: bool = False
    annulled: bool = False
    most: Decimal = USUAL
    messages: tuple[str, ...] = ()

    @property
    def worth(self) -> Decimal:
        """The most that can be earned."""
        return NO_WORTH if self.annulled else self.most


def folded(corrections: Iterable[QuestionCorrection]) -> dict[int, Rule]:
    """The rule of each version, from corrections in the order in which they came.

    A later one about the key, full marks or annulment takes the place of an earlier one; what the question is
    worth is kept until it is corrected itself.
    """
    rules: dict[int, Rule] = {}
    for correction in corrections:
        rule = rules.get(correction.version_id, Rule())
        rules[correction.version_id] = replace(_with(rule, correction), messages=(*rule.messages, correction.message))
    return rules


def rules_in_force(version_ids: Collection[int]) -> dict[int, Rule]:
    """The rules of these versions that count for every marking from now on. One statement."""
    return folded(corrections_in_force(version_ids))


def corrections_in_force(version_ids: Collection[int]) -> list[QuestionCorrection]:
    """In the order in which they came into force."""
    return list(
        QuestionCorrection.objects.filter(version_id__in=version_ids, state__in=CORRECTIONS_IN_FORCE).order_by(
            "in_force_at", "pk"
        )
    )


def _with(rule: Rule, correction: QuestionCorrection) -> Rule:
    match correction.kind:
        case CorrectionKind.KEY:
            return replace(
                rule,
                key=correction.rule["key"],
                reasons=correction.rule["reasons"],
                explanation=safe_html(correction.rule["explanation"]),
                accepted=False,
                annulled=False,
            )
        case CorrectionKind.ACCEPT:
            return replace(rule, key=None, accepted=True, annulled=False)
        case CorrectionKind.ANNUL:
            return replace(rule, key=None, accepted=False, annulled=True)
        case _:
            return replace(rule, most=Decimal(correction.rule["max"]))
