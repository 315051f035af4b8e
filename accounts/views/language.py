"""Choosing the language: in a cookie at once, with the person for the next browser."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views import i18n
from django.views.decorators.http import require_POST

from accounts.models import User


@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        user = request.user
        if user.language != language:
            User.objects.filter(pk=user.pk).update(language=language)
            user.language = language
    return i18n.set_language(request)
