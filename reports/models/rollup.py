"""Figures kept per committee, and the changes that wait to be folded into them.

Both tables are derived: `rebuild_rollups` makes them anew from the enrolments. They carry ids
without foreign keys, because a key would lock the parent row on every completion.
"""

from typing import ClassVar

from django.db import models

COUNTERS = ("assigned", "in_progress", "completed", "passed", "failed", "exempt", "late_joiners")


class Counters(models.Model):
    """The seven counters; their meaning is in `learning.domain.changes.FigureChange`."""

    assigned = models.IntegerField(default=0)
    in_progress = models.IntegerField(default=0)
    completed = models.IntegerField(default=0)
    passed = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    exempt = models.IntegerField(default=0)
    late_joiners = models.IntegerField(default=0)

    class Meta:
        abstract = True


class ReportDelta(Counters):
    """One change, written in the transaction that caused it; `committee_id` is the person's unit."""

    committee_id = models.BigIntegerField()
    campaign_id = models.BigIntegerField()
    position_group = models.PositiveSmallIntegerField()
    due_on = models.DateField(null=True)
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.committee_id}/{self.campaign_id}"


class RollupNode(Counters):
    """The figures of one roll-up committee (its whole subtree), campaign, position group and due date."""

    node_id = models.BigIntegerField()
    campaign_id = models.BigIntegerField()
    position_group = models.PositiveSmallIntegerField()
    # A roll-up key holds no NULL: an open campaign has the far date.
    due_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["node_id", "campaign_id", "position_group", "due_on"], name="rollup_node_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.node_id}/{self.campaign_id}"
