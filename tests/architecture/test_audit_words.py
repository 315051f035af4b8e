"""Whatever is written into the audit log has words: acts, what they were done to, the columns of before and after."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from interop.enums import ChangeSetKind
from learning.enums import EventKind
from operations.domain.audit_words import knows_action, knows_column, knows_object
from operations.enums import ApprovalState
from tests.architecture.sources import files, name_of, own_models

pytestmark = pytest.mark.no_database

_WRITERS: Final = {"record", "record_many", "_record", "_entry"}
# Where an action is made of a prefix and a word: what the word may be.
_MADE_OF: Final = {
    "activity.": (EventKind.ATTENDED, EventKind.LEARNED_ELSEWHERE),
    "approval.": [state for state in ApprovalState if state != ApprovalState.ASKED],
    ".import": ChangeSetKind,
    ".import_undone": ChangeSetKind,
}
# Targets whose entries are about something with a name of its own; all other models need one when they are written.
_WRITTEN_ABOUT: Final = (
    "accounts.user", "assessments.attempt", "assessments.category", "assessments.contest", "assessments.question",
    "assessments.questioncorrection", "assessments.quiz", "certificates.certificate", "committees.committee",
    "committees.correctionrequest", "committees.rolegrant", "courses.course", "interop.changeset",
    "interop.questionsheet", "learning.campaign", "learning.enrolment", "learning.livesession", "operations.approval",
    "operations.auditentry", "operations.job",
)  # fmt: skip


def test_every_action_has_words() -> None:
    found = {action: name_of(path) for path in _sources() for action in actions_in(path)}
    assert len(found) > 60
    assert {action: place for action, place in found.items() if not knows_action(action)} == {}


def test_every_column_has_words() -> None:
    found = {column: name_of(path) for path in _sources() for column in columns_in(path)}
    assert len(found) > 40
    assert {column: place for column, place in found.items() if not knows_column(column)} == {}


def test_every_thing_written_about_has_a_name() -> None:
    known = {model._meta.label_lower for model in own_models()}  # type: ignore[attr-defined]
    assert set(_WRITTEN_ABOUT) <= known
    assert [label for label in _WRITTEN_ABOUT if not knows_object(label)] == []


def test_an_action_without_words_is_seen(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text('audit.record(action="planted.act", actor=None, target=x, after={"planted": 1})\n')
    assert [action for action in actions_in(planted) if not knows_action(action)] == ["planted.act"]
    assert [column for column in columns_in(planted) if not knows_column(column)] == ["planted"]


def _sources() -> Iterator[Path]:
    return (path for path in files(".py") if "migrations" not in path.parts and path.parts[-2] != "bench")


def actions_in(path: Path) -> Iterator[str]:
    """What the calls of a file write as action, made-up ones written out."""
    for call in _calls(path):
        given = next((word.value for word in call.keywords if word.arg == "action"), None)
        for value in (given, *call.args[:1]):
            yield from _written_out(value)


def columns_in(path: Path) -> Iterator[str]:
    for call in _calls(path):
        for word in call.keywords:
            if word.arg not in ("before", "after", "changes"):
                continue
            for part in ast.walk(word.value):
                if isinstance(part, ast.Dict):
                    yield from (k.value for k in part.keys if isinstance(k, ast.Constant) and isinstance(k.value, str))


def _calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name in _WRITERS:
                yield node


def _written_out(value: ast.expr | None) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and "." in value.value:
        yield value.value
    if isinstance(value, ast.JoinedStr):
        fixed = "".join(str(part.value) for part in value.values if isinstance(part, ast.Constant))
        prefix = isinstance(value.values[0], ast.Constant)
        yield from (f"{fixed}{word}" if prefix else f"{word}{fixed}" for word in _MADE_OF[fixed])
