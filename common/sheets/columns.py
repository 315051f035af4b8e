"""The columns of a written table and how a value is shown in each."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "integer", "decimal", "percent", "date", "datetime"]

NUMBER_FORMATS: Final[dict[Kind, str]] = {
    "text": "@",
    "integer": "#,##0",
    "decimal": "#,##0.00",
    "percent": '0.00"%"',
    "date": "dd/mm/yyyy",
    "datetime": "dd/mm/yyyy hh:mm",
}
"""Excel shows separators by the reader's own settings. A percent is given as 85.5, not 0.855."""


@dataclass(frozen=True)
class Column:
    """One column: its head, what its values are, its width in characters.

    Codes, identity and phone numbers are text. A value of another type than its column's is
    written as text.
    """

    header: str
    kind: Kind = "text"
    width: float = 18
