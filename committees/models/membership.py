"""Where a person belonged, and in which position group, from one date to another."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from committees.models.committee import Committee


class PositionGroup(models.Model):
    """Title groups of the field (leaders, specialists, …), used by filters and roll-ups."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    code = models.CharField(max_length=30, unique=True)
    name_vi = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name_vi


class Membership(models.Model):
    """A person's main unit in a span of time. One open row per person; spans never overlap."""

    cadre = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="memberships")
    position_group = models.ForeignKey(PositionGroup, on_delete=models.PROTECT, related_name="+")
    position = models.CharField(max_length=150, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cadre"], condition=Q(valid_to__isnull=True), name="membership_one_open_per_cadre"
            ),
            models.UniqueConstraint(fields=["cadre", "valid_from"], name="membership_one_start_per_day"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["committee", "cadre"], condition=Q(valid_to__isnull=True), name="membership_open")
        ]

    def __str__(self) -> str:
        return f"{self.cadre_id} in {self.committee_id}"


def last_memberships() -> QuerySet[Membership]:
    """Of each person the one that began last, whether it has ended or not."""
    later = Membership.objects.filter(cadre_id=OuterRef("cadre_id"), valid_from__gt=OuterRef("valid_from"))
    return Membership.objects.filter(~Exists(later))
