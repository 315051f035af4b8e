"""The units below a committee as a file: the import's template, the own subtree, and back without a change."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from committees.domain.entering import record_successions
from committees.domain.renaming import rename_committee
from committees.domain.roles import end_role, grant_role
from committees.domain.tree import close_committee, move_committee
from committees.enums import Role
from committees.models import Committee
from common.sheets.read import read_table
from interop.domain.change_sets import receive_file
from interop.domain.committees_export import COLUMNS
from interop.domain.committees_import import read_committee_set
from interop.enums import ChangeSetKind
from operations.domain.jobs import run_job
from operations.models import AuditEntry, Job
from tests.committees.builders import member, units
from tests.interop.test_committees_import import Desk

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def exported(browser: Client, unit: Committee) -> bytes:
    assert browser.post(reverse("export_committees", args=[unit.uuid])).status_code == 302
    job = Job.objects.filter(kind="interop.export_committees").latest("pk")
    run_job(job.pk)
    job.refresh_from_db()
    with job.file.open("rb") as file:
        return bytes(file.read())


def table(data: bytes) -> list[list[str]]:
    rows = read_table(data, name="don-vi.xlsx").rows
    head = next(place for place, row in enumerate(rows) if row[:1] == [COLUMNS[0].header])
    return [row for row in rows[head + 1 :] if len(row) > 1]


def full_tree(desk: Desk) -> Committee:
    """Twins, a code, a short name, moved and former units, a split, and a name like that of an area."""
    province, far = units(desk.centre, "Tỉnh ủy Sen", "Tỉnh ủy Súng", kind="province")
    one, two = units(province, "Đảng ủy xã Tân Hòa", "Đảng ủy xã Tân Hóa")
    rename_committee(committee=one, actor=None, short_name="TH", code="70001")
    units(one, "Chi bộ 1", "Chi bộ 2", kind="cell")
    units(two, "Chi bộ 1", "Xã đoàn", kind="cell")
    (moved,) = units(one, "Chi bộ Chuyển", kind="cell")
    move_committee(committee=moved, parent=two, on=date(2026, 3, 1), actor=None)
    split, gone = units(province, "Đảng ủy xã Tách", "Đảng ủy xã Hết")
    (cell,) = units(gone, "Chi bộ Cũ", kind="cell")
    for unit in (cell, split, gone):
        close_committee(committee=unit, on=date(2026, 2, 1), actor=None)
    away = units(far, "Đảng ủy xã Xa")[0]
    record_successions(pairs=[(split.pk, one.pk), (split.pk, two.pk), (gone.pk, away.pk)])
    return province


def test_what_goes_out_comes_back_without_a_change(desk: Desk, client_for: SignIn) -> None:
    province = full_tree(desk)
    below = Committee.objects.filter(path__startswith=province.path).exclude(pk=province.pk)
    for top in (province, desk.centre):
        data = exported(client_for(desk.first), top)
        change_set = receive_file(
            committee=top,
            file=SimpleUploadedFile("don-vi.xlsx", data),
            actor=desk.first,
            kind=ChangeSetKind.COMMITTEES,
        )
        counts = read_committee_set(change_set).counts
        assert [problem for row in change_set.rows.all() for problem in row.problems] == []
        expected = below.count() if top == province else Committee.objects.count() - 1
        assert {action: count for action, count in counts.items() if count} == {"unchanged": expected}


def test_every_column_says_what_the_tree_knows(desk: Desk, client_for: SignIn) -> None:
    rows = {(row[0], row[4]): row for row in table(exported(client_for(desk.first), full_tree(desk)))}
    assert rows["Đảng ủy xã Tân Hòa", "Tỉnh ủy Sen"] == [
        "Đảng ủy xã Tân Hòa", "TH", "Đảng ủy xã", "70001", "Tỉnh ủy Sen", "01/07/2025", "", "",
    ]  # fmt: skip
    former = rows["Đảng ủy xã Tách", "Tỉnh ủy Sen"]
    assert former[5:8] == ["01/07/2025", "31/01/2026", "Đảng ủy xã Tân Hòa; Đảng ủy xã Tân Hóa"]


def test_only_what_lies_in_the_own_subtree_and_only_while_one_administers_it(desk: Desk, client_for: SignIn) -> None:
    province = full_tree(desk)
    administrator = member(province)
    grant = grant_role(user=administrator, role=Role.COMMITTEE_ADMIN, committee=province, actor=None)
    browser = client_for(administrator)
    names = {row[0] for row in table(exported(browser, province))}
    assert "Đảng ủy xã Tân Hòa" in names and "Tỉnh ủy Súng" not in names
    entry = AuditEntry.objects.get(action="committees.exported")
    assert (entry.actor, entry.committee_id) == (administrator, province.pk)
    for unit in (desk.centre, Committee.objects.get(name="Tỉnh ủy Súng")):
        assert browser.post(reverse("export_committees", args=[unit.uuid])).status_code == 404
    address = reverse("job_file", args=[Job.objects.get(kind="interop.export_committees").uuid])
    assert browser.get(address).status_code == 200
    end_role(grant=grant, actor=desk.first)
    assert client_for(User.objects.get(pk=administrator.pk)).get(address).status_code == 404
