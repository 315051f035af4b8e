"""What the addresses of the oracle name, and the world around it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

from django.test import Client

from accounts.models import User
from committees.models import Committee
from courses.models import Course
from tests.access.places import ABSENT, OWNERS, reaches, role_of

NO_ID: Final = 999_999_999


@dataclass
class Objects:
    """By kind of object and place; what is `absent` has the form, but is nothing."""

    known: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def at(self, kind: str, values: Mapping[str, dict[str, Any]], absent: dict[str, Any]) -> None:
        """What the address names at each place, and nowhere."""
        self.known[kind] = {**values, ABSENT: absent}

    def put(self, kind: str, a: dict[str, Any], b: dict[str, Any], absent: dict[str, Any]) -> None:
        """The same for the two homes."""
        self.at(kind, {"A": a, "B": b}, absent)

    def spread(self, kind: str, rows: Mapping[str, Any], **more: Any) -> None:
        """Rows that are named by their uuid."""
        self.at(kind, {place: {"uuid": row.uuid, **more} for place, row in rows.items()}, {"uuid": uuid4(), **more})

    def by_uuid(self, kind: str, a: Any, b: Any, **more: Any) -> None:
        self.spread(kind, {"A": a, "B": b}, **more)

    def ids_beyond(self, who: str) -> Iterator[str]:
        """The ids of what belongs to others than this person."""
        for kind, owners in OWNERS.items():
            for place, named in self.known[kind].items():
                is_own = role_of(who) in owners and (reaches(who, place) or who == "NA")
                if place != ABSENT and not is_own:
                    yield str(next(iter(named.values())))

    def places(self, kind: str) -> tuple[str, ...]:
        return tuple(self.known[kind]) if kind else ("A",)


@dataclass(eq=False)
class World:
    """`people` by the columns of the oracle; `units` and the two of whom something is kept there by place."""

    people: dict[str, User]
    units: dict[str, Committee]
    learners: dict[str, User]
    graduates: dict[str, User]
    trainers: dict[str, User]
    # Who signs in, and then comes to be nobody.
    of_state: dict[str, tuple[User, Callable[[Client], Any]]]
    objects: Objects = field(default_factory=Objects)
    course: dict[str, Course] = field(default_factory=dict)
