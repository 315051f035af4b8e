"""A file that somebody sent, its reading and its fate: what lists of people, units and questions share."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from interop.enums import ChangeSetState
from operations.enums import JobState


class ReceivedFile(models.Model):
    """Nothing is written before it is confirmed. `counts`: rows by `RowAction`. `job`: the latest work on it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to="imports/%Y/%m/", max_length=200)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ChangeSetState.choices, default=ChangeSetState.READING)
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=500, blank=True)
    job = models.ForeignKey("operations.Job", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        return self.state in (ChangeSetState.READING, ChangeSetState.APPLYING, ChangeSetState.UNDOING)

    @property
    def is_stopped(self) -> bool:
        """A fault, or a right that has ended, stopped the job while the file waits for it."""
        return self.is_working and self.job is not None and self.job.state == JobState.FAILED
