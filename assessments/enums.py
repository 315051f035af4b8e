"""Words of the assessment room. Stored values are never renamed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class QuestionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    REVIEWED = "reviewed", _("reviewed")
    RETIRED = "retired", _("retired")


class QuestionLanguage(models.TextChoices):
    VIETNAMESE = "vi", _("Vietnamese")
    ENGLISH = "en", _("English")


class FeedbackPolicy(models.TextChoices):
    AFTER_SUBMIT = "after_submit", _("after each attempt")
    AFTER_PASS_OR_LAST = "after_pass_or_last", _("after a pass or the last attempt")
    NEVER = "never", _("never")


class AttemptState(models.TextChoices):
    OPEN = "open", pgettext_lazy("attempt", "in progress")
    SUBMITTED = "submitted", _("submitted")
    EXPIRED = "expired", _("closed when time was up")


CLOSED_ATTEMPT_STATES = (AttemptState.SUBMITTED, AttemptState.EXPIRED)
