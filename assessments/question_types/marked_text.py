"""A text with marked places, `[[1]]`: what gaps to fill and words to select have in common.

The author marks a place by the number of its row; in the package a mark names the id of its part,
and in what is stored our own letter for it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.errors import QuestionError
from assessments.question_types.authoring import AuthorForm
from assessments.question_types.reading import MAX_HTML, letters
from assessments.question_types.rich_text import html_of, safe_html, typed_of
from common.text.html import clean_html, plain_text

_MARK: Final = re.compile(r"\[\[\s*([^\[\]]*?)\s*\]\]")
_LETTER: Final = re.compile(r"\[\[([a-z])\]\]")


class MarkedTextForm(forms.Form):
    # Typed, not in the editor: a bold half of a mark, or a link on it, would tear `[[1]]` apart unseen.
    text = forms.CharField(
        label=gettext_lazy("Text with marked places"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Write [[1]] where row 1 belongs, [[2]] for row 2 and so on, each once."),
    )


class MarkedForm(AuthorForm):
    """A text and one kind of rows; `part` is the field of the package form that the rows fill."""

    settings = MarkedTextForm
    part = ""

    def initial(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        numbers = {part["id"]: str(number) for number, part in enumerate(raw[self.part], start=1)}
        return {"text": typed_of(renamed(raw["text"], numbers)), self.part: raw[self.part]}

    def raw(self) -> dict[str, Any]:
        read = super().raw()
        names = {str(number): name for number, name in self.numbered(self.part).items()}
        check_marks(read["text"], list(names))
        return read | {"text": renamed(html_of(read["text"]), names)}

    def names(self, field: str) -> list[str]:
        """A new part is called by the number of its row, so that a package reads like the form."""
        rows = self.sets[field]
        taken = {row.cleaned_data.get("id") for row in rows.forms} - {""}
        names = []
        for number, row in enumerate(rows.forms, start=1):
            name = row.cleaned_data.get("id") or (str(number) if str(number) not in taken else f"{number}x")
            names.append(name if row.cleaned_data.get(row.needed) else "")
        return names


def check_marks(text: str, known: Sequence[str]) -> list[str]:
    """The names of the marks in the order of the text.

    Raises:
        QuestionError: a part is not marked exactly once, or a mark belongs to no part.
    """
    found = _MARK.findall(text)
    for name in found:
        if name not in known:
            raise QuestionError(_("The text marks [[%(name)s]], but there is no such row.") % {"name": name})
        if found.count(name) > 1:
            raise QuestionError(_("The text marks [[%(name)s]] more than once.") % {"name": name})
    for name in known:
        if name not in found:
            raise QuestionError(
                _("The text does not say where row %(name)s belongs: write [[%(name)s]] there.") % {"name": name}
            )
    return found


def read_marked(value: Any, names: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The cleaned text, marked with our letters in reading order, and from each name to its letter."""
    if not isinstance(value, str) or len(value) > MAX_HTML:
        raise QuestionError(_("The text must have from 1 to %(limit)d characters.") % {"limit": MAX_HTML})
    html = clean_html(value).strip()
    if not plain_text(_MARK.sub("", html)):
        raise QuestionError(_("The text around the marked places is missing."))
    if "<a" in html:
        raise QuestionError(_("Write an address as words; a link would lead learners away."))
    found = check_marks(html, names)
    letter_of = dict(zip(found, letters(len(found)), strict=True))
    return renamed(html, letter_of), letter_of


def renamed(text: str, names: Mapping[str, str]) -> str:
    """The text with other names in its marks; a mark that has none stays."""
    return _MARK.sub(lambda mark: f"[[{names.get(mark[1], mark[1])}]]", text)


def words_of(text: str) -> str:
    """The words around the marks."""
    return plain_text(_MARK.sub(" … ", text))


def split_marked(text: str) -> Iterator[tuple[SafeString, str]]:
    """Stretches of safe HTML, each with the letter of the place behind it; the last one has none."""
    pieces = _LETTER.split(safe_html(text))
    for html, letter in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        yield mark_safe(html), letter  # noqa: S308 - a stretch of what was cleaned in the line above
