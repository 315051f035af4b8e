"""Printed first passwords: for whom, that they work, that they are printed once, and what a crash leaves."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from committees.domain import first_passwords
from committees.domain.first_passwords import JOB, Slip, render_slips, request_slips, slips_wanted
from committees.domain.memberships import leave_committee, move_cadre
from committees.domain.roles import end_role, grant_role
from committees.domain.tree import move_committee
from committees.enums import Role, SlipsFor
from committees.models import Committee
from committees.rules import can_give_password, can_reset_role_account, passwords_given_by, role_accounts_reset_by
from operations.domain.files import forget_old_files
from operations.domain.job_runs import run_job
from operations.enums import JobState
from operations.models import AuditEntry, Job
from tests.accounts.codes import sign_in_with_password
from tests.committees.builders import member, reference_centre, units
from tests.factories import make_user

pytestmark = pytest.mark.django_db


class House:
    """A province with two communes, its administrator, and a neighbouring province."""

    def __init__(self) -> None:
        self.province, self.neighbour = units(reference_centre(), "Tỉnh ủy Một", "Tỉnh ủy Hai", kind="province")
        self.communes = units(self.province, "Đảng ủy xã Ba", "Đảng ủy xã Bốn")
        self.admin = member(self.province, name="Phạm Quản Trị")
        grant_role(user=self.admin, role=Role.COMMITTEE_ADMIN, committee=self.province, actor=None)
        self.cadres = [member(self.communes[0], name=f"Lê Văn {name}") for name in ("An", "Bình", "Châu")]
        self.cadres += [member(self.communes[1], name="Trần Thị Dung")]
        self.far = member(self.neighbour, name="Ngô Xa")
        self.national = make_user(full_name="Vũ Toàn Quốc")
        grant_role(user=self.national, role=Role.NATIONAL_ADMIN, committee=None, actor=None)

    def wanted(
        self, who: str = SlipsFor.NEW, chosen: tuple[int, ...] = (), within: Committee | None = None
    ) -> set[str]:
        people = slips_wanted(committee=within or self.province, actor=self.admin, who=who, chosen=list(chosen))
        return {person.full_name for person in people}

    def printed(self, who: str = SlipsFor.NEW, chosen: tuple[int, ...] = ()) -> Job:
        """The job, done."""
        job = request_slips(committee=self.province, actor=self.admin, who=who, chosen=list(chosen))
        run_job(job.pk)
        job.refresh_from_db()
        return job


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def sheets(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What was given to the typesetter, which still typesets it."""
    given: list[dict[str, Any]] = []
    real = first_passwords.render_pdf

    def typeset(template: Any, data: dict[str, Any], **more: Any) -> bytes:
        given.append(data)
        return real(template, data, **more)

    monkeypatch.setattr(first_passwords, "render_pdf", typeset)
    yield given


def slips_on(sheet: dict[str, Any]) -> dict[str, str]:
    """Sign-in name and password as they would be typed from the paper."""
    return {slip["username"]: slip["password"].replace(" ", "") for unit in sheet["units"] for slip in unit["slips"]}


def test_who_was_appointed_by_a_list_gets_a_slip_from_the_national_administrator_until_the_first_sign_in(
    house: "House",
) -> None:
    appointed, used = house.cadres[:2]
    for person in (appointed, used):
        grant_role(user=person, role=Role.COMMITTEE_ADMIN, committee=house.communes[0], actor=None)
    User.objects.filter(pk=used.pk).update(last_login=timezone.now())

    def wanted(actor: User) -> set[str]:
        asked = {"committee": house.province, "actor": actor, "who": SlipsFor.NEVER, "chosen": []}
        return {person.full_name for person in slips_wanted(**asked)}

    assert appointed.full_name not in wanted(house.admin)
    assert appointed.full_name in wanted(house.national)
    assert used.full_name not in wanted(house.national)


