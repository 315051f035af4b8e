"""Small functions that make what tests need. A room's own stand in `tests/<room>/builders.py`."""

from itertools import count
from typing import Any

from accounts.models import User

PASSWORD = "sen-demo-2026"

_numbers = count(1)


def make_user(
    username: str = "", full_name: str = "Nguyễn Văn An", password: str | None = PASSWORD, **fields: Any
) -> User:
    """A person who can sign in at once; each call without a name makes another one."""
    return User.objects.create_user(username or f"nguoi.{next(_numbers)}", full_name, password, **fields)
