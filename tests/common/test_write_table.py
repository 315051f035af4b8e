import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.sheets import write_xlsx as xlsx_module
from common.sheets.formulas import protected, unprotected
from common.sheets.read import read_table
from common.sheets.write import Column, TooManyRows, write_csv, write_xlsx

pytestmark = pytest.mark.no_database

COLUMNS = [
    Column("Họ và tên", width=30),
    Column("Mã"),
    Column("Số lượt", kind="integer"),
    Column("Tỷ lệ (%)", kind="percent"),
    Column("Ngày", kind="date"),
]
ROWS: list[list[object]] = [
    ["Nguyễn Văn An", "001", 1234, Decimal("85.50"), date(2026, 9, 5)],
    ["=cmd|'/C calc'!A0", "-1", None, "–", datetime(2026, 12, 31, 20, 0, tzinfo=UTC)],
    ["http://x.vn", "{=1}", 2, 0.5, None],
]


def test_xlsx_holds_title_note_head_rows_and_foot(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"

    result = write_xlsx(path, title="Kết quả [quý 3]: A/B", columns=COLUMNS, rows=ROWS, note="Số liệu minh họa")

    assert (result.rows, result.bytes) == (3, path.stat().st_size)
    assert result.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert sheet.title == "Kết quả quý 3 A B"
    assert [row[0].value for row in sheet.iter_rows()][:3] == ["Kết quả [quý 3]: A/B", "Số liệu minh họa", "Họ và tên"]
    assert [cell.value for cell in sheet[4]] == ["Nguyễn Văn An", "001", 1234, 85.5, datetime(2026, 9, 5)]  # noqa: DTZ001 - Excel has no zones
    assert sheet["C5"].value is None
    assert sheet["D5"].value == "–"
    assert "3" in str(sheet["A7"].value)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A4", "A3:E6")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n", "d"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_a_long_title_names_its_sheet_by_whole_words(tmp_path: Path) -> None:
    title = "Kết quả: Đảng ủy xã Một, Đợt bồi dưỡng năm 2026"
    write_xlsx(tmp_path / "a.xlsx", title=title, columns=COLUMNS, rows=ROWS)
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == ["Kết quả Đảng ủy xã Một, Đợt bồi"]


def test_xlsx_is_read_back(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", title="T", columns=COLUMNS, rows=ROWS)

    rows = read_table(tmp_path / "a.xlsx", name="a.xlsx").rows

    assert rows[2] == ["Nguyễn Văn An", "001", "1234", "85,5", "05/09/2026"]
    assert rows[3][0] == "=cmd|'/C calc'!A0"


def test_csv_is_guarded_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"

    result = write_csv(path, title="T", columns=COLUMNS, rows=ROWS, note="Số liệu minh họa")

    assert result.rows == 3
    assert result.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert path.read_bytes().startswith(b"\xef\xbb\xbfH\xe1\xbb\x8d v\xc3\xa0 t\xc3\xaan;M\xc3\xa3;")
    assert path.read_text("utf-8-sig").splitlines()[1:3] == [
        "Nguyễn Văn An;001;1234;85,50;05/09/2026",
        "'=cmd|'/C calc'!A0;'-1;;–;01/01/2027 03:00",
    ]
    assert read_table(path, name="a.csv").rows[2][:2] == ["=cmd|'/C calc'!A0", "-1"]


@given(st.text(alphabet="'=+-@\t\r\nab＝", max_size=6))
def test_guard_is_taken_off_exactly(text: str) -> None:
    assert unprotected(protected(text)) == text
    assert not protected(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))


def test_known_payloads_are_text(corpus: Callable[[str], list[Path]], tmp_path: Path) -> None:
    payloads = [
        p for path in corpus("csv") if path.name == "formula-injection.txt" for p in path.read_text().split("\n")
    ]
    write_csv(tmp_path / "a.csv", title="", columns=[Column("x")], rows=[[p] for p in payloads])
    write_xlsx(tmp_path / "a.xlsx", title="x", columns=[Column("x")], rows=[[p] for p in payloads])

    cells = [line.strip('"') for line in (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()]
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_progress_and_no_half_file(write: Callable[..., object], tmp_path: Path) -> None:
    seen: list[int] = []
    write(tmp_path / "a", title="T", columns=[Column("x")], rows=([n] for n in range(1100)), progress=seen.append)
    assert seen == [500, 1000, 1100]

    def broken() -> Iterator[list[object]]:
        yield ["x"]
        raise RuntimeError("database gone")

    with pytest.raises(RuntimeError, match="gone"):
        write(tmp_path / "b", title="T", columns=[Column("x")], rows=broken())
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_more_rows_than_a_sheet_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_module, "MAX_ROWS", 12)
    write_xlsx(tmp_path / "a.xlsx", title="T", columns=[Column("x")], rows=[["x"]] * 9)
    with pytest.raises(TooManyRows):
        write_xlsx(tmp_path / "a.xlsx", title="T", columns=[Column("x")], rows=[["x"]] * 10)
