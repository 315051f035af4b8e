"""The controls: the least that a signed-in Django view can do for the same bytes or the same row.

They run in the same server behind the same middleware as everything else.
"""

from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

BODY_FILE: Final = "bench-body.html"
TABLE: Final = """
CREATE TABLE bench_save (
    person bigint NOT NULL, position integer NOT NULL, sequence bigint NOT NULL, response text NOT NULL,
    PRIMARY KEY (person, position)
)
"""
UPSERT: Final = """
INSERT INTO bench_save (person, position, sequence, response) VALUES (%s, %s, %s, %s)
ON CONFLICT (person, position) DO UPDATE SET sequence = excluded.sequence, response = excluded.response
"""


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Session, user, and the bytes of a lesson page as they were served before."""
    return HttpResponse(_body())


@login_required
@require_POST
def save(request: HttpRequest) -> JsonResponse:
    """Session, user, and one upsert in one transaction."""
    sequence = int(request.POST["sequence"])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(UPSERT, [request.user.pk, 1, sequence, request.POST.get("q1", "")])
    return JsonResponse({"saved_sequence": sequence})


def body_file() -> Path:
    path: Path = settings.SEN_DATA / BODY_FILE
    return path


@cache
def _body() -> bytes:
    return body_file().read_bytes()
