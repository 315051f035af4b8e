"""Roles from a list: read, approved by a second person, given batch by batch, held already left as they are."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import User
from committees.domain.entering import enter_committees
from committees.domain.planting import CommitteeSpec
from committees.domain.reference import commune_counts
from committees.domain.roles import end_role, grant_role, roles_in_force
from committees.enums import Role
from committees.models import Committee, Membership, RoleGrant
from common.sheets.read import read_table
from interop.domain import roles_import
from interop.domain.change_sets import go_on, receive_file, request_rejected
from interop.domain.list_approvals import KIND_ROLES, propose_change_set
from interop.domain.roles_import import read_role_set
from interop.enums import ChangeSetKind, ChangeSetState
from interop.errors import PeopleImportError
from interop.models import ChangeSet
from operations.domain.approvals import approve
from operations.domain.jobs import run_job
from operations.enums import JobState
from operations.errors import ApprovalError
from operations.models import Approval, AuditEntry, Job
from tests.committees.builders import member, reference_centre, units
from tests.factories import make_user

pytestmark = pytest.mark.django_db
HEAD = "Mã cán bộ;Họ và tên;Vai trò;Đơn vị;Từ ngày;Đến ngày"
REASON = "Công văn số 45-CV/VPTW"


class Desk:
    """Two national administrators, one administrator of a province with two communes, and a cadre in each."""

    def __init__(self) -> None:
        self.centre = reference_centre()
        self.province, self.far = units(self.centre, "Tỉnh ủy Sen", "Tỉnh ủy Súng", kind="province")
        self.communes = units(self.province, "Đảng ủy xã Một", "Đảng ủy xã Hai")
        self.first, self.second, self.admin = (make_user(full_name=f"Quản Trị {n}") for n in ("A", "B", "C"))
        for person in (self.first, self.second):
            grant_role(user=person, role=Role.NATIONAL_ADMIN, committee=None, actor=None)
        grant_role(user=self.admin, role=Role.COMMITTEE_ADMIN, committee=self.province, actor=None)
        self.people = [member(commune, name=f"Trần Văn {n}") for n, commune in enumerate(self.communes)]
        self.stranger = member(self.far, name="Lê Thị Xa")

    def read(self, *lines: str, actor: User | None = None, top: Committee | None = None) -> ChangeSet:
        file = SimpleUploadedFile("vai-tro.csv", "\n".join([HEAD, *lines]).encode())
        change_set = receive_file(
            committee=top or self.centre, file=file, actor=actor or self.first, kind=ChangeSetKind.ROLES
        )
        return read_role_set(change_set)

    def approve(self, change_set: ChangeSet, actor: User | None = None) -> Job:
        approval = propose_change_set(change_set=change_set, reason=REASON, actor=actor or change_set.uploaded_by)
        approve(approval=approval, actor=self.second)
        change_set.refresh_from_db()
        assert change_set.job is not None
        return change_set.job

    def write(self, change_set: ChangeSet) -> ChangeSet:
        run_job(self.approve(change_set).pk)
        change_set.refresh_from_db()
        return change_set

    def line(self, number: int, role: str = "Quản trị đơn vị", **more: str) -> str:
        person, commune = self.people[number], self.communes[number]
        days = f"{more.get('first', '')};{more.get('last', '')}"
        return f"{more.get('code', person.username)};{person.full_name};{role};{commune.name};{days}"


@pytest.fixture
def desk() -> Desk:
    return Desk()


def counted(change_set: ChangeSet) -> dict[str, int]:
    return {action: count for action, count in change_set.counts.items() if count}


def test_nothing_is_given_until_a_second_person_approves_and_the_same_file_changes_nothing(desk: Desk) -> None:
    lines = (desk.line(0), desk.line(1, "Theo dõi kết quả", last="31/12/2099"))
    change_set = desk.read(*lines)
    assert counted(change_set) == {"new": 2}
    held = RoleGrant.objects.count()
    approval = propose_change_set(change_set=change_set, reason=REASON, actor=desk.first)
    with pytest.raises(ApprovalError):
        approve(approval=approval, actor=desk.first)
    with pytest.raises(ApprovalError):
        approve(approval=approval, actor=desk.admin)
    assert RoleGrant.objects.count() == held
    approve(approval=approval, actor=desk.second)
    change_set.refresh_from_db()
    run_job(change_set.job_id or 0)
    change_set.refresh_from_db()
    assert (change_set.state, counted(change_set)) == (ChangeSetState.APPLIED, {"new": 2})
    first, second = (roles_in_force(person).get() for person in desk.people)
    assert (first.role, first.committee, first.valid_to) == (Role.COMMITTEE_ADMIN, desk.communes[0], None)
    assert (second.role, second.last_day is not None) == (Role.COMMITTEE_REVIEWER, True)
    assert (first.approval, first.granted_by, first.reason) == (approval, desk.second, REASON)
    entry = AuditEntry.objects.get(action="committees.role_granted", object_id=str(first.pk))
    assert (entry.actor, entry.committee_id, entry.reason) == (desk.second, desk.communes[0].pk, REASON)
    assert User.objects.get(pk=desk.people[0].pk).has_held_roles
    again = desk.read(*lines)
    assert counted(again) == {"unchanged": 2}
    with pytest.raises(PeopleImportError):
        propose_change_set(change_set=again, reason=REASON, actor=desk.first)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("khong.co;;Quản trị đơn vị;Đảng ủy xã Một;;", "“khong.co”"),
        ("{code};Nguyễn Khác Hẳn;Quản trị đơn vị;Đảng ủy xã Một;;", "không phải người ghi ở dòng này"),
        (";Không Có Ai;Quản trị đơn vị;Đảng ủy xã Một;;", "Không Có Ai"),
        ("{code};;Vua;Đảng ủy xã Một;;", "“Vua”"),
        ("{code};;Quản trị toàn quốc;Đảng ủy xã Một;;", "từng người"),
        ("{code};;Quản trị đơn vị;Đảng ủy xã Chín;;", "“Đảng ủy xã Chín”"),
        ("{code};;Quản trị đơn vị;;;", "đơn vị"),
        ("{code};;Quản trị đơn vị;Đảng ủy xã Một;hôm qua;", "hôm qua"),
        ("{code};;Quản trị đơn vị;Đảng ủy xã Một;01/01/2020;", "từ hôm nay trở đi"),
        ("{code};;Quản trị đơn vị;Đảng ủy xã Một;01/02/2099;01/01/2099", "đứng trước ngày bắt đầu"),
        ("{own};;Quản trị đơn vị;Đảng ủy xã Một;;", "“{own}”"),
    ],
)
def test_a_wrong_row_says_why(desk: Desk, line: str, said: str) -> None:
    names = {"code": desk.people[0].username, "own": desk.first.username}
    change_set = desk.read(line.format(**names))
    assert counted(change_set) == {"wrong": 1}
    row = change_set.rows.get()
    assert said.format(**names) in " ".join(row.problems)


def test_a_name_alone_is_enough_where_it_is_the_only_one(desk: Desk) -> None:
    line = f";{desk.people[0].full_name};Quản trị đơn vị;{desk.communes[0].name};;"
    assert counted(desk.read(line)) == {"new": 1}
    assert counted(desk.read(f";{desk.people[0].full_name};Quản trị đơn vị;{desk.communes[1].name};;")) == {"wrong": 1}
    member(desk.communes[0], name=desk.people[0].full_name)
    assert counted(desk.read(line)) == {"wrong": 1}
    assert counted(desk.read(desk.line(0), desk.line(0))) == {"new": 1, "wrong": 1}


def test_who_administers_a_unit_asks_for_the_own_subtree_only(desk: Desk) -> None:
    far = f"{desk.stranger.username};;Quản trị đơn vị;Tỉnh ủy Súng;;"
    change_set = desk.read(desk.line(0), far, actor=desk.admin, top=desk.province)
    assert counted(change_set) == {"new": 1, "wrong": 1}
    # Nobody else proposes it: the rows were looked up in the reach of who sent it.
    with pytest.raises(ApprovalError):
        propose_change_set(change_set=change_set, reason=REASON, actor=desk.first)
    assert counted(desk.write(change_set)) == {"new": 1, "wrong": 1}
    assert roles_in_force(desk.people[0]).exists() and not roles_in_force(desk.stranger).exists()


def test_what_has_changed_since_the_reading_is_refused_row_by_row(desk: Desk) -> None:
    change_set = desk.read(desk.line(0), desk.line(1))
    User.objects.filter(pk=desk.people[0].pk).update(is_active=False)
    desk.write(change_set)
    assert counted(change_set) == {"new": 1, "wrong": 1}
    assert "đã đóng" in change_set.rows.get(action="wrong").problems[0]
    assert not RoleGrant.objects.filter(user=desk.people[0]).exists()


def test_the_right_of_who_approved_is_asked_again_by_the_job(desk: Desk) -> None:
    change_set = desk.read(desk.line(0))
    job = desk.approve(change_set)
    end_role(grant=roles_in_force(desk.second).get(), actor=desk.first)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED and not roles_in_force(desk.people[0]).exists()


def test_a_role_ended_by_hand_is_given_again_by_the_same_file(desk: Desk) -> None:
    desk.write(desk.read(desk.line(0)))
    end_role(grant=roles_in_force(desk.people[0]).get(), actor=desk.first)
    assert counted(desk.read(desk.line(0))) == {"new": 1}


class Killed(BaseException):
    """As if the worker had been killed: nothing catches it."""


@pytest.mark.parametrize("marks_are_lost", [False, True], ids=["as it is", "control"])
def test_killed_between_batches_it_goes_on_and_gives_no_role_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, marks_are_lost: bool
) -> None:
    """The control forgets which rows are done: then the job begins anew, and the count of batches shows it."""
    monkeypatch.setattr(roles_import, "BATCH", 10)
    people = [member(desk.communes[0], name=f"Nguyễn Văn {n}") for n in range(35)]
    change_set = desk.read(*(f"{p.username};;Quản trị đơn vị;Đảng ủy xã Một;;" for p in people))
    job = desk.approve(change_set)
    batches: list[int] = []
    give = roles_import.grant_roles

    def counted_give(**given: object) -> object:
        if len(batches) == 2:
            batches.append(0)
            raise Killed
        batches.append(len(given["gifts"]))  # type: ignore[arg-type]
        return give(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(roles_import, "grant_roles", counted_give)
    with pytest.raises(Killed):
        run_job(job.pk)
    given = RoleGrant.objects.filter(committee=desk.communes[0])
    assert given.count() == 20
    if marks_are_lost:
        change_set.rows.update(applied_at=None)
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED)
    change_set.refresh_from_db()
    go_on(change_set=change_set, actor=desk.second)
    change_set.refresh_from_db()
    run_job(change_set.job_id or 0)
    change_set.refresh_from_db()
    assert (change_set.state, given.count()) == (ChangeSetState.APPLIED, 35)
    assert batches[3:] == ([10, 10, 10, 5] if marks_are_lost else [10, 5])
    # Even then no role is held twice: one that is held is found.
    assert given.values("user").distinct().count() == 35
    assert AuditEntry.objects.filter(action="committees.role_granted", committee_id=desk.communes[0].pk).count() == 35


def test_rejected_rows_come_back_with_their_reasons(desk: Desk) -> None:
    change_set = desk.read(desk.line(0), "khong.co;Ai Đó;Quản trị đơn vị;Đảng ủy xã Một;;")
    job = request_rejected(change_set=change_set, actor=desk.first)
    run_job(job.pk)
    job.refresh_from_db()
    heads, row = read_table(job.file.read(), name=job.file_name).rows
    assert heads == [*HEAD.split(";"), "Lý do chưa ghi"]
    assert row[0] == "khong.co" and "“khong.co”" in row[-1]


def test_the_administrators_of_every_commune_come_in_by_one_file(desk: Desk) -> None:
    """3,321 units as many as the reference counts say, under their real provinces."""
    specs = []
    for code, kinds in commune_counts():
        province = Committee.objects.get(code=code, depth=2, valid_to__isnull=True)
        for kind, count in kinds.items():
            for n in range(count):
                name, own_code = f"Đảng ủy {kind} {n}", f"{code}{kind[0]}{n}"
                spec = CommitteeSpec(name=name, kind=kind, code=own_code, valid_from=province.valid_from)
                specs.append((province, spec))
    communes = enter_committees(placements=specs, actor=desk.first, reason="thử")
    assert len(communes) == 3321
    users = [User(username=f"qt{n:04}", full_name=f"Nguyễn Văn Quản {n}", password="!") for n in range(3321)]
    for user in users:
        user.derive_keys()
    users = User.objects.bulk_create(users, batch_size=500)
    Membership.objects.bulk_create(
        [
            Membership(cadre=user, committee=commune, position_group_id=4, valid_from=commune.valid_from)
            for user, commune in zip(users, communes, strict=True)
        ],
        batch_size=500,
    )
    lines = [f"{u.username};;Quản trị đơn vị;{c.code};;" for u, c in zip(users, communes, strict=True)]
    with CaptureQueriesContext(connection) as reading:
        change_set = desk.read(*lines)
    assert counted(change_set) == {"new": 3321}
    assert len(reading) < 80
    job = desk.approve(change_set)
    with CaptureQueriesContext(connection) as writing:
        run_job(job.pk)
    # Seventeen batches of 200, each in as many statements as one role takes.
    assert len(writing) < 17 * 30
    assert RoleGrant.objects.filter(role=Role.COMMITTEE_ADMIN, committee__in=communes).count() == 3321
    assert RoleGrant.objects.values("approval").filter(approval__kind=KIND_ROLES).distinct().count() == 1
    assert Approval.objects.count() == 1
    assert counted(desk.read(*lines)) == {"unchanged": 3321}


def test_the_screens_lead_from_the_sheet_to_the_approval(desk: Desk, client_for: Callable[[User], Client]) -> None:
    browser = client_for(desk.first)
    address = f"/don-vi/{desk.province.uuid}/vai-tro/nhap/"
    assert 'href="' + address + '"' in browser.get(f"/don-vi/{desk.province.uuid}/vai-tro/").content.decode()
    sheet = load_workbook(BytesIO(b"".join(browser.get(f"{address}mau.xlsx").streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    heads = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert {"Mã cán bộ", "Vai trò", "Đơn vị", "Từ ngày", "Đến ngày"} <= set(heads)
    data = "\n".join([HEAD, desk.line(0)]).encode()
    sent = browser.post(address, {"file": SimpleUploadedFile("vai-tro.csv", data)})
    change_set = ChangeSet.objects.get()
    read_role_set(change_set)
    page = browser.get(sent["Location"]).content.decode()
    assert desk.people[0].full_name in page and "Quản trị đơn vị" in page
    assert browser.get(f"{sent['Location']}cot/").status_code == 200
    asked = browser.post(f"{sent['Location']}de-nghi/", {"reason": REASON})
    effect = client_for(desk.second).get(asked["Location"]).content.decode()
    assert "vai-tro.csv" in effect and "Quản trị đơn vị" in effect
    # Who administers the unit sees it too, but did not send it: no form to propose it.
    assert "de-nghi" not in client_for(desk.admin).get(sent["Location"]).content.decode()
    assert client_for(desk.people[1]).get(sent["Location"]).status_code == 404
