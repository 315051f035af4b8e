"""Reading the numbers in a form of a paper, whatever somebody wrote into it."""

from typing import Final

from django.http import QueryDict

MOST_POSITIONS: Final = 500
LONGEST_POSITION: Final = 4


def positions_in(form: QueryDict) -> list[int]:
    """The positions that stood on the form, as its hidden field names them."""
    words = form.get("positions", "").split(",")[:MOST_POSITIONS]
    # `int` refuses thousands of digits with an error that nobody would catch here.
    return [int(word) for word in words if word.isdecimal() and len(word) <= LONGEST_POSITION]


def changed_in(form: QueryDict) -> list[int] | None:
    """As `save_page` wants it: None where the form does not say."""
    return positions_in(form) if "positions" in form else None


def sequence_in(form: QueryDict) -> int | None:
    return number_of(form.get("sequence"), 0) or None


def number_of(value: str | None, default: int) -> int:
    try:
        return min(int(value or default), 2_000_000_000)
    except ValueError:
        return default
