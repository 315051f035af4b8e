"""The life of a committee as dated lines: where it stood, what it came from, what it went into, its names."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from committees.domain.queries.names import names_on
from committees.models import Committee, CommitteeEdge, RoleGrant, Succession
from operations.models import AuditEntry

_TAKES_OVER = 1
_ENDINGS = ("committees.closed", "committees.merged")


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """`text` has a place `%s` for the name of `unit`, where there is one; `decision` is what ordered it.

    `unit_name`: what the unit was called on that day.
    """

    day: date
    text: str
    unit: Committee | None = None
    decision: str = ""
    order: int = 0
    unit_name: str = ""

    @property
    def is_of_before(self) -> bool:
        """Whether `unit` ended with the day before."""
        return self.order == _TAKES_OVER


def history_of(committee: Committee) -> list[HistoryLine]:
    """The lines in time, the first one first, with the names of those days; seven statements."""
    before = list(committee.predecessions.select_related("old").order_by("effective_on", "old__name"))
    after = list(committee.successions.select_related("new").order_by("effective_on", "new__name"))
    edges = list(CommitteeEdge.objects.filter(child=committee).select_related("parent").order_by("valid_from"))
    entries = list(_entries(committee, "committees.renamed", "committees.moved").order_by("id"))
    lines = [
        *_beginning(committee, edges, before),
        *_moves(edges, _documents(entries, "committees.moved") | _of_mergers(edges)),
        *_renames(committee, _documents(entries, "committees.renamed")),
        *_corrections(entries),
        *_end(committee, after),
    ]
    return _named(sorted(lines, key=lambda line: (line.day, line.order)))


def roles_ended_with(committee: Committee) -> QuerySet[RoleGrant]:
    """The grants that its closing or merging ended, in the order of names, with the person.

    Those that had ended before, by themselves, are not among them.
    """
    ended = _entries(committee, *_ENDINGS).values_list("after", flat=True)
    grants = RoleGrant.objects.filter(pk__in=[pk for after in ended for pk in after.get("roles_ended", ())])
    return grants.select_related("user").order_by("user__sort_name", "pk")


def _entries(committee: Committee, *actions: str) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(
        action__in=actions, object_type=Committee._meta.label_lower, object_id=str(committee.pk)
    )


def _named(lines: list[HistoryLine]) -> list[HistoryLine]:
    # What went into this unit had its name until the day before.
    days = [line.day - timedelta(days=1) if line.is_of_before else line.day for line in lines]
    asked = [(line.unit, day) for line, day in zip(lines, days, strict=True) if line.unit]
    names = iter(names_on(asked))
    return [replace(line, unit_name=next(names)) if line.unit else line for line in lines]


def _beginning(committee: Committee, edges: list[CommitteeEdge], before: list[Succession]) -> list[HistoryLine]:
    parent = edges[0].parent if edges else None
    text = _("Begins, under %s") if parent else _("Begins")
    lines = [HistoryLine(committee.valid_from, text, parent)]
    return lines + [
        HistoryLine(row.effective_on, _("Takes over from %s"), row.old, row.decision, order=_TAKES_OVER)
        for row in before
    ]


def _documents(entries: list[AuditEntry], action: str) -> dict[str, str]:
    """By the day from which it holds, what ordered an act, as the audit trail keeps it; the later of one day counts."""
    return {entry.after["on"]: entry.reason for entry in entries if entry.action == action and "on" in entry.after}


def _of_mergers(edges: list[CommitteeEdge]) -> dict[str, str]:
    """By day, what ordered that the unit above went into another one, where that is why this one moved."""
    if len(edges) < 2:
        return {}
    went = {(edge.parent_id, after.parent_id): after.valid_from for edge, after in pairwise(edges)}
    rows = Succession.objects.filter(old__in=[old for old, _new in went], new__in=[new for _old, new in went])
    return {
        row.effective_on.isoformat(): row.decision
        for row in rows
        if went.get((row.old_id, row.new_id)) == row.effective_on
    }


def _moves(edges: list[CommitteeEdge], documents: dict[str, str]) -> list[HistoryLine]:
    text = _("Moves under %s")
    return [
        HistoryLine(edge.valid_from, text, edge.parent, documents.get(edge.valid_from.isoformat(), ""), order=2)
        for edge in edges[1:]
    ]


def _renames(committee: Committee, documents: dict[str, str]) -> list[HistoryLine]:
    """Changes of the name from a day on."""
    former = list(committee.former_names.order_by("valid_to"))
    names = [*(row.name for row in former), committee.name]
    text = _("Another name: “%(before)s” becomes “%(after)s”")
    days = [row.valid_to + timedelta(days=1) for row in former]
    return [
        HistoryLine(
            day,
            text % {"before": row.name, "after": after},
            decision=documents.get(day.isoformat(), ""),
            order=3,
        )
        for day, row, after in zip(days, former, names[1:], strict=True)
        if row.name != after
    ]


def _corrections(entries: list[AuditEntry]) -> list[HistoryLine]:
    """Names that were put right, as the audit trail keeps them; of a change of name it says from which day."""
    return [
        HistoryLine(
            timezone.localdate(entry.at),
            _("Name put right: “%(before)s” to “%(after)s”")
            % {"before": entry.before.get("name", ""), "after": entry.after.get("name", "")},
            decision=entry.reason,
            order=3,
        )
        for entry in entries
        if entry.action == "committees.renamed"
        and entry.before.get("name") != entry.after.get("name")
        and "on" not in entry.after
    ]


def _end(committee: Committee, after: list[Succession]) -> list[HistoryLine]:
    lines = [HistoryLine(row.effective_on, _("Goes into %s"), row.new, row.decision, order=4) for row in after]
    if committee.valid_to is not None and not after:
        lines.append(HistoryLine(committee.valid_to + timedelta(days=1), _("Ends without a successor"), order=4))
    return lines
