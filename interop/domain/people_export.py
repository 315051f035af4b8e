"""The people of a unit as a sheet of the same template the import reads: sent back, it changes nothing."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.unit_names import UnitNames
from committees.models import Committee, Membership, subtree_q
from common.sheets.write import Column
from interop.domain.unit_sheets import request_sheet, write_sheet
from operations.domain.jobs import JobRun
from operations.models import Job

EXPORT: Final = "interop.export_people"
TITLE: Final = "Danh sách cán bộ"
COLUMNS: Final = (
    Column(header="Mã cán bộ", width=20),
    Column(header="Họ và tên", width=30),
    Column(header="Năm sinh", width=10),
    Column(header="Đơn vị", width=44),
    Column(header="Chức vụ", width=28),
    Column(header="Nhóm chức danh", width=24),
    Column(header="Thư điện tử", width=28),
    Column(header="Tên sắp xếp", width=14),
)
_CHUNK: Final = 2000


def request_people_file(*, committee: Committee, actor: User) -> Job:
    """Ask for the sheet; taking names out of the system is audited. The caller has checked `actor`."""
    return request_sheet(
        kind=EXPORT, action="people.exported", title=_("People of %(name)s"), committee=committee, actor=actor
    )


def write_people(committee: Committee, run: JobRun) -> None:
    """Everybody of the subtree, by unit and by given name, in constant memory."""
    people = Membership.objects.filter(
        subtree_q([committee], "committee__path"), valid_to__isnull=True, cadre__is_active=True
    )
    names = UnitNames.below(committee)
    ordered = people.select_related("cadre", "committee", "position_group").order_by(
        "committee__path", "cadre__sort_name", "pk"
    )
    write_sheet(
        run,
        committee=committee,
        name="danh-sach-can-bo",
        title=TITLE,
        columns=COLUMNS,
        rows=_rows(ordered.iterator(_CHUNK), names),
        total=people.count(),
        is_demo=people.filter(cadre__is_demo=True).exists(),
        units=list(people.order_by().values_list("committee_id", flat=True).distinct()),
    )


def _rows(people: Iterator[Membership], names: UnitNames) -> Iterator[tuple[str, ...]]:
    for membership in people:
        cadre = membership.cadre
        yield (
            cadre.username,
            cadre.full_name,
            str(cadre.birth_year or ""),
            names.written(membership.committee.path, membership.committee.name),
            membership.position,
            membership.position_group.name_vi,
            cadre.email,
            cadre.sorts_by,
        )
