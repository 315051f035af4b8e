"""Guessing is slowed down: few tries for each account, many for a network, then a pause.

A whole committee may sit behind one address, so what counts for the network are failures alone, and
generously. For an account every try takes one of a few places before it is looked at, so that tries
sent at the same moment cannot pass together; a try that was right gives its place back.

Accounts and addresses are kept only as hashes that die with the pause.
"""

import hashlib
import math
import time
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

from common.http.network import network_of


class Paused(Exception):
    """Too many tries; `seconds` is how long to wait. Answered with 429 by `operations.middleware`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"paused for {seconds} s")
        self.seconds = seconds


@dataclass
class Try:
    """One try that is being looked at."""

    throttle: "Throttle"
    network: str
    place: str

    def was_right(self) -> None:
        if self.place:
            cache.delete(self.place)

    def was_wrong(self) -> None:
        self.throttle.count(self.network)


@dataclass(frozen=True)
class Throttle:
    """`per_account` wrong tries in `seconds` for each account, `per_network` for each network.

    Without `per_account` only networks are counted.
    """

    name: str
    per_network: int
    per_account: int = 0
    seconds: int = 300

    def begin(self, request: HttpRequest, account: str = "") -> Try:
        """Take a place for a try.

        Raises:
            Paused: there have been too many.
        """
        network = network_of(request)
        if wait := self._wait_of_network(network):
            raise Paused(wait)
        return Try(self, network, self._place(account) if self.per_account else "")

    def count(self, network: str) -> None:
        """One failure more. Two at the same moment may count as one: the limit of a network is no exact one."""
        key = self._network_key(network)
        if not cache.add(key, 1, timeout=self.seconds):
            try:
                cache.incr(key)
            except ValueError:
                return  # the window has just ended

    def _wait_of_network(self, network: str) -> int:
        if cache.get(self._network_key(network), 0) < self.per_network:
            return 0
        return self.seconds - int(time.time()) % self.seconds

    def _place(self, account: str) -> str:
        key = f"throttle:{self.name}:account:{_digest(account)}:"
        until = time.time() + self.seconds
        places = [f"{key}{number}" for number in range(self.per_account)]
        for place in places:
            if cache.add(place, until, timeout=self.seconds):
                return place
        taken = cache.get_many(places).values()
        soonest = min(taken, default=time.time())
        raise Paused(max(1, math.ceil(soonest - time.time())))

    def _network_key(self, network: str) -> str:
        return f"throttle:{self.name}:network:{int(time.time()) // self.seconds}:{_digest(network)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
