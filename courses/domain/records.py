"""The record of a course, begun with the first save of its page."""

from django.utils.translation import gettext as _

from courses.errors import CourseError
from courses.models import Course, CoursePage


def ensure_course(page: CoursePage) -> Course:
    """The record of the page, created when there is none. Its address never changes afterwards."""
    if page.course is not None:
        return page.course
    if Course.objects.filter(slug=page.slug).exists():
        raise CourseError(_("There is already a course with the address “%(slug)s”.") % {"slug": page.slug})
    course = Course.objects.create(
        slug=page.slug,
        code=page.code,
        title_vi=page.draft_title or page.title,
        title_en=page.title_en,
        track=page.track,
        level=page.level,
        is_sample=page.is_sample,
        self_enrolment=page.self_enrolment,
        created_by=page.owner,
    )
    CoursePage.objects.filter(pk=page.pk).update(course=course)
    page.course = course
    return course
