"""What is counted of the answers to a question, and what the counts of a whole quiz say about it. Pure.

Sources: L. Crocker and J. Algina, Introduction to Classical and Modern Test Theory (1986), chapter 14,
for difficulty and the corrected item–total correlation; Moodle, Quiz statistics calculations
(docs.moodle.org/dev), whose facility index and discrimination index these two are.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from typing import Final

FEWEST: Final = 5
"""Of fewer answers nothing is said: they would point at people."""
_PERCENT: Final = Decimal("0.01")
_THOUSANDTH: Final = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Part:
    """Something in a question of which the answers are counted. `right`: None where that says nothing."""

    id: str
    text: str
    right: bool | None = None


@dataclass(slots=True)
class Tally:
    """The sums over all answers to one question in one quiz, one answer after the other."""

    answers: int = 0
    blank: int = 0
    parts: Counter[str] = field(default_factory=Counter)
    _x: Decimal = Decimal(0)
    _y: Decimal = Decimal(0)
    _xx: Decimal = Decimal(0)
    _yy: Decimal = Decimal(0)
    _xy: Decimal = Decimal(0)

    def add(self, share: Decimal, rest: Decimal, parts: Iterable[str], *, blank: bool) -> None:
        """An answer that earned `share` (0 to 1) in an attempt whose other questions earned `rest`."""
        self.answers += 1
        self.blank += blank
        self.parts.update(set(parts))
        self._x += share
        self._y += rest
        self._xx += share * share
        self._yy += rest * rest
        self._xy += share * rest

    def facility(self) -> Decimal | None:
        """The mean share in percent: 100 is easy, 0 is hard. None below five answers."""
        if self.answers < FEWEST:
            return None
        return (self._x * 100 / self.answers).quantize(_PERCENT, ROUND_HALF_UP)

    def discrimination(self) -> Decimal | None:
        """Pearson's correlation of the share with the rest of the attempt, −1 to 1.

        None below five answers, and where all answers or all rests earned the same.
        """
        if self.answers < FEWEST:
            return None
        n = self.answers
        spread = (n * self._xx - self._x**2) * (n * self._yy - self._y**2)
        if spread <= 0:
            return None
        together = n * self._xy - self._x * self._y
        return Decimal(float(together) / sqrt(spread)).quantize(_THOUSANDTH, ROUND_HALF_UP)
