"""A small demonstration loaded for real: whole, marked, explained, and gone without a trace."""

from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from assessments.models import AnswerSave, Attempt, Marking, Paper
from certificates.models import Certificate, NumberSeries
from committees.domain.access import access_of
from committees.domain.memberships import join_committee
from committees.enums import Role
from committees.models import Committee, Membership, RoleGrant
from courses.models import Course
from demo.domain.accounts import ACCOUNTS
from demo.domain.campaigns import MAIN_COURSE
from demo.domain.erasing import drop_demo
from demo.domain.feedback import invent_feedback
from demo.errors import DemoError
from demo.preparation import prepare_demo
from interop.domain.people_import import apply_change_set, confirm, read_change_set, receive_file
from interop.models import QuestionSheet
from learning.domain.explanation import why
from learning.enums import EnrolmentStatus
from learning.models import Campaign, CourseFeedback, Enrolment, LessonProgress, ProgressEvent
from operations.domain import audit
from operations.domain.files import walk
from operations.domain.integrity import check_all
from operations.enums import JobState
from operations.models import AuditEntry, Job
from reports.domain.rollups import compare
from reports.models import RollupNode
from tests.demo.conftest import OTHER_COURSE, PEOPLE, silent
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def test_it_is_whole() -> None:
    assert User.objects.count() == PEOPLE + len(ACCOUNTS)
    communes = Committee.objects.filter(kind__code__in=("commune", "ward", "special_zone"))
    assert communes.count() == 3321
    assert Enrolment.objects.filter(status=EnrolmentStatus.COMPLETED).exists()
    assert Attempt.objects.count() == Paper.objects.count() == Marking.objects.count() > 0
    assert [result for result in check_all() if not result.holds] == []
    assert compare() == []


def test_the_planner_knows_how_many_rows_there_are() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [Enrolment._meta.db_table])
        else:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = %s LIMIT 1", [Enrolment._meta.db_table])
        (known,) = cursor.fetchone()
    assert int(str(known).split()[0].removesuffix(".0")) == Enrolment.objects.count()


def test_everything_is_marked_as_invented() -> None:
    for model in (User, Campaign, Certificate):
        assert model.objects.filter(is_demo=False).count() == 0
    assert Committee.objects.filter(is_demo=False).count() == 98


def test_every_account_signs_in_and_holds_its_role() -> None:
    for account in ACCOUNTS:
        user = User.objects.get_by_natural_key(account.username)
        assert user.check_password(settings.SEN_DEMO_PASSWORD)
        held = {grant.role for grant in access_of(user).grants}
        assert held == ({account.role} if account.role else set())
    reviewer = User.objects.get_by_natural_key("donvi.camau")
    assert [c.code for c in access_of(reviewer).committees(Role.COMMITTEE_REVIEWER)] == ["96"]
    ordinary = User.objects.filter(username__startswith="mh").first()
    assert ordinary is not None
    assert not ordinary.has_usable_password()


def test_the_learner_sees_a_next_step() -> None:
    learner = User.objects.get_by_natural_key("hocvien")
    enrolment = Enrolment.objects.get(cadre=learner)
    assert enrolment.status == EnrolmentStatus.IN_PROGRESS
    assert enrolment.due_on is not None
    assert timezone.localdate() < enrolment.due_on < timezone.localdate() + timedelta(days=15)
    assert 0 < LessonProgress.objects.filter(enrolment=enrolment, completed_at__isnull=False).count() < 3
    assert not Certificate.objects.filter(cadre=learner).exists()
    opened = LessonProgress.objects.get(enrolment=enrolment, completed_at__isnull=True)
    assert opened.activity == enrolment.last_activity
    assert why(enrolment)
    unit = Membership.objects.get(cadre=learner).committee
    assert (unit.kind.code, unit.get_parent().code) == ("commune", "82")


def test_earlier_years_have_left_certificates_and_moves() -> None:
    this_year = timezone.localdate().year
    assert Certificate.objects.filter(completed_on__year=this_year - 1).exists()
    assert ProgressEvent.objects.filter(kind="moved").exists()
    assert Membership.objects.filter(valid_to__isnull=False, committee__is_demo=False).exists()


def test_what_happened_was_written_on_its_day() -> None:
    """So that notices and the record name the same day."""
    events = ProgressEvent.objects.values_list("day", "at")
    assert events and all(timezone.localdate(at) == day for day, at in events)


def test_nobody_says_of_a_course_what_another_has_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """All who have begun are asked, since the small demonstration has few."""
    monkeypatch.setattr("demo.domain.feedback.SHARE", 1.0)
    course = Course.objects.get(slug=MAIN_COURSE)
    begun = Enrolment.objects.filter(course=course, edition__isnull=False)
    assert begun.count() > 10
    loaded = set(CourseFeedback.objects.values_list("pk", flat=True))
    invent_feedback([course], Random(1), timezone.localdate())
    texts = list(CourseFeedback.objects.exclude(pk__in=loaded).exclude(text="").values_list("text", flat=True))
    assert len(texts) > 10 and len(texts) == len(set(texts))


