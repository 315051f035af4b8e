"""Two provinces that must not see each other, and somebody of every role in each.

Whatever stands twice is kept as `{"A": …, "B": …}`. Each thing that can be seen carries a word of
its own (a canary), so that a page shows by itself whether it says too much.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection

from accounts.domain.administrators import make_setup_link
from accounts.models import KeptPost, User
from assessments.domain.attempts import Allowance, start_attempt, submit_attempt
from assessments.domain.bank import ensure_category, save_question
from assessments.domain.blueprint import Draw
from assessments.domain.contests import contest_mark
from assessments.domain.correcting import prepare_correction
from assessments.domain.quizzes import freeze_quiz, save_quiz
from assessments.enums import CorrectionKind, FeedbackPolicy, LoweredPolicy
from assessments.models import Attempt, QuestionVersion, Quiz, QuizEdition
from certificates.domain.issuing import issue_certificate
from certificates.models import Certificate
from committees.domain.access import access_of
from committees.domain.corrections import ask_correction
from committees.domain.roles import grant_role
from committees.enums import Role
from committees.models import Committee
from committees.rules import committees_administered_by
from content.models import Asset
from courses.domain.editions import edition_outline
from courses.domain.preparation import course_shelf, prepare_authoring
from courses.domain.publishing import submit_for_review
from courses.models import Course, LessonPage
from interop.domain.packages import import_package
from interop.domain.people_import import read_change_set
from interop.enums import ChangeSetState
from interop.models import ChangeSet
from learning.domain.assigning import assign_campaign
from learning.domain.campaigns import create_campaign
from learning.domain.progress import allowance_for, complete_lesson, open_activity
from learning.models import Campaign, Enrolment, LiveSession
from operations.domain.approvals import propose
from operations.enums import JobState
from operations.models import Job
from tests.access.world_bank import bulk_job, question_sheet
from tests.accounts.codes import give_app
from tests.assessments.builders import raw_question, right_responses
from tests.committees.builders import member, reference_centre, units
from tests.courses.builders import draft_course, guided_package, lesson_of, library_picture, write_package
from tests.factories import make_user
from tests.operations.builders import KIND_RENAME, register_rename

SIDES: Final = ("A", "B")
UNIT: Final = {"A": "DONVIHOA", "B": "DONVIBIEN"}
PERSON: Final = {"A": "NGUOIHOA", "B": "NGUOIBIEN"}
DRAFT: Final = {"A": "NHAPHOA", "B": "NHAPBIEN"}
# Stands in reasons, explanations and option ids of questions that count.
KEY: Final = "KHOADAPAN"
# In the order of the columns of the oracle; a role with a number is the twin in the other province.
PEOPLE: Final = ("CA", "CA2", "GR", "GR2", "CR", "CR2", "CM", "CM2", "TR", "TR2", "RP", "NA", "AU", "DP")


@dataclass
class Objects:
    """What the addresses name, by kind of object and side; `absent` has the form, but is nothing."""

    known: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def put(self, kind: str, *of_sides_and_absent: dict[str, Any]) -> None:
        self.known[kind] = dict(zip((*SIDES, "absent"), of_sides_and_absent, strict=True))

    def by_uuid(self, kind: str, a: Any, b: Any, **more: Any) -> None:
        self.put(kind, {"uuid": a.uuid, **more}, {"uuid": b.uuid, **more}, {"uuid": uuid4(), **more})


@dataclass
class World:
    people: dict[str, User]
    objects: Objects
    course: dict[str, Course]


def side_of(person: str) -> str:
    return "B" if person.endswith("2") else "A"


def make_world(folder: Path) -> World:
    centre = reference_centre()
    names = [f"Tỉnh ủy {UNIT[side]}" for side in SIDES]
    provinces = dict(zip(SIDES, units(centre, *names, kind="province"), strict=True))
    communes = {side: units(provinces[side], f"Xã {UNIT[side]} Một", f"Xã {UNIT[side]} Hai") for side in SIDES}
    cells = {side: units(communes[side][0], f"Chi bộ {UNIT[side]}", kind="cell")[0] for side in SIDES}
    prepare_authoring()
    people = _people(provinces, communes, cells)
    course = {side: _published(folder, side) for side in SIDES}
    world = World(people, Objects(), course)
    _plain_objects(world, communes)
    _learning_objects(world, {side: _campaign(world, provinces[side], side) for side in SIDES})
    _files(world, communes)
    _approvals(world, communes)
    _authoring_objects(world)
    _corrections(world)
    return world


def _twin(role: str, side: str) -> str:
    return role if side == "A" else f"{role}2"


def _people(
    provinces: dict[str, Committee], communes: dict[str, list[Committee]], cells: dict[str, Committee]
) -> dict[str, User]:
    found: dict[str, User] = {}
    for side in SIDES:
        for role, unit in (
            ("CA", cells[side]),
            ("GR", cells[side]),
            ("CR", communes[side][1]),
            ("CM", communes[side][1]),
        ):
            found[_twin(role, side)] = member(unit, name=f"Nguyễn Văn {PERSON[side]} {role}")
        grant_role(user=found[_twin("CR", side)], role=Role.COMMITTEE_REVIEWER, committee=provinces[side], actor=None)
        grant_role(user=found[_twin("CM", side)], role=Role.COMMITTEE_ADMIN, committee=provinces[side], actor=None)
    alone = {
        "TR": Role.TRAINER,
        "TR2": Role.TRAINER,
        "RP": Role.PUBLISHER,
        "NA": Role.NATIONAL_ADMIN,
        "AU": Role.AUDITOR,
        "DP": Role.DATA_PROTECTION,
    }
    for name, role in alone.items():
        found[name] = make_user(full_name=f"Người Giữ {name}")
        grant_role(user=found[name], role=role, committee=None, actor=None)
    return found


def _published(folder: Path, side: str) -> Course:
    package = guided_package()
    for entry in package["course.json"]["modules"][0]["activities"]:
        entry.pop("requires", None)
    head, questions = package["course.json"], package["questions.json"]
    head |= {"slug": f"khoa-{side.lower()}", "code": f"T{side}"}
    for question in questions:
        question["code"] += side
        if not question["practice"]:
            question["explanation"] = f"<p>{KEY} vì vậy.</p>"
            for part in question.get("options") or question.get("items") or []:
                part |= {"id": f"{KEY.lower()}-{part['id']}", "reason": f"{KEY} vì thế."}
    package["lessons/bai-b.json"]["body"][-1]["value"]["question"] = f"TH-1{side}"
    package["media/bang.csv"] = f"Tên,Số\n{side},1\n".encode()
    course = import_package(write_package(folder / side, package), actor=None, publish=True).course
    course.refresh_from_db()
    return course


def _campaign(world: World, province: Committee, side: str) -> Campaign:
    admin = world.people[_twin("CM", side)]
    campaign, _job = create_campaign(
        course=world.course[side],
        committee=province,
        title=f"Đợt {UNIT[side]}",
        due_on=timezone.localdate() + timedelta(days=30),
        target_percent=80,
        actor=admin,
    )
    assign_campaign(campaign=campaign, actor=admin)
    return campaign


def _plain_objects(world: World, communes: dict[str, list[Committee]]) -> None:
    a, b = (communes[side][0] for side in SIDES)
    world.objects.by_uuid("unit", a, b)
    members = {side: world.people[_twin("CA", side)].pk for side in SIDES}
    world.objects.put(
        "person",
        {"uuid": a.uuid, "person_id": members["A"]},
        {"uuid": b.uuid, "person_id": members["B"]},
        {"uuid": uuid4(), "person_id": 999_999_999},
    )
    # The unit is one's own, the person is not: only the nested id reaches over.
    world.objects.put(
        "person_across",
        {"uuid": b.uuid, "person_id": members["A"]},
        {"uuid": a.uuid, "person_id": members["B"]},
        {"uuid": uuid4(), "person_id": 999_999_999},
    )
    named = {"lesson": "bai-b", "quiz": "kiem-tra", "to_confirm": "quy-che", "elsewhere": "lop-khac"}
    for kind, slug in {"course": {}, **{kind: {"slug": slug} for kind, slug in named.items()}}.items():
        world.objects.put(
            kind,
            {"course_slug": "khoa-a", **slug},
            {"course_slug": "khoa-b", **slug},
            {"course_slug": "khong-co", **slug},
        )
    _live_sessions(world)
    a, b = world.course.values()
    world.objects.by_uuid("edition", a, b, number=1)
    exercise = {side: {**found, "number": 1} for side, found in world.objects.known["lesson"].items()}
    world.objects.known["exercise"] = exercise
    token = make_setup_link().rstrip("/").rsplit("/", 1)[1]
    world.objects.put("set_up", {"token": token}, {"token": token}, {"token": "x" * len(token)})
    kept = {
        side: KeptPost.objects.create(
            person=world.people[_twin("CA", side)], path="/tai-khoan/", fields=[["q", f"{PERSON[side]} giữ"]]
        )
        for side in SIDES
    }
    asked = {
        side: ask_correction(
            person=world.people[_twin("CA", side)], about="account", text=f"{PERSON[side]} sinh năm 1985."
        )
        for side in SIDES
    }
    world.objects.by_uuid("correction", asked["A"], asked["B"])
    for side in SIDES:
        give_app(world.people[_twin("GR", side)])
    a_factor, b_factor = (Authenticator.objects.get(user=world.people[_twin("GR", side)]).pk for side in SIDES)
    world.objects.put("openid", {"provider_id": "oidc"}, {"provider_id": "oidc"}, {"provider_id": "khong-co"})
    administrators = ({"person_id": world.people[_twin("CM", side)].pk} for side in SIDES)
    world.objects.put("role_account", *administrators, {"person_id": 999_999_999})
    world.objects.put("factor", {"pk": a_factor}, {"pk": b_factor}, {"pk": 999_999_999})
    world.objects.put("kept", {"token": kept["A"].token}, {"token": kept["B"].token}, {"token": "y" * 32})


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


def _learning_objects(world: World, campaigns: dict[str, Campaign]) -> None:
    world.objects.by_uuid("campaign", *campaigns.values())
    opened: list[Attempt] = []
    closed: list[Attempt] = []
    enrolments: list[Enrolment] = []
    certificates: list[Certificate] = []
    for side in SIDES:
        learner, graduate = (world.people[_twin(role, side)] for role in ("CA", "GR"))
        enrolments.append(_enrolment(learner))
        opened.append(_attempt(learner))
        closed.append(_finish(graduate))
        certificates.append(issue_certificate(enrolment_id=_enrolment(graduate).pk))
    world.objects.by_uuid("attempt", *opened)
    world.objects.by_uuid("closed_attempt", *closed)
    world.objects.by_uuid("enrolment", *enrolments)
    a, b = (certificate.code for certificate in certificates)
    world.objects.put("certificate", {"code": a}, {"code": b}, {"code": "Z" * len(a)})
    for certificate in certificates:
        # The file stands already, so that reading it writes nothing.
        certificate.file.save(f"{certificate.code}.pdf", ContentFile(b"%PDF-1.7\n"), save=False)
        Certificate.objects.filter(pk=certificate.pk).update(
            file=certificate.file.name, sha256="0" * 64, rendered_at=timezone.now()
        )


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


def _files(world: World, communes: dict[str, list[Committee]]) -> None:
    sets: list[ChangeSet] = []
    jobs: list[Job] = []
    for side in SIDES:
        admin = world.people[_twin("CM", side)]
        unit = communes[side][0]
        row = f",Trần {PERSON[side]},1985,{unit.name},Chuyên viên,4"
        table = f"Mã cán bộ,Họ và tên,Năm sinh,Đơn vị,Chức vụ,Nhóm chức danh\n{row}\n"
        change_set = ChangeSet.objects.create(
            committee=unit, uploaded_by=admin, file_name=f"{PERSON[side]}.csv", sha256="0" * 64
        )
        change_set.file.save("people.csv", ContentFile(table.encode()))
        assert read_change_set(change_set).state == ChangeSetState.READY
        sets.append(change_set)
        job = Job.objects.create(
            kind="reports.export",
            title=f"Bảng {UNIT[side]}",
            requested_by=admin,
            state=JobState.DONE,
            parameters={"node": str(unit.uuid), "kind": "board"},
            file_name="bang.csv",
        )
        job.file.save("bang.csv", ContentFile(f"{UNIT[side]}\n".encode()))
        jobs.append(job)
    world.objects.by_uuid("change_set", *sets)
    world.objects.by_uuid("job", *jobs)
    assets = {
        side: Asset.objects.get(edition_links__edition__course=world.course[side], content_type="text/csv")
        for side in SIDES
    }
    world.objects.put(
        "asset",
        *({"sha256": assets[side].sha256, "name": assets[side].name} for side in SIDES),
        {"sha256": "0" * 64, "name": assets["A"].name},
    )


def _approvals(world: World, communes: dict[str, list[Committee]]) -> None:
    """A new name for a learner of each side: the administrator of the unit and the national one decide."""

    def deciders(user: User) -> Q | None:
        return Q(committee_id__in=committees_administered_by(user).values("pk")) if access_of(user).grants else None

    register_rename(deciders)
    asked = {
        side: propose(
            kind=KIND_RENAME,
            target=world.people[_twin("CA", side)],
            parameters={"name": f"Nguyễn Văn {PERSON[side]} Mới"},
            reason=f"{PERSON[side]} ghi sai tên",
            actor=make_user(full_name="Người Đề Nghị"),
            committee_id=communes[side][0].pk,
        )
        for side in SIDES
    }
    world.objects.by_uuid("approval", asked["A"], asked["B"])


def _authoring_objects(world: World) -> None:
    """Drafts, questions and quizzes of two trainers."""
    drafts = {side: _draft(world.people[_twin("TR", side)], side) for side in SIDES}
    world.objects.by_uuid("draft", drafts["A"], drafts["B"])
    pages = {side: lesson_of(drafts[side]) for side in SIDES}
    for side in SIDES:
        submit_for_review(course=drafts[side], actor=world.people[_twin("TR", side)], note="")
    held = {
        side: LiveSession.objects.create(
            course=drafts[side], activity=uuid4(), starts_at=timezone.now(), room=f"Phòng {DRAFT[side]}"
        )
        for side in SIDES
    }
    world.objects.by_uuid("held", held["A"], held["B"])
    world.objects.put(
        "draft_page",
        *({"uuid": drafts[side].uuid, "page_id": pages[side].pk} for side in SIDES),
        {"uuid": uuid4(), "page_id": 999_999_999},
    )
    questions, quizzes, categories, sheets = [], [], [], []
    for side in SIDES:
        owner = world.people[_twin("TR", side)]
        category = ensure_category(bank=f"kho-{side.lower()}", name=DRAFT[side], owner=owner, actor=owner)
        version = save_question(
            category=category, code=f"{DRAFT[side]}1", raw=raw_question(), is_practice=False, actor=owner
        )
        questions.append(version.question)
        quiz = Quiz(bank=category.bank, slug=f"bai-{side.lower()}", title_vi=f"Bài {DRAFT[side]}", attempts=1)
        save_quiz(quiz=quiz, draws=[Draw(category, 1)], actor=owner)
        quizzes.append(quiz)
        categories.append(category)
        sheets.append(question_sheet(owner, category.bank, DRAFT[side], KEY))
    world.objects.by_uuid("question", *questions)
    world.objects.by_uuid("quiz_draft", *quizzes)
    world.objects.by_uuid("waiting_attempt", *(_waiting(world.people[_twin("TR", side)], side) for side in SIDES))
    world.objects.by_uuid("question_sheet", *sheets)
    a, b = categories
    world.objects.put("category", {"category_id": a.pk}, {"category_id": b.pk}, {"category_id": 999_999_999})
    jobs = [bulk_job(world.people[_twin("TR", side)], DRAFT[side]) for side in SIDES]
    world.objects.by_uuid("bulk_job", *jobs)
    world.objects.put("bank", {"bank": a.bank}, {"bank": b.bank}, {"bank": "khong-co"})
    picture = library_picture()
    known = get_document_model().objects.order_by("pk").first()
    assert known is not None
    served = {"document_id": known.pk, "document_filename": known.filename}
    world.objects.put("document", served, served, {"document_id": 999_999_999, "document_filename": known.filename})
    world.objects.put("kind", {"kind": "single"}, {"kind": "single"}, {"kind": "khong-co"})
    world.objects.put("guide", {"slug": "can-bo"}, {"slug": "tham-dinh"}, {"slug": "khong-co"})
    world.objects.put("library", {"name": picture.file.name}, {"name": picture.file.name}, {"name": "images/khong.png"})
    _wagtail_objects(world, pages, picture.pk, known.pk)


def _waiting(owner: User, side: str) -> Attempt:
    """An essay of the bank of this trainer, handed in by somebody whose name nobody who marks it may see."""
    category = ensure_category(bank=f"kho-{side.lower()}", name=f"Tự luận {DRAFT[side]}", owner=owner, actor=owner)
    save_question(category=category, code="TL1", raw=raw_question("essay"), is_practice=False, actor=owner)
    quiz = Quiz(bank=category.bank, slug=f"tu-luan-{side.lower()}", title_vi=f"Tự luận {DRAFT[side]}", attempts=1)
    save_quiz(quiz=quiz, draws=[Draw(category, 1)], actor=owner)
    learner = make_user(full_name=f"Nguyễn Văn {PERSON[side]} Viết")
    allowance = Allowance(scope=0, attempts_allowed=1, committee_id=None, position_group=None)
    attempt = start_attempt(person=learner, quiz_edition=freeze_quiz(quiz=quiz, actor=owner), allowance=allowance)
    submit_attempt(attempt_uuid=attempt.uuid, person=learner, responses={1: {"text": f"Bài {DRAFT[side]}."}})
    return attempt


def _contestable(owner: User, side: str) -> Attempt:
    category = ensure_category(bank=f"kho-{side.lower()}", name=f"Phúc khảo {DRAFT[side]}", owner=owner, actor=owner)
    save_question(category=category, code=f"{DRAFT[side]}9", raw=raw_question(), is_practice=False, actor=owner)
    slug, title = f"phuc-khao-{side.lower()}", f"Phúc khảo {DRAFT[side]}"
    quiz = Quiz(bank=category.bank, slug=slug, title_vi=title, attempts=1, feedback=FeedbackPolicy.AFTER_SUBMIT)
    save_quiz(quiz=quiz, draws=[Draw(category, 1)], actor=owner)
    learner = make_user(full_name=f"Nguyễn Văn {PERSON[side]} Hỏi")
    allowance = Allowance(scope=0, attempts_allowed=1, committee_id=None, position_group=None)
    attempt = start_attempt(person=learner, quiz_edition=freeze_quiz(quiz=quiz, actor=owner), allowance=allowance)
    submit_attempt(attempt_uuid=attempt.uuid, person=learner)
    return Attempt.objects.get(pk=attempt.pk)


def _corrections(world: World) -> None:
    """A mark of a question of the trainer's own bank is contested, by nobody named; and the question is corrected."""
    contests, corrections, places, versions = [], [], [], []
    for side in SIDES:
        trainer = world.people[_twin("TR", side)]
        attempt = _contestable(trainer, side)
        text = f"{DRAFT[side]} cho rằng câu này chấm sai."
        contest = contest_mark(attempt=attempt, position=1, text=text, person=attempt.cadre)
        contests.append(contest)
        version = QuestionVersion.objects.select_related("question__category", "answer_key").get(pk=contest.version_id)
        corrections.append(
            prepare_correction(
                version=version,
                kind=CorrectionKind.ANNUL,
                lowered=LoweredPolicy.KEEP,
                reason=f"{DRAFT[side]} có hai đáp án đúng",
                message="Câu hỏi bị hủy.",
                actor=trainer,
            )
        )
        places.append({**world.objects.known["closed_attempt"][side], "position": 2})
        versions.append({"uuid": version.question.uuid, "number": version.number})
    world.objects.by_uuid("contest", *contests)
    world.objects.by_uuid("question_correction", *corrections)
    world.objects.put("contest_place", *places, {"uuid": uuid4(), "position": 2})
    world.objects.put("version", *versions, {"uuid": uuid4(), "number": 1})


