"""What a table of people would change: each row compared with the people there are.

Reads in a few statements for the whole file, whatever its length.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.unit_names import NamedUnit, UnitNames
from committees.models import Committee, Membership, PositionGroup
from common.text.vietnamese import fold
from interop.enums import RowAction
from interop.formats.people import PeopleTable, PersonRow

DEFAULT_GROUP: Final = 4
# Words of a position that tell its group, first match wins (groups: committees/data/position_groups.csv).
_GROUP_WORDS: Final = (
    (6, ("bi thu chi bo", "chi uy")),
    (1, ("bi thu", "uy vien ban thuong vu", "uy vien ban chap hanh")),
    (2, ("truong ban", "chu nhiem", "chanh van phong", "giam doc")),
    (3, ("truong phong",)),
    (7, ("giang vien", "bao cao vien")),
)


@dataclass(slots=True)
class PlannedRow:
    """The fate of a row: what it does, to whom, with which values, and the differing ones of before."""

    number: int
    action: RowAction
    person_id: int | None
    data: dict[str, Any]
    before: dict[str, Any]
    problems: list[str]


class PeoplePlan:
    """Plans a table for one committee's subtree; nothing outside it can be named or changed."""

    def __init__(self, committee: Committee) -> None:
        self._top = committee
        self._names = UnitNames.below(committee)
        self._groups = {group.pk for group in PositionGroup.objects.all()}
        self._group_names = {fold(group.name_vi): group.pk for group in PositionGroup.objects.all()}

    def plan(self, table: PeopleTable) -> list[PlannedRow]:
        people = self._people(table.rows)
        codes = Counter(fold(row.values["code"]) for row in table.rows if row.values["code"])
        identities = Counter(self._identity(row) for row in table.rows if not row.values["code"])
        planned = []
        for row in table.rows:
            if codes[fold(row.values["code"])] > 1 or (not row.values["code"] and identities[self._identity(row)] > 1):
                row.problems.append(_("This person stands in the file more than once."))
            planned.append(self._plan_row(row, people))
        return planned

    def _identity(self, row: PersonRow) -> tuple[object, ...]:
        """Two ways to write the name of a unit are no two persons."""
        text = row.values["unit"]
        units = tuple(unit.pk for unit in self._names.find(text)) if text else (self._top.pk,)
        return (fold(row.values["full_name"]), row.values["birth_year"], units or fold(text))

    def _people(self, rows: list[PersonRow]) -> "_People":
        return _People(self._top, rows)

    def _plan_row(self, row: PersonRow, people: "_People") -> PlannedRow:
        unit = self._unit(row)
        data = {
            "code": row.values["code"],
            "full_name": row.values["full_name"],
            "birth_year": int(row.values["birth_year"]) if row.values["birth_year"].isdigit() else None,
            "email": row.values["email"],
            "position": row.values["position"],
            "unit": unit.pk if unit else None,
            "unit_name": self._names.name_of(unit) if unit else row.values["unit"],
            "group": self._group(row),
        }
        membership = None if row.problems else people.find(row, unit)
        # Looking for the person may have found a problem of its own.
        if row.problems:
            return PlannedRow(row.number, RowAction.WRONG, None, data, {}, row.problems)
        if membership is None:
            return PlannedRow(row.number, RowAction.NEW, None, data, {}, [])
        now = self._names.written(membership.committee.path, membership.committee.name)
        return _compare(row, data, membership, now)

    def _unit(self, row: PersonRow) -> NamedUnit | None:
        text = row.values["unit"]
        if not text:
            return NamedUnit(self._top.pk, self._top.path, self._top.name, self._top.code)
        found = self._names.find(text)
        if len(found) == 1:
            return found[0]
        row.problems.append(self._several(text, found) if found else _none(text))
        return None

    def _several(self, text: str, found: list[NamedUnit]) -> str:
        """How to tell the candidates apart, with the name of one that can be copied."""
        named = next((unit for unit in found if self._names.tells_apart(unit)), None)
        if named:
            message = _("Several units are called “%(text)s”; add the unit above, for example “%(example)s”.")
            return message % {"text": text[:80], "example": self._names.name_of(named)}
        if coded := next((unit for unit in found if unit.code), None):
            message = _("Several units are called “%(text)s”; use the unit's code, for example “%(example)s”.")
            return message % {"text": text[:80], "example": coded.code}
        return _("Several units are called “%(text)s” and stand under the same unit; they need names of their own.") % {
            "text": text[:80]
        }

    def _group(self, row: PersonRow) -> int:
        named = row.values["group"]
        if named.isdigit() and int(named) in self._groups:
            return int(named)
        if named:
            group = self._group_names.get(fold(named))
            if group is None:
                row.problems.append(_("There is no position group “%(text)s”.") % {"text": named[:60]})
            return group or DEFAULT_GROUP
        position = fold(row.values["position"])
        return next((g for g, words in _GROUP_WORDS if any(w in position for w in words)), DEFAULT_GROUP)


