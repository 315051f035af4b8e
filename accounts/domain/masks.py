"""What the audit trail keeps of the facts of a person: that a value changed and what it looks like, never the value.

The trail outlives the name: an entry cannot be changed when a person is anonymised.
"""

from collections.abc import Iterable
from typing import Any, Final

from accounts.models import User
from common.text.names import initials

HIDDEN: Final = "•••"
# What every account is made with; the columns of `person.created`.
FACTS: Final = ("full_name", "birth_year", "email", "sorts_by")


def masked(column: str, value: Any) -> str:
    """``N. V. A.`` for a name, ``19••`` for a year, the first letter of anything else; a language as it is."""
    text = str(value or "")
    match column:
        case "language":
            return text
        case "full_name":
            return initials(text)
        case "birth_year":
            return text and f"{text[:2]}••"
        case _:
            return text and f"{text[0]}{HIDDEN}"


def masked_facts(person: User, columns: Iterable[str] = FACTS) -> dict[str, str]:
    """The columns that hold something."""
    return {name: shown for name in columns if (shown := masked(name, getattr(person, name)))}
