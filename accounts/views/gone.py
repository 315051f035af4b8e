"""The answer to a link with a token that means nothing here, whatever the reason."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.http.error_forms import error_forms


def gone(request: HttpRequest, *, heading: str, text: str, what_next: str) -> HttpResponse:
    """404 with words: the same for a token that was used, is too old, is another's or never was."""
    context = {"heading": heading, "text": text, "next": what_next, **error_forms(request)}
    return render(request, "accounts/gone.html", context, status=404)
