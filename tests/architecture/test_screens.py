"""Templates, styles and scripts: all used, nothing from outside, nothing that an old browser cannot read."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.sources import CHECKOUT, ROOMS, files, name_of

pytestmark = pytest.mark.no_database

SCREENS: Final = (*ROOMS, "lms")
# Found by Django or a package by their names.
FOUND_BY_NAME: Final = frozenset(
    {
        "400.html", "403.html", "404.html", "413.html", "500.html", "503.html",
        "wagtailadmin/shared/header.html", "wagtailadmin/shared/headers/_actions.html",
    }
)  # fmt: skip
# Where ready HTML is trusted: each of these lines has cleaned it by the allow-list, or an edition has.
MAY_MARK_SAFE: Final = {
    "content/blocks/text.py": 1,
    "assessments/domain/remembered.py": 1,
    "courses/templates/courses/preview.html": 1,
    "portal/templates/portal/lesson.html": 1,
    "portal/outline.py": 2,
}
_SAFE: Final = re.compile(r"\bmark_safe\(|\bSafeString\(|\|\s*safe(?:seq)?\b|\{%\s*autoescape off")
_ADDRESS: Final = re.compile(
    r"""(?:(?:href|src|srcset|action|poster|data)\s*=\s*["']?|url\(\s*["']?|@import\s*["']|(?:fetch|import)\(\s*["'`])"""
    r"""\s*((?:https?:)?//[^\s"'`)]+)""",
    re.IGNORECASE,
)
_NEARBY: Final = re.compile(r"(?:https?:)?//(?:127\.0\.0\.1|localhost|\[::1\])(?:[:/]|$)")
# Newer than Chrome 109, the last one for Windows 7 and 8.
_NEW_CSS: Final = (
    r"color-mix\(", r"\b(?:oklch|oklab|lch|lab)\(", r"\bsubgrid\b", r":popover-open", r"\blight-dark\(",
    r"@scope\b", r"@starting-style", r"\banimation-timeline\b", r"\banchor-name\b", r"\btext-wrap\b",
    r"\blinear\(", r"\bfield-sizing\b", r"\bview-transition-name\b", r":state\(", r"@property\b.*@layer",
    r"@container\s+style\(", r"\binterpolate-size\b",
)  # fmt: skip
_NEW_JS: Final = (
    r"\.to(?:Sorted|Reversed|Spliced)\(", r"\bArray\.fromAsync\b", r"\b(?:Object|Map)\.groupBy\b",
    r"\bURL\.(?:canParse|parse)\(", r"\bPromise\.(?:withResolvers|try)\b", r"\.(?:showPopover|togglePopover)\(",
    r"\bstartViewTransition\b", r"\bscheduler\.yield\b", r"/[a-z]*v[a-z]*\.test\(", r"\bIterator\.from\b",
    r"\bimport\b[^;]*\bwith\s*\{", r"\.isWellFormed\(", r"\bAbortSignal\.any\(",
)  # fmt: skip
_NEW_HTML: Final = (
    r"\spopover(?:target)?[\s=>]",
    r"<selectedcontent",
    r"<search[\s>]",
    r"\sfetchpriority=.*\sblocking=",
)


def _templates() -> list[Path]:
    return [path for path in files(".html", under=SCREENS) if "templates" in path.parts]


def _name(template: Path) -> str:
    parts = template.parts
    return "/".join(parts[len(parts) - parts[::-1].index("templates") :])


def test_every_template_is_used() -> None:
    texts = {path: path.read_text() for path in files(".py", ".html", under=SCREENS)}
    unused = []
    for template in _templates():
        name = _name(template)
        if name in FOUND_BY_NAME or any(name in text for path, text in texts.items() if path != template):
            continue
        # A name put together at run time: the folder stands in the code as the beginning of a literal.
        folder = name.rpartition("/")[0] + "/"
        if any(f"{folder}{{" in text or f'{folder}"' in text for text in texts.values()):
            continue
        unused.append(name_of(template))
    assert len(texts) > 300
    assert not unused


def test_nothing_comes_from_outside() -> None:
    found = []
    for path in files(".html", ".css", ".js", ".svg", under=SCREENS):
        found += [
            f"{name_of(path)}: {address}"
            for address in _ADDRESS.findall(path.read_text())
            if not _NEARBY.match(address) and "{{" not in address
        ]
    assert not found
    assert _ADDRESS.search('<a href="https://vi.du/">') and _ADDRESS.search("url(//vi.du/a.woff2)")
    assert not _ADDRESS.search('<svg xmlns="http://www.w3.org/2000/svg"><a href="/x">')


def test_the_oldest_browser_can_read_it() -> None:
    found = []
    for ending, patterns in ((".css", _NEW_CSS), (".js", _NEW_JS), (".html", _NEW_HTML)):
        for path in files(ending, under=SCREENS):
            text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
            found += [f"{name_of(path)}: {match[0]}" for each in patterns if (match := re.search(each, text))]
            if ending == ".css":
                found += [f"{name_of(path)}: {rule} is nested" for rule in _nested_rules(text)]
    assert not found
    assert _nested_rules(".a { color: red; .b { color: blue } }") == [".b"]
    assert not _nested_rules("@media (x) { .a { color: red } @supports (y) { .b { top: 0 } } }")


def _nested_rules(css: str) -> list[str]:
    """Selectors of rules that stand inside another rule rather than inside `@media` and its like."""
    found: list[str] = []
    stack: list[str] = []
    start = 0
    for place, letter in enumerate(css):
        if letter == "{":
            head = css[start:place].strip()
            if stack and not stack[-1].startswith("@"):
                found.append(head)
            stack.append(head)
        elif letter == "}":
            stack.pop()
        if letter in "{};":
            start = place + 1
    return found


def test_ready_html_is_trusted_in_few_places() -> None:
    found: dict[str, int] = {}
    for path in files(".py", ".html", under=SCREENS):
        if times := len(_SAFE.findall(path.read_text())):
            found[name_of(path)] = times
    assert found == MAY_MARK_SAFE
    assert (CHECKOUT / "content" / "blocks").is_dir()
