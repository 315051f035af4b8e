"""What this room does when lower rooms report a fact; runs inside their transaction."""

from typing import Any

from django.dispatch import receiver

from committees.models import Committee
from committees.signals import committee_moved
from learning.domain.changes import FigureChange
from learning.signals import figures_changed
from reports.domain.rollups import carry_figures, keep_changes


@receiver(figures_changed)
def on_figures_changed(changes: list[FigureChange], **kwargs: Any) -> None:
    keep_changes(changes)


@receiver(committee_moved)
def on_committee_moved(committee: Committee, left: frozenset[int], joined: frozenset[int], **kwargs: Any) -> None:
    if left or joined:
        carry_figures(committee=committee, left=left, joined=joined)
