"""The rooms keep their order, and the house is tidy."""

import re
import subprocess
import sys
from collections import Counter
from typing import Final

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import CASCADE

from common.db.append_only import AppendOnly, unguarded_tables
from tests.architecture.sources import CHECKOUT, HOUSE, LAYERS, ROOMS, files, level_of, name_of, own_models

LONGEST_FILE: Final = 500
# The only rows that go with another one: they mean nothing without it, and it is itself no evidence.
MAY_VANISH: Final = frozenset({
    "accounts.KeptPost.person", "assessments.QuizDraw.quiz", "assessments.QuizSection.quiz",
    "courses.QuizExemption.lesson", "courses.QuizExemption.page", "interop.ChangeRow.change_set",
    "interop.QuestionSheetRow.sheet",
})  # fmt: skip
_PLACES: Final = ("PyPI".lower() + ".", "pythonhosted" + ".", "npmjs" + ".", "registry-" + "npm")
_UNFINISHED: Final = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")) + r")\b")


@pytest.mark.no_database
def test_imports_keep_the_order() -> None:
    command = "from importlinter.cli import lint_imports_command as main; main()"
    done = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.no_database
def test_the_rooms_are_those_of_the_map() -> None:
    assert sorted(ROOMS) == sorted(room for rooms in LAYERS for room in rooms)
    told = (CHECKOUT / "docs" / "architecture.md").read_text()
    assert not [room for room in ROOMS if not re.search(rf"\b{room}\b", told)]


@pytest.mark.no_database
def test_relations_between_models_keep_the_order() -> None:
    wrong = []
    for model in own_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if target is None or field.auto_created or target._meta.app_label not in ROOMS:
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if here == there or target._meta.label == settings.AUTH_USER_MODEL:
                continue
            if level_of(there) >= level_of(here):
                wrong.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert not wrong


@pytest.mark.no_database
def test_nothing_takes_evidence_with_it() -> None:
    """No row of any room goes when another row is deleted, but for those that are named."""
    vanishing = set()
    for model in own_models():
        for field in model._meta.local_fields:
            if getattr(field.remote_field, "on_delete", None) is not CASCADE:
                continue
            if not (field.remote_field.parent_link or model._meta.auto_created):
                vanishing.add(f"{model._meta.label}.{field.name}")
    assert vanishing == MAY_VANISH


@pytest.mark.django_db
def test_tables_that_only_grow_are_guarded() -> None:
    assert unguarded_tables(connection) == []
    assert AppendOnly("operations_auditentry").table in connection.introspection.table_names()


@pytest.mark.no_database
def test_files_are_short_and_have_names() -> None:
    every = list(files(".py", ".html", ".js", ".css", under=(*HOUSE, "tests")))
    assert len(every) > 300
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in every if "migrations" not in path.parts}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}
    assert not [name_of(path) for path in every if path.stem in {"utils", "helpers", "misc", "common_utils"}]


@pytest.mark.no_database
def test_nothing_is_left_unfinished_and_no_registry_is_named() -> None:
    texts = (*files(".py", ".html", ".js", ".css", ".md", ".po", ".typ", under=(*HOUSE, "docs", "tests")),)
    unfinished = [name_of(path) for path in texts if _UNFINISHED.search(path.read_text())]
    named = [name_of(path) for path in texts if any(place in path.read_text().lower() for place in _PLACES)]
    more = [path for path in CHECKOUT.glob("*") if path.is_file() and path.suffix in {".txt", ".toml", ".md", ""}]
    named += [name_of(path) for path in more if any(place in path.read_text().lower() for place in _PLACES)]
    assert (unfinished, named) == ([], [])


@pytest.mark.no_database
def test_decisions_have_numbers_of_their_own() -> None:
    found = [path.name for path in (CHECKOUT / "docs" / "adr").glob("*.md") if path.name[:1].isdigit()]
    numbers = Counter(name[:4] for name in found)
    assert found and all(re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name) for name in found)
    assert [number for number, times in numbers.items() if times > 1] == []
