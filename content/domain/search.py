"""Search over titles and texts, best first: with marks as typed before without, titles before texts.

Who owns pages puts their words here; who asks says what may be found. One index serves both ways of
typing: `tap dinh kem` and `tệp đính kèm` find the same pages, the second ranks those with its marks first.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, overload

from django.db import connection, transaction
from django.db.models import QuerySet

from common.text.vietnamese import fold, nfc
from content.domain.snippets import Snippet, snippet_of
from content.enums import SearchKind
from content.models import SearchEntry

MOST_WORDS: Final = 12
_WORD: Final = re.compile(r"[^\W_]+")

# Each asks for the folded words; what may be found is added.
_FROM: Final = {
    "sqlite": (
        "FROM content_searchindex JOIN content_searchentry e ON e.id = content_searchindex.rowid"
        " WHERE content_searchindex MATCH '{folded_title folded_body} : (' || %s || ')'"
    ),
    "postgresql": "FROM content_searchentry e WHERE e.folded_words @@ to_tsquery('simple', %s)",
}
# The words as typed first, then by how often and where: a title counts ten times.
_ORDER: Final = {
    "sqlite": (
        "e.id IN (SELECT rowid FROM content_searchindex"
        " WHERE content_searchindex MATCH '{title body} : (' || %s || ')') DESC,"
        " bm25(content_searchindex, 1.0, 1.0, 10.0, 1.0), e.id"
    ),
    "postgresql": (
        "e.words @@ to_tsquery('simple', %s) DESC, ts_rank(e.folded_words, to_tsquery('simple', %s)) DESC, e.id"
    ),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be found: `key` names it within its kind and scope."""

    key: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Hit:
    kind: str
    scope: int
    key: str
    title: Snippet
    text: Snippet


@transaction.atomic
def replace_pages(kind: SearchKind, scope: int, pages: Iterable[Page]) -> None:
    """Make these the only pages of the kind in the scope."""
    SearchEntry.objects.filter(kind=kind, scope=scope).delete()
    SearchEntry.objects.bulk_create(
        [
            SearchEntry(
                kind=kind,
                scope=scope,
                key=page.key,
                # With single spaces, as `fold` makes them: so the places in both are the same.
                title=" ".join(nfc(page.title).split()),
                body=" ".join(nfc(page.body).split()),
                folded_title=fold(page.title),
                folded_body=fold(page.body),
            )
            for page in pages
        ],
        batch_size=200,
    )


def words_of(text: str) -> list[str]:
    """What is searched for: words in lower case as typed; the last may be the beginning of one."""
    return _WORD.findall(nfc(text).lower())[:MOST_WORDS]


class Results(Sequence[Hit]):
    """What was found, best first; counted and cut in SQL, so that a paginator may hold it."""

    def __init__(
        self, words: Sequence[str], among: QuerySet[SearchEntry], later: Sequence[QuerySet[SearchEntry]]
    ) -> None:
        self._words = list(words)
        self._folded = [fold(word) for word in words]
        self._among = among
        self._later = later

    def __len__(self) -> int:
        return int(self._rows("SELECT count(*)")[0][0]) if self._words else 0

    @overload
    def __getitem__(self, place: int) -> Hit: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Hit]: ...
    def __getitem__(self, place: int | slice) -> Hit | Sequence[Hit]:
        if isinstance(place, int):
            return self[place : place + 1][0]
        if not self._words:
            return []
        start, end = place.start or 0, place.stop
        tiers = [_ids(pages) for pages in reversed(self._later)]
        order = ", ".join([*(f"e.id IN ({ids})" for ids, _values in tiers), _ORDER[connection.vendor]])
        cut = f"ORDER BY {order} LIMIT {int(end - start)} OFFSET {int(start)}"
        ids = [row[0] for row in self._rows("SELECT e.id", cut, [value for _ids, values in tiers for value in values])]
        entries = SearchEntry.objects.in_bulk(ids)
        return [self._hit(entries[id_]) for id_ in ids if id_ in entries]

    def _rows(self, what: str, how: str = "", tiers: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        within, values = _ids(self._among)
        parameters: list[Any] = [_query(self._folded), *values]
        if how:
            parameters += [
                *tiers,
                _query(self._words),
                *([_query(self._folded)] if connection.vendor == "postgresql" else []),
            ]
        with connection.cursor() as cursor:
            cursor.execute(f"{what} {_FROM[connection.vendor]} AND e.id IN ({within}) {how}", parameters)
            return cursor.fetchall()

    def _hit(self, entry: SearchEntry) -> Hit:
        title = snippet_of(entry.title, self._folded, entry.folded_title, len(entry.title))
        text = snippet_of(entry.body, self._folded, entry.folded_body)
        return Hit(entry.kind, entry.scope, entry.key, title, text)


def search(words: Sequence[str], among: QuerySet[SearchEntry], later: Sequence[QuerySet[SearchEntry]] = ()) -> Results:
    """Entries among these that hold all the words, the last as a beginning; none without words.

    `later`: what comes after all else, however well it fits; what is in several comes with the last of them.
    """
    return Results(words, among, later)


def _ids(pages: QuerySet[SearchEntry]) -> tuple[str, tuple[Any, ...]]:
    return pages.order_by().values("pk").query.sql_with_params()


def _query(words: list[str]) -> str:
    """Words hold letters and digits only, so that nothing in them is an operator."""
    if connection.vendor == "sqlite":
        return " AND ".join(f'"{word}"' for word in words) + "*"
    return " & ".join(words) + ":*"
