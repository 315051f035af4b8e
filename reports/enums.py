"""What can be asked of a report; the values stand in addresses."""

from django.db import models
from django.utils.translation import pgettext_lazy


class StatusFilter(models.TextChoices):
    """Parts of the named list, each as large as the figure of the same word."""

    NOT_STARTED = "chua-hoc", pgettext_lazy("figures", "not started")
    IN_PROGRESS = "dang-hoc", pgettext_lazy("figures", "in progress")
    COMPLETED = "hoan-thanh", pgettext_lazy("figures", "completed")
    PASSED = "dat", pgettext_lazy("figures", "passed")
    FAILED = "chua-dat", pgettext_lazy("figures", "not passed")
    OVERDUE = "qua-han", pgettext_lazy("figures", "overdue")
    EXEMPT = "mien", pgettext_lazy("figures", "exempt")
    LATE_JOINER = "bo-sung", pgettext_lazy("figures", "joined late")


class ExportKind(models.TextChoices):
    BOARD = "board", pgettext_lazy("export", "table by unit")
    ROSTER = "roster", pgettext_lazy("export", "named list")


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", "Excel (XLSX)"
    CSV = "csv", "CSV"
