"""For whom the centre has opened the names of a unit in this session, and why."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from committees.models import Committee

OPEN_FOR: Final = timedelta(hours=2)
_KEY: Final = "reports_names"


def remember_purpose(request: HttpRequest, node: Committee, purpose: str) -> None:
    """Keep the names of `node` and all below it open for two hours."""
    opened = request.session.get(_KEY, {})
    until = (timezone.now() + OPEN_FOR).timestamp()
    request.session[_KEY] = {**opened, str(node.uuid): [until, purpose]}


def purpose_given(request: HttpRequest, committees: Iterable[Committee]) -> str:
    """The purpose for which the names of one of the committees are open now; empty when they are not."""
    opened = request.session.get(_KEY, {})
    now = timezone.now().timestamp()
    for committee in committees:
        until, purpose = opened.get(str(committee.uuid), (0, ""))
        if until > now:
            return str(purpose)
    return ""
