"""Posts that people hold beside the one in their main unit."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from committees.models.committee import Committee


class SidePost(models.Model):
    """A post in another unit; `valid_to` is its last day. It counts nobody twice and opens no rights."""

    cadre = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="side_posts")
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="side_posts")
    position = models.CharField(max_length=150)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="side_post_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["cadre", "committee", "position"],
                condition=Q(valid_to__isnull=True),
                name="side_post_held_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["committee", "valid_to"], name="side_post_of_committee")]

    def __str__(self) -> str:
        return f"{self.cadre_id} in {self.committee_id}"