class _People:
    """The people a table may mean: by code anywhere, by name and birth year within the subtree."""

    def __init__(self, top: Committee, rows: list[PersonRow]) -> None:
        self._top = top
        codes = {fold(row.values["code"]) for row in rows if row.values["code"]}
        names = {fold(row.values["full_name"]) for row in rows if not row.values["code"]}
        self._by_code: dict[str, Membership] = {}
        self._foreign: set[str] = set()
        for chunk in _chunks(sorted(codes)):
            known = set(User.objects.filter(username_key__in=chunk).values_list("username_key", flat=True))
            for membership in self._members().filter(cadre__username_key__in=chunk):
                self._by_code[membership.cadre.username_key] = membership
            self._foreign |= known - self._by_code.keys()
        self._by_name: dict[tuple[str, int | None], list[Membership]] = defaultdict(list)
        for chunk in _chunks(sorted(names)):
            for membership in self._members().filter(cadre__search_key__in=chunk):
                self._by_name[(membership.cadre.search_key, membership.cadre.birth_year)].append(membership)

    def _members(self) -> QuerySet[Membership]:
        return Membership.objects.select_related("cadre", "committee").filter(
            valid_to__isnull=True, committee__path__startswith=self._top.path
        )

    def find(self, row: PersonRow, unit: NamedUnit | None) -> Membership | None:
        code = fold(row.values["code"])
        if code:
            if code in self._foreign:
                row.problems.append(_("The code “%(text)s” cannot be used here.") % {"text": row.values["code"]})
            return self._by_code.get(code)
        year = row.values["birth_year"]
        same = self._by_name.get((fold(row.values["full_name"]), int(year) if year else None), [])
        here = [m for m in same if unit is not None and m.committee_id == unit.pk] or same
        if len(here) > 1:
            row.problems.append(_("Several people have this name and birth year; a code is needed."))
            return None
        return here[0] if here else None


def _none(text: str) -> str:
    return _("There is no unit “%(text)s” under this committee.") % {"text": text[:80]}


def _compare(row: PersonRow, data: dict[str, Any], membership: Membership, unit_now: str) -> PlannedRow:
    cadre = membership.cadre
    now = {
        "full_name": cadre.full_name,
        "birth_year": cadre.birth_year,
        "email": cadre.email,
        "position": membership.position,
        "group": membership.position_group_id,
        "unit": membership.committee_id,
    }
    # An empty cell asks for nothing: it never clears what is known.
    asked = {name: data[name] for name in now if data[name] not in ("", None)}
    before = {name: now[name] for name, value in asked.items() if value != now[name]}
    if not (row.values["group"] or "position" in before):
        before.pop("group", None)
        data["group"] = now["group"]
    if not row.values["unit"]:
        before.pop("unit", None)
        data |= {"unit": now["unit"], "unit_name": unit_now}
    if "unit" in before:
        before["unit_name"] = unit_now
    action = RowAction.MOVED if "unit" in before else RowAction.CHANGED if before else RowAction.UNCHANGED
    return PlannedRow(row.number, action, cadre.pk, data, before, [])


def _chunks(values: list[str], size: int = 500) -> list[list[str]]:
    return [values[start : start + size] for start in range(0, len(values), size)]
