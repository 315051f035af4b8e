"""One person in one campaign, with the person's current unit copied in for the reports."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from committees.models import Committee
from courses.models import Course, Edition
from learning.enums import EnrolmentStatus, ExemptReason
from learning.models.campaign import Campaign


class Enrolment(models.Model):
    """Status changes only through `learning.domain.enrolments` and `.completion`, which write
    the event and announce the figures in the same transaction.

    `committee`, `position_group`: the cadre's current ones, rewritten when the cadre moves; what they
    were at the time of a fact stands on its event. `edition` is the one begun. `failed`: attempts
    used up without a pass, still in progress. Overdue is computed from `due_on`, never stored. `is_double`: the same
    person counts in this campaign under another record, so this one is in no figure (`learning.domain.counting_once`).
    `gave_feedback` holds that something was said about the material, not what.
    `fulfilled_by`: the person's enrolment in another campaign in which the course was learned and certified.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cadre = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrolments")
    edition = models.ForeignKey(Edition, null=True, on_delete=models.PROTECT, related_name="enrolments")
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="enrolments", db_index=False)
    position_group = models.PositiveSmallIntegerField()
    status = models.PositiveSmallIntegerField(choices=EnrolmentStatus.choices, default=EnrolmentStatus.NOT_STARTED)
    failed = models.BooleanField(default=False)
    is_late_joiner = models.BooleanField(default=False)
    is_double = models.BooleanField(default=False, db_default=False)
    fulfilled_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField(null=True)
    assigned_on = models.DateField()
    started_on = models.DateField(null=True)
    completed_on = models.DateField(null=True)
    passed_on = models.DateField(null=True)
    exempt_reason = models.CharField(max_length=20, choices=ExemptReason.choices, blank=True)
    gave_feedback = models.BooleanField(default=False)
    last_activity = models.UUIDField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cadre", "campaign"], name="enrolment_once_per_campaign"),
            models.CheckConstraint(
                condition=~Q(status=EnrolmentStatus.COMPLETED) | Q(completed_on__isnull=False),
                name="enrolment_completed_has_day",
            ),
            models.CheckConstraint(
                condition=Q(passed_on__isnull=True) | Q(status=EnrolmentStatus.COMPLETED),
                name="enrolment_passed_is_completed",
            ),
            models.CheckConstraint(
                condition=Q(fulfilled_by__isnull=True) | Q(status=EnrolmentStatus.COMPLETED),
                name="enrolment_fulfilled_is_completed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["committee", "campaign", "position_group", "status", "due_on"], name="enrolment_report"
            ),
            models.Index(fields=["cadre", "course"], name="enrolment_of_cadre"),
            models.Index(
                fields=["fulfilled_by"], condition=Q(fulfilled_by__isnull=False), name="enrolment_fulfilled_by"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cadre_id} in {self.campaign_id}"

    @property
    def is_completed(self) -> bool:
        return self.status == EnrolmentStatus.COMPLETED


class LessonProgress(models.Model):
    """A lesson opened, and finished once `completed_at` is set; `activity` is its lasting key."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="progress", db_index=False)
    cadre_id = models.BigIntegerField()
    activity = models.UUIDField()
    opened_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "activity", "cadre_id"], name="lesson_progress_once")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.activity}"
