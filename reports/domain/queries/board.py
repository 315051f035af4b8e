"""The board of a committee: a row for each committee below it, from one statement."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from committees.models import Committee, subtree_q
from courses.models import Course
from learning.domain.changes import Standing
from learning.enums import UNFINISHED_STATUSES
from learning.models import Campaign, Enrolment
from reports.domain.figures import Figures
from reports.domain.queries.scopes import campaign_ids_of, target_of
from reports.domain.statements import CONSTANTS, id_list, statement

Groups = dict[int, Figures]
"""Figures by position group."""
Counted = tuple[str, int, Figures]
"""Path of a unit, position group, and figures."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One committee below the node; without a committee: people attached to the node itself."""

    committee: Committee | None
    figures: Figures
    groups: Groups
    reaches_target: bool | None

    @property
    def is_empty(self) -> bool:
        """Whether nobody of any group is counted here."""
        return all(figures.is_empty for figures in self.groups.values())


@dataclass(frozen=True, slots=True)
class Board:
    """Figures of a node and of what stands below it, at one moment.

    `groups` and the groups of the rows are of everyone; `figures` and `total` are of
    `position_group` where one was asked for. `target` is in per cent.
    """

    node: Committee
    scope: Campaign | Course
    rows: list[BoardRow]
    direct: BoardRow | None
    total: Figures
    groups: Groups
    position_group: int | None
    target: int | None
    today: date
    as_of: datetime

    @property
    def basis(self) -> str:
        return _("today's tree of organisation")


def board(*, node: Committee, scope: Campaign | Course, today: date, position_group: int | None = None) -> Board:
    """The board of `node`. Two statements, a third for the campaigns of a course."""
    return boards(nodes=[node], scope=scope, today=today, position_group=position_group)[0]


def boards(
    *, nodes: Sequence[Committee], scope: Campaign | Course, today: date, position_group: int | None = None
) -> list[Board]:
    """The boards of several nodes; the kinds of the nodes are loaded.

    From the roll-ups and the pending deltas, in one statement for all, where committees with
    roll-ups stand below; below that grain from the enrolments, in another.
    """
    children = _children(nodes)
    campaign_ids = campaign_ids_of(scope)
    kept = {node.pk: rollups for node in nodes if (rollups := _with_rollups(node, children[node.pk]))}
    from_rollups = [each for node in nodes if node.pk in kept for each in (node, *kept[node.pk])]
    figures = _kept_figures(from_rollups, campaign_ids, today) if from_rollups else {}
    live = [node for node in nodes if node.pk not in kept]
    counted = _counted(live, campaign_ids, today) if live else []
    found = []
    for node in nodes:
        below = kept.get(node.pk) or children[node.pk]
        by_node = figures if node.pk in kept else _live_figures(node, below, counted)
        found.append(_board(node, below, by_node, scope, today, position_group))
    return found


def _children(nodes: Sequence[Committee]) -> dict[int, list[Committee]]:
    """The committees right below each node, in the order of the tree; one statement for all."""
    below = Q(pk__in=())
    for node in nodes:
        below |= subtree_q([node]) & Q(depth=node.depth + 1)
    found = list(Committee.objects.filter(below).select_related("kind").order_by("path"))
    return {
        node.pk: [each for each in found if each.depth == node.depth + 1 and each.path.startswith(node.path)]
        for node in nodes
    }


def _with_rollups(node: Committee, children: list[Committee]) -> list[Committee]:
    return [child for child in children if child.kind.is_rollup] if node.kind.is_rollup else []


def _board(
    node: Committee,
    children: list[Committee],
    by_node: dict[int, Groups],
    scope: Campaign | Course,
    today: date,
    position_group: int | None,
) -> Board:
    whole = by_node.get(node.pk, {})
    target = target_of(scope)
    rows = []
    for child in children:
        row = _row(child, by_node.get(child.pk, {}), position_group, target)
        if not (row.is_empty and _is_left_out(child, scope, today)):
            rows.append(row)
    direct = _row(None, _rest(whole, [row.groups for row in rows]), position_group, None)
    return Board(
        node=node,
        scope=scope,
        rows=rows,
        direct=None if direct.is_empty else direct,
        total=_chosen(whole, position_group),
        groups=whole,
        position_group=position_group,
        target=target,
        today=today,
        as_of=timezone.now(),
    )


