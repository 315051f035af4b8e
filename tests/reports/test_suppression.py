"""Small groups: hidden from whoever sees no names, on every screen, and not to be computed from any."""

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from committees.enums import Role
from committees.models import Committee, PositionGroup
from courses.models import Course
from learning.enums import EnrolmentStatus
from operations.domain.jobs import run_job
from operations.models import Job
from reports.domain.figures import Figures
from reports.domain.queries.board import Board, BoardRow
from reports.domain.suppression import HIDDEN, groups_to_hide, is_small, rows_to_mask, shown_counts
from reports.domain.tables import TableRow, board_table, group_table
from reports.domain.veil import veil_over, veiled_board
from tests.committees.builders import units
from tests.reports.builders import Country, enrol, make_campaign, make_country, reviewer, set_status

SignIn = Callable[[User], Client]
Cell = tuple[str, int]
"""The people of one position group attached to one unit itself, the unit by its place in the tree."""
Tree = dict[Cell, int]


@pytest.mark.no_database
def test_small_rows_are_masked_with_their_complement() -> None:
    assert rows_to_mask([40, 3, 12, 30]) == {1, 2}
    assert rows_to_mask([40, 9]) == frozenset()
    assert rows_to_mask([1, 2, 50]) == {0, 1, 2}
    assert rows_to_mask([0, 2, 3, 50]) == {2, 1}
    assert rows_to_mask([1, 1, 1, 1, 1, 50]) == {0, 1, 2, 3, 4, 5}
    assert set(shown_counts(Figures(assigned=12, completed=3), masked=True).values()) == {HIDDEN}


@pytest.mark.no_database
def test_a_group_is_hidden_in_all_rows_with_its_complement() -> None:
    assert groups_to_hide([{1: 9, 2: 8}, {1: 7, 2: 30}]) == frozenset()
    assert groups_to_hide([{1: 9, 2: 2, 3: 20}, {1: 7, 2: 30, 3: 90}]) == {1, 2}
    assert groups_to_hide([{1: 9, 2: 2, 3: 20}, {1: 0, 2: 2, 3: 90}]) == {1, 2, 3}
    assert groups_to_hide([{1: 9, 2: 8, 3: 7}], hidden_above={2}) == {2, 3}


COUNTS = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 20])
PLACES = st.sampled_from(["", "a", "b", "c", "aa", "ab", "ac", "ba", "bb", "aaa", "aab"])
TREES = st.dictionaries(st.tuples(PLACES, st.sampled_from([1, 2, 3])), COUNTS, min_size=1, max_size=16)


@pytest.mark.no_database
@settings(max_examples=400)
@given(TREES)
def test_no_figures_of_all_screens_together_tell_a_small_group(tree: Tree) -> None:
    known: list[tuple[frozenset[Cell], int]] = []
    for place in sorted(_places(tree)):
        for group in (None, 1, 2, 3):
            known += _shown(tree, place, group)
    for cells, people in known:
        assert people == sum(tree.get(cell, 0) for cell in cells)
        assert not is_small(people), sorted(cells)
    told = _basis([cells for cells, _people in known])
    for cells in _groups_of(tree):
        if is_small(sum(tree.get(cell, 0) for cell in cells)):
            assert not _follows(cells, told), sorted(cells)


def _places(tree: Tree) -> set[str]:
    return {place[:end] for place, _group in tree for end in range(len(place) + 1)}


def _cells(tree: Tree, place: str, group: int | None, *, direct: bool = False) -> frozenset[Cell]:
    units = [each for each in _places(tree) if each == place or (each.startswith(place) and not direct)]
    return frozenset((unit, each) for unit in units for each in (1, 2, 3) if group in (None, each))


def _groups_of(tree: Tree) -> Iterator[frozenset[Cell]]:
    """Every group of people that a row of some board may stand for."""
    for place in _places(tree):
        for group in (None, 1, 2, 3):
            yield _cells(tree, place, group)
            yield _cells(tree, place, group, direct=True)


