"""A stencil is rendered once; what belongs to a person stands only in its blanks."""

from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.utils import translation
from django.utils.safestring import mark_safe

from common.http.stencil import blank, fill

TEMPLATE = "stencil_under_test.html"


@pytest.fixture
def page(tmp_path: Path, settings: Any) -> Path:
    """A template of its own, found by the engine of this test."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    engines._engines = {}
    return tmp_path / TEMPLATE


def filled(key: object, context: dict[str, Any] | None = None, **blanks: str) -> str:
    return fill(TEMPLATE, key=(key,), context=lambda: context or {name: blank(name) for name in blanks}, blanks=blanks)


def test_the_template_is_rendered_once_for_each_key_and_language(page: Path) -> None:
    page.write_text("{{ a }}{{ day }}")
    asked: list[str] = []

    def context() -> dict[str, Any]:
        asked.append(translation.get_language() or "")
        return {"a": blank("a"), "day": len(asked)}

    for _time in range(2):
        for language in ("vi", "en"):
            with translation.override(language):
                for key in ("one", "two"):
                    fill(TEMPLATE, key=("once", key), context=context, blanks={"a": "x"})
    assert asked == ["vi", "vi", "en", "en"]


def test_a_value_is_escaped_unless_it_is_ready(page: Path) -> None:
    page.write_text('<p title="{{ a }}">{{ a }}{{ b }}{{ a|safe }}</p>')
    shown = filled("escaped", a="<i>'", b=mark_safe("<b>"))
    assert shown == '<p title="&lt;i&gt;&#x27;">&lt;i&gt;&#x27;<b>&lt;i&gt;&#x27;</p>'


def test_the_next_reader_gets_nothing_of_the_one_before(page: Path) -> None:
    page.write_text("{{ name }} {{ secret }}")
    first = filled("readers", name="Nguyễn Văn An", secret="một")
    second = filled("readers", name="Trần Thị Bình", secret="hai")
    assert (first, second) == ("Nguyễn Văn An một", "Trần Thị Bình hai")


def test_what_was_not_named_as_a_blank_stays_as_the_first_reader_had_it(page: Path) -> None:
    """The control: the same page without a blank shows the fault that blanks protect from."""
    page.write_text("{{ name }}")
    assert filled("fault", {"name": "Nguyễn Văn An"}) == "Nguyễn Văn An"
    assert filled("fault", {"name": "Trần Thị Bình"}) == "Nguyễn Văn An"


def test_no_text_of_an_author_passes_for_a_blank(page: Path) -> None:
    page.write_text("{{ text }}{{ a }}")
    forged = "\ue000a\ue001\ue000:a\ue001"
    assert filled("forged", {"text": forged, "a": blank("a")}, a="x") == forged + "x"


def test_a_printed_blank_without_a_value_is_an_error(page: Path) -> None:
    page.write_text("{{ a }}")
    with pytest.raises(KeyError):
        fill(TEMPLATE, key="missing", context=lambda: {"a": blank("a")}, blanks={})
