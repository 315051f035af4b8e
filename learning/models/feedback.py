"""What learners say about the material of a course, kept without who said it."""

import uuid
from typing import ClassVar

from django.db import models

from courses.models import Course, Edition
from learning.enums import Clarity, Usefulness, Working


class CourseFeedback(models.Model):
    """Nothing here leads to a person: no key to one, no moment, and an id that says nothing of the order.

    `month` is the first day of the month. `is_counted`: counted and shown, which happens to five or more
    at a time. `is_demo` is of invented people, so that they can be removed with what they said.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="feedback")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", db_index=False)
    useful = models.PositiveSmallIntegerField(choices=Usefulness.choices)
    clear = models.PositiveSmallIntegerField(choices=Clarity.choices)
    working = models.PositiveSmallIntegerField(choices=Working.choices)
    text = models.CharField(max_length=1000, blank=True)
    month = models.DateField()
    is_counted = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-month", "pk"]

    def __str__(self) -> str:
        return f"{self.course_id} {self.month:%m/%Y}"
