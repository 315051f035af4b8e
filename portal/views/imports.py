"""Importing people from a spreadsheet: send the file, say what its columns are, confirm, undo."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.requests import SignedInRequest
from committees.domain.unit_names import UnitNames
from committees.models import Committee
from common.http.workbooks import workbook_reply
from common.sheets.write import write_xlsx
from interop.domain import change_sets, people_export
from interop.enums import ChangeSetKind, ChangeSetState
from interop.errors import PeopleImportError
from interop.models import ChangeSet
from interop.rules import change_sets_made_by
from operations.domain.refusals import Refused, get_or_refuse
from portal.forms import CommitteeFileForm, PeopleFileForm
from portal.forms_imports import ColumnsForm
from portal.scoped import lists_sent_from
from portal.views.units import living

# Where a list of each kind is sent from.
SENT_FROM = {
    ChangeSetKind.PEOPLE: "unit_import",
    ChangeSetKind.COMMITTEES: "committee_import",
    ChangeSetKind.ROLES: "role_import",
}


def send_list(request: SignedInRequest, committee: Committee, kind: ChangeSetKind, template: str) -> HttpResponse:
    """The page on which a list is sent; it is read and shown before anything is written. `earlier`: the ten last."""
    blank = CommitteeFileForm if kind == ChangeSetKind.COMMITTEES else PeopleFileForm
    form = blank(request.POST, request.FILES) if request.method == "POST" else blank()
    if form.is_bound and form.is_valid():
        change_set = change_sets.receive_file(
            committee=committee,
            file=form.cleaned_data["file"],
            actor=request.user,
            kind=kind,
            first_day=form.cleaned_data.get("first_day"),
        )
        return redirect("change_set", uuid=change_set.uuid)
    sent = lists_sent_from(committee).filter(kind=kind)
    context = {"committee": committee, "form": form, "earlier": sent.select_related("uploaded_by")[:10]}
    return render(request, template, context, status=422 if form.is_bound else 200)


def example_of_unit(committee: Committee) -> tuple[str, str]:
    """How a unit is written in a list of this committee, and a note on it where names repeat; "" where none does."""
    qualified = UnitNames.below(committee).example()
    note = f"Đơn vị trùng tên với đơn vị khác: ghi kèm đơn vị cấp trên, ví dụ “{qualified}”." if qualified else ""
    return qualified or committee.name, note


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    committee = living(request, uuid)
    return send_list(request, committee, ChangeSetKind.PEOPLE, "portal/import_upload.html")


@login_required
@require_safe
def template(request: SignedInRequest, uuid: UUID) -> FileResponse:
    """An empty sheet with the headers the import knows, and one unit name to copy."""
    committee = living(request, uuid)
    unit, note = example_of_unit(committee)
    return workbook_reply(
        "mau-danh-sach-can-bo.xlsx",
        partial(
            write_xlsx,
            title=people_export.TITLE,
            note=note,
            columns=people_export.COLUMNS,
            rows=[("", "Nguyễn Văn A (ví dụ, xóa dòng này)", "1985", unit, "Chuyên viên", "4", "", "")],
        ),
    )


@login_required
@require_POST
def export(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The people of the unit in the template of the import, made by a job."""
    committee = living(request, uuid)
    job = people_export.request_people_file(committee=committee, actor=request.user)
    return redirect("job", uuid=job.uuid)


def own_change_set(request: SignedInRequest, uuid: UUID) -> ChangeSet:
    """The change-set, if the person may make such changes to its committee; otherwise as if there were none."""
    return get_or_refuse(change_sets_made_by(request.user).select_related("committee", "job"), uuid=uuid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Which row of the file is the header, and what each column means; then the file is read again."""
    found = own_change_set(request, uuid)
    if not found.sample or found.state not in (ChangeSetState.READY, ChangeSetState.FAILED):
        return redirect("change_set", uuid=uuid)
    asked = request.POST.get("header") or request.GET.get("dong") or str(found.layout.get("header", 0) + 1)
    header = min(max(int(asked[:4]) if asked.isdecimal() else 1, 1), len(found.sample)) - 1
    is_sent = request.method == "POST"
    form = ColumnsForm(request.POST if is_sent else None, change_set=found, header=header)
    if is_sent and form.is_valid():
        try:
            change_sets.choose_columns(
                change_set=found,
                header=header,
                columns=form.chosen_columns(),
                actor=request.user,
                first_day=form.cleaned_data.get("first_day"),
            )
        except PeopleImportError as error:
            messages.error(request, str(error))
        return redirect("change_set", uuid=uuid)
    context = {
        "change_set": found,
        "form": form,
        "header_number": header + 1,
        "rows": [(number, row) for number, row in enumerate(found.sample, start=1)],
    }
    return render(request, "portal/import_columns.html", context, status=422 if is_sent else 200)


@login_required
@require_POST
def confirm(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    return _start(request, _of_people(request, uuid), change_sets.confirm)


@login_required
@require_POST
def discard(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    found = own_change_set(request, uuid)
    change_sets.discard(change_set=found, actor=request.user)
    messages.success(request, _("The file has been discarded; nothing was changed."))
    return redirect(SENT_FROM[ChangeSetKind(found.kind)], uuid=found.committee.uuid)


@login_required
@require_POST
def undo(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A job looks at what depends on the import, and undoes it if nothing does."""
    return _start(request, _of_people(request, uuid), change_sets.start_undo)


@login_required
@require_POST
def go_on(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Start again what a fault has stopped."""
    return _start(request, own_change_set(request, uuid), change_sets.go_on)


@login_required
@require_POST
def rejected(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The rows that were not written, as a file with the reasons, made by a job."""
    found = own_change_set(request, uuid)
    if "header" not in found.layout:
        return redirect("change_set", uuid=uuid)
    job = change_sets.request_rejected(change_set=found, actor=request.user)
    return redirect("job", uuid=job.uuid)


def _of_people(request: SignedInRequest, uuid: UUID) -> ChangeSet:
    """The tree and roles are changed by two persons: see `tree.propose_list`."""
    found = own_change_set(request, uuid)
    if found.kind != ChangeSetKind.PEOPLE:
        raise Refused(found)
    return found


def _start(request: SignedInRequest, found: ChangeSet, act: Callable[..., ChangeSet]) -> HttpResponse:
    """Back to the page of the change-set, which shows how the work goes on or why it does not begin."""
    try:
        act(change_set=found, actor=request.user)
    except PeopleImportError as error:
        messages.error(request, str(error))
    return redirect("change_set", uuid=found.uuid)
