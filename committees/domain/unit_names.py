"""Units by the names a clerk writes: alone where that is enough, with the units above where it is not.

Cells have no code and are called the same everywhere, so a name may go on with those above it:
``Chi bộ 1, Đảng ủy xã Một``, from below or from above, parted by a comma, ``/``, ``>`` or a dash
between spaces. Case does not count, and marks only where nothing else tells two units apart.

After a merger two cells of one name may stand under one commune. Where no name tells a unit apart, its code stands
behind it in brackets, or a sign of ours: ``Chi bộ 1, Đảng ủy xã Một [dv-3f9a1c2b4d5e]``.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

from django.db.models import QuerySet

from committees.models import Committee, subtree_q
from common.text.vietnamese import fold, spelling

_PARTING: Final = re.compile(r"\s*[,/>→]\s*|\s+[-–—]\s+")
_WRITTEN_BETWEEN: Final = ", "
_BRACKETED: Final = re.compile(r"(.*?)\s*\[([^\[\]]+)\]")
_SIGN: Final = re.compile(r"dv-[0-9a-f]{12}")
_SIGN_DIGITS: Final = 12
Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """What naming needs of a committee."""

    pk: int
    path: str
    name: str
    code: str
    sign: str = ""

    @classmethod
    def of(cls, committee: Committee) -> Self:
        return cls(committee.pk, committee.path, committee.name, committee.code, sign_of(committee.uuid))


def sign_of(uuid: UUID) -> str:
    """What stands for a unit in lists where neither name nor code does: it stays the same when the unit is renamed
    or moved, and means nothing in another installation."""
    return f"dv-{uuid.hex[:_SIGN_DIGITS]}"


def is_sign(text: str) -> bool:
    return _SIGN.fullmatch(text.lower()) is not None


class UnitNames:
    """The names of the units that exist below `top`, and of `top` itself."""

    def __init__(self, units: Iterable[NamedUnit], above: Iterable[NamedUnit] = ()) -> None:
        """`above`: the units over the top; they help to tell apart but cannot be named."""
        self._units = {unit.path: unit for unit in units}
        self._named = {**{unit.path: unit for unit in above}, **self._units}
        self._parts = {path: _parts(unit.name) for path, unit in self._named.items()}
        self._by_text: dict[str, list[NamedUnit]] = defaultdict(list)
        self._by_parts: dict[Parts, list[NamedUnit]] = defaultdict(list)
        self._found: dict[str, list[NamedUnit]] = {}
        for unit in self._units.values():
            for text in filter(None, (unit.name, unit.code, unit.sign)):
                self._by_text[fold(text)].append(unit)
            self._by_parts[self._parts[unit.path]].append(unit)

    @classmethod
    def below(cls, top: Committee) -> Self:
        return cls.among(Committee.objects.filter(subtree_q([top])))

    @classmethod
    def among(cls, committees: QuerySet[Committee]) -> Self:
        """Those of them that exist. One statement for the units, one for those above."""
        fields = ("pk", "path", "name", "code")
        rows = committees.filter(valid_to__isnull=True).values_list("pk", "path", "name", "code", "uuid")
        here = [NamedUnit(pk, path, name, code, sign_of(uuid)) for pk, path, name, code, uuid in rows]
        over = Committee.objects.filter(path__in=_paths_over(unit.path for unit in here))
        return cls(here, (NamedUnit(*row) for row in over.values_list(*fields)))

    def find(self, text: str) -> list[NamedUnit]:
        """The units that `text` may mean: none, the one, or several that it does not tell apart.

        Marks do not count, but where they alone would leave several, the one that is spelled just so is meant.
        """
        if text not in self._found:
            found = self._by_text.get(fold(text)) or self._find_signed(text) or self._find_by_path(_parts(text))
            self._found[text] = found if len(found) < 2 else self._spelled(text, found)
        return self._found[text]

    def _find_signed(self, text: str) -> list[NamedUnit]:
        """The unit whose code or sign stands in brackets behind its name. Of two that disagree neither is meant:
        whoever writes another name there wants another unit."""
        written = _BRACKETED.fullmatch(text)
        signed = self._by_text.get(fold(written[2]), []) if written else []
        if not written or len(signed) != 1:
            return []
        named = [*self._by_text.get(fold(written[1]), ()), *self._find_by_path(_parts(written[1]))]
        return [unit for unit in signed if unit in named]

    def _spelled(self, text: str, found: list[NamedUnit]) -> list[NamedUnit]:
        """The one of several, all of one name but for its marks, whose very spelling the text has; else all of them."""
        if len({fold(unit.name) for unit in found}) > 1:
            return found
        said = {spelling(part.lower()) for part in (text, *_PARTING.split(text))}
        exact = [unit for unit in found if spelling(unit.name.lower()) in said]
        return exact if len(exact) == 1 else found

    def name_of(self, unit: NamedUnit) -> str:
        """The shortest name by which `find` gives just this unit; with its code or sign behind it where none does."""
        names = self._names_of(unit)
        return next((name for name in names if self.find(name) == [unit]), "") or self._signed(unit, names)

    def _names_of(self, unit: NamedUnit) -> list[str]:
        """Its own name, that with the unit right above, and so on to the top."""
        names = [unit.name]
        for above in self._above(unit):
            names.append(f"{names[-1]}{_WRITTEN_BETWEEN}{above.name}")
        return names

    def _signed(self, unit: NamedUnit, names: Sequence[str]) -> str:
        sign = unit.code if unit.code and self._by_text[fold(unit.code)] == [unit] else unit.sign
        return f"{names[:2][-1]} [{sign}]" if sign else names[-1]

    def written(self, path: str, name: str) -> str:
        """The name for a list of people; a unit that is not here any more keeps its bare one."""
        unit = self._units.get(path)
        return self.name_of(unit) if unit else name

    def example(self) -> str:
        """A name that goes on with the unit above, from a unit that needs it; empty where none does."""
        shared = (unit for units in self._by_text.values() if len(units) > 1 for unit in units)
        return next((self.name_of(unit) for unit in shared if self.tells_apart(unit)), "")

    def tells_apart(self, unit: NamedUnit) -> bool:
        """Whether the names do, without code or sign."""
        return any(self.find(name) == [unit] for name in self._names_of(unit))

    def _above(self, unit: NamedUnit) -> list[NamedUnit]:
        """The units above, the nearest first."""
        step = Committee.steplen
        paths = (unit.path[:end] for end in range(len(unit.path) - step, 0, -step))
        return [self._named[path] for path in paths if path in self._named]

    def _find_by_path(self, parts: Parts) -> list[NamedUnit]:
        near: dict[str, NamedUnit] = {}
        far: dict[str, NamedUnit] = {}
        for cut in range(1, len(parts)):
            for unit in self._by_parts.get(parts[:cut], ()):
                self._sort(unit, parts[cut:], near, far)
            for unit in self._by_parts.get(parts[-cut:], ()):
                self._sort(unit, parts[:-cut], near, far, from_above=True)
        # A unit right below the one named with it is meant rather than one further down.
        return list((near or far).values())

    def _sort(
        self,
        unit: NamedUnit,
        rest: Parts,
        near: dict[str, NamedUnit],
        far: dict[str, NamedUnit],
        *,
        from_above: bool = False,
    ) -> None:
        above = [self._parts[each.path] for each in self._above(unit)]
        skipped = _levels_skipped(rest, above, from_above=from_above)
        if skipped is not None:
            (far if skipped else near)[unit.path] = unit


def stand_together(units: Iterable[NamedUnit]) -> bool:
    """Whether all stand right below the same unit."""
    return len({unit.path[: -Committee.steplen] for unit in units}) == 1


def _paths_over(paths: Iterable[str]) -> set[str]:
    """Of the units above these that are not among them."""
    step, known = Committee.steplen, set(paths)
    return {path[:end] for path in known for end in range(step, len(path), step)} - known


def _levels_skipped(rest: Parts, above: Sequence[Parts], *, from_above: bool) -> int | None:
    """How many units above are left out where `rest` names some of them in order; None where it does not."""
    skipped = 0
    for name in above:
        if not rest:
            break
        end = rest[-len(name) :] if from_above else rest[: len(name)]
        if end == name:
            rest = rest[: -len(name)] if from_above else rest[len(name) :]
        else:
            skipped += 1
    return None if rest else skipped


def _parts(text: str) -> Parts:
    return tuple(part for part in _PARTING.split(fold(text)) if part)
