"""Notices about one's own jobs: what was asked for is there, or could not be done."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from operations.domain.job_kinds import days_kept, find_kind, quiet_kinds
from operations.domain.notices import Notice, register_notices
from operations.enums import JobState
from operations.models import Job

if TYPE_CHECKING:
    from accounts.models import User


def ended_jobs(person: "User", now: datetime) -> QuerySet[Job]:
    ended = Job.objects.filter(requested_by_id=person.pk, state__in=(JobState.DONE, JobState.FAILED))
    return ended.exclude(kind__in=quiet_kinds()).annotate(notice_at=F("finished_at"))


def notices_of(person: "User", keys: Sequence[int]) -> dict[int, Notice]:
    return {job.pk: _notice(job) for job in Job.objects.filter(pk__in=keys, requested_by_id=person.pk)}


def _notice(job: Job) -> Notice:
    kind = find_kind(job.kind)
    url = kind.page(job) if kind else ""
    title = job.title or job.kind
    if job.state == JobState.FAILED:
        return Notice(_("Could not be done: %(work)s") % {"work": title}, url, job.message, icon="error")
    days = days_kept(job.kind)
    kept = ngettext("The file is kept for %(count)s day.", "The file is kept for %(count)s days.", days)
    text = kept % {"count": days} if job.file else ""
    return Notice(_("Done: %(work)s") % {"work": title}, url, text, icon="success")


def register() -> None:
    register_notices("job", ended_jobs, notices_of)
