"""The course as the record knows it; its pages are only how authors edit it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.enums import Level, Track


class CourseQuerySet(models.QuerySet["Course"]):
    def on_offer(self) -> "CourseQuerySet":
        """Courses that learners can be served: published and not archived."""
        return self.filter(current_edition__isnull=False, archived_at__isnull=True)


class Course(models.Model):
    """Survives every edit and deletion of its pages. Evidence points here, to the edition, or both."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=100, unique=True)
    code = models.CharField(max_length=20, blank=True)
    title_vi = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    summary_vi = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    track = models.CharField(max_length=1, choices=Track.choices, default=Track.IT)
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.BASIC)
    minutes = models.PositiveSmallIntegerField(default=0)
    competences = models.JSONField(default=list)
    legal_basis = models.JSONField(default=list)
    cover = models.ForeignKey("content.Asset", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    self_enrolment = models.BooleanField(_("anyone may join"), default=False)
    is_sample = models.BooleanField(_("not appraised yet"), default=False)
    appraised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    appraised_at = models.DateTimeField(null=True)
    current_edition = models.ForeignKey(
        "courses.Edition", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["code", "slug"]

    def __str__(self) -> str:
        return self.title_vi

    @property
    def title(self) -> str:
        return self.title_en if self.title_en and get_language() == "en" else self.title_vi

    @property
    def title_language(self) -> str:
        """Of `title`: a page in English says where a Vietnamese one stands in it."""
        return "en" if self.title_en and get_language() == "en" else "vi"

    @property
    def summary(self) -> str:
        return self.summary_en if self.summary_en and get_language() == "en" else self.summary_vi

    @property
    def summary_language(self) -> str:
        return "en" if self.summary_en and get_language() == "en" else "vi"
