"""The named list behind the figures of a committee."""

from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from committees.models import Committee, Membership, subtree_q
from common.text.vietnamese import fold
from learning.enums import UNFINISHED_STATUSES, EnrolmentStatus
from learning.models import Enrolment
from reports.enums import StatusFilter

BY_NAME = ("cadre__sort_name", "id")
BY_ID = ("id",)
"""Order of a masked list: the order of names would give them away."""


def roster(
    *,
    node: Committee,
    campaign_ids: list[int],
    today: date,
    status: str = "",
    position_group: int | None = None,
    search: str = "",
    direct_only: bool = False,
) -> QuerySet[Enrolment]:
    """Enrolments in the subtree of `node` with `cadre`, `committee` and `position`, unordered.

    The caller has checked who may see the names. `direct_only`: people of the node itself, in
    none of the committees that stand on its board.
    """
    people = Enrolment.objects.filter(
        subtree_q([node], "committee__path"), campaign_id__in=campaign_ids, is_double=False
    )
    if direct_only:
        people = _attached(people, node)
    if status:
        people = people.filter(_status_q(StatusFilter(status), today))
    if position_group is not None:
        people = people.filter(position_group=position_group)
    if words := fold(search):
        people = people.filter(cadre__search_key__contains=words)
    membership = Membership.objects.filter(cadre=OuterRef("cadre"), valid_to__isnull=True)
    return people.select_related("cadre", "committee").annotate(
        position=Coalesce(Subquery(membership.values("position")[:1]), Value(""))
    )


def status_words(enrolment: Enrolment, today: date) -> list[StatusFilter]:
    """Every word that holds for the enrolment, as its figures count it."""
    words = [_MAIN[enrolment.status]]
    if enrolment.passed_on is not None:
        words.append(StatusFilter.PASSED)
    if enrolment.failed:
        words.append(StatusFilter.FAILED)
    if enrolment.due_on and enrolment.due_on < today and enrolment.status in UNFINISHED_STATUSES:
        words.append(StatusFilter.OVERDUE)
    if enrolment.is_late_joiner:
        words.append(StatusFilter.LATE_JOINER)
    return words


_MAIN = {
    EnrolmentStatus.NOT_STARTED.value: StatusFilter.NOT_STARTED,
    EnrolmentStatus.IN_PROGRESS.value: StatusFilter.IN_PROGRESS,
    EnrolmentStatus.COMPLETED.value: StatusFilter.COMPLETED,
    EnrolmentStatus.EXEMPT.value: StatusFilter.EXEMPT,
}


def _attached(people: QuerySet[Enrolment], node: Committee) -> QuerySet[Enrolment]:
    """People in none of the committees below: with roll-ups below, also those in plain units."""
    below = Committee.objects.filter(subtree_q([node]), depth=node.depth + 1, kind__is_rollup=True)
    if node.kind.is_rollup and below.exists():
        return people.exclude(committee__rollup_ancestors__node__in=below)
    return people.filter(committee=node)


def _status_q(status: StatusFilter, today: date) -> Q:
    """Late joiners are in no other figure, so they are in no other part of the list."""
    match status:
        case StatusFilter.LATE_JOINER:
            return Q(is_late_joiner=True)
        case StatusFilter.NOT_STARTED:
            condition = Q(status=EnrolmentStatus.NOT_STARTED)
        case StatusFilter.IN_PROGRESS:
            condition = Q(status=EnrolmentStatus.IN_PROGRESS)
        case StatusFilter.COMPLETED:
            condition = Q(status=EnrolmentStatus.COMPLETED)
        case StatusFilter.PASSED:
            condition = Q(passed_on__isnull=False)
        case StatusFilter.FAILED:
            condition = Q(failed=True)
        case StatusFilter.OVERDUE:
            condition = Q(status__in=UNFINISHED_STATUSES, due_on__lt=today)
        case StatusFilter.EXEMPT:
            condition = Q(status=EnrolmentStatus.EXEMPT)
    return condition & Q(is_late_joiner=False)
