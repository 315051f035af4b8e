"""One course assigned by several campaigns is learned once, and counts in each of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from certificates.models import Certificate
from courses.models import Edition
from learning.domain.explanation import why
from learning.domain.queries.my_courses import current_enrolment, my_courses
from learning.domain.regrading import withdraw_completion
from learning.enums import EnrolmentStatus, EventKind
from learning.models import Campaign, Enrolment, ProgressEvent
from operations.domain import outbox
from operations.domain.integrity import check_all
from reports.domain.rollups import compare
from tests.learning.builders import World, assign, read_lessons, take_quiz

pytestmark = pytest.mark.django_db


def _served(world: World) -> Enrolment:
    found = current_enrolment(world.cadre.pk, world.course.slug)
    assert found is not None
    return found


def _in(world: World, campaign: Campaign) -> Enrolment:
    return Enrolment.objects.get(cadre=world.cadre, campaign=campaign)


def _learn(world: World) -> Enrolment:
    learned = _served(world)
    read_lessons(world, learned)
    take_quiz(world, learned, right=True)
    return _served(world)


def _all_holds() -> bool:
    return not compare() and all(result.holds for result in check_all())


def test_learning_once_counts_for_every_open_campaign(world: World) -> None:
    late, early = assign(world, days=60), assign(world, days=30)
    learned = _served(world)
    assert learned.campaign_id == early.pk
    read_lessons(world, learned)
    assert _in(world, late).status == EnrolmentStatus.IN_PROGRESS
    take_quiz(world, learned, right=True)
    other = _in(world, late)
    assert (other.status, other.completed_on, other.passed_on) == (2, timezone.localdate(), timezone.localdate())
    assert other.fulfilled_by == learned
    for _message in range(3):
        outbox.dispatch(limit=50)
    assert Certificate.objects.get(cadre=world.cadre).enrolment == learned
    assert [course.is_to_do for course in my_courses(world.cadre.pk)] == [False]
    assert "Đợt thử" in why(other)[-1].text and "Đợt thử" in why(_in(world, early))[-1].text
    assert _all_holds()


def test_what_was_begun_stays_the_one_learned_in(world: World) -> None:
    begun = assign(world, days=60)
    read_lessons(world, _served(world))
    sooner = assign(world, days=5)
    assert _served(world).campaign_id == begun.pk
    take_quiz(world, _served(world), right=True)
    other = _in(world, sooner)
    assert other.is_completed
    kinds = list(ProgressEvent.objects.filter(enrolment=other).values_list("kind", flat=True))
    assert kinds == [EventKind.ENROLLED, EventKind.STARTED, EventKind.COMPLETED]
    assert _all_holds()


def test_a_campaign_assigned_later_or_closed_asks_for_itself(world: World) -> None:
    closed = assign(world, days=60)
    Campaign.objects.filter(pk=closed.pk).update(closed_at=timezone.now())
    assign(world, days=30)
    _learn(world)
    after = assign(world, days=90)
    assert _in(world, closed).status != EnrolmentStatus.COMPLETED
    assert _in(world, after).status == EnrolmentStatus.NOT_STARTED


def test_a_material_change_has_to_be_learned(world: World) -> None:
    assign(world, days=30)
    read_lessons(world, _served(world))
    changed = assign(world, days=60)
    number = Edition.objects.get(pk=world.course.current_edition_id).number + 1
    Edition.objects.create(course=world.course, number=number, title_vi="Khóa thử", is_material=True, checksum="x")
    take_quiz(world, _served(world), right=True)
    assert _in(world, changed).status == EnrolmentStatus.NOT_STARTED


def test_what_is_taken_back_is_taken_back_everywhere(world: World) -> None:
    early, late = assign(world, days=30), assign(world, days=60)
    learned = _learn(world)
    for _message in range(3):
        outbox.dispatch(limit=50)
    withdraw_completion(enrolment=learned, day=timezone.localdate(), actor=world.admin, reason="Câu hỏi sai.")
    for campaign in (early, late):
        again = _in(world, campaign)
        assert (again.status, again.completed_on, again.fulfilled_by) == (EnrolmentStatus.IN_PROGRESS, None, None)
    assert _all_holds()


def test_a_planted_fulfilment_is_found(world: World) -> None:
    assign(world, days=30)
    late = assign(world, days=60)
    learned = _learn(world)
    day = timezone.localdate() - timedelta(days=1)
    Enrolment.objects.filter(pk=_in(world, late).pk).update(completed_on=day)
    assert [result.code for result in check_all() if not result.holds] == ["L5"]
    Enrolment.objects.filter(pk=learned.pk).update(completed_on=day)
    assert all(result.holds for result in check_all() if result.code == "L5")
