"""From enrolment to completion, and the evidence each step leaves."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from assessments.domain.answers import save_form
from assessments.domain.attempts import start_attempt, submit_attempt
from assessments.errors import NoAttemptsLeft, TooSoon
from assessments.models import QuizEdition
from certificates.models import Certificate
from committees.domain.memberships import move_cadre
from learning.domain.clock import today
from learning.domain.enrolments import end_exemption, exempt
from learning.domain.explanation import why
from learning.domain.integrity import completions_are_single, statuses_have_evidence
from learning.domain.joining import join_course
from learning.domain.progress import allowance_for, complete_lesson, open_activity
from learning.domain.queries.my_courses import my_courses
from learning.enums import EnrolmentStatus, EventKind, ExemptReason
from learning.errors import LearningError
from learning.models import Enrolment, LessonProgress, ProgressEvent
from operations.domain import outbox
from reports.domain.rollups import compare
from reports.models import ReportDelta
from tests.learning.builders import World, assign, enrolment_of, read_lessons, right_form, take_quiz

pytestmark = pytest.mark.django_db


def kinds(enrolment: Enrolment) -> list[str]:
    return list(ProgressEvent.objects.filter(enrolment=enrolment).values_list("kind", flat=True))


def test_assigning_enrols_the_whole_subtree_once_and_nobody_else(world: World) -> None:
    campaign = assign(world)
    assert set(campaign.enrolments.values_list("cadre_id", flat=True)) == {
        world.cadre.pk,
        world.other.pk,
        world.admin.pk,
    }
    deltas = ReportDelta.objects.filter(campaign_id=campaign.pk)
    assert sum(delta.assigned for delta in deltas) == 3
    from learning.domain.assigning import assign_campaign

    assert assign_campaign(campaign=campaign, actor=None) == 0
    assert ReportDelta.objects.filter(campaign_id=campaign.pk).count() == deltas.count()


def test_the_whole_way_completes_once_and_certifies_once(world: World) -> None:
    assign(world)
    enrolment = enrolment_of(world.cadre)
    read_lessons(world, enrolment)
    assert enrolment_of(world.cadre).status == EnrolmentStatus.IN_PROGRESS
    attempt = take_quiz(world, enrolment, right=True)
    assert attempt.passed
    done = enrolment_of(world.cadre)
    assert (done.status, done.passed_on, done.completed_on) == (EnrolmentStatus.COMPLETED, today(), today())
    assert kinds(done) == [
        EventKind.ENROLLED,
        EventKind.STARTED,
        EventKind.LESSON_COMPLETED,
        EventKind.LESSON_COMPLETED,
        EventKind.ATTEMPT_PASSED,
        EventKind.COMPLETED,
    ]
    outbox.dispatch(limit=50)
    outbox.dispatch(limit=50)
    certificate = Certificate.objects.get(enrolment=done)
    assert certificate.holder_name == world.cadre.full_name
    assert certificate.sha256
    assert len(why(done)) == 6
    assert not list(statuses_have_evidence())
    assert not list(completions_are_single())


def test_a_failed_round_counts_as_failed_until_a_pass(world: World) -> None:
    assign(world)
    enrolment = enrolment_of(world.cadre)
    read_lessons(world, enrolment)
    take_quiz(world, enrolment, right=False)
    assert not enrolment_of(world.cadre).failed
    take_quiz(world, enrolment_of(world.cadre), right=False)
    failed = enrolment_of(world.cadre)
    assert failed.failed
    assert failed.status == EnrolmentStatus.IN_PROGRESS
    with pytest.raises(NoAttemptsLeft):
        take_quiz(world, failed, right=True)


def test_after_a_round_with_a_wait_the_next_opens_later(world: World) -> None:
    assign(world)
    enrolment = enrolment_of(world.cadre)
    read_lessons(world, enrolment)
    take_quiz(world, enrolment, right=False)
    last = take_quiz(world, enrolment, right=False)
    edition = QuizEdition.objects.get(pk=last.quiz_edition_id)
    edition.rules = {**edition.rules, "wait_hours": 24}
    allowance = allowance_for(enrolment=enrolment, quiz_edition=edition)
    assert allowance.attempts_allowed == 4
    assert last.closed_at is not None and allowance.not_before is not None
    assert (allowance.not_before - last.closed_at).total_seconds() == 24 * 3600
    with pytest.raises(TooSoon):
        start_attempt(person=world.cadre, quiz_edition=edition, allowance=allowance)


def test_completing_a_lesson_twice_is_once(world: World) -> None:
    assign(world)
    enrolment = enrolment_of(world.cadre)
    lesson = world.outline.activities[0]
    open_activity(enrolment=enrolment, activity=lesson.key, edition_id=world.outline.edition_id, is_known=False)
    assert complete_lesson(enrolment=enrolment, activity=lesson.key)
    assert not complete_lesson(enrolment=enrolment, activity=lesson.key)
    assert kinds(enrolment).count(EventKind.LESSON_COMPLETED) == 1


def test_figures_follow_a_person_who_moves(world: World) -> None:
    campaign = assign(world)
    enrolment = enrolment_of(world.cadre)
    read_lessons(world, enrolment)
    move_cadre(
        cadre=world.cadre,
        committee=world.communes[1],
        position_group=4,
        on=today(),
        actor=world.admin,
    )
    moved = enrolment_of(world.cadre)
    assert moved.committee_id == world.communes[1].pk
    sums: dict[int, int] = {}
    for delta in ReportDelta.objects.filter(campaign_id=campaign.pk):
        sums[delta.committee_id] = sums.get(delta.committee_id, 0) + delta.in_progress
    assert sums == {world.communes[0].pk: 0, world.communes[1].pk: 1}
    stamped = ProgressEvent.objects.get(enrolment=moved, kind=EventKind.STARTED)
    assert stamped.committee_at_id == world.communes[0].pk


def test_joining_is_for_open_courses_and_a_campaign_takes_it_over(world: World) -> None:
    joined = join_course(person=world.cadre, course=world.course)
    assert join_course(person=world.cadre, course=world.course) == joined
    read_lessons(world, joined)
    campaign = assign(world)
    taken = enrolment_of(world.cadre)
    assert (taken.pk, taken.campaign_id) == (joined.pk, campaign.pk)
    assert taken.due_on == campaign.due_on
    world.course.self_enrolment = False
    with pytest.raises(LearningError):
        join_course(person=world.far, course=world.course)


def test_exempting_needs_an_unfinished_enrolment_and_can_be_ended(world: World) -> None:
    assign(world)
    enrolment = exempt(
        enrolment=enrolment_of(world.cadre), reason=ExemptReason.LEAVE, note="Nghỉ thai sản", actor=world.admin
    )
    assert enrolment.status == EnrolmentStatus.EXEMPT
    with pytest.raises(LearningError):
        exempt(enrolment=enrolment, reason=ExemptReason.LEAVE, note="", actor=world.admin)
    back = end_exemption(enrolment=enrolment, note="Đã đi làm", actor=world.admin)
    assert back.status == EnrolmentStatus.NOT_STARTED


def test_evidence_cannot_be_changed_or_deleted(world: World) -> None:
    assign(world)
    event = ProgressEvent.objects.filter(cadre_id=world.cadre.pk).first()
    assert event is not None
    for act in (lambda: ProgressEvent.objects.filter(pk=event.pk).update(kind="started"), event.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_a_planted_status_without_evidence_is_found(world: World) -> None:
    assign(world)
    enrolment = enrolment_of(world.cadre)
    assert not list(statuses_have_evidence())
    Enrolment.objects.filter(pk=enrolment.pk).update(status=EnrolmentStatus.COMPLETED, completed_on=today())
    assert [f.object for f in statuses_have_evidence()].count(f"enrolment {enrolment.pk}") == 2


def test_my_courses_needs_one_statement_however_many(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assign(world)
    my_courses(world.cadre.pk)
    with django_assert_num_queries(1):
        courses = my_courses(world.cadre.pk)
    assert [course.total for course in courses] == [3]
    assert courses[0].next_activity is not None


@pytest.mark.parametrize(("lessons_ago", "handed_in_ago", "completed_ago"), [(12, 9, 9), (4, 9, 4), (0, 9, 0)])
def test_the_day_of_handing_in_counts_not_that_of_marking(
    world: World, lessons_ago: int, handed_in_ago: int, completed_ago: int
) -> None:
    """An essay is marked days later; the course is completed on the day of the last thing the learner did."""
    assign(world)
    enrolment = enrolment_of(world.cadre)
    read_lessons(world, enrolment)
    now = timezone.now()
    LessonProgress.objects.filter(enrolment=enrolment, completed_at__isnull=False).update(
        completed_at=now - timedelta(days=lessons_ago)
    )
    quiz = next(a for a in world.outline.activities if a.is_quiz)
    edition = QuizEdition.objects.get(pk=quiz.quiz_edition_id)
    handed_in = now - timedelta(days=handed_in_ago)
    attempt = start_attempt(
        person=enrolment.cadre,
        quiz_edition=edition,
        allowance=allowance_for(enrolment=enrolment, quiz_edition=edition),
        now=handed_in - timedelta(minutes=5),
    )
    save_form(
        attempt_uuid=attempt.uuid,
        person=enrolment.cadre,
        form=right_form(attempt),
        positions=[1, 2],
        sequence=1,
        now=handed_in,
    )
    submit_attempt(attempt_uuid=attempt.uuid, person=enrolment.cadre, now=handed_in)
    done = enrolment_of(world.cadre)
    day = today() - timedelta(days=completed_ago)
    assert (done.status, done.completed_on, done.passed_on) == (EnrolmentStatus.COMPLETED, day, day)
    passed = ProgressEvent.objects.get(enrolment=done, kind=EventKind.ATTEMPT_PASSED)
    assert passed.day == today() - timedelta(days=handed_in_ago)
    assert ProgressEvent.objects.get(enrolment=done, kind=EventKind.COMPLETED).day == day
    assert not compare()
