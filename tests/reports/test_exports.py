"""Files: what they hold, who gets them, and that a right that ended is a right that ended."""

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from committees.domain.roles import end_role
from committees.enums import Role
from committees.models import RoleGrant
from learning.enums import EnrolmentStatus
from operations.domain.jobs import run_job
from operations.enums import JobState
from operations.models import AuditEntry, Job
from reports.domain import exports
from reports.domain.exports import may_download
from tests.operations.integrity import asked_integrity
from tests.reports.builders import Country, enrol, make_country, reviewer, set_status

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def country() -> Country:
    return make_country()


def _export(client: Client, country: Country, **wanted: str) -> Job:
    answer = client.post(reverse("report_export", args=[country.a.uuid]), wanted)
    job = Job.objects.latest("pk")
    assert answer.headers["Location"] == reverse("job", args=[job.uuid])
    return job


def _run(job: Job) -> bytes:
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.message
    with job.file.open("rb") as file:
        return bytes(file.read())


def test_a_board_as_excel(country: Country, client_for: SignIn) -> None:
    set_status(enrol(country, country.cells[0]), EnrolmentStatus.COMPLETED, passed=True)
    enrol(country, country.cells[0])
    enrol(country, country.a)
    user = reviewer(country.a)
    job = _export(client_for(user), country, kind="board", format="xlsx")
    sheet = load_workbook(BytesIO(_run(job))).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert "Tỉnh ủy Sen Hồng" in str(rows[0][0])
    assert "cây tổ chức hôm nay" in str(rows[1][0])
    assert rows[2][:4] == ["STT", "Đơn vị", "Thuộc diện", "Chưa học"]
    assert rows[3][:6] == [1, "Đảng ủy xã Một", 2, 1, 0, 1]
    assert rows[3][11:] == [50, "chưa đạt"]
    assert [row[1] for row in rows[3:7]] == ["Đảng ủy xã Một", "Cán bộ trực thuộc", "Đảng ủy xã Hai", "Tổng cộng"]
    assert rows[6][2] == 3
    assert job.file_name.startswith("ket-qua-tinh-uy-sen-hong-")
    assert job.result["rows"] == 4
    assert job.result["sha256"] == job.file_sha256


def test_the_page_of_a_file_stands_under_the_results_and_leads_back_there(country: Country, client_for: SignIn) -> None:
    browser = client_for(reviewer(country.a))
    job = _export(browser, country, kind="board", format="xlsx")
    _run(job)
    page = browser.get(reverse("job", args=[job.uuid])).content.decode()
    assert 'href="/bao-cao/" aria-current="page"' in page
    assert '<a class="button button--quiet" href="/bao-cao/">Quay lại</a>' in page


