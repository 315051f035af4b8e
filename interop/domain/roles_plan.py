"""What a table of roles would give below one committee: new, held already, wrong with the reason."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.role_days import end_of, first_moment
from committees.domain.role_lists import met_by
from committees.domain.roles import not_over, says_overlap
from committees.domain.unit_names import NamedUnit, UnitNames
from committees.enums import SCOPED_ROLES, Role
from committees.models import Committee, Membership, RoleGrant
from committees.rules import people_offered_roles
from common.text.formats import short_date
from common.text.vietnamese import fold
from interop.domain.unit_faults import says_none, says_several
from interop.enums import RowAction
from interop.formats.roles import RoleRow


@dataclass(slots=True)
class PlannedRole:
    """The fate of a row; `data` holds what applying and the page need."""

    number: int
    action: RowAction
    person_id: int | None
    committee_id: int | None
    data: dict[str, Any]
    problems: list[str] = field(default_factory=list)


class RolesPlan:
    """Units at and below `top`, and people whom `asker` may ask a role for; nothing else can be named."""

    def __init__(self, top: Committee, asker: User) -> None:
        self._names = UnitNames.below(top)
        self._asker = asker
        self._by_code: dict[str, User] = {}
        self._by_name: dict[str, list[tuple[User, str]]] = defaultdict(list)
        self._units: dict[int, str] = {}
        self._held: dict[tuple[int, str, int | None], list[RoleGrant]] = defaultdict(list)
        self._met: set[tuple[int, str, int]] = set()

    def plan(self, rows: list[RoleRow]) -> list[PlannedRole]:
        """Every row, in the order of the file."""
        self._load(rows)
        return [self._plan_row(row) for row in rows]

    def _load(self, rows: list[RoleRow]) -> None:
        people = people_offered_roles(self._asker)
        codes = {fold(row.values["code"]) for row in rows if row.values["code"]}
        self._by_code |= {user.username_key: user for user in people.filter(username_key__any_of=codes)}
        names = {fold(row.values["full_name"]) for row in rows if not row.values["code"]}
        here = Membership.objects.filter(
            cadre__search_key__any_of=names, valid_to__isnull=True, cadre__in=people.values("pk")
        )
        for membership in here.select_related("cadre", "committee"):
            self._by_name[membership.cadre.search_key].append((membership.cadre, membership.committee.path))
        known = {user.pk for user in self._by_code.values()}
        known |= {user.pk for found in self._by_name.values() for user, _path in found}
        for grant in not_over(RoleGrant.objects.filter(user__any_of=known, role__in=SCOPED_ROLES)):
            self._held[grant.user_id, grant.role, grant.committee_id].append(grant)

    def _plan_row(self, row: RoleRow) -> PlannedRole:
        unit = self._unit(row)
        person = self._person(row, unit)
        begin, end = first_moment(row.valid_from), end_of(row.valid_to)
        data = {
            "code": person.username if person else row.values["code"],
            "full_name": person.full_name if person else row.values["full_name"],
            "role": row.role,
            "role_name": str(Role(row.role).label) if row.role else row.values["role"],
            "unit_name": self._names.name_of(unit) if unit else row.values["unit"],
            "from": begin.isoformat() if begin else "",
            "to": end.isoformat() if end else "",
            "shown_from": short_date(row.valid_from) if row.valid_from else "",
            "shown_to": short_date(row.valid_to) if row.valid_to else "",
        }
        action = RowAction.WRONG
        if not row.problems and person is not None and unit is not None:
            action = self._compare(row, person, unit, begin, end)
        return PlannedRole(
            row.number,
            RowAction.WRONG if row.problems else action,
            person.pk if person else None,
            unit.pk if unit else None,
            data,
            row.problems,
        )

    def _compare(
        self, row: RoleRow, person: User, unit: NamedUnit, begin: datetime | None, end: datetime | None
    ) -> RowAction:
        key = (person.pk, row.role, unit.pk)
        if key in self._met:
            row.problems.append(_("The same role stands in the file more than once."))
        self._met.add(key)
        held = met_by(self._held.get(key, ()), begin or timezone.now(), end)
        if held is not None:
            if held.valid_to == end:
                return RowAction.UNCHANGED
            row.problems.append(says_overlap(held))
        elif row.valid_from and row.valid_from < timezone.localdate():
            row.problems.append(_("The first day is today or later."))
        return RowAction.NEW

    def _unit(self, row: RoleRow) -> NamedUnit | None:
        text = row.values["unit"]
        if not text:
            row.problems.append(_("The unit is missing."))
            return None
        found = self._names.find(text)
        if len(found) == 1:
            return found[0]
        if found:
            row.problems.append(says_several(self._names, text, found))
        else:
            row.problems.append(says_none(text))
        return None

    def _person(self, row: RoleRow, unit: NamedUnit | None) -> User | None:
        """By code, whose name must agree where there is one; else the only one of that name in or below the unit."""
        code, name = row.values["code"], row.values["full_name"]
        if code:
            person = self._by_code.get(fold(code))
            if person is None:
                row.problems.append(
                    _("Nobody with the code “%(code)s” can be given a role here.") % {"code": code[:60]}
                )
            elif name and fold(name) != person.search_key:
                row.problems.append(
                    _("The code “%(code)s” belongs to “%(name)s”, not to the name in the row.")
                    % {"code": code[:60], "name": person.full_name}
                )
            return person
        if unit is None:
            return None
        found = {user.pk: user for user, path in self._by_name.get(fold(name), ()) if path.startswith(unit.path)}
        if len(found) == 1:
            return next(iter(found.values()))
        text = (
            _("Several people of the unit are called “%(name)s”; add the cadre code.")
            if found
            else _("Nobody of the unit is called “%(name)s”; add the cadre code.")
        )
        row.problems.append(text % {"name": name[:80]})
        return None
