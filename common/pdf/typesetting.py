"""PDF from a Typst template and data. Nothing is fetched, only the vendored fonts are used.

A template is ours, never a user's. It reads its data with::

    #let data = json(bytes(sys.inputs.data))
    #set document(title: data.title, date: auto)
    #set text(font: "Liberation Serif", lang: "vi")

``date: auto`` is the time given as ``created``; the archival standards need it. Files the
template names (logo, other templates) lie in its own folder.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst

from common.pdf.coverage import FONT_FOLDER, drawable
from common.text.formats import number, short_date

Standard = Literal["a-2a", "a-2b", "a-2u", "ua-1"]


class TypesettingError(RuntimeError):
    """The template does not fit its data; a fault of ours, not of the person's data."""


def render_pdf(
    template: Path,
    data: Mapping[str, Any],
    *,
    standard: Standard | None = None,
    created: datetime | None = None,
) -> bytes:
    """The typeset document. The same input gives the same bytes.

    Args:
        template: a ``.typ`` file of ours; its compiler is kept for the life of the process.
        data: JSON-like values; dates and decimals are written the Vietnamese way, characters
            that no font draws become a white square.
        standard: PDF/A or PDF/UA conformance to hold the document to.
        created: date in the document's properties; 1 January 1970 when not given.

    Raises:
        TypesettingError: the template cannot be compiled with this data.
    """
    compiler = _compiler(template.resolve(), template.stat().st_mtime_ns)
    inputs = {"data": json.dumps(_prepared(data), ensure_ascii=False)}
    try:
        with compiler.lock:
            document = compiler.typst.compile(
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=[standard] if standard else [],
                timestamp=int(created.timestamp()) if created else 0,
            )
    except typst.TypstError as error:
        raise TypesettingError(f"{template.name}: {error}") from error
    if not isinstance(document, bytes):
        raise TypesettingError(f"{template.name}: no document")
    return document


@dataclass(frozen=True)
class _Compiler:
    """A compiler keeps the last document's layout, so one thread at a time may use it."""

    typst: typst.Compiler
    lock: Lock = field(default_factory=Lock)


@cache
def _compiler(template: Path, _changed: int) -> _Compiler:
    """One compiler for each version of a template file."""
    compiler = typst.Compiler(
        template,
        root=template.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
    )
    return _Compiler(compiler)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT_FOLDER])


def _prepared(value: Any) -> Any:
    """The value as JSON types with only drawable text."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return drawable(value)
        case Decimal():
            return number(value)
        case date():
            return short_date(value)
        case Mapping():
            return {str(key): _prepared(item) for key, item in value.items()}
        case list() | tuple():
            return [_prepared(item) for item in value]
        case _:
            return drawable(str(value))
