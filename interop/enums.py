"""Words of imports."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ChangeSetState(models.TextChoices):
    READING = "reading", _("being read")
    READY = "ready", _("waiting for confirmation")
    APPLYING = "applying", _("being applied")
    APPLIED = "applied", _("applied")
    DISCARDED = "discarded", _("discarded")
    FAILED = "failed", pgettext_lazy("change set", "failed")


class RowAction(models.TextChoices):
    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    MOVED = "moved", _("moved")
    UNCHANGED = "unchanged", _("unchanged")
    WRONG = "wrong", _("wrong")
