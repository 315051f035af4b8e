"""Courses, campaigns and what cadres have done in them, at every place."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from assessments.domain import remembered
from assessments.domain.attempts import start_attempt, submit_attempt
from assessments.models import Attempt, QuizEdition
from certificates.domain.issuing import issue_certificate
from certificates.models import Certificate
from committees.models import Committee
from content.models import Asset
from courses.domain.editions import edition_outline
from courses.models import Course
from interop.domain.packages import import_package
from learning.domain.assigning import assign_campaign
from learning.domain.campaigns import create_campaign
from learning.domain.progress import allowance_for, complete_lesson, open_activity
from learning.models import Campaign, Enrolment, LiveSession
from tests.access.objects import World
from tests.access.places import DRAFT, DUE, ENDED, GONE, KEY, OTHER, PARENT, SAME, SIDES, UNIT, UNIT_PLACES
from tests.assessments.builders import right_responses
from tests.courses.builders import guided_package, write_package

# What the addresses name within a course.
_ADDRESSES: Final[dict[str, dict[str, Any]]] = {
    "course": {},
    "lesson": {"slug": "bai-b"},
    "exercise": {"slug": "bai-b", "number": 1},
    "quiz": {"slug": "kiem-tra"},
    "quiz_as_lesson": {"slug": "kiem-tra"},
    "to_confirm": {"slug": "quy-che"},
    "elsewhere": {"slug": "lop-khac"},
}


def publish_courses(world: World, folder: Path) -> None:
    """One for each side, and one that is taken off."""
    world.course = {place: _published(folder, place) for place in (*SIDES, ENDED)}
    Course.objects.filter(pk=world.course[ENDED].pk).update(archived_at=timezone.now())
    due = [{"text": f"Nghị quyết {DUE}", "review_on": str(timezone.localdate())}]
    Course.objects.filter(pk__in=[world.course[side].pk for side in SIDES]).update(legal_basis=due)
    a, b = (world.course[side] for side in SIDES)
    world.objects.by_uuid("edition", a, b, number=1)
    names = {"A": a.slug, "B": b.slug, DRAFT: "nhap-other", ENDED: world.course[ENDED].slug}
    for kind, more in _ADDRESSES.items():
        named = {place: {"course_slug": name, **more} for place, name in names.items()}
        world.objects.at(kind, named, {"course_slug": "khong-co", **more})
    named = {}
    for side in SIDES:
        asset = Asset.objects.get(edition_links__edition__course=world.course[side], content_type="text/csv")
        named[side] = {"sha256": asset.sha256, "name": asset.name}
    world.objects.at("asset", named, {"sha256": "0" * 64, "name": "bang.csv"})
    _live_sessions(world)
    _begun_before_it_ended(world)


def take_part(world: World) -> None:
    """Both provinces assign their course; at every place somebody is in the middle of it, and somebody through."""
    places = {place: world.units[place] for place in UNIT_PLACES}
    campaigns = {place: _campaign(world, unit, "A", f"Đợt của {UNIT[place]}") for place, unit in places.items()}
    for top, side in ((world.units[PARENT], "A"), (world.units["B"], "B")):
        campaign = _campaign(world, top, side, f"Đợt chung {side}")
        assign_campaign(campaign=campaign, actor=world.people["NA"])
    world.objects.spread("campaign", campaigns)
    world.objects.spread("attempt", {place: _attempt(person) for place, person in world.learners.items()})
    # As after a first save in this process; nothing commits here.
    known = Attempt.objects.select_related("paper", "quiz_edition").get(cadre=world.learners[SAME])
    remembered.papers._keep({known.uuid: (known.paper, known.quiz_edition)})
    world.objects.spread("enrolment", {place: _enrolment(person) for place, person in world.learners.items()})
    world.objects.spread("closed_attempt", {place: _finish(person) for place, person in world.graduates.items()})
    issued = {place: issue_certificate(enrolment_id=_enrolment(person).pk) for place, person in world.graduates.items()}
    codes = {place: {"code": certificate.code} for place, certificate in issued.items()}
    world.objects.at("certificate", codes, {"code": "Z" * len(issued["A"].code)})
    for place, certificate in issued.items():
        # The file stands already, so that reading it writes nothing.
        content = f"%PDF-1.7\n{world.graduates[place].full_name}\n".encode()
        certificate.file.save(f"{certificate.code}.pdf", ContentFile(content), save=False)
        Certificate.objects.filter(pk=certificate.pk).update(
            file=certificate.file.name, sha256="0" * 64, rendered_at=timezone.now()
        )


def _published(folder: Path, place: str) -> Course:
    package = guided_package()
    for entry in package["course.json"]["modules"][0]["activities"]:
        entry.pop("requires", None)
    head, questions = package["course.json"], package["questions.json"]
    head |= {"slug": f"khoa-{place.lower()}", "code": f"T{place[0].upper()}"}
    # Words in English, which nobody may meet who reads Vietnamese.
    head["title"] |= {"en": "A course about reading"}
    head["summary"] |= {"en": "What every person should know."}
    for question in questions:
        question["code"] += place
        if not question["practice"]:
            question["explanation"] = f"<p>{KEY} vì vậy.</p>"
            for part in question.get("options") or question.get("items") or []:
                part |= {"id": f"{KEY.lower()}-{part['id']}", "reason": f"{KEY} vì thế."}
    package["lessons/bai-b.json"]["body"][-1]["value"]["question"] = f"TH-1{place}"
    if place == ENDED:
        head["title"] |= {"vi": f"Khóa {GONE}"}
        package["lessons/bai-b.json"]["title"]["vi"] = f"Bài {GONE}"
    package["media/bang.csv"] = f"Tên,Số\n{place},1\n".encode()
    course = import_package(write_package(folder / place, package), actor=None, publish=True).course
    course.refresh_from_db()
    return course


def _begun_before_it_ended(world: World) -> None:
    """Somebody who never asks has begun the course that is taken off."""
    course, today = world.course[ENDED], timezone.localdate()
    campaign = Campaign.objects.create(
        course=course, committee=world.units["A"], title="Đợt đã dừng", starts_on=today, due_on=today
    )
    Enrolment.objects.create(
        cadre=world.trainers[OTHER],
        campaign=campaign,
        course=course,
        edition_id=course.current_edition_id,
        committee=world.units["A"],
        position_group=4,
        assigned_on=today,
    )


def _live_sessions(world: World) -> None:
    """A date to come of each course that learners take."""
    found = {}
    for side in SIDES:
        course = world.course[side]
        key = edition_outline(course.current_edition_id or 0).by_slug("buoi-trao-doi")
        assert key is not None
        starts_at = timezone.now() + timedelta(days=7)
        session = LiveSession.objects.create(
            course=course, activity=key.key, starts_at=starts_at, room=f"Phòng {UNIT[side]}"
        )
        found[side] = {"course_slug": course.slug, "slug": "buoi-trao-doi", "uuid": session.uuid}
    world.objects.put("live", found["A"], found["B"], {**found["A"], "uuid": uuid4()})


def _campaign(world: World, committee: Committee, side: str, title: str) -> Campaign:
    campaign, _job = create_campaign(
        course=world.course[side],
        committee=committee,
        title=title,
        due_on=timezone.localdate() + timedelta(days=30),
        target_percent=80,
        actor=world.people["NA"],
    )
    return campaign


def _enrolment(person: User) -> Enrolment:
    return Enrolment.objects.select_related("course", "campaign").get(cadre=person)


def _attempt(person: User) -> Attempt:
    enrolment = _enrolment(person)
    outline = edition_outline(enrolment.course.current_edition_id or 0)
    for activity in outline.activities:
        open_activity(enrolment=enrolment, activity=activity.key, edition_id=outline.edition_id, is_known=False)
        enrolment.refresh_from_db()
    quiz = QuizEdition.objects.get(pk=outline.activities[-1].quiz_edition_id)
    allowance = allowance_for(enrolment=enrolment, quiz_edition=quiz)
    return start_attempt(person=person, quiz_edition=quiz, allowance=allowance)


def _finish(person: User) -> Attempt:
    attempt = _attempt(person)
    submit_attempt(attempt_uuid=attempt.uuid, person=person, responses=right_responses(attempt), sequence=1)
    enrolment = _enrolment(person)
    for activity in edition_outline(enrolment.edition_id or 0).activities[:-1]:
        complete_lesson(enrolment=_enrolment(person), activity=activity.key)
    return attempt
