"""The rows that were not written, given back in a file like the one that came, with the reason beside each.

Whatever stood above the first row of data stays: titles, the header, the row of *Nam* and *Nữ* below it. A text file
comes back as a text file with its own delimiter; every workbook comes back as .xlsx, the one kind that is written here.
"""

from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Final

from django.utils.translation import gettext as _

from common.sheets.delimited import delimiter_of
from common.sheets.read import read_table
from common.sheets.write_back import write_back_csv, write_back_xlsx
from interop.enums import ChangeSetKind, RowAction
from interop.models import ChangeSet
from operations.domain.jobs import JobRun

REASON: Final = "Lý do chưa ghi"
_REASON_WIDTH: Final = 60


def write_rejected(change_set: ChangeSet, run: JobRun) -> None:
    """Wrong rows and suspicions nobody decided."""
    with change_set.file.open("rb") as file:
        data = bytes(file.read())
    table = read_table(data, name=change_set.file_name)
    reasons = dict(_reasons(change_set))
    rows, widths = _with_reasons(change_set, table.rows, reasons)
    stem = f"{PurePath(change_set.file_name).stem[:80]}-chua-ghi"

    def progress(done: int) -> None:
        run.progress(min(done, len(reasons)), len(reasons))

    with TemporaryDirectory() as folder:
        path = Path(folder) / "chua-ghi"
        if table.sheet:
            header = change_set.layout["header"]
            write_back_xlsx(path, rows=rows(), header=header, widths=widths, progress=progress)
        else:
            write_back_csv(path, rows=rows(), delimiter=delimiter_of(data), progress=progress)
        run.store_file(path, f"{stem}.xlsx" if table.sheet else f"{stem}.csv")
    run.result({"rows": len(reasons)})


def _with_reasons(
    change_set: ChangeSet, rows: list[list[str]], reasons: dict[int, str]
) -> tuple[Callable[[], Iterator[list[str]]], list[int]]:
    """What stood above the data and the rows named in `reasons`, the reason last; and how wide the columns are.

    A column of reasons from an earlier time is left out, so that a file may come back again and again.
    """
    header: int = change_set.layout["header"]
    first = change_set.rows.order_by("number").values_list("number", flat=True)[0]
    heads = rows[header]
    kept = [place for place in range(max(map(len, rows))) if place >= len(heads) or heads[place] != REASON]

    def row(place: int, last: str) -> list[str]:
        cells = rows[place]
        return [*(cells[index] if index < len(cells) else "" for index in kept), last]

    def every() -> Iterator[list[str]]:
        for place in range(first - 1):
            yield row(place, REASON if place == header else "")
        for number, reason in reasons.items():
            yield row(number - 1, reason)

    below = [row(number - 1, "") for number in list(reasons)[:100]]
    widths = [max(len(cells[index]) for cells in [row(header, ""), *below]) for index in range(len(kept))]
    return every, [*widths, _REASON_WIDTH]


def _reasons(change_set: ChangeSet) -> Iterator[tuple[int, str]]:
    rejected = change_set.rows.filter(action=RowAction.WRONG) | change_set.rows.filter(
        action=RowAction.DUPLICATE, choice=""
    )
    undecided = (
        _("Resembles a unit that is here already or another row; nobody has decided whether it is the same unit.")
        if change_set.kind == ChangeSetKind.COMMITTEES
        else _("Resembles somebody who is here already; nobody has decided whether it is the same person.")
    )
    # Who was missing from the file has no row in it to give back.
    in_file = rejected.exclude(data__has_key="person").order_by("number")
    for row in in_file.only("number", "action", "problems").iterator(2000):
        yield row.number, " ".join(row.problems) or undecided
