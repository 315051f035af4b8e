"""HTML that we rendered ourselves, as a tree that a Typst template can walk."""

from html.parser import HTMLParser
from typing import Any, Final

Node = dict[str, Any]
"""`{"tag": "p", "kinds": [class names], "children": [Node | str], …}`; `src`, `alt`, `href` where there are any."""

_EMPTY: Final = frozenset({"br", "img", "source", "track", "path", "use"})
# Drawings of the screen's own, and what only a browser can do.
_LEFT_OUT: Final = frozenset({"svg", "video", "audio", "template", "button", "select", "script", "style"})
_KEPT: Final = ("src", "alt", "href")


def html_tree(html: str) -> list[Node | str]:
    """The elements and words of well-formed HTML; icons, films and controls are left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[Node | str] = []
        self._open: list[tuple[str, list[Node | str]]] = [("", self.root)]
        self._skipping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipping or tag in _LEFT_OUT:
            if tag not in _EMPTY:
                self._skipping.append(tag)
            return
        given = dict(attrs)
        node: Node = {"tag": tag, "kinds": (given.get("class") or "").split(), "children": []}
        node |= {name: given[name] or "" for name in _KEPT if name in given}
        self._open[-1][1].append(node)
        if tag not in _EMPTY:
            self._open.append((tag, node["children"]))

    def handle_endtag(self, tag: str) -> None:
        if self._skipping:
            if self._skipping[-1] == tag:
                self._skipping.pop()
        elif len(self._open) > 1 and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._skipping and data:
            self._open[-1][1].append(data)
