"""*Nhật ký hệ thống*: who did what, for whoever answers for it; reading it is written into it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.requests import SignedInRequest
from committees.domain.reference import centre
from committees.enums import Role
from committees.rules import audit_read_by, reads_audit
from committees.rules.access import access_of
from common.db.keyset import Keyset
from operations.domain.audit_seals import chain_end, seal_state
from operations.domain.refusals import Refused, get_or_refuse
from reports.domain.audit_export import request_audit_export
from reports.domain.audit_log import AuditFilter, AuditReading, entries, record_opening, record_reading
from reports.enums import ExportFormat
from reports.forms import AuditLogForm, PurposeForm
from reports.views.purposes import purpose_given

PER_PAGE = 50
NEWEST_FIRST = ("-at", "-id")


@require_safe
@login_required
def audit_log(request: SignedInRequest) -> HttpResponse:
    """The entries in the reader's reach, newest first; a filter that means nothing shows no entry."""
    _only_readers(request)
    form = AuditLogForm(request.GET, reader=request.user)
    purpose = _purpose(request)
    context = {"form": form, "chain": chain_end(), **_names(request, purpose)}
    if form.is_valid():
        wanted = form.wanted()
        found = entries(request.user, wanted).select_related("seal")
        keyset = Keyset(found, fields=NEWEST_FIRST, per_page=PER_PAGE)
        page = keyset.page(request.GET.get("sau"), request.GET.get("truoc"))
        reading = AuditReading(request.user, page.items, opened=bool(purpose))
        context |= {
            "rows": [reading.row(entry) for entry in page.items],
            "keyset": page,
            "is_narrowed": wanted != AuditFilter(),
        }
        record_reading(reader=request.user, wanted=wanted)
    return render(request, "reports/audit_log.html", context)


@require_safe
@login_required
def audit_entry(request: SignedInRequest, number: int) -> HttpResponse:
    """One entry whole: before and after, and whether the chain holds at its place."""
    _only_readers(request)
    entry = get_or_refuse(audit_read_by(request.user), pk=number)
    purpose = _purpose(request)
    reading = AuditReading(request.user, [entry], opened=bool(purpose), whole=True)
    context = {
        "row": reading.row(entry),
        "values": reading.values(entry),
        "seal": seal_state(entry),
        "chain": chain_end(),
        **_names(request, purpose),
    }
    record_opening(reader=request.user, entry=entry)
    return render(request, "reports/audit_entry.html", context)


@require_POST
@login_required
def audit_export(request: SignedInRequest) -> HttpResponse:
    _only_readers(request)
    form = AuditLogForm(request.POST, reader=request.user)
    file_format = request.POST.get("format", "")
    if not form.is_valid() or file_format not in ExportFormat.values:
        raise Http404
    job = request_audit_export(reader=request.user, wanted=form.wanted(), format=file_format, purpose=_purpose(request))
    return redirect("job", uuid=job.uuid)


def _only_readers(request: SignedInRequest) -> None:
    if not reads_audit(request.user):
        raise Refused(request.user)


def _purpose(request: SignedInRequest) -> str:
    """Why the national administrator has all names open now; empty for everybody else."""
    is_national = access_of(request.user).has(Role.NATIONAL_ADMIN)
    return purpose_given(request, [centre()]) if is_national else ""


def _names(request: SignedInRequest, purpose: str) -> dict[str, object]:
    """How names are shown here, and the form that opens them where that is possible."""
    access = access_of(request.user)
    closed = access.has(Role.NATIONAL_ADMIN) and not purpose
    masked = closed or (not purpose and access.has(Role.AUDITOR, Role.DATA_PROTECTION))
    return {
        "masked": masked,
        "purpose_form": PurposeForm() if closed else None,
        "centre": centre() if closed else None,
        "here": request.get_full_path(),
    }
