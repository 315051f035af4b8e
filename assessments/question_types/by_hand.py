"""What a type owes besides when no machine can mark it: a rubric from which a person chooses."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from django.utils.safestring import SafeString

from assessments.question_types.base import Key, Presentation, QuestionTypeSpec
from assessments.question_types.reviewed import ReviewedBody
from assessments.question_types.shown import Response

Levels: TypeAlias = Mapping[str, int]
"""From a criterion to the number of the level chosen, counted from 0 in the order of the rubric."""


@dataclass(frozen=True, slots=True)
class HandMark:
    """How a person marked one answer. `comment` is plain text with lines; it may be empty."""

    levels: Levels
    comment: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """`levels`: what each is called and how many points it gives, as the marker reads it."""

    id: str
    text: str
    levels: tuple[tuple[str, Decimal], ...]


class MarkedByHand(QuestionTypeSpec):
    """A blank answer earns nothing at once; any other waits for a person."""

    @abstractmethod
    def rubric(self, presentation: Presentation, key: Key) -> list[Criterion]: ...

    @abstractmethod
    def guidance(self, key: Key) -> SafeString:
        """What the author tells those who mark, as safe HTML; it may be empty."""

    @abstractmethod
    def hand_share(self, key: Key, levels: Levels) -> Decimal:
        """The share that these levels earn, from 0 to 1. Pure, as `mark` is.

        Raises:
            QuestionError: a criterion has no level, or one that the rubric does not have.
        """

    @abstractmethod
    def reviewed_by_hand(
        self, presentation: Presentation, response: Response, key: Key, hand: HandMark
    ) -> ReviewedBody:
        """The answer with the levels chosen and the comment."""
