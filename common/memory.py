"""Things that never change, remembered in the process up to a limit; the least used goes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class BoundedMemory(Generic[Key, Value]):
    """Values by key, their sizes together at most `limit`. Safe between threads.

    Two threads that miss at once both load; the values are equal, so either may stay.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._total = 0
        self._lock = Lock()

    def get(self, key: Key, load: Callable[[], Value], size: Callable[[Value], int]) -> Value:
        """The value, loaded when it is not remembered; what is larger than the limit is not kept."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key][0]
        value = load()
        weight = size(value)
        with self._lock:
            self._drop(key)
            if weight <= self._limit:
                self._held[key] = (value, weight)
                self._total += weight
            while self._total > self._limit:
                self._drop(next(iter(self._held)))
        return value

    def forget(self, key: Key) -> None:
        with self._lock:
            self._drop(key)

    def __len__(self) -> int:
        return len(self._held)

    def _drop(self, key: Key) -> None:
        _value, weight = self._held.pop(key, (None, 0))
        self._total -= weight