def test_a_named_list_as_csv_runs_no_formula_and_is_audited(country: Country, client_for: SignIn) -> None:
    enrol(country, country.cells[0], name="=HYPERLINK(1) Ác")
    enrol(country, country.cells[0], name="Trần Văn An")
    enrol(country, country.cells[5], name="Người Ngoài")
    job = _export(client_for(reviewer(country.a)), country, kind="roster", format="csv")
    rows = list(csv.reader(StringIO(_run(job).decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:4] == ["STT", "Họ và tên", "Năm sinh", "Đơn vị"]
    assert [row[1] for row in rows[1:3]] == ["'=HYPERLINK(1) Ác", "Trần Văn An"]
    assert rows[1][5] == "chưa học"
    assert len(rows) == 5
    assert rows[-1][0].startswith("# Số dòng: 2.")
    entry = AuditEntry.objects.get(action="reports.names_exported")
    assert (entry.committee_id, entry.after["names"]) == (country.a.pk, "full")


def test_a_reviewer_takes_out_what_the_page_shows_and_no_code(country: Country, client_for: SignIn) -> None:
    enrolment = enrol(country, country.cells[0], name="Trần Văn An")
    user = enrolment.cadre
    user.birth_year, user.email = 1987, "an@vi-du.vn"
    user.save()
    browser = client_for(reviewer(country.a))
    page = browser.get(reverse("report_roster", args=[country.a.uuid])).content.decode()
    heads = re.findall(r'<th scope="col"(?: class="num")?>([^<]+)</th>', page)
    text = _run(_export(browser, country, kind="roster", format="csv")).decode("utf-8-sig")
    head, row = list(csv.reader(StringIO(text), delimiter=";"))[:2]
    assert head == ["STT", *heads]
    assert ("1987" in row, "1987" in page) == (True, True)
    assert user.username not in text and user.email not in text


def test_many_rows_come_in_batches_in_the_order_of_names(
    country: Country, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "_BATCH", 2)
    for name in ("Vũ Văn Đông", "Lê Thị Ánh", "Bùi Văn Em", "Cao Văn Ân", "Đỗ Thị Anh"):
        enrol(country, country.cells[0], name=name)
    text = _run(_export(client_for(reviewer(country.a)), country, kind="roster", format="csv")).decode("utf-8-sig")
    given = [row[1].split()[-1] for row in list(csv.reader(StringIO(text), delimiter=";"))[1:6]]
    assert given == ["Anh", "Ánh", "Ân", "Đông", "Em"]


def test_a_double_click_is_one_job(country: Country, client_for: SignIn) -> None:
    enrol(country, country.cells[0])
    client = client_for(reviewer(country.a))
    first = _export(client, country, kind="board", format="csv")
    assert _export(client, country, kind="board", format="csv") == first


def test_a_right_that_ended_gives_no_file(country: Country, client_for: SignIn) -> None:
    enrol(country, country.cells[0])
    user = reviewer(country.a)
    client = client_for(user)
    done, waiting = (_export(client, country, kind="roster", format=f) for f in ("csv", "xlsx"))
    _run(done)
    assert may_download(done, user)
    assert not may_download(done, reviewer(country.a))
    end_role(grant=RoleGrant.objects.get(user=user), actor=None)
    user = User.objects.get(pk=user.pk)
    assert not may_download(done, user)
    run_job(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, bool(waiting.file)) == (JobState.FAILED, False)


def test_an_auditor_takes_initials_and_the_centre_needs_its_purpose(country: Country, client_for: SignIn) -> None:
    enrol(country, country.cells[0], name="Hoàng Thị Lan")
    auditor = reviewer(country.centre, Role.AUDITOR)
    job = _export(client_for(auditor), country, kind="roster", format="csv")
    text = _run(job).decode("utf-8-sig")
    assert "H. T. L." in text
    assert "Hoàng" not in text
    assert "Chuyên viên" not in text
    assert may_download(job, auditor)

    client = client_for(reviewer(country.centre, Role.NATIONAL_ADMIN))
    refused = client.post(reverse("report_export", args=[country.a.uuid]), {"kind": "roster", "format": "csv"})
    assert refused.headers["Location"] == reverse("report_roster", args=[country.a.uuid])
    assert Job.objects.count() == 1
    client.post(reverse("report_open_names", args=[country.a.uuid]), {"purpose": "Đối soát theo Công văn 12"})
    text = _run(_export(client, country, kind="roster", format="csv")).decode("utf-8-sig")
    assert "Hoàng Thị Lan" in text


def _broken() -> tuple[int, list[str]]:
    """The exit code of `verify_integrity`, and what it says of exports."""
    code, found = asked_integrity()
    return code, [finding["object"] for finding in found["I7-exports"]]


def _foot(data: bytes, format_: str) -> str:
    if format_ == "csv":
        return data.decode("utf-8-sig").splitlines()[-1]
    sheet = load_workbook(BytesIO(data)).active
    assert sheet is not None
    return str(list(sheet.iter_rows(values_only=True))[-1][0])


@pytest.mark.parametrize("kind", ["board", "roster"])
def test_the_last_line_counts_the_rows_and_carries_their_hash_in_both_formats(
    country: Country, client_for: SignIn, kind: str
) -> None:
    for name in ("Hoàng Thị Lan", "=1+1 Nguyễn", "Đỗ; Văn"):
        enrol(country, country.cells[0], name=name)
    client = client_for(reviewer(country.a))
    jobs = {format_: _export(client, country, kind=kind, format=format_) for format_ in ("csv", "xlsx")}
    feet = {format_: _foot(_run(job), format_) for format_, job in jobs.items()}
    digest, rows = jobs["csv"].result["rows_sha256"], jobs["csv"].result["rows"]
    assert feet == {
        "csv": f"# Số dòng: {rows}. SHA-256: {digest}",
        "xlsx": f"Số dòng: {rows}. SHA-256: {digest}",
    }
    assert _broken() == (0, [])
    with jobs["csv"].file.open("rb") as file:
        above = b"".join(file.read().removeprefix(BOM_UTF8).splitlines(keepends=True)[: rows + 1])
    assert sha256(above).hexdigest() == digest


def _lose_a_row(job: Job) -> None:
    """As if the file had been kept short from the first: its own hash is right."""
    path = Path(job.file.path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:1] + lines[2:]))
    _say_the_hash_is(job, sha256(path.read_bytes()).hexdigest())


def _lose_the_foot(job: Job) -> None:
    path = Path(job.file.path)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    _say_the_hash_is(job, sha256(path.read_bytes()).hexdigest())


def _say_the_hash_is(job: Job, digest: str) -> None:
    Job.objects.filter(pk=job.pk).update(file_sha256=digest, result={**job.result, "sha256": digest})


def _keep_another_hash(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(result={**job.result, "sha256": "0" * 64})


def _be_unfinished(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED)


def _have_no_file(job: Job) -> None:
    job.file.storage.delete(job.file.name)
    Job.objects.filter(pk=job.pk).update(file="", file_sha256="")


@pytest.mark.parametrize("corrupt", [_lose_a_row, _lose_the_foot, _keep_another_hash, _be_unfinished, _have_no_file])
def test_an_export_that_is_not_whole_is_found(
    country: Country, client_for: SignIn, corrupt: Callable[[Job], None]
) -> None:
    enrol(country, country.cells[0])
    job = _export(client_for(reviewer(country.a)), country, kind="roster", format="csv")
    _run(job)
    corrupt(job)
    assert _broken() == (1, [f"job {job.uuid}"])
