"""What a learner sees of their own courses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from common.db.prepared import PreparedQuery
from courses.domain.editions import ActivityOutline, Outline, edition_outline
from learning.enums import UNFINISHED_STATUSES, CampaignKind, EnrolmentStatus, EventKind
from learning.models import Enrolment, LessonProgress, ProgressEvent

# On the way of every page of a course.
_ENROLMENTS: Final = PreparedQuery(
    lambda person_id, slug: (
        Enrolment.objects.filter(cadre_id=person_id, course__slug=slug)
        .select_related("course")
        .annotate(campaign_kind=F("campaign__kind"))
    ),
    int,
    str,
)
_OPENED: Final = PreparedQuery[Any](
    lambda enrolment_id, person_id: LessonProgress.objects.filter(
        enrolment=enrolment_id, cadre_id=person_id
    ).values_list("activity", "completed_at"),
    int,
    int,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One campaign that asks a person for the course.

    `is_superseded`: the course was completed in a campaign assigned later, so nothing is left to do for this one.
    """

    enrolment: Enrolment
    is_superseded: bool

    @property
    def is_to_do(self) -> bool:
        return self.enrolment.status in UNFINISHED_STATUSES and not self.is_superseded


@dataclass(frozen=True, slots=True)
class MyCourse:
    """A course as its learner sees it: how far, what next, until when, and for which campaigns.

    `enrolment` is the one that is learned in; `claims` are all of the person in this course, what is due first on top.
    """

    enrolment: Enrolment
    claims: Sequence[Claim]
    outline: Outline
    done: int
    next_activity: ActivityOutline | None
    last_is_done: bool = False

    @property
    def lacks_only_the_last(self) -> bool:
        """Whether all is done but the activity at which the learner was last."""
        return not self.last_is_done and self.done >= self.total - 1

    @property
    def is_to_do(self) -> bool:
        return any(claim.is_to_do for claim in self.claims)

    @property
    def is_own_choice(self) -> bool:
        """Whether nobody has assigned what is still to do."""
        to_do = [claim.enrolment for claim in self.claims if claim.is_to_do]
        return all(one.campaign.kind == CampaignKind.OPEN for one in to_do)

    @property
    def due_on(self) -> date | None:
        """The first due date of what is still to do."""
        dates = (claim.enrolment.due_on for claim in self.claims if claim.is_to_do)
        return min((day for day in dates if day), default=None)

    @property
    def total(self) -> int:
        return len(self.outline.required)

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0

    def is_overdue(self, day: date) -> bool:
        return self.due_on is not None and self.due_on < day


def my_courses(person_id: int) -> list[MyCourse]:
    """All courses of a person, unfinished first, the nearest due date on top. One statement."""
    finished_last = Case(When(status__in=(EnrolmentStatus.COMPLETED, EnrolmentStatus.EXEMPT), then=1), default=0)
    finished = LessonProgress.objects.filter(
        enrolment=OuterRef("pk"), activity=OuterRef("last_activity"), completed_at__isnull=False
    )
    enrolments = (
        Enrolment.objects.filter(cadre_id=person_id, course__current_edition__isnull=False)
        .select_related("course", "campaign")
        .annotate(
            finished=finished_last,
            campaign_kind=F("campaign__kind"),
            has_no_due=Case(When(due_on__isnull=True, then=Value(1)), default=Value(0)),
            done=Count("progress", filter=Q(progress__completed_at__isnull=False)),
            last_is_done=Exists(finished),
        )
        .order_by("finished", "has_no_due", "due_on", F("last_seen_at").desc(nulls_last=True), "-pk")
    )
    by_course: dict[int, list[Enrolment]] = {}
    for enrolment in enrolments:
        by_course.setdefault(enrolment.course_id, []).append(enrolment)
    courses = [_as_my_course(known) for known in by_course.values()]
    return sorted(courses, key=lambda course: not course.is_to_do)


def _is_superseded(enrolment: Enrolment, among: Sequence[Enrolment]) -> bool:
    """Unfinished, while the course was completed in a campaign assigned later; as `superseded`, without a statement."""
    return enrolment.status in UNFINISHED_STATUSES and any(
        other.is_completed
        and other.course_id == enrolment.course_id
        and (other.assigned_on, other.pk) > (enrolment.assigned_on, enrolment.pk)
        for other in among
    )


