"""What a row of the trail is about, where the number of the row would tell a reader nothing.

Rooms register theirs; rows without a subject are known by their number.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from operations.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Subject:
    """`person`: whose row it is, named as the reader may know them. `text`: nothing that only some readers may know."""

    person: int | None = None
    text: str = ""


SubjectsOf = Callable[[Iterable[int]], dict[int, Subject]]
Key = tuple[str, str]

_subjects: dict[str, SubjectsOf] = {}


def register_audit_subjects(object_type: str, subjects_of: SubjectsOf) -> None:
    """`subjects_of(ids)`: those of rows of `app.model`, in one statement for all."""
    _subjects[object_type] = subjects_of


def subjects_of(entries: Iterable[AuditEntry]) -> dict[Key, Subject]:
    """By kind and id of the row; one statement for each kind that has subjects."""
    ids: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.object_type in _subjects and entry.object_id.isdecimal():
            ids[entry.object_type].add(int(entry.object_id))
    return {
        (object_type, str(pk)): subject
        for object_type, those in ids.items()
        for pk, subject in _subjects[object_type](those).items()
    }
