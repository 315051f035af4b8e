import io
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.base import ContentFile
from django.utils import translation

from common.sheets import workbook_process
from common.sheets.read import BadSpreadsheet, read_table

pytestmark = pytest.mark.no_database


def workbook(cells: dict[str, object], **options: object) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet("Danh sách")
        for place, value in cells.items():
            sheet.write(place, value)
    return file.getvalue()


def repacked(parts: dict[str, bytes], source: bytes | None = None) -> bytes:
    """A zip with the parts of another one, some of them replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        with zipfile.ZipFile(io.BytesIO(source or workbook({"A1": "x"}))) as origin:
            for name in origin.namelist():
                if name not in parts:
                    target.writestr(name, origin.read(name))
        for name, data in parts.items():
            target.writestr(name, data)
    return file.getvalue()


def reason(data: bytes, name: str = "a.xlsx", **limits: int) -> str:
    with pytest.raises(BadSpreadsheet) as caught:
        read_table(data, name=name, **limits)
    return caught.value.reason


def test_a_number_shown_with_zeros_in_front_has_them_and_others_are_told_apart() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("Trống")
        sheet = book.add_worksheet("Danh sách")
        zeros = book.add_format({"num_format": "000000"})
        sheet.write("B2", 123, zeros)
        sheet.write("C2", 123)
        sheet.write("D2", "007")
        sheet.write("B4", 1234567, zeros)
        sheet.write("AB4", 1.5, zeros)

    table = read_table(file.getvalue(), name="a.xlsx")

    assert table.rows[1][1:4] == ["000123", "123", "007"]
    assert (table.rows[3][1], table.rows[3][27]) == ("1234567", "1,5")
    assert table.numbers == [(), (2,), (), (27,)]


def test_cells_are_text_as_a_clerk_reads_them() -> None:
    data = workbook({"B2": "001", "C2": 12, "D2": 8.5, "E2": "Nguye\u0302\u0303n ", "F2": True, "B4": 79201000123})

    table = read_table(ContentFile(data), name="Danh sách.XLSX")

    assert table.sheet == "Danh sách"
    assert table.rows == [
        ["", "", "", "", "", ""],
        ["", "001", "12", "8,5", "Nguyễn", "TRUE"],
        ["", "", "", "", "", ""],
        ["", "79201000123", "", "", "", ""],
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (date(2026, 9, 5), "05/09/2026"),
        (datetime(2026, 9, 5, tzinfo=UTC), "05/09/2026"),
        (datetime(2026, 9, 5, 14, 5, tzinfo=UTC), "05/09/2026 14:05"),
        (time(14, 5), "14:05"),
        (timedelta(hours=30), "30:00:00"),
        (1e15, "1000000000000000"),
        (0.1 + 0.2, "0,3"),
        (-3.0, "-3"),
    ],
)
def test_text_of_a_cell(cell: object, text: str) -> None:
    assert workbook_process.text_of(cell) == text


def test_first_visible_sheet_with_data_is_read() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("Trống")
        hidden = book.add_worksheet("Ẩn")
        hidden.write("A1", "hidden")
        hidden.hide()
        book.add_worksheet("Dữ liệu").write("A1", "shown")

    assert read_table(file.getvalue(), name="a.xlsx").rows == [["shown"]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Họ tên;Mã\nAn;001\n", [["Họ tên", "Mã"], ["An", "001"]]),
        ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("a\tb\r\n1\t2\r\n\r\n", [["a", "b"], ["1", "2"]]),
        ('a;b\n"x;\ny";8,5\n', [["a", "b"], ["x;\ny", "8,5"]]),
        ("sep=,\na,b\n", [["a", "b"]]),
        ("một cột\nhai\n", [["một cột"], ["hai"]]),
        ("a;b\n'=1+1;'x\n", [["a", "b"], ["=1+1", "'x"]]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_files(text: str, rows: list[list[str]], encoding: str) -> None:
    assert read_table(text.encode(encoding), name="a.csv").rows == rows


def test_files_that_are_no_table_are_named_for_what_they_are() -> None:
    plain = workbook({"A1": "x"})

    assert reason(b"") == "empty"
    assert reason(b"", "a.csv") == "empty"
    assert reason(b"\n;;\n", "a.csv") == "empty"
    assert reason(workbook({})) == "empty"
    assert reason(b"%PDF-1.7", "a.pdf") == "type"
    assert reason(b"<html>", "a.xls") == "corrupt"
    assert reason(b"\x00\x01\x02", "a.csv") == "type"
    assert reason("Nguyễn".encode("cp1258", "replace") + b"\xe2", "a.csv") == "encoding"
    assert reason(b'a;"b\n', "a.csv") == "corrupt"
    assert reason(plain, "a.xlsm") == "macros"
    assert reason(repacked({"xl/vbaProject.bin": b"x"})) == "macros"
    assert reason(repacked({"xl/workbook.xml": b"<x"})) == "corrupt"
    assert reason(plain[: len(plain) // 2]) == "corrupt"
    assert reason(plain[:-30] + bytes(30)) == "corrupt"
    assert reason(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls") == "corrupt"


def test_limits() -> None:
    data = workbook({"A1": 1, "C5": 2})

    assert reason(data, max_bytes=100) == "bytes"
    assert reason(data, max_rows=4) == "rows"
    assert reason(data, max_columns=2) == "columns"
    assert reason(b"a;b\n1;2\n", "a.csv", max_rows=1) == "rows"
    assert reason(b"a;b\n1;2\n", "a.csv", max_columns=1) == "columns"
    assert len(read_table(data, name="a.xlsx", max_rows=5, max_columns=3).rows) == 5


def test_messages_are_vietnamese_and_say_the_limit() -> None:
    with translation.override("vi"), pytest.raises(BadSpreadsheet, match="tối đa 4 dòng"):
        read_table(workbook({"A5": 1}), name="a.xlsx", max_rows=4)


def test_zip_bombs_are_not_opened() -> None:
    assert reason(repacked({"xl/worksheets/sheet1.xml": bytes(30_000_000)})) == "bomb"
    assert reason(repacked({f"x/{n}": b"" for n in range(2_100)})) == "bomb"


def test_declared_sizes_are_not_believed() -> None:
    data = bytearray(repacked({"xl/worksheets/sheet1.xml": bytes(30_000_000)}))
    central = data.rfind(b"PK\x01\x02")
    data[central + 24 : central + 28] = struct.pack("<L", 10)

    assert reason(bytes(data)) == "bomb"


def test_overlapping_entries_are_refused() -> None:
    """Two directory entries for the same bytes, as in the quine bombs of 2019."""
    data = repacked({"z": b"z" * 1000})
    central = data.rfind(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    entry = data[central:end].replace(b"z", b"y", 1)
    count, size = struct.unpack_from("<H", data, end + 10)[0] + 1, struct.unpack_from("<L", data, end + 12)[0]
    tail = bytearray(data[end:])
    struct.pack_into("<HHL", tail, 8, count, count, size + len(entry))

    assert reason(data[:end] + entry + bytes(tail)) == "corrupt"


def test_a_far_cell_does_not_take_the_memory() -> None:
    """A sheet of 200 bytes that would need 17 billion cells."""
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        b"</sheetData></worksheet>"
    )
    assert reason(repacked({"xl/worksheets/sheet1.xml": sheet})) in {"bomb", "rows", "corrupt"}


def test_entities_are_not_expanded() -> None:
    lol = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    sheet = (
        b'<!DOCTYPE x [<!ENTITY a0 "lol">' + lol + b"]>"
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row></sheetData></worksheet>'
    )
    try:
        assert len(str(read_table(repacked({"xl/worksheets/sheet1.xml": sheet}), name="a.xlsx").rows)) < 100
    except BadSpreadsheet as error:
        assert error.reason in {"corrupt", "empty"}


def test_the_reading_process_needs_nothing_of_ours() -> None:
    done = subprocess.run(
        [sys.executable, "-I", workbook_process.__file__, "10", "10"],
        input=workbook({"A1": "x"}),
        capture_output=True,
        check=True,
    )
    assert done.stdout.splitlines() == [b'"Danh s\\u00e1ch"', b'[["x"], []]']


def test_odd_but_real_workbooks_are_read_or_refused_with_a_message(corpus: Callable[[str], list[Path]]) -> None:
    refused = {}
    for path in corpus("spreadsheets"):
        if path.suffix == ".xlsx":
            try:
                assert read_table(path, name=path.name).rows
            except BadSpreadsheet as error:
                assert str(error)
                refused[path.stem] = error.reason

    assert refused == {
        "empty_sheet": "empty",
        "errors": "empty",
        "issue127": "empty",
        "issue252": "corrupt",
        "pass_protected": "password",
        "picture": "empty",
        "picture_richdata": "empty",
        "pictures_in_cell_and_over_cell": "empty",
    }


def test_odd_but_real_csv_is_read(corpus: Callable[[str], list[Path]]) -> None:
    read = 0
    for path in corpus("csv"):
        if path.suffix == ".csv":
            try:
                read += bool(read_table(path, name=path.name).rows)
            except BadSpreadsheet as error:
                assert error.reason in {"empty", "encoding"}, path
    assert read > 10