def _row(committee: Committee | None, groups: Groups, position_group: int | None, target: int | None) -> BoardRow:
    figures = _chosen(groups, position_group)
    return BoardRow(committee, figures, groups, figures.reaches(target))


def _chosen(groups: Groups, position_group: int | None) -> Figures:
    if position_group is not None:
        return groups.get(position_group, Figures())
    return sum(groups.values(), Figures())


def _rest(whole: Groups, parts: list[Groups]) -> Groups:
    """What is in the whole and in none of the parts."""
    return {
        group: figures - sum((part[group] for part in parts if group in part), Figures())
        for group, figures in whole.items()
    }


def _is_left_out(child: Committee, scope: Campaign | Course, today: date) -> bool:
    """Whether an empty row says nothing: the committee is closed, or the campaign does not reach it."""
    if not child.exists_on(today):
        return True
    top = scope.committee if isinstance(scope, Campaign) else None
    return top is not None and not child.path.startswith(top.path)


def _kept_figures(nodes: list[Committee], campaign_ids: list[int], today: date) -> dict[int, Groups]:
    """Roll-up plus pending of several nodes."""
    node_list, node_ids = id_list("node", [node.pk for node in nodes])
    campaign_list, campaign_parameters = id_list("campaign", campaign_ids)
    sql = statement("board", nodes=node_list, campaigns=campaign_list)
    by_node: dict[int, Groups] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(sql, {**CONSTANTS, **node_ids, **campaign_parameters, "today": today})
        for node_id, group, *counts in cursor.fetchall():
            by_node[node_id][group] = Figures(*map(int, counts))
    return by_node


def _live_figures(node: Committee, children: list[Committee], counted: list[Counted]) -> dict[int, Groups]:
    """The node's and its children's figures counted from the enrolments of their units."""
    by_path = {child.path: child.pk for child in children}
    length = len(node.path) + node.steplen
    by_node: dict[int, Groups] = defaultdict(lambda: defaultdict(Figures))
    for path, group, figures in counted:
        if path.startswith(node.path):
            for pk in {node.pk, by_path.get(path[:length], node.pk)}:
                by_node[pk][group] += figures
    return by_node


def _counted(nodes: list[Committee], campaign_ids: list[int], today: date) -> list[Counted]:
    """Of each set of enrolments in the subtrees that count alike."""
    alike = ("committee__path", "position_group", "status", "failed", "is_late_joiner", "has_passed", "is_due")
    counts = (
        Enrolment.objects.filter(subtree_q(nodes, "committee__path"), campaign_id__in=campaign_ids, is_double=False)
        .annotate(
            has_passed=Q(passed_on__isnull=False),
            is_due=Q(due_on__isnull=False, due_on__lt=today, status__in=UNFINISHED_STATUSES),
        )
        .values(*alike)
        .annotate(people=Count("pk"))
        .order_by()
    )
    return [(row["committee__path"], row["position_group"], _figures(row)) for row in counts]


def _figures(row: dict[str, Any]) -> Figures:
    """The figures of a set of enrolments, by the one rule of `Standing`."""
    standing = Standing(
        committee_id=0,
        campaign_id=0,
        position_group=row["position_group"],
        due_on=None,
        status=row["status"],
        passed=bool(row["has_passed"]),
        failed=row["failed"],
        late_joiner=row["is_late_joiner"],
    )
    people = row["people"]
    counts = {counter: value * people for counter, value in standing.figures().items()}
    is_overdue = row["is_due"] and "assigned" in counts
    return Figures(**counts, overdue=people if is_overdue else 0)
