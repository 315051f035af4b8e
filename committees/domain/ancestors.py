"""The map from every committee to the roll-up committees that hold it, derived from the paths."""

from collections.abc import Iterator

from django.db.models import QuerySet

from committees.domain.planting import BATCH
from committees.models import Committee, RollupAncestor, subtree_q

Pair = tuple[int, int]


def refresh_rollup_ancestors(subtree: Committee | None = None) -> int:
    """Bring the map in line with the paths, for the subtree or the whole tree; gives rows changed."""
    committees = Committee.objects.all() if subtree is None else Committee.objects.filter(subtree_q([subtree]))
    wanted = set(expected_pairs(committees))
    stored = {
        (committee_id, node_id): pk
        for pk, committee_id, node_id in _rows(subtree).values_list("pk", "committee_id", "node_id")
    }
    stale = [pk for pair, pk in stored.items() if pair not in wanted]
    missing = sorted(wanted - stored.keys())
    RollupAncestor.objects.filter(pk__any_of=stale).delete()
    RollupAncestor.objects.bulk_create(
        [RollupAncestor(committee_id=committee_id, node_id=node_id) for committee_id, node_id in missing],
        batch_size=BATCH,
    )
    return len(stale) + len(missing)


def expected_pairs(committees: QuerySet[Committee]) -> Iterator[Pair]:
    """(committee, roll-up committee at or above it) as the paths say."""
    nodes = dict(Committee.objects.order_by().filter(kind__is_rollup=True).values_list("path", "pk"))
    step = Committee.steplen
    for pk, path in committees.order_by().values_list("pk", "path").iterator():
        for end in range(step, len(path) + 1, step):
            node = nodes.get(path[:end])
            if node is not None:
                yield pk, node


def _rows(subtree: Committee | None) -> QuerySet[RollupAncestor]:
    rows = RollupAncestor.objects.all()
    return rows if subtree is None else rows.filter(subtree_q([subtree], "committee__path"))
