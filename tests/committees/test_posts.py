"""Posts beside the main one: taken up and ended by date, within the life of their unit, opening nothing."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from committees.domain.integrity import posts_outside_lives
from committees.domain.merging import merge_committees
from committees.domain.posts import end_post, take_up_post
from committees.errors import CommitteeError
from committees.models import Committee, SidePost
from committees.rules.access import access_of
from operations.models import AuditEntry
from tests.committees.builders import SINCE, member, reference_centre, units

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Committee, Committee]:
    home, beside = units(reference_centre(), "Đảng ủy xã Bến Mơ", "Đảng ủy xã Đồng Xanh")
    return home, beside


def post_of(two: tuple[Committee, Committee], since: date = SINCE) -> SidePost:
    home, beside = two
    return take_up_post(cadre=member(home), committee=beside, position="Ủy viên", valid_from=since, actor=None)


def test_a_post_is_taken_up_and_ended_and_both_are_in_the_trail(two: tuple[Committee, Committee]) -> None:
    post = post_of(two)
    end_post(post=post, last_day=SINCE + timedelta(days=30), actor=None)
    kept = AuditEntry.objects.filter(object_type="committees.sidepost", object_id=str(post.pk)).order_by("pk")
    assert [entry.action for entry in kept] == ["committees.post_taken_up", "committees.post_ended"]
    assert {entry.committee_id for entry in kept} == {two[1].pk}
    assert not access_of(post.cadre).grants


@pytest.mark.parametrize("since", [SINCE - timedelta(days=1), timezone.localdate() + timedelta(days=1)])
def test_not_before_the_unit_nor_after_today(two: tuple[Committee, Committee], since: date) -> None:
    with pytest.raises(CommitteeError):
        post_of(two, since)


def test_not_in_the_main_unit_and_not_twice(two: tuple[Committee, Committee]) -> None:
    home, beside = two
    cadre = member(home)
    with pytest.raises(CommitteeError, match="chính"):
        take_up_post(cadre=cadre, committee=home, position="Ủy viên", valid_from=SINCE, actor=None)
    take_up_post(cadre=cadre, committee=beside, position="Ủy viên", valid_from=SINCE, actor=None)
    with pytest.raises(CommitteeError):
        take_up_post(cadre=cadre, committee=beside, position="Ủy viên", valid_from=SINCE, actor=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        SidePost.objects.create(cadre=cadre, committee=beside, position="Ủy viên", valid_from=SINCE)


def test_a_merger_ends_the_posts_in_the_unit_that_closes(two: tuple[Committee, Committee]) -> None:
    home, beside = two
    post = post_of(two)
    today = timezone.localdate()
    merge_committees(old=[beside], new=home, on=today, actor=None)
    post.refresh_from_db()
    assert post.valid_to == today - timedelta(days=1)
    assert not list(posts_outside_lives())


def test_a_post_that_outlives_its_unit_is_found(two: tuple[Committee, Committee]) -> None:
    post = post_of(two)
    SidePost.objects.filter(pk=post.pk).update(valid_from=SINCE - timedelta(days=1))
    assert [finding.object for finding in posts_outside_lives()] == [f"post {post.pk}"]
