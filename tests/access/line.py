"""How a line of the oracle reads, and what it says of one person at one place.

A line names the route, the object its address names, and who gets what for GET and for POST:

    Line("unit_outside", "unit", "CM NA*", "CM=422 NA*=422 @ended=404")

`CM` is whoever administers committees, at the places his or her role reaches (`places.reaches`); `CM*` is the same
person everywhere; `*` everybody signed in; `AN` who is not. `=422` is another status than 200. `@ended=404`: whoever
would get something gets this at that place, and `NA@ended=302` says it of one role. Whoever is not named gets 404, or
is sent to sign in when nobody is. `405`: the method does not exist there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from tests.access.places import ABSENT, HALF_IN, reaches, role_of

ANONYMOUS: Final = "AN"
AUTHORS: Final = ("TR", "TR2", "RP", "NA")
# Rights that several lines have: to what is of one's own, or to all for whoever decides.
OWN_OR_ALL: Final = "TR RP* NA*"
DONE_OWN_OR_ALL: Final = "TR=302 RP*=302 NA*=302"
NO_POST: Final = "405"
SIGN_IN: Final = 302
REFUSED: Final = 403
NOTHING: Final = 404
# In what is sent: of the thing at the very place that is asked for.
HERE: Final = "here"


@dataclass(frozen=True)
class Of:
    """In what is sent: the id, by its name, of a thing of this kind at this place."""

    kind: str
    place: str
    name: str

    def found(self, known: Mapping[str, Mapping[str, Mapping[str, Any]]], asked: str) -> Any:
        """`asked`: the place that is asked for."""
        return known[self.kind][asked if self.place == HERE else self.place][self.name]


@dataclass(frozen=True)
class Line:
    """`authoring`: inside Wagtail's admin, where all but authors are sent away before anything is looked up.

    `data`: what is sent. `writes`: the beginnings of the tables a GET may write to, beside the session.
    `shows`: the fields (`places.FIELDS`) a page tells of the thing it is about, but for those that are a secret from
    who asks; `unit?`: tells some of them.
    `tells`: words that are no secret there. `hides`: by role what else is one.
    `says`: by role what a page they get has to tell.
    """

    route: str
    on: str
    get: str
    post: str
    authoring: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    writes: tuple[str, ...] = ()
    shows: str = ""
    tells: tuple[str, ...] = ()
    hides: dict[str, tuple[str, ...]] = field(default_factory=dict)
    says: dict[str, tuple[str, ...]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def expected(self, who: str, place: str, method: str) -> int:
        if who == HALF_IN:
            return SIGN_IN
        rights = _rights(self.post if method == "POST" else self.get)
        if "405" in rights:
            return rights.get(who, _sent_away(who) if self.authoring and who not in AUTHORS else 405)
        if self.authoring and who not in AUTHORS:
            return _sent_away(who)
        if who == ANONYMOUS:
            # A refusal of whoever is not signed in is the same for what is there and what is not.
            is_told = place == ABSENT and rights.get(who) in (200, 422)
            return NOTHING if is_told else rights.get(who, SIGN_IN)
        given = NOTHING if place == ABSENT else self._given(who, place, rights)
        if given == NOTHING:
            return NOTHING
        return rights.get(f"{role_of(who)}@{place}", rights.get(f"@{place}", given))

    def _given(self, who: str, place: str, rights: dict[str, int]) -> int:
        role = role_of(who)
        if f"{role}*" in rights:
            return rights[f"{role}*"]
        is_reached = not self.on or reaches(who, place)
        return rights[role] if is_reached and role in rights else rights.get("*", NOTHING)


def _sent_away(who: str) -> int:
    return SIGN_IN if who == ANONYMOUS else REFUSED


@cache
def _rights(text: str) -> dict[str, int]:
    pairs = (word.partition("=") for word in text.split())
    return {who: int(status or 200) for who, _, status in pairs}
