"""The committees directly under the Centre, today's and former ones, from `committees/data`.

Key of a row: code and first day, because a code was given to other units over time.
"""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from committees.domain.planting import CommitteeSpec, plant
from committees.domain.tree_lock import TREE_LOCK
from committees.enums import Kind
from committees.models import Committee, CommitteeEdge, CommitteeKind, PositionGroup, RollupAncestor, Succession
from common.db.locks import advisory_lock
from common.text.vietnamese import fold

DATA = Path(__file__).resolve().parent.parent / "data"
CENTRE_CODE = "TW"
# The oldest row of the data: before it Sen knows no history.
CENTRE_SINCE = date(2008, 8, 1)

Key = tuple[str, date]


@transaction.atomic
def load_reference_committees() -> None:
    """Bring kinds, position groups, the Centre and its committees in line with the files.

    May be run any number of times: rows are found by their key, names and last days follow the
    files, nothing is deleted.
    """
    with advisory_lock(TREE_LOCK):
        _load_kinds()
        _load_position_groups()
        centre = _load_centre()
        rows = list(_rows("provincial_committees.csv"))
        committees = _load_committees(centre, rows)
        _load_successions(rows, committees)


def centre() -> Committee:
    """The root of the tree."""
    return Committee.objects.get(depth=1, kind__code=Kind.CENTRE)


def commune_counts() -> Iterator[tuple[str, dict[str, int]]]:
    """(code of today's province, number of units of each commune-level kind)."""
    columns = {Kind.COMMUNE: "xa", Kind.WARD: "phuong", Kind.SPECIAL_ZONE: "dac_khu"}
    for row in _rows("commune_counts.csv"):
        yield row["province_code"], {kind: int(row[column]) for kind, column in columns.items()}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _load_kinds() -> None:
    kinds = [
        CommitteeKind(
            code=row["code"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            level=int(row["level"]),
            is_rollup=row["is_rollup"] == "1",
        )
        for row in _rows("kinds.csv")
    ]
    CommitteeKind.objects.bulk_create(
        kinds, update_conflicts=True, unique_fields=["code"], update_fields=["name_vi", "name_en", "level", "is_rollup"]
    )


def _load_position_groups() -> None:
    groups = [
        PositionGroup(id=int(row["id"]), code=row["code"], name_vi=row["name_vi"], name_en=row["name_en"])
        for row in _rows("position_groups.csv")
    ]
    PositionGroup.objects.bulk_create(
        groups, update_conflicts=True, unique_fields=["id"], update_fields=["code", "name_vi", "name_en"]
    )


def _load_centre() -> Committee:
    found = Committee.objects.filter(depth=1, kind__code=Kind.CENTRE).first()
    if found is not None:
        return found
    root: Committee = Committee.add_root(
        code=CENTRE_CODE,
        name="Trung ương",
        name_en="The Centre",
        kind=CommitteeKind.objects.get(code=Kind.CENTRE),
        valid_from=CENTRE_SINCE,
    )
    RollupAncestor.objects.create(committee=root, node=root)
    return root


def _load_committees(root: Committee, rows: list[dict[str, str]]) -> dict[Key, Committee]:
    specs = {(spec.code, spec.valid_from): spec for spec in map(_spec, rows)}
    stored = {
        (committee.code, committee.valid_from): committee
        for committee in Committee.objects.filter(depth=2, is_demo=False).select_related("kind")
    }
    for key in specs.keys() & stored.keys():
        _update(stored[key], specs[key])
    missing = [key for key in specs if key not in stored]
    planted = plant([(root, specs[key]) for key in missing])
    return stored | dict(zip(missing, planted, strict=True))


def _spec(row: dict[str, str]) -> CommitteeSpec:
    return CommitteeSpec(
        code=row["code"],
        name=row["name_vi"],
        name_en=row["name_en"],
        kind=row["kind"],
        region=row["region"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )


def _update(committee: Committee, spec: CommitteeSpec) -> None:
    """Names and region follow the file; a last day is only ever added, and closes the edge too."""
    named = (committee.name, committee.name_en, committee.region)
    if named != (spec.name, spec.name_en, spec.region):
        committee.name, committee.name_en, committee.region = spec.name, spec.name_en, spec.region
        committee.search_key = fold(spec.name)
        committee.save(update_fields=["name", "name_en", "region", "search_key"])
    if committee.valid_to is None and spec.valid_to is not None:
        committee.valid_to = spec.valid_to
        committee.save(update_fields=["valid_to"])
        CommitteeEdge.objects.filter(child=committee, valid_to__isnull=True).update(valid_to=spec.valid_to)


def _load_successions(rows: list[dict[str, str]], committees: dict[Key, Committee]) -> None:
    """The successor is the unit of that code that exists on the day after the last day."""
    wanted = []
    for row in rows:
        if row["valid_to"] and row["successor_code"]:
            old = committees[row["code"], date.fromisoformat(row["valid_from"])]
            effective_on = date.fromisoformat(row["valid_to"]) + timedelta(days=1)
            new = _existing(committees, row["successor_code"], effective_on)
            wanted.append(Succession(old=old, new=new, effective_on=effective_on))
    Succession.objects.bulk_create(wanted, ignore_conflicts=True)


def _existing(committees: dict[Key, Committee], code: str, day: date) -> Committee:
    return next(c for (own_code, _since), c in committees.items() if own_code == code and c.exists_on(day))
