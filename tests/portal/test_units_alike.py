"""Units that are called alike are told apart wherever they can be mixed up; a closed unit says that it is one."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from committees.domain.queries.places import full_names, units_above
from committees.domain.reorganising import reorganise
from committees.domain.roles import grant_role
from committees.domain.tree_approvals import propose_reorganisation
from committees.enums import Role, TreeAct
from committees.models import Committee
from operations.models import Approval
from tests.committees.builders import member, reference_centre, units
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NAME = "Đảng ủy xã Bến Mơ"
ON = date(2026, 3, 1)


class Country:
    """Two provinces, each with a commune of the same name and another one beside it."""

    def __init__(self) -> None:
        self.provinces = units(reference_centre(), "Tỉnh ủy Sen", "Tỉnh ủy Súng", kind="province")
        self.alike = [units(province, NAME)[0] for province in self.provinces]
        self.beside = units(self.provinces[0], "Đảng ủy xã Bên Cạnh")[0]
        (self.cell,) = units(self.alike[1], "Chi bộ 1", kind="cell")
        self.first, self.second, self.local = make_user(), make_user(), make_user()
        for person in (self.first, self.second):
            grant_role(user=person, role=Role.NATIONAL_ADMIN, committee=None, actor=None)
        grant_role(user=self.local, role=Role.COMMITTEE_ADMIN, committee=self.provinces[0], actor=None)

    def propose(self, committee: Committee, target: Committee) -> Approval:
        return propose_reorganisation(
            act=TreeAct.MERGE, committee=committee, target=target, on=ON, decision="15-QĐ/TU", actor=self.first
        )

    def merge(self) -> Committee:
        closed, into = self.alike[0], self.beside
        reorganise(act=TreeAct.MERGE, committee=closed, target=into, on=ON, decision="15-QĐ/TU", actor=self.first)
        closed.refresh_from_db()
        return closed


@pytest.fixture
def country() -> Country:
    return Country()


def _text(client: Client, address: str, **asked: str) -> str:
    return client.get(address, asked).content.decode()


def test_units_are_named_with_those_above_but_not_the_centre(
    country: Country, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(1):
        above = units_above([*country.alike, country.cell, country.provinces[0]])
    assert list(above.values()) == ["Tỉnh ủy Sen", "Tỉnh ủy Súng", f"{NAME}, Tỉnh ủy Súng", ""]
    assert full_names(country.provinces[:1]) == {country.provinces[0].pk: "Tỉnh ủy Sen"}


def test_a_search_tells_units_of_the_same_name_apart(country: Country, client_for: SignIn) -> None:
    centre = country.provinces[0].get_parent()
    address = reverse("unit", args=[centre.uuid])
    found = client_for(country.first).get(address, {"q": "ben mo"}).context["rows"]
    assert {row.unit.pk: row.above for row in found} == {
        country.alike[0].pk: "Tỉnh ủy Sen",
        country.alike[1].pk: "Tỉnh ủy Súng",
    }
    assert "Tỉnh ủy Súng" in _text(client_for(country.first), address, q="ben mo")


def test_who_decides_reads_which_units_are_meant(
    country: Country, client_for: SignIn, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    approvals = [country.propose(country.alike[0], country.beside), country.propose(country.alike[1], country.beside)]
    decider = client_for(country.second)
    with django_assert_max_num_queries(16):
        listed = _text(decider, reverse("approvals"))
    for approval, province in zip(approvals, country.provinces, strict=True):
        title = f"“{NAME}, {province.name}” nhập vào “Đảng ủy xã Bên Cạnh, Tỉnh ủy Sen”"
        assert title in listed
        page = _text(decider, reverse("approval", args=[approval.uuid]))
        assert title in page
        assert reverse("unit_history", args=[Committee.objects.get(pk=approval.object_id).uuid]) in page


def test_the_effect_names_them_before_it_is_proposed(country: Country, client_for: SignIn) -> None:
    form = {"act": "merge", "target": f"{NAME}, Tỉnh ủy Súng", "on": "01/03/2026", "decision": "15"}
    address = reverse("unit_change", args=[country.alike[0].uuid])
    shown = client_for(country.first).post(address, form).content.decode()
    assert f"{NAME}, Tỉnh ủy Sen" in shown
    assert f"{NAME}, Tỉnh ủy Súng" in shown


def test_a_closed_unit_says_so_and_offers_no_act(country: Country, client_for: SignIn) -> None:
    closed = country.merge()
    local = client_for(country.local)
    for page in ("unit", "unit_history"):
        text = _text(local, reverse(page, args=[closed.uuid]))
        assert "Hoạt động đến hết 28/02/2026" in text
        assert reverse("unit", args=[country.beside.uuid]) in text
        for tab in ("campaigns", "unit_roles", "unit_history", "unit"):
            assert f'href="{reverse(tab, args=[closed.uuid])}"' in text
        for act in ("unit_import", "unit_people", "unit_outside", "give_role", "unit_change"):
            assert reverse(act, args=[closed.uuid]) not in text
    for unit, may_assign in ((closed, False), (country.beside, True)):
        main = _text(local, reverse("campaigns", args=[unit.uuid])).partition("<main")[2]
        assert ("<form method" in main) is may_assign
    national = client_for(country.first)
    for name in ("unit_import", "import_template", "unit_outside", "password_slips", "unit_change", "committee_import"):
        assert national.get(reverse(name, args=[closed.uuid])).status_code == 404
        assert national.get(reverse(name, args=[country.beside.uuid])).status_code == 200


def test_closed_units_are_found_below_the_unit_they_stood_under(country: Country, client_for: SignIn) -> None:
    local = client_for(country.local)
    address = reverse("unit", args=[country.provinces[0].uuid])
    assert "da-ket-thuc" not in _text(local, address)
    closed = country.merge()
    assert [row.unit.pk for row in local.get(address).context["rows"]] == [country.beside.pk]
    assert [row.unit.pk for row in local.get(address, {"phan": "da-ket-thuc"}).context["rows"]] == [closed.pk]
    found = local.get(address, {"phan": "da-ket-thuc", "q": "ben mo"})
    assert [row.unit.pk for row in found.context["rows"]] == [closed.pk]
    assert "Hoạt động đến hết 28/02/2026" in found.content.decode()
    assert not local.get(address, {"q": "ben mo"}).context["rows"]


def test_the_list_of_people_names_the_unit_above_in_one_statement(country: Country, client_for: SignIn) -> None:
    national, province = client_for(country.first), country.provinces[1]
    address = reverse("unit_people", args=[province.uuid])
    counts = []
    for cells in (["Chi bộ 1"], ["Chi bộ 1", "Chi bộ 2", "Chi bộ 3"]):
        beside = units(province, f"Đảng ủy xã Có {len(cells)} chi bộ")[0]
        for cell in units(beside, *cells, kind="cell"):
            member(cell, name="Trần Thị Tế")
        with CaptureQueriesContext(connection) as asked:
            text = _text(national, address)
        counts.append(len(asked))
        assert f">Chi bộ 1, {beside.name}<" in text
        assert f">Chi bộ 1, {beside.name}<" in _text(national, address, q="trần tế")
    member(province, name="Lê Thị Tỉnh")
    assert f">{province.name}<" in _text(national, address, q="lê thị tỉnh")
    assert counts[0] == counts[1]
