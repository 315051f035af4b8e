"""Texts that learners have to tell apart: two options that read the same cannot be right and wrong."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assessments.errors import QuestionError


def folded(text: str) -> str:
    """As it is read: spaces and capitals do not tell two texts apart."""
    return " ".join(text.split()).casefold()


def check_apart(lines: Sequence[str], called: str) -> None:
    """Raises QuestionError where two of the texts read the same: learners could not tell which one is meant."""
    first_of: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if (first := first_of.setdefault(folded(line), number)) != number:
            raise QuestionError(
                _("“%(field)s”: entries %(first)d and %(second)d are the same.")
                % {"field": called, "first": first, "second": number}
            )