def _figures(tree: Tree, place: str, *, direct: bool = False) -> dict[int, Figures]:
    counts = {g: sum(tree.get(cell, 0) for cell in _cells(tree, place, g, direct=direct)) for g in (1, 2, 3)}
    return {group: Figures(assigned=count) for group, count in counts.items() if count}


def _made_board(tree: Tree, place: str, group: int | None) -> Board:
    ids = {each: number for number, each in enumerate(sorted(_places(tree)), start=1)}

    def row(committee: Committee | None, groups: dict[int, Figures]) -> BoardRow:
        chosen = groups.get(group, Figures()) if group else sum(groups.values(), Figures())
        return BoardRow(committee, chosen, groups, None)

    below = sorted(each for each in ids if len(each) == len(place) + 1 and each.startswith(place))
    direct = row(None, _figures(tree, place, direct=True))
    whole = row(None, _figures(tree, place))
    return Board(
        node=Committee(pk=ids[place], name=place),
        scope=make_scope(),
        rows=[row(Committee(pk=ids[each], name=each), _figures(tree, each)) for each in below],
        direct=None if direct.is_empty else direct,
        total=whole.figures,
        groups=whole.groups,
        position_group=group,
        target=None,
        today=date(2026, 9, 5),
        as_of=datetime(2026, 9, 5, tzinfo=UTC),
    )


def make_scope() -> Course:
    return Course(slug="khoa", title_vi="Khóa")


def _shown(tree: Tree, place: str, group: int | None) -> Iterator[tuple[frozenset[Cell], int]]:
    """What the board of a unit tells: sets of people and how many they are, zeros by absence included."""
    chain = [_made_board(tree, place[:end], group) for end in range(len(place) + 1)]
    veil = veil_over(chain)
    table = board_table(chain[-1], direct_label="", total_label="", veil=veil)
    for row in [*table.rows, *table.empty]:
        where = row.committee.name if row.committee else place
        yield from _told(row, _cells(tree, where, group, direct=row.committee is None))
    if not any(row.committee is None for row in table.rows):
        yield _cells(tree, place, group, direct=True), 0
    yield from _told(table.total, _cells(tree, place, group))
    if group is None:
        groups = [PositionGroup(pk=each, name_vi=str(each), name_en=str(each)) for each in (1, 2, 3)]
        breakdown = group_table(chain[-1], groups, veil=veil)
        for row in breakdown:
            yield from _told(row, _cells(tree, place, int(row.label)))
        named = {row.label for row in breakdown}
        yield from ((_cells(tree, place, each), 0) for each in (1, 2, 3) if breakdown and str(each) not in named)


def _told(row: TableRow, cells: frozenset[Cell]) -> Iterator[tuple[frozenset[Cell], int]]:
    count = row.counts[0]
    if isinstance(count, int):
        yield cells, count


Vector = dict[Cell, Fraction]


def _basis(known: list[frozenset[Cell]]) -> dict[Cell, Vector]:
    """The sums that are known, reduced: each with a leading cell of its own."""
    basis: dict[Cell, Vector] = {}
    for cells in known:
        rest = _reduced(cells, basis)
        if rest:
            lead = min(rest)
            basis[lead] = {cell: value / rest[lead] for cell, value in rest.items()}
    return basis


def _reduced(cells: frozenset[Cell], basis: dict[Cell, Vector]) -> Vector:
    rest: Vector = {cell: Fraction(1) for cell in cells}
    for lead in sorted(basis):
        factor = rest.get(lead, Fraction(0))
        for cell, value in basis[lead].items() if factor else ():
            rest[cell] = rest.get(cell, Fraction(0)) - factor * value
    return {cell: value for cell, value in rest.items() if value}


def _follows(cells: frozenset[Cell], told: dict[Cell, Vector]) -> bool:
    return not _reduced(cells, told)


