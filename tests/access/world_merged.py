"""Records that have been made one: within a place, and of two communes."""

from typing import Final

from accounts.models import PersonMerge, User
from learning.domain.merging import merge_people
from tests.access.objects import NO_ID, World
from tests.access.places import CHILD, MERGED, PARENT, PERSON, SIBLING
from tests.committees.builders import member

_WITHIN: Final = ("A", "B", CHILD, PARENT, SIBLING)
# From where the closed record comes.
_FROM: Final = {"A": SIBLING, "B": "A"}


def merge_records(world: World) -> None:
    _name(world, "merged", "merger", {place: _merged(world, place, place) for place in _WITHIN})
    _name(
        world, "merged_beside", "merger_beside", {place: _merged(world, place, left) for place, left in _FROM.items()}
    )


def _merged(world: World, place: str, left: str) -> PersonMerge:
    kept, closed = _cadre(world, place, "Còn"), _cadre(world, left, MERGED)
    return merge_people(closed=closed, kept=kept, actor=world.people["NA"], reason="Một người có hai hồ sơ")


def _cadre(world: World, place: str, name: str) -> User:
    return member(world.units[place], name=f"Nguyễn Văn {PERSON[place]} {name}")


def _name(world: World, kind: str, of_merger: str, found: dict[str, PersonMerge]) -> None:
    """The record that was kept is named in the address, the merger in what is sent."""
    named = {place: {"uuid": world.units[place].uuid, "person_id": merge.kept_id} for place, merge in found.items()}
    world.objects.at(kind, named, {"uuid": world.units["A"].uuid, "person_id": NO_ID})
    world.objects.spread(of_merger, found)
