"""What learners are served: a course frozen at one moment, numbered, never changed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language

from courses.enums import ActivityKind
from courses.models.course import Course


class Edition(models.Model):
    """A published state of a course. Append-only; evidence names it and PROTECTs it.

    `outline`: `[{"title_vi", "title_en", "activities": [activity key, …]}, …]` in reading order.
    `required_courses`: addresses of the courses to complete before. `legal_basis`: as on the course's page.
    `checksum`: SHA-256 over the canonical JSON of titles, outline, bodies and quiz checksums.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    title_vi = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    outline = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField(default=0)
    required_courses = models.JSONField(default=list)
    legal_basis = models.JSONField(default=list)
    is_material = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    checksum = models.CharField(max_length=64)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["course", "number"], name="edition_number_once")]

    def __str__(self) -> str:
        return f"{self.title_vi} ({self.number})"


class EditionActivity(models.Model):
    """A lesson, quiz or other activity of an edition. Append-only. `key` stays the same from edition to edition.

    `body` is the page rendered once, clean HTML ready to serve; `plain` is its text for search.
    `requires`: keys of the activities of this edition to finish before. `exempts`: of a pre-test,
    `{"lesson": key, "section": int}` for each lesson that who passes the section (0: the whole) need not read.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="activities")
    key = models.UUIDField()
    kind = models.CharField(max_length=10, choices=ActivityKind.choices)
    position = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=100)
    title_vi = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    summary_vi = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(blank=True)
    plain = models.TextField(blank=True)
    exercises = models.JSONField(default=list)
    requires = models.JSONField(default=list)
    quiz_edition = models.ForeignKey(
        "assessments.QuizEdition", null=True, on_delete=models.PROTECT, related_name="activities"
    )
    exempts = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "slug"], name="activity_slug_once"),
            models.UniqueConstraint(fields=["edition", "key"], name="activity_key_once"),
        ]

    def __str__(self) -> str:
        return self.title_vi

    @property
    def title(self) -> str:
        return self.title_en if self.title_en and get_language() == "en" else self.title_vi


class EditionAsset(models.Model):
    """A file that an edition shows: who may read the edition may read the file."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="asset_links")
    asset = models.ForeignKey("content.Asset", on_delete=models.PROTECT, related_name="edition_links")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["edition", "asset"], name="edition_asset_once")]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.asset_id}"
