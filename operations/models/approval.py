"""Acts that need a second person: what was proposed, and what was decided. Both only grow."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from operations.enums import ApprovalState, DecidedState


class Approval(models.Model):
    """A proposal. Append-only: its state follows from its decision, and from the clock.

    `kind` names what is registered with `operations.domain.approval_kinds`. `parameters` hold ids, codes,
    dates and small plain values, never a secret. `fingerprint` is that of the thing when it was proposed.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    committee_id = models.BigIntegerField(null=True)
    parameters = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "object_type", "object_id"], name="approval_object"),
            models.Index(fields=["expires_at"], name="approval_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_type} {self.object_id}"

    @property
    def found_decision(self) -> "ApprovalDecision | None":
        """None while nobody has decided."""
        try:
            return self.decision
        except ApprovalDecision.DoesNotExist:
            return None

    def state_at(self, now: datetime) -> ApprovalState:
        """Expired is what its time has run out for, also before the clock has written it down."""
        if decision := self.found_decision:
            return ApprovalState(decision.state)
        return ApprovalState.EXPIRED if self.expires_at <= now else ApprovalState.ASKED

    @property
    def state(self) -> ApprovalState:
        return self.state_at(timezone.now())


class ApprovalDecision(models.Model):
    """How a proposal ended, once: there is no second decision. Append-only. `decided_by` is None for the clock."""

    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, related_name="decision")
    state = models.CharField(max_length=10, choices=DecidedState.choices)
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    outcome: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.approval_id} {self.state}"
