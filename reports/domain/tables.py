"""A board as it may be shown: small groups masked, words beside their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language

from committees.models import Committee, PositionGroup
from reports.domain.figures import Figures
from reports.domain.queries.board import Board, BoardRow
from reports.domain.suppression import rows_to_mask, shown_counts
from reports.domain.words import WORDS, heading


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; `counts` in the order of the words. A masked row has neither rate nor verdict."""

    label: str
    committee: Committee | None
    figures: Figures
    masked: bool
    reaches_target: bool | None = None

    @property
    def counts(self) -> list[int | str]:
        return list(shown_counts(self.figures, masked=self.masked).values())

    @property
    def cells(self) -> list[tuple[str, int | str]]:
        """Each count with the head of its column."""
        return list(zip(map(heading, WORDS.values()), self.counts, strict=True))

    @property
    def rate(self) -> Decimal | None:
        return None if self.masked else self.figures.rate


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of committees with people, and the `empty` ones, which only lengthen a table.

    `has_masked`: some row is masked, then totals of the chosen group are not shown either.
    """

    rows: list[TableRow]
    empty: list[TableRow]
    total: TableRow
    has_masked: bool

    @property
    def missing(self) -> list[TableRow]:
        return [row for row in self.rows if row.reaches_target is False]


def board_table(board: Board, *, direct_label: str, total_label: str, protects: bool) -> Table:
    """The rows of a board. `protects`: the reader may see counts but no names."""
    rows = [row for row in board.rows if not row.figures.is_empty]
    if board.direct:
        rows.append(board.direct)
    masked = _masked_rows(rows, board.position_group) if protects else frozenset()
    return Table(
        rows=[
            TableRow(
                label=row.committee.display_name if row.committee else direct_label,
                committee=row.committee,
                figures=row.figures,
                masked=position in masked,
                reaches_target=None if masked else row.reaches_target,
            )
            for position, row in enumerate(rows)
        ],
        empty=[
            TableRow(row.committee.display_name, row.committee, row.figures, masked=False)
            for row in board.rows
            if row.committee and row.figures.is_empty
        ],
        total=TableRow(total_label, board.node, board.total, masked=bool(masked)),
        has_masked=bool(masked),
    )


def group_table(board: Board, groups: Sequence[PositionGroup], *, protects: bool) -> list[TableRow]:
    """Everyone on the board by position group, groups without people left out."""
    shown = [(group, board.groups[group.pk]) for group in groups if group.pk in board.groups]
    shown = [(group, figures) for group, figures in shown if not figures.is_empty]
    masked = rows_to_mask([figures for _group, figures in shown]) if protects else frozenset()
    return [
        TableRow(group_name(group), None, figures, masked=position in masked)
        for position, (group, figures) in enumerate(shown)
    ]


def group_name(group: PositionGroup) -> str:
    return group.name_en if get_language() == "en" else group.name_vi


def _masked_rows(rows: list[BoardRow], position_group: int | None) -> frozenset[int]:
    """Rows of one position group: small ones, and those masked in the breakdown of their committee."""
    if position_group is None:
        return frozenset()
    in_breakdown = {position for position, row in enumerate(rows) if _is_masked_group(row, position_group)}
    return rows_to_mask([row.figures for row in rows]) | in_breakdown


def _is_masked_group(row: BoardRow, position_group: int) -> bool:
    groups = sorted(row.groups)
    masked = rows_to_mask([row.groups[group] for group in groups])
    return any(groups[position] == position_group for position in masked)
