"""A form that was refused because the session had ended, kept until its person signs in again."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

KEPT_FOR = timedelta(hours=2)


def new_token() -> str:
    return secrets.token_urlsafe(24)


class KeptPost(models.Model):
    """The fields of a refused POST. Shown only to `person`, named by a signed mark in the form."""

    token = models.CharField(max_length=40, unique=True, default=new_token)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    path = models.CharField(max_length=500)
    fields = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.path
