"""Counts of people as those see them who see no names: under five hidden, the rest to the nearest five.

Many counts that overlap stand side by side on the board of a course, and the difference of two exact ones
would be a small group again. Rounded ones differ by nothing or by five.
"""

from reports.domain.suppression import SMALLEST, is_small


def rounded(people: int) -> int | None:
    """None for a small group."""
    return None if is_small(people) else (people + SMALLEST // 2) // SMALLEST * SMALLEST


def rounded_percent(part: int, whole: int) -> int | None:
    """Of the rounded counts, so that it says no more than they do. None where one of them is hidden or nobody."""
    shown, of = rounded(part), rounded(whole)
    return None if shown is None or not of else min(100, round(100 * shown / of))
