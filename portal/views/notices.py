"""*Thông báo*: what concerns the person and where to go."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.domain.notices import see_notices
from accounts.domain.requests import SignedInRequest
from operations.domain.notices import Notices

PER_PAGE = 20


@login_required
@require_safe
def notices(request: SignedInRequest) -> HttpResponse:
    """Newest first. Looking at the first page is having seen them; what is new is marked this once."""
    now = timezone.now()
    page = Paginator(Notices(request.user, now), PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    if request.method == "GET" and any(notice.is_new for notice in shown):
        see_notices(person=request.user, until=now)
    return render(request, "portal/notices.html", {"page_obj": page, "notices": shown})
