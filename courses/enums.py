"""Words of the course room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Track(models.TextChoices):
    IT = "A", _("Using IT")
    SECURITY = "B", _("Information security")
    SOCIAL = "C", _("Conduct on social media")
    LEADERS = "D", _("Leading the use of IT")


class Level(models.TextChoices):
    BASIC = "basic", _("basic")
    ADVANCED = "advanced", _("advanced")


class ActivityKind(models.TextChoices):
    LESSON = "lesson", _("lesson")
    QUIZ = "quiz", _("quiz")
    DOCUMENT = "document", _("document to read and confirm")
    SESSION = "session", _("live session")
    OUTSIDE = "outside", _("part learned elsewhere")


class ReviewState(models.TextChoices):
    SUBMITTED = "submitted", _("waiting for review")
    RETURNED = "returned", _("sent back")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ReviewsWithin(models.TextChoices):
    """How far ahead the list of legal bases looks; the values stand in its address."""

    OVERDUE = "qua-han", _("review is due")
    SOON = "90-ngay", _("within 90 days")
    EVER = "tat-ca", _("all days")
