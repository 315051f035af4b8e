"""Lists of a unit as a sheet of the template that the import reads: asked for, and written by a job."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.models import User
from committees.models import Committee
from common.sheets.write import Column, write_xlsx
from common.text.vietnamese import slug
from operations.domain import audit
from operations.domain.jobs import JobRun, enqueue_job
from operations.models import Job

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@transaction.atomic
def request_sheet(*, kind: str, action: str, title: "StrOrPromise", committee: Committee, actor: User) -> Job:
    """Ask for the sheet; taking it out of the system is audited as `action`. `title` has room for the `name` of the
    unit. The caller has checked `actor` against `committee`."""
    audit.record(action=action, actor=actor, target=committee, committee_id=committee.pk)
    return enqueue_job(
        kind=kind,
        key=f"{actor.pk}:{committee.pk}",
        title=title % {"name": committee.name[:150]},
        parameters={"committee": committee.pk},
        requested_by=actor,
    )


def write_sheet(
    run: JobRun,
    *,
    committee: Committee,
    name: str,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    total: int,
    is_demo: bool,
    units: Sequence[int] = (),
) -> None:
    """Write the rows and keep the file with the job. `name`: of the file, before that of the unit. `units`: ids of
    those whose people are in it, kept for whoever takes the file later."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "danh-sach.xlsx"
        written = write_xlsx(
            path,
            title=title,
            note=committee.name + (". Số liệu minh họa" if is_demo else ""),
            columns=columns,
            rows=rows,
            progress=lambda done: run.progress(done, total),
        )
        run.store_file(path, f"{name}-{slug(committee.name)[:60]}.xlsx")
    run.result({"rows": written.rows, "sha256": written.sha256} | ({"units": list(units)} if units else {}))
