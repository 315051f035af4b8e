"""The page of a change-set: what the file would change or what it changed, and what is to be decided."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.requests import SignedInRequest
from accounts.models import User
from committees.models import PositionGroup
from common.text.formats import number
from interop.domain.committees_choices import choose_unit_row
from interop.domain.committees_plan import CommitteesPlan
from interop.domain.people_import import choose_row
from interop.domain.people_plan import PeoplePlan
from interop.domain.reach import candidates_within_reach, rows_within_reach
from interop.domain.report import report_of
from interop.enums import CHOSEN, WRITTEN, ChangeSetKind, ChangeSetState, RowAction, RowChoice
from interop.errors import PeopleImportError
from interop.models import ChangeRow, ChangeSet
from portal.list_columns import columns_read
from portal.scoped import who_holds_a_role
from portal.views.imports import SENT_FROM, own_change_set

ROWS_PER_PAGE = 50
LONGEST_NAME = len("row-999999999")
REFRESH_SECONDS = 2
SHOWN_FIRST = (
    RowAction.WRONG,
    RowAction.DUPLICATE,
    RowAction.NEW,
    RowAction.MOVED,
    RowAction.CHANGED,
    RowAction.MISSING,
    RowAction.UNCHANGED,
)
DONE = (ChangeSetState.APPLIED, ChangeSetState.UNDONE)


@login_required
@require_safe
def change_set(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Counts, and the rows of one kind at a time, of people who are still within reach."""
    found = own_change_set(request, uuid)
    report = report_of(found, order=SHOWN_FIRST, asked=request.GET.get("loai", ""))
    action = report.action
    rows = rows_within_reach(found, request.user).filter(action=action) if action else found.rows.none()
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    is_ready = found.state == ChangeSetState.READY
    chosen = _chosen(found) if is_ready else {}
    to_write = sum(found.counts.get(a, 0) for a in WRITTEN) + sum(chosen.values())
    undecided = found.counts.get(RowAction.DUPLICATE, 0) - chosen.get(RowAction.DUPLICATE, 0)
    context = {
        "change_set": found,
        "committee": found.committee,
        "is_people": found.kind == ChangeSetKind.PEOPLE,
        "is_tree": found.kind == ChangeSetKind.COMMITTEES,
        "is_roles": found.kind == ChangeSetKind.ROLES,
        "may_propose": found.kind != ChangeSetKind.ROLES or found.uploaded_by_id == request.user.pk,
        "sent_from": reverse(SENT_FROM[ChangeSetKind(found.kind)], args=[found.committee.uuid]),
        "is_working": found.is_working and not found.is_stopped,
        "is_ready": is_ready,
        "columns": columns_read(found) if is_ready else None,
        "is_applied": found.state == ChangeSetState.APPLIED,
        "to_write": to_write,
        "state": _state(found, to_write),
        "outcome": _outcome(to_write, undecided, found),
        "has_wrong": bool(found.counts.get(RowAction.WRONG)),
        "has_rejected": found.state in (ChangeSetState.READY, *DONE)
        and bool(found.counts.get(RowAction.WRONG) or undecided)
        and "header" in found.layout,
        "can_choose_columns": bool(found.sample) and found.state in (ChangeSetState.READY, ChangeSetState.FAILED),
        "tabs": report.tabs,
        "action": action,
        "is_choosing": is_ready
        and (action == RowAction.DUPLICATE or (action == RowAction.MISSING and found.kind == ChangeSetKind.PEOPLE)),
        "asks_same": action == RowAction.DUPLICATE,
        "page_obj": page,
        "rows": _shown_rows(list(page), request.user),
        "left_out": _left_out(found, action, page.paginator.count),
    }
    response = render(request, "portal/change_set.html", context)
    if context["is_working"]:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@login_required
