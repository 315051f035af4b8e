"""A board as it may be shown: small groups masked, words beside their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language

from committees.models import Committee, PositionGroup
from reports.domain.figures import Figures
from reports.domain.queries.board import Board, BoardRow
from reports.domain.suppression import shown_counts
from reports.domain.veil import UNVEILED, Veil
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

    The target is counted over the rows that are shown: what it says of them follows from their rates.
    """

    rows: list[TableRow]
    empty: list[TableRow]
    total: TableRow

    @property
    def shown(self) -> list[TableRow]:
        return [row for row in self.rows if not row.masked]

    @property
    def masked(self) -> list[TableRow]:
        return [row for row in self.rows if row.masked]

    @property
    def charted(self) -> list[TableRow]:
        """Rows with a rate; fewer than two need no chart."""
        rated = [row for row in self.rows if row.rate is not None]
        return rated if len(rated) > 1 else []

    @property
    def missing(self) -> list[TableRow]:
        return [row for row in self.rows if row.reaches_target is False]

    @property
    def counted(self) -> int:
        """How many of the committees shown have someone assigned, and so a target to reach."""
        return sum(row.reaches_target is not None for row in self.rows)

    @property
    def reached(self) -> int:
        return self.counted - len(self.missing)

    @property
    def not_counted(self) -> int:
        """Committees that are hidden, whether small or a complement of small ones."""
        return sum(row.committee is not None for row in self.masked)


def board_table(board: Board, *, direct_label: str, total_label: str, veil: Veil = UNVEILED) -> Table:
    """The rows of a board, without what `veil` hides."""
    chosen = board.position_group
    is_group_hidden = chosen is not None and chosen in veil.groups_of_rows
    rows: list[tuple[BoardRow, bool]] = []
    empty: list[Committee] = []
    for row in [*board.rows, *([board.direct] if board.direct else [])]:
        masked = is_group_hidden or _key(row) in veil.rows
        # A hidden row with people stays even if the group has none there: its absence would say so.
        if not row.figures.is_empty or (masked and not row.is_empty):
            rows.append((row, masked))
        elif row.committee:
            empty.append(row.committee)
    return Table(
        rows=[
            TableRow(
                label=row.committee.display_name if row.committee else direct_label,
                committee=row.committee,
                figures=row.figures,
                masked=masked,
                reaches_target=None if masked else row.reaches_target,
            )
            for row, masked in rows
        ],
        empty=[TableRow(each.display_name, each, Figures(), masked=False) for each in empty],
        total=TableRow(total_label, board.node, board.total, masked=veil.node or chosen in veil.groups),
    )


def group_table(board: Board, groups: Sequence[PositionGroup], *, veil: Veil = UNVEILED) -> list[TableRow]:
    """Everyone on the board by position group, groups without people left out.

    A hidden group stands there with or without people; where one alone is hidden, or the whole
    committee, there is no breakdown.
    """
    if veil.node or len(veil.groups) == 1:
        return []
    rows = []
    for group in groups:
        figures = board.groups.get(group.pk, Figures())
        masked = group.pk in veil.groups
        if masked or not figures.is_empty:
            rows.append(TableRow(group_name(group), None, figures, masked=masked))
    return rows


def _key(row: BoardRow) -> int | None:
    return row.committee.pk if row.committee else None


def group_name(group: PositionGroup) -> str:
    return group.name_en if get_language() == "en" else group.name_vi
