"""What a test asks of the installation's own database; run there, in a process of its own, never by a test itself."""

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone
from PIL import Image as Picture

from accounts.domain.administrators import make_setup_link
from accounts.models import User
from assessments.domain.papers import field_name
from assessments.domain.queries.attempts import attempt_for
from assessments.domain.remembered import keys
from assessments.models import Attempt, Category
from committees.domain.memberships import join_committee
from committees.models import Committee, Membership
from courses.domain.editions import ExerciseRef, body_parts, edition_outline
from courses.models import Course, LessonPage
from interop.domain.packages import import_package
from learning.domain.joining import join_course
from learning.domain.progress import complete_lesson, open_activity
from learning.models import Enrolment
from tests.accounts.codes import code_of
from tests.assessments.samples import PARTS
from tests.browser.every_block import every_block_package
from tests.browser.waiting_work import essays_to_mark, guided_course_package, hold_sessions, twice_recorded
from tests.courses.builders import tiny_package, write_package

COURSE = "lua-dao-ma-doc"
DRILLS = ("scenario", "hot_spots", "gaps", "select_words", "essay", "ordering")


def new_learners(count: int) -> list[str]:
    """Invented cadres who have just come to the unit of `hocvien`: its running campaigns enrol them."""
    unit = Membership.objects.select_related("committee").get(cadre__username="hocvien", valid_to=None).committee
    names = []
    for number in range(count):
        full_name = f"Nguyễn Văn {'Tư ' if number > 25 else ''}{chr(65 + number % 26)}"
        person = User(username=f"hocvien.moi{number}", full_name=full_name, is_demo=True)
        person.set_password(settings.SEN_DEMO_PASSWORD)
        person.save()
        join_committee(
            cadre=person, committee=unit, position_group=4, position="Chuyên viên", on=timezone.localdate(), actor=None
        )
        assert Enrolment.objects.filter(cadre=person, course__slug=COURSE).exists()
        names.append(person.username)
    return names


def certified_learner() -> dict[str, str]:
    """An invented cadre with a passed attempt and a certificate, made able to sign in."""
    attempt = (
        Attempt.objects.filter(passed=True, cadre__certificates__isnull=False, cadre__role_grants__isnull=True)
        .select_related("cadre")
        .order_by("pk")
        .first()
    )
    assert attempt is not None
    attempt.cadre.set_password(settings.SEN_DEMO_PASSWORD)
    attempt.cadre.save(update_fields=["password"])
    return {"username": attempt.cadre.username, "attempt": str(attempt.uuid)}


def right_answers(attempt_uuid: str) -> dict[str, list[tuple[str, str]]]:
    """By position: the name of an input and the value that is right, one pair for each part."""
    cadre = Attempt.objects.get(uuid=attempt_uuid).cadre
    items = attempt_for(cadre, UUID(attempt_uuid)).paper.items  # type: ignore[arg-type]
    return {
        str(position): _inputs(field_name(position), item["version"]) for position, item in enumerate(items, start=1)
    }


def exercises_of(slug: str) -> dict[str, Any]:
    """A course as it is served: `title`, `quiz`, and by lesson its exercises, each a list of steps of inputs.

    All but exchanges have one step; an exchange has one for each choice on the right way through it.
    """
    course = Course.objects.get(slug=slug)
    activities = edition_outline(course.current_edition_id or 0).activities
    return {
        "title": course.title_vi,
        "quiz": next(activity.slug for activity in activities if activity.is_quiz),
        "lessons": {
            activity.slug: [
                _steps(f"b{number}", part.version_id)
                for number, part in enumerate((p for p in body_parts(activity) if isinstance(p, ExerciseRef)), start=1)
            ]
            for activity in activities
            if not activity.is_quiz
        },
    }


def _steps(name: str, version_id: int) -> list[list[tuple[str, str]]]:
    key: dict[str, Any] = keys.get([version_id])[version_id].key
    if "ways" not in key:
        return [_inputs(name, version_id)]
    steps, scene = [], next(iter(key["ways"]))
    while scene:
        choice = next(choice for choice in key["ways"][scene] if choice in key["right"])
        steps.append([(name, choice)])
        scene = key["ways"][scene][choice]
    return steps


def committee_uuid(name: str) -> str:
    return str(Committee.objects.get(name=name, valid_to__isnull=True).uuid)


def _inputs(name: str, version_id: int) -> list[tuple[str, str]]:
    key: dict[str, Any] = keys.get([version_id])[version_id].key
    if "correct" in key:
        return [(name, option) for option in key["correct"]]
    if "pairs" in key:
        return [(f"{name}-{item}", target) for item, target in key["pairs"].items()]
    if "true" in key:
        return [(f"{name}-{ours}", "true" if ours in key["true"] else "false") for ours, _authors in key["ids"]]
    if "value" in key:
        return [(name, str(key["value"]).replace(".", ","))]
    if "accepted" in key:
        return [(name, key["accepted"][0])]
    return [(f"{name}-{item}", str(place)) for place, item in enumerate(key["order"], start=1)]


