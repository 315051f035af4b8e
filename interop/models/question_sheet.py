"""A sheet of questions somebody sent, and what it would change. Nothing is written before it is confirmed."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from interop.enums import ChangeSetState, RowAction


class QuestionSheet(models.Model):
    """One uploaded file for a bank. Its file and rows hold answers: both go when it is applied or discarded."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.CharField(max_length=100)
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
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name


class QuestionSheetRow(models.Model):
    """One question of the sheet. `seen`: the latest version when the row was read, None for a new question.

    `cells`: as typed, kept for rows that are wrong. `raw`: the package form, kept until it is written.
    `changes`: names of what differs, in words. `problems`: clear sentences.
    """

    sheet = models.ForeignKey(QuestionSheet, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=10, choices=RowAction.choices)
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    cells = models.JSONField(default=dict)
    raw = models.JSONField(default=dict)
    seen = models.BigIntegerField(null=True)
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "number"], name="question_sheet_row_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"
