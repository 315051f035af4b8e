"""What comes first: activities of the same edition, and other courses."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.domain.identities import of_person
from courses.domain.editions import ActivityOutline, Outline, edition_outline
from courses.models import Course
from learning.domain.queries.my_courses import completed_activities
from learning.enums import EnrolmentStatus, ExemptReason
from learning.errors import LearningError
from learning.models import Enrolment


def first_activities(outline: Outline, activity: ActivityOutline, done: Collection[UUID]) -> list[ActivityOutline]:
    """What has to be finished before the activity and is not yet, in reading order. No statement."""
    if not activity.requires:
        return []
    return [other for other in outline.required if other.key in activity.requires and other.key not in done]


def first_courses(person_id: int, outline: Outline) -> list[Course]:
    """Courses to complete before this one and not completed yet. No statement where none is asked for.

    Whoever learned a course elsewhere, and was exempted for it, has it; so has whoever completed it under a
    record that was merged. A course taken off the catalogue cannot be asked for any more.
    """
    if not outline.required_courses:
        return []
    own = Enrolment.objects.filter(of_person(person_id, "cadre"), course__slug__in=outline.required_courses)
    has = {
        slug
        for slug, status, reason in own.values_list("course__slug", "status", "exempt_reason")
        if status == EnrolmentStatus.COMPLETED or reason == ExemptReason.EQUIVALENT
    }
    return list(Course.objects.on_offer().filter(slug__in=set(outline.required_courses) - has).order_by("code", "slug"))


def require_open(enrolment: Enrolment, outline: Outline, activity: ActivityOutline) -> None:
    """Refuse what is not open yet. No statement where nothing comes first; a course once begun is open.

    Raises:
        LearningError: names what comes first.
    """
    missing = [course.title for course in first_courses(enrolment.cadre_id, outline)] if _is_new(enrolment) else []
    if activity.requires:
        missing += [other.title for other in first_activities(outline, activity, completed_activities(enrolment))]
    if missing:
        titles = ", ".join(f"“{title}”" for title in missing)
        raise LearningError(_("This is not open yet. To be finished first: %(titles)s.") % {"titles": titles})


def require_open_key(enrolment: Enrolment, key: UUID) -> None:
    """The same by the lasting key, in the edition begun; what the edition does not have asks for nothing."""
    edition_id = enrolment.edition_id or enrolment.course.current_edition_id
    if edition_id is None:
        return
    outline = edition_outline(edition_id)
    activity = outline.by_key(key)
    if activity is not None:
        require_open(enrolment, outline, activity)


def _is_new(enrolment: Enrolment) -> bool:
    return enrolment.edition_id is None
