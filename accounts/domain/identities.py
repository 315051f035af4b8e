"""The records that are one person: the one in use, and those merged into it."""

from django.db.models import Q

from accounts.models import PersonMerge, User


def of_person(person: User | int, field: str) -> Q:
    """Rows whose `field` (e.g. `cadre`) is the person (or the id) or a record merged into this person.

    No statement more.
    """
    merged = PersonMerge.objects.filter(kept=person, undone_at__isnull=True)
    return Q(**{field: person}) | Q(**{f"{field}__in": merged.values("closed")})
