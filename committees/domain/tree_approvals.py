"""Moving and merging committees by two national administrators (matrix row 20): one proposes, another decides."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from committees.domain.planned import has_planned_change, plan_change
from committees.domain.queries.places import full_names
from committees.domain.reorganising import effect_of, enqueue_reorganisation
from committees.domain.tree_lock import TREE_LOCK
from committees.enums import PlanState, Role, TreeAct
from committees.errors import CommitteeError
from committees.models import Committee, CommitteeEdge, Membership, PlannedChange
from committees.rules import can_shape_tree
from committees.rules.access import access_of
from common.db.locks import advisory_lock
from common.text.formats import short_date
from operations.domain.approval_kinds import (
    ApprovalKind,
    Change,
    Effect,
    fingerprint_of,
    register_approval_kind,
)
from operations.domain.approvals import propose
from operations.models import Approval

KIND = "committees.tree"
LABEL = gettext_lazy("Committee moved or merged")


def propose_reorganisation(
    *, act: TreeAct, committee: Committee, target: Committee, on: date, decision: str, actor: User
) -> Approval:
    """Ask a second national administrator for the act.

    Raises:
        CommitteeError: the act makes no sense.
        ApprovalError: not for `actor`, or one waits already.
    """
    effect_of(act=act, committee=committee, target=target, on=on)
    if has_planned_change(committee):
        raise CommitteeError(_("Another change of “%(name)s” waits for its day already.") % {"name": committee.name})
    return propose(
        kind=KIND,
        target=committee,
        reason=decision,
        actor=actor,
        parameters={"act": act.value, "target": target.pk, "on": on.isoformat()},
        committee_id=committee.pk,
    )


def decided_by_administrators(user: User) -> Q | None:
    """What concerns the tree: all of it, by national administrators (matrix row 20)."""
    return Q() if access_of(user).has(Role.NATIONAL_ADMIN) else None


def register() -> None:
    register_approval_kind(
        ApprovalKind(
            name=KIND,
            label=LABEL,
            effect=_effect,
            may_propose=lambda user, target, parameters: (
                isinstance(target, Committee)
                and can_shape_tree(user, target)
                and can_shape_tree(user, Committee.objects.get(pk=parameters["target"]))
            ),
            decided_by=decided_by_administrators,
            apply=_apply,
            fingerprint=_fingerprint,
            refusals=(CommitteeError,),
            titles=_titles,
        )
    )


def _named(approval: Approval) -> tuple[TreeAct, Committee, Committee, date]:
    """Raises CommitteeError where one of the units was taken out again as entered by mistake."""
    one, other = _ids(approval)
    found = Committee.objects.in_bulk([one, other])
    if len(found) < len({one, other}):
        raise CommitteeError(_("A unit that this is about is no longer in the tree."))
    act, on = TreeAct(approval.parameters["act"]), date.fromisoformat(approval.parameters["on"])
    return act, found[one], found[other], on


def _effect(approval: Approval) -> Effect:
    try:
        act, committee, target, on = _named(approval)
    except CommitteeError as error:
        return Effect(title=str(LABEL), warnings=(str(error),))
    is_merger = act == TreeAct.MERGE
    parent = Committee.objects.filter(path=committee.path[: -Committee.steplen]).first()
    named = full_names(filter(None, (committee, target, parent)))
    facts = [(_("From day"), short_date(on))]
    warnings = _planned_words(approval, on)
    try:
        effect = effect_of(act=act, committee=committee, target=target, on=on)
    except CommitteeError as error:
        # It has happened already, or can no longer happen.
        warnings.append(str(error))
    else:
        facts += [
            (_("Units carried along"), str(effect.units_below)),
            (_("People carried along, without a change of unit"), str(effect.people_below)),
        ]
        if is_merger:
            facts.append((_("People who get a new unit"), str(effect.people_attached)))
        warnings += [
            _("The role “%(role)s” of %(name)s ends and has to be given anew.")
            % {"role": grant.get_role_display(), "name": grant.user.full_name}
            for grant in effect.roles
        ]
        warnings += [will_be_alike(name, target) for name in effect.alike]
    change = (
        Change(_("Unit"), named[committee.pk], named[target.pk])
        if is_merger
        else Change(_("Unit above"), named[parent.pk] if parent else "", named[target.pk])
    )
    return Effect(
        title=_title(act, named[committee.pk], named[target.pk]),
        facts=tuple(facts),
        changes=(change,),
        warnings=tuple(warnings),
        url=reverse("unit_history", args=[committee.uuid]),
        link=_("History of “%(name)s”") % {"name": committee.display_name},
    )


def will_be_alike(name: str, above: Committee) -> str:
    text = _("Two units under “%(above)s” will be called “%(name)s”. Rename one of them, before or afterwards.")
    return text % {"above": above.display_name, "name": name}


def _planned_words(approval: Approval, on: date) -> list[str]:
    """Of a day to come: that it waits, that it was cancelled, or why it could not be carried out."""
    planned = PlannedChange.objects.filter(approval=approval.pk).first() if approval.pk else None
    if planned is None:
        ahead = on > timezone.localdate() and approval.found_decision is None
        return [_("It will be carried out on %(day)s, not before.") % {"day": short_date(on)}] if ahead else []
    if planned.state == PlanState.WAITING:
        return [_("It will be carried out on %(day)s. It can be cancelled until then.") % {"day": short_date(on)}]
    if planned.state == PlanState.CANCELLED:
        return [_("It was cancelled before its day: %(reason)s") % {"reason": planned.message}]
    if planned.state == PlanState.FAILED:
        return [_("It could not be carried out on its day: %(reason)s") % {"reason": planned.message}]
    return []


def _titles(approvals: Sequence[Approval]) -> dict[int, str]:
    """Those whose units were taken out again have none of their own."""
    units = Committee.objects.in_bulk([pk for approval in approvals for pk in _ids(approval)])
    named = full_names(units.values())
    return {
        approval.pk: _title(TreeAct(approval.parameters["act"]), *(named[pk] for pk in _ids(approval)))
        for approval in approvals
        if all(pk in named for pk in _ids(approval))
    }


def _ids(approval: Approval) -> tuple[int, int]:
    return int(approval.object_id), approval.parameters["target"]


def _title(act: TreeAct, name: str, target: str) -> str:
    title = _("“%(name)s” goes into “%(target)s”") if act == TreeAct.MERGE else _("“%(name)s” moves under “%(target)s”")
    return title % {"name": name, "target": target}


def _apply(approval: Approval, actor: User) -> dict[str, str]:
    """At once, or on its day."""
    act, committee, target, on = _named(approval)
    with advisory_lock(TREE_LOCK):
        if on > timezone.localdate():
            effect_of(act=act, committee=committee, target=target, on=on)
            plan_change(approval=approval, act=act, committee=committee, target=target, on=on, actor=actor)
            return {"waits_for": on.isoformat()}
        job = enqueue_reorganisation(
            act=act, committee=committee, target=target, on=on, decision=approval.reason, actor=actor
        )
    return {"job": str(job.uuid)}


def _fingerprint(approval: Approval) -> str:
    """Where both stand, whether they are open, and who is attached directly."""
    try:
        _act, committee, target, _on = _named(approval)
    except CommitteeError:
        return ""
    edges = CommitteeEdge.objects.filter(child=committee, valid_to__isnull=True).values_list("parent_id", flat=True)
    attached = Membership.objects.filter(committee=committee, valid_to__isnull=True).count()
    return fingerprint_of(list(edges), committee.path, target.path, committee.valid_to, target.valid_to, attached)
