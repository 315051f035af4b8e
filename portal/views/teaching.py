"""The live sessions of a course, for whoever edits it: dates, who means to come, who was there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.finding import SHORTEST_SEARCH
from accounts.domain.requests import SignedInRequest
from accounts.models import User
from courses.models import Course
from courses.rules import courses_edited_by
from learning.domain.queries.attendance import attended_by, expected_at, on_the_list, takers_by_code
from learning.domain.sessions import call_off_session, fix_session, live_activities, take_attendance
from learning.errors import LearningError
from learning.models import LiveSession
from learning.rules import sessions_held_by
from operations.domain.refusals import get_or_refuse
from operations.models import Job
from portal.forms_teaching import AttendanceForm, CallOffForm, SessionForm
from portal.scoped import sessions_of

PER_PAGE = 50
NAMES_PER_PAGE = 100


def edited_course(user: User, uuid: UUID) -> Course:
    """The course, if the person edits it; otherwise as if there were none."""
    return get_or_refuse(courses_edited_by(user), uuid=uuid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The dates of a course's live sessions, and the form for a new one."""
    course = edited_course(request.user, uuid)
    activities = live_activities(course)
    form = SessionForm(request.POST if request.method == "POST" else None, activities=activities)
    if form.is_bound and form.is_valid():
        try:
            fix_session(course=course, actor=request.user, **form.cleaned_data)
        except LearningError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The date stands on the page of the activity from now on."))
            return redirect("teaching_sessions", uuid=uuid)
    found = sessions_of(course).order_by("-starts_at", "-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    titles = {activity.key: activity.title for activity in activities}
    for session in page.object_list:
        session.title = titles.get(session.activity, "")  # type: ignore[attr-defined]
    context = {"course": course, "form": form, "page_obj": page, "activities": activities, "tab": "sessions"}
    return render(request, "portal/teaching_sessions.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One session: who signed up, to be ticked; once it has begun, the others who take the course, found by name.

    Nobody but who signed up or was taken down is listed without two letters of a name; codes of a list on paper can
    be pasted instead.
    """
    found = _held(request, uuid)
    form = AttendanceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        answer = _take(request, found, form)
        if answer is not None:
            return answer
    has_begun = found.starts_at <= timezone.now()
    may_search = has_begun and not found.called_off_at
    query = request.GET.get("q", "").strip()[:100] if may_search else ""
    is_search = len(query) >= SHORTEST_SEARCH
    listed = expected_at(found, request.user, query) if is_search else on_the_list(found, request.user)
    page = Paginator(listed, NAMES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "session": found,
        "course": found.course,
        "title": next((a.title for a in live_activities(found.course) if a.key == found.activity), ""),
        "form": form,
        "page_obj": page,
        "there": attended_by(found, [row.cadre_id for row in page.object_list]),
        "ticked": set(request.POST.getlist("there")),
        "has_begun": has_begun,
        "may_search": may_search,
        "is_search": is_search,
        "is_short": bool(query) and not is_search,
        "query": query,
        "call_off_form": None if found.called_off_at else CallOffForm(),
        "tab": "sessions",
    }
    return render(request, "portal/teaching_session.html", context, status=422 if form.is_bound else 200)


def _take(request: SignedInRequest, found: LiveSession, form: AttendanceForm) -> HttpResponse | None:
    """Take down who is ticked and whose codes are typed; None, with the reason in the form, when it is refused."""
    codes: list[str] = form.cleaned_data["codes"]
    takers = takers_by_code(found.course, codes)
    if unknown := [code for code in codes if code not in takers]:
        message = _("Nobody who takes the course has this code: %(codes)s.")
        form.add_error("codes", message % {"codes": ", ".join(unknown[:20])})
        return None
    ticked = expected_at(found, request.user).filter(uuid__in=form.ticked(request.POST))
    ids = {*ticked.values_list("cadre_id", flat=True), *takers.values()}
    if not ids:
        form.add_error(None, _("Tick who was there, or type codes."))
        return None
    try:
        done = take_attendance(session=found, cadre_ids=sorted(ids), actor=request.user)
    except LearningError as error:
        form.add_error(None, str(error))
        return None
    if isinstance(done, Job):
        return redirect("job", uuid=done.uuid)
    words = {"new": done.new, "known": done.known, "without": done.without}
    messages.success(request, _("Taken down: %(new)d new, %(known)d known before.") % words)
    if done.early:
        text = _("%(early)d have not finished what comes first; take them down once they have.")
        messages.warning(request, text % {"early": done.early})
    if done.without:
        messages.warning(request, _("%(without)d are on an older edition without this session.") % words)
    return redirect(request.get_full_path())


@login_required
@require_POST
def call_off(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    found = _held(request, uuid)
    form = CallOffForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the session is called off."))
        return redirect("teaching_session", uuid=uuid)
    try:
        call_off_session(session=found, actor=request.user, **form.cleaned_data)
    except LearningError as error:
        messages.error(request, str(error))
    return redirect("teaching_session", uuid=uuid)


def _held(request: SignedInRequest, uuid: UUID) -> LiveSession:
    held: Any = sessions_held_by(request.user).select_related("course")
    return get_or_refuse(held, uuid=uuid)
