"""Who may act, where, and from when to when."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from committees.enums import SCOPED_ROLES, Role
from committees.models.committee import Committee


class RoleGrant(models.Model):
    """A role, on the subtree of `committee` where the role is scoped. Ended, never deleted.

    It holds from `valid_from` until just before `valid_to`. `approval`: the proposal of a first person on which a
    second one gave it. `granted_by` and `ended_by` are empty where the installation itself did it. `settled_at`: when
    what its end brings with it was done, once.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    committee = models.ForeignKey(Committee, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    valid_from = models.DateTimeField(default=timezone.now)
    valid_to = models.DateTimeField(null=True, blank=True)
    approval = models.ForeignKey("operations.Approval", null=True, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(role__in=SCOPED_ROLES) | Q(committee__isnull=False), name="role_scoped_has_committee"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="role_ends_after_it_begins"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "valid_to"], name="role_of_user"),
            models.Index(fields=["valid_to"], condition=Q(settled_at__isnull=True), name="role_not_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"

    def is_over(self, now: datetime | None = None) -> bool:
        """Whether it has ended; one taken back before its first day never held."""
        return self.valid_to is not None and self.valid_to <= max(now or timezone.now(), self.valid_from)

    def is_to_come(self, now: datetime | None = None) -> bool:
        return self.valid_from > (now or timezone.now()) and not self.is_over(now)

    @property
    def last_day(self) -> datetime | None:
        """A moment of the last day on which it holds; None while no end is set."""
        return self.valid_to and self.valid_to - timedelta(microseconds=1)
