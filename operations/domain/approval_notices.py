"""Notices about acts by two persons: one that waits for a decision, one's own decided on; and the record of both."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from common.text.formats import short_date
from operations.domain.approval_kinds import approval_kind, approval_kinds
from operations.domain.approvals import approvals_waiting_for
from operations.domain.audit_subjects import Subject, register_audit_subjects
from operations.domain.notices import Notice, register_notices
from operations.domain.own_trail import register_own_trail
from operations.domain.personal_data import Cell, Section, register_personal_data
from operations.enums import ApprovalState, DecidedState
from operations.models import Approval, ApprovalDecision

if TYPE_CHECKING:
    from accounts.models import User


def waiting(person: "User", now: datetime) -> QuerySet[Any] | None:
    if all(kind.decided_by(person) is None for kind in approval_kinds()):
        return None
    return approvals_waiting_for(person, now).annotate(notice_at=F("proposed_at"))


def words_of_waiting(person: "User", keys: Sequence[int]) -> dict[int, Notice]:
    return {
        approval.pk: Notice(
            _("Waiting for your decision: %(what)s") % {"what": approval_kind(approval.kind).label},
            reverse("approval", args=[approval.uuid]),
            _("To be decided by %(day)s") % {"day": short_date(approval.expires_at)},
        )
        for approval in approvals_waiting_for(person).filter(pk__in=keys)
    }


def decided(person: "User", now: datetime) -> QuerySet[ApprovalDecision]:
    """What others, or the clock, decided about one's proposals."""
    return (
        ApprovalDecision.objects.filter(approval__proposed_by_id=person.pk)
        .exclude(state=DecidedState.WITHDRAWN)
        .annotate(notice_at=F("decided_at"))
    )


def words_of_decided(person: "User", keys: Sequence[int]) -> dict[int, Notice]:
    titles = {
        ApprovalState.APPROVED: _("Approved: %(what)s"),
        ApprovalState.REFUSED: _("Refused: %(what)s"),
        ApprovalState.EXPIRED: _("Expired without a decision: %(what)s"),
    }
    found = ApprovalDecision.objects.filter(pk__in=keys, approval__proposed_by_id=person.pk).select_related("approval")
    return {
        decision.pk: Notice(
            titles[ApprovalState(decision.state)] % {"what": approval_kind(decision.approval.kind).label},
            reverse("approval", args=[decision.approval.uuid]),
            decision.reason,
            icon="success" if decision.state == DecidedState.APPROVED else "info",
        )
        for decision in found
    }


def of_person(person: "User", most: int | None) -> Section:
    """What the person proposed or decided."""
    own = Approval.objects.filter(Q(proposed_by_id=person.pk) | Q(decision__decided_by_id=person.pk))
    rows: list[tuple[Cell, ...]] = [
        (
            approval.proposed_at,
            str(approval_kind(approval.kind).label),
            _("proposed") if approval.proposed_by_id == person.pk else _("decided"),
            str(approval.state.label),
            approval.reason if approval.proposed_by_id == person.pk else None,
        )
        for approval in own.select_related("decision").order_by("-proposed_at", "-pk")[:most]
    ]
    columns = (
        ("at", _("When")), ("what", _("What")), ("part", _("Own part")),
        ("state", _("State")), ("reason", _("Reason given")),
    )  # fmt: skip
    return Section(_("Acts by two persons"), columns, rows)


def subjects(ids: Iterable[int]) -> dict[int, Subject]:
    """What was asked for, of entries of the trail about requests."""
    found = Approval.objects.filter(pk__in=ids).values_list("pk", "kind")
    return {pk: Subject(text=str(approval_kind(kind).label)) for pk, kind in found}


def register() -> None:
    register_audit_subjects("operations.approval", subjects)
    register_notices("approval.waiting", waiting, words_of_waiting)
    register_notices("approval.decided", decided, words_of_decided)
    register_personal_data(85, "approvals", of_person)
    register_own_trail(
        "operations.approval",
        lambda person: Approval.objects.filter(proposed_by_id=person.pk).values_list("pk", flat=True),
    )
