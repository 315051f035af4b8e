"""A Word document as the blocks of a lesson. Pure: bytes in, blocks and pictures out, nothing stored.

The document is looked at with suspicion before the converter (mammoth) sees it: its size, what its
ZIP unpacks to, and any document type or entity in its XML, which Word itself never writes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, Final
from zipfile import ZipFile

import mammoth
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.pdf.tree import Node, html_tree
from common.sheets.archive import inspect_archive
from common.sheets.errors import BadSpreadsheet
from common.text.html import clean_html

MAX_BYTES: Final = 15_000_000
MAX_XML_BYTES: Final = 30_000_000
MAX_PICTURES: Final = 100
MOST_COLUMNS: Final = 8
_HEADINGS: Final = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
_INLINE: Final = {"strong": "strong", "b": "strong", "em": "em", "i": "em"}
_LISTS: Final = frozenset({"ul", "ol", "li"})
_PICTURE: Final = re.compile(r"picture:(\d+)")
# Where text that is read may have been changed with the changes kept visible.
_READ_PARTS: Final = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_INSERTED: Final = re.compile(rb"<w:(?:ins|moveTo)[\s>]")
_DELETED: Final = re.compile(rb"<w:(?:del|moveFrom)[\s>]")
_COMMENT: Final = re.compile(rb"<w:comment[\s>]")


class DocxError(Exception):
    """The file is not taken; the text is meant for the person."""


@dataclass(frozen=True)
class DocxPicture:
    """The bytes as Word kept them, of whatever kind, and the alternative text its author gave."""

    data: bytes
    alt: str


@dataclass
class DocxLesson:
    """`blocks`: `("text", html)`, `("table", {"header", "rows"})`, `("picture", place in pictures)`.

    `left_out`: what is not in it; `remarks`: how something was read that could have been read otherwise.
    """

    title: str = ""
    blocks: list[tuple[str, Any]] = field(default_factory=list)
    pictures: list[DocxPicture] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_docx(data: bytes, name: str) -> DocxLesson:
    """Read a document.

    Raises:
        DocxError: too large, no Word document, with macros, unsafe or broken.
    """
    names = _inspect(data, name)
    lesson = DocxLesson()
    try:
        html = mammoth.convert_to_html(
            BytesIO(data),
            convert_image=mammoth.images.img_element(lambda image: _keep(image, lesson)),
            style_map="p[style-name='Title'] => h1:fresh",
        ).value
    except DocxError:
        raise
    except Exception as error:  # the converter raises whatever a broken part makes it raise
        raise DocxError(_("The Word document cannot be read.")) from error
    _Builder(lesson).build(html_tree(html))
    lesson.title = lesson.title or PurePosixPath(name.replace("\\", "/")).stem[:200]
    _tell_of_parts(names, lesson)
    _tell_of_changes(data, names, lesson)
    if not lesson.blocks:
        raise DocxError(_("The Word document holds no text."))
    return lesson


def _inspect(data: bytes, name: str) -> frozenset[str]:
    if len(data) > MAX_BYTES:
        raise DocxError(_("The Word document is larger than %(most)d MB.") % {"most": MAX_BYTES // 1_000_000})
    if not name.lower().endswith(".docx"):
        raise DocxError(_("Only Word documents of the kind .docx are taken; save an older one anew in Word."))
    try:
        names = inspect_archive(data).names
    except BadSpreadsheet as error:
        raise DocxError(_("The file is no Word document, is protected by a password, or is unsafe.")) from error
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise DocxError(_("The file is no Word document, is protected by a password, or is unsafe."))
    if any(PurePosixPath(part).name.lower().startswith("vbaproject") for part in names):
        raise DocxError(_("The Word document holds macros and is not taken."))
    _inspect_xml(data)
    return names


def _inspect_xml(data: bytes) -> None:
    """No document type, hence no entities, in whatever encoding; and not too much to parse."""
    left = MAX_XML_BYTES
    with ZipFile(BytesIO(data)) as archive:
        for entry in archive.infolist():
            if not entry.filename.lower().endswith((".xml", ".rels")):
                continue
            text = archive.read(entry).replace(b"\0", b"")
            left -= len(text)
            if left < 0:
                raise DocxError(_("The Word document holds too much text for one lesson."))
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise DocxError(_("The file is no Word document, is protected by a password, or is unsafe."))


def _keep(image: Any, lesson: DocxLesson) -> dict[str, str]:
    if len(lesson.pictures) >= MAX_PICTURES:
        raise DocxError(_("The Word document holds more than %(most)d pictures.") % {"most": MAX_PICTURES})
    with image.open() as stream:
        lesson.pictures.append(DocxPicture(stream.read(), " ".join((image.alt_text or "").split())[:500]))
    return {"src": f"picture:{len(lesson.pictures) - 1}"}


def _tell_of_parts(names: frozenset[str], lesson: DocxLesson) -> None:
    """What Word documents have and lessons have not."""
    if any(re.fullmatch(r"word/(header|footer)\d*\.xml", name) for name in names):
        lesson.left_out.append(_("Headers and footers of the pages."))
    if any(name.startswith(("word/charts/", "word/diagrams/", "word/embeddings/")) for name in names):
        lesson.left_out.append(_("Charts, diagrams and embedded objects: put them in as pictures."))


def _tell_of_changes(data: bytes, names: frozenset[str], lesson: DocxLesson) -> None:
    """What authors of a document said to one another: the converter reads it as if every change were accepted."""
    with ZipFile(BytesIO(data)) as archive:

        def found(pattern: re.Pattern[bytes], *parts: str) -> int:
            texts = (archive.read(part).replace(b"\0", b"") for part in parts if part in names)
            return sum(len(pattern.findall(text)) for text in texts)

        inserted, deleted = found(_INSERTED, *_READ_PARTS), found(_DELETED, *_READ_PARTS)
        comments = found(_COMMENT, "word/comments.xml")
    if inserted or deleted:
        words = _(
            "Tracked changes (%(inserted)d insertions, %(deleted)d deletions) were read as accepted: what was inserted "
            "is in the lesson, what was deleted is not. If some are to be rejected, do that in Word and bring the "
            "document in again."
        )
        lesson.remarks.append(words % {"inserted": inserted, "deleted": deleted})
    if comments:
        words = ngettext("%(count)d comment in the margin.", "%(count)d comments in the margin.", comments)
        lesson.left_out.append(words % {"count": comments})


class _Builder:
    """Walks the converter's HTML: text is gathered until a table or a picture stands between."""

    def __init__(self, lesson: DocxLesson) -> None:
        self._lesson = lesson
        self._text: list[str] = []

    def build(self, nodes: list[Node | str]) -> None:
        for node in nodes:
            self._take(node)
        self._flush()

    def _take(self, node: Node | str) -> None:
        if isinstance(node, str):
            if node.strip():
                self._text.append(f"<p>{escape(node.strip())}</p>")
            return
        tag = node["tag"]
        if tag == "h1" and not self._lesson.title and not self._text and not self._lesson.blocks:
            self._lesson.title = _words(node)[:200]
        elif tag == "table":
            self._table(node)
        elif tag in _LISTS:
            self._text.append(self._html(node))
        else:
            inner = "".join(map(self._html, node["children"])).strip()
            if inner:
                wrapped = _HEADINGS.get(tag, "p")
                self._text.append(f"<{wrapped}>{_words(node) if wrapped != 'p' else inner}</{wrapped}>")
        for picture in [] if tag == "table" else _pictures_in(node):
            self._flush()
            self._lesson.blocks.append(("picture", picture))

    def _html(self, node: Node | str) -> str:
        if isinstance(node, str):
            return escape(node)
        tag, inner = node["tag"], "".join(map(self._html, node["children"]))
        if tag == "br":
            return "<br>"
        if tag in _INLINE:
            return f"<{_INLINE[tag]}>{inner}</{_INLINE[tag]}>" if inner.strip() else inner
        if tag in _LISTS:
            return f"<{tag}>{inner}</{tag}>"
        href = node.get("href", "")
        if tag == "a" and href.startswith(("http://", "https://", "mailto:")):
            return f'<a href="{escape(href)}">{inner}</a>'
        return inner

    def _table(self, table: Node) -> None:
        rows = [[_words(cell) for cell in row] for row in _rows(table)]
        rows = [row for row in rows if any(row)]
        if not rows:
            return
        width = max(map(len, rows))
        if any(_pictures_in(table)):
            self._lesson.left_out.append(_("Pictures inside a table."))
        if width > MOST_COLUMNS or len(rows) == 1:
            # A table of one row only sets things side by side; a wider one does not fit on a telephone.
            self._text += [f"<p>{escape('; '.join(filter(None, row)))}</p>" for row in rows]
            if width > MOST_COLUMNS:
                note = _("A table of %(width)d columns, which stands as paragraphs: a lesson takes up to %(most)d.")
                self._lesson.left_out.append(note % {"width": width, "most": MOST_COLUMNS})
            return
        if any(len(row) != width for row in rows):
            self._lesson.left_out.append(_("Merged cells of a table: check its rows."))
        even = [row + [""] * (width - len(row)) for row in rows]
        header = [cell[:150] or "–" for cell in even[0]]
        self._flush()
        cells = [[cell[:2000] for cell in row] for row in even[1:]]
        self._lesson.blocks.append(("table", {"header": header, "rows": cells}))

    def _flush(self) -> None:
        html = clean_html("".join(self._text)).strip()
        if html:
            self._lesson.blocks.append(("text", html))
        self._text = []


def _words(node: Node | str) -> str:
    return " ".join("".join(_texts(node)).split())


def _texts(node: Node | str) -> Iterator[str]:
    if isinstance(node, str):
        yield node
        return
    for child in node["children"]:
        yield from _texts(child)
    if node["tag"] in {"p", "li", "br", "td", "th"}:
        yield " "


def _rows(table: Node) -> Iterator[list[Node]]:
    for child in table["children"]:
        if isinstance(child, str):
            continue
        if child["tag"] == "tr":
            yield [cell for cell in child["children"] if not isinstance(cell, str)]
        elif child["tag"] in {"thead", "tbody"}:
            yield from _rows(child)


def _pictures_in(node: Node | str) -> Iterator[int]:
    if isinstance(node, str):
        return
    found = _PICTURE.fullmatch(node.get("src", "")) if node["tag"] == "img" else None
    if found:
        yield int(found[1])
    for child in node["children"]:
        yield from _pictures_in(child)
