"""The units below a committee as a sheet of the same template the import reads: sent back, it changes nothing."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import User
from committees.models import Committee
from common.sheets.write import Column
from common.text.formats import short_date
from interop.domain.committees_found import FoundCommittees
from interop.domain.unit_sheets import request_sheet, write_sheet
from operations.domain.jobs import JobRun
from operations.models import Job

EXPORT_UNITS: Final = "interop.export_committees"
TITLE: Final = "Danh sách đơn vị"
COLUMNS: Final = (
    Column(header="Tên đơn vị", width=44),
    Column(header="Tên ngắn", width=18),
    Column(header="Loại đơn vị", width=26),
    Column(header="Mã đơn vị", width=14),
    Column(header="Đơn vị cấp trên", width=44),
    Column(header="Từ ngày", width=14),
    Column(header="Đến ngày", width=14),
    Column(header="Đơn vị kế thừa", width=44),
)


def request_units_file(*, committee: Committee, actor: User) -> Job:
    """Ask for the sheet. The caller has checked `actor` against `committee`."""
    return request_sheet(
        kind=EXPORT_UNITS, action="committees.exported", title=_("Units of %(name)s"), committee=committee, actor=actor
    )


def write_units(committee: Committee, run: JobRun) -> None:
    """Everything below the committee, from above to below, former units included; not the committee itself."""
    found = FoundCommittees(committee)
    units = sorted((unit for unit in found.stored.values() if unit.pk != committee.pk), key=lambda unit: unit.path)
    write_sheet(
        run,
        committee=committee,
        name="danh-sach-don-vi",
        title=TITLE,
        columns=COLUMNS,
        rows=_rows(units, found),
        total=len(units),
        is_demo=committee.is_demo or any(unit.is_demo for unit in units),
    )


def _rows(units: list[Committee], found: FoundCommittees) -> Iterator[tuple[str, ...]]:
    for unit in units:
        above = found.above(unit)
        yield (
            unit.name,
            unit.short_name,
            unit.kind.name_vi,
            found.code_of(unit),
            found.written(above) if above else "",
            short_date(unit.valid_from),
            short_date(unit.valid_to) if unit.valid_to else "",
            found.successors(unit),
        )
