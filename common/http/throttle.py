"""A plain counter per network address, for public pages that can be guessed at."""

import hashlib
import time

from django.core.cache import cache
from django.http import HttpRequest


def is_within(request: HttpRequest, name: str, *, limit: int, seconds: int) -> bool:
    """Whether this address is still within `limit` requests per window of `seconds`.

    The address is kept only as a hash that dies with the window.
    """
    window = int(time.time()) // seconds
    address = hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()[:16]
    key = f"throttle:{name}:{window}:{address}"
    if cache.add(key, 1, timeout=seconds * 2):
        return limit >= 1
    try:
        return cache.incr(key) <= limit
    except ValueError:
        # The window ended between the two calls.
        return True
