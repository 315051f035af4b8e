"""When a person signed in and out: the time, and nothing of the device or the network.

It stands in the person's own part of the trail. It belongs to no unit: when somebody comes is not for the unit's
administrators to read.
"""

from django.db import transaction

from accounts.models import User
from operations.domain.audit import record
from operations.domain.audit_units import belongs_to_no_unit


@transaction.atomic
def note_sign_in(person: User) -> None:
    record(action="person.signed_in", actor=person, target=person)


@transaction.atomic
def note_sign_out(person: User) -> None:
    record(action="person.signed_out", actor=person, target=person)


def register() -> None:
    belongs_to_no_unit("person.signed_in", "person.signed_out")
