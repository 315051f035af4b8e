"""Courses that may be copied: one's own, and those that came with the product."""

from assessments.domain.public_keys import public_banks
from courses.models import Course
from courses.rules import Someone, can_edit_course, courses_edited_by, is_author


def can_copy_course(user: Someone, course: Course) -> bool:
    """One's own course; and what came with the product, as long as its keys are public anyway."""
    if can_edit_course(user, course):
        return True
    return is_author(user) and course.created_by_id is None and bool(public_banks([course.slug]))


def samples_copied_by(user: Someone) -> list[Course]:
    """What came with the product, is on offer and may be copied; for who edits all courses as well."""
    if not is_author(user):
        return []
    offered = list(Course.objects.on_offer().filter(created_by=None).order_by("code", "slug"))
    own = set(courses_edited_by(user).filter(pk__in=[course.pk for course in offered]).values_list("pk", flat=True))
    public = public_banks([course.slug for course in offered])
    return [course for course in offered if course.pk in own or course.slug in public]
