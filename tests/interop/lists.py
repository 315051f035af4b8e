"""A province with a clerk who sends lists of people, and what is done with such a list."""

from pathlib import Path

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from committees.domain.roles import grant_role
from committees.enums import Role
from committees.models import Committee
from committees.rules import can_administer
from interop.domain.change_sets import start_undo
from interop.domain.people_import import apply_change_set, confirm, read_change_set, receive_file
from interop.domain.people_undo import undo_change_set
from interop.models import ChangeSet
from tests.committees.builders import member, reference_centre, units

HEADER = ["STT", "Mã cán bộ", "Họ và tên", "Ngày sinh", "Đơn vị", "Chức vụ"]


class Unit:
    def __init__(self) -> None:
        centre = reference_centre()
        self.province, self.other_province = units(centre, "Tỉnh ủy Sen Hồng", "Tỉnh ủy Sen Trắng", kind="province")
        self.one, self.two = units(self.province, "Đảng ủy xã Một", "Đảng ủy xã Hai")
        self.foreign = units(self.other_province, "Đảng ủy xã Ba")[0]
        self.admin = member(self.one, name="Lê Thị Quản")


def sheet(tmp_path: Path, rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["DANH SÁCH CÁN BỘ NĂM 2026"])
    page.append(HEADER)
    for row in rows:
        page.append(row)
    path = tmp_path / "ds.xlsx"
    book.save(path)
    return path.read_bytes()


def read(unit: Unit, data: bytes, name: str = "ds.xlsx", committee: Committee | None = None) -> ChangeSet:
    file = SimpleUploadedFile(name, data)
    change_set = receive_file(committee=committee or unit.province, file=file, actor=unit.admin)
    change_set.refresh_from_db()
    return read_change_set(change_set)


def counted(change_set: ChangeSet) -> dict[str, int]:
    return {action: count for action, count in change_set.counts.items() if count}


def apply(unit: Unit, change_set: ChangeSet) -> ChangeSet:
    confirm(change_set=change_set, actor=unit.admin)
    change_set.refresh_from_db()
    apply_change_set(change_set, actor=unit.admin)
    change_set.refresh_from_db()
    return change_set


def administrator(unit: Unit) -> User:
    """The clerk, who administers the province from now on at the latest; nothing kept of what was so before."""
    if not can_administer(User.objects.get(pk=unit.admin.pk), unit.province):
        grant_role(user=unit.admin, role=Role.COMMITTEE_ADMIN, committee=unit.province, actor=None)
    return User.objects.get(pk=unit.admin.pk)


def undo(unit: Unit, change_set: ChangeSet) -> ChangeSet:
    actor = administrator(unit)
    start_undo(change_set=change_set, actor=actor)
    undo_change_set(change_set, actor=actor)
    change_set.refresh_from_db()
    return change_set
