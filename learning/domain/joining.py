"""Taking up a course by one's own choice."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.domain.identities import of_person
from accounts.models import User
from committees.domain.memberships import current_membership
from courses.models import Course
from learning.domain.campaigns import open_campaign_of
from learning.domain.clock import today
from learning.domain.counting_once import count_person_of
from learning.domain.enrolments import enrol_records
from learning.enums import UNFINISHED_STATUSES
from learning.errors import LearningError
from learning.models import Enrolment


@transaction.atomic
def join_course(*, person: User, course: Course) -> Enrolment:
    """The person's own choice of a course that anyone may join. Joining twice is joining once.

    Raises:
        LearningError: not open, no unit, or completed under a record that was merged into this one.
    """
    if not course.self_enrolment or course.current_edition_id is None or course.archived_at:
        raise LearningError(_("This course is not open for self-enrolment."))
    membership = current_membership(person)
    if membership is None:
        raise LearningError(
            _("Only people who belong to a unit can join a course. Please contact the unit's administrator.")
        )
    unfinished = Enrolment.objects.filter(cadre=person, course=course, status__in=UNFINISHED_STATUSES).first()
    if unfinished:
        return unfinished
    campaign = open_campaign_of(course)
    known = Enrolment.objects.filter(of_person(person, "cadre"), campaign=campaign)
    if any(found.is_completed and found.cadre_id != person.pk for found in known):
        raise LearningError(_("You have completed this course already, under a record that was merged into this one."))
    if not any(found.cadre_id == person.pk for found in known):
        try:
            with transaction.atomic():
                enrol_records(campaign=campaign, memberships=[membership], actor=person, on=today())
        except IntegrityError:
            # A double click: the other request has enrolled the person.
            pass
    enrolment = Enrolment.objects.get(cadre=person, campaign=campaign)
    if known:
        count_person_of(enrolment, actor=person, reason="")
    return enrolment
