"""What a table of people would change: each row compared with the people there are.

Reads in a few statements for each slice of the file, and holds no more than a slice of people.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from committees.domain.unit_names import NamedUnit, UnitNames, stand_together
from committees.models import Committee, Membership, PositionGroup
from common.text.vietnamese import fold, spelling
from interop.domain.people_found import FoundPeople
from interop.domain.unit_faults import row_words, says_none, says_several
from interop.enums import RowAction
from interop.formats.people import PersonRow

DEFAULT_GROUP: Final = 4
SLICE: Final = 2000
MOST_NAMED: Final = 5
# Values that follow from the person a row is compared with, where the file does not say them.
FOLLOWING: Final = ("position", "group", "unit", "unit_name")
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
        self._own = NamedUnit.of(committee)
        self._names = UnitNames.below(committee)
        groups = list(PositionGroup.objects.all())
        self._groups = {group.pk for group in groups}
        self._group_names = {fold(group.name_vi): group.pk for group in groups}
        self._guessed: dict[str, int] = {}
        self._met: set[int] = set()
        self._units: set[int] = set()

    def plan(self, rows: list[PersonRow]) -> Iterator[list[PlannedRow]]:
        """Slices of planned rows, in the order of the file."""
        alike: dict[object, list[PersonRow]] = defaultdict(list)
        for row in rows:
            alike[self._key(row)].append(row)
        for start in range(0, len(rows), SLICE):
            part = rows[start : start + SLICE]
            people = FoundPeople(self._top, [row.values for row in part])
            for row in part:
                others = [other for other in alike[self._key(row)] if _is_again(row, other)]
                if others:
                    text = _("This person stands in the file more than once: also in row %(rows)s.")
                    row.problems.append(text % {"rows": "; ".join(map(_row_words, others[:MOST_NAMED]))})
            yield [self._plan_row(row, people) for row in part]

    def missing(self, first_number: int) -> Iterator[list[PlannedRow]]:
        """Who belongs to a unit the file names people of, but does not stand in the file."""
        here = Membership.objects.filter(committee__in=self._units, valid_to__isnull=True, cadre__is_active=True)
        rows: list[PlannedRow] = []
        number = first_number
        for membership in here.select_related("cadre", "committee").order_by("cadre__sort_name", "pk").iterator(SLICE):
            if membership.cadre_id in self._met:
                continue
            data = described(membership, self._names.written(membership.committee.path, membership.committee.name))
            rows.append(PlannedRow(number, RowAction.MISSING, membership.cadre_id, data, {}, []))
            number += 1
            if len(rows) == SLICE:
                yield rows
                rows = []
        yield rows

    def compare(self, data: dict[str, Any], membership: Membership) -> tuple[RowAction, dict[str, Any]]:
        """What the values of a row would do to a person, and the differing values of now; completes `data`."""
        return _compare(data, membership, self._names.written(membership.committee.path, membership.committee.name))

    def _key(self, row: PersonRow) -> object:
        """What tells one person of the file from another: the code, or who it is where there is none."""
        code = row.values["code"]
        return fold(code) if code else self._identity(row)

    def _identity(self, row: PersonRow) -> tuple[object, ...]:
        """Two ways to write the name of a unit are no two persons."""
        text = row.values["unit"]
        units = tuple(unit.pk for unit in self._names.find(text)) if text else (self._top.pk,)
        return (fold(row.values["full_name"]), row.values["birth_year"], units or fold(text))

    def _plan_row(self, row: PersonRow, people: FoundPeople) -> PlannedRow:
        unit = self._unit(row, people)
        data = self._data(row, unit)
        if row.problems or unit is None:
            return PlannedRow(row.number, RowAction.WRONG, None, data, {}, row.problems)
        membership, candidates, problem = people.find(row.values, unit.pk)
        if problem:
            return PlannedRow(row.number, RowAction.WRONG, None, data, {}, [problem])
        self._units.add(unit.pk)
        if membership is not None:
            self._met.add(membership.cadre_id)
            action, before = self.compare(data, membership)
            return PlannedRow(row.number, action, membership.cadre_id, data, before, [])
        if candidates:
            self._met.update(candidate.cadre_id for candidate in candidates)
            data["candidates"] = [
                described(found, self._names.written(found.committee.path, found.committee.name))
                for found in candidates
            ]
            return PlannedRow(row.number, RowAction.DUPLICATE, None, data, {}, [])
        return PlannedRow(row.number, RowAction.NEW, None, data, {}, [])

    def _data(self, row: PersonRow, unit: NamedUnit | None) -> dict[str, Any]:
        values = row.values
        return {
            "code": values["code"],
            "full_name": values["full_name"],
            "birth_year": int(values["birth_year"]) if values["birth_year"].isdecimal() else None,
            "email": values["email"],
            "sorts_by": values["sorts_by"],
            "position": values["position"],
            "unit": unit.pk if unit else None,
            "unit_name": self._names.name_of(unit) if unit else values["unit"],
            "group": self._group(row),
            # Whether the file itself says the unit and the group, or they follow from elsewhere.
            "says": [name for name in ("unit", "group") if values[name]],
        }

    def _unit(self, row: PersonRow, people: FoundPeople) -> NamedUnit | None:
        """Of units alike under one unit, the one the person belongs to: the name asks for no move."""
        text = row.values["unit"]
        if not text:
            return self._own
        found = self._names.find(text)
        if len(found) > 1 and stand_together(found):
            own = [unit for unit in found if people.belongs(row.values, unit.pk)]
            found = own if len(own) == 1 else found
        if len(found) == 1:
            return found[0]
        row.problems.append(says_several(self._names, text, found) if found else says_none(text))
        return None

    def _group(self, row: PersonRow) -> int:
        named = row.values["group"]
        if named.isdecimal() and int(named) in self._groups:
            return int(named)
        if named:
            group = self._group_names.get(fold(named))
            if group is None:
                row.problems.append(_("There is no position group “%(text)s”.") % {"text": named[:60]})
            return group or DEFAULT_GROUP
        text = row.values["position"]
        if text not in self._guessed:
            position = fold(text)
            found = (group for group, words in _GROUP_WORDS if any(word in position for word in words))
            self._guessed[text] = next(found, DEFAULT_GROUP)
        return self._guessed[text]


def _is_again(row: PersonRow, other: PersonRow) -> bool:
    """Whether two rows of one code, or of names alike but for marks, are the same person twice.

    *Dương Khắc An* and *Dương Khắc Ân* are two persons; a name without any marks may be either of them.
    """
    if row is other:
        return False
    if row.values["code"]:
        return True
    mine, others = (each.values["full_name"].lower() for each in (row, other))
    return spelling(mine) == spelling(others) or fold(mine) == mine or fold(others) == others


def _row_words(row: PersonRow) -> str:
    """In the file of the rows not written the number says nothing any more."""
    return row_words(row.number, row.values["full_name"], row.values["code"])


def described(membership: Membership, unit_name: str) -> dict[str, Any]:
    """A person as the pages of a change-set show one."""
    cadre = membership.cadre
    return {
        "person": cadre.pk,
        "code": cadre.username,
        "full_name": cadre.full_name,
        "birth_year": cadre.birth_year,
        "position": membership.position,
        "unit": membership.committee_id,
        "unit_name": unit_name,
    }


def _compare(data: dict[str, Any], membership: Membership, unit_now: str) -> tuple[RowAction, dict[str, Any]]:
    cadre = membership.cadre
    now = {
        "full_name": cadre.full_name,
        "birth_year": cadre.birth_year,
        "email": cadre.email,
        "sorts_by": cadre.sorts_by,
        "position": membership.position,
        "group": membership.position_group_id,
        "unit": membership.committee_id,
    }
    # A name without any marks is how it was typed, not how it is written: the one that is known says more.
    if fold(data["full_name"]) == data["full_name"].lower() == fold(cadre.full_name):
        data["full_name"] = cadre.full_name
    # An empty cell asks for nothing: it never clears what is known.
    asked = {name: data[name] for name in now if data[name] not in ("", None)}
    before = {name: now[name] for name, value in asked.items() if value != now[name]}
    # Nothing said about the position: it stays, and so does its group.
    data["position"] = data["position"] or now["position"]
    if not ("group" in data["says"] or "position" in before):
        before.pop("group", None)
        data["group"] = now["group"]
    if "unit" not in data["says"]:
        before.pop("unit", None)
        data |= {"unit": now["unit"], "unit_name": unit_now}
    if "unit" in before:
        before["unit_name"] = unit_now
    action = RowAction.MOVED if "unit" in before else RowAction.CHANGED if before else RowAction.UNCHANGED
    return action, before
