"""Words of imports."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ChangeSetKind(models.TextChoices):
    PEOPLE = "people", _("people")
    COMMITTEES = "committees", _("committees")
    ROLES = "roles", _("roles")


class ChangeSetState(models.TextChoices):
    READING = "reading", _("being read")
    READY = "ready", _("waiting for confirmation")
    APPLYING = "applying", _("being applied")
    APPLIED = "applied", _("applied")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    DISCARDED = "discarded", _("discarded")
    FAILED = "failed", pgettext_lazy("change set", "failed")


class RowAction(models.TextChoices):
    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    MOVED = "moved", _("moved")
    DUPLICATE = "duplicate", _("suspected duplicate")
    MISSING = "missing", _("not in the file")
    UNCHANGED = "unchanged", _("unchanged")
    WRONG = "wrong", _("wrong")


class RowChoice(models.TextChoices):
    """What a person decided about a row that says nothing by itself; empty means undecided."""

    SAME = "same", _("the same person")
    NEW = "new", _("another person")
    LEAVE = "leave", _("leaves the unit")


# Rows that are written as they stand; the others only where somebody has chosen.
WRITTEN = (RowAction.NEW, RowAction.CHANGED, RowAction.MOVED)
CHOSEN = (RowAction.DUPLICATE, RowAction.MISSING)
