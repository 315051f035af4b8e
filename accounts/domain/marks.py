"""The signature in a form that names the person who opened it."""

from datetime import timedelta

from django.core import signing

FIELD = "person_mark"
_SALT = "accounts.person_mark"
_VALID_FOR = timedelta(days=2)


def sign_person(person_id: int) -> str:
    return signing.dumps(person_id, salt=_SALT)


def read_mark(mark: str) -> int | None:
    """The person's id, or None for a mark that is forged, damaged or too old."""
    try:
        person_id = signing.loads(mark, salt=_SALT, max_age=_VALID_FOR)
    except signing.BadSignature:
        return None
    return person_id if isinstance(person_id, int) else None
