"""What happened to an enrolment, stamped with where the person was then. Append-only."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.models import Edition
from learning.enums import EventKind
from learning.models.enrolment import Enrolment


class ProgressEvent(models.Model):
    """The evidence from which every status can be explained ("Vì sao?").

    `day` is the day in Viet Nam that counts; `at` the moment of writing (they differ in a correction
    and in a bulk load). `data` holds small facts by kind, e.g. `{"attempt": uuid, "score": "8.00"}`.
    """

    cadre = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    committee_at = models.ForeignKey("committees.Committee", on_delete=models.PROTECT, related_name="+", db_index=False)
    position_group_at = models.PositiveSmallIntegerField()
    edition = models.ForeignKey(Edition, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    activity = models.UUIDField(null=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(
                fields=["enrolment"],
                condition=Q(kind=EventKind.COMPLETION_WITHDRAWN),
                name="event_completion_withdrawn",
            ),
            # Few of all events: who was at a live session.
            models.Index(fields=["activity"], condition=Q(kind=EventKind.ATTENDED), name="event_attended"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.kind}"
