"""Drafts, questions and quizzes of two trainers, and what hangs on them."""

from typing import Any
from uuid import uuid4

from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection

from accounts.models import User
from assessments.domain.affected import find_affected
from assessments.domain.attempts import Allowance, start_attempt, submit_attempt
from assessments.domain.bank import ensure_category, save_question
from assessments.domain.blueprint import Draw
from assessments.domain.contests import contest_mark
from assessments.domain.correcting import prepare_correction
from assessments.domain.manual_marking import mark_by_hand
from assessments.domain.marking_again import mark_again
from assessments.domain.quizzes import freeze_quiz, save_quiz
from assessments.enums import ContestState, CorrectionKind, FeedbackPolicy, LoweredPolicy, QuestionState
from assessments.models import Attempt, Category, Contest, Question, QuestionVersion, Quiz
from assessments.question_types.by_hand import HandMark
from common.text.vietnamese import slug
from courses.domain.preparation import course_shelf
from courses.domain.publishing import submit_for_review
from courses.models import Course, LessonPage
from learning.models import LiveSession
from tests.access.objects import NO_ID, World
from tests.access.places import ABSENT, BANK, DRAFTED, ENDED, KEY, PERSON, SIBLING, UNREAD, WRITER
from tests.access.world_bank import bulk_job, feedback, question_sheet
from tests.assessments.builders import raw_question
from tests.courses.builders import draft_course, lesson_of, library_picture
from tests.factories import make_user


def write_drafts(world: World) -> None:
    """Courses that three trainers write; of one of them also what has ended."""
    objects, trainers = world.objects, world.trainers
    drafts = {place: _draft(owner, place) for place, owner in trainers.items()}
    for place, owner in trainers.items():
        submit_for_review(course=drafts[place], actor=owner, note="")
    Course.objects.filter(pk=drafts[ENDED].pk).update(archived_at=timezone.now())
    objects.spread("draft", drafts)
    by_slug = {place: {"course_slug": course.slug} for place, course in drafts.items()}
    objects.at("taught", by_slug, {"course_slug": "khong-co"})
    said = {place: {"uuid": feedback(course, f"Góp ý {DRAFTED[place]}")} for place, course in drafts.items()}
    objects.at("feedback", said, {"uuid": uuid4()})
    for course in drafts.values():
        feedback(course, UNREAD, is_counted=False)
    objects.spread("held", {place: _held(course, place) for place, course in drafts.items()})
    pages = {place: lesson_of(course) for place, course in drafts.items()}
    paged = {place: {"uuid": drafts[place].uuid, "page_id": page.pk} for place, page in pages.items()}
    objects.at("draft_page", paged, {"uuid": uuid4(), "page_id": NO_ID})
    _library(world, pages)


def fill_banks(world: World) -> None:
    """A question, a quiz, an essay that waits, a sheet that was sent, in the bank of each trainer."""
    objects, trainers = world.objects, world.trainers
    own = {
        place: ensure_category(bank=BANK[place], name=DRAFTED[place], owner=owner, actor=owner)
        for place, owner in trainers.items()
    }
    questions = {place: _question(own[place], owner, f"{DRAFTED[place]}1") for place, owner in trainers.items()}
    for place, owner in trainers.items():
        raw = raw_question(stem=f"<p>{DRAFTED[place]} tập làm?</p>")
        save_question(category=own[place], code=f"{DRAFTED[place]}TH", raw=raw, is_practice=True, actor=owner)
    Question.objects.filter(pk=questions[ENDED].pk).update(state=QuestionState.RETIRED)
    objects.spread("question", questions)
    # In the bank of a course, whose trainer sees it whoever began it.
    for place, owner in trainers.items():
        ensure_category(bank=f"nhap-{place.lower()}", name=f"{DRAFTED[place]} khóa", owner=None, actor=owner)
    objects.spread("quiz_draft", {place: _quiz(own[place], owner, "bai", "Bài") for place, owner in trainers.items()})
    objects.spread("waiting_attempt", {place: _waiting(owner, place) for place, owner in trainers.items()})
    sheets = {place: question_sheet(owner, own[place].bank, DRAFTED[place], KEY) for place, owner in trainers.items()}
    objects.spread("question_sheet", sheets)
    objects.spread("bulk_job", {place: bulk_job(owner, DRAFTED[place]) for place, owner in trainers.items()})
    objects.at("category", {p: {"category_id": category.pk} for p, category in own.items()}, {"category_id": NO_ID})
    objects.at("bank", {place: {"bank": category.bank} for place, category in own.items()}, {"bank": "khong-co"})


