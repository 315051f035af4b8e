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


class ContestState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("contest", "waiting for an answer")
    UPHELD = "upheld", pgettext_lazy("contest", "upheld")
    REJECTED = "rejected", pgettext_lazy("contest", "not upheld")


class CorrectionKind(models.TextChoices):
    """What is put right about a question that people have answered already."""

    KEY = "key", _("the key was wrong")
    ACCEPT = "accept", _("everybody gets the full mark")
    ANNUL = "annul", _("the question is annulled")
    WORTH = "worth", _("the question is worth another mark")


class LoweredPolicy(models.TextChoices):
    """What becomes of completions and certificates that rest on a pass that is none any more."""

    KEEP = "keep", _("keep completions and certificates already reached")
    WITHDRAW = "withdraw", _("withdraw completions and revoke certificates that rest on it")


class CorrectionState(models.TextChoices):
    COMPUTING = "computing", pgettext_lazy("question correction", "finding who is affected")
    READY = "ready", pgettext_lazy("question correction", "ready to be proposed")
    ASKED = "asked", pgettext_lazy("question correction", "waiting for a second person")
    APPLYING = "applying", pgettext_lazy("question correction", "being applied")
    APPLIED = "applied", pgettext_lazy("question correction", "applied")
    CLOSED = "closed", pgettext_lazy("question correction", "not applied")


# From the moment of the approval a correction counts for every marking.
CORRECTIONS_IN_FORCE = (CorrectionState.APPLYING, CorrectionState.APPLIED)