def test_a_slip_lets_its_person_in_once_and_asks_for_a_password_of_their_own(house: House, sheets: Any) -> None:
    job = house.printed()
    assert (job.state, job.result["slips"]) == (JobState.DONE, 4)
    assert job.file.open().read().startswith(b"%PDF-")
    slips = slips_on(sheets[0])
    assert set(slips) == {cadre.username for cadre in house.cadres}
    for cadre in house.cadres:
        cadre.refresh_from_db()
        assert cadre.must_change_password and slips[cadre.username] not in cadre.password
    client = sign_in_with_password(house.cadres[0], slips[house.cadres[0].username])
    assert client.get("/tai-khoan/")["Location"] == "/doi-mat-khau/"


def test_each_unit_has_pages_of_its_own_sorted_by_given_name(house: House, sheets: Any) -> None:
    house.printed()
    assert [(unit["name"], [slip["name"] for slip in unit["slips"]]) for unit in sheets[0]["units"]] == [
        ("Đảng ủy xã Ba, Tỉnh ủy Một", ["Lê Văn An", "Lê Văn Bình", "Lê Văn Châu"]),
        ("Đảng ủy xã Bốn, Tỉnh ủy Một", ["Trần Thị Dung"]),
    ]


def test_cells_that_are_called_alike_are_told_apart(house: House, sheets: Any) -> None:
    cells = [units(commune, "Chi bộ 1", kind="cell")[0] for commune in house.communes]
    people = [member(cell, name="Lê Thị Tế") for cell in cells]
    house.printed(SlipsFor.CHOSEN, tuple(person.pk for person in people))
    assert [unit["name"] for unit in sheets[0]["units"]] == [
        "Chi bộ 1, Đảng ủy xã Ba",
        "Chi bộ 1, Đảng ủy xã Bốn",
    ]


def test_whom_slips_are_for(house: House) -> None:
    an, binh, chau, dung = house.cadres
    User.objects.filter(pk=an.pk).update(last_login=timezone.now())
    binh.set_password("mat-khau-cu-2027")
    binh.save()
    User.objects.filter(pk=chau.pk).update(is_active=False)
    assert house.wanted() == {"Trần Thị Dung"}
    assert house.wanted(SlipsFor.NEVER) == {"Lê Văn Bình", "Trần Thị Dung"}
    assert house.wanted(SlipsFor.CHOSEN, (an.pk, chau.pk, house.far.pk, house.admin.pk)) == {"Lê Văn An"}
    assert house.wanted(SlipsFor.NEVER, within=house.communes[1]) == {"Trần Thị Dung"}
    grant_role(user=dung, role=Role.TRAINER, committee=None, actor=None)
    assert house.wanted() == set()


def test_who_held_a_role_once_is_no_matter_of_the_unit(house: House) -> None:
    cadre = house.cadres[0]
    end_role(grant=grant_role(user=cadre, role=Role.TRAINER, committee=None, actor=None), actor=house.national)
    assert not can_give_password(house.admin, cadre)
    assert can_reset_role_account(house.national, cadre)


def test_predicate_and_queryset_agree_for_everybody(house: House) -> None:
    everybody = [*house.cadres, house.far, house.admin, house.national]
    for user in everybody:
        for person in everybody:
            assert can_give_password(user, person) == (person in passwords_given_by(user))
            assert can_reset_role_account(user, person) == (person in role_accounts_reset_by(user))
    assert set(passwords_given_by(house.admin)) == set(house.cadres)
    assert set(role_accounts_reset_by(house.national)) == {house.admin}
    assert not role_accounts_reset_by(house.admin).exists()


def test_printing_again_prints_nobody_twice(house: House) -> None:
    house.printed()
    again = house.printed()
    assert again.state == JobState.FAILED and "Không có ai cần phiếu" in again.message


def test_a_crash_before_the_end_changes_no_password(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_: Any, **__: Any) -> bytes:
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as patch:
        patch.setattr(first_passwords, "render_pdf", cut)
        job = request_slips(committee=house.province, actor=house.admin, who=SlipsFor.NEW, chosen=[])
        run_job(job.pk)
    assert not [
        cadre for cadre in User.objects.filter(pk__in=[c.pk for c in house.cadres]) if cadre.password[:1] != "!"
    ]
    assert not AuditEntry.objects.filter(action="person.password_reset").exists()
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["slips"]) == (JobState.DONE, 4)


