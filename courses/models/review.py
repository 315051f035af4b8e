"""A trainer asks for a course to be published; someone else decides."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.enums import ReviewState
from courses.models.course import Course
from courses.models.edition import Edition


class ReviewRequestQuerySet(models.QuerySet["ReviewRequest"]):
    def waiting(self) -> "ReviewRequestQuerySet":
        return self.filter(state=ReviewState.SUBMITTED)


class ReviewRequest(models.Model):
    """`publish_at`: when the clock publishes what `publish_by` decided on, by `publish_terms` (arguments of
    `publish_edition`); `publish_problem`: why it could not.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="review_requests")
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.SUBMITTED)
    note = models.TextField(blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True)
    edition = models.ForeignKey(Edition, null=True, on_delete=models.PROTECT, related_name="+")
    publish_at = models.DateTimeField(null=True)
    publish_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    publish_terms = models.JSONField(default=dict)
    publish_problem = models.CharField(max_length=500, blank=True)

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["course"], condition=Q(state=ReviewState.SUBMITTED), name="review_one_waiting_per_course"
            )
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.state}"
