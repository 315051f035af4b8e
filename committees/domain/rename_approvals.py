"""Renaming one unit by two national administrators (matrix row 20), as lists of units do with many."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from committees.domain.queries.namesakes import is_name_taken
from committees.domain.queries.places import units_above
from committees.domain.renaming import check_day, is_former_name, rename_committee
from committees.domain.tree_approvals import decided_by_administrators
from committees.errors import CommitteeError
from committees.models import Committee
from committees.rules import can_shape_tree
from common.text.formats import short_date
from operations.domain.approval_kinds import ApprovalKind, Change, Effect, fingerprint_of, register_approval_kind
from operations.domain.approvals import propose
from operations.models import Approval

KIND: Final = "committees.rename"
LABEL: Final = gettext_lazy("Unit renamed")
Names = tuple[str, str]
"""The name and the short one."""


def renaming_effect(*, committee: Committee, name: str, short_name: str, on: date | None) -> Effect:
    """What it would do. Without a day the present name is put right.

    Raises:
        CommitteeError: the unit is called so already, or the name cannot begin on that day.
    """
    was = committee.name, committee.short_name
    if (name, short_name) == was:
        raise CommitteeError(_("“%(name)s” is called so already.") % {"name": committee.name})
    if on is not None:
        check_day(committee, on)
    warnings = [_says_taken(name)] if is_name_taken(name, committee) else []
    if on is None and is_former_name(committee, name, short_name):
        warnings.append(_("The last change of name is taken back as a mistake, and leaves the history of the unit."))
    return replace(_effect_on(committee, was, (name, short_name), on), warnings=tuple(warnings))


def propose_renaming(
    *, committee: Committee, name: str, short_name: str, on: date | None, decision: str, actor: User
) -> Approval:
    """Ask a second national administrator for the name.

    Raises:
        CommitteeError: the unit is called so already, or the name cannot begin on that day.
        ApprovalError: not for `actor`, or one waits already.
    """
    renaming_effect(committee=committee, name=name, short_name=short_name, on=on)
    return propose(
        kind=KIND,
        target=committee,
        reason=decision,
        actor=actor,
        parameters={
            "was": [committee.name, committee.short_name],
            "names": [name, short_name],
            "on": on.isoformat() if on else "",
        },
        committee_id=committee.pk,
    )


def register() -> None:
    register_approval_kind(
        ApprovalKind(
            name=KIND,
            label=LABEL,
            effect=_effect,
            may_propose=lambda user, target, _parameters: (
                isinstance(target, Committee) and can_shape_tree(user, target)
            ),
            decided_by=decided_by_administrators,
            apply=_apply,
            fingerprint=_fingerprint,
            refusals=(CommitteeError,),
            titles=_titles,
        )
    )


def _unit(approval: Approval) -> Committee:
    """Raises CommitteeError where it was taken out again as entered by mistake."""
    found = Committee.objects.filter(pk=approval.object_id).first()
    if found is None:
        raise CommitteeError(_("A unit that this is about is no longer in the tree."))
    return found


def _asked(approval: Approval) -> tuple[Names, Names, date | None]:
    """What it was called when it was asked for, what it is to be called, from when."""
    (name, short_name), (wanted, wanted_short) = approval.parameters["was"], approval.parameters["names"]
    on = approval.parameters["on"]
    return (name, short_name), (wanted, wanted_short), date.fromisoformat(on) if on else None


def _effect(approval: Approval) -> Effect:
    was, names, on = _asked(approval)
    try:
        unit = _unit(approval)
    except CommitteeError as error:
        return Effect(title=str(LABEL), warnings=(str(error),))
    effect = _effect_on(unit, was, names, on)
    if approval.found_decision is not None:
        return effect
    try:
        return renaming_effect(committee=unit, name=names[0], short_name=names[1], on=on)
    except CommitteeError as error:
        return replace(effect, warnings=(str(error),))


def _effect_on(committee: Committee, was: Names, names: Names, on: date | None) -> Effect:
    changes = (Change(_("Name"), was[0], names[0]), Change(_("Short name"), was[1], names[1]))
    return Effect(
        title=_title(was[0], units_above([committee])[committee.pk], names[0]),
        facts=((_("From day"), short_date(on)),) if on else (),
        changes=tuple(change for change in changes if change.before != change.after),
        url=reverse("unit_history", args=[committee.uuid]),
        link=_("History of “%(name)s”") % {"name": committee.display_name},
    )


def _says_taken(name: str) -> str:
    return _("Another unit under the same unit is called “%(name)s” too.") % {"name": name}


def _titles(approvals: Sequence[Approval]) -> dict[int, str]:
    """Those whose unit was taken out again have none of their own."""
    above = units_above(Committee.objects.filter(pk__in=[int(approval.object_id) for approval in approvals]))
    return {
        approval.pk: _title(
            approval.parameters["was"][0], above[int(approval.object_id)], approval.parameters["names"][0]
        )
        for approval in approvals
        if int(approval.object_id) in above
    }


def _title(was: str, above: str, name: str) -> str:
    return _("“%(unit)s” gets the name “%(name)s”") % {"unit": ", ".join(filter(None, (was, above))), "name": name}


def _apply(approval: Approval, actor: User) -> None:
    _was, (name, short_name), on = _asked(approval)
    rename_committee(
        committee=_unit(approval), actor=actor, on=on, reason=approval.reason, name=name, short_name=short_name
    )


def _fingerprint(approval: Approval) -> str:
    """What it is called, and whether it is open."""
    try:
        unit = _unit(approval)
    except CommitteeError:
        return ""
    return fingerprint_of(unit.name, unit.short_name, unit.valid_to)
