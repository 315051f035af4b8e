"""Moving or merging one committee from a day on: what it would do, asking for it, and the job that does it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.merging import check_merger, merge_committees
from committees.domain.queries.namesakes import names_in_both, units_right_below
from committees.domain.tree import check_move, move_committee
from committees.enums import TreeAct
from committees.errors import CommitteeError
from committees.models import Committee, CommitteeEdge, Membership, PlannedChange, RoleGrant, Succession, subtree_q
from operations.domain.jobs import enqueue_job
from operations.models import Job

JOB: Final = "committees.reorganise"
LONGEST_AHEAD: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Effect:
    """What an act would do. Units and people below are carried along; those attached get new memberships.

    `roles`: grants on the closing unit, which end with it and have to be given anew on the successor.
    `alike`: the names that two units under one would then have.
    """

    units_below: int
    people_below: int
    people_attached: int
    roles: list[RoleGrant]
    alike: list[str]


def effect_of(*, act: TreeAct, committee: Committee, target: Committee, on: date) -> Effect:
    """Look before acting; of a day to come, what it would do as things are today.

    Raises:
        CommitteeError: the act makes no sense, with the reason.
    """
    if on > timezone.localdate() + LONGEST_AHEAD:
        raise CommitteeError(_("A change can be planned at most a year ahead."))
    roles: list[RoleGrant] = []
    arriving = [committee]
    if act == TreeAct.MERGE:
        check_merger(committee, target, on)
        # What the unit goes into may stand right below it.
        arriving = [unit for unit in units_right_below(committee) if unit.pk != target.pk]
        in_force = Q(valid_to__isnull=True) | Q(valid_to__gt=timezone.now())
        roles = list(RoleGrant.objects.filter(in_force, committee=committee).select_related("user").order_by("id"))
    else:
        check_move(committee, target, on)
    people = Membership.objects.filter(subtree_q([committee], "committee__path"), valid_to__isnull=True)
    attached = people.filter(committee=committee).count()
    below = Committee.objects.filter(subtree_q([committee]), valid_to__isnull=True).exclude(pk=committee.pk)
    return Effect(
        units_below=below.count(),
        people_below=people.count() - attached,
        people_attached=attached,
        roles=roles,
        alike=names_in_both(arriving, [unit for unit in units_right_below(target) if unit.pk != committee.pk]),
    )


@transaction.atomic
def enqueue_reorganisation(
    *,
    act: TreeAct,
    committee: Committee,
    target: Committee,
    on: date,
    decision: str,
    actor: User,
    planned: PlannedChange | None = None,
) -> Job:
    """Let a job do the act. The caller has seen to it that two persons agree (`tree_approvals`), or agreed before the
    day (`planned`): then it happens whether or not they still hold their roles.

    Raises:
        CommitteeError: the act makes no sense, with the reason.
    """
    effect_of(act=act, committee=committee, target=target, on=on)
    title = _("Merging “%(name)s”") if act == TreeAct.MERGE else _("Moving “%(name)s”")
    parameters = {
        "act": act.value,
        "committee": committee.pk,
        "target": target.pk,
        "on": on.isoformat(),
        "decision": decision[:200],
        "planned": planned.pk if planned else None,
    }
    name = (title % {"name": committee.name})[:200]
    job = enqueue_job(kind=JOB, key=str(committee.uuid), title=name, parameters=parameters, requested_by=actor)
    if job.parameters != parameters:
        # The job of an earlier decision about the unit has not ended; this one would be lost in it.
        raise CommitteeError(_("“%(name)s” is being moved or merged at this moment.") % {"name": committee.name})
    return job


def reorganise(*, act: TreeAct, committee: Committee, target: Committee, on: date, decision: str, actor: User) -> None:
    """Do the act in one transaction; done already, it is left as it is."""
    if act == TreeAct.MERGE:
        if not Succession.objects.filter(old=committee, new=target).exists():
            merge_committees(old=[committee], new=target, on=on, actor=actor, reason=decision)
    elif not CommitteeEdge.objects.filter(child=committee, parent=target, valid_from=on).exists():
        move_committee(committee=committee, parent=target, on=on, actor=actor, reason=decision)
