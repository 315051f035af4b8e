"""What concerns a person now, read from the record: nothing is written when it happens.

A campaign for 200,000 people would be as many rows that say what their enrolments say already. So each
room offers, for one person, dated rows of its own tables; they are joined, counted and paged in one
statement. Kept is only until when a person has seen them (docs/adr/0012-notices-are-derived.md).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, overload

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import User

KEPT_FOR: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Notice:
    """In words: what happened, what follows from it, where to go. `icon`: a name of layout/icons.html."""

    title: str
    url: str
    text: str = ""
    icon: str = "info"


@dataclass(frozen=True, slots=True)
class DatedNotice:
    at: datetime
    is_new: bool
    notice: Notice


Rows = Callable[["User", datetime], QuerySet[Any] | None]
"""The rows that concern the person, each dated by an annotation `notice_at`; None: never any for them."""

Words = Callable[["User", Sequence[int]], dict[int, Notice]]
"""The notices of these rows, by primary key, in one statement; a row that is gone may be left out."""

_sources: dict[str, tuple[Rows, Words]] = {}


def register_notices(kind: str, rows: Rows, words: Words) -> None:
    _sources[kind] = (rows, words)


class Notices(Sequence[DatedNotice]):
    """The notices of a person over the last 90 days, newest first; counted and cut in SQL, for a paginator."""

    def __init__(self, person: "User", now: datetime | None = None) -> None:
        now = now or timezone.now()
        self._person = person
        self._known = _rows_between(person, now - KEPT_FOR, now)

    def __len__(self) -> int:
        return 0 if self._known is None else self._known.count()

    @overload
    def __getitem__(self, place: int) -> DatedNotice: ...
    @overload
    def __getitem__(self, place: slice) -> list[DatedNotice]: ...
    def __getitem__(self, place: int | slice) -> DatedNotice | list[DatedNotice]:
        if isinstance(place, int):
            return self[place : place + 1][0]
        if self._known is None:
            return []
        rows: list[tuple[str, datetime, int]] = list(
            self._known.order_by("-notice_at", "notice_kind", "-notice_key")[place]
        )
        words = self._words(rows)
        seen_until = self._person.notices_seen_until
        return [
            DatedNotice(at, seen_until is None or at > seen_until, words[kind, key])
            for kind, at, key in rows
            if (kind, key) in words
        ]

    def _words(self, rows: list[tuple[str, datetime, int]]) -> dict[tuple[str, int], Notice]:
        found = {}
        for kind, of_kind in groupby(sorted(rows), key=lambda row: row[0]):
            _rows, words = _sources[kind]
            notices = words(self._person, [key for _kind, _at, key in of_kind])
            found.update({(kind, key): notice for key, notice in notices.items()})
        return found


def count_new(person: "User", now: datetime | None = None) -> int:
    """How many notices the person has not seen. One statement."""
    now = now or timezone.now()
    since = max(person.notices_seen_until or now - KEPT_FOR, now - KEPT_FOR)
    rows = _rows_between(person, since, now)
    return 0 if rows is None else rows.count()


def _rows_between(person: "User", since: datetime, until: datetime) -> QuerySet[Any] | None:
    """`(notice_kind, notice_at, notice_key)` of every source, as one query."""
    parts = []
    for kind, (rows, _words) in _sources.items():
        found = rows(person, until)
        if found is None:
            continue
        parts.append(
            found.filter(notice_at__gt=since, notice_at__lte=until)
            .annotate(notice_kind=Cast(Value(kind), CharField()), notice_key=F("pk"))
            .order_by()
            .values_list("notice_kind", "notice_at", "notice_key")
        )
    return parts[0].union(*parts[1:], all=True) if parts else None
