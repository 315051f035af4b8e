"""The second factor of a person: an app that shows codes, security keys, a printed card of one-time codes.

django-allauth keeps them (`Authenticator`). It knows cards only beside another factor; here a card is enough,
for places where telephones are not allowed.
"""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.locking import lock_people
from accounts.domain.sessions import end_sessions
from accounts.errors import PersonError
from accounts.models import User
from accounts.rules import needs_second_factor
from operations.domain import audit

Kind = Authenticator.Type
FEW_CODES = 8
"""With so many codes left a new card is offered."""


@dataclass(frozen=True)
class Factors:
    """`codes_left`: unused codes of the card, 0 without one."""

    app: Authenticator | None
    keys: tuple[Authenticator, ...]
    card: Authenticator | None
    codes_left: int

    def __bool__(self) -> bool:
        return bool(self.app or self.keys or self.card)

    @property
    def count(self) -> int:
        return len(self.keys) + bool(self.app) + bool(self.card)

    @property
    def has_few_codes(self) -> bool:
        return self.card is not None and self.codes_left <= FEW_CODES

    @property
    def takes_codes(self) -> bool:
        return bool(self.app or self.card)


def factors_of(person: User) -> Factors:
    """One statement."""
    found = list(Authenticator.objects.filter(user_id=person.pk).order_by("pk"))
    card = next((factor for factor in found if factor.type == Kind.RECOVERY_CODES), None)
    return Factors(
        app=next((factor for factor in found if factor.type == Kind.TOTP), None),
        keys=tuple(factor for factor in found if factor.type == Kind.WEBAUTHN),
        card=card,
        codes_left=len(RecoveryCodes(card).get_unused_codes()) if card else 0,
    )


def has_second_factor(person: User) -> bool:
    return Authenticator.objects.filter(user_id=person.pk).exists()


@transaction.atomic
def add_app(*, person: User, secret: str, code: str) -> Authenticator:
    """An app, with a code that it has shown. That code is used up.

    Raises:
        PersonError: the code does not belong to the secret, or there is an app already.
    """
    lock_people([person.pk])
    if Authenticator.objects.filter(user_id=person.pk, type=Kind.TOTP).exists():
        raise PersonError(_("An app is set up already. Remove it first."))
    app = TOTP.activate(person, secret)
    if not app.validate_code(code):
        app.instance.delete()
        raise PersonError(
            _("The code is not correct. Check the clock of the device, then enter the code it shows now.")
        )
    _record("person.second_factor_added", person, person, kind=app.instance.type)
    return app.instance


@transaction.atomic
def add_key(*, person: User, name: str, credential: dict[str, Any]) -> Authenticator:
    """A security key, with the answer it gave; `accounts.forms` has checked it."""
    key = WebAuthn.add(person, name, credential).instance
    _record("person.second_factor_added", person, person, kind=key.type)
    return key


@transaction.atomic
def make_code_card(*, person: User) -> list[str]:
    """A new card; the codes of the one before end. They are given once and can be read nowhere again."""
    lock_people([person.pk])
    Authenticator.objects.filter(user_id=person.pk, type=Kind.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(person).generate_codes()
    _record("person.second_factor_added", person, person, kind=Kind.RECOVERY_CODES.value)
    return codes


@transaction.atomic
def remove_factor(*, person: User, factor: Authenticator) -> None:
    """Remove one of the person's own.

    Raises:
        PersonError: it is the last one, and the person may not be without.
    """
    lock_people([person.pk])
    others = Authenticator.objects.filter(user_id=person.pk).exclude(pk=factor.pk)
    if needs_second_factor(person) and not others.exists():
        raise PersonError(_("This is the only second factor, and the account needs one. Set up another one first."))
    Authenticator.objects.filter(user_id=person.pk, pk=factor.pk).delete()
    _record("person.second_factor_removed", person, person, kind=factor.type)


@transaction.atomic
def reset_second_factor(*, person: User, actor: User | None, reason: str) -> None:
    """Take away all of them, after a loss; the person's sessions end and a new one is set up at the next sign-in."""
    lock_people([person.pk])
    Authenticator.objects.filter(user_id=person.pk).delete()
    end_sessions(person)
    audit.record(action="person.second_factor_reset", actor=actor, target=person, reason=reason)


def _record(action: str, person: User, actor: User | None, *, kind: str) -> None:
    audit.record(action=action, actor=actor, target=person, after={"kind": kind})
