"""The tree of the world and its people: somebody of every role on both sides, two cadres at every place."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any, Final

from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.domain.people import deactivate_person
from accounts.models import User
from committees.domain.memberships import move_cadre
from committees.domain.roles import end_role, grant_role
from committees.domain.tree import close_committee, move_committee
from committees.enums import Role
from committees.models import Committee, Membership, RoleGrant
from tests.access.objects import World
from tests.access.places import (
    CHILD,
    CODE,
    ENDED,
    FORMER,
    HALF,
    OF_STATE,
    OTHER,
    PARENT,
    PERSON,
    PERSON_PLACES,
    POST,
    SAME,
    SIBLING,
    SIDES,
    UNIT,
    twin,
)
from tests.committees.builders import member, reference_centre, units
from tests.factories import PASSWORD, make_user

_NATIONAL: Final = {
    "TR": Role.TRAINER,
    "TR2": Role.TRAINER,
    "RP": Role.PUBLISHER,
    "NA": Role.NATIONAL_ADMIN,
    "AU": Role.AUDITOR,
    "DP": Role.DATA_PROTECTION,
}


_LOCAL: Final = ("CA", "GR", "CR", "CM")
# Who is in the middle of a course, and who is through.
_KEPT: Final = ("CA", "GR")


def people_and_units() -> World:
    found = _units()
    people = {twin(role, side): member(found[side], name=_name(side, role)) for side in SIDES for role in _LOCAL}
    for side in SIDES:
        for role, kept in (("CR", Role.COMMITTEE_REVIEWER), ("CM", Role.COMMITTEE_ADMIN)):
            grant_role(user=people[twin(role, side)], role=kept, committee=found[side], actor=None)
    for name, role in _NATIONAL.items():
        people[name] = make_user(full_name=f"Người Giữ {name}")
        grant_role(user=people[name], role=role, committee=None, actor=None)
    learners, graduates = ({place: _cadre(place, role, found, people) for place in PERSON_PLACES} for role in _KEPT)
    return World(people, found, learners, graduates, _trainers(people), dict(_in_states(found["A"])))


def settle_places(world: World) -> None:
    """What has to have been elsewhere before: whoever moved, and what has ended, after it took part in everything."""
    today = timezone.localdate()
    for kept in (world.learners, world.graduates):
        moved = kept[FORMER]
        move_cadre(
            cadre=moved, committee=world.units["B"], position_group=4, position=POST[FORMER], on=today, actor=None
        )
        deactivate_person(person=kept[ENDED], actor=None, reason="nghỉ hưu")
    move_committee(committee=world.units[FORMER], parent=world.units["B"], on=today, actor=None)
    close_committee(committee=world.units[ENDED], on=today, actor=None)


def _trainers(people: dict[str, User]) -> dict[str, User]:
    """Whose drafts lie where."""
    third = make_user(full_name="Người Giữ TR3")
    grant_role(user=third, role=Role.TRAINER, committee=None, actor=None)
    return {"A": people["TR"], "B": people["TR2"], OTHER: third, ENDED: people["TR"]}


def _in_states(home: Committee) -> Iterator[tuple[str, tuple[User, Callable[[Client], Any]]]]:
    """Somebody of every role above cadre for each state; nothing but the state itself is changed."""
    roles = {"CR": Role.COMMITTEE_REVIEWER, "CM": Role.COMMITTEE_ADMIN, **_NATIONAL}
    for name in OF_STATE:
        role, state = name.split()
        person = make_user(full_name=f"Người Thôi {role}", password=PASSWORD if state == HALF else None)
        unit = home if role in ("CR", "CM") else None
        grant = grant_role(user=person, role=roles[role], committee=unit, actor=None)
        yield name, (person, partial(_come_to, state, grant))


def _come_to(state: str, grant: RoleGrant, browser: Client) -> None:
    past = timezone.now() - timedelta(seconds=1)
    if state == "disabled":
        User.objects.filter(pk=grant.user_id).update(is_active=False)
    elif state == "expired":
        Session.objects.filter(pk=browser.session.session_key).update(expire_date=past)
    elif state == HALF:
        browser.logout()
        browser.post(reverse("account_login"), {"login": grant.user.username, "password": PASSWORD})
    elif state == "removed":
        end_role(grant=grant, actor=None)
    else:
        RoleGrant.objects.filter(pk=grant.pk).update(valid_from=past, valid_to=past)


def _name(place: str, role: str) -> str:
    return f"Nguyễn Văn {PERSON[place]} {role}"


def _units() -> dict[str, Committee]:
    centre = reference_centre()
    a, b = units(centre, f"Tỉnh ủy {UNIT[PARENT]}", f"Tỉnh ủy {UNIT['B']}", kind="province")
    home, beside = units(a, f"Xã {UNIT['A']}", f"Xã {UNIT[SIBLING]}")
    (far,) = units(b, f"Xã {UNIT['B']}")
    below, moving, closing = units(home, *(f"Chi bộ {UNIT[p]}" for p in (CHILD, FORMER, ENDED)), kind="cell")
    return {"A": home, "B": far, CHILD: below, PARENT: a, SIBLING: beside, FORMER: moving, ENDED: closing}


def _cadre(place: str, role: str, found: dict[str, Committee], people: dict[str, User]) -> User:
    """At the homes they are who asks; the others never ask, and begin where the oracle wants to have seen them."""
    if place in SIDES:
        cadre = people[twin(role, place)]
    else:
        began = found["A"] if place in (SAME, FORMER, ENDED) else found[place]
        cadre = member(began, name=_name(place, role))
    cadre.username = f"{CODE[place]}-{role.lower()}"
    cadre.save()
    Membership.objects.filter(cadre=cadre).update(position=POST[place])
    return cadre
