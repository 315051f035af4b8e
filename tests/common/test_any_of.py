"""One of many values: one statement, one parameter."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from committees.models import Membership
from tests.committees.builders import member, reference_centre, units

pytestmark = pytest.mark.django_db
# More than SQLite or PostgreSQL take as parameters of a statement.
MANY = 70_000


def test_more_values_than_a_statement_has_room_for() -> None:
    unit = units(reference_centre(), "Tỉnh A", kind="province")[0]
    cadres = [member(unit), member(unit)]
    beyond = range(cadres[-1].pk + 1, cadres[-1].pk + MANY)
    with CaptureQueriesContext(connection) as asked:
        found = list(Membership.objects.filter(cadre__any_of=[*beyond, *cadres]).order_by("pk"))
    assert [membership.cadre_id for membership in found] == [cadre.pk for cadre in cadres]
    assert len(asked) == 1


def test_texts_and_numbers_of_any_collection() -> None:
    unit = units(reference_centre(), "Tỉnh A", kind="province")[0]
    one, other = member(unit), member(unit)
    key = one.username_key
    assert User.objects.get(username_key__any_of={key, "không ai"}) == one
    assert set(Membership.objects.exclude(cadre__username_key__any_of=(key,)).values_list("cadre", flat=True)) == {
        other.pk
    }
    assert set(User.objects.filter(pk__any_of={one.pk: "", other.pk: ""})) == {one, other}


def test_none_of_none() -> None:
    cadre = member(units(reference_centre(), "Tỉnh A", kind="province")[0])
    assert cadre in User.objects.exclude(pk__any_of=[])
    assert not User.objects.filter(username_key__any_of=[]).exists()
    assert not Membership.objects.filter(cadre__any_of=()).exists()


def test_a_quote_is_only_a_text() -> None:
    assert not User.objects.filter(username_key__any_of=["'\") OR 1=1 --", "{x}", "%s"]).exists()
