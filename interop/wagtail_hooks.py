"""Course packages and Excel beside courses and their banks, in Wagtail's admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail import hooks

from interop.views import course_packages, question_sheets


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    sheet = "ngan-hang/excel/<uuid:uuid>/"
    return [
        path("khoa-hoc/nhap-goi/", course_packages.import_course, name="interop_import_course"),
        path("khoa-hoc/<uuid:uuid>/xuat-goi/", course_packages.export_course, name="interop_export_course"),
        path("ngan-hang/excel/", question_sheets.send_sheet, name="interop_send_sheet"),
        path("ngan-hang/excel/mau/<slug:bank>/", question_sheets.template, name="interop_sheet_template"),
        path("ngan-hang/excel/xuat/<slug:bank>/", question_sheets.export, name="interop_export_questions"),
        path(sheet, question_sheets.question_sheet, name="interop_question_sheet"),
        path(f"{sheet}xac-nhan/", question_sheets.confirm_sheet, name="interop_confirm_sheet"),
        path(f"{sheet}tiep-tuc/", question_sheets.go_on, name="interop_go_on_sheet"),
        path(f"{sheet}bo/", question_sheets.discard_sheet, name="interop_discard_sheet"),
        path(f"{sheet}dong-sai/", question_sheets.wrong_rows, name="interop_wrong_rows"),
    ]


@hooks.register("assessments_bank_links")
def excel_link(request: HttpRequest, bank: str) -> dict[str, str]:
    place = f"?{urlencode({'bank': bank})}" if bank else ""
    return {"url": f"{reverse('interop_send_sheet')}{place}", "label": _("Excel: bring in and out")}