def test_one_course_leads_and_one_of_another_track_reaches_some() -> None:
    assert Campaign.objects.filter(course__slug=MAIN_COURSE).count() == 5
    elsewhere = Campaign.objects.get(course__slug=OTHER_COURSE)
    enrolled = Enrolment.objects.filter(campaign=elsewhere)
    assert 0 < enrolled.count() < PEOPLE
    assert not enrolled.filter(cadre__username="hocvien").exists()


def test_it_is_not_loaded_twice() -> None:
    with pytest.raises(CommandError):
        call_command("load_demo", people=PEOPLE)


def test_dropping_leaves_nothing_invented_and_keeps_what_is_real(real_traces: dict[str, Any]) -> None:
    drop_demo(silent)
    assert list(User.objects.all()) == [real_traces["person"]]
    assert Committee.objects.count() == 98
    assert not any(Committee.find_problems())
    for model in (Campaign, Enrolment, ProgressEvent, LessonProgress, Attempt, Paper, AnswerSave, Marking):
        assert not model.objects.exists()
    assert not Certificate.objects.exists()
    assert not NumberSeries.objects.exists()
    assert not RoleGrant.objects.exists()
    assert not RollupNode.objects.exists()
    course = Course.objects.get(slug=MAIN_COURSE)
    assert course.current_edition is not None
    assert course.created_by is None
    entry = AuditEntry.objects.get(pk=real_traces["entry"].pk)
    assert (entry.action, entry.actor) == ("test.act", None)
    assert [result for result in check_all() if not result.holds] == []


def test_files_go_with_their_rows_and_people_who_were_entered_are_counted(
    tmp_path: Path, settings: Any, real_traces: dict[str, Any]
) -> None:
    settings.MEDIA_ROOT = tmp_path
    clerk = User.objects.get_by_natural_key("donvi.camau")
    [province] = access_of(clerk).committees(Role.COMMITTEE_REVIEWER)
    change_set = receive_file(
        committee=province,
        file=SimpleUploadedFile("ds.csv", f"Họ tên;Đơn vị\nNguyễn Thị Nhập;{province.name}".encode()),
        actor=clerk,
    )
    read_change_set(change_set)
    confirm(change_set=change_set, actor=clerk)
    apply_change_set(change_set, actor=clerk)
    assert User.objects.get(full_name="Nguyễn Thị Nhập").is_demo
    sheet = QuestionSheet.objects.create(uploaded_by=clerk, file=ContentFile(b"x", name="q.xlsx"), sha256="0" * 64)
    asked = {who: _exported(who) for who in (clerk, real_traces["person"], None)}
    said: list[str] = []
    drop_demo(said.append)
    left = set(walk(default_storage, ""))
    assert left == {asked[real_traces["person"]].file.name, asked[None].file.name}
    assert not {change_set.file.name, sheet.file.name} & left
    assert "người được nhập qua tài khoản minh họa: 1" in said[1]


def _exported(who: User | None) -> Job:
    file = ContentFile("Nguyễn Thị Nhập".encode(), name="ds.xlsx")
    return Job.objects.create(kind="interop.export_people", state=JobState.DONE, requested_by=who, file=file)


def test_real_people_in_invented_units_stop_the_dropping() -> None:
    commune = Committee.objects.filter(kind__code="commune", is_demo=True)[0]
    join_committee(cadre=make_user(), committee=commune, position_group=5, on=timezone.localdate(), actor=None)
    with pytest.raises(DemoError):
        drop_demo(silent)


@pytest.mark.parametrize(("wanted", "real_people"), [("0", False), ("office", True)])
def test_preparation_loads_nothing_where_it_was_not_asked_for(wanted: str, real_people: bool, settings: Any) -> None:
    drop_demo(silent)
    settings.SEN_DEMO = wanted
    if real_people:
        make_user()
    prepare_demo(silent)
    assert not User.objects.filter(is_demo=True).exists()


@pytest.fixture
def real_traces() -> dict[str, Any]:
    """A real person, a course that a demonstration account wrote, an audited and sealed act of it."""
    trainer = User.objects.get_by_natural_key("giangvien")
    course = Course.objects.get(slug=MAIN_COURSE)
    course.created_by = trainer
    course.save(update_fields=["created_by"])
    with transaction.atomic():
        entry = audit.record(action="test.act", actor=trainer, target=course)
    audit.seal()
    return {"person": make_user(), "entry": entry}
