"""Who may record what others have done, and who may grant time and attempts. Predicates and querysets agree."""

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from accounts.models import PersonMerge, User
from committees.domain.access import access_of
from committees.enums import Role
from committees.models import RoleGrant, last_memberships
from committees.rules import committees_administered_by, people_administered_by
from courses.models import Course
from courses.rules import can_edit_course, courses_edited_by
from learning.models import CourseFeedback, Enrolment, LiveSession


def sessions_held_by(user: User) -> QuerySet[LiveSession]:
    """Sessions of the courses the person edits: their lists of names are for whoever holds them."""
    return LiveSession.objects.filter(course__in=courses_edited_by(user))


def can_hold_sessions(user: User, course: Course) -> bool:
    return can_edit_course(user, course)


def enrolments_recorded_by(user: User) -> QuerySet[Enrolment]:
    """Of the courses the person edits, and of the people in the subtrees the person administers; never an own one."""
    return Enrolment.objects.filter(
        Q(course__in=courses_edited_by(user)) | Q(committee__in=committees_administered_by(user))
    ).exclude(cadre=user)


def can_record(user: User, enrolment: Enrolment) -> bool:
    return enrolments_recorded_by(user).filter(pk=enrolment.pk).exists()


def enrolments_exempted_by(user: User) -> QuerySet[Enrolment]:
    """Of the people in the subtrees the person administers, whoever assigned the course; never an own one."""
    return Enrolment.objects.filter(committee__in=committees_administered_by(user)).exclude(cadre=user)


def can_exempt(user: User, enrolment: Enrolment) -> bool:
    return enrolments_exempted_by(user).filter(pk=enrolment.pk).exists()


def courses_accommodated_by(user: User) -> QuerySet[Course]:
    """A trainer's own courses; all for the national administrator. Deciding on courses gives no such right."""
    access = access_of(user)
    if access.has(Role.NATIONAL_ADMIN):
        return Course.objects.all()
    if access.has(Role.TRAINER):
        return Course.objects.filter(created_by_id=user.pk)
    return Course.objects.none()


def can_accommodate(user: User, course: Course) -> bool:
    access = access_of(user)
    return access.has(Role.NATIONAL_ADMIN) or (access.has(Role.TRAINER) and course.created_by_id == user.pk)


def feedback_read_by(user: User) -> QuerySet[CourseFeedback]:
    """Of the courses the person edits, once enough of it is there that nobody is told by it."""
    return CourseFeedback.objects.filter(course__in=courses_edited_by(user), is_counted=True)


def can_merge(user: User, closed: User, kept: User) -> bool:
    """Who administers both, but never with one's own record."""
    both = {closed.pk, kept.pk}
    return user.pk not in both and people_administered_by(user).filter(pk__in=both).count() == len(both)


def merges_separated_by(user: User) -> QuerySet[PersonMerge]:
    """Mergers in force into records the person administers, of others, by the unit the closed record comes back to.

    Where the closed record has held a role, they are the national administrator's.
    """
    merges = PersonMerge.objects.filter(undone_at=None, kept__in=people_administered_by(user))
    merges = merges.exclude(Q(closed=user) | Q(kept=user))
    if access_of(user).has(Role.NATIONAL_ADMIN):
        return merges
    # It has none where it joined only on the day of the merger; what it joined then is kept with the merger.
    last = last_memberships().filter(cadre=OuterRef("closed")).values("committee")[:1]
    joined = Cast(KT("trace__joined__committee"), BigIntegerField())
    held = RoleGrant.objects.filter(user=OuterRef("closed"))
    merges = merges.annotate(home=Coalesce(Subquery(last), joined, output_field=BigIntegerField())).exclude(
        Exists(held)
    )
    return merges.filter(home__in=committees_administered_by(user).values("pk"))


def can_separate(user: User, merge: PersonMerge) -> bool:
    return merges_separated_by(user).filter(pk=merge.pk).exists()
