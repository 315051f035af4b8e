"""Which rows of a list its page may still show: after a file has been read, people move, and units with them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from committees.rules import people_last_administered_by
from interop.enums import ChangeSetKind
from interop.models import ChangeRow, ChangeSet


def rows_within_reach(change_set: ChangeSet, reader: User) -> QuerySet[ChangeRow]:
    """Of a list of people the rows about nobody yet, and those about people whom the reader administers today.

    Whom the list made and its undoing took back belongs nowhere, and is nobody else's either.

    A list of roles names whom it gives a role on a unit of the reader, wherever they belong.
    """
    if change_set.kind != ChangeSetKind.PEOPLE:
        return change_set.rows.all()
    own = people_last_administered_by(reader).values("pk")
    taken_back = Q(undone_at__isnull=False, trace__has_key="created")
    return change_set.rows.filter(Q(person__isnull=True) | Q(person__in=own) | taken_back)


def candidates_within_reach(rows: Iterable[ChangeRow], reader: User) -> set[int]:
    """Ids of the people whom rows may mean and whom the reader administers today; one statement, or none."""
    candidates = [found for row in rows for found in row.data.get("candidates", ())]
    meant: list[Any] = [found["person"] for found in candidates if "person" in found]
    own = people_last_administered_by(reader) if meant else User.objects.none()
    return set(own.filter(pk__any_of=meant).values_list("pk", flat=True))
