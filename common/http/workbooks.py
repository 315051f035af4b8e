"""A workbook made while it is asked for; long ones are made by a job."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.http import FileResponse


def workbook_reply(name: str, write: Callable[[Path], object]) -> FileResponse:
    """The file that `write(path)` makes, to be kept under `name`; nothing of it stays here."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=name)
