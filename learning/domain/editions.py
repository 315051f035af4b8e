"""Moving people who have begun a course to an edition with a material change."""

from collections.abc import Callable

from django.db import transaction

from courses.models import Edition
from learning.domain.clock import today
from learning.domain.events import event_of
from learning.enums import EnrolmentStatus, EventKind
from learning.models import Enrolment, ProgressEvent

BATCH = 500


def move_to_edition(*, edition: Edition, progress: Callable[[int, int], None] | None = None) -> int:
    """Put unfinished learners of older editions on `edition`; lessons done keep their lasting keys."""
    waiting = Enrolment.objects.filter(
        course_id=edition.course_id, status=EnrolmentStatus.IN_PROGRESS, edition__number__lt=edition.number
    ).order_by("pk")
    total, moved = waiting.count(), 0
    while batch := list(waiting[:BATCH]):
        with transaction.atomic():
            for enrolment in batch:
                enrolment.edition = edition
            Enrolment.objects.bulk_update(batch, ["edition"])
            ProgressEvent.objects.bulk_create(
                [
                    event_of(enrolment, EventKind.CORRECTED, day=today(), data={"edition": edition.number})
                    for enrolment in batch
                ]
            )
        moved += len(batch)
        if progress:
            progress(moved, total)
    return moved
