"""What the address of a course or of an activity means for the person who asks."""

from django.http import Http404

from accounts.models import User
from courses.domain.editions import ActivityOutline, Outline, edition_outline
from courses.domain.queries.catalogue import catalogue_for
from courses.models import Course
from learning.domain.queries.my_courses import current_enrolment
from learning.models import Enrolment


def find_course(person: User, course_slug: str) -> tuple[Enrolment | None, Course, Outline]:
    """The enrolment (none: the course is only on offer), the course, and the edition the person is served.

    Raises:
        Http404: neither enrolled nor on offer, or not published: the caller cannot tell which.
    """
    enrolment = current_enrolment(person.pk, course_slug)
    course = enrolment.course if enrolment else catalogue_for(person).filter(slug=course_slug).first()
    if course is None or course.current_edition_id is None:
        raise Http404
    return enrolment, course, edition_outline((enrolment and enrolment.edition_id) or course.current_edition_id)


def find_activity(person: User, course_slug: str, slug: str) -> tuple[Enrolment | None, Outline, ActivityOutline]:
    """The same for a lesson or quiz of the course.

    Raises:
        Http404: as `find_course`, or the edition has no such activity.
    """
    enrolment, _course, outline = find_course(person, course_slug)
    found = outline.by_slug(slug)
    if found is None:
        raise Http404
    return enrolment, outline, found
