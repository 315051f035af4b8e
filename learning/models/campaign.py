"""A campaign (*đợt bồi dưỡng*): one course, a set of people, a due date and a target."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from committees.models import Committee
from courses.models import Course
from learning.enums import CampaignKind


class Campaign(models.Model):
    """`committee` is the top of the subtree it was assigned to; an open campaign has none.

    Until `cut_off_on` the roster follows the subtree; who joins later is a late joiner (*bổ sung*).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="campaigns")
    kind = models.CharField(max_length=10, choices=CampaignKind.choices, default=CampaignKind.ASSIGNED)
    committee = models.ForeignKey(Committee, null=True, on_delete=models.PROTECT, related_name="campaigns")
    starts_on = models.DateField()
    due_on = models.DateField(null=True)
    cut_off_on = models.DateField(null=True)
    target_percent = models.PositiveSmallIntegerField(default=100)
    ordering_document = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["course"], condition=Q(kind=CampaignKind.OPEN), name="campaign_one_open_per_course"
            ),
            models.CheckConstraint(
                condition=Q(kind=CampaignKind.OPEN) | Q(committee__isnull=False, due_on__isnull=False),
                name="campaign_assigned_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title
