"""Moving people who have begun a course to an edition with a material change."""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from committees.domain.tree_lock import keep_tree_still
from committees.models import Committee, subtree_q
from courses.models import Edition
from learning.domain.clock import today
from learning.domain.events import event_of
from learning.enums import EnrolmentStatus, EventKind
from learning.models import Enrolment, ProgressEvent
from operations.enums import JobState
from operations.models import Job

BATCH = 500
MOVE = "learning.move_to_edition"


def move_to_edition(*, edition: Edition, progress: Callable[[int, int], None] | None = None) -> int:
    """Put unfinished learners of older editions on `edition`; lessons done keep their lasting keys."""
    waiting = Enrolment.objects.filter(
        course_id=edition.course_id, status=EnrolmentStatus.IN_PROGRESS, edition__number__lt=edition.number
    ).order_by("pk")
    total, moved = waiting.count(), 0
    while batch := list(waiting[:BATCH]):
        with transaction.atomic():
            keep_tree_still()
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


def completed_before(edition: Edition, committees: Iterable[Committee]) -> QuerySet[Enrolment]:
    """Those of these subtrees, by today's unit, who completed the course on an edition older than this one.

    Each person once, with the last time they did, in whichever campaign.
    """
    own = subtree_q(committees, "committee__path")
    later = _completed_before(edition).filter(own, cadre=OuterRef("cadre"), pk__gt=OuterRef("pk"))
    return _completed_before(edition).filter(own).exclude(Exists(later))


def count_completed_before(edition: Edition) -> int:
    """How many people they are everywhere. For a job: it reads every enrolment of the course."""
    return _completed_before(edition).values("cadre").distinct().count()


def _completed_before(edition: Edition) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(
        course_id=edition.course_id,
        status=EnrolmentStatus.COMPLETED,
        edition__number__lt=edition.number,
        is_double=False,
    )


def completed_before_count(edition: Edition) -> int | None:
    """What the job counted when the edition was published; None before, and where nothing material changed."""
    job = Job.objects.filter(kind=MOVE, key=str(edition.pk), state=JobState.DONE).order_by("-pk").first()
    counted = (job.result or {}).get("completed_before") if job else None
    return int(counted) if counted is not None else None
