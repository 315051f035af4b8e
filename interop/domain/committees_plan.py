"""What a table of committees would change below one committee: new, changed, moved, former ones.

The unit above is named by code or name; it may stand in the file itself, in any order.
"""

from collections import Counter, defaultdict
from datetime import date
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from committees.models import Committee, CommitteeKind
from common.text.formats import short_date
from common.text.vietnamese import fold, same_spelling
from interop.domain.committees_found import BETWEEN, Found, FoundCommittees
from interop.domain.committees_twins import compare_rows
from interop.domain.planned_committee import PlannedCommittee
from interop.domain.unit_faults import says_none, says_several
from interop.enums import RowAction
from interop.errors import PeopleImportError
from interop.formats.committees import CommitteeRow, area_kind, committee_name

DEEPEST: Final = 20


class CommitteesPlan:
    """Plans a list below `top`; nothing outside it can be named, moved or changed.

    `first_day`: that of units and moves whose row says none.
    """

    def __init__(self, top: Committee, first_day: date | None = None) -> None:
        self._top = top
        self._first_day = first_day or timezone.localdate()
        self._found = FoundCommittees(top)
        self._names = self._found.names
        self._kinds = {kind.code: kind for kind in CommitteeKind.objects.all()}
        self._kind_names = {fold(kind.name_vi): kind.code for kind in self._kinds.values()}

    def plan(self, rows: list[CommitteeRow]) -> list[PlannedCommittee]:
        """Every row, in the order of the file."""
        codes = Counter(row.values["code"] for row in rows if row.values["code"] and not row.values["valid_to"])
        own: dict[str, list[CommitteeRow]] = defaultdict(list)
        for row in rows:
            for text in {row.values["code"], row.values["name"], committee_name(row.values["name"] or "-")} - {""}:
                own[fold(text)].append(row)
            if codes[row.values["code"]] > 1:
                row.problems.append(_("This code stands in the file more than once."))
        planned = [self._plan_row(row, own) for row in rows]
        compare_rows(planned)
        _order(planned)
        return planned

    def missing(self, planned: list[PlannedCommittee], first_number: int) -> list[PlannedCommittee]:
        """The units right below a unit of which the file lists others, that do not stand in it."""
        listed = [row for row in planned if row.action != RowAction.WRONG and not row.data["valid_to"]]
        parents = {row.data["parent"] for row in listed if row.data["parent"]}
        met = {row.committee_id for row in listed}
        met |= {candidate["committee"] for row in listed for candidate in row.data.get("candidates", ())}
        left = [
            unit
            for unit in self._found.stored.values()
            if unit.valid_to is None
            and unit.pk not in met
            and (above := self._found.above(unit)) is not None
            and above.pk in parents
        ]
        return [
            PlannedCommittee(number, RowAction.MISSING, unit.pk, self._described(unit))
            for number, unit in enumerate(sorted(left, key=lambda unit: unit.path), start=first_number)
        ]

    def same_as(self, data: dict[str, Any], known: Committee) -> dict[str, Any]:
        """The differing values of now, where somebody says that the row is this unit.

        Raises:
            PeopleImportError: it cannot be, as it is of another kind.
        """
        if known.kind.code != data["kind"]:
            raise PeopleImportError(self._other_kind(known))
        return _differences(known, data)

    def _plan_row(self, row: CommitteeRow, own: dict[str, list[CommitteeRow]]) -> PlannedCommittee:
        kind = self._kind(row)
        data: dict[str, Any] = {
            "name": self._name(row),
            "short_name": row.values["short_name"],
            "code": row.values["code"],
            "kind": kind,
            "kind_name": self._kinds[kind].name_vi if kind else row.values["kind"],
            "valid_from": _iso(row.valid_from),
            "valid_to": _iso(row.valid_to),
            "shown_from": short_date(row.valid_from) if row.valid_from else "",
            "shown_to": short_date(row.valid_to) if row.valid_to else "",
        }
        found: Found = (None, [], "")
        if row.valid_to and not row.problems:
            found = self._found.find(row, data)
        if found[0] is None:
            self._place(row, data, own)
        if row.valid_to:
            self._succeed(row, data, own, found[0])
        elif not row.problems:
            found = self._found.find(row, data)
        known, candidates, problem = found
        row.problems += [problem] if problem else []
        action: RowAction = RowAction.NEW
        before: dict[str, Any] = {}
        if known is not None:
            action, before = self._compare(known, data, row)
        elif not row.problems:
            self._check_life(row, data)
        if row.problems:
            return PlannedCommittee(row.number, RowAction.WRONG, known.pk if known else None, data, {}, row.problems)
        if candidates:
            data["candidates"] = [self._described(unit) for unit in candidates]
            action = RowAction.DUPLICATE
        return PlannedCommittee(row.number, action, known.pk if known else None, data, before)

    def _name(self, row: CommitteeRow) -> str:
        """That of the committee where the row has that of its area, unless there is a unit of just that name."""
        name = row.values["name"]
        return name if not name or name in self._found.spellings else committee_name(name)

    def _described(self, unit: Committee) -> dict[str, Any]:
        """A unit as the pages of a change-set show one."""
        above = self._found.above(unit)
        return {
            "committee": unit.pk,
            "uuid": str(unit.uuid),
            "name": unit.name,
            "short_name": unit.short_name,
            "code": unit.code,
            "kind_name": unit.kind.name_vi,
            "parent_name": self._found.written(above) if above else "",
            "shown_from": short_date(unit.valid_from),
        }

    def _kind(self, row: CommitteeRow) -> str:
        text = row.values["kind"]
        kind = self._kind_names.get(fold(text)) or (text if text in self._kinds else "") or area_kind(text)
        if not kind and not text:
            kind = area_kind(row.values["name"])
        if not kind:
            row.problems.append(
                _("The kind of unit “%(text)s” is not known; use one of: %(kinds)s.")
                % {"text": text[:40], "kinds": ", ".join(k.name_vi for k in self._kinds.values())}
            )
        return kind

    def _place(self, row: CommitteeRow, data: dict[str, Any], own: dict[str, list[CommitteeRow]]) -> None:
        """The unit above: of the tree, or another row of the file; none named means the top itself."""
        text = row.values["parent"]
        data |= {"parent": self._top.pk, "parent_row": None, "parent_name": self._top.name}
        if not text:
            return
        found = self._names.find(text)
        rows = [other for other in own.get(fold(text), ()) if other is not row and not other.valid_to]
        if len(rows) == 1 and _is_meant(text, rows[0]) and not any(same_spelling(text, unit.name) for unit in found):
            # The file has a unit of just this name, the tree one that only resembles it.
            found = []
        if len(found) == 1:
            data |= {"parent": found[0].pk, "parent_name": self._names.name_of(found[0])}
        elif len(rows) == 1 and not found:
            name = committee_name(rows[0].values["name"] or "-")
            data |= {"parent": None, "parent_row": rows[0].number, "parent_name": name}
        elif len(found) > 1:
            row.problems.append(says_several(self._names, text, found))
        elif found or rows:
            row.problems.append(_("Several units are called “%(text)s”; use the unit's code.") % {"text": text[:80]})
        else:
            row.problems.append(says_none(text))

    def _succeed(
        self, row: CommitteeRow, data: dict[str, Any], own: dict[str, list[CommitteeRow]], known: Committee | None
    ) -> None:
        """A former unit names what it went into, by code or name, in the tree or in the file; several are parted."""
        written = row.values["successor"]
        if known is not None and written == self._found.successors(known):
            return
        names = []
        for text in filter(None, (part.strip() for part in written.split(BETWEEN))):
            found = self._names.find(text)
            rows = [other for other in own.get(fold(text), ()) if other is not row and not other.valid_to]
            if len(found) == 1:
                data.setdefault("successors", []).append({"unit": found[0].pk})
                names.append(found[0].name)
            elif len(rows) == 1 and not found:
                data.setdefault("successors", []).append({"row": rows[0].number})
                names.append(committee_name(rows[0].values["name"] or "-"))
            else:
                row.problems.append(
                    _("The successor “%(text)s” is not known, or is not the only one.") % {"text": text[:80]}
                )
        if names:
            data["successor_name"] = f"{BETWEEN} ".join(names)

    def _check_life(self, row: CommitteeRow, data: dict[str, Any]) -> None:
        """A new unit begins on the day for all unless the file says when, and not before the one above it."""
        if row.valid_to and not row.valid_from:
            row.problems.append(_("A former unit needs its first day."))
            return
        first = row.valid_from or self._first_day
        above = self._found.stored.get(data["parent"] or 0)
        if above is not None and first < above.valid_from and first < self._found.since(above):
            row.problems.append(
                _("“%(child)s” would exist on days when “%(parent)s” does not.")
                % {"child": data["name"], "parent": above.name}
            )
        data |= {"valid_from": first.isoformat(), "shown_from": short_date(first)}

    def _compare(self, known: Committee, data: dict[str, Any], row: CommitteeRow) -> tuple[RowAction, dict[str, Any]]:
        before = _differences(known, data)
        if known.kind.code != data["kind"]:
            row.problems.append(self._other_kind(known))
        above = self._found.above(known)
        if above and (row.valid_to or not row.values["parent"]):
            data |= {"parent": above.pk, "parent_name": self._found.written(above), "parent_row": None}
        if row.values["parent"] and not row.valid_to and above and above.pk != data["parent"]:
            before |= {"parent": above.pk, "parent_name": above.name}
            day = row.valid_from or self._first_day
            data |= {"valid_from": day.isoformat(), "shown_from": short_date(day)}
            self._check_move(known, data, row)
            return RowAction.MOVED, before
        return (RowAction.CHANGED if before else RowAction.UNCHANGED), before

    def _other_kind(self, known: Committee) -> str:
        return _("“%(name)s” is of the kind “%(kind)s”; a unit does not change its kind by a list.") % {
            "name": known.name,
            "kind": known.kind.name_vi,
        }

    def _check_move(self, known: Committee, data: dict[str, Any], row: CommitteeRow) -> None:
        target = self._found.stored.get(data["parent"] or 0)
        if known.pk == self._top.pk or (target and target.path.startswith(known.path)):
            row.problems.append(_("A unit cannot be put under itself or under one of its own units."))
        elif data["valid_from"] > timezone.localdate().isoformat():
            row.problems.append(_("The day must lie after the last move and not in the future."))


