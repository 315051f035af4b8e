"""More time and more attempts for one person: who may grant them, and what they change at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.domain.attempts import start_attempt, submit_attempt
from assessments.errors import NoAttemptsLeft
from assessments.models import Attempt, QuizEdition
from committees.domain.roles import grant_role
from committees.enums import Role
from courses.models import Course
from learning.domain.accommodations import grant_accommodation, quizzes_of
from learning.domain.explanation import why
from learning.domain.progress import allowance_for, open_activity
from learning.enums import AccommodationReason
from learning.errors import LearningError
from learning.models import Accommodation, Enrolment
from learning.rules import can_accommodate, courses_accommodated_by
from operations.models import AuditEntry
from reports.domain.rollups import compare
from tests.committees.builders import member
from tests.factories import make_user
from tests.kept import made_once
from tests.learning.builders import World, assigned_world, enrolment_of

pytestmark = pytest.mark.django_db
kept_world = made_once(assigned_world)


@pytest.fixture
def trainer(world: World) -> User:
    person = member(world.communes[1], name="Đỗ Thị Giảng")
    grant_role(user=person, role=Role.TRAINER, committee=None, actor=None, reason="thử")
    Course.objects.filter(pk=world.course.pk).update(created_by=person)
    world.course.refresh_from_db()
    return person


def quiz_edition(world: World) -> QuizEdition:
    return QuizEdition.objects.select_related("quiz").get(pk=world.outline.activities[-1].quiz_edition_id)


def begin(world: World) -> Attempt:
    enrolment = enrolment_of(world.cadre)
    activity = world.outline.activities[-1]
    open_activity(enrolment=enrolment, activity=activity.key, edition_id=world.outline.edition_id, is_known=False)
    allowance = allowance_for(enrolment=enrolment, quiz_edition=quiz_edition(world))
    return start_attempt(person=world.cadre, quiz_edition=quiz_edition(world), allowance=allowance)


def grant(world: World, actor: User, minutes: int = 0, attempts: int = 0, reason: str = "technical") -> Accommodation:
    return grant_accommodation(
        enrolment=enrolment_of(world.cadre),
        quiz=quiz_edition(world).quiz,
        extra_minutes=minutes,
        extra_attempts=attempts,
        reason=reason,
        actor=actor,
    )


def test_a_running_attempt_gets_the_longer_deadline_at_once(world: World, trainer: User) -> None:
    attempt = begin(world)
    before = attempt.deadline_at
    assert before is not None
    grant(world, trainer, minutes=15)
    attempt.refresh_from_db()
    assert (attempt.deadline_at, attempt.extra_minutes) == (before + timedelta(minutes=15), 15)
    grant(world, trainer, minutes=0)
    attempt.refresh_from_db()
    assert attempt.extra_minutes == 15  # never shorter while it runs
    submit_attempt(attempt_uuid=attempt.uuid, person=world.cadre)
    assert begin(world).extra_minutes == 0


def test_attempts_that_are_granted_reopen_a_quiz_that_was_used_up(world: World, trainer: User) -> None:
    for _round in range(2):
        submit_attempt(attempt_uuid=begin(world).uuid, person=world.cadre)
    assert enrolment_of(world.cadre).failed
    with pytest.raises(NoAttemptsLeft):
        begin(world)
    grant(world, trainer, attempts=1)
    assert not enrolment_of(world.cadre).failed
    third = begin(world)
    assert (third.number, third.attempts_allowed) == (3, 3)
    submit_attempt(attempt_uuid=third.uuid, person=world.cadre)
    assert enrolment_of(world.cadre).failed
    assert not compare()


def test_the_grant_is_audited_and_explained_and_its_reason_stays_with_who_may_know_it(
    world: World, trainer: User
) -> None:
    begin(world)
    granted = grant(world, trainer, minutes=10, attempts=1, reason="conditions")
    entry = AuditEntry.objects.get(action="enrolment.accommodated")
    assert entry.after["accommodation"] == granted.pk and entry.actor == trainer
    assert "conditions" not in f"{entry.reason}{entry.after}{entry.before}"
    sentence = why(enrolment_of(world.cadre))[-1].text
    assert "10" in sentence and "Kiểm tra" in sentence
    with pytest.raises(Exception, match="append"), transaction.atomic():
        Accommodation.objects.update(extra_minutes=99)


def test_the_reason_is_read_by_the_administrator_of_the_unit_alone(
    world: World, trainer: User, client_for: Callable[[User], Client]
) -> None:
    begin(world)
    granted = grant(world, trainer, minutes=10, reason="conditions")
    entry = AuditEntry.objects.get(action="enrolment.accommodated")
    own = make_user(full_name="Quản Trị Đơn Vị")
    grant_role(user=own, role=Role.COMMITTEE_ADMIN, committee=granted.enrolment.committee, actor=None)
    national = make_user(full_name="Quản Trị Toàn Quốc")
    grant_role(user=national, role=Role.NATIONAL_ADMIN, committee=None, actor=None)

    said = str(AccommodationReason("conditions").label).capitalize()
    url = reverse("audit_entry", args=[entry.pk])
    assert said in client_for(own).get(url).content.decode()
    assert said not in client_for(national).get(url).content.decode()
    listed = client_for(trainer).get(reverse("accommodations", args=[world.course.slug])).content.decode()
    assert world.cadre.full_name in listed and said.lower() not in listed.lower()


@pytest.mark.parametrize("changes", [{"minutes": 241}, {"minutes": -1}, {"attempts": 11}, {"reason": "bệnh"}], ids=str)
def test_what_may_not_be_granted_changes_nothing(world: World, trainer: User, changes: dict[str, int]) -> None:
    with pytest.raises(LearningError):
        grant(world, trainer, **changes)  # type: ignore[arg-type]
    assert not Accommodation.objects.exists()


def test_only_the_trainer_of_the_course_and_the_national_administrator_grant(world: World, trainer: User) -> None:
    others = []
    for role, committee in ((Role.TRAINER, None), (Role.PUBLISHER, None), (Role.COMMITTEE_ADMIN, world.province)):
        person = member(world.communes[1], name=f"Người {role}")
        grant_role(user=person, role=role, committee=committee, actor=None, reason="thử")
        others.append(person)
    national = member(world.communes[1], name="Người trung ương")
    grant_role(user=national, role=Role.NATIONAL_ADMIN, committee=None, actor=None, reason="thử")
    for person, may in ((trainer, True), (national, True), *((other, False) for other in (*others, world.cadre))):
        assert can_accommodate(person, world.course) is may
        assert courses_accommodated_by(person).filter(pk=world.course.pk).exists() is may
        if not may:
            with pytest.raises(LearningError):
                grant(world, person, minutes=5)
    grant(world, national, minutes=5)


def test_nobody_grants_to_oneself(world: World, trainer: User) -> None:
    Course.objects.filter(pk=world.course.pk).update(created_by=world.cadre)
    grant_role(user=world.cadre, role=Role.TRAINER, committee=None, actor=None, reason="thử")
    with pytest.raises(LearningError):
        grant(world, User.objects.get(pk=world.cadre.pk), minutes=5)


def test_the_trainer_finds_a_person_and_the_learner_sees_what_was_granted(world: World, trainer: User) -> None:
    attempt, browser = begin(world), Client()
    browser.force_login(trainer)
    people = reverse("accommodations", args=[world.course.slug])
    assert "Nguyễn Văn Học" not in browser.get(people).content.decode()  # nobody is listed unasked
    found = browser.get(people, {"q": "van hoc"}).content.decode()
    assert "Nguyễn Văn Học" in found and "Trần Thị Cùng" not in found
    url = reverse("accommodation", args=[enrolment_of(world.cadre).uuid])
    assert url in found
    form = {
        "quiz_uuid": str(quiz_edition(world).quiz.uuid),
        "extra_minutes": "7",
        "extra_attempts": "2",
        "reason": "",
    }
    assert browser.post(url, form).status_code == 422
    assert browser.post(url, form | {"reason": "duty"}).status_code == 302
    granted = browser.get(url).content.decode()
    assert ">7</td>" in granted and ">2</td>" in granted
    learner = Client()
    learner.force_login(world.cadre)
    quiz_page = learner.get(f"/khoa-hoc/{world.course.slug}/kiem-tra/").content.decode()
    paper = learner.get(f"/lam-bai/{attempt.uuid}/").content.decode()
    assert "7 phút, 2 lượt làm bài" in quiz_page
    assert "thêm 7 phút" in paper
    assert "đột xuất" not in quiz_page + paper


def test_a_page_whose_clock_ran_out_is_not_handed_in_when_time_was_granted(world: World, trainer: User) -> None:
    attempt = begin(world)
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=attempt.started_at)
    learner = Client()
    learner.force_login(world.cadre)
    grant(world, trainer, minutes=30)
    answer = learner.post(f"/lam-bai/{attempt.uuid}/nop/", {"clock": "1"})
    assert answer.status_code == 302 and answer["Location"].startswith(f"/lam-bai/{attempt.uuid}/?trang=1")
    assert Attempt.objects.get().is_open
    learner.post(f"/lam-bai/{attempt.uuid}/nop/")
    assert not Attempt.objects.get().is_open


def test_the_quizzes_of_an_enrolment_are_those_of_its_edition(world: World) -> None:
    assert [(activity.slug, quiz.slug) for activity, quiz in quizzes_of(enrolment_of(world.cadre))] == [
        ("kiem-tra", "kiem-tra")
    ]
    assert Enrolment.objects.filter(cadre=world.cadre).count() == 1
