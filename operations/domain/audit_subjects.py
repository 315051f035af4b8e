"""What a row of the trail is about, where the number of the row would tell a reader nothing.

Rooms register theirs; rows without a subject are known by their number.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from operations.domain.approval_kinds import approval_kinds
from operations.models import Approval, AuditEntry


@dataclass(frozen=True, slots=True)
class Subject:
    """`person`: whose row it is, named as the reader may know them. `text`: nothing that only some readers may know."""

    person: int | None = None
    text: str = ""


SubjectsOf = Callable[[Iterable[int]], dict[int, Subject]]
TitlesOf = Callable[[Iterable[str]], dict[str, str]]
Key = tuple[str, str]

_subjects: dict[str, SubjectsOf] = {}
_titles: dict[str, TitlesOf] = {}


def register_audit_subjects(object_type: str, subjects_of: SubjectsOf) -> None:
    """`subjects_of(ids)`: those of rows of `app.model`, in one statement for all."""
    _subjects[object_type] = subjects_of


def has_subjects(object_type: str) -> bool:
    return object_type in _subjects


def register_audit_titles(model: str, titles_of: TitlesOf) -> None:
    """`titles_of(uuids)`: what rows of `app.model` that before and after name by UUID are called, in one statement.

    Nobody's name may stand in it: it is shown to whoever reads the entry.
    """
    _titles[model] = titles_of


def has_titles(model: str) -> bool:
    return model in _titles


def titles_of(uuids: Mapping[str, Iterable[str]]) -> dict[Key, str]:
    """By model and UUID; one statement for each model."""
    return {(model, uuid): title for model, those in uuids.items() for uuid, title in _titles[model](those).items()}


def approvals_named(uuids: Iterable[str]) -> dict[str, str]:
    """The kind and the number, as the entries about the proposal itself are named."""
    labels = {kind.name: str(kind.label) for kind in approval_kinds()}
    found = Approval.objects.filter(uuid__in=uuids).values_list("uuid", "kind", "pk")
    number = _("no. %(number)s")
    return {str(uuid): ", ".join(filter(None, (labels.get(kind), number % {"number": pk}))) for uuid, kind, pk in found}


def register() -> None:
    register_audit_titles("operations.approval", approvals_named)


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
