"""The receipt of a submitted attempt."""

from base64 import b32encode
from datetime import UTC
from typing import Final

from django.utils.crypto import salted_hmac

from assessments.models import Attempt

LETTERS: Final = 12


def receipt_of(attempt: Attempt) -> str:
    """A code such as `7QK2-M4XD-A6PT`; empty while the attempt is open.

    It follows from the attempt, its person and the moment it was closed, so it is the same however
    often it is asked for, needs no row, and nobody without the secret key of the installation can make
    one up: who shows it has submitted.
    """
    if attempt.closed_at is None:
        return ""
    closed = attempt.closed_at.astimezone(UTC).isoformat(timespec="microseconds")
    value = f"{attempt.uuid} {attempt.cadre_id} {closed}"
    code = b32encode(salted_hmac("assessments.receipt", value, algorithm="sha256").digest()).decode()[:LETTERS]
    return "-".join(code[start : start + 4] for start in range(0, LETTERS, 4))
