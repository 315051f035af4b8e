"""Units told apart: the name of a unit with those above it. Many units of the country are called alike."""

from collections.abc import Iterable
from typing import Final

from committees.models import Committee

_BETWEEN: Final = ", "
# The centre stands over every unit and tells none apart.
_TOLD_FROM: Final = 2


def units_above(committees: Iterable[Committee]) -> dict[int, str]:
    """By unit, the names of those above it, the nearest first, without the centre; one statement for all."""
    paths = {committee.pk: _paths_above(committee.path) for committee in committees}
    wanted = {path for each in paths.values() for path in each}
    units = Committee.objects.filter(path__in=wanted) if wanted else ()
    names = {unit.path: unit.display_name for unit in units}
    return {pk: _BETWEEN.join(names[path] for path in each if path in names) for pk, each in paths.items()}


def full_names(committees: Iterable[Committee]) -> dict[int, str]:
    """By unit, its own name and those above it: *Đảng ủy xã A, Tỉnh ủy B*."""
    units = list(committees)
    above = units_above(units)
    return {unit.pk: _BETWEEN.join(filter(None, (unit.display_name, above[unit.pk]))) for unit in units}


def names_with_parent(committees: Iterable[Committee], *, within: Committee) -> dict[int, str]:
    """By unit, its own name and that of the unit right above, for what lies below `within`; one statement for all.

    Every commune has a *Chi bộ 1*. The centre is left out, as everywhere.
    """
    units = {unit.pk: unit for unit in committees}
    parents = {pk: _paths_above(unit.path)[:1] for pk, unit in units.items() if unit.pk != within.pk}
    wanted = {path for paths in parents.values() for path in paths}
    found = Committee.objects.filter(path__in=wanted) if wanted else ()
    names = {unit.path: unit.display_name for unit in found}
    return {
        pk: _BETWEEN.join((unit.display_name, *(names[path] for path in parents.get(pk, ()) if path in names)))
        for pk, unit in units.items()
    }


def full_name(committee: Committee) -> str:
    return full_names([committee])[committee.pk]


def _paths_above(path: str) -> list[str]:
    step = Committee.steplen
    return [path[:end] for end in range(len(path) - step, _TOLD_FROM * step - 1, -step)]
