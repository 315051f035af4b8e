"""Live sessions: when and where an activity of a course is held, and who means to come."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from courses.models import Course
from learning.models.enrolment import Enrolment


class LiveSession(models.Model):
    """One date of a live session. `activity` is its lasting key, so that the date outlives editions.

    Who was there stands in the events; a session called off stays with its reason.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="live_sessions")
    activity = models.UUIDField()
    starts_at = models.DateTimeField()
    room = models.CharField(max_length=200)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    called_off_at = models.DateTimeField(null=True)
    called_off_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["course", "activity", "starts_at"], name="live_session_of_activity")]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.starts_at:%Y-%m-%d %H:%M}"


class SessionSignUp(models.Model):
    """A learner means to come: the trainer of the session then sees the name. Taken back, it is gone."""

    session = models.ForeignKey(LiveSession, on_delete=models.PROTECT, related_name="sign_ups")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="sign_ups")
    cadre_id = models.BigIntegerField()
    signed_up_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "enrolment", "cadre_id"], name="sign_up_once")
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.enrolment_id}"