def _as_my_course(known: Sequence[Enrolment]) -> MyCourse:
    enrolment = min(known, key=lambda one: _rank(one, known))
    edition_id = enrolment.edition_id or enrolment.course.current_edition_id
    if edition_id is None:
        raise ValueError("a course without an edition is not among one's courses")
    outline = edition_outline(edition_id)
    activities = outline.activities
    following = next((a for a in activities if a.key == enrolment.last_activity), None)
    return MyCourse(
        enrolment=enrolment,
        claims=[Claim(one, _is_superseded(one, known)) for one in known],
        outline=outline,
        done=min(enrolment.done, len(outline.required)),  # type: ignore[attr-defined]  # annotated above
        next_activity=following or (activities[0] if activities else None),
        last_is_done=enrolment.last_is_done,  # type: ignore[attr-defined]  # annotated above
    )


def superseded() -> Exists:
    """An enrolment whose course the person has completed in a campaign assigned later. For a condition."""
    later = Q(assigned_on__gt=OuterRef("assigned_on")) | Q(assigned_on=OuterRef("assigned_on"), pk__gt=OuterRef("pk"))
    return Exists(
        Enrolment.objects.filter(
            later, cadre_id=OuterRef("cadre_id"), course_id=OuterRef("course_id"), status=EnrolmentStatus.COMPLETED
        )
    )


def own_courses(person_id: int) -> QuerySet[Enrolment, int]:
    """The ids of the courses a person is or was enrolled in, for a condition."""
    return Enrolment.objects.filter(cadre_id=person_id).values_list("course_id", flat=True)


def served_editions(person_id: int) -> QuerySet[Enrolment, int]:
    """The ids of the editions a person is served: the one begun, else the current one. For a condition."""
    served = Coalesce("edition_id", "course__current_edition_id")
    return Enrolment.objects.filter(cadre_id=person_id).annotate(served=served).values_list("served", flat=True)


def current_enrolment(person_id: int, course_slug: str) -> Enrolment | None:
    """The enrolment that the address of a course means for a person: unfinished, and of those the one learned in.

    Where none has been opened, the one that is due first. Not one of last year when this year's is completed.

    One statement; the course comes with it. A person has few enrolments in one course, so they are
    ranked here.
    """
    known = _ENROLMENTS.objects(person_id, course_slug)
    return min(known, key=lambda enrolment: _rank(enrolment, known), default=None)


def _rank(enrolment: Enrolment, among: Sequence[Enrolment]) -> tuple[bool, bool, bool, bool, bool, date, int]:
    return (
        _is_superseded(enrolment, among),
        enrolment.status not in UNFINISHED_STATUSES,
        enrolment.fulfilled_by_id is not None,
        enrolment.last_activity is None,
        enrolment.campaign_kind == CampaignKind.OPEN,  # type: ignore[attr-defined]
        enrolment.due_on or date.max,
        -enrolment.pk,
    )


def completed_activities(enrolment: Enrolment) -> set[UUID]:
    """The lasting keys of the activities the learner has finished. One statement."""
    return {activity for activity, completed_at in activities_opened(enrolment).items() if completed_at}


def exempted_activities(enrolment: Enrolment, outline: Outline) -> set[UUID]:
    """Those that a pre-test showed to be known already. No statement unless one of the course exempts lessons."""
    if not any(activity.exempts for activity in outline.activities):
        return set()
    known = ProgressEvent.objects.filter(enrolment=enrolment, cadre_id=enrolment.cadre_id, kind=EventKind.LESSON_KNOWN)
    return {activity for activity in known.values_list("activity", flat=True) if activity}


def activities_opened(enrolment: Enrolment) -> dict[UUID, datetime | None]:
    """Every activity the learner has opened, with when it was finished. One statement."""
    rows = _OPENED.rows(enrolment.pk, enrolment.cadre_id)
    return {activity: completed_at for activity, completed_at in rows}  # noqa: C416  rows have no static type
