"""The colours of each theme can be read: every pair of tokens that meet on a page is measured.

WCAG 2.2: 1.4.3 (text 4.5 : 1), 1.4.6 (7 : 1, asked of high contrast here), 1.4.11 (lines and shapes 3 : 1).
"""

import re
from typing import Final

import pytest

from tests.architecture.sources import CHECKOUT

pytestmark = pytest.mark.no_database

SHEET: Final = CHECKOUT / "lms" / "static" / "lms" / "css" / "sen.css"
# By theme: where its tokens stand, for the wish of the browser and for the choice of the person.
PLACES: Final = {
    "light": (("", ":root"),),
    "dark": (
        ("@media screen and (prefers-color-scheme: dark)", ":root:not([data-theme=light])"),
        ("@media screen", ":root[data-theme=dark]"),
    ),
    "contrast": (
        ("@media screen and (prefers-contrast: more)", ":root:not([data-theme])"),
        ("@media screen", ":root[data-theme=contrast]"),
    ),
    "dark contrast": (
        ("@media screen and (prefers-contrast: more) and (prefers-color-scheme: dark)", ":root:not([data-theme])"),
        ("@media screen and (prefers-color-scheme: dark)", ":root[data-theme=contrast]"),
    ),
    "print": (("@media print", ":root"),),
}
# Text by what it may stand on. `deep` is the accent under the pointer.
TEXT: Final = {
    "ink": "ground paper sunk tint warn-tint bad-tint track",
    "soft": "ground paper sunk tint warn-tint bad-tint",
    "link": "ground paper sunk tint warn-tint bad-tint",
    "deep": "ground paper sunk tint",
    "accent": "ground paper",
    "good": "ground paper sunk",
    "warn": "ground paper sunk warn-tint",
    "bad": "ground paper sunk bad-tint",
    "on": "accent deep",
    "paper": "bad good warn",
    "on-band": "band",
    "band-soft": "band",
    "band": "on-band",
}
# Borders of what can be used, bars, marks and the ring of the focus, by what is beside them.
LINES: Final = {
    "edge": "ground paper sunk tint",
    "accent": "ground paper sunk track tint",
    "good": "ground paper track",
    "warn": "paper track warn-tint",
    "bad": "ground paper track bad-tint",
    "ink": "ground paper sunk tint track",
    "on-band": "band",
    "band-line": "band",
}
# Ornaments: nothing is known by them alone. In high contrast even these can be seen.
ORNAMENTS: Final = {"line": "ground paper"}
_TOKEN: Final = re.compile(r"--([\w-]+)\s*:\s*(#[0-9a-f]{3,6})\b")

Tokens = dict[str, str]


def _sheet() -> str:
    return re.sub(r"/\*.*?\*/", "", SHEET.read_text(), flags=re.DOTALL)


def _rules() -> dict[tuple[str, str], Tokens]:
    """The colours that each rule gives to tokens, by its media query and its selector."""
    css = _sheet()
    found: dict[tuple[str, str], Tokens] = {}
    media = head = ""
    start = 0
    for place, letter in enumerate(css):
        if letter not in "{}":
            continue
        text = css[start:place].strip()
        start = place + 1
        if letter == "{":
            media, head = (text, "") if text.startswith("@") else (media, text)
        elif head:
            found.setdefault((media, head), {}).update(_TOKEN.findall(text))
            head = ""
        else:
            media = ""
    return found


def _themes() -> dict[str, Tokens]:
    rules = _rules()
    light = rules["", ":root"]
    return {theme: light | rules[places[0]] for theme, places in PLACES.items()}


def _light(colour: str) -> float:
    """Relative luminance, as WCAG defines it."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_light(one), _light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _too_faint(tokens: Tokens, pairs: dict[str, str], least: float) -> list[str]:
    return [
        f"{front} on {back}: {measured:.2f}"
        for front, backs in pairs.items()
        for back in backs.split()
        if (measured := contrast(tokens[front], tokens[back])) < least
    ]


def test_contrast_is_reckoned_as_wcag_does() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.478, abs=0.001)
    assert _too_faint({"a": "#777777", "b": "#fff"}, {"a": "b"}, 4.5) == ["a on b: 4.48"]


@pytest.mark.parametrize("theme", PLACES)
def test_what_is_on_a_page_can_be_read(theme: str) -> None:
    tokens = _themes()[theme]
    is_high = "contrast" in theme
    assert not _too_faint(tokens, TEXT, 7.0 if is_high else 4.5)
    assert not _too_faint(tokens, LINES, 4.5 if is_high else 3.0)
    assert not _too_faint(tokens, ORNAMENTS, 3.0 if is_high else 1.2)


def test_a_chosen_theme_is_the_one_the_browser_asks_for() -> None:
    rules = _rules()
    names = set(rules["", ":root"])
    for theme, places in PLACES.items():
        assert len({tuple(sorted(rules[place].items())) for place in places}) == 1, theme
        if theme not in ("light", "print"):
            assert set(rules[places[0]]) == names, theme


def test_every_colour_is_a_token_and_every_token_is_measured() -> None:
    measured = set()
    for pairs in (TEXT, LINES, ORNAMENTS):
        measured |= set(pairs) | set(" ".join(pairs.values()).split())
    assert measured == set(_rules()["", ":root"])
    without_tokens = _TOKEN.sub("", _sheet())
    assert not re.findall(r"#[0-9a-f]{3,8}\b(?=[^{}]*\})", without_tokens)
    assert not re.findall(r"\b(?:rgba?|hsla?)\(", without_tokens)


def test_vietnamese_marks_have_room() -> None:
    css = _sheet()
    plain = [float(value) for value in re.findall(r"line-height:\s*(\d*\.?\d+)\s*[;}]", css)]
    short = [float(value) for value in re.findall(r"font:[^;}]*?[\w.]+/(\d*\.?\d+)\s", css)]
    assert len(plain) > 5 and len(short) >= 2
    assert min(plain + short) >= 1.5