def _held(course: Course, place: str) -> LiveSession:
    room = f"Phòng {DRAFTED[place]}"
    return LiveSession.objects.create(course=course, activity=uuid4(), starts_at=timezone.now(), room=room)


def _question(category: Category, owner: User, code: str, kind: str = "single") -> Question:
    raw = raw_question(kind, tags=[category.name])
    version = save_question(category=category, code=code, raw=raw, is_practice=False, actor=owner)
    return version.question


def _quiz(category: Category, owner: User, slug: str, title: str, **more: Any) -> Quiz:
    name = f"{title} {category.name}"
    quiz = Quiz(bank=category.bank, slug=f"{slug}-{category.bank}", title_vi=name, attempts=1, **more)
    save_quiz(quiz=quiz, draws=[Draw(category, 1)], actor=owner)
    return quiz


def _library(world: World, pages: dict[str, LessonPage]) -> None:
    """Pictures and documents, which are every author's, and what of the addresses is nobody's."""
    picture = library_picture()
    known = get_document_model().objects.order_by("pk").first()
    assert known is not None
    served = {"document_id": known.pk, "document_filename": known.filename}
    world.objects.put("document", served, served, {"document_id": NO_ID, "document_filename": known.filename})
    world.objects.put("kind", {"kind": "single"}, {"kind": "single"}, {"kind": "khong-co"})
    world.objects.put("numeric", {"kind": "numeric"}, {"kind": "numeric"}, {"kind": "khong-co"})
    world.objects.put("guide", {"slug": "can-bo"}, {"slug": "tham-dinh"}, {"slug": "khong-co"})
    world.objects.put("library", {"name": picture.file.name}, {"name": picture.file.name}, {"name": "images/khong.png"})
    world.objects.put("picture", {"image_id": picture.pk}, {"image_id": picture.pk}, {"image_id": NO_ID})
    _wagtail_objects(world, pages, picture.pk, known.pk)


def _waiting(owner: User, place: str) -> Attempt:
    """An essay of the bank of this trainer, handed in by somebody whose name nobody who marks it may see."""
    return _handed_in(owner, place, "Tự luận", "essay", {1: {"text": f"Bài {DRAFTED[place]}."}})


def _contestable(owner: User, place: str) -> Attempt:
    return _handed_in(owner, place, "Phúc khảo", "single", None, feedback=FeedbackPolicy.AFTER_SUBMIT)


def _handed_in(owner: User, place: str, title: str, kind: str, answers: Any, **more: Any) -> Attempt:
    name = f"{title} {DRAFTED[place]}"
    category = ensure_category(bank=BANK[place], name=name, owner=owner, actor=owner)
    _question(category, owner, f"{DRAFTED[place]} {title}", kind)
    quiz = _quiz(category, owner, slug(title), title, **more)
    learner = make_user(full_name=f"Nguyễn Văn {PERSON.get(place, PERSON[SIBLING])} {WRITER}")
    allowance = Allowance(scope=0, attempts_allowed=1, committee_id=None, position_group=None)
    attempt = start_attempt(person=learner, quiz_edition=freeze_quiz(quiz=quiz, actor=owner), allowance=allowance)
    submit_attempt(attempt_uuid=attempt.uuid, person=learner, responses=answers)
    return Attempt.objects.get(pk=attempt.pk)


