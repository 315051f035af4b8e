"""What the robots sent and what they were told, and how that is held against the database."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Place: TypeAlias = tuple[str, int]
"""An attempt's UUID and a position on its paper."""
Row: TypeAlias = tuple[int, str]
"""A sequence and the option chosen with it."""


@dataclass
class Ledger:
    """Kept outside of the program, by what came back over the wire.

    `acknowledged` lists every save that the reply called stored. `receipts` holds, by attempt, the codes
    that its submissions returned; `begun` the attempts that a start led to.
    """

    sent: dict[Place, set[Row]] = field(default_factory=lambda: defaultdict(set))
    acknowledged: dict[Place, set[Row]] = field(default_factory=lambda: defaultdict(set))
    receipts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    begun: set[str] = field(default_factory=set)
    faults: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def saves(self) -> int:
        """How many answers were acknowledged."""
        return sum(map(len, self.acknowledged.values()))


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database holds of the same people. `noted`: sequences acknowledged without a row of their own.

    `markings` by attempt, for those that are closed.
    """

    rows: dict[Place, list[Row]]
    noted: dict[Place, int]
    attempts: set[str]
    markings: dict[str, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts, and the first few of each kind in words."""

    acknowledged: int
    lost: int
    changed: int
    doubled: int
    examples: list[str]

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.changed or self.doubled)


def compare(ledger: Ledger, stored: Stored) -> Outcome:
    """Lost: acknowledged and not there. Changed: something else stands in its place. Doubled: there once too often."""
    found: dict[str, list[str]] = {"lost": [], "changed": [], "doubled": []}
    for place, saves in ledger.acknowledged.items():
        rows = sorted(stored.rows.get(place, []))
        for sequence, option in sorted(saves):
            verdict = _verdict(rows, sequence, option, stored.noted.get(place, 0))
            if verdict:
                found[verdict].append(f"{place}: acknowledged {option} at {sequence}, stored {rows}")
        _check_current(ledger, place, rows, found["changed"])
    for place, rows in stored.rows.items():
        extra = Counter(rows) - Counter(dict.fromkeys(ledger.sent.get(place, ()), 1))
        found["doubled"] += [f"{place}: {row} was never sent so" for row in extra.elements()]
    found["lost"] += [f"{uuid}: begun, not there" for uuid in ledger.begun - stored.attempts]
    found["doubled"] += [f"{uuid}: an attempt nobody was led to" for uuid in stored.attempts - ledger.begun]
    for uuid, receipts in ledger.receipts.items():
        if uuid not in stored.markings:
            found["lost"].append(f"{uuid}: a receipt, but not closed")
        if len(set(receipts)) > 1:
            found["changed"].append(f"{uuid}: receipts {sorted(set(receipts))}")
    found["doubled"] += [f"{uuid}: marked {n} times" for uuid, n in stored.markings.items() if n > 1]
    return Outcome(
        acknowledged=ledger.saves,
        lost=len(found["lost"]),
        changed=len(found["changed"]),
        doubled=len(found["doubled"]),
        examples=[f"{kind} {text}" for kind, texts in found.items() for text in texts[:3]],
    )


def _verdict(rows: list[Row], sequence: int, option: str, noted: int) -> str:
    """The answer as of a sequence is the row with the highest one up to it: an unchanged answer has no row."""
    before = [row for row in rows if row[0] <= sequence]
    if not before:
        return "lost"
    last, held = before[-1]
    if last < sequence and noted < sequence and not any(row[0] > sequence for row in rows):
        return "lost"
    if held != option:
        return "changed" if last == sequence else "lost"
    return ""


def _check_current(ledger: Ledger, place: Place, rows: list[Row], changed: list[str]) -> None:
    """The answer that counts is the newest acknowledged, unless one sent after it was stored and its reply lost."""
    if not rows:
        return
    newest, option = max(ledger.acknowledged[place])
    current = rows[-1]
    if current[0] <= newest:
        if current[1] != option:
            changed.append(f"{place}: {option} acknowledged last, {current} counts")
    elif current not in ledger.sent[place]:
        changed.append(f"{place}: {current} counts and was never sent so")


def as_json(outcome: Outcome) -> dict[str, Any]:
    return {name: getattr(outcome, name) for name in ("acknowledged", "lost", "changed", "doubled", "examples")}
