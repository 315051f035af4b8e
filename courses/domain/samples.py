"""Courses that may be copied: one's own, and those that came with the product."""

from assessments.domain.public_keys import public_keys
from courses.models import Course
from courses.rules import Someone, can_edit_course, is_author


def can_copy_course(user: Someone, course: Course) -> bool:
    """One's own course; and what came with the product, as long as its keys are public anyway."""
    if can_edit_course(user, course):
        return True
    return is_author(user) and course.created_by_id is None and _is_public(course)


def samples_copied_by(user: Someone) -> list[Course]:
    """What came with the product, is on offer and may be copied; for who edits all courses as well."""
    if not is_author(user):
        return []
    offered = Course.objects.on_offer().filter(created_by=None).order_by("code", "slug")
    return [course for course in offered if can_copy_course(user, course)]


def _is_public(course: Course) -> bool:
    keys = public_keys(course.slug)
    return keys.public == keys.total