@pytest.fixture
def country(db: None) -> Country:
    """In the first commune a cell of one person and one of eight, in the second one of nine; and a commune of ten."""
    country = make_country()
    for cell, people in zip(country.cells, (1, 8, 9, 0, 10, 0), strict=True):
        for _n in range(people):
            enrol(country, cell)
    return country


def test_going_down_reveals_nothing_and_the_own_committee_sees_all(country: Country, client_for: SignIn) -> None:
    auditor, own = client_for(reviewer(country.centre, Role.AUDITOR)), client_for(reviewer(country.a))

    def counts(client: Client, node: Committee) -> tuple[list[object], object]:
        table = client.get(reverse("report_board", args=[node.uuid])).context["table"]
        return [row.counts[0] for row in table.rows], table.total.counts[0]

    assert counts(auditor, country.a) == ([9, 9], 18)
    assert counts(auditor, country.communes[0]) == ([HIDDEN, HIDDEN], 9)
    for cell in country.cells[:2]:
        assert counts(auditor, cell) == ([HIDDEN], HIDDEN)
    assert counts(own, country.communes[0]) == ([1, 8], 9)
    assert counts(own, country.cells[0]) == ([1], 1)
    text = auditor.get(reverse("report_board", args=[country.communes[0].uuid])).content.decode()
    assert "dưới năm người" in text.lower() or "dưới 5 người" in text


def test_units_that_are_shown_are_held_to_the_target(country: Country, client_for: SignIn) -> None:
    """Hidden ones are folded into one line, and in neither number."""
    more = units(country.b, "Đảng ủy xã Bốn", "Đảng ủy xã Năm", "Đảng ủy xã Sáu")
    for unit, people, completed in zip(more, (9, 6, 3), (9, 3, 3), strict=True):
        for number in range(people):
            enrolment = enrol(country, unit)
            if number < completed:
                set_status(enrolment, EnrolmentStatus.COMPLETED)
    auditor = client_for(reviewer(country.centre, Role.AUDITOR))
    page = auditor.get(reverse("report_board", args=[country.b.uuid]))
    text = page.content.decode()
    assert "1/2 đơn vị đạt chỉ tiêu" in text
    assert "Không tính 2 đơn vị ẩn số liệu" in text
    assert text.count("2 đơn vị ẩn số liệu</summary>") == 1
    assert [row.label for row in page.context["table"].missing] == [country.communes[2].display_name]
    (commune,) = (row for row in page.context["table"].masked if row.committee == more[2])
    text = auditor.get(reverse("report_board", args=[more[2].uuid])).content.decode()
    assert "chart-title" not in text and "groups-caption" not in text and commune.rate is None


def test_a_file_hides_what_the_screen_hides(country: Country, client_for: SignIn) -> None:
    client = client_for(reviewer(country.centre, Role.AUDITOR))
    for node, hidden in ((country.communes[0], 2), (country.a, 0)):
        client.post(reverse("report_export", args=[node.uuid]), {"kind": "board", "format": "csv"})
        job = Job.objects.latest("pk")
        run_job(job.pk)
        job.refresh_from_db()
        with job.file.open("rb") as file:
            rows = list(csv.reader(StringIO(file.read().decode("utf-8-sig")), delimiter=";"))
        assert sum(row[2:3] == [HIDDEN] for row in rows) == hidden


def test_the_board_of_the_database_is_veiled_from_the_top(country: Country) -> None:
    scope, today = make_campaign(country.a), timezone.localdate()
    for _n in range(3):
        enrol(country, country.cells[2], campaign=scope)
    for node, above in ((country.a, [country.centre]), (country.communes[1], [country.centre, country.a])):
        for group in (None, 4):
            found, veil = veiled_board(
                node=node, above=above, scope=scope, today=today, position_group=group, protects=True
            )
            assert found.total.assigned == 3
            table = board_table(found, direct_label="", total_label="", veil=veil)
            assert {count for row in [*table.rows, table.total] for count in row.counts} == {HIDDEN}
            assert group_table(found, list(PositionGroup.objects.all()), veil=veil) == []
