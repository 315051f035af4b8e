"""The public page on which anyone can check a certificate by its code."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from certificates.domain.numbering import is_like_number
from certificates.models import Certificate
from common.http.network import network_of
from common.http.throttle import Throttle
from common.text.vietnamese import fold

# Codes that do not exist; whoever checks real ones is never paused.
WRONG_CODES = Throttle("verify", per_network=60, seconds=60)


class CodeForm(forms.Form):
    """The code as people type it: any case, with spaces or dashes.

    The number stands out on the paper, but numbers can be guessed: by one nothing is told, not even that it exists.
    """

    code = forms.CharField(label=_("Verification code"), max_length=60)

    def clean_code(self) -> str:
        if is_like_number(self.cleaned_data["code"]):
            raise forms.ValidationError(
                _(
                    "This is the number of a certificate. Please type the verification code: "
                    "27 letters and digits, printed beside the QR code."
                )
            )
        return fold(self.cleaned_data["code"]).replace(" ", "").replace("-", "").upper()


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    if "code" not in request.GET:
        return render(request, "certificates/verify.html", {"form": CodeForm()})
    form = CodeForm(request.GET)
    if not form.is_valid():
        return _refused(request, form)
    return redirect("verify_certificate", code=form.cleaned_data["code"] or "-")


@require_safe
def verify_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Name, course, date, number and status; nothing else. Not for search engines, and throttled."""
    if is_like_number(code):
        return _refused(request, CodeForm({"code": code}))
    WRONG_CODES.begin(request)
    certificate = Certificate.objects.select_related("revocation").filter(code=code).first()
    if certificate is None:
        WRONG_CODES.count(network_of(request))
    response = render(
        request,
        "certificates/verification.html",
        {"certificate": certificate, "code": code[:40], "form": CodeForm(initial={"code": code[:40]})},
        status=200 if certificate else 404,
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _refused(request: HttpRequest, form: CodeForm) -> HttpResponse:
    response = render(request, "certificates/verify.html", {"form": form}, status=422)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
