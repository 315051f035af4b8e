"""Who may do what with a course. Each predicate has its queryset, and they agree."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from assessments.models import Question
from assessments.rules import practice_of_course
from committees.enums import Role
from committees.rules.access import access_of
from content.models import Asset
from courses.models import Course, ReviewRequest

_DECIDING = (Role.PUBLISHER, Role.NATIONAL_ADMIN)
_AUTHORING = (Role.TRAINER, *_DECIDING)

Someone = User | AnonymousUser


def is_author(user: Someone) -> bool:
    """Writes courses or decides on them."""
    return access_of(user).has(*_AUTHORING)


def decides_on_courses(user: Someone) -> bool:
    """May send back, publish and appraise courses, though never their own submission."""
    return access_of(user).has(*_DECIDING)


def courses_edited_by(user: Someone) -> QuerySet[Course]:
    """Trainers edit the courses they began; who decides on courses edits all."""
    if decides_on_courses(user):
        return Course.objects.all()
    if is_author(user):
        return Course.objects.filter(created_by_id=user.pk)
    return Course.objects.none()


def course_banks(user: User | None) -> QuerySet[Course, str]:
    """The banks of the courses that the person began, or of all courses; a bank has the name of its course."""
    courses = Course.objects.all() if user is None else Course.objects.filter(created_by=user)
    return courses.order_by().values_list("slug", flat=True)


def practice_in_course(course: Course) -> QuerySet[Question]:
    """Practice questions the lessons of the course may hold, whoever puts them there."""
    return practice_of_course(course.slug, course.created_by)


def can_edit_course(user: Someone, course: Course) -> bool:
    return decides_on_courses(user) or (is_author(user) and course.created_by_id == user.pk)


def can_decide(user: Someone, request: ReviewRequest) -> bool:
    """Two persons: who submitted a course neither publishes it nor sends it back."""
    return decides_on_courses(user) and request.submitted_by_id != user.pk


def can_publish(user: Someone, course: Course) -> bool:
    """Whether a submission of this course waits that the person may decide on. One statement."""
    if not decides_on_courses(user):
        return False
    return ReviewRequest.objects.waiting().filter(course=course).exclude(submitted_by_id=user.pk).exists()


def courses_appraised_by(user: Someone) -> QuerySet[Course]:
    """Fresh eyes: neither who began the course nor who submitted the edition that learners are served."""
    if not decides_on_courses(user):
        return Course.objects.none()
    own = ReviewRequest.objects.filter(edition_id=OuterRef("current_edition_id"), submitted_by_id=user.pk)
    return Course.objects.filter(~Q(created_by_id=user.pk) | Q(created_by=None), ~Exists(own))


def can_appraise(user: Someone, course: Course) -> bool:
    if not decides_on_courses(user) or (course.created_by_id is not None and course.created_by_id == user.pk):
        return False
    if course.current_edition_id is None:
        return True
    return not ReviewRequest.objects.filter(edition_id=course.current_edition_id, submitted_by_id=user.pk).exists()


def assets_of_edited_courses(user: Someone) -> QuerySet[Asset]:
    """Files of any edition of a course that the person edits."""
    return Asset.objects.filter(edition_links__edition__course__in=courses_edited_by(user))


def is_cover_on_show(asset: Asset) -> bool:
    """Covers of courses in the catalogue are for everyone who is signed in."""
    return Course.objects.on_offer().filter(cover=asset).exists()
