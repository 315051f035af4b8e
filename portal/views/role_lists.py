"""Roles for many people from one spreadsheet, given under one approval."""

import tempfile
from pathlib import Path
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.requests import SignedInRequest
from committees.domain.unit_names import UnitNames
from committees.models import Committee
from committees.rules import can_grant_roles, roles_offered
from common.sheets.write import Column, write_xlsx
from interop.domain.change_sets import receive_file
from interop.enums import ChangeSetKind
from interop.models import ChangeSet
from operations.domain.refusals import Refused
from portal.forms import PeopleFileForm
from portal.views.units import administered

HEADERS = (
    ("Mã cán bộ", 16),
    ("Họ và tên", 28),
    ("Vai trò", 22),
    ("Đơn vị", 40),
    ("Từ ngày", 14),
    ("Đến ngày", 14),
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Send a list of roles; it is read and shown, and given once a national administrator has approved it."""
    committee = _offered_at(request, uuid)
    form = PeopleFileForm(request.POST, request.FILES) if request.method == "POST" else PeopleFileForm()
    if form.is_bound and form.is_valid():
        change_set = receive_file(
            committee=committee, file=form.cleaned_data["file"], actor=request.user, kind=ChangeSetKind.ROLES
        )
        return redirect("change_set", uuid=change_set.uuid)
    sent = ChangeSet.objects.filter(committee=committee, kind=ChangeSetKind.ROLES)
    context = {
        "committee": committee,
        "form": form,
        "is_national": can_grant_roles(request.user),
        "earlier": sent.select_related("uploaded_by")[:10],
    }
    return render(request, "portal/role_import.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def template(request: SignedInRequest, uuid: UUID) -> FileResponse:
    """An empty sheet with the headers that are known, and one example to be taken out."""
    committee = _offered_at(request, uuid)
    qualified = UnitNames.below(committee).example()
    note = f"Đơn vị trùng tên với đơn vị khác: ghi kèm đơn vị cấp trên, ví dụ “{qualified}”." if qualified else ""
    example = ("", "Nguyễn Văn A (ví dụ, xóa dòng này)", "Quản trị đơn vị", qualified or committee.name, "", "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mau-danh-sach-vai-tro.xlsx"
        write_xlsx(
            path,
            title="Danh sách giao vai trò",
            note=note,
            columns=[Column(header=header, width=width) for header, width in HEADERS],
            rows=[example],
        )
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _offered_at(request: SignedInRequest, uuid: UUID) -> Committee:
    committee = administered(request, uuid)
    if not roles_offered(request.user, committee):
        raise Refused(committee)
    return committee
