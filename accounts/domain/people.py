"""Acts on people. What somebody may do is decided by roles, in the room of the committees."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.masking import masked, masked_facts
from accounts.domain.sessions import end_sessions
from accounts.errors import PersonError
from accounts.models import User
from operations.domain import audit

CHANGEABLE: Final = frozenset({"username", "full_name", "sorts_by", "birth_year", "email", "language"})
# What `User.derive_keys` may change beside what was asked for.
_DERIVED: Final = ("username_key", "search_key", "sort_name")
_USERNAME: Final = re.compile(r"[\w.@-]{3,64}")

UnitOf = Callable[[User], int | None]


@transaction.atomic
def create_person(
    *,
    username: str,
    full_name: str,
    password: str | None = None,
    actor: User | None,
    committee_id: int | None = None,
    **fields: Any,
) -> User:
    """Make an account. Without a password nobody can sign in to it until one is set.

    A password given by somebody else has to be changed at the first sign-in, unless
    `must_change_password` says otherwise. `committee_id`: the unit whose administrators read the entry, where the
    person is about to join it.

    Raises:
        PersonError: the name to sign in with is taken or not allowed, or the password is too weak.
    """
    fields.setdefault("must_change_password", password is not None)
    person = User(username=username, full_name=full_name, **fields)
    _check(person)
    if password is None:
        person.set_unusable_password()
    else:
        _check_password(password, person)
        person.set_password(password)
    _save(person)
    audit.record(
        action="person.created", actor=actor, target=person, committee_id=committee_id, after=masked_facts(person)
    )
    return person


@transaction.atomic
def change_person(*, person: User, changes: dict[str, Any], actor: User | None, reason: str = "") -> User:
    """Change names and facts of a person; the trail shows what changed behind a mask.

    Only these columns are written: `person` may have been read before somebody else changed another.
    """
    if unknown := changes.keys() - CHANGEABLE:
        raise PersonError(_("This cannot be changed here: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    changed = sorted(name for name, value in changes.items() if getattr(person, name) != value)
    if not changed:
        return person
    before = {name: masked(name, getattr(person, name)) for name in changed}
    for name in changed:
        setattr(person, name, changes[name])
    _check(person)
    _save(person, columns=(*changed, *_DERIVED))
    after = {name: masked(name, getattr(person, name)) for name in changed}
    audit.record(action="person.changed", actor=actor, target=person, reason=reason, before=before, after=after)
    return person


def deactivate_person(*, person: User, actor: User | None, reason: str) -> None:
    """End sign-in for good; sessions end at their next request, the record stays as it is."""
    deactivate_people(people=[person], actor=actor, reason=reason)


@transaction.atomic
def deactivate_people(
    *, people: Sequence[User], actor: User | None, reason: str, unit_of: UnitOf = lambda person: None
) -> None:
    """As `deactivate_person`, in as few statements for many; who is closed already is left out.

    `unit_of`: the unit whose administrators read the entry, where the caller knows it without asking.
    """
    open_ones = [person for person in people if person.is_active]
    now = timezone.now()
    User.objects.filter(pk__any_of=[person.pk for person in open_ones]).update(
        is_active=False, deactivated_at=now, session_epoch=F("session_epoch") + 1
    )
    for person in open_ones:
        person.is_active, person.deactivated_at = False, now
        person.session_epoch += 1
    audit.record_many(
        action="person.deactivated",
        actor=actor,
        reason=reason,
        committee_id=unit_of,
        changes=[(person, {}, {}) for person in open_ones],
    )


def reactivate_person(*, person: User, actor: User | None, reason: str) -> None:
    """Let a deactivated person sign in again; an erased one stays erased."""
    reactivate_people(people=[person], actor=actor, reason=reason)


@transaction.atomic
def reactivate_people(
    *, people: Sequence[User], actor: User | None, reason: str, unit_of: UnitOf = lambda person: None
) -> None:
    """As `reactivate_person`, in as few statements for many."""
    closed = [person for person in people if not person.is_active and not person.erased_at]
    User.objects.filter(pk__any_of=[person.pk for person in closed]).update(is_active=True, deactivated_at=None)
    for person in closed:
        person.is_active, person.deactivated_at = True, None
    audit.record_many(
        action="person.reactivated",
        actor=actor,
        reason=reason,
        committee_id=unit_of,
        changes=[(person, {}, {}) for person in closed],
    )


@transaction.atomic
def reset_password(*, person: User, password: str, actor: User | None, reason: str = "") -> None:
    """Give a person a password to sign in with once; all sessions end."""
    _check_password(password, person)
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    end_sessions(person)
    audit.record(action="person.password_reset", actor=actor, target=person, reason=reason)


@transaction.atomic
def choose_password(*, person: User, password: str) -> None:
    """The person's own new password. The hash of the sessions changes with it: all others end."""
    _check_password(password, person)
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    audit.record(action="person.password_chosen", actor=person, target=person)


def _check(person: User) -> None:
    try:
        person.derive_keys()
    except ValueError as error:
        raise PersonError(str(error)) from error
    if not _USERNAME.fullmatch(person.username):
        raise PersonError(
            _("A sign-in name has 3 to 64 letters, digits, dots, hyphens, underscores or @, without spaces.")
        )
    if not person.full_name:
        raise PersonError(_("The full name is missing."))


def _check_password(password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise PersonError(" ".join(error.messages)) from error


def _save(person: User, columns: Sequence[str] | None = None) -> None:
    """All columns for None."""
    try:
        with transaction.atomic():
            person.save(update_fields=columns)
    except IntegrityError as error:
        raise PersonError(_("This sign-in name is already in use.")) from error
