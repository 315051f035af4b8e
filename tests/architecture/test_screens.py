"""Templates, styles and scripts: all used, nothing from outside."""

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
        "wagtailadmin/admin_base.html", "wagtailadmin/bulk_actions/select_all_checkbox_cell.html",
        "wagtailadmin/shared/header.html", "wagtailadmin/shared/headers/_actions.html",
        "wagtailadmin/shared/side_panels/checks.html", "wagtailadmin/shared/side_panels/status.html",
        "wagtailadmin/shared/usage_summary.html", "wagtailadmin/skeleton.html",
        "wagtailimages/images/_file_field.html", "wagtailimages/images/edit.html",
    }
)  # fmt: skip
# Where ready HTML is trusted: each of these lines has cleaned it by the allow-list, or an edition has.
MAY_MARK_SAFE: Final = {
    "content/blocks/text.py": 1,
    "assessments/question_types/rich_text.py": 1,
    # Stretches of what rich_text.py has cleaned.
    "assessments/question_types/marked_text.py": 1,
    "common/http/stencil.py": 2,
    # Escaped, or safe before, with nothing put in but places to break.
    "common/templatetags/addresses.py": 1,
    "courses/templates/courses/_draft.html": 1,
    "portal/templates/portal/lesson.html": 1,
    "portal/templates/portal/guided.html": 1,
    "portal/outline.py": 2,
}
# Before compression; docs/design-system.md tells authors of styles the same.
MOST_BYTES: Final = {"css/sen.css": 35_100, "js/sen.js": 9_300, "js/quiz.js": 14_500}
_SAFE: Final = re.compile(r"\bmark_safe\(|\bSafeString\(|\|\s*safe(?:seq)?\b|\{%\s*autoescape off")
_ADDRESS: Final = re.compile(
    r"""(?:(?:href|src|srcset|action|poster|data)\s*=\s*["']?|url\(\s*["']?|@import\s*["']|(?:fetch|import)\(\s*["'`])"""
    r"""\s*((?:https?:)?//[^\s"'`)]+)""",
    re.IGNORECASE,
)
_NEARBY: Final = re.compile(r"(?:https?:)?//(?:127\.0\.0\.1|localhost|\[::1\])(?:[:/]|$)")


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


def test_what_every_page_loads_stays_light() -> None:
    static = CHECKOUT / "lms" / "static" / "lms"
    sizes = {name: (static / name).stat().st_size for name in MOST_BYTES}
    assert not {name: size for name, size in sizes.items() if size > MOST_BYTES[name]}


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


def test_ready_html_is_trusted_in_few_places() -> None:
    found: dict[str, int] = {}
    for path in files(".py", ".html", under=SCREENS):
        if times := len(_SAFE.findall(path.read_text())):
            found[name_of(path)] = times
    assert found == MAY_MARK_SAFE
    assert (CHECKOUT / "content" / "blocks").is_dir()
