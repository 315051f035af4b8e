"""Notices of a unit: a course was changed materially, and people of the unit completed it before."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.access import access_of
from committees.enums import Role
from committees.models import subtree_q
from courses.models import Edition
from learning.enums import EnrolmentStatus
from learning.models import Enrolment
from operations.domain.notices import KEPT_FOR, Notice, register_notices


def outdated(person: User, now: datetime) -> QuerySet[Edition] | None:
    """To who reviews or administers a unit, as soon as one person of its subtree has completed an older edition."""
    own = access_of(person).committees(Role.COMMITTEE_REVIEWER, Role.COMMITTEE_ADMIN)
    if not own:
        return None
    completed = Enrolment.objects.filter(
        subtree_q(own, "committee__path"),
        course_id=OuterRef("course_id"),
        status=EnrolmentStatus.COMPLETED,
        edition__number__lt=OuterRef("number"),
    )
    material = Edition.objects.filter(is_material=True, number__gt=1, published_at__gte=now - KEPT_FOR)
    return material.filter(Exists(completed)).annotate(notice_at=F("published_at"))


def words_of_outdated(person: User, keys: Sequence[int]) -> dict[int, Notice]:
    return {
        edition.pk: Notice(
            _("Changed materially: %(course)s") % {"course": edition.course.title},
            reverse("edition_completed", args=[edition.course.uuid, edition.number]),
            _("People of your unit completed an older edition. Decide whether they learn it again."),
        )
        for edition in Edition.objects.filter(pk__in=keys).select_related("course")
    }


def register() -> None:
    register_notices("learning.outdated", outdated, words_of_outdated)
