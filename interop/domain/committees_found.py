"""Which units the rows of a list may mean, among those at and below one committee.

A code names a unit for good. Without one, the same spelling of the name under the same unit is taken for the same
unit; what only resembles one is a suspicion that a person decides, for *Tân Hòa* and *Tân Hóa* are two communes.
Where neither tells two units apart, as after a merger, the column of codes holds the sign of each.
"""

from collections import defaultdict
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from committees.domain.lineage import line_of
from committees.domain.unit_names import NamedUnit, UnitNames, is_sign, sign_of
from committees.models import Committee, Succession, subtree_q
from common.text.formats import short_date
from common.text.vietnamese import fold, same_spelling
from interop.formats.committees import CommitteeRow

MOST_CANDIDATES: Final = 5
# Parts the units that one former unit went into.
BETWEEN: Final = ";"
Found = tuple[Committee | None, list[Committee], str]


class FoundCommittees:
    """Loads the tree below `top` once."""

    def __init__(self, top: Committee) -> None:
        self.names = UnitNames.below(top)
        below = Committee.objects.filter(subtree_q([top])).select_related("kind")
        self.stored = {unit.pk: unit for unit in below}
        self._by_path = {unit.path: unit for unit in self.stored.values()}
        self._by_sign = {sign_of(unit.uuid): unit for unit in self.stored.values()}
        self._by_code: dict[str, list[Committee]] = defaultdict(list)
        self._by_name: dict[str, list[Committee]] = defaultdict(list)
        self._former: dict[tuple[str, date], list[Committee]] = defaultdict(list)
        self._since: dict[int, date] = {}
        self.spellings = {unit.name for unit in self.stored.values()}
        self._successors: dict[int, list[Committee]] = defaultdict(list)
        rows = Succession.objects.filter(subtree_q([top], "old__path")).select_related("new")
        for row in rows.order_by("new__path"):
            self._successors[row.old_id].append(row.new)
        for unit in self.stored.values():
            if unit.valid_to is not None:
                self._former[unit.search_key, unit.valid_to].append(unit)
                continue
            self._by_name[unit.search_key].append(unit)
            if unit.code:
                self._by_code[unit.code].append(unit)

    def above(self, unit: Committee) -> Committee | None:
        """The unit above, where it is not over the top."""
        return self._by_path.get(unit.path[: -Committee.steplen])

    def written(self, unit: Committee) -> str:
        """The name by which a list can name the unit."""
        if unit.valid_to is not None or unit.pk not in self.stored:
            return unit.name
        return self.names.name_of(NamedUnit.of(unit))

    def code_of(self, unit: Committee) -> str:
        """What the column of codes says: its code, or its sign where another unit would be found as well."""
        if unit.valid_to is not None:
            namesakes = self._former[unit.search_key, unit.valid_to]
            alike = [other for other in namesakes if other.code == unit.code and _is_called(other, unit.name)]
        elif unit.code:
            alike = self._by_code[unit.code]
        else:
            alike = [other for other in self._right_below(unit.name, self.above(unit)) if _is_called(other, unit.name)]
        return sign_of(unit.uuid) if len(alike) > 1 else unit.code

    def successors(self, unit: Committee) -> str:
        """What a former unit went into, as a list names it."""
        return f"{BETWEEN} ".join(self.written(new) for new in self._successors[unit.pk])

    def since(self, unit: Committee) -> date:
        """The first day on which something may stand under it, or under what it took over from."""
        if unit.pk not in self._since:
            self._since[unit.pk] = line_of(unit)[-1].valid_from
        return self._since[unit.pk]

    def find(self, row: CommitteeRow, data: dict[str, Any]) -> Found:
        """The unit, or those the row may mean, or what is wrong. A sign is no code: `data` gets that of its unit."""
        if is_sign(data["code"]):
            return self._find_signed(data, row.valid_to)
        if row.valid_to:
            return self._find_former(data, row.valid_to)
        code, name = data["code"], data["name"]
        if coded := self._by_code.get(code, []) if code else []:
            return (coded[0], [], "") if len(coded) == 1 else _several()
        namesakes = self._by_name.get(fold(name), [])
        here = self._right_below(name, self.stored.get(data["parent"] or 0))
        if code:
            # Of two codes each stands for a unit of its own, unless the very name is the same.
            alike = [unit for unit in here if not unit.code or _is_called(unit, name)]
            return None, alike[:MOST_CANDIDATES], ""
        same = [unit for unit in here if _is_called(unit, name)]
        if same:
            return (same[0], [], "") if len(same) == 1 else _several()
        # Where the row does not say under which unit, it may be one further down.
        anywhere = [] if row.values["parent"] else [unit for unit in namesakes if self.above(unit)]
        return None, (here or anywhere)[:MOST_CANDIDATES], ""

    def _right_below(self, name: str, above: Committee | None) -> list[Committee]:
        """The units of the name, but for marks, that stand there today."""
        namesakes = self._by_name.get(fold(name), ())
        return [unit for unit in namesakes if above and (own := self.above(unit)) and own.pk == above.pk]

    def _find_signed(self, data: dict[str, Any], last: date | None) -> Found:
        unit = self._by_sign.get(data["code"].lower())
        if unit is not None and unit.valid_to and last is None:
            text = _("The unit of “%(sign)s” ended on %(day)s; take the row out, or write that day as its last.")
            return None, [], text % {"sign": data["code"], "day": short_date(unit.valid_to)}
        if unit is None or unit.valid_to != last or (last and not _is_called(unit, data["name"])):
            text = _("“%(sign)s” stands for no unit here; empty the cell if this is a new unit.")
            return None, [], text % {"sign": data["code"]}
        data["code"] = unit.code
        return unit, [], ""

    def _find_former(self, data: dict[str, Any], last: date) -> Found:
        namesakes = [unit for unit in self._former.get((fold(data["name"]), last), []) if unit.code == data["code"]]
        same = [unit for unit in namesakes if _is_called(unit, data["name"])]
        if len(same) > 1:
            return _several()
        return (same[0], [], "") if same else (None, namesakes[:MOST_CANDIDATES], "")


def _is_called(unit: Committee, name: str) -> bool:
    return same_spelling(unit.name, name)


def _several() -> Found:
    text = _("Several units here have this code or name. In the list you export, each has its own under “Mã đơn vị”.")
    return None, [], text