def test_a_job_that_died_after_its_work_is_found_done(house: House, sheets: Any) -> None:
    job = house.printed()
    name = job.file.name
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.file.name, len(sheets)) == (JobState.DONE, name, 1)


def test_who_sets_a_password_while_slips_are_made_keeps_it(
    house: House, sheets: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    an = house.cadres[0]
    real = first_passwords.make_password

    def meanwhile(password: str) -> str:
        an.set_password("tu-dat-lay-2027")
        an.save()
        return real(password)

    monkeypatch.setattr(first_passwords, "make_password", meanwhile)
    house.printed()
    an.refresh_from_db()
    assert an.check_password("tu-dat-lay-2027") and an.username not in slips_on(sheets[0])


def test_an_administrator_who_ceased_to_be_one_prints_nothing_and_takes_nothing(house: House, client_for: Any) -> None:
    job = house.printed()
    client = client_for(house.admin)
    address = f"/viec/{job.uuid}/tep/"
    assert client.get(address).status_code == 200
    assert AuditEntry.objects.filter(action="job.file_taken", object_id=str(job.pk)).count() == 1
    late = request_slips(committee=house.province, actor=house.admin, who=SlipsFor.NEVER, chosen=[])
    end_role(grant=house.admin.role_grants.get(), actor=house.national)
    run_job(late.pk)
    late.refresh_from_db()
    assert late.state == JobState.FAILED
    back = client_for(User.objects.get(pk=house.admin.pk))
    assert back.get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_slips_with_somebody_who_has_moved_away_are_no_more_to_be_had(house: House, client_for: Any) -> None:
    job = house.printed()
    address = f"/viec/{job.uuid}/tep/"
    leave_committee(cadre=house.cadres[0], on=timezone.localdate(), actor=None)
    move_cadre(
        cadre=house.cadres[1], committee=house.communes[1], position_group=4, on=timezone.localdate(), actor=None
    )
    # Who has left, or moved within the province, is still of the own house.
    assert client_for(house.admin).get(address).status_code == 200
    move_committee(committee=house.communes[1], parent=house.neighbour, on=timezone.localdate(), actor=None)
    assert client_for(house.admin).get(address).status_code == 404


def test_slips_that_do_not_say_whose_they_are_are_refused(house: House, client_for: Any) -> None:
    job = house.printed()
    Job.objects.filter(pk=job.pk).update(result={"slips": 4})
    assert client_for(house.admin).get(f"/viec/{job.uuid}/tep/").status_code == 404


def test_the_file_is_gone_after_three_days(house: House) -> None:
    job = house.printed()
    assert job.kind == JOB
    forget_old_files(timezone.now() + timedelta(days=2, hours=23))
    job.refresh_from_db()
    assert job.file
    forget_old_files(timezone.now() + timedelta(days=3, minutes=1))
    job.refresh_from_db()
    assert not job.file


def test_the_statements_do_not_grow_with_the_people_but_for_their_trail(house: House) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            house.printed()
        return sum("operations_auditentry" not in query["sql"] for query in caught)

    few = statements()
    for number in range(20):
        member(house.communes[0], name=f"Đỗ Văn Số {number}")
    assert statements() <= few + 2


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (8, 1), (9, 2), (17, 3)])
def test_eight_slips_stand_on_a_page(count: int, pages: int) -> None:
    unit = Committee(name="Đảng ủy xã Rất Dài Tên Thị Trấn Nông Trường Một Hai Ba Bốn Năm")
    person = User(username="cb.000123", full_name="Nguyễn Thị Hoàng Phương Thảo Linh", birth_year=1985)
    pdf = render_slips(unit, [Slip(person, unit.name, "abcd2345efgh", "x", "y")] * count)
    assert re.findall(rb"/Count (\d+)", pdf)[:1] == [str(pages).encode()]
