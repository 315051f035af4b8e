"""The words of the figures, for screens and files alike."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: Final[dict[str, Promise | str]] = {
    "assigned": pgettext_lazy("figures", "assigned"),
    "not_started": pgettext_lazy("figures", "not started"),
    "in_progress": pgettext_lazy("figures", "in progress"),
    "completed": pgettext_lazy("figures", "completed"),
    "passed": pgettext_lazy("figures", "passed"),
    "failed": pgettext_lazy("figures", "not passed"),
    "overdue": pgettext_lazy("figures", "overdue"),
    "exempt": pgettext_lazy("figures", "exempt"),
    "late_joiners": pgettext_lazy("figures", "joined late"),
}
RATE: Final = pgettext_lazy("figures", "completion rate")


def heading(word: Promise | str) -> str:
    """A word as the head of a column."""
    text = str(word)
    return text[:1].upper() + text[1:]
