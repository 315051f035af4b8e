"""Who completed a course on an edition older than a changed one."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.domain.requests import SignedInRequest
from committees.domain.access import access_of
from committees.enums import Role
from common.db.keyset import Keyset
from courses.models import Edition
from courses.rules import can_edit_course
from learning.domain.editions import completed_before, completed_before_count
from operations.domain.refusals import Refused

PER_PAGE = 50


@login_required
@require_safe
def edition_completed(request: SignedInRequest, uuid: UUID, number: int) -> HttpResponse:
    """By name in the own subtree; authors of the course read how many they are, and no name."""
    edition = get_object_or_404(Edition.objects.select_related("course"), course__uuid=uuid, number=number)
    own = access_of(request.user).committees(Role.COMMITTEE_REVIEWER, Role.COMMITTEE_ADMIN)
    writes = can_edit_course(request.user, edition.course)
    if not own and not writes:
        raise Refused(edition)
    context = {
        "edition": edition,
        "course": edition.course,
        "writes": writes,
        "count": completed_before_count(edition) if writes else None,
        "has_unit": bool(own),
    }
    if own:
        found = completed_before(edition, own).select_related("cadre", "committee", "edition")
        context["page"] = Keyset(found, fields=("cadre__sort_name", "id"), per_page=PER_PAGE).page(
            after=request.GET.get("after"), before=request.GET.get("before")
        )
    return render(request, "portal/edition_completed.html", context)
