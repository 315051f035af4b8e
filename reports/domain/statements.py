"""The hand-written SQL of this room, kept in `sql/`; parts stand in a text as ``{{part}}``."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from learning.enums import EnrolmentStatus
from reports.domain.figures import FAR_DATE

_FOLDER: Final = Path(__file__).parent / "sql"
_PART: Final = re.compile(r"\{\{(\w+)\}\}")

CONSTANTS: Final[Mapping[str, Any]] = {
    "far": FAR_DATE,
    "in_progress": EnrolmentStatus.IN_PROGRESS.value,
    "completed": EnrolmentStatus.COMPLETED.value,
    "exempt": EnrolmentStatus.EXEMPT.value,
}
"""Parameters that any statement may name."""


def statement(name: str, **parts: str) -> str:
    """The text of `sql/<name>.sql` with its parts put in: those given, else files of that name."""
    return _PART.sub(lambda part: parts.get(part[1]) or statement(part[1], **parts), _text(name))


def id_list(name: str, ids: Iterable[int]) -> tuple[str, dict[str, int | None]]:
    """Placeholders for an `IN (…)` and their parameters; a list without ids matches nothing."""
    parameters: dict[str, int | None] = {f"{name}_{index}": pk for index, pk in enumerate(ids)}
    parameters = parameters or {f"{name}_0": None}
    return ", ".join(f"%({key})s" for key in parameters), parameters


@cache
def _text(name: str) -> str:
    lines = (_FOLDER / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--"))
