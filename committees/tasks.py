"""The jobs of this room."""

from datetime import date

from celery import shared_task
from django.urls import reverse
from django.utils.translation import gettext as _

from committees.domain import first_passwords
from committees.domain.planned import carry_out_due
from committees.domain.reorganising import JOB, reorganise
from committees.domain.roles import follow_dates
from committees.enums import PlanState, TreeAct
from committees.errors import CommitteeError
from committees.models import Committee, PlannedChange
from committees.rules import can_shape_tree
from operations.domain.jobs import JobFailed, JobRun, job_kind
from operations.models import Job


@shared_task(name="committees.follow_dates")
def follow_dates_of_roles() -> int:
    return follow_dates()


@shared_task(name="committees.carry_out_planned")
def carry_out_planned_changes() -> int:
    return carry_out_due()


def _history(job: Job) -> str:
    return reverse("unit_history", args=[job.key])


@job_kind(JOB, page=_history)
def run_reorganisation(run: JobRun) -> None:
    """The right is looked up again: it may have ended since. What was planned was decided by two who held it then."""
    actor = run.job.requested_by
    if actor is None:
        raise JobFailed(_("The right to change the tree has ended."))
    committee = Committee.objects.get(pk=run.parameters["committee"])
    target = Committee.objects.get(pk=run.parameters["target"])
    is_planned = PlannedChange.objects.filter(
        pk=run.parameters.get("planned") or 0, committee=committee, target=target, state=PlanState.BEGUN
    ).exists()
    if not is_planned and not (can_shape_tree(actor, committee) and can_shape_tree(actor, target)):
        raise JobFailed(_("The right to change the tree has ended."))
    run.progress(0, 1)
    try:
        reorganise(
            act=TreeAct(run.parameters["act"]),
            committee=committee,
            target=target,
            on=date.fromisoformat(run.parameters["on"]),
            decision=run.parameters["decision"],
            actor=actor,
        )
    except CommitteeError as error:
        raise JobFailed(str(error)) from error
    run.progress(1, 1)


job_kind(
    first_passwords.JOB,
    may_download=first_passwords.may_take_slips,
    audited=True,
    kept_for=first_passwords.KEPT_FOR,
    asked_at="unit_home",
)(first_passwords.print_slips)
