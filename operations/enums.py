"""States of jobs, outbox messages and approvals."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class JobState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


ACTIVE_JOB_STATES = (JobState.QUEUED, JobState.RUNNING)


class OutboxState(models.TextChoices):
    PENDING = "pending", _("pending")
    DONE = "done", _("done")
    DEAD = "dead", _("dead")


class ApprovalState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("approval", "waiting for a second person")
    APPROVED = "approved", pgettext_lazy("approval", "approved")
    REFUSED = "refused", pgettext_lazy("approval", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("approval", "withdrawn")
    EXPIRED = "expired", pgettext_lazy("approval", "expired")


class DecidedState(models.TextChoices):
    """The states of an approval that are written down; `asked` is that none of them is."""

    APPROVED = ApprovalState.APPROVED.value, ApprovalState.APPROVED.label
    REFUSED = ApprovalState.REFUSED.value, ApprovalState.REFUSED.label
    WITHDRAWN = ApprovalState.WITHDRAWN.value, ApprovalState.WITHDRAWN.label
    EXPIRED = ApprovalState.EXPIRED.value, ApprovalState.EXPIRED.label
