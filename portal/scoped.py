"""Where the screens of this room begin a query on what belongs to people.

Each takes what was found before, through a rule or as the person who asks; none takes a key, a word or a request, so
that nothing out of an address can widen what is read. `tests/architecture/test_scoping.py` holds the one and the other.
"""

from collections.abc import Iterable

from django.db.models import OuterRef, Q, QuerySet

from accounts.domain.identities import of_person
from accounts.models import PersonMerge, User
from assessments.models import Attempt
from certificates.models import Certificate
from committees.domain.role_approvals import ENDING
from committees.domain.roles import in_force
from committees.models import Committee, Membership, PlannedChange, RoleGrant, subtree_q
from committees.rules import committees_administered_by
from courses.domain.editions import ActivityOutline
from courses.models import Course
from interop.models import ChangeRow, ChangeSet
from learning.models import (
    Accommodation,
    Campaign,
    CourseFeedback,
    Enrolment,
    LiveSession,
    ProgressEvent,
    SessionSignUp,
)
from learning.rules import courses_accommodated_by
from operations.models import Approval


def members_of_today(committee: Committee) -> QuerySet[Membership]:
    """In the unit and below it."""
    return Membership.objects.filter(subtree_q([committee], "committee__path"), valid_to__isnull=True)


def memberships_of_today(people: Iterable[User]) -> QuerySet[Membership]:
    return Membership.objects.filter(cadre__in=[person.pk for person in people], valid_to__isnull=True)


def memberships_of(people: Iterable[User]) -> QuerySet[Membership]:
    """Past ones included."""
    return Membership.objects.filter(cadre__in=[person.pk for person in people])


def roles_of(people: Iterable[User]) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(user__in=[person.pk for person in people])


def who_holds_a_role(rows: Iterable[ChangeRow]) -> set[int]:
    """Of the people whom rows of a list are about, the ids of those who hold a role now; one statement."""
    people = [row.person_id for row in rows if row.person_id]
    held = in_force(RoleGrant.objects.filter(user__in=people)) if people else RoleGrant.objects.none()
    return set(held.values_list("user_id", flat=True))


def endings_asked_of(grant: RoleGrant) -> QuerySet[Approval]:
    return Approval.objects.filter(kind=ENDING, object_id=str(grant.pk))


def changes_planned_for(committee: Committee) -> QuerySet[PlannedChange]:
    """Of the unit itself, and of others that come to it."""
    return PlannedChange.objects.filter(Q(committee=committee) | Q(target=committee))


def merged_into(kept: User) -> QuerySet[PersonMerge]:
    return PersonMerge.objects.filter(kept=kept, undone_at__isnull=True)


def lists_sent_from(committee: Committee) -> QuerySet[ChangeSet]:
    return ChangeSet.objects.filter(committee=committee)


def campaigns_of(committee: Committee) -> QuerySet[Campaign]:
    return Campaign.objects.filter(committee=committee)


def campaigns_administered_by(user: User) -> QuerySet[Campaign]:
    return Campaign.objects.filter(committee__in=committees_administered_by(user))


def enrolments_of(person: User) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(cadre=person)


def enrolments_in(course: Course) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(course=course)


def enrolments_below(committee: Committee) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(subtree_q([committee], "committee__path"))


def enrolments_accommodated_by(user: User) -> QuerySet[Enrolment]:
    """Never one's own."""
    return Enrolment.objects.filter(course__in=courses_accommodated_by(user)).exclude(cadre=user)


def enrolment_of(attempt: Attempt) -> QuerySet[Enrolment]:
    """Under which it was made; none where it counted for no campaign."""
    return Enrolment.objects.filter(pk=attempt.scope, cadre_id=attempt.cadre_id)


def feedback_on(course: Course) -> QuerySet[CourseFeedback]:
    """Once enough of it is there that nobody is told by it."""
    return CourseFeedback.objects.filter(course=course, is_counted=True)


def accommodations_in(course: Course) -> QuerySet[Accommodation]:
    return Accommodation.objects.filter(enrolment__course=course)


def attempts_of(person: User) -> QuerySet[Attempt]:
    return Attempt.objects.filter(cadre=person)


def certificates_of(person: User) -> QuerySet[Certificate]:
    """Those of merged records as well."""
    return Certificate.objects.filter(of_person(person, "cadre")).select_related("edition")


def sessions_of(course: Course) -> QuerySet[LiveSession]:
    return LiveSession.objects.filter(course=course)


def sessions_offered_to(enrolment: Enrolment, activity: ActivityOutline) -> QuerySet[LiveSession]:
    return LiveSession.objects.filter(course=enrolment.course_id, activity=activity.key)


def sign_up_here(enrolment: Enrolment) -> QuerySet[SessionSignUp]:
    """Of this learner, for a session that the query around it is about."""
    return SessionSignUp.objects.filter(session=OuterRef("pk"), enrolment=enrolment, cadre_id=enrolment.cadre_id)


def events_of(enrolment: Enrolment, activity: ActivityOutline) -> QuerySet[ProgressEvent]:
    return ProgressEvent.objects.filter(enrolment=enrolment, cadre_id=enrolment.cadre_id, activity=activity.key)
