"""A course made by the screens: its quizzes draw from banks with other names, their pages have other addresses."""

import json
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from assessments.domain.bank import ensure_category, save_question, set_state
from assessments.domain.blueprint import Draw, draws_of
from assessments.domain.quizzes import Section, save_quiz
from assessments.models import Category, Question, Quiz, Tag
from assessments.question_types import question_type
from committees.enums import Role
from courses.domain.drafts import draft_of
from courses.domain.preparing import problems_of
from courses.models import Course, LessonPage, QuizExemption, QuizPage
from interop.domain.package_transfer import request_export
from interop.domain.packages import PackageError, export_package, import_package
from operations.domain.jobs import run_job
from operations.enums import JobState
from tests.assessments.builders import make_category, make_question, raw_question
from tests.courses.builders import author, draft_course, lesson_of

pytestmark = pytest.mark.django_db

BANK = "bai-thu-r4"


def _place(course: Course, owner: User, slug: str, quiz: Quiz, title: str, exempts: Any = ()) -> QuizPage:
    module = course.page.get_children().get().specific
    page = QuizPage(title=title, slug=slug, quiz=quiz, owner=owner, live=False)
    module.refresh_from_db()
    module.add_child(instance=page)
    page.exemptions = [QuizExemption(lesson=lesson, section=section) for lesson, section in exempts]
    page.save_revision(user=owner)
    return page


def _course(owner: User) -> Course:
    """Two quizzes of a bank of another name: one draws at random, one is a pre-test in sections."""
    course = draft_course(owner, slug="khoa-thu-r4")
    make_question(make_category("Chung", course.slug, owner), "single", 1)
    common = make_category("Chung", BANK, owner)
    deep = ensure_category(bank=BANK, name="Sâu", owner=owner, actor=owner, parent=common)
    deepest = ensure_category(bank=BANK, name="Sâu nữa", owner=owner, actor=owner, parent=deep)
    for n, kind in enumerate(("single", "ordering", "numeric"), start=1):
        make_question(common, kind, n)
    tagged = make_question(deepest, "multiple", 4).question
    tagged.tags.add(Tag.objects.create(bank=BANK, name="Cấp xã", key="cap xa"))
    save_question(category=common, code="TH", raw=raw_question("single", 9), is_practice=True, actor=owner)
    make_question(make_category("Không ai lấy", BANK, owner), "single", 5)
    final = Quiz(bank=BANK, slug="r4-tat-ca", title_vi="Đủ loại câu hỏi", pass_mark_percent=70)
    save_quiz(quiz=final, draws=[Draw(common, 4)], actor=owner)
    before = Quiz(bank=BANK, slug="r4-truoc", title_vi="Trước khi học", purpose="diagnostic")
    fixed = (Question.objects.get(bank=BANK, code="Q002"),)
    draws = [
        Draw(common, 1, section=1, tag=Tag.objects.get(bank=BANK)),
        Draw(common, 1, section=2, questions=fixed),
    ]
    save_quiz(quiz=before, draws=draws, sections=[Section("Một"), Section("Hai", "Đọc kỹ.", False)], actor=owner)
    rehearsal = Quiz(bank=BANK, slug="r4-tap", title_vi="Tập", purpose="practice")
    save_quiz(quiz=rehearsal, draws=[Draw(common, 1)], actor=owner)
    lesson = lesson_of(course)
    _place(course, owner, "kiem-tra-dau-vao", before, "Trước khi học", [(lesson, 2), (lesson, 0)])
    _place(course, owner, "kiem-tra-du-loai", final, "Kiểm tra đủ loại")
    _place(course, owner, "luyen", rehearsal, "Tập")
    return course


def _said(question: Question) -> Any:
    latest = question.versions.select_related("answer_key").order_by("number").last()
    answer = latest.answer_key
    return [latest.stem, question_type(latest.type).raw(latest.presentation, answer.key, answer.reasons)]


def _outline(course: Course) -> list[Any]:
    """Everything that learners would meet of its quizzes, without the names that a package may change."""
    draft = draft_of(course)
    assert draft is not None
    told = []
    for activity in draft.activities:
        page = activity.page
        if isinstance(page, LessonPage):
            told.append(page.slug)
            continue
        assert isinstance(page, QuizPage) and page.quiz is not None
        slug_of = dict(LessonPage.objects.values_list("pk", "slug"))
        draws = []
        for draw in draws_of(page.quiz):
            drawable = Question.objects.filter(draw.drawable(purpose=page.quiz.purpose))
            says = sorted((_said(question) for question in drawable), key=str)
            draws.append((draw.count, draw.section, draw.tag and draw.tag.name, draw.with_below, says))
        told.append(
            [
                (page.slug, page.title, page.quiz.title_vi, page.quiz.purpose, page.quiz.pass_mark_percent),
                list(page.quiz.sections.values_list("title", "instructions", "new_page")),
                draws,
                [(slug_of[row.lesson_id], row.section) for row in page.exemptions.all()],
            ]
        )
    return told


def _out(course: Course, folder: Path, reader: User | None = None) -> Path:
    folder.mkdir()
    export_package(course, folder, reader=reader)
    return folder


