"""Sign-in names for people who come without a code: `an.nguyenvan`, or with the next free number."""

from accounts.models import User
from common.text.names import given_name
from common.text.vietnamese import fold

LONGEST_STEM = 56
_AHEAD = 200


class Usernames:
    """Hands out free names for many people, in few statements and by the index."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}
        self._looked_up: dict[str, int] = {}

    def prepare(self, full_names: list[str]) -> None:
        """Look up which of the beginnings of these names are taken, in a few statements."""
        stems = sorted({stem_of(name) for name in full_names} - self._next.keys())
        self._look_up(stems)
        for stem in stems:
            self._next[stem] = self._looked_up[stem] = 1

    def free(self, full_name: str) -> str:
        """A name nobody has; `prepare` has seen this person's."""
        stem = stem_of(full_name)
        while True:
            number = self._next[stem]
            self._next[stem] = number + 1
            if number > self._looked_up[stem]:
                self._looked_up[stem] = number + _AHEAD
                self._look_up([f"{stem}{later}" for later in range(number, number + _AHEAD + 1)])
            name = stem if number == 1 else f"{stem}{number}"
            if name not in self._taken:
                return name

    def _look_up(self, names: list[str]) -> None:
        self._taken |= set(User.objects.filter(username_key__any_of=names).values_list("username_key", flat=True))


def stem_of(full_name: str) -> str:
    """The given name, a dot, the rest of the name; at least three characters."""
    given = fold(given_name(full_name))
    rest = fold(full_name).removesuffix(given).replace(" ", "")
    stem = f"{given.replace(' ', '')}.{rest}".strip(".")[:LONGEST_STEM]
    stem = "".join(c for c in stem if c.isalnum() or c == ".").strip(".")
    return stem if len(stem) >= 3 else f"{stem}canbo"
