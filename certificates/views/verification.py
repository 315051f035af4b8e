"""The public page on which anyone can check a certificate by its code."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from certificates.models import Certificate
from common.http.throttle import is_within
from common.text.vietnamese import fold

CHECKS_PER_MINUTE = 60


class CodeForm(forms.Form):
    """The code as people type it: any case, with spaces or dashes."""

    code = forms.CharField(label=_("Verification code"), max_length=60)

    def clean_code(self) -> str:
        return fold(self.cleaned_data["code"]).replace(" ", "").replace("-", "").upper()


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    if "code" not in request.GET:
        return render(request, "certificates/verify.html", {"form": CodeForm()})
    form = CodeForm(request.GET)
    if not form.is_valid():
        return render(request, "certificates/verify.html", {"form": form})
    return redirect("verify_certificate", code=form.cleaned_data["code"] or "-")


@require_safe
def verify_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Name, course, date, number and status; nothing else. Not for search engines, and throttled."""
    if not is_within(request, "verify", limit=CHECKS_PER_MINUTE, seconds=60):
        return render(request, "429.html", status=429)
    certificate = Certificate.objects.select_related("revocation").filter(code=code).first()
    response = render(
        request,
        "certificates/verification.html",
        {"certificate": certificate, "code": code[:40], "form": CodeForm(initial={"code": code[:40]})},
        status=200 if certificate else 404,
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
