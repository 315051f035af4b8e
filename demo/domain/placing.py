"""Where an invented person works today, and where they belonged before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, count
from random import Random

from committees.models import Committee
from demo.domain.scales import DENSE_PROVINCE, SECOND_PROVINCE, Scale
from demo.domain.units import Span, Units

LEADERS, BOARDS, DIVISIONS, SPECIALISTS, COMMUNE, CELL, TRAINERS = range(1, 8)

_POSITIONS = {
    LEADERS: ("Phó Bí thư", "Ủy viên Ban Thường vụ", "Ủy viên Ban Chấp hành"),
    BOARDS: ("Trưởng ban", "Phó Trưởng ban", "Chánh Văn phòng", "Phó Chánh Văn phòng"),
    DIVISIONS: ("Trưởng phòng", "Phó Trưởng phòng"),
    SPECIALISTS: ("Chuyên viên", "Chuyên viên chính", "Văn thư", "Cán bộ cơ yếu", "Cán bộ công nghệ thông tin"),
    COMMUNE: ("Phó Bí thư Đảng ủy", "Trưởng ban Xây dựng Đảng", "Chủ nhiệm Ủy ban Kiểm tra", "Công chức"),
    CELL: ("Bí thư chi bộ", "Phó Bí thư chi bộ"),
    TRAINERS: ("Giảng viên", "Báo cáo viên"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A unit with the province-level committee above it; the two are one at that level."""

    unit: Committee
    top: Committee


@dataclass(frozen=True, slots=True)
class Post:
    """One membership to be: `last` is its last day, open while None."""

    unit: Committee
    group: int
    position: str
    first: date
    last: date | None


class Placer:
    """Hands out places so that every province has people, then by the shares of the scale."""

    def __init__(self, scale: Scale, units: Units, rng: Random) -> None:
        self.units = units
        self.rng = rng
        tops = [*units.provinces, *units.central]
        self._weights = list(accumulate(self._weight(scale, top) for top in tops))
        self._tops = tops
        self._turn = count()
        self._office = scale.name == "office"

    def place(self) -> Place:
        turn = next(self._turn)
        if turn < 2 * len(self._tops):
            top = self._tops[turn % len(self._tops)]
        else:
            (top,) = self.rng.choices(self._tops, cum_weights=self._weights)
        return Place(self._unit_below(top), top)

    def another(self, place: Place) -> Place:
        """Another unit below the same committee."""
        return Place(self._unit_below(place.top), place.top)

    def _weight(self, scale: Scale, top: Committee) -> float:
        if top.code == DENSE_PROVINCE:
            return scale.dense_share
        if top.code == SECOND_PROVINCE:
            return scale.second_share
        communes = sum(len(below) for below in self.units.communes.values()) or 1
        rest = 1 - scale.dense_share - scale.second_share
        return rest * (len(self.units.communes.get(top.pk, ())) or 20) / communes

    def _unit_below(self, top: Committee) -> Committee:
        communes = self.units.communes.get(top.pk)
        if not communes:
            return top
        lot = self.rng.random()
        if lot < 0.06:
            return top
        if lot < 0.22:
            return self.rng.choice(self.units.agencies[top.pk])
        # At office scale few communes have people, so that a commune's list is a list.
        commune = self.rng.choice(communes[:12] if self._office else communes)
        cells = self.units.cells.get(commune.pk)
        return self.rng.choice(cells) if cells and lot < 0.6 else commune


def posts_of(place: Place, joined: date, moved: tuple[Place, date] | None, units: Units, rng: Random) -> list[Post]:
    """The memberships of a person since `joined`, oldest first; `moved`: the last move, and its day."""
    group = _group(place.unit, place.top, rng)
    spans = [*_history(place, joined, units, rng)]
    if moved is not None and moved[0].unit is not place.unit and moved[1] > spans[-1][1]:
        unit, first, _last = spans[-1]
        spans[-1] = (unit, first, moved[1] - timedelta(days=1))
        spans.append((moved[0].unit, moved[1], None))
    return [Post(unit, group, rng.choice(_POSITIONS[group]), first, last) for unit, first, last in spans]


def _history(place: Place, joined: date, units: Units, rng: Random) -> list[Span]:
    """Today's unit back to its first day, before that the province and those that went into it."""
    return list(reversed(list(_backwards(place, joined, units, rng))))


def _backwards(place: Place, joined: date, units: Units, rng: Random) -> Iterator[Span]:
    unit: Committee | None = place.unit
    last: date | None = None
    while unit is not None:
        yield unit, max(unit.valid_from, joined), last
        if unit.valid_from <= joined:
            return
        last = unit.valid_from - timedelta(days=1)
        unit = place.top if place.top.valid_from < unit.valid_from else units.before(place.top, rng)
        if unit is not None and unit is not place.top:
            place = Place(unit, unit)


def _group(unit: Committee, top: Committee, rng: Random) -> int:
    kind = unit.kind.code
    if unit is top:
        return rng.choices((LEADERS, BOARDS, SPECIALISTS, TRAINERS), (4, 3, 4, 1))[0]
    if kind == "agency":
        return rng.choices((BOARDS, DIVISIONS, SPECIALISTS, TRAINERS), (2, 3, 6, 1))[0]
    if kind == "cell":
        return rng.choices((CELL, COMMUNE), (2, 3))[0]
    return rng.choices((LEADERS, COMMUNE, SPECIALISTS), (1, 7, 2))[0]
