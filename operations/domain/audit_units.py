"""To which unit an entry of the trail belongs, where the act does not say it itself.

The administrators of a unit read what happened to its people and things; an entry without a unit is read by those
who read everything. Rooms register how to find the unit of their rows.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

UnitOf = Callable[[Any], int | None]

_units: dict[str, UnitOf] = {}
_without_unit: set[str] = set()


def register_unit_of(object_type: str, unit_of: UnitOf) -> None:
    """`unit_of(row)` gives the id of a committee or None, in one statement at most."""
    _units[object_type] = unit_of


def belongs_to_no_unit(*actions: str) -> None:
    """Entries of these are for the person and for those who read everything, whatever unit the row belongs to."""
    _without_unit.update(actions)


def unit_of(action: str, target: Model) -> int | None:
    if action in _without_unit:
        return None
    find = _units.get(target._meta.label_lower)
    return find(target) if find else None
