"""What units were called on a day of the past."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from committees.models import Committee, FormerName

OnDay = tuple[Committee, date]


def names_on(pairs: Iterable[OnDay]) -> list[str]:
    """The name of each unit on its day, in their order; a day outside its life gets the nearest. One statement."""
    asked = list(pairs)
    former: dict[int, list[FormerName]] = defaultdict(list)
    units = {unit.pk for unit, _day in asked}
    for row in FormerName.objects.filter(committee__in=units).order_by("valid_to") if units else ():
        former[row.committee_id].append(row)
    return [_name(unit, day, former[unit.pk]) for unit, day in asked]


def _name(unit: Committee, day: date, former: list[FormerName]) -> str:
    return next((row.display_name for row in former if day <= row.valid_to), unit.display_name)