def _draft(owner: User, side: str) -> Course:
    course = draft_course(owner, f"nhap-{side.lower()}", [{"type": "text", "value": f"<p>{DRAFT[side]} bài</p>"}])
    for page in (course.page, *course.page.get_descendants().specific()):
        page.title = f"{DRAFT[side]} {page.title}"
        page.save()
        page.save_revision(user=owner)
    course.refresh_from_db()
    return course


def _wagtail_objects(world: World, pages: dict[str, LessonPage], picture: int, document: int) -> None:
    """Values for the parameters of Wagtail's own addresses."""
    fixed: dict[str, Any] = {
        "app_label": "courses", "app_name": "courses", "model_name": "lessonpage", "content_type_app_name": "courses",
        "content_type_model_name": "modulepage", "action": "delete", "action_name": "copy", "image_id": picture,
        "document_id": document, "doc_id": document, "media_id": 1, "uploaded_file_id": 1, "filter_spec": "original",
        "collection_id": Collection.get_first_root_node().pk, "task_state_id": 1, "task_id": 1,
        "workflow_state_id": 1, "workflow_pk": 1, "session_id": 1, "media_type": "video", "uidb64": "x", "token": "x",
    }  # fmt: skip
    for side in (*SIDES, "absent"):
        page = pages[side].pk if side in pages else 999_999_999
        revision = pages[side].latest_revision_id if side in pages else 999_999_999
        world.objects.known.setdefault("wagtail", {})[side] = {
            **fixed, "page_id": page, "pk": page, "page_pk": page, "object_id": str(page), "parent_page_id": page,
            "page_to_move_id": page, "revision_id": revision, "destination_id": course_shelf().pk,
        }  # fmt: skip
        compared = {"args": (page, "earliest", "latest")}
        world.objects.known.setdefault("compared", {})[side] = compared
