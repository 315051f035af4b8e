"""What a table of committees would change below one committee: new, changed, moved, former ones.

The unit above is named by code or name; it may stand in the file itself, in any order.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from committees.domain.unit_names import UnitNames
from committees.models import Committee, CommitteeKind, subtree_q
from common.text.formats import short_date
from common.text.vietnamese import fold
from interop.enums import RowAction
from interop.formats.committees import CommitteeRow, area_kind, committee_name

DEEPEST: Final = 20


@dataclass(slots=True)
class PlannedCommittee:
    """The fate of a row. `parent`: the stored unit above, or `parent_row` the number of its row."""

    number: int
    action: RowAction
    committee_id: int | None
    data: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class CommitteesPlan:
    """Loads the tree below `top` once; nothing outside it can be named, moved or changed."""

    def __init__(self, top: Committee) -> None:
        self._top = top
        self._names = UnitNames.below(top)
        below = Committee.objects.filter(subtree_q([top])).select_related("kind")
        self._stored = {unit.pk: unit for unit in below}
        self._by_path = {unit.path: unit for unit in self._stored.values()}
        self._open_codes: dict[str, list[Committee]] = defaultdict(list)
        self._former: dict[tuple[str, str, str], Committee] = {}
        self._open_names: dict[tuple[str, int], list[Committee]] = defaultdict(list)
        for unit in self._stored.values():
            if unit.valid_to is None:
                if unit.code:
                    self._open_codes[unit.code].append(unit)
                if (above := self._above(unit)) is not None:
                    self._open_names[unit.search_key, above.pk].append(unit)
            else:
                self._former[unit.code, unit.search_key, unit.valid_to.isoformat()] = unit
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
        _order(planned)
        return planned

    def _above(self, unit: Committee) -> Committee | None:
        return self._by_path.get(unit.path[: -Committee.steplen])

    def _plan_row(self, row: CommitteeRow, own: dict[str, list[CommitteeRow]]) -> PlannedCommittee:
        kind = self._kind(row)
        data: dict[str, Any] = {
            "name": committee_name(row.values["name"]) if row.values["name"] else "",
            "short_name": row.values["short_name"],
            "code": row.values["code"],
            "kind": kind,
            "kind_name": self._kinds[kind].name_vi if kind else row.values["kind"],
            "valid_from": _iso(row.valid_from),
            "valid_to": _iso(row.valid_to),
            "shown_from": short_date(row.valid_from) if row.valid_from else "",
            "shown_to": short_date(row.valid_to) if row.valid_to else "",
        }
        self._place(row, data, own)
        if row.valid_to:
            self._succeed(row, data, own)
        known = None if row.problems else self._find(data, row)
        if row.problems:
            return PlannedCommittee(row.number, RowAction.WRONG, None, data, {}, row.problems)
        if known is None:
            self._check_life(row, data)
            action = RowAction.WRONG if row.problems else RowAction.NEW
            return PlannedCommittee(row.number, action, None, data, {}, row.problems)
        action, before = self._compare(known, data, row)
        if row.problems:
            return PlannedCommittee(row.number, RowAction.WRONG, known.pk, data, {}, row.problems)
        return PlannedCommittee(row.number, action, known.pk, data, before)

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
        if len(found) == 1:
            data |= {"parent": found[0].pk, "parent_name": self._names.name_of(found[0])}
        elif len(rows) == 1 and not found:
            name = committee_name(rows[0].values["name"] or "-")
            data |= {"parent": None, "parent_row": rows[0].number, "parent_name": name}
        elif found or rows:
            row.problems.append(_("Several units are called “%(text)s”; use the unit's code.") % {"text": text[:80]})
        else:
            row.problems.append(_("There is no unit “%(text)s” under this committee.") % {"text": text[:80]})

    def _succeed(self, row: CommitteeRow, data: dict[str, Any], own: dict[str, list[CommitteeRow]]) -> None:
        """A former unit names what it went into, by code or name, in the tree or in the file."""
        text = row.values["successor"]
        if not text:
            return
        found = self._names.find(text)
        rows = [other for other in own.get(fold(text), ()) if other is not row and not other.valid_to]
        if len(found) == 1:
            data |= {"successor": found[0].pk, "successor_name": found[0].name}
        elif len(rows) == 1 and not found:
            data |= {"successor_row": rows[0].number, "successor_name": committee_name(rows[0].values["name"] or "-")}
        else:
            row.problems.append(
                _("The successor “%(text)s” is not known, or is not the only one.") % {"text": text[:80]}
            )

    def _find(self, data: dict[str, Any], row: CommitteeRow) -> Committee | None:
        """The stored unit the row is about: by code, else by name under the same unit."""
        name = fold(data["name"])
        if row.valid_to:
            return self._former.get((data["code"], name, row.valid_to.isoformat()))
        found = (
            self._open_codes.get(data["code"], [])
            if data["code"]
            else self._open_names.get((name, data["parent"] or 0), [])
        )
        if len(found) > 1:
            row.problems.append(_("Several units here have this code or name; they cannot be told apart."))
            return None
        return found[0] if found else None

    def _check_life(self, row: CommitteeRow, data: dict[str, Any]) -> None:
        """A new unit begins today unless the file says when, and not before the one above it."""
        first = row.valid_from or (row.valid_to and None) or timezone.localdate()
        if row.valid_to and not row.valid_from:
            row.problems.append(_("A former unit needs its first day."))
            return
        above = self._stored.get(data["parent"] or 0)
        if above is not None and first < above.valid_from:
            row.problems.append(
                _("“%(child)s” would exist on days when “%(parent)s” does not.")
                % {"child": data["name"], "parent": above.name}
            )
        data |= {"valid_from": first.isoformat(), "shown_from": short_date(first)}

    def _compare(self, known: Committee, data: dict[str, Any], row: CommitteeRow) -> tuple[RowAction, dict[str, Any]]:
        before: dict[str, Any] = {}
        if known.name != data["name"]:
            before["name"] = known.name
        if data["short_name"] and known.short_name != data["short_name"]:
            before["short_name"] = known.short_name
        if known.kind.code != data["kind"]:
            row.problems.append(
                _("“%(name)s” is of the kind “%(kind)s”; a unit does not change its kind by a list.")
                % {"name": known.name, "kind": known.kind.name_vi}
            )
        above = self._above(known)
        if row.values["parent"] and not row.valid_to and above and above.pk != data["parent"]:
            before |= {"parent": above.pk, "parent_name": above.name}
            day = row.valid_from or timezone.localdate()
            data |= {"valid_from": day.isoformat(), "shown_from": short_date(day)}
            self._check_move(known, data, row)
            return RowAction.MOVED, before
        return (RowAction.CHANGED if before else RowAction.UNCHANGED), before

    def _check_move(self, known: Committee, data: dict[str, Any], row: CommitteeRow) -> None:
        target = self._stored.get(data["parent"] or 0)
        if known.pk == self._top.pk or (target and target.path.startswith(known.path)):
            row.problems.append(_("A unit cannot be put under itself or under one of its own units."))
        elif data["valid_from"] > timezone.localdate().isoformat():
            row.problems.append(_("The day must lie after the last move and not in the future."))


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


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
