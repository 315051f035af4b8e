"""How the facts of a person stand before those who may not read them, and in the audit trail.

The trail keeps that a value changed and what it looks like, never the value: an entry outlives the name, and cannot be
changed when the person is anonymised.
"""

from collections.abc import Iterable
from typing import Any, Final

from accounts.models import User

HIDDEN: Final = "•••"
# What every account is made with; the columns of `person.created`.
FACTS: Final = ("full_name", "birth_year", "email", "sorts_by")


def masked_name(full_name: str) -> str:
    """Initials only: ``N. V. A.``"""
    return " ".join(f"{word[0]}." for word in full_name.split())


def masked(column: str, value: Any) -> str:
    """``N. V. A.`` for a name, ``19••`` for a year, the first letter of anything else; a language as it is."""
    text = str(value or "")
    match column:
        case "language":
            return text
        case "full_name":
            return masked_name(text)
        case "birth_year":
            return text and f"{text[:2]}••"
        case _:
            return text and f"{text[0]}{HIDDEN}"


def masked_facts(person: User, columns: Iterable[str] = FACTS) -> dict[str, str]:
    """The columns that hold something."""
    return {name: shown for name in columns if (shown := masked(name, getattr(person, name)))}
