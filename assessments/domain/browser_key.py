"""The key with which a browser keeps answers that it could not send."""

from base64 import b64encode

from django.utils.crypto import salted_hmac

from assessments.models import Attempt


def browser_key(attempt: Attempt) -> str:
    """256 bits in Base64, of this attempt alone.

    It stands on the pages of the open attempt, which only its person gets and no cache keeps; the
    browser stores nothing but the cipher. So whoever signs in next at the same computer finds
    nothing readable, and the person, signed in again, finds the answers.
    """
    return b64encode(salted_hmac("assessments.browser_key", str(attempt.uuid), algorithm="sha256").digest()).decode()
