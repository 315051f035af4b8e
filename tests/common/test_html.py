import json
from collections.abc import Callable
from pathlib import Path

import pytest

from common.text.html import clean_html, is_clean, plain_text

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<p>Một <strong>hai</strong></p>", "<p>Một <strong>hai</strong></p>"),
        ("<script>alert(1)</script>x", "x"),
        ('<p onclick="x()" style="color:red">a</p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href="/khoa-hoc/" target="_blank">a</a>', '<a href="/khoa-hoc/" rel="noopener noreferrer">a</a>'),
        ("<h1>a</h1><img src=x onerror=alert(1)><iframe></iframe>", "a"),
    ],
)
def test_clean_html(html: str, cleaned: str) -> None:
    assert clean_html(html) == cleaned
    assert is_clean(cleaned)


def test_is_clean_overlooks_spelling_only() -> None:
    assert is_clean('<p>A &amp; B<br/><a href="https://a.vn/?x=1&amp;y=2">c</a></p>')
    assert not is_clean("<p>a<script>x</script></p>")
    assert not is_clean("<p class='x'>a</p>")
    assert not is_clean('<a href="data:text/html,x">a</a>')
    assert not is_clean("a<!-- b -->")


def test_plain_text() -> None:
    assert plain_text("<h2>Bài 1</h2><p>Một &amp; hai<br>ba</p><ul><li>bốn</li></ul>") == "Bài 1\nMột & hai\nba\nbốn"


def test_naughty_strings_come_out_inert(corpus: Callable[[str], list[Path]]) -> None:
    for path in corpus("naughty-strings"):
        for text in json.loads(path.read_text()) if path.suffix == ".json" else ():
            cleaned = clean_html(text)
            assert clean_html(cleaned) == cleaned
            assert is_clean(cleaned)
            assert not any(word in cleaned.lower() for word in ("<script", "<img", "<svg", "<iframe"))
