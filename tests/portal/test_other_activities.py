"""The screens of documents, live sessions and what is learned elsewhere: learner, trainer, unit."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from accounts.domain.people import deactivate_person
from accounts.models import User
from committees.enums import Role
from interop.domain.packages import import_package
from learning.domain.sessions import fix_session, live_activities
from learning.models import LiveSession, ProgressEvent, SessionSignUp
from operations.models import AuditEntry
from tests.courses.builders import author, guided_package, write_package
from tests.kept import made_once
from tests.learning.builders import World, assign, enrolment_of, make_world
from tests.portal.test_learner_pages import statements

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
COURSE = "/khoa-hoc/khoa-nhieu-phan"


def _world_of_many_parts(folder: Path) -> World:
    made = make_world(folder)
    package = guided_package()
    package["course.json"]["slug"] = "khoa-nhieu-phan"
    made.course = import_package(write_package(folder / "nhieu", package), actor=None, publish=True).course
    made.course.refresh_from_db()
    assign(made)
    return made


kept_world = made_once(_world_of_many_parts)


def session_of(world: World, hours: int) -> LiveSession:
    return fix_session(
        course=world.course,
        activity=live_activities(world.course)[0].key,
        starts_at=timezone.now() + timedelta(hours=hours),
        room="Phòng họp B",
        actor=author(Role.PUBLISHER),
    )


def test_a_document_waits_for_its_lesson_and_is_confirmed_with_a_tick(world: World, client_for: SignIn) -> None:
    browser = client_for(world.cadre)
    shut = browser.get(f"{COURSE}/quy-che/").content.decode()
    assert "Phần này chưa mở" in shut and "Bài B" in shut and "/tep/" not in shut
    browser.post(f"{COURSE}/quy-che/xac-nhan/", {"read": "1"})
    assert not ProgressEvent.objects.filter(kind="confirmed").exists()
    browser.post(f"{COURSE}/bai-b/xong/")
    page = browser.get(f"{COURSE}/quy-che/").content.decode()
    assert "Dòng &lt;hai&gt;." in page and "Tôi đã đọc và hiểu" in page and "/tep/" in page
    browser.post(f"{COURSE}/quy-che/xac-nhan/")
    assert not ProgressEvent.objects.filter(kind="confirmed").exists()
    assert browser.post(f"{COURSE}/quy-che/xac-nhan/", {"read": "1"}).headers["Location"] == f"{COURSE}/buoi-trao-doi/"
    assert "Đã xác nhận đọc" in browser.get(f"{COURSE}/quy-che/").content.decode()


def test_who_signed_up_is_ticked_and_the_others_are_taken_down_by_code(world: World, client_for: SignIn) -> None:
    session = session_of(world, 24)
    browser = client_for(world.cadre)
    assert "Phòng họp B" in browser.get(f"{COURSE}/buoi-trao-doi/").content.decode()
    browser.post(f"{COURSE}/buoi-trao-doi/buoi/{session.uuid}/", {"act": "join"})
    trainer = client_for(author(Role.PUBLISHER))
    listed = trainer.get(f"/giang-day/buoi-hoc/{session.uuid}/").content.decode()
    assert world.cadre.full_name in listed and world.other.full_name not in listed
    LiveSession.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    sign_up = SessionSignUp.objects.get()
    data = {"there": [str(sign_up.enrolment.uuid), "x"], "codes": f"{world.other.username}\n"}
    done = trainer.post(f"/giang-day/buoi-hoc/{session.uuid}/", data, follow=True).content.decode()
    assert "Đã ghi nhận: 2 người mới" in done
    unseen = {"there": [str(enrolment_of(world.admin).uuid)]}
    assert trainer.post(f"/giang-day/buoi-hoc/{session.uuid}/", unseen).status_code == 422
    refused = trainer.post(f"/giang-day/buoi-hoc/{session.uuid}/", {"codes": world.far.username})
    assert refused.status_code == 422 and "Không có học viên của khóa học mang mã" in refused.content.decode()
    assert "Đã dự lúc" in browser.get(f"{COURSE}/buoi-trao-doi/").content.decode()


def test_a_session_that_is_over_shows_its_date_and_that_it_is_over(world: World, client_for: SignIn) -> None:
    session = session_of(world, 24)
    browser = client_for(world.cadre)
    LiveSession.objects.update(starts_at=timezone.now() - timedelta(days=3))
    session.refresh_from_db()
    page = browser.get(f"{COURSE}/buoi-trao-doi/").content.decode()
    assert f"{timezone.localtime(session.starts_at):%H:%M %d/%m/%Y}" in page and "đã kết thúc" in page
    assert "Chưa xếp lịch" not in page and "Chưa có lịch mới." in page and 'value="join"' not in page
    coming = session_of(world, 48)
    page = browser.get(f"{COURSE}/buoi-trao-doi/").content.decode()
    assert page.index(f"{coming.uuid}") < page.index("đã kết thúc") and "Chưa có lịch mới." not in page


def test_who_came_without_signing_up_is_found_by_name_and_ticked(world: World, client_for: SignIn) -> None:
    session = session_of(world, 24)
    owner = author()
    type(world.course).objects.filter(pk=world.course.pk).update(created_by=owner)
    url, teacher = f"/giang-day/buoi-hoc/{session.uuid}/", client_for(owner)
    # Nothing to take down yet, nobody to be looked up.
    assert world.other.full_name not in teacher.get(url, {"q": "tran"}).content.decode()
    LiveSession.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    assert world.other.full_name not in teacher.get(url).content.decode()
    for typed in ("", "t"):
        assert world.other.full_name not in teacher.get(url, {"q": typed}).content.decode()
    assert not teacher.get(url, {"q": world.far.full_name}).context["page_obj"].object_list
    found = teacher.get(url, {"q": "tran cung"})
    assert [row.cadre for row in found.context["page_obj"]] == [world.other]
    # Who decides on every course, and teaches this one not, finds nobody outside the own units.
    for role in (Role.PUBLISHER, Role.NATIONAL_ADMIN):
        others = client_for(author(role)).get(url, {"q": "tran cung"}).content.decode()
        assert world.other.full_name not in others and "Không tìm thấy ai" in others

    ticked = {"there": [str(found.context["page_obj"][0].uuid)]}
    done = teacher.post(f"{url}?q=tran+cung", ticked, follow=True).content.decode()
    assert "Đã ghi nhận: 1 người mới" in done and "đã ghi nhận" in done and 'name="there"' not in done
    assert ProgressEvent.objects.filter(kind="attended", cadre=world.other).count() == 1
    assert AuditEntry.objects.filter(action="activity.attended", actor=owner).count() == 1

    # Whoever took it down reads it again; at another session of the activity nobody was there.
    assert [row.cadre for row in teacher.get(url).context["page_obj"]] == [world.other]
    elsewhere = teacher.get(f"/giang-day/buoi-hoc/{session_of(world, -2).uuid}/")
    assert not elsewhere.context["page_obj"].object_list
    assert world.other.full_name not in client_for(author(Role.NATIONAL_ADMIN)).get(url).content.decode()


def test_who_signed_up_stays_in_the_list_when_the_account_is_closed(world: World, client_for: SignIn) -> None:
    session = session_of(world, 24)
    client_for(world.cadre).post(f"{COURSE}/buoi-trao-doi/buoi/{session.uuid}/", {"act": "join"})
    deactivate_person(person=world.cadre, actor=None, reason="Nghỉ hưu")
    listed = client_for(author(Role.PUBLISHER)).get(f"/giang-day/buoi-hoc/{session.uuid}/").content.decode()
    assert world.cadre.full_name in listed


def test_a_person_of_two_campaigns_is_listed_once_and_the_list_is_paged(
    world: World, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = session_of(world, -1)
    owner = author()
    type(world.course).objects.filter(pk=world.course.pk).update(created_by=owner)
    assign(world)
    User.objects.filter(pk__in=[world.cadre.pk, world.other.pk, world.admin.pk]).update(search_key="nguyen van hoc")
    url, teacher = f"/giang-day/buoi-hoc/{session.uuid}/?q=hoc", client_for(owner)
    teacher.get(url)
    rows = teacher.get(url).context["page_obj"].object_list
    assert sorted(row.cadre_id for row in rows) == sorted({world.cadre.pk, world.other.pk, world.admin.pk})
    whole = statements(lambda: teacher.get(url))
    monkeypatch.setattr("portal.views.teaching.NAMES_PER_PAGE", 1)
    assert statements(lambda: teacher.get(url)) == whole <= 13
    second = teacher.get(f"{url}&page=2")
    assert len(second.context["page_obj"].object_list) == 1 and "q=hoc&amp;page=3" in second.content.decode()


def test_the_list_of_a_session_costs_the_same_whoever_signed_up(world: World, client_for: SignIn) -> None:
    session = session_of(world, 24)
    trainer = client_for(author(Role.PUBLISHER))
    costs = []
    for person in (world.cadre, world.other):
        client_for(person).post(f"{COURSE}/buoi-trao-doi/buoi/{session.uuid}/", {"act": "join"})
        trainer.get(f"/giang-day/buoi-hoc/{session.uuid}/")
        costs.append(statements(lambda: trainer.get(f"/giang-day/buoi-hoc/{session.uuid}/")))
    assert costs[0] == costs[1] <= 12


def test_a_unit_takes_down_what_its_people_learned_elsewhere(world: World, client_for: SignIn) -> None:
    admin = client_for(world.admin)
    url = f"/don-vi/{world.province.uuid}/hoc-noi-khac/"
    assert "Lớp ở nơi khác" in admin.get(url).content.decode()
    key = world.outline.by_slug("lop-khac")
    assert key is not None
    data = {"activity": f"khoa-nhieu-phan:{key.key}", "on": "01/02/2026", "proof": "Giấy số 5"}
    far = admin.post(url, data | {"code": world.far.username})
    assert far.status_code == 422 and "Giấy số 5" in far.content.decode()
    done = admin.post(url, data | {"code": world.cadre.username.upper()}, follow=True).content.decode()
    assert "Đã ghi nhận cho mã" in done
    again = admin.post(url, data | {"code": world.cadre.username})
    assert again.status_code == 422 and "đã hoàn thành" in again.content.decode()
    assert "Giấy số 5" in client_for(world.cadre).get(f"{COURSE}/lop-khac/").content.decode()
