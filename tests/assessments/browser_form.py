"""What a browser without scripts would send of a page: its controls, and the button pressed."""

from html.parser import HTMLParser

from django.http import QueryDict


def form_of(html: str, *, press: tuple[str, str] | None = None) -> QueryDict:
    """The fields of the HTML as they stand. `press`: name and value of the button."""
    reader = _Controls()
    reader.feed(html)
    reader.close()
    form = QueryDict(mutable=True)
    for name, value in [*reader.fields, *([press] if press else [])]:
        form.appendlist(name, value)
    return form


class _Controls(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: list[tuple[str, str]] = []
        self._select = ""
        self._chosen: str | None = None
        self._area = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "input" and name and (given["type"] not in ("radio", "checkbox") or "checked" in given):
            self.fields.append((name, value))
        elif tag == "select":
            self._select, self._chosen = name, None
        elif tag == "option" and self._select and (self._chosen is None or "selected" in given):
            self._chosen = value
        elif tag == "textarea":
            self._area, self._text = name, ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.fields.append((self._select, self._chosen or ""))
            self._select = ""
        elif tag == "textarea":
            self.fields.append((self._area, self._text))
