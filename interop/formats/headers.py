"""Which column of a table is which field, guessed from the words of its header.

Clerks write *Mã CB*, *Cơ quan, đơn vị*, *Chức vụ, đơn vị công tác*: a header is known by the phrase it is or begins
with, or by one of its parts between commas. Vietnamese puts the head of a phrase first, so what stands further behind
(*Ngày vào đơn vị*) tells nothing. Pure: it knows no database.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from common.text.vietnamese import fold

LONGEST_HEADER: Final = 80
# Columns that every list may have and no list needs; nobody has to be told that they are not read.
_OF_NO_CONCERN: Final = frozenset({"stt", "tt", "so tt", "so thu tu", "ly do chua ghi"})
_BRACKETED: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_PARTING: Final = re.compile(r"[,;:/–—]|\s-\s")
_MORE: Final = " *"


@dataclass(frozen=True)
class Headers:
    """How the columns of one kind of list are called, in folded words without punctuation.

    Attributes:
        fields: field to the phrases that name it; one that ends in ` *` may go on with other words.
        needed: the field without which there is no list.
        names: the fields of which a row must have one; the first of them is what the row is called.
        others: phrases of columns that begin like one of ours and are something else.
    """

    fields: Mapping[str, Sequence[str]]
    needed: str
    names: tuple[str, ...]
    others: Sequence[str] = ()

    @cached_property
    def whole(self) -> dict[str, str]:
        """Phrase to field, for a text that is just the phrase; "" for one of the others."""
        known = {phrase.removesuffix(_MORE): name for name, phrases in self.fields.items() for phrase in phrases}
        return known | {phrase.removesuffix(_MORE): "" for phrase in self.others}

    @cached_property
    def beginnings(self) -> dict[str, str]:
        """The phrases that may go on, the longest first."""
        every = [(phrase, name) for name, phrases in self.fields.items() for phrase in phrases]
        every += [(phrase, "") for phrase in self.others]
        open_ended = [(phrase.removesuffix(_MORE), name) for phrase, name in every if phrase.endswith(_MORE)]
        return dict(sorted(open_ended, key=lambda pair: -len(pair[0])))


@dataclass(frozen=True, slots=True)
class Unread:
    """A column that no field is read from: its place, its header, the field it might have been or ""."""

    place: int
    head: str
    resembles: str


def recognise(cells: Sequence[str], headers: Headers) -> dict[str, int]:
    """Field to the place of its column: the header in plain words before one that only begins so, then the first."""
    columns: dict[str, int] = {}
    for _rank, place, name in sorted(
        (rank, place, name) for place, cell in enumerate(cells) for rank, name in _readings(cell, headers)
    ):
        if name not in columns and place not in columns.values():
            columns[name] = place
    return columns


def exact_field(cell: str, headers: Headers) -> str:
    """The field that a header names in plain words; "" for none."""
    return headers.whole.get(_words(cell), "")


def unread_columns(cells: Sequence[str], headers: Headers, read: Sequence[int]) -> list[Unread]:
    """The columns with a header that are not among those `read`, but for numbering."""
    return [
        Unread(place, cell, next((name for _rank, name in sorted(_readings(cell, headers))), ""))
        for place, cell in enumerate(cells)
        if cell and place not in read and _words(cell) not in _OF_NO_CONCERN
    ]


def _readings(cell: str, headers: Headers) -> Iterator[tuple[int, str]]:
    """The fields a header may name, each with a rank: 0 says it in plain words, 1 begins so, 2 says it in a part."""
    if not cell or len(cell) > LONGEST_HEADER:
        return
    text = _words(cell)
    if text in headers.whole:
        if headers.whole[text]:
            yield 0, headers.whole[text]
        return
    name = _begins(text, headers)
    if name == "":
        return
    if name:
        yield 1, name
    for part in _PARTING.split(fold(_BRACKETED.sub(" ", cell))):
        words = _words(part)
        found = headers.whole.get(words, _begins(words, headers))
        if found and found != name:
            yield 2, found


def _begins(text: str, headers: Headers) -> str | None:
    """The field of the longest phrase that the text goes on from; "" for another column, None for no phrase."""
    return next((name for phrase, name in headers.beginnings.items() if text.startswith(f"{phrase} ")), None)


def _words(cell: str) -> str:
    return " ".join(re.findall(r"[\w.]+", fold(_BRACKETED.sub(" ", cell)))).strip(" .")
