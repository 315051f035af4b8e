"""The style page shows every component, with every type of question, and reads no table to do so."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from django.test import Client

from assessments.question_types import question_types
from tests.architecture.sources import CHECKOUT

TEMPLATES: Final = CHECKOUT / "lms" / "templates"
# On every page of a demonstration already, at the top.
OF_THE_FRAME: Final = {"components/demonstration.html"}
_INCLUDE: Final = re.compile(r'{%\s*(?:include|fixed) "(components/[^"]+)"')


def _included(template: Path) -> Iterator[str]:
    for name in _INCLUDE.findall(template.read_text()):
        yield name
        yield from _included(TEMPLATES / name)


@pytest.mark.no_database
def test_every_component_is_on_the_page() -> None:
    every = {path.relative_to(TEMPLATES).as_posix() for path in (TEMPLATES / "components").glob("*.html")}
    shown = set(_included(TEMPLATES / "style_guide.html"))
    for spec in question_types():
        shown |= set(_included(TEMPLATES / spec.template))
    assert len(every) > 20
    assert every - shown == OF_THE_FRAME


@pytest.mark.django_db
def test_anyone_may_look_at_it(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        answer = Client().get("/phong-cach/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('<fieldset class="question"') == 2 * len(question_types())
    for state in ("status--mien", "field--error", "job--failed", "option--missed", "verdict--wrong", "message--error"):
        assert state in page, state
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(set(ids)) == len(ids)
