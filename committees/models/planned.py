"""Changes of the tree that wait for their day."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from committees.enums import PlanState, TreeAct
from committees.models.committee import Committee
from operations.models import Approval


class PlannedChange(models.Model):
    """`committee` moves under `target` or goes into it on day `on`: approved before, carried out by the clock.

    `approved_by` answers for it. `message`: why it was cancelled, or could not be carried out.
    """

    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, related_name="+")
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="planned_changes")
    target = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="planned_arrivals")
    act = models.CharField(max_length=10, choices=TreeAct.choices)
    on = models.DateField()
    decision = models.CharField(max_length=200)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.WAITING)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    message = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["committee"], condition=Q(state=PlanState.WAITING), name="one_planned_change_waits_per_unit"
            ),
            models.CheckConstraint(
                condition=Q(state=PlanState.WAITING, ended_at__isnull=True)
                | (~Q(state=PlanState.WAITING) & Q(ended_at__isnull=False)),
                name="planned_change_ended_or_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.committee_id} > {self.target_id}, {self.on}"

    @property
    def is_merger(self) -> bool:
        return self.act == TreeAct.MERGE
