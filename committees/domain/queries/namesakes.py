"""Units of one name under one unit: nothing but a code or a sign tells them apart in a list."""

from collections.abc import Iterable

from committees.models import Committee
from common.text.vietnamese import spelling


def units_right_below(unit: Committee) -> list[Committee]:
    """Those of today."""
    return list(
        Committee.objects.filter(parent_edges__parent=unit, parent_edges__valid_to__isnull=True).order_by("name", "pk")
    )


def names_in_both(arriving: Iterable[Committee], there: Iterable[Committee]) -> list[str]:
    """The names of those arriving by which one that is there already is called too."""
    arrivals = list(arriving)
    own = {unit.pk for unit in arrivals}
    taken = {_as_read(unit.name) for unit in there if unit.pk not in own}
    return [unit.name for unit in arrivals if _as_read(unit.name) in taken]


def is_name_taken(name: str, unit: Committee) -> bool:
    """Whether another unit beside `unit` is called so."""
    above = Committee.objects.filter(child_edges__child=unit, child_edges__valid_to__isnull=True).first()
    beside = units_right_below(above) if above else []
    return any(_as_read(other.name) == _as_read(name) for other in beside if other.pk != unit.pk)


def _as_read(name: str) -> str:
    """Case does not count in lists, nor where the tone is put."""
    return spelling(name.lower())
