"""A course on paper."""

from django.db import models
from django.utils import timezone

from courses.models.edition import Edition


class EditionBooklet(models.Model):
    """The PDF of an edition, made again when what it says of its appraisal changes. No record: it can be remade."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="booklet")
    asset = models.ForeignKey("content.Asset", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.asset_id}"
