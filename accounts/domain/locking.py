"""One at a time where two would change the same person."""

from collections.abc import Iterable

from accounts.models import User


def lock_people(ids: Iterable[int]) -> None:
    """In the caller's transaction: who comes later waits, and rows that only point at a person do not.

    In one order, so that two lists at once wait for one another instead of for ever.
    """
    list(User.objects.select_for_update(no_key=True).filter(pk__any_of=ids).order_by("pk").values_list("pk"))
