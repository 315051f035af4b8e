"""What is kept how long, and what happens when the time is up. Rooms register the kinds of record they hold.

Evidence is never deleted: of people who left nothing remains by which they are known, results stay. A kind that is
only kept is counted, so that somebody looks at it when its time is up.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from operations.domain import audit
from operations.domain.preparation import Say, register_preparation
from operations.enums import RetentionAction
from operations.models import RetentionRule

if TYPE_CHECKING:
    from accounts.models import User

BATCH: Final = 200
_DEFAULTS: Final = Path(__file__).resolve().parents[1] / "data" / "retention.csv"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record.

    `due(before)`: the rows whose time ended before that moment and that have not been dealt with yet.
    `moment`: the column by which the oldest of them is told. `apply(rows, actor)`: deals with some of them in the
    caller's transaction, so that they are due no more; None for what is only kept.
    """

    code: str
    label: str | Promise
    action: RetentionAction
    due: Callable[[datetime], QuerySet[Any]]
    moment: str
    apply: "Callable[[list[Any], User | None], None] | None" = None


@dataclass(frozen=True, slots=True)
class DueRecords:
    """A line of the report. `oldest` is None where nothing is due, `before` where the rule is for good."""

    code: str
    count: int
    oldest: date | None
    before: datetime | None


_kinds: dict[str, RecordKind] = {}


def register_record_kind(kind: RecordKind) -> None:
    _kinds[kind.code] = kind


def record_kinds() -> list[RecordKind]:
    return list(_kinds.values())


def record_kind(code: str) -> RecordKind:
    """Raises KeyError for a code that nobody registered."""
    return _kinds[code]


def load_default_rules(_say: Say) -> None:
    """Rules that are not there yet; one that is there stays as it was decided."""
    known = set(RetentionRule.objects.values_list("code", flat=True))
    if known >= _kinds.keys():
        return
    with _DEFAULTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["code"] in _kinds and row["code"] not in known:
                RetentionRule.objects.create(**{**row, "days": row["days"] or None})


def due_now(rule: RetentionRule, now: datetime) -> DueRecords:
    """Counts only: nothing is changed."""
    if rule.days is None:
        return DueRecords(rule.code, 0, None, None)
    kind, before = record_kind(rule.code), now - timedelta(days=rule.days)
    due = kind.due(before).order_by()
    oldest = due.aggregate(oldest=Min(kind.moment))["oldest"]
    return DueRecords(rule.code, due.count(), _day(oldest), before)


def report(progress: Progress | None = None) -> list[DueRecords]:
    """The dry run: what would be done by every rule, were it done now."""
    rules = list(RetentionRule.objects.filter(code__in=_kinds).order_by("pk"))
    now, lines = timezone.now(), []
    for number, rule in enumerate(rules, start=1):
        lines.append(due_now(rule, now))
        if progress:
            progress(number, len(rules))
    return lines


def apply_rules(before: dict[str, str], *, actor: "User | None", progress: Progress | None = None) -> dict[str, int]:
    """Deal with what was due at the moments of a report; again after a crash, it goes on where it was.

    Each batch is a transaction of its own, with an entry in the audit trail.
    """
    wanted = {code: datetime.fromisoformat(moment) for code, moment in before.items() if record_kind(code).apply}
    total = sum(record_kind(code).due(moment).count() for code, moment in wanted.items())
    counts = dict.fromkeys(wanted, 0)
    for code, moment in wanted.items():
        rule = RetentionRule.objects.get(code=code)
        while done := _apply_some(record_kind(code), rule, moment, actor):
            counts[code] += done
            if progress:
                progress(min(sum(counts.values()), total), total)
    return counts


def _apply_some(kind: RecordKind, rule: RetentionRule, before: datetime, actor: "User | None") -> int:
    with transaction.atomic():
        rows = list(kind.due(before).order_by("pk")[:BATCH])
        if not rows or kind.apply is None:
            return 0
        kind.apply(rows, actor)
        audit.record(
            action="retention.applied",
            actor=actor,
            target=rule,
            after={"count": len(rows), "until": before.isoformat(), "days": rule.days},
        )
        if kind.due(before).filter(pk__in=[row.pk for row in rows]).exists():
            raise RuntimeError(f"{kind.code}: what was dealt with is still due")
    return len(rows)


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def register() -> None:
    register_preparation(110, "retention", load_default_rules)