def _differences(known: Committee, data: dict[str, Any]) -> dict[str, Any]:
    """What the list would put right of a unit: its name, its short name, the code of one that has none."""
    before: dict[str, Any] = {}
    if known.name != data["name"]:
        before["name"] = known.name
    if data["short_name"] and known.short_name != data["short_name"]:
        before["short_name"] = known.short_name
    if data["code"] and not known.code:
        before["code"] = known.code
    return before


def _order(planned: list[PlannedCommittee]) -> None:
    """`level`: rows whose unit above stands in the file come after it; what hangs on nothing is wrong."""
    by_number = {row.number: row for row in planned}
    for row in planned:
        level, at = 0, row
        while at.data.get("parent_row") and level <= DEEPEST:
            at = by_number[at.data["parent_row"]]
            level += 1
            if at.action == RowAction.WRONG:
                break
        row.data["level"] = level
        if row.action != RowAction.WRONG and (level > DEEPEST or at.action == RowAction.WRONG):
            row.action = RowAction.WRONG
            row.problems = [
                _("The unit above it in the file is wrong, or the rows stand under one another in a circle.")
            ]


def _is_meant(text: str, row: CommitteeRow) -> bool:
    """Whether the text is the name of the row, as the file or as the tree has it."""
    name = row.values["name"]
    return bool(name) and (same_spelling(text, name) or same_spelling(text, committee_name(name)))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
