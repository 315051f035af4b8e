"""Two provinces with communes, cells, people and a campaign, for the tests of this room."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from committees.domain.memberships import join_committee
from committees.domain.roles import grant_role
from committees.models import Committee
from courses.models import Course, Edition, EditionActivity
from learning.domain.changes import Standing, announce_change
from learning.domain.enrolments import enrol_many
from learning.enums import EnrolmentStatus
from learning.models import Campaign, Enrolment
from tests.committees.builders import SINCE, reference_centre, units
from tests.factories import make_user

_numbers = count(1)


@dataclass
class Country:
    """`a` and `b`: provinces. `communes`: two of `a`, one of `b`. `cells`: two of each commune."""

    centre: Committee
    a: Committee
    b: Committee
    communes: list[Committee]
    cells: list[Committee]
    campaign: Campaign
    people: list[User] = field(default_factory=list)


def make_country(due_on: date | None = None) -> Country:
    centre = reference_centre()
    a, b = units(centre, "Tỉnh ủy Sen Hồng", "Tỉnh ủy Sen Trắng", kind="province")
    communes = [*units(a, "Đảng ủy xã Một", "Đảng ủy xã Hai"), *units(b, "Đảng ủy xã Ba")]
    cells = [cell for commune in communes for cell in units(commune, "Chi bộ 1", "Chi bộ 2", kind="cell")]
    return Country(centre, a, b, communes, cells, make_campaign(centre, due_on=due_on))


def make_course() -> Course:
    number = next(_numbers)
    return Course.objects.create(slug=f"khoa-{number}", title_vi=f"Khóa học {number}")


def make_campaign(committee: Committee, *, course: Course | None = None, due_on: date | None = None) -> Campaign:
    today = timezone.localdate()
    return Campaign.objects.create(
        course=course or make_course(),
        committee=committee,
        title=f"Đợt bồi dưỡng {next(_numbers)}",
        starts_on=today - timedelta(days=30),
        due_on=due_on or today + timedelta(days=30),
        cut_off_on=today + timedelta(days=30),
        target_percent=80,
    )


def enrol(
    country: Country, unit: Committee, *, group: int = 4, name: str = "Trần Văn Mẫu", campaign: Campaign | None = None
) -> Enrolment:
    """A new person of `unit`, enrolled in the campaign."""
    person = make_user(full_name=name, password=None, birth_year=1980)
    membership = join_committee(
        cadre=person, committee=unit, position_group=group, position="Chuyên viên", on=SINCE, actor=None
    )
    campaign = campaign or country.campaign
    enrol_many(campaign=campaign, memberships=[membership], actor=None, on=timezone.localdate())
    country.people.append(person)
    return Enrolment.objects.get(cadre=person, campaign=campaign)


@transaction.atomic
def set_status(enrolment: Enrolment, status: EnrolmentStatus, *, passed: bool = False, failed: bool = False) -> None:
    """Change the standing and announce it, as the acts of learning do."""
    enrolment.refresh_from_db()
    before = Standing.of(enrolment)
    today = timezone.localdate()
    enrolment.status = status
    enrolment.failed = failed
    enrolment.completed_on = today if status == EnrolmentStatus.COMPLETED else None
    enrolment.passed_on = today if passed else None
    enrolment.save()
    announce_change(before=before, after=Standing.of(enrolment), day=today)


def reviewer(committee: Committee, role: str = "committee_reviewer") -> User:
    user = make_user()
    national = role in ("national_admin", "auditor")
    grant_role(user=user, role=role, committee=None if national else committee, actor=None)
    return user


def one_lesson_edition(course: Course) -> tuple[Edition, UUID]:
    key = uuid4()
    outline = [{"title_vi": "Phần 1", "title_en": "", "activities": [str(key)]}]
    edition = Edition.objects.create(
        pk=10_000_000 + next(_numbers), course=course, number=1, title_vi=course.title_vi, outline=outline
    )
    EditionActivity.objects.create(edition=edition, key=key, kind="lesson", position=1, slug="bai-1", title_vi="Bài 1")
    return edition, key
