"""The audit log: whose entries one reads, under which names, in how many statements, and that reading is written."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.domain.people import change_person, deactivate_person
from accounts.models import User
from assessments.models import Quiz
from committees.domain.roles import end_role, grant_role
from committees.enums import Role
from committees.models import RoleGrant
from common.db.erasure import erasure_window
from learning.models import Enrolment
from operations.domain import audit
from operations.domain.addresses import address_words
from operations.domain.jobs import run_job
from operations.enums import JobState
from operations.models import Approval, AuditEntry, Job
from tests.committees.builders import member
from tests.reports.builders import Country, make_country, reviewer

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def country() -> Country:
    return make_country()


def _close(person: User, actor: User, reason: str = "Nghỉ hưu") -> AuditEntry:
    deactivate_person(person=person, actor=actor, reason=reason)
    return AuditEntry.objects.filter(action="person.deactivated").latest("pk")


def _read(client: Client, **asked: str) -> str:
    answer = client.get(reverse("audit_log"), asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_an_administrator_reads_what_happened_in_the_own_subtree(country: Country, client_for: SignIn) -> None:
    actor = reviewer(country.centre, Role.NATIONAL_ADMIN)
    here = _close(member(country.cells[0], name="Hoàng Thị Lan"), actor)
    there = _close(member(country.cells[4], name="Đỗ Văn Xa"), actor)
    assert (here.committee_id, there.committee_id) == (country.cells[0].pk, country.cells[4].pk)
    client = client_for(reviewer(country.a, Role.COMMITTEE_ADMIN))
    text = _read(client)
    assert "Hoàng Thị Lan" in text
    assert "Đỗ Văn Xa" not in text
    assert "Đ. V. X." not in text
    assert client.get(reverse("audit_entry", args=[here.pk])).status_code == 200
    assert client.get(reverse("audit_entry", args=[there.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.NATIONAL_ADMIN, Role.AUDITOR, Role.DATA_PROTECTION])
def test_who_reads_all_sees_initials_and_numbers(country: Country, client_for: SignIn, role: Role) -> None:
    person = member(country.cells[0], name="Hoàng Thị Lan")
    entry = _close(person, reviewer(country.centre, Role.NATIONAL_ADMIN))
    client = client_for(reviewer(country.centre, role))
    for text in (_read(client), client.get(reverse("audit_entry", args=[entry.pk])).content.decode()):
        assert f"H. T. L. (số {person.pk})" in text
        assert "Hoàng" not in text
    opening = {"purpose": "Kiểm tra việc đóng tài khoản", "next": reverse("audit_log")}
    answer = client.post(reverse("report_open_names", args=[country.centre.uuid]), opening)
    assert answer.status_code == (302 if role == Role.NATIONAL_ADMIN else 404)
    assert ("Hoàng Thị Lan" in _read(client)) == (role == Role.NATIONAL_ADMIN)


def test_others_find_no_log_and_the_refusal_is_in_it(country: Country, client_for: SignIn) -> None:
    for user in (member(country.cells[0]), reviewer(country.a), reviewer(country.centre, Role.TRAINER)):
        assert client_for(user).get(reverse("audit_log")).status_code == 404
        assert client_for(user).post(reverse("audit_export"), {"format": "csv"}).status_code == 404
        assert AuditEntry.objects.filter(action="access.refused", actor=user).count() == 2


def test_what_was_refused_is_said_by_its_address(country: Country, client_for: SignIn) -> None:
    """Its name in the program is English, and no word for readers; ids stay out of it."""
    assert client_for(reviewer(country.a)).get(reverse("unit_change", args=[country.a.uuid])).status_code == 404
    entry = AuditEntry.objects.get(action="access.refused")
    text = (
        client_for(reviewer(country.centre, Role.AUDITOR)).get(reverse("audit_entry", args=[entry.pk])).content.decode()
    )
    assert "/don-vi/…/thay-doi/" in text
    assert "unit_change" not in text
    assert [address_words(name) for name in ("wagtailadmin_pages:edit", "of_old", "of:old")] == [
        "/quan-tri/pages/…/edit/", "", ""
    ]  # fmt: skip


def test_filters(country: Country, client_for: SignIn) -> None:
    first, second = reviewer(country.centre, Role.NATIONAL_ADMIN), reviewer(country.centre, Role.NATIONAL_ADMIN)
    _close(member(country.cells[0], name="Lê Thị Một"), first)
    _close(member(country.cells[2], name="Lê Thị Hai"), second)
    change_person(person=member(country.cells[0], name="Lê Thị Ba"), changes={"birth_year": 1970}, actor=first)
    client = client_for(reviewer(country.a, Role.COMMITTEE_ADMIN))
    today = timezone.localdate()
    own = member(country.cells[1], name="Lê Thị Bốn")
    asked: list[tuple[dict[str, str], set[str]]] = [
        ({}, {"Một", "Hai", "Ba"}),
        ({"viec": "person.deactivated"}, {"Một", "Hai"}),
        ({"viec": "nhom:people"}, {"Một", "Hai", "Ba"}),
        ({"viec": "nhom:courses"}, set()),
        ({"don_vi": "dang uy xa hai"}, {"Hai"}),
        ({"nguoi": own.username}, set()),
        ({"tu": f"{today}"}, {"Một", "Hai", "Ba"}),
        ({"den": f"{today - timedelta(days=1)}"}, set()),
    ]
    for query, names in asked:
        text = _read(client, **query)
        assert {name for name in ("Một", "Hai", "Ba") if f"Lê Thị {name}" in text} == names, query
    assert "Không có đơn vị nào" in _read(client, don_vi=country.b.name)
    assert "Không có ai mang mã này" in _read(client, nguoi=first.username)
    national = client_for(second)
    text = _read(national, nguoi=f"số {first.pk}")
    assert "L. T. M." in text
    assert "L. T. B." in text
    assert "L. T. H." not in text
    assert national.get(reverse("audit_log"), {"viec": "khong.co"}).context["form"].errors


def test_a_page_costs_the_same_for_any_number_of_entries(country: Country, client_for: SignIn) -> None:
    actor = reviewer(country.centre, Role.NATIONAL_ADMIN)
    counts = []
    for reader in (actor, reviewer(country.a, Role.COMMITTEE_ADMIN)):
        client = client_for(reader)
        for more in (1, 60):
            for _each in range(more):
                _close(member(country.cells[0]), actor)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                _read(client)
            counts.append(
                len([q for q in asked if not q["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT"))])
            )
    # The first page of few entries tells of roles as well, whose rows take a statement of their own.
    assert counts[1] <= counts[0] <= 13
    assert counts[3] <= counts[2] <= 13


def test_reading_and_exporting_are_written_down(country: Country, client_for: SignIn) -> None:
    reader = reviewer(country.a, Role.COMMITTEE_ADMIN)
    entry = _close(member(country.cells[0]), reader)
    client = client_for(reader)
    _read(client, viec="nhom:people", tu="2026-01-01")
    client.get(reverse("audit_entry", args=[entry.pk]))
    client.post(reverse("audit_export"), {"viec": "nhom:people", "format": "csv"})
    run_job(Job.objects.latest("pk").pk)
    client.get(reverse("job_file", args=[Job.objects.latest("pk").uuid]))
    found = AuditEntry.objects.filter(actor=reader).exclude(action="person.deactivated").order_by("pk")
    assert [(row.action, row.committee_id == country.a.pk) for row in found[:3]] == [
        ("audit.log_opened", True), ("audit.entry_opened", True), ("audit.exported", True),
    ]  # fmt: skip
    assert found[3].action == "job.file_taken"
    assert found[0].after == {"topic": "people", "first_day": "2026-01-01"}
    assert found[1].object_id == str(entry.pk)


def test_the_reason_of_an_exemption_is_for_the_unit(country: Country, client_for: SignIn) -> None:
    reader = reviewer(country.a, Role.COMMITTEE_ADMIN)
    with transaction.atomic():
        entry = audit.record(
            action="enrolment.exempt", actor=reader, target=reader, committee_id=country.cells[0].pk, reason="BÍMẬT"
        )
    address = reverse("audit_entry", args=[entry.pk])
    assert "BÍMẬT" in client_for(reader).get(address).content.decode()
    for role in (Role.NATIONAL_ADMIN, Role.AUDITOR, Role.DATA_PROTECTION):
        text = client_for(reviewer(country.centre, role)).get(address).content.decode()
        assert "BÍMẬT" not in text
        assert "chỉ quản trị đơn vị" in text


def test_an_entry_tells_its_seal_and_a_broken_one(country: Country, client_for: SignIn) -> None:
    actor = reviewer(country.centre, Role.NATIONAL_ADMIN)
    entry = _close(member(country.cells[0]), actor)
    client, address = client_for(actor), reverse("audit_entry", args=[entry.pk])
    assert "chờ niêm phong" in client.get(address).content.decode()
    audit.seal()
    assert "còn nguyên như khi niêm phong" in client.get(address).content.decode()
    with erasure_window():
        AuditEntry.objects.filter(pk=entry.pk).update(reason="Sửa lén")
    assert "Chuỗi bị đứt tại đây" in client.get(address).content.decode()


def test_a_column_nobody_has_named_is_masked(country: Country, client_for: SignIn) -> None:
    actor = reviewer(country.centre, Role.NATIONAL_ADMIN)
    with transaction.atomic():
        entry = audit.record(
            action="person.changed", actor=actor, target=actor, after={"la": "LỘ", "columns": ["email"]}
        )
    text = client_for(actor).get(reverse("audit_entry", args=[entry.pk])).content.decode()
    assert "LỘ" not in text
    assert "•••" in text
    assert "email" in text


@pytest.mark.parametrize("wanted", ["xlsx", "csv"])
def test_the_file_holds_what_the_screen_shows(country: Country, client_for: SignIn, wanted: str) -> None:
    actor = reviewer(country.centre, Role.NATIONAL_ADMIN)
    _close(member(country.cells[0], name="Hoàng Thị Lan"), actor, "=1+1")
    _close(member(country.cells[4], name="Đỗ Văn Xa"), actor)
    audit.seal()
    client = client_for(reviewer(country.a, Role.COMMITTEE_ADMIN))
    client.post(reverse("audit_export"), {"viec": "person.deactivated", "format": wanted})
    job = Job.objects.latest("pk")
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.message
    assert job.result["rows"] == 1
    with job.file.open("rb") as file:
        data = file.read()
    if wanted == "csv":
        cells = list(csv.reader(StringIO(data.decode("utf-8-sig")), delimiter=";"))[1]
    else:
        sheet = load_workbook(BytesIO(data)).active
        assert sheet is not None
        cells = next([str(cell) for cell in row] for row in sheet.iter_rows(values_only=True) if row[0] == 1)
    assert cells[2] == "Đóng tài khoản" or "tài khoản" in cells[2]
    assert cells[5] == "Hoàng Thị Lan"
    assert cells[7] in ("'=1+1", "=1+1")
    assert int(cells[10]) > 0


def test_a_right_that_ended_gives_no_file(country: Country, client_for: SignIn) -> None:
    reader = reviewer(country.a, Role.COMMITTEE_ADMIN)
    client = client_for(reader)
    client.post(reverse("audit_export"), {"format": "csv"})
    job = Job.objects.latest("pk")
    run_job(job.pk)
    assert client.get(reverse("job_file", args=[job.uuid])).status_code == 200
    end_role(grant=RoleGrant.objects.get(user=reader), actor=None, reason="Chuyển công tác")
    answer = client_for(User.objects.get(pk=reader.pk)).get(reverse("job_file", args=[job.uuid]))
    assert answer.status_code == 404
    assert AuditEntry.objects.filter(action="access.refused", object_type="operations.job").count() == 1


def test_a_row_is_told_by_whose_it_is_not_by_its_number(country: Country, client_for: SignIn) -> None:
    national = reviewer(country.centre, Role.NATIONAL_ADMIN)
    person = member(country.cells[0], name="Hoàng Thị Lan")
    grant = grant_role(user=person, role=Role.COMMITTEE_REVIEWER, committee=country.cells[0], actor=national)
    enrolment = Enrolment.objects.get(cadre=person, campaign=country.campaign)
    with transaction.atomic():
        audit.record(
            action="enrolment.exempt", actor=national, target=enrolment, committee_id=country.cells[0].pk, reason="x"
        )
    course = country.campaign.course.title_vi
    near = client_for(reviewer(country.a, Role.COMMITTEE_ADMIN))
    for asked, text in (("enrolment.exempt", course), ("committees.role_granted", "người theo dõi kết quả của đơn vị")):
        assert f"Hoàng Thị Lan, {text}" in _read(near, viec=asked)
        assert f"H. T. L. (số {person.pk}), {text}" in _read(client_for(national), viec=asked)
    assert f"số {grant.pk}" not in _read(near, viec="committees.role_granted")


def test_days_are_asked_for_as_they_are_written_here(country: Country, client_for: SignIn) -> None:
    actor = reviewer(country.centre, Role.NATIONAL_ADMIN)
    _close(member(country.cells[0], name="Hoàng Thị Lan"), actor)
    client, today = client_for(actor), timezone.localdate()
    for day, found in ((today, True), (today - timedelta(days=1), False)):
        text = _read(client, viec="person.deactivated", den=day.strftime("%d/%m/%Y"))
        assert ("H. T. L." in text) is found
        assert f'value="{day:%d/%m/%Y}"' in text
    assert 'type="date"' not in _read(client)


def test_days_proposals_and_quizzes_are_said_as_people_say_them(country: Country, client_for: SignIn) -> None:
    national = reviewer(country.centre, Role.NATIONAL_ADMIN)
    person = member(country.cells[0], name="Hoàng Thị Lan")
    grant = grant_role(user=person, role=Role.COMMITTEE_REVIEWER, committee=country.cells[0], actor=national)
    enrolment = Enrolment.objects.get(cadre=person, campaign=country.campaign)
    quiz = Quiz.objects.create(bank="b", slug="s", title_vi="Kiểm tra cuối khóa")
    approval = Approval.objects.create(
        kind="committees.tree", object_type="committees.committee", object_id="3606", fingerprint="x", reason="x",
        proposed_by=national, expires_at=timezone.now(),
    )  # fmt: skip
    with transaction.atomic():
        role = audit.record(
            action="committees.role_granted", actor=national, target=grant, committee_id=country.cells[0].pk,
            after={"from": "2026-11-30T17:38:32.092Z", "to": "2026-12-24", "approval": str(approval.uuid)},
        )  # fmt: skip
        more = audit.record(
            action="enrolment.accommodated", actor=national, target=enrolment, committee_id=country.cells[0].pk,
            after={"accommodation": 917, "quiz": str(quiz.uuid), "minutes": 15},
        )  # fmt: skip
        asked = audit.record(
            action="approval.asked", actor=national, target=approval, committee_id=country.cells[0].pk,
            after={"kind": "committees.tree", "object": "committees.committee 3606"},
        )  # fmt: skip
    client = client_for(reviewer(country.a, Role.COMMITTEE_ADMIN))
    text = client.get(reverse("audit_entry", args=[role.pk])).content.decode()
    assert "Từ thời điểm" in text
    assert "Người gửi" not in text
    assert ">00:38 01/12/2026<" in text
    assert ">24/12/2026<" in text
    assert f"số {approval.pk}<" in text
    assert str(approval.uuid) not in text
    text = client.get(reverse("audit_entry", args=[more.pk])).content.decode()
    assert "Kiểm tra cuối khóa" in text
    assert str(quiz.uuid) not in text
    assert "917" not in text.partition("Trước và sau")[2]
    text = client.get(reverse("audit_entry", args=[asked.pk])).content.decode()
    assert ">Chuyển hoặc sáp nhập đơn vị<" in text and ">Đơn vị số 3606<" in text
    assert "committees." not in text.partition("Trước và sau")[2]


def test_entries_are_asked_for_by_the_person_they_are_about(country: Country, client_for: SignIn) -> None:
    national = reviewer(country.centre, Role.NATIONAL_ADMIN)
    lan, xa = member(country.cells[0], name="Hoàng Thị Lan"), member(country.cells[4], name="Đỗ Văn Xa")
    grant_role(user=lan, role=Role.COMMITTEE_REVIEWER, committee=country.cells[0], actor=national)
    change_person(person=lan, changes={"birth_year": 1970}, actor=national)
    change_person(person=member(country.cells[1], name="Lê Thị Khác"), changes={"birth_year": 1970}, actor=national)
    client = client_for(reviewer(country.a, Role.COMMITTEE_ADMIN))
    text = _read(client, ve=lan.username)
    assert "Lê Thị Khác" not in text
    assert len(client.get(reverse("audit_log"), {"ve": lan.username}).context["rows"]) >= 3
    assert "Hoàng Thị Lan, người theo dõi" in text
    assert "Không có ai mang mã này" in _read(client, ve=xa.username)
    # What is asked stands in the log.
    with CaptureQueriesContext(connection) as few:
        _read(client, ve=lan.username)
    assert AuditEntry.objects.filter(action="audit.log_opened").latest("pk").after == {"concerned": lan.pk}
    for year in range(1950, 1980):
        change_person(person=lan, changes={"birth_year": year}, actor=national)
    with CaptureQueriesContext(connection) as many:
        _read(client, ve=lan.username)
    assert len(many) == len(few)


def test_the_own_readings_are_left_out_until_they_are_asked_for(country: Country, client_for: SignIn) -> None:
    reader, other = (reviewer(country.centre, role) for role in (Role.AUDITOR, Role.NATIONAL_ADMIN))
    client = client_for(reader)
    _read(client_for(other))
    _read(client)

    def readings(**asked: str) -> list[int | None]:
        rows = client.get(reverse("audit_log"), asked).context["rows"]
        return [row.entry.actor_id for row in rows if row.entry.action == "audit.log_opened"]

    assert readings() == [other.pk]
    assert reader.pk in readings(tu_xem="on")
    assert reader.pk in readings(viec="audit.log_opened")
