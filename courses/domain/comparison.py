"""What changed between two editions, line by line."""

import difflib
from dataclasses import dataclass

from courses.models import Edition, EditionActivity


@dataclass(frozen=True)
class ComparedLine:
    """`kind`: same, added, removed or gap (lines left out between)."""

    kind: str
    text: str


@dataclass(frozen=True)
class ComparedActivity:
    """`change`: same, changed, added or removed."""

    title: str
    change: str
    lines: tuple[ComparedLine, ...]


_KINDS = {"+": "added", "-": "removed", " ": "same", "@": "gap"}


def compare_editions(old: Edition, new: Edition) -> list[ComparedActivity]:
    """The activities of both editions in the order of the new one, removed ones last."""
    before = {activity.key: activity for activity in old.activities.all()}
    after = {activity.key: activity for activity in new.activities.all()}
    compared = [_compare(before.get(key), activity) for key, activity in after.items()]
    return compared + [_compare(activity, None) for key, activity in before.items() if key not in after]


def _compare(old: EditionActivity | None, new: EditionActivity | None) -> ComparedActivity:
    lines = tuple(_difference(_text(old), _text(new)))
    title = new.title if new else old.title if old else ""
    return ComparedActivity(title=title, change=_change(old, new, bool(lines)), lines=lines)


def _change(old: EditionActivity | None, new: EditionActivity | None, differs: bool) -> str:
    if old is None:
        return "added"
    if new is None:
        return "removed"
    return "changed" if differs or old.quiz_edition_id != new.quiz_edition_id else "same"


def _text(activity: EditionActivity | None) -> list[str]:
    if activity is None:
        return []
    return [activity.title_vi, *filter(None, [activity.outcome, activity.summary_vi]), *activity.plain.splitlines()]


def _difference(old: list[str], new: list[str]) -> list[ComparedLine]:
    found = list(difflib.unified_diff(old, new, n=1, lineterm=""))[2:]
    return [ComparedLine(kind=_KINDS[line[0]], text="" if line[0] == "@" else line[1:]) for line in found]
