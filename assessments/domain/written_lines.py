"""A question as its author wrote it, in lines to be read or compared: with what is right and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.domain.bank import raw_of
from assessments.domain.settings_in_words import question_in_words
from assessments.models import QuestionVersion
from common.text.html import plain_text

# Said elsewhere, or nothing that a reader of the question looks for.
_BESIDE: Final = (
    "stem",
    "difficulty",
    "code",
    "type",
    "practice",
    "category",
    "tags",
    "language",
    "legal_basis",
    "competences",
    "picture",
)
# Of a part of a question: said in their own way.
_SAID_APART: Final = frozenset({"id", "correct", "right", "reason", "target", "next"})
_LEADS: Final = ("target", "next")


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """`is_right`: of an option or a choice that is the key, or part of it."""

    text: str
    is_right: bool = False


def written_lines(version: QuestionVersion) -> list[str]:
    """Text of the question, difficulty, a line for each part, explanation. It holds the key: for authors only."""
    difficulty = f"{_('Difficulty')}: {version.get_difficulty_display()}"
    below = (line.text for line in lines_below_text(version))
    return [*plain_text(version.stem).splitlines(), difficulty, *below]


def lines_below_text(version: QuestionVersion) -> list[WrittenLine]:
    """The same without what a list of questions says of each anyhow: its text and its difficulty."""
    raw = raw_of(version)
    explanation = [WrittenLine(line) for line in plain_text(raw.pop("explanation")).splitlines()]
    for name in _BESIDE:
        raw.pop(name, None)
    lines = [WrittenLine(line) for line in question_in_words(version, raw)]
    names = _names(raw)
    for part in raw.values():
        lines += _parts(part, names)
    return lines + explanation


def _names(raw: Mapping[str, Any]) -> dict[str, str]:
    """What parts lead to: the text of a target; of a scene, which has none, its place."""
    targets = {str(target["id"]): str(target["text"]) for target in raw.get("targets", ())}
    scenes = enumerate(raw.get("scenes", ()), start=1)
    return targets | {str(scene["id"]): _("scene %(number)d") % {"number": number} for number, scene in scenes}


def _parts(part: object, names: Mapping[str, str]) -> list[WrittenLine]:
    if isinstance(part, dict):
        nested = [line for value in part.values() if isinstance(value, list) for line in _parts(value, names)]
        own = " ".join(_words(part, names))
        return [WrittenLine(own, is_right=_is_right(part)), *nested] if own else nested
    if isinstance(part, list):
        return [line for one in part for line in _parts(one, names)]
    return [WrittenLine(_said(part))]


def _is_right(part: Mapping[str, Any]) -> bool:
    return bool(part.get("correct") or part.get("right"))


def _words(part: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    shown = {key: value for key, value in part.items() if key not in _SAID_APART and value not in ("", None)}
    if "choices" in part:
        shown["text"] = plain_text(str(part["text"]))
    words = [_said(value) for value in shown.values() if not isinstance(value, list | dict)]
    words += [f"→ {names.get(str(part[key]), part[key])}" for key in _LEADS if part.get(key)]
    if _is_right(part):
        words.append(_said(True))
    if part.get("reason"):
        words.append(f"– {part['reason']}")
    return words


def _said(value: object) -> str:
    if isinstance(value, bool):
        return _("(right)") if value else _("(not right)")
    return str(value)
