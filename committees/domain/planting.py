"""New rows of the tree, thousands in a few statements: paths are reckoned here, not node by node."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db.models import F, Max, Value
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from committees.domain.lineage import line_of, stood_under
from committees.errors import CommitteeError
from committees.models import Committee, CommitteeEdge, CommitteeKind, RollupAncestor
from common.text.vietnamese import clean_line, fold

BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeSpec:
    """A committee to be added. `kind` is the code of a `CommitteeKind`; `valid_to` is the last day."""

    name: str
    kind: str
    valid_from: date
    valid_to: date | None = None
    code: str = ""
    short_name: str = ""
    name_en: str = ""
    region: str = ""
    is_demo: bool = False
    uuid: UUID | None = None


Placement = tuple[Committee, CommitteeSpec]


def plant(placements: Sequence[Placement]) -> list[Committee]:
    """Add each spec under its parent, in order, with its edges and its roll-up ancestors.

    What is older than its parent stood under what the parent took over from, where that is a single unit.

    The caller holds the lock of the tree and writes the audit. Parents must be stored already.
    """
    if not placements:
        return []
    kinds = {kind.code: kind for kind in CommitteeKind.objects.all()}
    next_path = _NextPath(_stored({parent.pk: parent for parent, _spec in placements}))
    lines = _lines(next_path.parents, placements)
    planted = [_row(next_path, parent, spec, kinds, lines) for parent, spec in placements]
    Committee.objects.bulk_create(planted, batch_size=BATCH)
    edges = [
        CommitteeEdge(child=child, parent_id=stood.parent_id, valid_from=stood.first, valid_to=stood.last)
        for child, (parent, _spec) in zip(planted, placements, strict=True)
        for stood in stood_under(lines[parent.pk], child.valid_from, child.valid_to)
    ]
    CommitteeEdge.objects.bulk_create(edges, batch_size=BATCH)
    _count_children(Counter(parent.pk for parent, _spec in placements))
    _inherit_rollups(planted, [parent for parent, _spec in placements])
    return planted


class _NextPath:
    """Hands out free paths under the parents, after the last child each of them has."""

    def __init__(self, parents: dict[int, Committee]) -> None:
        self.parents = parents
        self.last_step = dict.fromkeys(parents, 0)
        by_path = {parent.path: pk for pk, parent in parents.items()}
        for path, last in _last_children(list(parents.values())):
            if path in by_path:
                self.last_step[by_path[path]] = Committee._str2int(last[-Committee.steplen :])

    def under(self, parent_id: int) -> tuple[str, int]:
        parent = self.parents[parent_id]
        self.last_step[parent_id] += 1
        depth = parent.depth + 1
        return Committee._get_path(parent.path, depth, self.last_step[parent_id]), depth


def _stored(parents: dict[int, Committee]) -> dict[int, Committee]:
    """The parents as they stand in the database: a path in memory may be from before a move."""
    return {parent.pk: parent for parent in Committee.objects.filter(pk__any_of=parents)}


def _last_children(parents: list[Committee]) -> Iterator[tuple[str, str]]:
    """(path of the parent, highest path of a child) for parents that have children."""
    paths_by_depth: dict[int, list[str]] = defaultdict(list)
    for parent in parents:
        paths_by_depth[parent.depth].append(parent.path)
    for depth, paths in paths_by_depth.items():
        children = Committee.objects.order_by().filter(depth=depth + 1)
        above = Substr("path", Value(1), Value(depth * Committee.steplen))
        found = children.annotate(above=above).filter(above__any_of=paths)
        yield from found.values_list("above").annotate(last=Max("path"))


def _lines(parents: dict[int, Committee], placements: Sequence[Placement]) -> dict[int, list[Committee]]:
    """What each parent goes back to, looked up only where something older is to stand under it."""
    firsts: dict[int, date] = {}
    for parent, spec in placements:
        firsts[parent.pk] = min(firsts.get(parent.pk, spec.valid_from), spec.valid_from)
    return {
        pk: line_of(parents[pk]) if first < parents[pk].valid_from else [parents[pk]] for pk, first in firsts.items()
    }


def _row(
    next_path: _NextPath,
    parent: Committee,
    spec: CommitteeSpec,
    kinds: dict[str, CommitteeKind],
    lines: dict[int, list[Committee]],
) -> Committee:
    parent = next_path.parents[parent.pk]
    _check_life(parent, spec, lines[parent.pk][-1].valid_from)
    path, depth = next_path.under(parent.pk)
    name = clean_line(spec.name)
    return Committee(
        uuid=spec.uuid or uuid4(),
        code=spec.code,
        name=name,
        short_name=spec.short_name,
        name_en=spec.name_en,
        kind=kinds[spec.kind],
        region=spec.region,
        search_key=fold(name),
        valid_from=spec.valid_from,
        valid_to=spec.valid_to,
        is_demo=spec.is_demo,
        path=path,
        depth=depth,
        numchild=0,
    )


def _check_life(parent: Committee, spec: CommitteeSpec, since: date) -> None:
    """A unit does not begin before the one above it, or what stood in its place `since` then, nor outlive it."""
    begins = spec.valid_from >= since and (spec.valid_to is None or spec.valid_to >= parent.valid_from)
    ends = parent.valid_to is None or (spec.valid_to is not None and spec.valid_to <= parent.valid_to)
    if not (begins and ends):
        raise CommitteeError(
            _("“%(child)s” would exist on days when “%(parent)s” does not.")
            % {"child": spec.name, "parent": parent.name}
        )


def _count_children(added: Counter[int]) -> None:
    parents_by_count: dict[int, list[int]] = defaultdict(list)
    for parent_id, count in added.items():
        parents_by_count[count].append(parent_id)
    for count, parent_ids in parents_by_count.items():
        Committee.objects.filter(pk__any_of=parent_ids).update(numchild=F("numchild") + count)


def _inherit_rollups(planted: list[Committee], parents: list[Committee]) -> None:
    above: dict[int, list[int]] = defaultdict(list)
    stored = RollupAncestor.objects.filter(committee__any_of={parent.pk for parent in parents})
    for committee_id, node_id in stored.values_list("committee", "node"):
        above[committee_id].append(node_id)
    rows = []
    for child, parent in zip(planted, parents, strict=True):
        nodes = [*above[parent.pk], child.pk] if child.kind.is_rollup else above[parent.pk]
        rows += [RollupAncestor(committee=child, node_id=node) for node in nodes]
    RollupAncestor.objects.bulk_create(rows, batch_size=BATCH)
