"""The jobs of this room."""

from dataclasses import asdict

from celery import shared_task
from django.urls import reverse

from courses.models import Edition
from learning.domain.assigning import assign_campaign
from learning.domain.editions import MOVE, count_completed_before, move_to_edition
from learning.domain.feedback import forget_old
from learning.domain.sessions import JOB as ATTENDANCE
from learning.domain.sessions import record_attendance
from learning.models import Campaign, LiveSession
from operations.domain.jobs import JobRun, job_kind


@shared_task(name="learning.forget_feedback")
def forget_feedback() -> int:
    return forget_old()


@job_kind("learning.assign", page=lambda job: reverse("campaign", args=[job.key]))
def assign(run: JobRun) -> None:
    campaign = Campaign.objects.select_related("committee", "created_by").get(pk=run.parameters["campaign"])
    enrolled = assign_campaign(
        campaign=campaign, actor=campaign.created_by, progress=lambda done, total: run.progress(done, total)
    )
    run.result({"enrolled": enrolled})


@job_kind(MOVE, quiet=True)
def move(run: JobRun) -> None:
    edition = Edition.objects.get(pk=run.parameters["edition"])
    moved = move_to_edition(edition=edition, progress=lambda done, total: run.progress(done, total))
    run.result({"moved": moved, "completed_before": count_completed_before(edition)})


@job_kind(ATTENDANCE)
def attendance(run: JobRun) -> None:
    session = LiveSession.objects.select_related("course").get(pk=run.parameters["session"])
    recorded = record_attendance(
        session=session,
        cadre_ids=run.parameters["cadres"],
        actor=run.job.requested_by,
        progress=lambda done, total: run.progress(done, total),
    )
    run.result(asdict(recorded))
