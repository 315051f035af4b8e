"""To which unit an entry of the trail belongs, where the act does not say it itself.

The administrators of a unit read what happened to its people and things; an entry without a unit is read by those
who read everything. Rooms register how to find the unit of their rows.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

UnitOf = Callable[[Any], int | None]

_units: dict[str, UnitOf] = {}


def register_unit_of(object_type: str, unit_of: UnitOf) -> None:
    """`unit_of(row)` gives the id of a committee or None, in one statement at most."""
    _units[object_type] = unit_of


def unit_of(target: Model) -> int | None:
    find = _units.get(target._meta.label_lower)
    return find(target) if find else None
