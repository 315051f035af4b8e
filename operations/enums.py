"""States of jobs, outbox messages and approvals; what the audit trail is about."""

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


class AuditTopic(models.TextChoices):
    """What an entry of the audit trail is about, in the order of the choice."""

    PEOPLE = "people", pgettext_lazy("audit", "people and accounts")
    ROLES = "roles", pgettext_lazy("audit", "roles")
    UNITS = "units", pgettext_lazy("audit", "units and their people")
    IMPORTS = "imports", pgettext_lazy("audit", "lists that were imported")
    EXPORTS = "exports", pgettext_lazy("audit", "personal data taken out")
    ACCESS = "access", pgettext_lazy("audit", "refusals and readings of this log")
    APPROVALS = "approvals", pgettext_lazy("audit", "approvals by a second person")
    LEARNING = "learning", pgettext_lazy("audit", "campaigns and learning")
    RESULTS = "results", pgettext_lazy("audit", "marks, contests and corrections")
    CERTIFICATES = "certificates", pgettext_lazy("audit", "certificates")
    COURSES = "courses", pgettext_lazy("audit", "courses")
    BANK = "bank", pgettext_lazy("audit", "question banks and quizzes")
    SYSTEM = "system", pgettext_lazy("audit", "the system")


class RetentionAction(models.TextChoices):
    """What happens to records whose time is up."""

    DELETE = "delete", pgettext_lazy("retention", "deleted")
    ANONYMISE = "anonymise", pgettext_lazy("retention", "anonymised")
    KEEP = "keep", pgettext_lazy("retention", "kept; somebody looks at it")
