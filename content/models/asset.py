"""A file frozen by its content: what an edition shows stays what it was."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Asset(models.Model):
    """Bytes stored once under their SHA-256. Never changed; served only through a permission check."""

    sha256 = models.CharField(max_length=64, unique=True)
    file = models.FileField(upload_to="assets/", max_length=200)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name
