"""I7: what a list that was sent has done is all of what was confirmed, or nothing.

A list is written in batches and taken up again after a crash; a row that could no longer be written becomes wrong,
with its reason. So in the end every confirmed row is marked, and the report counts the rows as they are. What the
database cannot tell, that the same file once more changes nothing, is asked by the tests of each kind of list.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interop.enums import CHOSEN, WRITTEN, ChangeSetState, RowAction
from interop.models import ChangeRow, ChangeSet, QuestionSheet, QuestionSheetRow
from operations.domain.integrity import Finding, register_invariant
from operations.enums import JobState

UNWRITTEN: Final = (
    ChangeSetState.READING,
    ChangeSetState.READY,
    ChangeSetState.DISCARDED,
    ChangeSetState.FAILED,
)
# What marks a row that the work of a state has come to.
HALF: Final = {ChangeSetState.APPLYING: "applied_at", ChangeSetState.UNDOING: "undone_at"}


def lists_are_written_whole() -> Iterator[Finding]:
    """Lists whose time is up have lost their file and their rows and say nothing any more."""
    confirmed = Q(action__in=WRITTEN) | (Q(action__in=CHOSEN) & ~Q(choice=""))
    kept = ChangeSet.objects.exclude(file="")
    yield from _check("list", kept, ChangeRow.objects.filter(change_set__in=kept), "change_set", confirmed)
    rows = QuestionSheetRow.objects.all()
    yield from _check("sheet", QuestionSheet.objects.all(), rows, "sheet", Q(action__in=WRITTEN))


def _check(noun: str, lists: QuerySet[Any], rows: QuerySet[Any], parent: str, confirmed: Q) -> Iterator[Finding]:
    applied = {f"{parent}__state": ChangeSetState.APPLIED}
    for row in _of(rows.filter(confirmed, applied_at=None, **applied), parent):
        yield Finding(_("A list is written, but not all of its rows."), f"{noun} {row}")
    early = {f"{parent}__state__in": UNWRITTEN}
    for row in _of(rows.filter(applied_at__isnull=False, **early), parent):
        yield Finding(_("A row of a list is written that nobody confirmed."), f"{noun} {row}")
    for row in _of(rows.filter(_half_done(parent), **{f"{parent}__job__state": JobState.FAILED}), parent):
        yield Finding(_("The work on a list stopped in the middle."), f"{noun} {row}")
    yield from _miscounted(noun, lists.filter(state__in=(ChangeSetState.READY, ChangeSetState.APPLIED)), rows, parent)


def _half_done(parent: str) -> Q:
    """Rows that are done in a list that is not; one that was stopped before its first row has written nothing."""
    states = HALF if parent == "change_set" else {ChangeSetState.APPLYING: HALF[ChangeSetState.APPLYING]}
    either = Q(pk=None)
    for state, mark in states.items():
        either |= Q(**{f"{parent}__state": state, f"{mark}__isnull": False})
    return either


def _of(rows: QuerySet[Any], parent: str) -> QuerySet[Any]:
    return rows.order_by(parent).values_list(parent, flat=True).distinct()


def _miscounted(noun: str, lists: QuerySet[Any], rows: QuerySet[Any], parent: str) -> Iterator[Finding]:
    found: dict[int, Counter[str]] = {}
    counts = rows.order_by().values_list(parent, "action").annotate(Count("pk"))
    for pk, action, count in counts.iterator():
        found.setdefault(pk, Counter())[action] = count
    for pk, said in lists.order_by("pk").values_list("pk", "counts").iterator():
        if any(said.get(action, 0) != found.get(pk, Counter())[action] for action in RowAction.values):
            yield Finding(_("The report of a list does not count its rows."), f"{noun} {pk}")


def register() -> None:
    register_invariant("I7", gettext_lazy("Every list is written whole or not at all"), lists_are_written_whole)
