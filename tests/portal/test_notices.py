"""Notices: read from the record, only one's own, dated, counted in one statement."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from certificates.models import Certificate
from committees.domain.roles import grant_role
from committees.enums import Role
from courses.domain.publishing import send_back, submit_for_review
from learning.domain.enrolments import end_exemption, exempt
from learning.enums import EnrolmentStatus, EventKind, ExemptReason
from learning.models import Enrolment, ProgressEvent
from operations.domain.notices import Notices, count_new
from operations.enums import JobState
from operations.models import Job
from tests.courses.builders import draft_course
from tests.factories import make_user
from tests.learning.builders import World, assign, enrolment_of
from tests.portal.test_learner_pages import statements

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def titles(person: User, now: datetime | None = None) -> list[str]:
    return [dated.notice.title for dated in Notices(person, now)[0:50]]


def seven_in_the_morning(days: int) -> datetime:
    """When the notices of a day have come: midnight UTC, plus an hour."""
    return timezone.localtime().replace(hour=7, minute=0) + timedelta(days=days)


def test_an_assignment_and_its_dates(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assign(world, days=30)
    assert titles(world.cadre) == ["Được giao khóa học: Khóa thử"]
    assert titles(world.far) == []
    soon = f"Sắp đến hạn {seven_in_the_morning(30):%d/%m/%Y}: Khóa thử"
    steps = {15: "Được giao", 17: soon, 26: soon, 28: soon, 30: soon, 31: "Đã quá hạn", 40: "Đã quá hạn"}
    for day, begins in steps.items():
        monkeypatch.setattr("learning.domain.notices.today", lambda day=day: seven_in_the_morning(day).date())
        found = titles(world.cadre, seven_in_the_morning(day))
        assert found[0].startswith(begins), day
        # One step at a time: who is overdue is not told that the date is near.
        assert len(found) == (1 if begins == "Được giao" else 2)
    Enrolment.objects.filter(cadre=world.cadre).update(
        status=EnrolmentStatus.COMPLETED, completed_on=timezone.localdate()
    )
    assert titles(world.cadre, seven_in_the_morning(40)) == ["Được giao khóa học: Khóa thử"]


def test_who_is_assigned_late_is_told_the_date_once(world: World) -> None:
    assign(world, days=2)
    assert titles(world.cadre) == ["Được giao khóa học: Khóa thử"]
    assert len(titles(world.cadre, seven_in_the_morning(1))) == 1
    assert len(titles(world.cadre, seven_in_the_morning(3))) == 2


def test_each_step_is_new_once(world: World, client_for: SignIn) -> None:
    assign(world, days=30)
    browser = client_for(world.cadre)
    assert "1 thông báo mới" in browser.get("/").content.decode()
    page = browser.get("/thong-bao/").content.decode()
    assert "Được giao khóa học: Khóa thử" in page and ">Mới<" in page and "/khoa-hoc/khoa-thu/" in page
    assert "thông báo mới" not in browser.get("/").content.decode()
    assert ">Mới<" not in browser.get("/thong-bao/").content.decode()
    world.cadre.refresh_from_db()
    assert count_new(world.cadre) == 0
    assert [count_new(world.cadre, seven_in_the_morning(day)) for day in (17, 28, 31)] == [1, 1, 1]


def test_exemption_and_new_edition(world: World) -> None:
    assign(world)
    enrolment = enrolment_of(world.cadre)
    exempt(enrolment=enrolment, reason=ExemptReason.LEAVE, note="thử", actor=world.admin)
    assert titles(world.cadre)[0] == "Được miễn tham gia: Khóa thử"
    end_exemption(enrolment=enrolment, note="thử", actor=world.admin)
    assert titles(world.cadre)[0] == "Hết thời gian miễn tham gia: Khóa thử"
    common = {
        "cadre": world.cadre, "enrolment": enrolment, "kind": EventKind.CORRECTED, "day": timezone.localdate(),
        "committee_at": enrolment.committee, "position_group_at": 4,
    }  # fmt: skip
    ProgressEvent.objects.create(**common, data={"edition": 2})
    ProgressEvent.objects.create(**common, data={"other": 1})
    assert [title for title in titles(world.cadre) if title.startswith("Có phiên bản mới")] == [
        "Có phiên bản mới: Khóa thử"
    ]
    assert len(titles(world.other)) == 1


def test_certificates_and_jobs(world: World, client_for: SignIn) -> None:
    assign(world)
    Certificate.objects.create(
        number="1/SEN", cadre=world.cadre, enrolment=enrolment_of(world.cadre), course=world.course,
        holder_name=world.cadre.full_name, course_title=world.course.title_vi, committee_name="Xã Một",
        completed_on=timezone.localdate(),
    )  # fmt: skip
    assert titles(world.cadre)[0] == "Đã cấp giấy chứng nhận: Khóa thử"
    for kind, state in (
        ("reports.export", JobState.DONE),
        ("reports.export", JobState.FAILED),
        ("reports.export", JobState.RUNNING),
        ("learning.move_to_edition", JobState.DONE),
    ):
        ended = None if state == JobState.RUNNING else timezone.now()
        Job.objects.create(kind=kind, title=f"Việc {state}", requested_by=world.admin, state=state, finished_at=ended)
    found = titles(world.admin)
    assert found[:2] == ["Không thực hiện được: Việc failed", "Đã thực hiện xong: Việc done"]
    assert not [title for title in found[2:] if "Việc" in title]
    job = Job.objects.get(state=JobState.FAILED)
    assert f"/viec/{job.uuid}/" in client_for(world.admin).get("/thong-bao/").content.decode()


def test_submissions_and_decisions(world: World) -> None:
    trainer, publisher, second = make_user(), make_user(), make_user()
    grant_role(user=trainer, role=Role.TRAINER, committee=None, actor=None)
    for person in (publisher, second):
        grant_role(user=person, role=Role.PUBLISHER, committee=None, actor=None)
    draft = draft_course(trainer, "nhap", [{"type": "text", "value": "<p>Bài</p>"}])
    request = submit_for_review(course=draft, actor=trainer, note="Mời xem")
    assert titles(publisher) == [f"Chờ thẩm định: {draft.title_vi}"]
    assert titles(trainer) == titles(world.cadre) == []
    send_back(request=request, actor=publisher, note="Thiếu nguồn")
    assert titles(publisher) == []
    assert titles(trainer) == [f"Trả lại để sửa: {draft.title_vi}"]
    submit_for_review(course=draft, actor=second, note="")
    assert titles(second) == []


def test_many_notices_cost_as_many_statements_as_few(world: World, client_for: SignIn) -> None:
    assign(world)
    browser = client_for(world.cadre)

    def cost(address: str) -> int:
        browser.get(address)
        return statements(lambda: browser.get(address))

    few = cost("/thong-bao/")
    assert few <= 8
    Job.objects.bulk_create(
        Job(
            kind="reports.export", title=f"Tệp {n}", requested_by=world.cadre, state=JobState.DONE,
            finished_at=timezone.now() - timedelta(minutes=n),
        )
        for n in range(45)
    )  # fmt: skip
    assert cost("/thong-bao/") <= few + 1
    first, last = (browser.get(f"/thong-bao/?page={number}").content.decode() for number in (1, 3))
    assert "Được giao khóa học" in first and "Tệp 44<" not in first
    assert "Được giao khóa học" not in last and "Tệp 44<" in last and "Tệp 2<" not in last
    Job.objects.update(finished_at=timezone.now() - timedelta(days=91))
    assert len(titles(world.cadre)) == 1


def test_nothing_yet(world: World, client_for: SignIn) -> None:
    assert "Chưa có thông báo" in client_for(world.far).get("/thong-bao/").content.decode()
