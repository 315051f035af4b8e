"""Taking a refused form apart, to be offered again to its person after signing in."""

from typing import Final

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from accounts.domain.kept_posts import Fields, keep_post
from accounts.domain.marks import FIELD, read_mark
from accounts.models import KeptPost

_DROPPED: Final = frozenset({"csrfmiddlewaretoken", FIELD})
_SECRETS: Final = ("password", "mat_khau", "secret", "token")


def keep_refused_post(request: HttpRequest) -> KeptPost | None:
    """Keep a form that carries a valid mark; files and passwords are never kept.

    One that was kept before still says so (`KEPT_FIELD`): however often it is refused, it does not get younger.
    """
    if request.method != "POST":
        return None
    try:
        person_id = read_mark(request.POST.get(FIELD, ""))
        fields = _fields_to_keep(request)
    except (RequestDataTooBig, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return None
    if person_id is None:
        return None
    return keep_post(person_id=person_id, path=request.get_full_path(), fields=fields)


def _fields_to_keep(request: HttpRequest) -> Fields:
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in _DROPPED and not any(word in name.lower() for word in _SECRETS)
        for value in values
    ]
