"""How far a job is, and its file. Only for who asked for it; for others it does not exist."""

import mimetypes
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from common.http.place import stand_under
from common.http.ranges import serve_file
from operations.domain import audit
from operations.domain.job_kinds import days_kept, find_kind, own_page
from operations.domain.job_runs import MAX_ATTEMPTS
from operations.domain.refusals import Refused, get_or_refuse
from operations.enums import JobState
from operations.models import Job

SLOW_START: Final = timedelta(seconds=20)

_SHOWN_STATES: Final = {
    JobState.QUEUED: "waiting",
    JobState.RUNNING: "running",
    JobState.DONE: "done",
    JobState.FAILED: "failed",
}


@require_safe
@login_required
def job_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The page of a job. Without scripts the browser asks again by itself."""
    job = _own_job(request, uuid)
    kind = find_kind(job.kind)
    back = reverse(kind.asked_at) if kind and kind.asked_at else ""
    if back:
        stand_under(request, back)
    return render(request, "operations/job.html", {"job": job, "back": back, **job_context(job)})


@require_safe
@login_required
def job_progress(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The fragment that `[data-sen-poll]` fetches."""
    return render(request, "components/job.html", job_context(_own_job(request, uuid)))


@require_safe
@login_required
def job_file(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The file of a finished job. The right to it is asked again: it may have ended since."""
    job = _own_job(request, uuid)
    kind = find_kind(job.kind)
    if kind is None or job.state != JobState.DONE or not job.file:
        raise Http404
    if not kind.may_download(job, request.user):
        raise Refused(job)
    if kind.audited:
        with transaction.atomic():
            audit.record(action="job.file_taken", actor=job.requested_by, target=job, after={"kind": job.kind})
    content_type = mimetypes.guess_type(job.file_name)[0] or "application/octet-stream"
    return serve_file(
        request,
        job.file,
        content_type=content_type,
        filename=job.file_name,
        inline=False,
        etag=job.file_sha256,
    )


def job_context(job: Job) -> dict[str, Any]:
    """What `components/job.html` needs on the page of the job, whose heading is its title."""
    url, action = _leads_to(job)
    return {
        "title": job.title or job.kind,
        "titled": True,
        "state": _SHOWN_STATES[JobState(job.state)],
        "value": job.done,
        "max": job.total,
        "message": _message(job),
        "url": url,
        "action": action,
    }


def _leads_to(job: Job) -> tuple[str, str]:
    """Address and words of the button of a finished job: its file, else the page that shows what it did."""
    kind = find_kind(job.kind)
    if job.state != JobState.DONE:
        return "", ""
    if job.file:
        return reverse("job_file", args=[job.uuid]), _("Download")
    if kind is None or (page := kind.page(job)) == own_page(job):
        return "", ""
    return page, str(kind.opens)


def _message(job: Job) -> str:
    if job.state == JobState.QUEUED and job.attempts:
        return _(
            "The work was begun and interrupted. It will be done again by itself, at most %(most)d times in all; "
            "nothing is lost."
        ) % {"most": MAX_ATTEMPTS}
    if job.state == JobState.QUEUED and timezone.now() - job.created_at > SLOW_START:
        return _(
            "The processing service has not picked this up yet. The request is stored and will be "
            "carried out as soon as the service runs; nothing is lost."
        )
    if job.state == JobState.DONE and job.file_name and not job.file:
        days = days_kept(job.kind)
        return ngettext(
            "The file was kept for %(count)s day and has been deleted. Please ask for it again.",
            "The file was kept for %(count)s days and has been deleted. Please ask for it again.",
            days,
        ) % {"count": days}
    return job.message


def _own_job(request: HttpRequest, uuid: UUID) -> Job:
    return get_or_refuse(Job.objects.filter(requested_by_id=request.user.pk), uuid=uuid)
