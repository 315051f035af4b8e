"""The committees directly under the Centre."""

from datetime import date

import pytest
from django.db.models import Q

from committees.domain.reference import centre, commune_counts, load_reference_committees
from committees.models import Committee, CommitteeEdge, RollupAncestor, Succession

pytestmark = pytest.mark.django_db
PROVINCIAL = ("province", "city")


def existing(day: date) -> list[Committee]:
    provincial = Committee.objects.filter(kind__code__in=PROVINCIAL)
    return [committee for committee in provincial if committee.exists_on(day)]


def test_counts_of_units_on_several_days() -> None:
    load_reference_committees()
    assert Committee.objects.filter(depth=2).count() == 97
    assert len(existing(date(2025, 6, 30))) == 63
    assert len(existing(date(2025, 7, 1))) == 34
    today = existing(date(2026, 6, 1))
    assert len(today) == 34
    assert sum(committee.kind.code == "city" for committee in today) == 7
    assert sum(committee.kind.code == "city" for committee in existing(date(2026, 4, 29))) == 6


def test_loading_again_changes_nothing() -> None:
    load_reference_committees()
    before = list(Committee.objects.values_list("pk", "path", "uuid", "numchild"))
    rows = (CommitteeEdge.objects.count(), Succession.objects.count(), RollupAncestor.objects.count())
    load_reference_committees()
    assert list(Committee.objects.values_list("pk", "path", "uuid", "numchild")) == before
    assert (CommitteeEdge.objects.count(), Succession.objects.count(), RollupAncestor.objects.count()) == rows
    assert centre().numchild == 97


def test_a_code_is_not_a_key() -> None:
    """Code 15 was Yên Bái and is Lào Cai; both former provinces went into the new one."""
    load_reference_committees()
    new = Committee.objects.get(code="15", valid_to=None)
    assert new.name == "Tỉnh ủy Lào Cai"
    olds = {succession.old.name for succession in Succession.objects.filter(new=new)}
    assert olds == {"Tỉnh ủy Yên Bái", "Tỉnh ủy Lào Cai"}


def test_every_former_province_has_one_successor_of_the_next_day() -> None:
    load_reference_committees()
    former = Committee.objects.filter(kind__code__in=PROVINCIAL, valid_to__isnull=False)
    assert former.count() == 54
    for committee in former:
        succession = committee.successions.get()
        assert succession.new.exists_on(succession.effective_on)
        assert not committee.exists_on(succession.effective_on)
    dong_nai = Committee.objects.get(code="75", valid_to=None)
    assert [s.old.valid_to for s in dong_nai.predecessions.all()] == [date(2026, 4, 29)]


def test_former_units_keep_a_closed_edge() -> None:
    load_reference_committees()
    wrong = CommitteeEdge.objects.exclude(
        Q(valid_to=None, child__valid_to=None) | Q(valid_to__isnull=False, child__valid_to__isnull=False)
    )
    assert not wrong.exists()
    assert CommitteeEdge.objects.filter(valid_to__isnull=False).count() == 97 - 34 - 6


def test_commune_counts_add_up() -> None:
    assert sum(sum(counts.values()) for _code, counts in commune_counts()) == 3321
    assert len(dict(commune_counts())) == 34
