"""Checks that the oracle does not miss when they are gone, each with its reason."""

from typing import Final

_NOTHING_THERE: Final = "says that an address names nothing; what is there is guarded by the checks beside it"
_ASKED_TWICE: Final = "the page asks for the wider right before; this one keeps what it shows and its rule in one place"

REASONS: Final[dict[str, str]] = {
    "guard: portal/finding.py _in: found is None": _NOTHING_THERE,
    "guard: portal/views/activity.py exercise: asked is None": _NOTHING_THERE,
    "guard: portal/views/attempt.py paper: not positions_of_page(attempt, number)": _NOTHING_THERE,
    "guard: portal/views/bank_reading.py question_reading: not versions": _NOTHING_THERE,
    "guard: portal/views/contests.py contest: question is None": _NOTHING_THERE,
    "use: portal/views/bank_reading.py bank_reading: questions_read_by(request.user)": _ASKED_TWICE,
    "use: portal/views/bank_reading.py question_reading: questions_read_by(request.user)": _ASKED_TWICE,
}
