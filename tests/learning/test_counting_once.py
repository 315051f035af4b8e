"""A person with several records counts once in each campaign, is due for what any of them was, and has what any has."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.errors import PersonError
from accounts.models import PersonMerge, User
from assessments.domain.attempts import submit_attempt
from committees.domain.memberships import move_cadre
from committees.enums import Role
from committees.models import Committee
from courses.domain.editions import edition_outline
from learning.domain.enrolments import enrol_records, exempt
from learning.domain.explanation import why
from learning.domain.joining import join_course
from learning.domain.merging import merge_people, undo_merge
from learning.domain.prerequisites import first_courses
from learning.domain.regrading import withdraw_completion
from learning.enums import CampaignKind, EnrolmentStatus, ExemptReason
from learning.errors import LearningError
from learning.models import Campaign, Enrolment
from operations.domain.integrity import check_all
from reports.domain.figures import Figures
from reports.domain.queries.board import board
from reports.domain.queries.roster import roster
from reports.domain.rollups import compare, fold, rebuild
from tests.assessments.builders import at, make_attempt, make_essay_edition, right_responses
from tests.committees.builders import member
from tests.reports.builders import (
    Country,
    enrol,
    make_campaign,
    make_country,
    make_course,
    one_lesson_edition,
    reviewer,
    set_status,
)

pytestmark = pytest.mark.django_db

NOT_STARTED, IN_PROGRESS = EnrolmentStatus.NOT_STARTED, EnrolmentStatus.IN_PROGRESS
COMPLETED, EXEMPT = EnrolmentStatus.COMPLETED, EnrolmentStatus.EXEMPT


class Records:
    """Records of one person, each in a cell of its own, and who administers them."""

    def __init__(self) -> None:
        self.country: Country = make_country()
        self.campaign: Campaign = self.country.campaign
        self.admin = reviewer(self.country.a, Role.COMMITTEE_ADMIN)

    def record(self, cell: int, status: EnrolmentStatus = NOT_STARTED, campaign: Campaign | None = None) -> Enrolment:
        enrolment = enrol(self.country, self.country.cells[cell], campaign=campaign)
        if status == EXEMPT:
            return exempt(enrolment=enrolment, reason=ExemptReason.LEAVE, note="nghỉ", actor=self.admin)
        if status != NOT_STARTED:
            Enrolment.objects.filter(pk=enrolment.pk).update(started_on=timezone.localdate())
            set_status(enrolment, status, passed=status == COMPLETED)
        return enrolment

    def person(self, cell: int) -> User:
        """A record that is in no campaign yet."""
        Campaign.objects.update(closed_at=timezone.now())
        person = member(self.country.cells[cell])
        Campaign.objects.update(closed_at=None)
        return person

    def merge(self, closed: User, kept: User) -> PersonMerge:
        return merge_people(closed=closed, kept=kept, actor=self.admin, reason="Nhập hai lần")

    def undo(self, merge: PersonMerge) -> None:
        undo_merge(merge=merge, actor=self.admin)

    def figures(self, node: Committee | None = None, campaign: Campaign | None = None) -> Figures:
        found = board(node=node or self.country.a, scope=campaign or self.campaign, today=timezone.localdate())
        return found.total

    def named(self) -> int:
        return roster(node=self.country.a, campaign_ids=[self.campaign.pk], today=timezone.localdate()).count()


@pytest.fixture
def records() -> Records:
    return Records()


def completed_on(enrolment: Enrolment, days_ago: int) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(completed_on=timezone.localdate() - timedelta(days=days_ago))


def assert_clean() -> None:
    """Figures are the recount, kept or made anew, and every person counts once."""
    assert not compare()
    fold(1000)
    assert not compare()
    before = board_of_all()
    rebuild()
    assert board_of_all() == before
    assert [result.code for result in check_all() if result.code == "L4" and result.findings] == []


def board_of_all() -> list[Figures]:
    return [
        board(node=node, scope=campaign, today=timezone.localdate()).total
        for campaign in Campaign.objects.order_by("pk")
        for node in Committee.objects.filter(kind__is_rollup=True).order_by("path")[:8]
    ]


@pytest.mark.parametrize("later", ["closed", "kept"])
def test_completed_under_both_is_completed_once(records: Records, later: str) -> None:
    closed, kept = records.record(0, COMPLETED), records.record(2, COMPLETED)
    completed_on(kept if later == "closed" else closed, days_ago=3)
    before = records.figures()
    merge = records.merge(closed.cadre, kept.cadre)
    assert records.figures() == Figures(assigned=1, completed=1, passed=1)
    assert records.named() == 1
    counted = Enrolment.objects.get(campaign=records.campaign, is_double=False)
    assert counted == (kept if later == "closed" else closed)  # the earlier day is the one that counts
    assert set(Enrolment.objects.values_list("status", flat=True)) == {COMPLETED}
    assert_clean()
    records.undo(merge)
    assert records.figures() == before == Figures(assigned=2, completed=2, passed=2)
    assert_clean()


def test_who_counts_under_another_record_is_told_so(records: Records) -> None:
    closed, kept = records.record(0, COMPLETED), records.record(2, COMPLETED)
    records.merge(closed.cadre, kept.cadre)
    double = Enrolment.objects.get(is_double=True)
    assert "hồ sơ khác" in why(double)[-1].text


def test_what_the_closed_record_was_due_for_is_due_of_the_kept_one(records: Records) -> None:
    due_on = timezone.localdate() + timedelta(days=9)
    campaign = make_campaign(records.country.a, due_on=due_on)
    closed, kept = records.record(0, IN_PROGRESS, campaign), records.person(2)
    merge = records.merge(closed.cadre, kept)
    inherited = Enrolment.objects.get(cadre=kept, campaign=campaign)
    assert (inherited.status, inherited.due_on, inherited.assigned_on) == (NOT_STARTED, due_on, closed.assigned_on)
    assert inherited.committee == records.country.cells[2]
    assert records.figures(campaign=campaign) == Figures(assigned=1)
    assert_clean()
    records.undo(merge)
    inherited.refresh_from_db()
    closed.refresh_from_db()
    assert (inherited.status, closed.status) == (EXEMPT, IN_PROGRESS)
    assert records.figures(campaign=campaign) == Figures(assigned=1, in_progress=1, exempt=1)
    assert_clean()
    records.merge(closed.cadre, kept)
    inherited.refresh_from_db()
    assert inherited.status == NOT_STARTED  # merged again, due again
    assert_clean()


def test_a_course_chosen_by_oneself_becomes_the_duty_and_goes_back(records: Records) -> None:
    campaign = make_campaign(records.country.communes[0])
    chosen = Campaign.objects.create(
        course=campaign.course, title="Tự chọn", kind=CampaignKind.OPEN, starts_on=timezone.localdate()
    )
    closed, person = records.record(0, campaign=campaign), records.person(2)
    enrol_records(campaign=chosen, memberships=list(person.memberships.all()), actor=None, on=timezone.localdate())
    kept = Enrolment.objects.get(cadre=person)
    set_status(kept, IN_PROGRESS)
    merge = records.merge(closed.cadre, person)
    kept.refresh_from_db()
    assert (kept.campaign, kept.status) == (campaign, IN_PROGRESS)
    records.undo(merge)
    kept.refresh_from_db()
    assert (kept.campaign, kept.due_on, kept.status) == (chosen, None, IN_PROGRESS)
    assert_clean()


def test_an_exemption_of_one_record_and_the_duty_of_the_other_are_one_person(records: Records) -> None:
    closed, kept = records.record(0, EXEMPT), records.record(2)
    merge = records.merge(closed.cadre, kept.cadre)
    assert records.figures() == Figures(assigned=1)
    assert_clean()
    records.undo(merge)
    assert records.figures() == Figures(assigned=1, exempt=1)
    closed.refresh_from_db()
    assert closed.exempt_reason == ExemptReason.LEAVE
    assert_clean()


def test_the_closed_record_is_where_the_person_is_and_returns(records: Records) -> None:
    """What it has completed goes with the person from unit to unit, and home when the records are separated."""
    closed, kept = records.record(0, COMPLETED), records.person(2)
    merge = records.merge(closed.cadre, kept)
    one, two, _other = records.country.communes
    assert (records.figures(one), records.figures(two).completed) == (Figures(), 1)
    move_cadre(
        cadre=kept,
        committee=records.country.cells[3],
        position_group=4,
        position="",
        on=timezone.localdate(),
        actor=None,
    )
    closed.refresh_from_db()
    assert closed.committee == records.country.cells[3]
    assert not Enrolment.objects.filter(cadre=kept).exists()  # the campaign of the new unit has been completed
    assert_clean()
    records.undo(merge)
    closed.refresh_from_db()
    assert closed.committee == records.country.cells[0]
    assert (records.figures(one), records.figures(two)) == (
        Figures(assigned=1, completed=1, passed=1),
        Figures(assigned=1),
    )
    assert_clean()


def test_three_records_are_one_person_and_part_again_in_any_order(records: Records) -> None:
    one, two, kept = records.record(0, COMPLETED), records.record(1, COMPLETED), records.record(2, IN_PROGRESS)
    completed_on(one, days_ago=2)
    first, second = records.merge(one.cadre, kept.cadre), records.merge(two.cadre, kept.cadre)
    assert records.figures() == Figures(assigned=1, completed=1, passed=1)
    assert_clean()
    records.undo(first)  # the completion that counted goes; the other takes its place
    assert records.figures() == Figures(assigned=2, completed=2, passed=2)
    assert_clean()
    second.refresh_from_db()
    records.undo(second)
    assert records.figures() == Figures(assigned=3, completed=2, passed=2, in_progress=1)
    assert_clean()


def test_a_completion_taken_back_leaves_the_other_one_or_the_duty(records: Records) -> None:
    closed, kept = records.record(0, COMPLETED), records.record(2, COMPLETED)
    completed_on(closed, days_ago=2)
    records.merge(closed.cadre, kept.cadre)
    for enrolment in (closed, kept):
        enrolment.refresh_from_db()
        day = timezone.localdate()
        withdraw_completion(enrolment=enrolment, day=day, actor=records.admin, reason="Đáp án sai")
        assert records.figures().assigned == 1
        assert_clean()
    kept.refresh_from_db()
    assert (kept.status, kept.is_double) == (IN_PROGRESS, False)  # the record that can be signed in with is due


def test_a_course_completed_under_the_closed_record_opens_what_comes_after_it(records: Records) -> None:
    closed, kept = records.record(0, COMPLETED), records.person(2)
    edition, _key = one_lesson_edition(records.campaign.course)
    records.campaign.course.current_edition = edition
    records.campaign.course.save()
    outline = replace(edition_outline(edition.pk), required_courses=(records.campaign.course.slug,))
    assert first_courses(kept.pk, outline) == [records.campaign.course]
    merge = records.merge(closed.cadre, kept)
    assert first_courses(kept.pk, outline) == []
    records.undo(merge)
    assert first_courses(kept.pk, outline) == [records.campaign.course]


def test_a_course_completed_under_the_closed_record_is_not_taken_up_again(records: Records) -> None:
    course = make_course()
    course.self_enrolment, course.current_edition = True, one_lesson_edition(course)[0]
    course.save()
    one, two = records.person(0), records.person(2)
    first = join_course(person=one, course=course)
    set_status(first, COMPLETED)
    merge = records.merge(one, two)
    with pytest.raises(LearningError):
        join_course(person=two, course=course)
    records.undo(merge)
    assert join_course(person=two, course=course).status == NOT_STARTED


def test_a_course_begun_under_the_closed_record_can_be_taken_up_again(records: Records) -> None:
    course = make_course()
    course.self_enrolment, course.current_edition = True, one_lesson_edition(course)[0]
    course.save()
    one, two = records.person(0), records.person(2)
    join_course(person=one, course=course)
    records.merge(one, two)
    assert join_course(person=two, course=course).status == NOT_STARTED
    assert_clean()


def test_an_essay_that_waits_is_marked_before_the_record_is_closed(records: Records) -> None:
    closed, kept = records.record(0, IN_PROGRESS), records.record(2)
    attempt = make_attempt(closed.cadre, make_essay_edition())
    submit_attempt(attempt_uuid=attempt.uuid, person=closed.cadre, responses=right_responses(attempt), now=at(2))
    with pytest.raises(PersonError, match="tự luận"):
        records.merge(closed.cadre, kept.cadre)
