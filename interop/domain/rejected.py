"""The rows that were not written, given back as they came, with the reason beside each."""

from collections.abc import Iterator
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from common.sheets.read import read_table
from common.sheets.write import Column, write_xlsx
from interop.enums import RowAction
from interop.models import ChangeSet
from operations.domain.jobs import JobRun

REASON = "Lý do chưa ghi"


def write_rejected(change_set: ChangeSet, run: JobRun) -> None:
    """Wrong rows and suspicions nobody decided, in the columns of the file that was sent."""
    with change_set.file.open("rb") as file:
        rows = read_table(file, name=change_set.file_name).rows
    header = rows[change_set.layout["header"]]
    width = max(map(len, rows))
    heads = [*header, *[""] * (width - len(header))]
    heads = [head for head in heads if head != REASON]
    kept = [place for place in range(width) if place >= len(header) or header[place] != REASON]
    reasons = dict(_reasons(change_set))
    name = f"{PurePath(change_set.file_name).stem[:80]}-chua-ghi.xlsx"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "chua-ghi.xlsx"
        write_xlsx(
            path,
            title=_("Rows that were not written"),
            columns=[*(Column(header=head) for head in heads), Column(header=REASON, width=60)],
            rows=(
                [*(rows[number - 1][place] if place < len(rows[number - 1]) else "" for place in kept), reason]
                for number, reason in reasons.items()
            ),
            progress=lambda done: run.progress(done, len(reasons)),
        )
        run.store_file(path, name)
    run.result({"rows": len(reasons)})


def _reasons(change_set: ChangeSet) -> Iterator[tuple[int, str]]:
    rejected = change_set.rows.filter(action=RowAction.WRONG) | change_set.rows.filter(
        action=RowAction.DUPLICATE, choice=""
    )
    undecided = _("Resembles somebody who is here already; nobody has decided whether it is the same person.")
    # Who was missing from the file has no row in it to give back.
    in_file = rejected.exclude(data__has_key="person").order_by("number")
    for row in in_file.only("number", "action", "problems").iterator(2000):
        yield row.number, " ".join(row.problems) or undecided
