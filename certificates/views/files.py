"""The certificate's own file, for its holder and for who administers the holder's unit."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.domain.requests import SignedInRequest
from certificates.domain.rendering import store_file
from certificates.domain.taking import record_taking
from certificates.rules import certificates_readable_by
from common.http.ranges import serve_file
from operations.domain.refusals import get_or_refuse


@login_required
@require_safe
def certificate_file(request: SignedInRequest, code: str) -> HttpResponseBase:
    """The PDF. Should the worker not have made it yet, it is made now: the learner never waits for a queue."""
    certificate = store_file(get_or_refuse(certificates_readable_by(request.user), code=code))
    answer = serve_file(
        request,
        certificate.file,
        content_type="application/pdf",
        filename=f"{certificate.number}.pdf",
        inline=True,
        etag=certificate.sha256,
    )
    if answer.status_code != HTTPStatus.NOT_MODIFIED:
        record_taking(certificate=certificate, actor=request.user)
    return answer
