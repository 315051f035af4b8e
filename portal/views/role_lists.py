"""Roles for many people from one spreadsheet, given under one approval."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.requests import SignedInRequest
from committees.models import Committee
from committees.rules import roles_offered
from common.http.workbooks import workbook_reply
from common.sheets.write import Column, write_xlsx
from interop.enums import ChangeSetKind
from operations.domain.refusals import Refused
from portal.views.imports import example_of_unit, send_list
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
    return send_list(request, committee, ChangeSetKind.ROLES, "portal/role_import.html")


@login_required
@require_safe
def template(request: SignedInRequest, uuid: UUID) -> FileResponse:
    """An empty sheet with the headers that are known, and one example to be taken out."""
    committee = _offered_at(request, uuid)
    unit, note = example_of_unit(committee)
    return workbook_reply(
        "mau-danh-sach-vai-tro.xlsx",
        partial(
            write_xlsx,
            title="Danh sách giao vai trò",
            note=note,
            columns=[Column(header=header, width=width) for header, width in HEADERS],
            rows=[("", "Nguyễn Văn A (ví dụ, xóa dòng này)", "Quản trị đơn vị", unit, "", "")],
        ),
    )


def _offered_at(request: SignedInRequest, uuid: UUID) -> Committee:
    committee = administered(request, uuid)
    if not roles_offered(request.user, committee):
        raise Refused(committee)
    return committee
