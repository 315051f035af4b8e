"""Whether what is shown was invented: by the setting, or because invented people are there."""

import time
from contextlib import suppress
from typing import Final

from django.conf import settings
from django.db import DatabaseError

from accounts.models import User

_ASKED_AGAIN_AFTER: Final = 60.0  # seconds; a demonstration is loaded and dropped by commands beside the program

_answer = False
_asked_at = float("-inf")


def is_demonstration() -> bool:
    """One statement at most."""
    return settings.SEN_DEMO != "0" or User.objects.filter(is_demo=True).exists()


def shows_demonstration() -> bool:
    """The same for the frame of every page, which must not cost a statement each: asked once a minute."""
    global _answer, _asked_at
    if settings.SEN_DEMO != "0":
        return True
    if time.monotonic() - _asked_at > _ASKED_AGAIN_AFTER:
        with suppress(DatabaseError):  # the page may be the one that tells of it
            _answer, _asked_at = is_demonstration(), time.monotonic()
    return _answer
