"""The one-time address with which the first administrator signs up."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

VALID_FOR = timedelta(minutes=30)


class SetupLink(models.Model):
    """Only the SHA-256 of the token is kept: who reads the database cannot use the link."""

    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"
