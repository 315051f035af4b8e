"""More time and more attempts that one person has for one quiz."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from learning.enums import AccommodationReason
from learning.models.enrolment import Enrolment


class Accommodation(models.Model):
    """What was granted, in all; the newest row of an enrolment and a quiz holds. Append-only.

    `reason` is a coarse code: it says nothing of a person's health or affairs, and only the administrators of the
    person's unit see it, in the audit log.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="accommodations")
    cadre_id = models.BigIntegerField()
    quiz = models.ForeignKey("assessments.Quiz", on_delete=models.PROTECT, related_name="+")
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    extra_attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=20, choices=AccommodationReason.choices)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.enrolment_id}: +{self.extra_minutes} min, +{self.extra_attempts}"
