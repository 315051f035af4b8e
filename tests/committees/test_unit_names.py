"""Units named by a clerk: alone, by code, with the units above; and every written name is found again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from committees.domain.unit_names import NamedUnit, UnitNames
from committees.models import Committee
from tests.committees.builders import reference_centre, units

STEP = Committee.steplen


def _unit(path: str, name: str, code: str = "") -> NamedUnit:
    return NamedUnit(pk=int(path), path="".join(digit.rjust(STEP, "0") for digit in path), name=name, code=code)


TOP = _unit("1", "Tỉnh ủy Sen Hồng", "82")
ONE, TWO = _unit("11", "Đảng ủy xã Một"), _unit("12", "Đảng ủy xã Hai, Ba")
CELLS = [_unit("111", "Chi bộ 1"), _unit("112", "Chi bộ 2"), _unit("121", "Chi bộ 1"), _unit("13", "Chi bộ 1")]
NAMES = UnitNames([TOP, ONE, TWO, *CELLS], above=[_unit("9", "Trung ương")])


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("đảng uỷ xã MỘT", [ONE]),
        ("82", [TOP]),
        ("Đảng ủy xã Hai, Ba", [TWO]),
        ("Chi bộ 2", [CELLS[1]]),
        ("Chi bộ 1", [CELLS[0], CELLS[2], CELLS[3]]),
        ("Chi bộ 1, Đảng ủy xã Một", [CELLS[0]]),
        ("chi bo 1/dang uy xa mot", [CELLS[0]]),
        ("Đảng ủy xã Một > Chi bộ 1", [CELLS[0]]),
        ("Tỉnh ủy Sen Hồng / Đảng ủy xã Một / Chi bộ 1", [CELLS[0]]),
        ("Chi bộ 1 - Đảng ủy xã Hai, Ba", [CELLS[2]]),
        ("Đảng ủy xã Hai, Ba – Chi bộ 1", [CELLS[2]]),
        ("Chi bộ 1, Tỉnh ủy Sen Hồng", [CELLS[3]]),
        ("Chi bộ 2, Tỉnh ủy Sen Hồng", [CELLS[1]]),
        ("Chi bộ 3, Đảng ủy xã Một", []),
        ("Chi bộ 2, Đảng ủy xã Hai, Ba", []),
        ("Trung ương", []),
        ("", []),
        (",", []),
    ],
)
def test_a_unit_is_found_by_its_path(text: str, found: list[NamedUnit]) -> None:
    assert NAMES.find(text) == found


@pytest.mark.no_database
def test_names_are_as_short_as_they_can_be() -> None:
    assert [NAMES.name_of(unit) for unit in (ONE, *CELLS)] == [
        "Đảng ủy xã Một",
        "Chi bộ 1, Đảng ủy xã Một",
        "Chi bộ 2",
        "Chi bộ 1, Đảng ủy xã Hai, Ba",
        "Chi bộ 1, Tỉnh ủy Sen Hồng",
    ]
    assert NAMES.example() == "Chi bộ 1, Đảng ủy xã Một"
    twins = UnitNames([TOP, _unit("14", "Chi bộ 5"), _unit("15", "Chi bộ 5")])
    assert not twins.tells_apart(_unit("14", "Chi bộ 5"))
    assert twins.example() == ""


WORDS = st.sampled_from(["A", "B", "A, B", "B - A", "C/A"])


@pytest.mark.no_database
@given(st.dictionaries(st.text("12", min_size=1, max_size=4), WORDS, min_size=1))
def test_a_name_that_tells_apart_leads_back_to_its_unit(named: dict[str, str]) -> None:
    tree = {"1": "Tỉnh", **{"1" + path: word for path, word in named.items()}}
    every = [_unit(path, word) for path, word in tree.items() if all(path[:n] in tree for n in range(1, len(path)))]
    names = UnitNames(every)
    for unit in every:
        siblings = [each for each in every if each.path[:-STEP] == unit.path[:-STEP] and each.name == unit.name]
        found = names.find(names.name_of(unit))
        assert unit in found
        if len(siblings) > 1:
            assert not names.tells_apart(unit)


@pytest.mark.django_db
def test_only_what_exists_below_is_named() -> None:
    province, other = units(reference_centre(), "Tỉnh ủy Sen Hồng", "Tỉnh ủy Sen Trắng", kind="province")
    one, two = units(province, "Đảng ủy xã Một", "Đảng ủy xã Hai")
    cells = [units(commune, "Chi bộ 1", kind="cell")[0] for commune in (one, two)]
    names = UnitNames.below(province)
    assert names.written(cells[0].path, cells[0].name) == "Chi bộ 1, Đảng ủy xã Một"
    assert names.find(other.name) == []
    own = UnitNames.below(one)
    assert own.written(cells[0].path, cells[0].name) == "Chi bộ 1"
    assert [unit.pk for unit in own.find("Chi bộ 1, Đảng ủy xã Một, Tỉnh ủy Sen Hồng")] == [cells[0].pk]
    assert own.written(cells[1].path, cells[1].name) == "Chi bộ 1"
    assert own.find("Chi bộ 1, Đảng ủy xã Hai") == []


def test_marks_count_where_nothing_else_tells_two_units_apart() -> None:
    names = UnitNames([NamedUnit(1, "0001", "Xã Tân Hòa", ""), NamedUnit(2, "0002", "Xã Tân Hóa", "")])
    assert [[unit.pk for unit in names.find(text)] for text in ("Xã Tân Hoà", "XÃ TÂN HÓA", "xa tan hoa")] == [
        [1],
        [2],
        [1, 2],
    ]
