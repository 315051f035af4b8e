"""A name that nothing else has yet."""

from collections.abc import Callable


def first_free(wanted: str, is_taken: Callable[[str], bool], *, longest: int) -> str:
    """`wanted`, else cut short where it must be and with -2, -3, … behind it."""
    number, free = 1, wanted
    while is_taken(free):
        number += 1
        free = f"{wanted[: longest - len(str(number)) - 1]}-{number}"
    return free
