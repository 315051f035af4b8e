"""The invented campaigns of three years: a pilot, a year, a province's own, and those that run.

One course has all of them and reaches everybody. Of each other track one course has a campaign that runs. What is
left is there for those who look into the catalogue of an office; in a province or a nation everybody has just
been enrolled in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from accounts.models import User
from committees.domain.reference import centre
from committees.models import Committee
from courses.models import Course
from demo.domain.scales import DENSE_PROVINCE, SECOND_PROVINCE, Scale
from demo.domain.units import Units
from learning.models import Campaign

MAIN_COURSE: Final = "lua-dao-ma-doc"
BEGUN_DAYS_AGO: Final = 12


@dataclass(frozen=True, slots=True)
class Drive:
    """A campaign and whom it reaches: all of `top` (everybody for None), or a share of them."""

    campaign: Campaign
    course: Course
    starts_on: date
    cut_off_on: date
    due_on: date
    top: Committee | None
    share: float
    is_running: bool = False

    @property
    def is_for_all(self) -> bool:
        return self.top is None and self.share == 1.0


def published_courses() -> list[Course]:
    """Courses that learners are served, the main one first, then in order of their code."""
    served = Course.objects.filter(current_edition__isnull=False, archived_at__isnull=True)
    return sorted(served.select_related("current_edition"), key=lambda course: course.slug != MAIN_COURSE)


def invent_campaigns(
    courses: Sequence[Course], scale: Scale, units: Units, today: date, administrators: tuple[User, User]
) -> list[Drive]:
    """Five campaigns for the first course, one for the first course of each other track or for each other course.

    `administrators`: the national one and the one of the dense province.
    """
    if not courses:
        return []
    national, provincial = administrators
    main = courses[0]
    drives = [_pilot(main, scale, today, national), _last_year(main, scale, today, national)]
    for code in (DENSE_PROVINCE, SECOND_PROVINCE):
        by = provincial if code == DENSE_PROVINCE else national
        drives.append(_provincial(main, units.province(code), today, by))
    drives.append(_running(main, today, national, 1.0))
    tracks = {main.track}
    for course in courses[1:]:
        if course.track not in tracks:
            tracks.add(course.track)
            drives.append(_running(course, today, national, scale.elsewhere))
        elif scale.every_course:
            drives.append(_begun(course, today, national))
    return drives


def _pilot(course: Course, scale: Scale, today: date, by: User) -> Drive:
    year = today.year - 2
    days = (date(year, 3, 1), date(year, 8, 31), date(year, 9, 30))
    campaign = _store(course, centre(), f"Đợt thí điểm năm {year}", days, 80, by)
    return Drive(campaign, course, *days, None, scale.pilot)


def _last_year(course: Course, scale: Scale, today: date, by: User) -> Drive:
    year = today.year - 1
    days = (date(year, 8, 4), date(year, 11, 14), date(year, 12, 15))
    campaign = _store(course, centre(), f"Đợt bồi dưỡng năm {year}", days, 85, by)
    return Drive(campaign, course, *days, None, scale.last_year)


def _provincial(course: Course, province: Committee, today: date, by: User) -> Drive:
    """Its due date has just passed: here are people overdue."""
    days = (today - timedelta(days=150), today - timedelta(days=60), today - timedelta(days=20))
    campaign = _store(course, province, f"Đợt bồi dưỡng của {province.name}", days, 90, by)
    return Drive(campaign, course, *days, province, 1.0)


def _running(course: Course, today: date, by: User, share: float) -> Drive:
    days = (today - timedelta(days=80), today - timedelta(days=30), today + timedelta(days=12))
    campaign = _store(course, centre(), f"Đợt bồi dưỡng năm {today.year}", days, 70, by)
    return Drive(campaign, course, *days, None, share, is_running=True)


def _begun(course: Course, today: date, by: User) -> Drive:
    days = (today - timedelta(days=BEGUN_DAYS_AGO), today + timedelta(days=30), today + timedelta(days=90))
    campaign = _store(course, centre(), f"Đợt bồi dưỡng năm {today.year}", days, 70, by)
    return Drive(campaign, course, *days, None, 1.0, is_running=True)


def _store(
    course: Course, committee: Committee, title: str, days: tuple[date, date, date], target: int, by: User
) -> Campaign:
    starts_on, cut_off_on, due_on = days
    return Campaign.objects.create(
        course=course,
        committee=committee,
        title=f"{title}: {course.title_vi}"[:200],
        starts_on=starts_on,
        cut_off_on=cut_off_on,
        due_on=due_on,
        target_percent=target,
        ordering_document="Văn bản minh họa",
        created_by=by,
        is_demo=True,
    )
