"""A person asks for something held about them to be put right; the administrator of the unit answers."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from committees.enums import CorrectionState


class CorrectionRequest(models.Model):
    """`about`: the code of a section of personal data. `due_on`: the end of the second working day.

    Answered once; nothing of it changes afterwards, and nobody answers their own.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=CorrectionState.choices, default=CorrectionState.WAITING)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=CorrectionState.WAITING, answered_at__isnull=True)
                | (~Q(state=CorrectionState.WAITING) & Q(answered_at__isnull=False) & ~Q(answer="")),
                name="correction_answered_is_whole",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], condition=Q(state=CorrectionState.WAITING), name="correction_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.state}"
