"""What the address of a course or of an activity means for the person who asks."""

from django.http import Http404

from accounts.models import User
from courses.domain.editions import ActivityOutline, Outline, edition_outline
from courses.domain.queries.catalogue import catalogue_for
from courses.enums import ActivityKind
from courses.models import Course
from learning.domain.queries.my_courses import current_enrolment
from learning.models import Enrolment
from operations.domain.refusals import Refused, refusal


def find_course(person: User, course_slug: str) -> tuple[Enrolment | None, Course, Outline]:
    """The enrolment (none: the course is only on offer), the course, and the edition the person is served.

    Raises:
        Http404: neither enrolled nor on offer, or not published: the caller cannot tell which.
    """
    enrolment = current_enrolment(person.pk, course_slug)
    course = enrolment.course if enrolment else catalogue_for(person).filter(slug=course_slug).first()
    if course is None:
        raise refusal(Course, slug=course_slug)
    if course.current_edition_id is None:
        raise Http404
    return enrolment, course, edition_outline((enrolment and enrolment.edition_id) or course.current_edition_id)


def find_activity(person: User, course_slug: str, slug: str) -> tuple[Enrolment | None, Outline, ActivityOutline]:
    """The same for a lesson or quiz of the course.

    Raises:
        Http404: as `find_course`, or the edition has no such activity.
    """
    enrolment, _course, outline = find_course(person, course_slug)
    return enrolment, outline, _in(outline, slug)


def find_enrolled(
    person: User, course_slug: str, slug: str, kind: ActivityKind
) -> tuple[Enrolment, Outline, ActivityOutline]:
    """For what only who is enrolled may do with an activity of that kind.

    Raises:
        Http404: as `find_activity`, another kind, or not enrolled.
    """
    enrolment, course, outline = find_course(person, course_slug)
    found = _in(outline, slug)
    if found.kind != kind:
        raise Http404
    if enrolment is None:
        raise Refused(course)
    return enrolment, outline, found


def _in(outline: Outline, slug: str) -> ActivityOutline:
    found = outline.by_slug(slug)
    if found is None:
        raise Http404
    return found
