"""The units below a committee as a sheet of the same template the import reads: sent back, it changes nothing."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from committees.models import Committee
from common.sheets.write import Column, write_xlsx
from common.text.formats import short_date
from common.text.vietnamese import slug
from interop.domain.committees_found import FoundCommittees
from operations.domain import audit
from operations.domain.jobs import JobRun, enqueue_job
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


@transaction.atomic
def request_units_file(*, committee: Committee, actor: User) -> Job:
    """Ask for the sheet. The caller has checked `actor` against `committee`."""
    audit.record(action="committees.exported", actor=actor, target=committee, committee_id=committee.pk)
    return enqueue_job(
        kind=EXPORT_UNITS,
        key=f"{actor.pk}:{committee.pk}",
        title=_("Units of %(name)s") % {"name": committee.name[:150]},
        parameters={"committee": committee.pk},
        requested_by=actor,
    )


def write_units(committee: Committee, run: JobRun) -> None:
    """Everything below the committee, from above to below, former units included; not the committee itself."""
    found = FoundCommittees(committee)
    units = sorted((unit for unit in found.stored.values() if unit.pk != committee.pk), key=lambda unit: unit.path)
    is_demo = committee.is_demo or any(unit.is_demo for unit in units)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "don-vi.xlsx"
        written = write_xlsx(
            path,
            title=TITLE,
            note=f"{committee.name}" + (". Số liệu minh họa" if is_demo else ""),
            columns=COLUMNS,
            rows=_rows(units, found),
            progress=lambda done: run.progress(done, len(units)),
        )
        run.store_file(path, f"danh-sach-don-vi-{slug(committee.name)[:60]}.xlsx")
    run.result({"rows": written.rows, "sha256": written.sha256})


def _rows(units: list[Committee], found: FoundCommittees) -> Iterator[tuple[str, ...]]:
    for unit in units:
        above = found.above(unit)
        yield (
            unit.name,
            unit.short_name,
            unit.kind.name_vi,
            unit.code,
            found.written(above) if above else "",
            short_date(unit.valid_from),
            short_date(unit.valid_to) if unit.valid_to else "",
            found.successors(unit),
        )
