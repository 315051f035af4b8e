"""Importing people from a spreadsheet: upload, look, confirm."""

import tempfile
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.requests import SignedInRequest
from committees.domain.unit_names import UnitNames
from committees.rules import committees_administered_by
from common.sheets.columns import Column
from common.sheets.write import write_xlsx
from interop.domain import people_import
from interop.enums import ChangeSetState, RowAction
from interop.errors import PeopleImportError
from interop.models import ChangeRow, ChangeSet
from portal.forms import PeopleFileForm
from portal.views.units import administered

ROWS_PER_PAGE = 100
REFRESH_SECONDS = 2
SHOWN_FIRST = (RowAction.WRONG, RowAction.NEW, RowAction.MOVED, RowAction.CHANGED, RowAction.UNCHANGED)
WRITTEN = (RowAction.NEW, RowAction.MOVED, RowAction.CHANGED)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    committee = administered(request, uuid)
    form = PeopleFileForm(request.POST, request.FILES) if request.method == "POST" else PeopleFileForm()
    if form.is_bound and form.is_valid():
        change_set = people_import.receive_file(committee=committee, file=form.cleaned_data["file"], actor=request.user)
        return redirect("change_set", uuid=change_set.uuid)
    earlier = ChangeSet.objects.filter(committee=committee).select_related("uploaded_by")[:10]
    context = {"committee": committee, "form": form, "earlier": earlier}
    return render(request, "portal/import_upload.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def template(request: SignedInRequest, uuid: UUID) -> FileResponse:
    """An empty sheet with the headers the import knows, and one unit name to copy."""
    committee = administered(request, uuid)
    headers = ("Mã cán bộ", "Họ và tên", "Năm sinh", "Đơn vị", "Chức vụ", "Nhóm chức danh", "Thư điện tử")
    qualified = UnitNames.below(committee).example()
    note = f"Đơn vị trùng tên với đơn vị khác: ghi kèm đơn vị cấp trên, ví dụ “{qualified}”." if qualified else ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mau-danh-sach-can-bo.xlsx"
        write_xlsx(
            path,
            title="Danh sách cán bộ",
            note=note,
            columns=[Column(header=header) for header in headers],
            rows=[
                ("", "Nguyễn Văn A (ví dụ, xóa dòng này)", "1985", qualified or committee.name, "Chuyên viên", "4", "")
            ],
        )
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _own_change_set(request: SignedInRequest, uuid: UUID) -> ChangeSet:
    visible = ChangeSet.objects.filter(committee__in=committees_administered_by(request.user))
    return get_object_or_404(visible.select_related("committee", "job"), uuid=uuid)


@login_required
@require_safe
def change_set(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What the file would change, or what it changed: counts, and the rows of one kind at a time."""
    found = _own_change_set(request, uuid)
    actions = [action for action in SHOWN_FIRST if found.counts.get(action)]
    asked = request.GET.get("loai", "")
    action = RowAction(asked) if asked in RowAction.values else (actions[0] if actions else None)
    rows = found.rows.filter(action=action) if action else found.rows.none()
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    to_write = sum(found.counts.get(a, 0) for a in WRITTEN)
    context = {
        "change_set": found,
        "committee": found.committee,
        "is_working": found.state in (ChangeSetState.READING, ChangeSetState.APPLYING),
        "is_ready": found.state == ChangeSetState.READY,
        "to_write": to_write,
        "outcome": _outcome(to_write, found.counts),
        "has_wrong": bool(found.counts.get(RowAction.WRONG)),
        "tabs": [
            {
                "url": f"?loai={a.value}",
                "label": a.label,
                "count": found.counts[a],
                "current": a == action,
            }
            for a in actions
        ],
        "action": action,
        "page_obj": page,
        "rows": [_shown(row) for row in page],
    }
    response = render(request, "portal/change_set.html", context)
    if context["is_working"]:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


def _outcome(to_write: int, counts: dict[str, int]) -> str:
    """What confirming would do with the rows of each kind, in sentences."""
    wrong, same = counts.get(RowAction.WRONG, 0), counts.get(RowAction.UNCHANGED, 0)
    if not (to_write or wrong):
        return _("Nothing to change: everything in the file is as it stands here.")
    sentences = [
        ngettext("%(rows)s row will be written.", "%(rows)s rows will be written.", to_write) % {"rows": to_write}
        if to_write
        else _("No row will be written.")
    ]
    if wrong:
        text = ngettext(
            "%(rows)s row is wrong and is left out: its reason stands below. Correct the file and send it again.",
            "%(rows)s rows are wrong and are left out: their reasons stand below. Correct the file and send it again.",
            wrong,
        )
        sentences.append(text % {"rows": wrong})
    if same:
        text = ngettext("%(rows)s row is as it stands here.", "%(rows)s rows are as they stand here.", same)
        sentences.append(text % {"rows": same})
    return " ".join(sentences)


def _shown(row: ChangeRow) -> dict[str, object]:
    labels = {
        "full_name": _("full name"),
        "birth_year": _("birth year"),
        "email": _("e-mail"),
        "position": _("position"),
        "group": _("position group"),
        "unit_name": _("unit"),
    }
    return {
        "number": row.number,
        "data": row.data,
        "problems": row.problems,
        "changes": [
            {"label": labels[name], "before": row.before[name] or "–", "after": row.data.get(name) or "–"}
            for name in labels
            if name in row.before
        ],
    }


@login_required
@require_POST
def confirm(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    found = _own_change_set(request, uuid)
    try:
        people_import.confirm(change_set=found, actor=request.user)
    except PeopleImportError as error:
        messages.error(request, str(error))
    return redirect("change_set", uuid=uuid)


@login_required
@require_POST
def discard(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    found = _own_change_set(request, uuid)
    people_import.discard(change_set=found, actor=request.user)
    messages.success(request, _("The file has been discarded; nothing was changed."))
    return redirect("unit_import", uuid=found.committee.uuid)
