"""*Dữ liệu của tôi*: what Sen holds about a person, as a page and as a file, and the way to have it put right."""

from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.requests import SignedInRequest
from committees.domain.corrections import ask_correction
from committees.errors import CommitteeError
from common.text.vietnamese import slug
from operations.domain.personal_data import export_personal_data, personal_data
from portal.forms import CorrectionForm
from portal.personal import DISPLAY, display_section, shown

MOST_ROWS: Final = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: SignedInRequest) -> HttpResponse:
    """Everything, long tables cut; POST asks for a correction."""
    sections = [*personal_data(request.user, MOST_ROWS), (DISPLAY, display_section(request))]
    choices = [(code, section.title) for code, section in sections]
    form = (
        CorrectionForm(request.POST, sections=choices) if request.method == "POST" else CorrectionForm(sections=choices)
    )
    if form.is_bound and form.is_valid():
        try:
            ask_correction(person=request.user, **form.cleaned_data)
        except CommitteeError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The request has been sent. The answer will stand here and among the notices."))
            return redirect(f"{reverse('my_data')}#corrections")
    context = {
        "sections": shown((code, section) for code, section in sections if section.rows),
        "empty": [section.title for _code, section in sections if not section.rows],
        "form": form,
    }
    return render(request, "portal/my_data.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def my_data_file(request: SignedInRequest) -> HttpResponse:
    """Everything as one JSON file, made at once: a person's data are few, and no copy stays on the server."""
    data = export_personal_data(person=request.user, more={DISPLAY: display_section(request)})
    if settings.SEN_DEMO != "0":
        data["note"] = _("Illustrative figures.")
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = f"du-lieu-ca-nhan-{slug(request.user.username)}-{timezone.localdate():%Y%m%d}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
