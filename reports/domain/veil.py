"""What of a board is hidden from whoever may not see the names of its people.

Decided from the top of the tree down: what is hidden on one board is hidden on every board below
it, so that going down reveals nothing, and coming up nothing can be computed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from committees.models import Committee
from courses.models import Course
from learning.models import Campaign
from reports.domain.queries.board import Board, Groups, boards
from reports.domain.suppression import groups_to_hide, is_small, people_in, rows_to_mask

People = dict[int, int]
"""People by position group."""


@dataclass(frozen=True, slots=True)
class Veil:
    """Nothing hidden, unless said otherwise.

    `rows`: ids of committees below, None for those attached directly. `groups`: position groups
    hidden in the breakdown of the committee itself; `groups_of_rows`: in each row below it.
    """

    node: bool = False
    rows: frozenset[int | None] = field(default_factory=frozenset)
    groups: frozenset[int] = field(default_factory=frozenset)
    groups_of_rows: frozenset[int] = field(default_factory=frozenset)


UNVEILED = Veil()


def veiled_board(
    *,
    node: Committee,
    above: Iterable[Committee],
    scope: Campaign | Course,
    today: date,
    position_group: int | None,
    protects: bool,
) -> tuple[Board, Veil]:
    """The board of `node` and what of it is hidden. `protects`: the reader may see counts but no names.

    `above`: the committees over `node`, the highest first, with their kinds.
    """
    nodes = [*above, node] if protects else [node]
    found = boards(nodes=nodes, scope=scope, today=today, position_group=position_group)
    return found[-1], veil_over(found) if protects else UNVEILED


def veil_over(boards: Sequence[Board]) -> Veil:
    """What is hidden on the last of `boards`, which lead down from the top of the tree to it."""
    whole = _people(boards[0].groups)
    is_hidden, groups = is_small(sum(whole.values())), groups_to_hide([whole])
    veil = UNVEILED
    for position, board in enumerate(boards):
        veil = _below(board, is_hidden, groups)
        if position + 1 < len(boards):
            child = boards[position + 1].node.pk
            # A unit without a row of its own is counted with others and would be told apart from them.
            is_hidden = child in veil.rows or all(row.committee != boards[position + 1].node for row in board.rows)
            groups = veil.groups_of_rows
    return veil


def _below(board: Board, is_hidden: bool, groups: frozenset[int]) -> Veil:
    rows: dict[int | None, People] = {row.committee.pk: _people(row.groups) for row in board.rows if row.committee}
    whole = _people(board.groups)
    rows[None] = {group: count - sum(row.get(group, 0) for row in rows.values()) for group, count in whole.items()}
    keys = list(rows)
    if is_hidden:
        every = frozenset(whole) | groups
        return Veil(node=True, rows=frozenset(keys), groups=every, groups_of_rows=every)
    masked = {keys[position] for position in rows_to_mask([sum(rows[key].values()) for key in keys])}
    # The masked ones count as one row: their sum follows from the total and the rows that are shown.
    together = {group: sum(rows[key].get(group, 0) for key in masked) for group in whole}
    shown = [rows[key] for key in keys if key not in masked]
    return Veil(
        rows=frozenset(masked), groups=groups, groups_of_rows=groups_to_hide([*shown, together], hidden_above=groups)
    )


def _people(groups: Groups) -> People:
    return {group: people_in(figures) for group, figures in groups.items()}
