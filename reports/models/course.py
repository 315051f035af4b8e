"""How a course is taken, for those who write it. Derived; a job counts it anew."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from courses.models import Course


class CourseFigures(models.Model):
    """Of everybody who has begun the course, all editions together.

    `stopped`: not completed, and nothing opened or finished for a while. `feedback`: `{"count": int, question:
    {answer: int}}`.
    """

    course = models.OneToOneField(Course, primary_key=True, on_delete=models.PROTECT, related_name="figures")
    begun = models.PositiveIntegerField(default=0)
    completed = models.PositiveIntegerField(default=0)
    stopped = models.PositiveIntegerField(default=0)
    feedback = models.JSONField(default=dict)
    counted_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.course_id}"


class ActivityFigures(models.Model):
    """Of one activity, by its lasting key. `stopped`: those who have stopped, for whom it is the furthest.

    `median_minutes` from opening to finishing, of the `timed` ones who did both in one sitting.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+", db_index=False)
    activity = models.UUIDField()
    reached = models.PositiveIntegerField(default=0)
    finished = models.PositiveIntegerField(default=0)
    stopped = models.PositiveIntegerField(default=0)
    timed = models.PositiveIntegerField(default=0)
    median_minutes = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["course", "activity"], name="activity_figures_once")]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.activity}"
