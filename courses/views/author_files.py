"""Files of Wagtail's libraries as authors see them while writing. Learners are never sent here."""

from pathlib import PurePosixPath
from typing import Final

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model

from accounts.models import User
from common.http.ranges import serve_file
from content.domain.kinds import SHOWN_IN_PLACE, content_type_of
from courses.rules import is_author
from operations.domain.refusals import Refused

_FOLDERS: Final = frozenset({"documents", "images", "media", "media_thumbnails", "original_images"})


@login_required
@require_safe
def library_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture or film of the library, for authors only; other stored files are not reachable here."""
    _only_authors(request)
    parts = PurePosixPath(name).parts
    if ".." in parts or "\\" in name or not parts or parts[0] not in _FOLDERS:
        raise Http404
    return _serve(request, name, shown=True)


@login_required
@require_safe
def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """A document of the library, for authors only; always saved, never shown."""
    _only_authors(request)
    found = get_document_model().objects.filter(pk=document_id).first()
    if found is None or found.filename != document_filename:
        raise Http404
    return _serve(request, found.file.name, shown=False)


def _only_authors(request: HttpRequest) -> None:
    if isinstance(request.user, User) and not is_author(request.user):
        raise Refused(request.user)


def _serve(request: HttpRequest, name: str, *, shown: bool) -> HttpResponseBase:
    if not default_storage.exists(name):
        raise Http404
    with default_storage.open(name) as stream:
        kind = content_type_of(stream, name)
    return serve_file(
        request,
        default_storage.open(name),
        content_type=kind or "application/octet-stream",
        filename=PurePosixPath(name).name,
        inline=shown and kind in SHOWN_IN_PLACE,
        etag=f"{name}-{default_storage.get_modified_time(name).timestamp()}".replace('"', ""),
    )
