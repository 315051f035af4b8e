"""Questions out to Excel: the bank as a filled sheet, and the wrong rows of a file with their reasons."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from assessments.domain.bank import raw_of
from assessments.domain.queries.bank import latest_versions
from assessments.question_types.rich_text import typed_of
from assessments.rules import categories_seen_by, questions_seen_by
from common.text.vietnamese import sort_key
from interop.enums import RowAction
from interop.formats.question_sheet import BadCell, cells_of
from interop.formats.question_sheet_file import EXAMPLE, write_question_sheet
from interop.models import QuestionSheet


def write_template(path: Path, bank: str, user: Any) -> None:
    """An example to write over, with the categories of the bank to choose from."""
    write_question_sheet(path, [EXAMPLE], categories=_categories(bank, user))


def write_bank_sheet(path: Path, bank: str, user: Any, progress: Callable[[int, int], None]) -> tuple[int, int]:
    """The questions in use of the bank that the person sees; gives how many are in it and how many do not fit.

    It holds answers: only for who may read the keys of the bank.
    """
    versions = latest_versions(questions_seen_by(user), {"bank": bank}).select_related("answer_key")
    total = versions.count()
    left_out: list[tuple[str, str, str]] = []

    def rows() -> Iterator[dict[str, str]]:
        for done, version in enumerate(versions.iterator(chunk_size=200), start=1):
            try:
                yield cells_of(raw_of(version), typed_of)
            except BadCell as error:
                left_out.append((version.question.code, str(version.get_type_display()), str(error)))
            progress(done, total)

    filled = list(rows())
    write_question_sheet(path, filled, categories=_categories(bank, user), left_out=left_out)
    return len(filled), len(left_out)


def write_wrong_rows(path: Path, sheet: QuestionSheet) -> int:
    """The rows that were not taken, as they were typed, with the reason in the last column."""
    wrong = sheet.rows.filter(action=RowAction.WRONG).iterator(chunk_size=500)
    rows = ({**row.cells, "problem": " ".join(row.problems)} for row in wrong)
    return write_question_sheet(path, rows, categories=_categories(sheet.bank, sheet.uploaded_by), with_problems=True)


def _categories(bank: str, user: Any) -> list[str]:
    names: list[str] = list(categories_seen_by(user).filter(bank=bank).values_list("name", flat=True))
    return sorted(names, key=sort_key)
