"""From blocks to the HTML that is served: once at publishing, and for the author's preview."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final
from uuid import UUID

from django.db.models.fields.files import FieldFile
from django.utils import translation
from wagtail.blocks import StreamValue

AssetUrl = Callable[[FieldFile], str]
ExerciseOf = Callable[[Any], UUID | None]

_BLOCKS: Final = frozenset(
    {"h2", "h3", "p", "ul", "ol", "li", "br", "table", "caption", "tr", "section", "div"}
    | {"dl", "dt", "dd", "figure", "figcaption", "details", "summary"}
)
_MARKER: Final = re.compile(r"<!--exercise:(\d+)-->")
_CELLS: Final = frozenset({"td", "th"})
_LABEL: Final = re.compile(r"<(h[23]|dt|summary|caption)\b[^>]*>.*?</\1>", re.DOTALL)
_ONE_BLANK: Final = str.maketrans("\n\t", "  ")


@dataclass(frozen=True)
class RenderedBody:
    """A body ready to keep.

    `html` is safe; exercise N stands in it as `<!--exercise:N-->` and is `exercises[N]`.
    """

    html: str
    plain: str
    assets: list[FieldFile] = field(default_factory=list)
    exercises: list[UUID] = field(default_factory=list)


def exercise_marker(number: int) -> str:
    """What stands for an exercise. Comments are cleaned from everything authors write, so it is unique."""
    return f"<!--exercise:{number}-->"


def split_at_exercises(html: str) -> list[str | int]:
    """The pieces of a kept body; an int is the place of an exercise."""
    pieces: list[str | int] = []
    for index, piece in enumerate(_MARKER.split(html)):
        if index % 2:
            pieces.append(int(piece))
        elif piece.strip():
            pieces.append(piece.strip())
    return pieces


def render_body(value: StreamValue, *, asset_url: AssetUrl, exercise_of: ExerciseOf | None = None) -> RenderedBody:
    """Render the blocks in Vietnamese, the language of the content.

    Args:
        asset_url: gives the address of a file and is called once for each use of it.
        exercise_of: the question a bound block stands for, None where it is no exercise.
    """
    assets: list[FieldFile] = []
    exercises: list[UUID] = []

    def collecting(file: FieldFile) -> str:
        assets.append(file)
        return asset_url(file)

    pieces: list[str] = []
    with translation.override("vi"):
        for bound in value:
            question = exercise_of(bound) if exercise_of else None
            if question is not None:
                pieces.append(exercise_marker(len(exercises)))
                exercises.append(question)
            else:
                pieces.append(bound.block.render(bound.value, context={"asset_url": collecting}))
    html = "\n".join(piece.strip() for piece in pieces if piece.strip())
    return RenderedBody(html=html, plain=plain_lines(html), assets=assets, exercises=exercises)


def plain_lines(html: str, *, between_cells: str = " ") -> str:
    """The words of a body: one line for each block, a row of a table is one; pictures give their text alternative."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "\n".join(reader.lines_of_words(between_cells))


def label_lines(html: str) -> set[str]:
    """Of `plain_lines` those that only say what follows them is called."""
    return {line for label in _LABEL.finditer(html) for line in plain_lines(label.group()).split("\n")}


class _Words(HTMLParser):
    """Reads our own rendered HTML, which is well-formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._part(tag)
        if tag == "img":
            self._text.append(f"\n{dict(attrs).get('alt') or ''}\n")

    def handle_endtag(self, tag: str) -> None:
        self._part(tag)

    def handle_data(self, data: str) -> None:
        self._text.append(data.translate(_ONE_BLANK))

    def _part(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._text.append("\n")
        elif tag in _CELLS:
            self._text.append("\t")

    def lines_of_words(self, between_cells: str) -> Iterator[str]:
        for line in "".join(self._text).split("\n"):
            cells = (" ".join(cell.split()) for cell in line.split("\t"))
            if words := between_cells.join(filter(None, cells)):
                yield words