@require_POST
def choose(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What was decided about the rows of one page: `row-<number>` is `same:<id>`, `new`, `leave` or empty."""
    found = own_change_set(request, uuid)
    asked = {
        int(name.removeprefix("row-")): str(value)
        for name, value in request.POST.items()
        if name.startswith("row-") and name.removeprefix("row-").isdecimal() and len(name) <= LONGEST_NAME
    }
    within = rows_within_reach(found, request.user)
    rows = within.filter(number__in=list(asked)[:ROWS_PER_PAGE], action__in=CHOSEN)
    decide = _decider(found, request.user, any(value.startswith(RowChoice.SAME) for value in asked.values()))
    refused: set[str] = set()
    for row in rows:
        value = asked[row.number]
        if value == _choice_of(row):
            continue
        choice, _colon, meant = value.partition(":")
        try:
            decide(row.number, choice, int(meant) if meant.isdecimal() and len(meant) < 20 else None)
        except PeopleImportError as error:
            refused.add(_refusal(row, error))
    for text in sorted(refused):
        messages.error(request, text)
    if not refused:
        messages.success(request, _("The decisions have been kept."))
    page = request.POST.get("page", "")
    action = request.POST.get("loai", "")
    query = f"?loai={action if action in RowAction.values else ''}&page={page if page.isdecimal() else 1}"
    return HttpResponseRedirect(reverse("change_set", args=[found.uuid]) + query)


def _refusal(row: ChangeRow, error: PeopleImportError) -> str:
    """Who is missing from the file has no row in it that the sender could look up."""
    if row.action == RowAction.MISSING:
        return f"{row.data.get('full_name') or row.data.get('name', '')}: {error}"
    return _("Row %(number)d: %(reason)s") % {"number": row.number, "reason": error}


def _decider(found: ChangeSet, actor: User, asks_same: bool) -> Callable[[int, str, int | None], None]:
    """The act for one row: (number, choice, id of whom or what it is). The tree is read once for all of them."""
    if found.kind == ChangeSetKind.COMMITTEES:
        units = CommitteesPlan(found.committee) if asks_same else None

        def decide_unit(number: int, choice: str, meant: int | None) -> None:
            choose_unit_row(change_set=found, number=number, choice=choice, committee_id=meant, plan=units)

        return decide_unit
    people = PeoplePlan(found.committee) if asks_same else None

    def decide_person(number: int, choice: str, meant: int | None) -> None:
        choose_row(change_set=found, number=number, choice=choice, person_id=meant, actor=actor, plan=people)

    return decide_person


def _state(found: ChangeSet, to_write: int) -> str:
    """In which state it is, and how many rows there are to confirm or were written."""
    if found.state == ChangeSetState.READY and not to_write:
        return _("nothing to confirm")
    if found.state == ChangeSetState.APPLIED:
        written = sum(found.counts.get(action, 0) for action in WRITTEN) + sum(_chosen(found).values())
        return ngettext("%(rows)s row written", "%(rows)s rows written", written) % {"rows": number(written)}
    return str(found.get_state_display())


def _chosen(found: ChangeSet) -> dict[str, int]:
    """How many rows of each kind have been decided to be written."""
    counts: dict[str, int] = {}
    for action in CHOSEN:
        if found.counts.get(action):
            counts[action] = found.rows.filter(action=action).exclude(choice="").count()
    return counts


def _outcome(to_write: int, undecided: int, found: ChangeSet) -> str:
    """What confirming would do with the rows of each kind, in sentences."""
    counts = found.counts
    wrong, same = counts.get(RowAction.WRONG, 0), counts.get(RowAction.UNCHANGED, 0)
    if not (to_write or wrong or undecided):
        return _("Nothing to change: everything in the file is as it stands here.")
    sentences = [
        ngettext("%(rows)s row will be written.", "%(rows)s rows will be written.", to_write)
        % {"rows": number(to_write)}
        if to_write
        else _("No row will be written.")
    ]
    if wrong:
        text = ngettext(
            "%(rows)s row is wrong and is left out: its reason stands below. Correct the file and send it again.",
            "%(rows)s rows are wrong and are left out: their reasons stand below. Correct the file and send it again.",
            wrong,
        )
        sentences.append(text % {"rows": number(wrong)})
    if undecided and found.kind == ChangeSetKind.COMMITTEES:
        text = ngettext(
            "%(rows)s row resembles another unit and is left out until it is decided whether it is the same.",
            "%(rows)s rows resemble other units and are left out until it is decided whether they are the same.",
            undecided,
        )
        sentences.append(text % {"rows": number(undecided)})
    elif undecided:
        text = ngettext(
            "%(rows)s row resembles somebody here and is left out until it is decided whether it is the same person.",
            "%(rows)s rows resemble people here and are left out until it is decided whether they are the same.",
            undecided,
        )
        sentences.append(text % {"rows": number(undecided)})
    if same:
        text = ngettext("%(rows)s row is as it stands here.", "%(rows)s rows are as they stand here.", same)
        sentences.append(text % {"rows": number(same)})
    return " ".join(sentences)


def _left_out(found: ChangeSet, action: RowAction | None, shown: int) -> str:
    """A sentence on the rows of this kind that are not shown; most pages leave none out, and ask nothing more."""
    if action is None or shown >= found.counts.get(action, 0):
        return ""
    hidden = found.rows.filter(action=action).count() - shown
    if not hidden:
        return ""
    text = ngettext(
        "%(rows)s row is not shown: its person now belongs to a unit that you do not administer.",
        "%(rows)s rows are not shown: their people now belong to units that you do not administer.",
        hidden,
    )
    return text % {"rows": number(hidden)}


def _choice_of(row: ChangeRow) -> str:
    return f"{row.choice}:{row.person_id or row.committee_id}" if row.choice == RowChoice.SAME else row.choice


def _shown_rows(rows: list[ChangeRow], reader: User) -> list[dict[str, object]]:
    groups = {}
    if any("group" in row.before for row in rows):
        groups = {group.pk: group.name_vi for group in PositionGroup.objects.all()}
    holders = who_holds_a_role(rows)
    meant = candidates_within_reach(rows, reader)
    return [{**_shown(row, groups, meant), "holds_role": row.person_id in holders} for row in rows]


def _shown(row: ChangeRow, groups: dict[int, str], meant: set[int]) -> dict[str, object]:
    labels = {
        "full_name": _("full name"),
        "birth_year": _("birth year"),
        "email": _("e-mail"),
        "sorts_by": _("name to sort by"),
        "position": _("position"),
        "group": _("position group"),
        "unit_name": _("unit"),
        "name": _("name"),
        "short_name": _("short name"),
        "code": _("unit code"),
        "parent_name": _("unit above"),
    }

    def said(name: str, value: object) -> object:
        return (groups.get(value, value) if name == "group" and isinstance(value, int) else value) or "–"

    return {
        "number": row.number,
        "action": row.action,
        "data": row.data,
        "problems": row.problems,
        "choice": _choice_of(row),
        "candidates": [
            {**candidate, "value": f"{RowChoice.SAME.value}:{candidate.get('person') or candidate['committee']}"}
            for candidate in row.data.get("candidates", ())
            if "person" not in candidate or candidate["person"] in meant
        ],
        "changes": [
            {"label": labels[name], "before": said(name, row.before[name]), "after": said(name, row.data.get(name))}
            for name in labels
            if name in row.before
        ],
    }
