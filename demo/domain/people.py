"""Invented people: accounts that nobody can sign in to, with their memberships."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils import timezone

from accounts.models import User
from committees.models import Committee, Membership
from common.text.names import sort_name
from common.text.vietnamese import fold
from demo.domain.names import person_name
from demo.domain.placing import Place, Placer, Post, posts_of
from demo.domain.streams import Row, append_rows
from demo.domain.units import REFORM, Units

NO_PASSWORD = f"{UNUSABLE_PASSWORD_PREFIX}demo"
BATCH = 1000
MEMBERSHIP_COLUMNS = (
    *("cadre_id", "committee_id", "position_group_id", "position"),
    *("valid_from", "valid_to", "created_at"),
)


@dataclass(frozen=True, slots=True)
class Cadre:
    """A stored person with the memberships they had, oldest first."""

    user: User
    top: Committee
    posts: tuple[Post, ...]

    @property
    def today(self) -> Post:
        return self.posts[-1]

    def post_on(self, day: date) -> Post:
        """The membership of that day; the first one for days before it."""
        return next((post for post in reversed(self.posts) if post.first <= day), self.posts[0])


def invent_people(numbers: range, placer: Placer, units: Units, rng: Random, today: date) -> list[Cadre]:
    """Store one batch of people, whose sign-in names carry these numbers."""
    lives = [_life(placer, units, rng, today) for _number in numbers]
    users = User.objects.bulk_create([_user(number, rng) for number in numbers], batch_size=BATCH)
    people = [Cadre(user, top, tuple(posts)) for user, (top, posts) in zip(users, lives, strict=True)]
    store_memberships(people)
    return people


def store_memberships(people: Sequence[Cadre]) -> None:
    append_rows(Membership, MEMBERSHIP_COLUMNS, _memberships(people))


def _memberships(people: Sequence[Cadre]) -> Iterator[Row]:
    """Rows in the order of `MEMBERSHIP_COLUMNS`."""
    written = timezone.now()
    for person in people:
        for post in person.posts:
            yield person.user.pk, post.unit.pk, post.group, post.position, post.first, post.last, written


def _life(placer: Placer, units: Units, rng: Random, today: date) -> tuple[Committee, list[Post]]:
    place = placer.place()
    joined = _day_between(rng, date(today.year - 4, 1, 1), date(today.year - 3, 12, 31))
    if rng.random() < 0.2:
        joined = _day_between(rng, date(today.year - 2, 1, 1), today - timedelta(days=20))
    return place.top, posts_of(place, joined, _last_move(place, joined, placer, rng, today), units, rng)


def _last_move(place: Place, joined: date, placer: Placer, rng: Random, today: date) -> tuple[Place, date] | None:
    """One in twenty has changed units within the province since the reform."""
    earliest = max(joined, REFORM, place.unit.valid_from) + timedelta(days=30)
    if rng.random() > 0.05 or earliest >= today - timedelta(days=5):
        return None
    return placer.another(place), _day_between(rng, earliest, today - timedelta(days=5))


def _day_between(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(0, max(0, (last - first).days)))


def _user(number: int, rng: Random) -> User:
    name = person_name(rng)
    username = f"mh{number:06d}"
    return User(
        username=username,
        username_key=username,
        full_name=name,
        search_key=fold(name),
        sort_name=_sort_name(name),
        birth_year=rng.randint(1968, 2001),
        password=NO_PASSWORD,
        is_demo=True,
    )


@lru_cache(maxsize=20_000)
def _sort_name(name: str) -> str:
    return sort_name(name)
