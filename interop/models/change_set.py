"""What a file of people would change, shown before anything is written."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from committees.models import Committee
from interop.enums import ChangeSetKind, RowAction, RowChoice
from interop.models.received import ReceivedFile


class ChangeSet(ReceivedFile):
    """A list of people or of units for the committee it was sent to.

    `layout`: `{"header": place from 0, "columns": {field: place from 0}, "chosen": bool, "number_codes": how many
    codes came as numbers}`; chosen by a person or guessed. `sample`: the first rows as they stand, cut short, for
    the page on which columns are chosen. `first_day`: of units whose row says none, and of moves; empty means the
    day of reading.
    """

    kind = models.CharField(max_length=12, choices=ChangeSetKind.choices, default=ChangeSetKind.PEOPLE)
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="+")
    layout = models.JSONField(default=dict)
    sample = models.JSONField(default=list)
    first_day = models.DateField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")


class ChangeRow(models.Model):
    """One row of the file: what it asks for, what it meets, and what is wrong with it.

    `data`: read values by field name. `before`: differing current values. `problems`: clear sentences.
    `person` or `committee`: whom the row changes or made. `trace`: what applying left behind that undoing
    needs. A row for somebody who is missing from the file has a number after the last row of the file.
    """

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=10, choices=RowAction.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    committee = models.ForeignKey(Committee, null=True, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=RowChoice.choices, blank=True)
    data = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    trace = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["change_set", "number"], name="change_row_once")]
        indexes: ClassVar = [models.Index(fields=["change_set", "action", "number"], name="change_row_by_action")]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"
