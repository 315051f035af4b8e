"""Forms that were refused and are kept for their person."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import KeptPost, User
from accounts.models.kept_post import KEPT_FOR

MOST_PER_PERSON: Final = 20
LARGEST: Final = 200_000
LONGEST_PATH: Final = 500
KEPT_FIELD: Final = "kept_post"
"""In a form that is offered again: which kept form it was, so that it can be told from a new one and forgotten."""

Fields = list[tuple[str, str]]
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@transaction.atomic
def keep_post(*, person_id: int, path: str, fields: Fields) -> KeptPost | None:
    """Keep the fields of a form for two hours; None when there is nothing to keep or too much.

    Only the newest 20 of a person stay, so a page sent again and again cannot fill the disk.
    """
    size = sum(len(name.encode()) + len(value.encode()) for name, value in fields)
    if not fields or size > LARGEST or len(path) > LONGEST_PATH:
        return None
    if not User.objects.filter(pk=person_id, is_active=True).exists():
        return None
    forget_expired_posts(timezone.now())
    newest = KeptPost.objects.filter(person_id=person_id).order_by("-created_at", "-id")
    surplus = newest.values_list("pk", flat=True)[MOST_PER_PERSON - 1 :]
    KeptPost.objects.filter(pk__in=list(surplus)).delete()
    return KeptPost.objects.create(person_id=person_id, path=path, fields=fields)


def find_kept_post(*, token: str, person: User) -> KeptPost | None:
    """The kept form, for its own person only, while it is not too old."""
    fresh = KeptPost.objects.filter(created_at__gt=timezone.now() - KEPT_FOR)
    return fresh.filter(token=token, person=person).first()


def kept_since(*, tokens: Collection[str], person: User) -> datetime:
    """When the forms that a form names in `KEPT_FIELD` were kept, the earliest of them.

    Of one that is not there any more, for it was sent already, nobody knows: it is older than everything.
    """
    found = dict(KeptPost.objects.filter(token__in=tokens, person=person).values_list("token", "created_at"))
    return min((found.get(token, _LONG_AGO) for token in tokens), default=_LONG_AGO)


def forget_posts(*, tokens: Collection[str], person: User) -> None:
    KeptPost.objects.filter(token__in=tokens, person=person).delete()


def forget_expired_posts(now: datetime) -> None:
    KeptPost.objects.filter(created_at__lte=now - KEPT_FOR).delete()
