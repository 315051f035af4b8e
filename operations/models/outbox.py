"""What has to happen after a commit, written in that commit, so that a crash cannot lose it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from operations.enums import OutboxState


class OutboxMessage(models.Model):
    """`topic` names a handler registered with `operations.domain.outbox.handles`."""

    topic = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=OutboxState.choices, default=OutboxState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], condition=Q(state=OutboxState.PENDING), name="outbox_pending")
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"
