"""Questions from and to Excel, in Wagtail's admin beside the bank: template, upload, report, confirmation."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.domain.queries.bank import bank_titles
from assessments.models import Category
from assessments.rules import banks_seen_by
from common.http.workbooks import workbook_reply
from interop.domain import question_import
from interop.domain.question_export import write_template, write_wrong_rows
from interop.domain.report import report_of
from interop.enums import ChangeSetState, RowAction
from interop.errors import QuestionImportError
from interop.forms.question_sheet import QuestionSheetForm
from interop.models import QuestionSheet
from interop.views.author import author_of
from operations.domain.jobs import enqueue_job
from operations.domain.refusals import get_or_refuse, refusal

ROWS_PER_PAGE = 100
REFRESH_SECONDS = 2
SHOWN_FIRST = (RowAction.WRONG, RowAction.NEW, RowAction.CHANGED, RowAction.UNCHANGED)


@require_http_methods(["GET", "HEAD", "POST"])
def send_sheet(request: HttpRequest) -> HttpResponse:
    author = author_of(request)
    banks, asked = list(banks_seen_by(author)), request.GET.get("bank", "")
    if request.method != "POST" and not banks:
        messages.info(request, _("Questions of a sheet go into a bank. Begin with a category; then send the sheet."))
        return redirect("assessments_add_category")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = QuestionSheetForm(*sent, banks=banks, bank=asked)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            sheet = question_import.receive_sheet(bank=data["bank"], file=data["file"], actor=author)
        except QuestionImportError as error:
            form.add_error("bank", str(error))
        else:
            return redirect("interop_question_sheet", sheet.uuid)
    earlier = list(QuestionSheet.objects.filter(bank__in=banks).select_related("uploaded_by")[:10])
    bank = asked if asked in banks else next(iter(banks), "")
    titles = bank_titles({bank, *(sheet.bank for sheet in earlier)} - {""})
    context = {
        "form": form,
        "earlier": [(sheet, titles[sheet.bank]) for sheet in earlier],
        "bank": bank,
        "title": titles.get(bank, ""),
    }
    return render(request, "interop/send_sheet.html", context, status=422 if form.is_bound else 200)


@require_safe
def question_sheet(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the file would change, or what it changed: counts, and the rows of one kind at a time."""
    sheet = _sheet(request, uuid)
    report = report_of(sheet, order=SHOWN_FIRST, asked=request.GET.get("loai", ""))
    action = report.action
    rows = sheet.rows.filter(action=action).defer("raw", "cells") if action else sheet.rows.none()
    context = {
        "sheet": sheet,
        "title": bank_titles([sheet.bank])[sheet.bank],
        "is_working": sheet.is_working and not sheet.is_stopped,
        "is_ready": sheet.state == ChangeSetState.READY,
        "is_applied": sheet.state == ChangeSetState.APPLIED,
        "tabs": report.tabs,
        "to_write": sum(sheet.counts.get(a, 0) for a in question_import.WRITTEN),
        "wrong": sheet.counts.get(RowAction.WRONG, 0),
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("p")),
        "kept": f"loai={action}" if action else "",
    }
    response = render(request, "interop/question_sheet.html", context)
    if context["is_working"]:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_POST
def confirm_sheet(request: HttpRequest, uuid: UUID) -> HttpResponse:
    sheet = _sheet(request, uuid)
    try:
        question_import.confirm_sheet(sheet=sheet, actor=author_of(request))
    except QuestionImportError as error:
        messages.error(request, str(error))
    return redirect("interop_question_sheet", uuid)


@require_POST
def go_on(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Start again what a fault has stopped."""
    try:
        question_import.go_on(sheet=_sheet(request, uuid), actor=author_of(request))
    except QuestionImportError as error:
        messages.error(request, str(error))
    return redirect("interop_question_sheet", uuid)


@require_POST
def discard_sheet(request: HttpRequest, uuid: UUID) -> HttpResponse:
    question_import.discard_sheet(sheet=_sheet(request, uuid))
    messages.success(request, _("The file has been discarded; nothing was changed."))
    return redirect("interop_send_sheet")


@require_safe
def template(request: HttpRequest, bank: str) -> FileResponse:
    """The sheet to fill in, with the categories of the bank in its drop-down."""
    author = author_of(request)
    if bank not in banks_seen_by(author):
        raise refusal(Category, bank=bank)
    return workbook_reply("mau-cau-hoi.xlsx", lambda path: write_template(path, bank, author))


@require_POST
def export(request: HttpRequest, bank: str) -> HttpResponse:
    """The questions of the bank as a sheet: a job, whose file the person who asked may fetch."""
    author = author_of(request)
    if bank not in banks_seen_by(author):
        raise refusal(Category, bank=bank)
    job = enqueue_job(
        kind="interop.export_questions",
        title=_("Questions of “%(bank)s” to Excel") % {"bank": bank_titles([bank])[bank]},
        parameters={"bank": bank},
        requested_by=author,
    )
    return redirect("job", uuid=job.uuid)


@require_safe
def wrong_rows(request: HttpRequest, uuid: UUID) -> FileResponse:
    sheet = _sheet(request, uuid)
    if not sheet.rows.filter(action=RowAction.WRONG).exists():
        raise Http404
    return workbook_reply("dong-sai.xlsx", lambda path: write_wrong_rows(path, sheet))


def _sheet(request: HttpRequest, uuid: UUID) -> QuestionSheet:
    """A sheet for a bank that the person sees; it holds answers."""
    visible = QuestionSheet.objects.filter(bank__in=banks_seen_by(author_of(request)))
    return get_or_refuse(visible.select_related("job", "uploaded_by"), uuid=uuid)
