"""The register of certificates of completion. A row is issued once; its text never changes."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language

from courses.models import Course, Edition
from learning.models import Enrolment


def new_code() -> str:
    """A public code of 130 random bits in letters that are not mistaken for one another."""
    return "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(27))


class NumberSeries(models.Model):
    """The last number given in a year; the row is locked while a number is taken, so none is lost."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Certificate(models.Model):
    """What was certified, as it read on the day. Only the columns of the stored file are filled later.

    `completion`: which completion of the enrolment it certifies, counted from 1; a second one comes only after the
    first was withdrawn, and its certificate with it.
    """

    number = models.CharField(max_length=30, unique=True)
    code = models.CharField(max_length=32, unique=True, default=new_code)
    cadre = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates")
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="certificates", related_query_name="certificate"
    )
    completion = models.PositiveSmallIntegerField(default=1)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="certificates")
    edition = models.ForeignKey(Edition, null=True, on_delete=models.PROTECT, related_name="+")
    holder_name = models.CharField(max_length=150)
    course_title = models.CharField(max_length=200)
    committee_name = models.CharField(max_length=200)
    completed_on = models.DateField()
    issued_at = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False)
    file = models.FileField(upload_to="certificates/%Y/", blank=True, max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    rendered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-issued_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "completion"], name="certificate_once_per_completion")
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """For lists and notices. The document, and the page that verifies it, say `course_title` in every language."""
        return self._title_en or self.course_title

    @property
    def title_language(self) -> str:
        return "en" if self._title_en else "vi"

    @property
    def _title_en(self) -> str:
        return self.edition.title_en if get_language() == "en" and self.edition else ""


class Revocation(models.Model):
    """A certificate withdrawn, with the reason. Append-only."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="revocation")
    reason = models.CharField(max_length=300)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.certificate_id} revoked"
