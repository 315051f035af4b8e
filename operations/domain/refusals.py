"""What was refused to whom. To the person it looks as if it were not there; the audit trail knows better.

A view finds its object with `get_or_refuse(scoped queryset, …)`, or raises `Refused(target)` where a predicate says no.
`operations.middleware.RefusalMiddleware` writes the entry; the answer is the same 404 as for what is absent.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404

from operations.domain import audit

if TYPE_CHECKING:
    from accounts.models import User

M = TypeVar("M", bound=Model)
REFUSED: Final = "access.refused"


# Of the request at hand; not on the exception alone, for Wagtail answers what its views raise before any middleware.
_refused: ContextVar[Model | None] = ContextVar("refused", default=None)


class Refused(Http404):
    """Out of reach for who asks, though it exists."""

    def __init__(self, target: Model) -> None:
        super().__init__()
        _refused.set(target)


def get_or_refuse(reached: QuerySet[M], **lookup: Any) -> M:
    """The one row of `reached` that is looked up; one statement, a second one where there is none.

    Raises:
        Refused: the row exists, but not among those reached.
        Http404: it does not exist.
    """
    try:
        return reached.get(**lookup)
    except ObjectDoesNotExist:
        raise refusal(reached.model, **lookup) from None


def refusal(model: type[Model], **lookup: Any) -> Http404:
    """What to raise for a row that was looked for in vain."""
    target = model._base_manager.filter(**lookup).first()
    return Http404() if target is None else Refused(target)


def note_refusal(model: type[Model], **lookup: Any) -> None:
    """For a row that was looked for in vain, where the answer is given otherwise than by raising."""
    refusal(model, **lookup)


@contextmanager
def watch_refusals() -> Iterator[Callable[[], Model | None]]:
    """Gives a function that tells what has been refused since, if anything."""
    token = _refused.set(None)
    try:
        yield _refused.get
    finally:
        _refused.reset(token)


@transaction.atomic
def record_refusal(*, actor: "User", target: Model, route: str, method: str, status: int) -> None:
    """Nothing of the request but its place: no address with ids of others, no form, no parameters."""
    audit.record(action=REFUSED, actor=actor, target=target, after={"route": route, "method": method, "status": status})
