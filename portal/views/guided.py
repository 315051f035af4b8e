"""What a learner does on the page of a document or a live session."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.domain.requests import SignedInRequest
from courses.enums import ActivityKind
from learning.domain.prerequisites import require_open
from learning.domain.progress import confirm_document
from learning.domain.sessions import sign_up, take_back_sign_up
from learning.errors import LearningError
from portal.finding import find_enrolled
from portal.finishing import finish_and_go_on
from portal.scoped import sessions_offered_to


@login_required
@require_POST
def confirm(request: SignedInRequest, course_slug: str, slug: str) -> HttpResponse:
    """*Tôi đã đọc*: finish a document and go on to what comes next."""
    enrolment, outline, found = find_enrolled(request.user, course_slug, slug, ActivityKind.DOCUMENT)
    if not request.POST.get("read"):
        messages.error(request, _("Tick that the document has been read, then confirm."))
        return redirect("activity", course_slug=course_slug, slug=slug)
    return finish_and_go_on(request, enrolment, outline, found, confirm_document)


@login_required
@require_POST
def session_sign_up(request: SignedInRequest, course_slug: str, slug: str, uuid: UUID) -> HttpResponse:
    """Sign up for a date of a live session, or take it back."""
    enrolment, outline, found = find_enrolled(request.user, course_slug, slug, ActivityKind.SESSION)
    session = get_object_or_404(sessions_offered_to(enrolment, found), uuid=uuid)
    try:
        if request.POST.get("act") == "leave":
            take_back_sign_up(session=session, enrolment=enrolment)
        else:
            require_open(enrolment, outline, found)
            sign_up(session=session, enrolment=enrolment)
            messages.success(request, _("Signed up. The trainer of the session sees the name."))
    except LearningError as error:
        messages.error(request, str(error))
    return redirect("activity", course_slug=course_slug, slug=slug)
