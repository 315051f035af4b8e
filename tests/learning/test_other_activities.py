"""Documents, live sessions, what was learned elsewhere, and what has to come first."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from committees.domain.roles import grant_role
from committees.enums import Role
from common.db.erasure import erasure_window
from courses.domain.editions import ActivityOutline
from courses.models import Course
from interop.domain.packages import import_package
from learning.domain.clock import today
from learning.domain.enrolments import exempt
from learning.domain.explanation import why
from learning.domain.integrity import recorded_by_somebody
from learning.domain.joining import join_course
from learning.domain.prerequisites import first_courses
from learning.domain.progress import complete_lesson, confirm_document, open_activity
from learning.domain.recording import Recorded, record_outside
from learning.domain.sessions import (
    AT_ONCE,
    call_off_session,
    fix_session,
    sign_up,
    take_attendance,
    take_back_sign_up,
)
from learning.enums import EnrolmentStatus, EventKind, ExemptReason
from learning.errors import LearningError
from learning.models import Enrolment, LiveSession, ProgressEvent, SessionSignUp
from operations.domain.jobs import run_job
from operations.models import Job
from tests.courses.builders import author, guided_package, tiny_package, write_package
from tests.kept import made_once
from tests.learning.builders import World, assign, enrolment_of, make_world

pytestmark = pytest.mark.django_db


def _world_of_many_parts(folder: Path) -> World:
    made = make_world(folder)
    package = guided_package()
    package["course.json"]["slug"] = "khoa-nhieu-phan"
    package["course.json"]["modules"].pop()
    package["course.json"]["quizzes"] = []
    made.course = import_package(write_package(folder / "nhieu", package), actor=None, publish=True).course
    made.course.refresh_from_db()
    return made


kept_world = made_once(_world_of_many_parts)


def activity(world: World, slug: str) -> ActivityOutline:
    found = world.outline.by_slug(slug)
    assert found is not None
    return found


def begun(world: World) -> Enrolment:
    assign(world)
    enrolment = enrolment_of(world.cadre)
    key = activity(world, "bai-b").key
    open_activity(enrolment=enrolment, activity=key, edition_id=world.outline.edition_id, is_known=False)
    return enrolment


def held(world: World) -> LiveSession:
    """A session that began an hour ago."""
    trainer = author(Role.PUBLISHER)
    key = activity(world, "buoi-trao-doi").key
    starts_at = timezone.now() - timedelta(hours=1)
    return fix_session(course=world.course, activity=key, starts_at=starts_at, room="Phòng 2", actor=trainer)


def test_the_edition_holds_them_with_their_words_and_their_file(world: World) -> None:
    assert [a.kind for a in world.outline.activities] == ["lesson", "lesson", "document", "session", "outside"]
    row = world.course.current_edition.activities.get(slug="quy-che")
    assert "Dòng &lt;hai&gt;." in row.body and "/tep/" in row.body and "Quy chế" in row.body
    assert row.requires == [str(activity(world, "bai-b").key)]


def test_a_course_is_completed_by_reading_confirming_attending_and_a_proof(world: World) -> None:
    enrolment = begun(world)
    for slug in ("bai-b", "bai-a"):
        complete_lesson(enrolment=enrolment, activity=activity(world, slug).key)
    assert confirm_document(enrolment=enrolment, activity=activity(world, "quy-che").key)
    assert not confirm_document(enrolment=enrolment, activity=activity(world, "quy-che").key)
    session = held(world)
    done = take_attendance(session=session, cadre_ids=[world.cadre.pk], actor=author(Role.PUBLISHER))
    assert done == Recorded(new=1, known=0, without=0)
    assert enrolment_of(world.cadre).status == EnrolmentStatus.IN_PROGRESS
    key = activity(world, "lop-khac").key
    proof = "Giấy xác nhận số 12, ngày 03/02/2026, Trường Chính trị tỉnh"
    record_outside(enrolment=enrolment_of(world.cadre), activity=key, on=today(), proof=proof, actor=world.admin)
    assert enrolment_of(world.cadre).status == EnrolmentStatus.COMPLETED
    words = [reason.text for reason in why(enrolment)]
    assert any("Phòng 2" in text for text in words) and any(proof in text for text in words)
    assert not list(recorded_by_somebody())


def test_what_comes_first_is_asked_for(world: World) -> None:
    enrolment = begun(world)
    with pytest.raises(LearningError, match="Bài B"):
        confirm_document(enrolment=enrolment, activity=activity(world, "quy-che").key)
    complete_lesson(enrolment=enrolment, activity=activity(world, "bai-b").key)
    assert confirm_document(enrolment=enrolment, activity=activity(world, "quy-che").key)


def test_who_attended_is_taken_down_once_and_only_for_learners_of_the_course(world: World) -> None:
    assign(world)
    session = held(world)
    actor = author(Role.PUBLISHER)
    ids = [world.cadre.pk, world.other.pk, world.far.pk]
    assert take_attendance(session=session, cadre_ids=ids, actor=actor) == Recorded(2, 0, 0)
    assert take_attendance(session=session, cadre_ids=ids, actor=actor) == Recorded(0, 2, 0)
    assert ProgressEvent.objects.filter(kind=EventKind.ATTENDED).count() == 2
    begun_by_it = enrolment_of(world.cadre)
    assert (begun_by_it.status, begun_by_it.started_on) == (EnrolmentStatus.IN_PROGRESS, today())
    assert begun_by_it.last_activity is None


def test_a_long_list_is_taken_down_by_a_job(world: World) -> None:
    assign(world)
    ids = [world.cadre.pk, *range(10_000_000, 10_000_000 + AT_ONCE)]
    job = take_attendance(session=held(world), cadre_ids=ids, actor=author(Role.PUBLISHER))
    assert isinstance(job, Job)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.result == {"new": 1, "known": 0, "without": 0, "early": 0}


def test_nobody_takes_down_the_own_attendance(world: World) -> None:
    assign(world)
    session = held(world)
    grant_role(user=world.cadre, role=Role.PUBLISHER, committee=None, actor=None)
    with pytest.raises(LearningError, match="người khác"):
        take_attendance(session=session, cadre_ids=[world.cadre.pk, world.other.pk], actor=world.cadre)
    assert not ProgressEvent.objects.filter(kind=EventKind.ATTENDED).exists()


def test_neither_attendance_nor_a_proof_passes_by_what_comes_first(world: World, tmp_path: Path) -> None:
    """A course that asks for another one is not begun by being taken down in it."""
    package = guided_package()
    package["course.json"] |= {"slug": "khoa-sau-nua", "required_courses": [world.course.slug], "quizzes": []}
    package["course.json"]["modules"].pop()
    later: Course = import_package(write_package(tmp_path / "sau-nua", package), actor=None, publish=True).course
    later.refresh_from_db()
    first, world.course = world.course, later
    enrolment = join_course(person=world.cadre, course=later)
    session, actor = held(world), author(Role.PUBLISHER)
    proof = {"activity": activity(world, "lop-khac").key, "on": today(), "proof": "Số 1", "actor": actor}
    assert take_attendance(session=session, cadre_ids=[world.cadre.pk], actor=actor) == Recorded(0, 0, 0, early=1)
    with pytest.raises(LearningError, match=first.title):
        record_outside(enrolment=enrolment, **proof)
    assert Enrolment.objects.get(pk=enrolment.pk).status == EnrolmentStatus.NOT_STARTED
    world.course = first
    assign(world)
    own = Enrolment.objects.get(cadre=world.cadre, course=first)
    exempt(enrolment=own, reason=ExemptReason.EQUIVALENT, note="Đã học", actor=world.admin)
    assert take_attendance(session=session, cadre_ids=[world.cadre.pk], actor=actor) == Recorded(1, 0, 0)
    record_outside(enrolment=Enrolment.objects.get(pk=enrolment.pk), **proof)


def test_a_session_is_held_by_who_edits_the_course_at_its_time(world: World) -> None:
    assign(world)
    session = held(world)
    key = session.activity
    for nobody in (author(), world.admin):
        with pytest.raises(LearningError):
            take_attendance(session=session, cadre_ids=[world.cadre.pk], actor=nobody)
        with pytest.raises(LearningError):
            fix_session(course=world.course, activity=key, starts_at=timezone.now(), room="P", actor=nobody)
    publisher = author(Role.PUBLISHER)
    later = timezone.now() + timedelta(days=1)
    ahead = fix_session(course=world.course, activity=key, starts_at=later, room="P", actor=publisher)
    with pytest.raises(LearningError, match="chưa bắt đầu"):
        take_attendance(session=ahead, cadre_ids=[world.cadre.pk], actor=publisher)
    lesson = activity(world, "bai-b").key
    with pytest.raises(LearningError):
        fix_session(course=world.course, activity=lesson, starts_at=later, room="P", actor=publisher)


def test_signing_up_is_for_dates_to_come_and_can_be_taken_back(world: World) -> None:
    enrolment = begun(world)
    publisher = author(Role.PUBLISHER)
    key = activity(world, "buoi-trao-doi").key
    later = timezone.now() + timedelta(days=1)
    ahead = fix_session(course=world.course, activity=key, starts_at=later, room="P", actor=publisher)
    for _twice in range(2):
        sign_up(session=ahead, enrolment=enrolment)
    assert SessionSignUp.objects.count() == 1
    take_back_sign_up(session=ahead, enrolment=enrolment)
    assert not SessionSignUp.objects.exists()
    with pytest.raises(LearningError):
        sign_up(session=held(world), enrolment=enrolment)
    call_off_session(session=ahead, reason="Mất điện", actor=publisher)
    ahead.refresh_from_db()
    with pytest.raises(LearningError):
        sign_up(session=ahead, enrolment=enrolment)


def test_a_proof_is_taken_down_only_in_the_own_subtree_for_a_day_that_has_been(world: World) -> None:
    enrolment = begun(world)
    key = activity(world, "lop-khac").key
    wrong = (
        {"actor": world.other},
        {"actor": author()},
        {"on": today() + timedelta(days=1)},
        {"proof": "  "},
        {"activity": activity(world, "bai-b").key},
    )
    given = {"enrolment": enrolment, "activity": key, "on": today(), "proof": "Số 1", "actor": world.admin}
    for change in wrong:
        with pytest.raises(LearningError):
            record_outside(**{**given, **change})
    assert record_outside(**given) == Recorded(1, 0, 0)


def test_a_course_may_ask_for_another_one_first(world: World, tmp_path: Path) -> None:
    package = tiny_package()
    package["course.json"] |= {"format": "sen-course/2", "slug": "khoa-sau", "required_courses": [world.course.slug]}
    later: Course = import_package(write_package(tmp_path / "sau", package), actor=None, publish=True).course
    later.refresh_from_db()
    enrolment = join_course(person=world.cadre, course=later)
    with pytest.raises(LearningError, match=world.course.title):
        complete_lesson(enrolment=enrolment, activity=later.current_edition.activities.get(slug="bai-b").key)
    assign(world)
    first = Enrolment.objects.get(cadre=world.cadre, course=world.course)
    exempt(enrolment=first, reason=ExemptReason.EQUIVALENT, note="Đã học", actor=world.admin)
    enrolment = Enrolment.objects.get(pk=enrolment.pk)
    assert complete_lesson(enrolment=enrolment, activity=later.current_edition.activities.get(slug="bai-b").key)
    assert not first_courses(world.cadre.pk, world.outline)


def test_an_attendance_without_its_session_is_found(world: World) -> None:
    assign(world)
    session = held(world)
    take_attendance(session=session, cadre_ids=[world.cadre.pk], actor=author(Role.PUBLISHER))
    assert not list(recorded_by_somebody())
    with erasure_window():
        ProgressEvent.objects.filter(kind=EventKind.ATTENDED).update(data={"session": "khong"})
    assert [finding.message for finding in recorded_by_somebody()] == ["attendance without a session of the course"]
    with erasure_window():
        ProgressEvent.objects.filter(kind=EventKind.ATTENDED).update(kind=EventKind.LEARNED_ELSEWHERE)
    assert len(list(recorded_by_somebody())) == 1
