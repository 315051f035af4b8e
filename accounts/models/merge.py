"""Two records of one person made one: the closed record stays as it is, and leads to the one that is kept."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class PersonMerge(models.Model):
    """Evidence is not rewritten: whatever stands under `closed` is shown to, and of, `kept` while this holds.

    `trace`: what merging changed and undoing needs (ids only). Undone at most once, then it no longer holds.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    closed = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="merges")
    kept = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="merged_records")
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300)
    trace = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["closed"], condition=Q(undone_at__isnull=True), name="person_merged_once"),
            models.CheckConstraint(condition=~Q(closed=F("kept")), name="person_not_merged_with_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.closed_id} > {self.kept_id}"
