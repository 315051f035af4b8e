"""One person added, or one corrected and moved, by the rules that hold for a row of a list."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.locking import lock_people
from accounts.domain.people import change_person, create_person
from accounts.models import User
from committees.domain.memberships import MembershipChange, change_memberships
from committees.domain.tree_lock import keep_tree_still
from committees.models import Committee, Membership
from committees.rules import committees_administered_by
from common.text.vietnamese import fold
from interop.domain.people_apply import PERSON_FIELDS, values_of
from interop.domain.people_found import FoundPeople
from interop.domain.usernames import Usernames
from interop.errors import ChangedMeanwhileError, MayBeKnownError, OnePersonError
from operations.domain.approval_kinds import fingerprint_of

NOBODY: Final[frozenset[int]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """What is said of a person, by the names of `values_of`; `unit` and `group` are ids."""

    full_name: str
    sorts_by: str
    birth_year: int | None
    email: str
    unit: int
    group: int
    position: str

    @property
    def facts(self) -> dict[str, Any]:
        """What belongs to the person and not to the place."""
        return {name: value for name, value in asdict(self).items() if name in PERSON_FIELDS}


@transaction.atomic
def add_person(
    *, entry: PersonEntry, code: str, within: Committee, others: frozenset[int] = NOBODY, actor: User
) -> User:
    """Make the account and place it from today; nobody can sign in to it before a first password is given.

    Args:
        code: the name to sign in with; "" for one made from the full name.
        within: whose subtree is searched for people this may be.
        others: ids of people of whom somebody has said that this is another person.

    Raises:
        MayBeKnownError: it may be somebody who is not among `others`.
        OnePersonError, PersonError, CommitteeError: the code is taken, or the unit cannot be joined.
    """
    keep_tree_still()
    unit = _administered(entry.unit, actor=actor)
    if code and User.objects.filter(username_key=fold(code)).exists():
        # Wherever its holder is: the words for a list, which tell nothing about others.
        raise OnePersonError(_("The code “%(text)s” cannot be used here.") % {"text": code}, "code")
    alike = _people_alike(entry, code, within)
    if {membership.cadre_id for membership in alike} - others:
        raise MayBeKnownError(_("This person may be in the list already. Compare with the people shown."), alike)
    person = create_person(
        username=code or _free_username(entry.full_name),
        **entry.facts,
        is_demo=actor.is_demo,
        actor=actor,
        committee_id=unit.pk,
    )
    change_memberships(changes=[_placing(person, unit, entry)], actor=actor)
    return person


@transaction.atomic
def correct_person(*, person: User, entry: PersonEntry, seen: str, reason: str, actor: User) -> bool:
    """Put the facts right; another unit, group or position holds from today. False where nothing is different.

    Args:
        seen: `state_of` the membership the form was filled in on.

    Raises:
        ChangedMeanwhileError: somebody else has changed the person since.
        OnePersonError, PersonError, CommitteeError: a value is not allowed, or the unit cannot be joined.
    """
    keep_tree_still()
    lock_people([person.pk])
    membership = Membership.objects.select_related("cadre").filter(cadre=person.pk, valid_to__isnull=True).first()
    if membership is None or state_of(membership) != seen:
        raise ChangedMeanwhileError(
            _("The person has been changed by someone else since this form was opened. Nothing was saved.")
        )
    _administered(membership.committee_id, actor=actor)
    unit = _administered(entry.unit, actor=actor)
    change = _placing(membership.cadre, unit, entry)
    moves = change_memberships(changes=[change], actor=actor, reason=reason, amend=True)
    facts = {name: value for name, value in entry.facts.items() if getattr(membership.cadre, name) != value}
    change_person(person=membership.cadre, changes=facts, actor=actor, reason=reason)
    return bool(moves or facts)


def state_of(membership: Membership) -> str:
    """A short word for everything a form may change, to see later whether it is still so."""
    return fingerprint_of(values_of(membership), membership.cadre.is_active)


def _administered(unit_id: int, *, actor: User) -> Committee:
    """Asked under the lock: a unit may have moved away since the form was read."""
    unit: Committee | None = committees_administered_by(actor).filter(pk=unit_id).first()
    if unit is None:
        raise OnePersonError(_("The unit is no longer one that you administer."), "unit")
    return unit


def _people_alike(entry: PersonEntry, code: str, within: Committee) -> list[Membership]:
    row = {"code": code, "full_name": entry.full_name, "birth_year": str(entry.birth_year or "")}
    return FoundPeople(within, [row]).alike(row, entry.unit)


def _free_username(full_name: str) -> str:
    usernames = Usernames()
    usernames.prepare([full_name])
    return usernames.free(full_name)


def _placing(person: User, unit: Committee, entry: PersonEntry) -> MembershipChange:
    return MembershipChange(
        cadre_id=person.pk,
        committee=unit,
        position_group=entry.group,
        position=entry.position,
        on=timezone.localdate(),
    )
