"""What a session has proved, and how long ago. django-allauth writes each step of a sign-in into the session."""

import time
from typing import Any, Final

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.http import HttpRequest

from accounts.domain.second_factor import has_second_factor
from accounts.models import User

SECOND_FACTOR: Final = "mfa"
LATELY_SECONDS: Final = 15 * 60


def passed_second_factor(request: HttpRequest, person: User) -> bool:
    """Whether this session was opened with two factors; no statement."""
    return any(step.get("method") == SECOND_FACTOR for step in get_authentication_records(request, person))


def note_second_factor(request: HttpRequest, person: User, kind: str) -> None:
    """The person has just shown to hold a factor of this kind, by setting it up."""
    record_authentication(request, person, SECOND_FACTOR, type=kind)


def note_password(request: HttpRequest, person: User) -> None:
    record_authentication(request, person, "password")


def confirmed_lately(request: HttpRequest, person: User) -> bool:
    """Whether what protects the account may be changed without asking again.

    Who has a second factor must have shown it in the last quarter of an hour, in this session. Without one the
    first factor counts; who has neither password nor second factor has nothing to be asked for.
    """
    steps = get_authentication_records(request, person)
    if has_second_factor(person):
        return any(_is_recent(step) for step in steps if step.get("method") == SECOND_FACTOR)
    return any(_is_recent(step) for step in steps) or not person.has_usable_password()


def _is_recent(step: dict[str, Any]) -> bool:
    return time.time() - float(step.get("at", 0)) < LATELY_SECONDS
