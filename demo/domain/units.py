"""Invented units below the real committees: the true number per province, names that no unit has."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from uuid import UUID

from django.db import transaction

from committees.domain.planting import CommitteeSpec, Placement, plant
from committees.domain.reference import commune_counts
from committees.domain.tree_lock import TREE_LOCK
from committees.enums import Kind
from committees.models import Committee, Succession
from common.db.locks import advisory_lock
from demo.domain.names import AGENCIES, unit_name
from demo.domain.scales import DENSE_PROVINCE, SECOND_PROVINCE, Scale

# The day from which there are two local levels.
REFORM = date(2025, 7, 1)

Span = tuple[Committee, date, date | None]


@dataclass
class Units:
    """The tree as the demonstration needs it: today's provinces and what stands below each."""

    provinces: list[Committee]
    central: list[Committee]
    agencies: dict[int, list[Committee]] = field(default_factory=lambda: defaultdict(list))
    communes: dict[int, list[Committee]] = field(default_factory=lambda: defaultdict(list))
    cells: dict[int, list[Committee]] = field(default_factory=lambda: defaultdict(list))
    predecessors: dict[int, list[Committee]] = field(default_factory=lambda: defaultdict(list))

    def province(self, code: str) -> Committee:
        return next(province for province in self.provinces if province.code == code)

    def before(self, committee: Committee, rng: Random) -> Committee | None:
        """A unit that went into `committee`, by chance where there were several."""
        former = self.predecessors[committee.pk]
        return rng.choice(former) if former else None


@transaction.atomic
def build_units(scale: Scale, rng: Random) -> Units:
    """Add agencies, communes and cells, all marked as invented."""
    with advisory_lock(TREE_LOCK):
        units = _real_units()
        _add(units.agencies, units.provinces, list(_agencies(units, rng)))
        _add(units.communes, units.provinces, list(_communes(units, rng)))
        communes = [commune for below in units.communes.values() for commune in below]
        _add(units.cells, communes, list(_cells(units, scale, rng)))
    return units


def _real_units() -> Units:
    today = (
        Committee.objects.filter(depth=2, valid_to__isnull=True, is_demo=False).select_related("kind").order_by("path")
    )
    units = Units(
        provinces=list(today.filter(kind__code__in=(Kind.PROVINCE, Kind.CITY))),
        central=list(today.filter(kind__code=Kind.CENTRAL)),
    )
    for succession in Succession.objects.select_related("old__kind").order_by("pk"):
        units.predecessors[succession.new_id].append(succession.old)
    return units


def _add(below: dict[int, list[Committee]], parents: list[Committee], placements: list[Placement]) -> None:
    for (parent, _spec), child in zip(placements, plant(placements), strict=True):
        below[parent.pk].append(child)


def _agencies(units: Units, rng: Random) -> Iterator[Placement]:
    for province in units.provinces:
        for name in AGENCIES:
            yield province, _spec(rng, name, Kind.AGENCY, province)


def _communes(units: Units, rng: Random) -> Iterator[Placement]:
    by_code = {province.code: province for province in units.provinces}
    for code, counts in commune_counts():
        province = by_code[code]
        for kind, count in counts.items():
            for number in range(count):
                yield province, _spec(rng, unit_name(Kind(kind), number), kind, province)


def _cells(units: Units, scale: Scale, rng: Random) -> Iterator[Placement]:
    for province in units.provinces:
        dense = province.code in (DENSE_PROVINCE, SECOND_PROVINCE)
        communes = units.communes[province.pk]
        count = scale.dense_cells if dense else scale.other_cells
        if scale.name == "office":
            communes = communes[:12]
        for commune in communes:
            for number in range(count):
                yield commune, _spec(rng, f"Chi bộ {number + 1}", Kind.CELL, commune)


def _spec(rng: Random, name: str, kind: str, parent: Committee) -> CommitteeSpec:
    return CommitteeSpec(
        name=name,
        kind=kind,
        valid_from=max(REFORM, parent.valid_from),
        is_demo=True,
        uuid=UUID(int=rng.getrandbits(128), version=4),
    )