def drill_course() -> str:
    """A course of its own for `hocvien` with a quiz of questions that scripts help with; the address of the quiz."""
    package = tiny_package()
    package["course.json"] |= {"slug": "khoa-thao-tac", "code": "TT1"}
    quiz = package["course.json"]["quizzes"][0]
    quiz |= {"per_page": 0, "shuffle": False, "feedback": "after_submit"}
    quiz["draws"] = [quiz["draws"][0] | {"count": len(DRILLS)}]
    stream = BytesIO()
    Picture.new("RGB", (640, 400), "teal").save(stream, "PNG")
    package["media/hinh.png"] = stream.getvalue()
    practice = [question for question in package["questions.json"] if question["practice"]]
    asked = [_drill(kind, number) for number, kind in enumerate(DRILLS, start=1)]
    package["questions.json"] = [*asked, *practice]
    return f"{_taken_by_the_learner(package)}kiem-tra/"


def every_block_course() -> str:
    """A course for `hocvien` with every block and an exercise of every type; its address."""
    return _taken_by_the_learner(every_block_package())


def waiting_work() -> dict[str, str]:
    """What `behind_desks` finds: the unit with somebody recorded twice, the record to keep, the code of the other."""
    _taken_by_the_learner(guided_course_package())
    hold_sessions(User.objects.get(username="hocvien"))
    essays_to_mark()
    return twice_recorded()


def change_a_lesson() -> dict[str, str]:
    """The last lesson of the starter course: another word and a sentence more; ids of its page and revision before."""
    course = Course.objects.get(slug=COURSE)
    lesson = LessonPage.objects.descendant_of(course.page).order_by("path").last()
    assert lesson is not None
    before, draft = lesson.latest_revision_id, lesson.get_latest_revision_as_object()
    body = list(draft.body.raw_data)
    first = next(block for block in body if block["type"] == "text")
    first["value"] = f"{first['value'].replace('ngay', 'lập tức', 1)}<p>Nếu chưa chắc, hãy gọi lại bằng số đã biết.</p>"
    draft.body = draft.body.stream_block.to_python(body)
    draft.save_revision(user=lesson.owner)
    return {"page": str(draft.pk), "before": str(before)}


def set_up_path() -> str:
    """Where the first administrator of an installation would be made."""
    return urlsplit(make_setup_link()).path


def app_code(secret: str) -> str:
    """What an authenticator app shows now."""
    return code_of(secret)


def forget_second_factor(username: str) -> None:
    Authenticator.objects.filter(user__username=username).delete()


def _taken_by_the_learner(package: dict[str, Any]) -> str:
    slug = package["course.json"]["slug"]
    with tempfile.TemporaryDirectory() as folder:
        course = import_package(write_package(Path(folder) / slug, package), actor=None, publish=True).course
    course.refresh_from_db()
    join_course(person=User.objects.get(username="hocvien"), course=course)
    return f"/khoa-hoc/{slug}/"


def contested_course() -> str:
    """A course of `giangvien` whose only question has a wrong key; `hocvien` has read it. The address of its quiz."""
    package = tiny_package()
    package["course.json"] |= {"slug": "khoa-phuc-khao", "code": "PK1", "title": {"vi": "Khóa phúc khảo", "en": ""}}
    quiz = package["course.json"]["quizzes"][0]
    quiz |= {"per_page": 0, "shuffle": False, "feedback": "after_submit", "attempts": 1}
    quiz["draws"] = [quiz["draws"][0] | {"count": 1}]
    practice = [question for question in package["questions.json"] if question["practice"]]
    options = [
        {"id": "a", "text": "Xóa thư", "correct": True, "reason": ""},
        {"id": "b", "text": "Báo người phụ trách", "correct": False, "reason": ""},
    ]
    package["questions.json"] = [_drill("single", 1) | {"code": "PK-1", "options": options}, *practice]
    with tempfile.TemporaryDirectory() as folder:
        source = write_package(Path(folder) / "khoa-phuc-khao", package)
        course = import_package(source, actor=None, publish=True).course
    course.refresh_from_db()
    Category.objects.filter(bank=course.slug).update(owner=User.objects.get(username="giangvien"))
    enrolment = join_course(person=User.objects.get(username="hocvien"), course=course)
    edition_id = course.current_edition_id or 0
    for activity in edition_outline(edition_id).activities:
        open_activity(enrolment=enrolment, activity=activity.key, edition_id=edition_id, is_known=False)
        if not activity.is_quiz:
            complete_lesson(enrolment=enrolment, activity=activity.key)
    return "/khoa-hoc/khoa-phuc-khao/kiem-tra/"


def _drill(kind: str, number: int) -> dict[str, Any]:
    parts = dict(PARTS[kind])
    if "picture" in parts:
        parts["picture"] = {"file": "media/hinh.png", "alt": "Bàn"}
    return {
        "code": f"TT-{number}", "type": kind, "practice": False, "category": "Nhóm một", "difficulty": 1,
        "competences": [], "stem": f"<p>Câu {kind}?</p>", **parts, "explanation": "<p>Vì vậy.</p>",
    }  # fmt: skip