def test_the_course_comes_back_with_all_that_its_quizzes_can_draw(tmp_path: Path) -> None:
    owner = author()
    course = _course(owner)
    package = _out(course, tmp_path / "ra", owner)
    questions = json.loads((package / "questions.json").read_text())
    found = {question["code"]: question["category"] for question in questions}
    assert found == {
        "Q001": "Chung",
        "Q001-2": "Chung-2",
        "Q002": "Chung-2",
        "Q003": "Chung-2",
        "Q004": "Sâu nữa",
        "TH": "Chung-2",
    }
    names = {"slug": "khoa-ban-sao", "code": "B1-2"}
    made = import_package(package, actor=author(), rename=lambda _head: names).course
    draft = draft_of(made)
    assert _outline(made) == _outline(course) and len(_outline(course)) == 4
    assert draft is not None and not [one for one in problems_of(draft) if "miễn" in one]
    assert {draw.category.bank for quiz in Quiz.objects.filter(bank=made.slug) for draw in draws_of(quiz)} == {
        "khoa-ban-sao"
    }
    again = _out(made, tmp_path / "lai")
    for name in ("course.json", "questions.json", "lessons/bai-mot.json"):
        was = (package / name).read_text().replace("khoa-thu-r4", "khoa-ban-sao").replace('"B1"', '"B1-2"')
        assert (again / name).read_text() == was
    assert import_package(again, actor=None).changes == 0


def test_brought_back_into_its_own_course_the_quizzes_of_its_own_bank_stay_the_same_rows(tmp_path: Path) -> None:
    owner = author()
    course = draft_course(owner)
    category = make_category("Chung", course.slug, owner)
    make_question(category, "single", 1)
    quiz = Quiz(bank=course.slug, slug="ten-khac", title_vi="Cuối khóa")
    save_quiz(quiz=quiz, draws=[Draw(category, 1)], actor=owner)
    _place(course, owner, "cuoi-khoa", quiz, "Cuối khóa")
    package = _out(course, tmp_path / "ra")
    import_package(package, actor=owner)
    assert [one.slug for one in Quiz.objects.all()] == ["ten-khac"]
    assert import_package(package, actor=owner).changes == 0


def test_who_may_not_read_the_answers_is_refused_and_no_file_is_written(tmp_path: Path) -> None:
    owner = author()
    course = _course(author(name="Người Khác"))
    Course.objects.filter(pk=course.pk).update(created_by=owner)
    course.refresh_from_db()
    with pytest.raises(PackageError, match=BANK) as refused:
        _out(course, tmp_path / "ra", owner)
    assert "Đủ loại câu hỏi" in str(refused.value) and not list((tmp_path / "ra").iterdir())
    job = request_export(course=course, actor=owner)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED and BANK in job.message and not job.file
    assert list(_out(course, tmp_path / "duoc", author(Role.PUBLISHER)).iterdir())


def _no_quiz_chosen(course: Course, owner: User) -> None:
    page = _place(course, owner, "chua-chon", _copy_of_pretest(owner), "Chưa chọn")
    page.quiz = None
    page.save_revision(user=owner, clean=False)


def _twice(course: Course, owner: User) -> None:
    _place(course, owner, "hai-lan", Quiz.objects.get(slug="r4-tap"), "Hai lần")


def _retired(course: Course, owner: User) -> None:
    set_state(question=Question.objects.get(bank=BANK, code="Q002"), state="retired", actor=owner)


def _nothing_to_draw(course: Course, owner: User) -> None:
    set_state(question=Question.objects.get(bank=BANK, code="TH"), state="retired", actor=owner)


def _a_lesson_of_another_course(course: Course, owner: User) -> None:
    other = draft_course(owner, slug="khoa-khac")
    _place(course, owner, "mien-sai", _copy_of_pretest(owner), "Miễn sai", [(lesson_of(other), 0)])


def _copy_of_pretest(owner: User) -> Quiz:
    quiz = Quiz(bank=BANK, slug="r4-nua", title_vi="Nữa", purpose="diagnostic")
    return save_quiz(quiz=quiz, draws=[Draw(Category.objects.get(bank=BANK, name="Chung"), 1)], actor=owner)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_no_quiz_chosen, "“Chưa chọn”: chưa chọn bài kiểm tra"),
        (_twice, "“Hai lần”: bài kiểm tra này được xếp hai lần"),
        (_retired, "“Trước khi học”, lượt rút 2: có câu hỏi được chỉ định đã ngừng dùng"),
        (_nothing_to_draw, "“Tập”, lượt rút 1: “Chung” không có câu hỏi nào rút được"),
        (_a_lesson_of_another_course, "“Miễn sai” miễn một bài học không có trong khóa học"),
    ],
)
def test_what_no_package_can_hold_is_refused_before_a_file_is_written(tmp_path: Path, spoil: Any, words: str) -> None:
    owner = author()
    course = _course(owner)
    spoil(course, owner)
    with pytest.raises(PackageError) as refused:
        _out(course, tmp_path / "ra", owner)
    assert words in str(refused.value) and not list((tmp_path / "ra").iterdir())


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda head: head["modules"][0]["activities"][1]["exempts"][0].update(lesson="la"), "la"),
        (lambda head: head["modules"][0]["activities"][1]["exempts"][0].update(section=3), "bai-mot"),
        (lambda head: head["quizzes"][1].pop("purpose"), "kiem-tra-dau-vao"),
        (lambda head: head["modules"][0]["activities"][0].update(title="Tên"), "title"),
    ],
)
def test_an_exemption_that_means_nothing_is_refused(tmp_path: Path, spoil: Any, words: str) -> None:
    package = _out(_course(author()), tmp_path / "ra")
    head = json.loads((package / "course.json").read_text())
    spoil(head)
    (package / "course.json").write_text(json.dumps(head, ensure_ascii=False))
    with pytest.raises(PackageError, match=words):
        import_package(package, actor=None, rename=lambda _head: {"slug": "moi", "code": "M"})
