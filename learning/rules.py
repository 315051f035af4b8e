"""Who may record what others have done, and who may grant time and attempts. Predicates and querysets agree."""

from django.db.models import Q, QuerySet

from accounts.models import User
from committees.domain.access import access_of
from committees.enums import Role
from committees.rules import committees_administered_by
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
