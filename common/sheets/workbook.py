"""Workbooks (.xlsx, .xls, .ods): what they are by their bytes, and their rows from a process."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from common.sheets.archive import inspect_archive
from common.sheets.messages import refuse

_PROGRAM: Final = Path(__file__).parent / "workbook_process.py"
_SECONDS: Final = 90
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
_VBA_PROJECT: Final = "_VBA_PROJECT".encode("utf-16-le")
_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a zip or an old Excel file, whatever the name says."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def check_workbook(data: bytes) -> None:
    """Refuse what no process should open.

    Raises:
        BadSpreadsheet: password, macros, type, and the reasons of ``inspect_archive``.
    """
    if data.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in data:
            refuse("password")
        if _VBA_PROJECT in data:
            refuse("macros")
        return
    archive = inspect_archive(data)
    if archive.has("vbaproject.bin"):
        refuse("macros")
    if not archive.has("workbook.xml") and not archive.mimetype.startswith(_ODS):
        refuse("type")


def read_workbook(data: bytes, max_rows: int, max_columns: int) -> tuple[str, list[list[str]], list[tuple[int, ...]]]:
    """Name and rows of the first visible sheet with data, and which columns of each row hold a number.

    Raises:
        BadSpreadsheet: password, corrupt, empty, rows, columns, bomb.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own program, numbers as arguments
            [sys.executable, "-I", "-X", "utf8", _PROGRAM, str(max_rows), str(max_columns)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        refuse("bomb")
    lines = done.stdout.splitlines()
    last = json.loads(lines[-1]) if lines and done.returncode == 0 else {"error": "bomb"}
    if isinstance(last, dict):
        reason = str(last["error"])
        refuse(reason, {"rows": max_rows, "columns": max_columns}.get(reason, 0))
    rows: list[list[str]] = []
    numbers: list[tuple[int, ...]] = []
    alike: dict[tuple[int, ...], tuple[int, ...]] = {}  # most rows have the same columns: one tuple serves them all
    for line in lines[1:]:
        texts, columns = json.loads(line)
        rows.append(texts)
        numbers.append(alike.setdefault(tuple(columns), tuple(columns)))
    return json.loads(lines[0]), rows, numbers
