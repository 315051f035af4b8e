"""What changed between two versions of a question, as sentences and lines a person can read."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.models import QuestionVersion
from assessments.question_types import question_type
from common.text.difference import Line, compare_lines
from common.text.html import plain_text

# Names of the package form that say nothing to an author, or are told elsewhere.
_UNTOLD: Final = frozenset({"id", "code", "practice", "category", "tags", "language", "legal_basis", "type"})
# Flags of an option, choice, statement or region that say whether it is right.
_JUDGED: Final = frozenset({"correct", "right", "true", "fault"})


@dataclass(frozen=True, slots=True)
class ChangedPart:
    label: str
    lines: tuple[Line, ...]


def changes_between(old: QuestionVersion, new: QuestionVersion) -> list[ChangedPart]:
    """The parts that differ, in the order of the form; keys and reasons too: for authors only."""
    before, after = _told(old), _told(new)
    parts = []
    for name in [*after, *(name for name in before if name not in after)]:
        a, b = _lines(before.get(name)), _lines(after.get(name))
        if a != b:
            parts.append(ChangedPart(_label(name), tuple(compare_lines(a, b))))
    return parts


def _told(version: QuestionVersion) -> dict[str, Any]:
    """The version in the package form, as far as it is part of the version."""
    answer = version.answer_key
    return {
        "stem": version.stem,
        "difficulty": version.difficulty,
        "competences": version.competences,
        **question_type(version.type).raw(version.presentation, answer.key, answer.reasons),
        "explanation": answer.explanation,
    }


def _label(name: str) -> str:
    labels = {
        "stem": _("Question text"),
        "difficulty": _("Difficulty"),
        "competences": _("Competence codes"),
        "explanation": _("Explanation"),
        "options": _("Options"),
        "items": _("Items"),
        "targets": _("Targets"),
        "statements": _("Statements"),
        "accepted": _("Accepted answers"),
        "value": _("Value"),
        "tolerance": _("Tolerance"),
        "unit": _("Unit"),
        "reason": _("Reason"),
        "scoring": _("Scoring"),
        "scenes": _("Scenes"),
        "medium": _("Medium"),
        "picture": _("Picture"),
        "regions": _("Regions"),
    }
    return labels.get(name, name)


def _lines(value: Any, depth: int = 0) -> list[str]:
    """A value as lines of plain text; each entry of a list begins a line of its own."""
    if value is None or value == "":
        return []
    if isinstance(value, bool):
        return [_("yes") if value else _("no")]
    if isinstance(value, str):
        return plain_text(value).splitlines() if value.startswith("<") else value.splitlines()
    if isinstance(value, list):
        return [line for entry in value for line in _lines(entry, depth + 1)]
    if isinstance(value, dict):
        return [_entry(value)] if not any(isinstance(v, list) for v in value.values()) else _nested(value, depth)
    return [str(value)]


def _entry(value: dict[str, Any]) -> str:
    """One option or item in a line: its text, what it is, and why."""
    told = [_marked(name, given) for name, given in value.items() if name not in _UNTOLD]
    return " · ".join(text for text in told if text)


def _marked(name: str, given: Any) -> str:
    if isinstance(given, bool):
        return (_("right") if given else _("wrong")) if name in _JUDGED else ""
    text = " ".join(_lines(given))
    if name == "reason" and text:
        return _("reason: %(text)s") % {"text": text}
    return text


def _nested(value: dict[str, Any], depth: int) -> list[str]:
    head = _entry({name: given for name, given in value.items() if not isinstance(given, list)})
    below = [line for given in value.values() if isinstance(given, list) for line in _lines(given, depth + 1)]
    return [head, *(f"– {line}" for line in below)]
