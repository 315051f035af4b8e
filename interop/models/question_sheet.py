"""A sheet of questions somebody sent, and what it would change. Nothing is written before it is confirmed."""

from typing import ClassVar

from django.db import models

from interop.enums import RowAction
from interop.models.received import ReceivedFile


class QuestionSheet(ReceivedFile):
    """One uploaded file for a bank. Its file and rows hold answers: both go when it is applied or discarded."""

    bank = models.CharField(max_length=100)


class QuestionSheetRow(models.Model):
    """One question of the sheet. `seen`: the latest version when the row was read, None for a new question.

    `cells`: as typed, kept for rows that are wrong. `raw`: the package form, kept until it is written.
    `changes`: names of what differs, in words; of a new question, which one asks the same. `problems`: clear sentences.
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
