"""Rich text that came from elsewhere, reduced to a short list of plain elements."""

from html import unescape
from html.parser import HTMLParser
from typing import Final

import nh3

_TAGS: Final = {"h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a", "br"}
_BLOCKS: Final = {"h2", "h3", "p", "ul", "ol", "li", "br"}
_SCHEMES: Final = {"http", "https", "mailto"}
_REL: Final = "noopener noreferrer"


def clean_html(html: str) -> str:
    """HTML with only headings 2 and 3, paragraphs, lists, strong, em, links and breaks.

    Other elements lose their tags and keep their text, scripts and styles go with their content.
    A link keeps ``href`` alone, which must be relative, http, https or mailto. Idempotent.
    """
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        link_rel=_REL,
        strip_comments=True,
    )


def is_clean(html: str) -> bool:
    """Whether cleaning would take nothing away (it may close tags, respell entities, add rel)."""
    return _content(html) == _content(clean_html(html))


def plain_text(html: str) -> str:
    """The words of the HTML, one line for each block, entities resolved."""
    reader = _Reader()
    reader.feed(clean_html(html))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.lines).split("\n"))
    return "\n".join(line for line in lines if line)


def _content(html: str) -> list[object]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.content()


class _Reader(HTMLParser):
    """Collects the start tags with their attributes and the text between."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.events: list[object] = []
        self.lines: list[str] = []

    def content(self) -> list[object]:
        """Start tags and runs of text; neighbouring runs are joined."""
        joined: list[object] = []
        for event in self.events:
            if isinstance(event, str) and joined and isinstance(joined[-1], str):
                joined[-1] += event
            else:
                joined.append(event)
        return joined

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = sorted((name, value or "") for name, value in attrs if name != "rel")
        self.events.append((tag, kept))
        if tag in _BLOCKS:
            self.lines.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.lines.append("\n")

    def handle_data(self, data: str) -> None:
        self.events.append(data)
        self.lines.append(data.replace("\n", " "))

    def handle_comment(self, data: str) -> None:
        self.events.append(("#comment", data))

    def handle_decl(self, decl: str) -> None:
        self.events.append(("#declaration", decl))

    def handle_pi(self, data: str) -> None:
        self.events.append(("#instruction", data))

    def unknown_decl(self, data: str) -> None:
        self.events.append(("#declaration", unescape(data)))
