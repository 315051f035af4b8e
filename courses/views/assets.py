"""Files of editions, behind the permission check."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from common.http.ranges import serve_file
from content.domain.kinds import SHOWN_IN_PLACE
from content.models import Asset
from courses.domain.access import can_read_edition_assets
from operations.domain.refusals import Refused


@login_required
@require_safe
def asset(request: HttpRequest, sha256: str, name: str) -> HttpResponseBase:
    """A file under its hash. What may not be read looks like what does not exist."""
    found = Asset.objects.filter(sha256=sha256, name=name).first()
    if found is None:
        raise Http404
    if not can_read_edition_assets(request.user, found):
        raise Refused(found)
    response = serve_file(
        request,
        found.file,
        content_type=found.content_type,
        filename=found.name,
        inline=found.content_type in SHOWN_IN_PLACE,
        etag=found.sha256,
    )
    # The address holds the hash, so what it means never changes; only this browser may keep it.
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