def contest_and_correct(world: World) -> None:
    """A mark of a question of the trainer's own bank is contested, by nobody named; and the question is corrected."""
    contests, corrections, versions = {}, {}, {}
    for place, trainer in world.trainers.items():
        attempt = _contestable(trainer, place)
        text = f"{DRAFTED[place]} cho rằng câu này chấm sai."
        contest = contest_mark(attempt=attempt, position=1, text=text, person=attempt.cadre)
        version = QuestionVersion.objects.select_related("question__category", "answer_key").get(pk=contest.version_id)
        contests[place] = contest
        corrections[place] = prepare_correction(
            version=version,
            kind=CorrectionKind.ANNUL,
            lowered=LoweredPolicy.KEEP,
            reason=f"{DRAFTED[place]} có hai đáp án đúng",
            message="Câu hỏi bị hủy.",
            actor=trainer,
        )
        versions[place] = {"uuid": version.question.uuid, "number": version.number}
    world.objects.spread("contest", contests)
    marked = {place: _marked_and_contested(trainer, place, "Chấm lại") for place, trainer in world.trainers.items()}
    world.objects.spread("marked_contest", marked)
    settled = {place: _marked_and_contested(trainer, place, "Chấm xong") for place, trainer in world.trainers.items()}
    for contest in settled.values():
        mark_again(contest=contest, mark=HandMark({"a": 0, "b": 1}, ""), actor=world.people["NA"])
    world.objects.spread("settled_contest", settled)
    for correction in corrections.values():
        find_affected(correction, lambda *_done: None)
    world.objects.spread("question_correction", corrections)
    world.objects.at("version", versions, {"uuid": uuid4(), "number": 1})
    closed = world.objects.known["closed_attempt"]
    world.objects.known["contest_place"] = {place: {**found, "position": 2} for place, found in closed.items()}


def _marked_and_contested(owner: User, place: str, title: str) -> Contest:
    """An essay that its trainer has marked; its learner contests the mark, and somebody else has upheld that."""
    attempt = _handed_in(owner, place, title, "essay", {1: {"text": f"Bài {DRAFTED[place]}."}})
    mark_by_hand(attempt_uuid=attempt.uuid, marks={1: HandMark({"a": 0, "b": 1}, "")}, actor=owner)
    attempt.refresh_from_db()
    contest = contest_mark(attempt=attempt, position=1, text="Bài làm đã nêu đủ các bước.", person=attempt.cadre)
    answer = {"state": ContestState.UPHELD, "answer": "Cần chấm lại.", "answered_at": timezone.now()}
    Contest.objects.filter(pk=contest.pk).update(**answer)
    return contest


def _draft(owner: User, place: str) -> Course:
    text = f"<p>{DRAFTED[place]} bài</p>"
    course = draft_course(owner, f"nhap-{place.lower()}", [{"type": "text", "value": text}])
    for page in (course.page, *course.page.get_descendants().specific()):
        page.title = f"{DRAFTED[place]} {page.title}"
        page.save()
        page.save_revision(user=owner)
    course.refresh_from_db()
    course.title_vi = f"{DRAFTED[place]} khóa"
    course.save()
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
    for place in (*pages, ABSENT):
        page = pages[place].pk if place in pages else NO_ID
        revision = pages[place].latest_revision_id if place in pages else NO_ID
        world.objects.known.setdefault("wagtail", {})[place] = {
            **fixed, "page_id": page, "pk": page, "page_pk": page, "object_id": str(page), "parent_page_id": page,
            "page_to_move_id": page, "revision_id": revision, "destination_id": course_shelf().pk,
        }  # fmt: skip
        compared = {"args": (page, "earliest", "latest")}
        world.objects.known.setdefault("compared", {})[place] = compared
