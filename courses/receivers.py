"""What this room does when its own rows change."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from courses.domain.editions import forget_edition
from courses.domain.records import ensure_course
from courses.models import CoursePage, Edition, EditionActivity


@receiver(post_save, sender=Edition)
def on_edition_saved(instance: Edition, **kwargs: Any) -> None:
    """A row id may have been used before by a row that a rollback took back."""
    forget_edition(instance.pk)


@receiver(post_save, sender=EditionActivity)
def on_activity_saved(instance: EditionActivity, **kwargs: Any) -> None:
    forget_edition(instance.edition_id)


@receiver(post_save, sender=CoursePage)
def on_course_page_saved(instance: CoursePage, created: bool, **kwargs: Any) -> None:
    """A new course page begins a record."""
    if created and not kwargs.get("raw"):
        ensure_course(instance)
