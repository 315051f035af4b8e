"""A province with people and a published course, made through the acts of the product."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from accounts.models import User
from assessments.domain.answers import save_form
from assessments.domain.attempts import start_attempt, submit_attempt
from assessments.models import Attempt, QuestionKey, QuizEdition
from committees.domain.roles import grant_role
from committees.enums import Role
from committees.models import Committee, Membership
from courses.domain.editions import Outline, edition_outline
from courses.domain.preparation import prepare_authoring
from courses.models import Course
from interop.domain.packages import import_package
from learning.domain.assigning import assign_campaign
from learning.domain.campaigns import create_campaign
from learning.domain.progress import allowance_for, complete_lesson, open_activity
from learning.models import Campaign, Enrolment
from tests.committees.builders import member, reference_centre, units
from tests.courses.builders import tiny_package, write_package

Package: TypeAlias = dict[str, Any]


@dataclass
class World:
    """`province` has two communes; `cadre` and `other` sit in the first, `far` in another province."""

    province: Committee
    communes: list[Committee]
    far_province: Committee
    cadre: User
    other: User
    far: User
    admin: User
    course: Course

    @property
    def outline(self) -> Outline:
        edition_id = self.course.current_edition_id
        assert edition_id is not None
        return edition_outline(edition_id)


def make_world(folder: Path, package: Package | None = None) -> World:
    """`package`: of the course; else a tiny one."""
    centre = reference_centre()
    province, far_province = units(centre, "Tỉnh ủy Sen Hồng", "Tỉnh ủy Sen Trắng", kind="province")
    communes = units(province, "Đảng ủy xã Một", "Đảng ủy xã Hai")
    far_commune = units(far_province, "Đảng ủy xã Ba")[0]
    prepare_authoring()
    files = write_package(folder / "khoa-thu", package or tiny_package())
    course = import_package(files, actor=None, publish=True).course
    course.refresh_from_db()
    admin = member(communes[1], name="Lê Thị Quản")
    grant_role(user=admin, role=Role.COMMITTEE_ADMIN, committee=province, actor=None, reason="thử")
    return World(
        province,
        communes,
        far_province,
        member(communes[0], name="Nguyễn Văn Học"),
        member(communes[0], name="Trần Thị Cùng"),
        member(far_commune, name="Phạm Văn Xa"),
        admin,
        course,
    )


def assigned_world(folder: Path, package: Package | None = None) -> World:
    """`make_world`, its course assigned to the province."""
    world = make_world(folder, package)
    assign(world)
    return world


def assign(world: World, days: int = 30) -> Campaign:
    campaign, _job = create_campaign(
        course=world.course,
        committee=world.province,
        title="Đợt thử",
        due_on=timezone.localdate() + timedelta(days=days),
        target_percent=80,
        actor=world.admin,
    )
    assign_campaign(campaign=campaign, actor=world.admin)
    return campaign


def enrolment_of(person: User) -> Enrolment:
    return Enrolment.objects.select_related("course", "campaign").get(cadre=person)


def begin_quiz(browser: Client) -> Attempt:
    """Over the pages, as whoever is signed in there: the lessons of `make_world` read, its quiz begun."""
    for lesson in ("bai-b", "bai-a"):
        browser.get(f"/khoa-hoc/khoa-thu/{lesson}/")
        browser.post(f"/khoa-hoc/khoa-thu/{lesson}/xong/")
    browser.post("/khoa-hoc/khoa-thu/kiem-tra/bat-dau/")
    return Attempt.objects.get()


def right_form(attempt: Attempt, *, right: bool = True) -> QueryDict:
    """The form fields that answer a whole paper, all right or all wrong, as a browser would send them."""
    form: dict[str, str] = {}
    for position, item in enumerate(attempt.paper.items, start=1):
        key = QuestionKey.objects.get(version_id=item["version"])
        form |= _fields(f"q{position}", key, right)
    sent = QueryDict(mutable=True)
    sent.update(form)
    return sent


def read_lessons(world: World, enrolment: Enrolment) -> None:
    for activity in world.outline.activities:
        open_activity(enrolment=enrolment, activity=activity.key, edition_id=world.outline.edition_id, is_known=False)
        if not activity.is_quiz:
            complete_lesson(enrolment=enrolment, activity=activity.key)


def take_quiz(world: World, enrolment: Enrolment, *, right: bool) -> Attempt:
    quiz = next(a for a in world.outline.activities if a.is_quiz)
    edition = QuizEdition.objects.get(pk=quiz.quiz_edition_id)
    allowance = allowance_for(enrolment=enrolment, quiz_edition=edition)
    attempt = start_attempt(person=enrolment.cadre, quiz_edition=edition, allowance=allowance)
    save_form(
        attempt_uuid=attempt.uuid,
        person=enrolment.cadre,
        form=right_form(attempt, right=right),
        positions=[1, 2],
        sequence=1,
    )
    return submit_attempt(attempt_uuid=attempt.uuid, person=enrolment.cadre)


def _fields(name: str, key: QuestionKey, right: bool) -> dict[str, str]:
    if "correct" in key.key:
        options = [option["id"] for option in key.version.presentation["options"]]
        return {name: next(o for o in options if (o in key.key["correct"]) == right)}
    if "order" in key.key:
        order = key.key["order"] if right else key.key["order"][::-1]
        return {f"{name}-{item}": str(place) for place, item in enumerate(order, start=1)}
    targets = sorted(set(key.key["pairs"].values()))
    wrong = dict(zip(targets, targets[1:] + targets[:1], strict=True))
    return {f"{name}-{item}": (t if right else wrong[t]) for item, t in key.key["pairs"].items()}


def membership_of(person: User) -> Membership:
    return Membership.objects.get(cadre=person, valid_to__isnull=True)
