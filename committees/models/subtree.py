"""The condition "at or below one of these committees", on the path of today's tree."""

from collections.abc import Iterable

from django.db.models import Q

from committees.models.committee import Committee

# Paths are made of 0-9 and A-Z; this is the character after Z.
_AFTER_EVERY_PATH = "["


def subtree_q(committees: Iterable[Committee], field: str = "path") -> Q:
    """A range on the indexed path for each committee; nothing at all for none.

    `field`: where the path stands seen from the queryset, e.g. `committee__path`. A range is used
    instead of LIKE because SQLite would answer LIKE without the index.
    """
    condition = Q(pk__in=())
    for committee in outermost(committees):
        span = {f"{field}__gte": committee.path, f"{field}__lt": committee.path + _AFTER_EVERY_PATH}
        condition |= Q(**span)
    return condition


def outermost(committees: Iterable[Committee]) -> list[Committee]:
    """The committees that stand under no other of them, each once."""
    kept: list[Committee] = []
    for committee in sorted(committees, key=lambda each: each.path):
        if not kept or not committee.path.startswith(kept[-1].path):
            kept.append(committee)
    return kept
