"""The dated tree of committees. `path` is today's tree; `CommitteeEdge` is its history."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from common.text.vietnamese import fold


class CommitteeKind(models.Model):  # type: ignore[django-manager-missing]  # treebeard is untyped
    """Centre, province, central committee, commune, agency, cell: data, not code.

    `is_rollup`: figures are kept for committees of this kind; below it they are counted live.
    """

    code = models.CharField(max_length=30, unique=True)
    name_vi = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    level = models.PositiveSmallIntegerField()
    is_rollup = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name_vi


class Committee(MP_Node):
    """A committee or one of its units in a span of time. Closed, never deleted.

    `code` is an official code and not a key: the same code was given to other units over time.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=20, blank=True, db_index=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.ForeignKey(CommitteeKind, on_delete=models.PROTECT, related_name="committees")
    region = models.CharField(max_length=60, blank=True)
    search_key = models.CharField(max_length=200, editable=False, db_index=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text=_("Last day, inclusive; empty while it exists."))
    is_demo = models.BooleanField(default=False, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="committee_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = fold(self.name)
        super().save(*args, **kwargs)

    @property
    def display_name(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name

    def exists_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class FormerName(models.Model):
    """What `committee` was called from `valid_from` to `valid_to`, inclusive. Its present name follows on the last.

    The first begins with the unit, each other the day after the one before: every day of a life has one name. The
    present name stands with the unit alone, so that nothing has to agree with it.
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="former_name_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class CommitteeEdge(models.Model):
    """`child` stood under `parent` from `valid_from` to `valid_to` (inclusive, open while empty)."""

    child = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="parent_edges")
    parent = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="child_edges")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(valid_to__isnull=True), name="edge_one_open_per_child"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="edge_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=~Q(child=F("parent")), name="edge_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} < {self.parent_id}"


class Succession(models.Model):
    """`old` went into `new`; a merger is several rows with one `new`."""

    old = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="successions")
    new = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="predecessions")
    effective_on = models.DateField()
    decision = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["old", "new"], name="succession_once")]

    def __str__(self) -> str:
        return f"{self.old_id} > {self.new_id}"


class RollupAncestor(models.Model):
    """Every roll-up committee at or above `committee` in today's tree; only moves rewrite it."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="rollup_ancestors")
    node = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["committee", "node"], name="rollup_ancestor_once")]

    def __str__(self) -> str:
        return f"{self.committee_id} in {self.node_id}"
