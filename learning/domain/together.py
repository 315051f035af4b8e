"""One course assigned by several campaigns is learned once, and counts in each of them (decision 26).

The learner is served one of the enrolments. Beginning and completing it begins and completes the others that are
open, each with its own events and figures; progress, attempts and the certificate belong to the one learned in.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import F, Min, Q, QuerySet

from accounts.models import User
from common.db.prepared import PreparedQuery
from courses.models import Edition
from learning.domain.changes import Standing, announce_change
from learning.domain.clock import today
from learning.domain.events import write_event
from learning.enums import UNFINISHED_STATUSES, EnrolmentStatus, EventKind
from learning.models import Enrolment


def _open_ones(person_id: int, course_id: int) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(
        cadre_id=person_id, course_id=course_id, status__in=UNFINISHED_STATUSES, campaign__closed_at__isnull=True
    ).select_related("campaign", "edition")


# At the beginning and at the end of every course; nearly always only the enrolment itself.
_OPEN_ONES = PreparedQuery(_open_ones, int, int)


def begin_others(enrolment: Enrolment, *, day: date) -> None:
    """Let the campaigns that wait for the same course see that it has been begun."""
    for other in _others(enrolment):
        if other.status == EnrolmentStatus.NOT_STARTED:
            _begin(other, enrolment, day)


def open_others(enrolment: Enrolment, *, day: date) -> list[Enrolment]:
    """The other enrolments that completing this one on `day` completes too.

    Assigned by that day, in a campaign that is not closed, and without a material change of the course between the
    edition learned and the one asked for.
    """
    others = [other for other in _others(enrolment) if other.assigned_on <= day]
    if not others or enrolment.edition is None:
        return []
    changed = Edition.objects.filter(
        course=enrolment.course_id, is_material=True, number__gt=enrolment.edition.number
    ).aggregate(first=Min("number"))["first"]
    return [other for other in others if changed is None or (other.edition and other.edition.number < changed)]


def fulfil(others: Sequence[Enrolment], *, by: Enrolment, day: date, actor: User | None) -> None:
    """Complete the `others`; their evidence names the enrolment learned in, and its certificate is theirs."""
    for other in others:
        if other.status == EnrolmentStatus.NOT_STARTED:
            _begin(other, by, max(by.started_on or day, other.assigned_on))
        before = Standing.of(other)
        facts = {
            "status": EnrolmentStatus.COMPLETED,
            "completed_on": day,
            "passed_on": by.passed_on,
            "failed": False,
            "edition_id": by.edition_id,
            "fulfilled_by_id": by.pk,
        }
        own = Enrolment.objects.filter(pk=other.pk, cadre_id=other.cadre_id, status__in=UNFINISHED_STATUSES)
        if not own.update(**facts):
            continue
        for name, value in facts.items():
            setattr(other, name, value)
        write_event(other, EventKind.COMPLETED, day=day, actor=actor, data=_named(by))
        announce_change(before=before, after=Standing.of(other), day=today())


def fulfilled_by(enrolment: Enrolment) -> QuerySet[Enrolment]:
    """What stands and falls with the completion of this enrolment."""
    return Enrolment.objects.filter(cadre_id=enrolment.cadre_id, course_id=enrolment.course_id, fulfilled_by=enrolment)


def _others(enrolment: Enrolment) -> list[Enrolment]:
    return [other for other in _OPEN_ONES.objects(enrolment.cadre_id, enrolment.course_id) if other.pk != enrolment.pk]


def _begin(other: Enrolment, by: Enrolment, day: date) -> None:
    before = Standing.of(other)
    begun = Enrolment.objects.filter(pk=other.pk, cadre_id=other.cadre_id, status=EnrolmentStatus.NOT_STARTED).update(
        status=EnrolmentStatus.IN_PROGRESS, started_on=day, edition_id=by.edition_id
    )
    if not begun:
        return
    other.status, other.started_on, other.edition_id = EnrolmentStatus.IN_PROGRESS, day, by.edition_id
    write_event(other, EventKind.STARTED, day=day, data=_named(by))
    announce_change(before=before, after=Standing.of(other), day=today())


def _named(by: Enrolment) -> dict[str, str]:
    return {"learned_in": str(by.uuid), "campaign": by.campaign.title}


def fulfilled_wrongly() -> QuerySet[Enrolment]:
    """Enrolments fulfilled by one that does not bear it: another's, another course's, or not completed itself."""
    borne = Q(fulfilled_by__status=EnrolmentStatus.COMPLETED, fulfilled_by__fulfilled_by__isnull=True)
    return Enrolment.objects.filter(fulfilled_by__isnull=False).exclude(
        borne,
        status=EnrolmentStatus.COMPLETED,
        fulfilled_by__cadre_id=F("cadre_id"),
        fulfilled_by__course_id=F("course_id"),
        fulfilled_by__completed_on=F("completed_on"),
    )
