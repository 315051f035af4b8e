"""Two editions compared; who completed the older one; legal bases due for review."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from assessments.domain.bank import raw_of, save_question
from assessments.domain.written_lines import written_lines
from assessments.models import QuestionVersion, Quiz
from committees.domain.roles import grant_role
from committees.enums import Role
from courses.domain.checksums import edition_checksum
from courses.domain.comparison import _settings, compare_editions, compare_legal_bases, compare_outlines
from courses.domain.drafts import draft_of
from courses.domain.legal_bases import legal_bases_of
from courses.domain.outlining import shift_page
from courses.domain.publishing import publish_by_system, publish_edition, submit_for_review
from courses.domain.queries.reviews import reviews_due
from courses.models import Course, Edition
from learning.models import Enrolment
from operations.domain.jobs import run_job
from operations.models import Job
from tests.courses.builders import author, draft_course, lesson_of
from tests.learning.builders import World, assign

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def second_edition(world: World) -> Edition:
    """The quiz gets another time limit, a question another wording, the lessons change places."""
    writer, publisher = author(Role.PUBLISHER), author(Role.PUBLISHER)
    Quiz.objects.update(time_limit_minutes=45, minutes_between_attempts=30)
    version = QuestionVersion.objects.get(question__code="Z-2")
    raw = raw_of(version) | {"stem": "<p>Câu hỏi đã viết lại?</p>"}
    save_question(category=version.question.category, code="Z-2", raw=raw, is_practice=False, actor=writer)
    draft = draft_of(world.course)
    assert draft
    shift_page(course=world.course, page=draft.activities[0].page, up=False, actor=writer)
    submit_for_review(course=world.course, actor=writer)
    return publish_edition(course=world.course, actor=publisher, is_material=True, note="Sửa lớn")


def editions(world: World) -> list[Edition]:
    return list(world.course.editions.prefetch_related("activities__quiz_edition").order_by("number"))


def test_outline_settings_and_questions_are_told_apart_and_keys_only_to_who_may(world: World) -> None:
    second_edition(world)
    old, new = editions(world)
    moved = {(line.kind, line.text) for line in compare_outlines(old, new) if line.kind in ("added", "removed")}
    assert {kind for kind, _text in moved} == {"added", "removed"} and len({text for _kind, text in moved}) == 1
    assert not compare_outlines(old, old)
    category = QuestionVersion.objects.filter(question__code="Z-2").first().question.category_id
    quiz = next(a for a in compare_editions(old, new, banks={category}) if a.title == "Kiểm tra")
    changed = [line for line in quiz.lines if "45" in line.text]
    assert {line.kind for line in changed} == {"changed"}
    assert {piece.text for line in changed for piece in line.pieces if piece.kind == "added"} == {"45"}
    assert ("added", "Số phút chờ giữa hai lượt: 30") in [(line.kind, line.text) for line in quiz.lines]
    (question,) = quiz.questions
    assert (question.code, question.change) == ("Z-2", "changed")
    assert ("added", "Câu hỏi đã viết lại?") in [(line.kind, line.text) for line in question.lines]
    said = _settings(new.activities.get(quiz_edition__isnull=False).quiz_edition) + written_lines(
        QuestionVersion.objects.filter(question__code="Z-2").latest("number")
    )
    assert not [line for line in said if re.search(r"[a-z]_[a-z]|^[a-z]+: |True|False|None|[{}]", line)]
    assert "Mục đích: tính vào kết quả khóa học" in said and any(line.startswith("Độ khó: ") for line in said)
    hidden = next(a for a in compare_editions(old, new) if a.title == "Kiểm tra")
    assert [(q.code, q.lines) for q in hidden.questions] == [("Z-2", ())]


def test_a_label_of_what_is_left_out_as_unchanged_is_left_out_too() -> None:
    writer = author()
    advice = {"type": "pair", "value": {"do": ["Gọi lại số đã biết"], "dont": ["Bấm vào đường dẫn"]}}
    steps = ({"type": "steps", "value": {"title": "Khi nhận thư", "steps": ["Đọc", last]}} for last in ("Xóa", "Báo"))
    course = draft_course(writer, body=[next(steps), advice])
    publish_by_system(course=course)
    lesson = lesson_of(course).get_latest_revision_as_object()
    lesson.body = [next(steps), advice]
    lesson.save_revision(user=writer)
    submit_for_review(course=course, actor=writer)
    publish_edition(course=course, actor=author(Role.PUBLISHER), is_material=False, note="Sửa bước")
    (lesson_compared,) = compare_editions(*course.editions.prefetch_related("activities").order_by("number"))
    shown = [(line.kind, line.text) for line in lesson_compared.lines]
    assert shown == [("same", "Đọc"), ("removed", "Xóa"), ("added", "Báo")]


def test_a_law_that_changed_is_told_with_its_days(world: World) -> None:
    page = world.course.page
    page.legal_basis = [{"text": "Luật mới", "in_force_on": "2027-01-01", "review_on": "2028-06-30"}]
    page.save_revision()
    second_edition(world)
    old, new = editions(world)
    (line,) = [line for line in compare_legal_bases(old, new) if line.kind != "gap"]
    assert (line.kind, line.text) == ("changed", "Luật mới (có hiệu lực từ 01/01/2027, rà soát trước 30/06/2028)")
    gone = [piece.text for piece in line.pieces if piece.kind == "removed"]
    assert gone == ["mẫu", "01/07/2026", "30/06/2027"]
    assert not compare_legal_bases(new, new)
    assert old.checksum != new.checksum == edition_checksum(new, new.activities.all())


def test_an_edition_from_before_the_column_shows_the_bases_of_its_course(world: World) -> None:
    edition = world.course.editions.get()
    edition.legal_basis = []
    assert [basis.text for basis in legal_bases_of(edition)] == ["Luật mẫu"]
    edition.course.current_edition_id = None
    assert not legal_bases_of(edition)


def test_a_page_of_comparison_costs_the_same_with_more_questions(
    world: World, client_for: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    second_edition(world)
    browser = client_for(author(Role.PUBLISHER))
    url = f"/quan-tri/khoa-hoc/{world.course.uuid}/so-sanh/?cu=1&moi=2"
    page = browser.get(url).content.decode()
    assert "Câu hỏi đã viết lại?" in page and "Đề cương" in page and "Căn cứ pháp lý" in page
    for words in ("Phiên bản 1 (cũ hơn)", "Phiên bản 2 (mới hơn)", "Sửa lớn", "phần thêm mới", "phần không thay đổi"):
        assert words in page
    with django_assert_max_num_queries(25):
        browser.get(url)


def test_units_see_who_completed_the_older_edition_and_authors_how_many(world: World, client_for: SignIn) -> None:
    assign(world)
    first = world.course.editions.get()
    Enrolment.objects.filter(cadre__in=[world.cadre, world.other]).update(
        status=2, completed_on=timezone.localdate(), edition=first
    )
    assign(world)
    Enrolment.objects.filter(cadre=world.cadre).update(status=2, completed_on=timezone.localdate(), edition=first)
    edition = second_edition(world)
    assert Enrolment.objects.filter(cadre=world.cadre, edition=first).count() == 2
    job = Job.objects.get(kind="learning.move_to_edition", key=str(edition.pk))
    run_job(job.pk)
    job.refresh_from_db()
    assert job.result["completed_before"] == 2
    url = f"/phien-ban/{world.course.uuid}/2/da-hoan-thanh/"
    named = client_for(world.admin).get(url).content.decode()
    assert named.count(world.cadre.full_name) == named.count(world.other.full_name) == 1
    far = author()
    grant_role(user=far, role=Role.COMMITTEE_REVIEWER, committee=world.far_province, actor=None)
    assert world.cadre.full_name not in client_for(far).get(url).content.decode()
    # Each unit is told once, and only where somebody has completed the older edition.
    assert client_for(world.admin).get("/thong-bao/").content.decode().count(url) == 1
    assert url not in client_for(far).get("/thong-bao/").content.decode()
    counted = client_for(author(Role.PUBLISHER)).get(url).content.decode()
    assert "Chưa đến năm người" in counted and world.cadre.full_name not in counted
    assert client_for(world.cadre).get(url).status_code == 404


def test_what_is_due_for_review_is_listed_earliest_first_for_who_edits(world: World, client_for: SignIn) -> None:
    today = date(2027, 6, 1)
    publisher = author(Role.PUBLISHER)
    assert [due.text for due in reviews_due(publisher, today=today)] == ["Luật mẫu"]
    assert not reviews_due(publisher, today=today - timedelta(days=120))
    assert not reviews_due(author(), today=today)
    near = (timezone.localdate() + timedelta(days=10)).isoformat()
    late = (timezone.localdate() - timedelta(days=1)).isoformat()
    basis = [{"text": text, "in_force_on": "2020-01-01", "review_on": day} for text, day in (("B", near), ("A", late))]
    Course.objects.filter(pk=world.course.pk).update(legal_basis=basis)
    found = reviews_due(publisher)
    assert [(due.text, due.is_late) for due in found] == [("A", True), ("B", False)]
    page = client_for(publisher).get("/quan-tri/khoa-hoc/ra-soat/").content.decode()
    assert "Khóa thử" in page and "đến hạn" in page
    trainer = author()
    draft_course(trainer)
    assert "Khóa thử" not in client_for(trainer).get("/quan-tri/khoa-hoc/ra-soat/").content.decode()


def test_the_reader_chooses_how_far_ahead_the_reviews_are_listed(
    world: World, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = timezone.localdate()
    days = {"Trễ": -1, "Hôm nay": 0, "Gần": 90, "Xa": 91, "Rất xa": 3000}
    basis = [
        {"text": f"Luật {text}", "in_force_on": "2010-01-01", "review_on": (today + timedelta(days=number)).isoformat()}
        for text, number in days.items()
    ]
    Course.objects.filter(pk=world.course.pk).update(legal_basis=basis)
    publisher, url = client_for(author(Role.PUBLISHER)), "/quan-tri/khoa-hoc/ra-soat/"

    def listed(**asked: str) -> list[str]:
        return [due.text.removeprefix("Luật ") for due in publisher.get(url, asked).context["page"]]

    assert listed(trong="qua-han") == ["Trễ", "Hôm nay"]
    assert listed() == listed(trong="khac") == listed(trong="90-ngay") == ["Trễ", "Hôm nay", "Gần"]
    assert listed(trong="tat-ca") == list(days)
    monkeypatch.setattr("courses.views.acts.PER_PAGE", 2)
    assert listed(trong="tat-ca", p="2") == ["Gần", "Xa"]
    page = publisher.get(url, {"trong": "tat-ca"}).content.decode()
    assert "?trong=tat-ca&amp;p=2" in page and '<a href="?trong=tat-ca" aria-current="page">' in page
    assert not client_for(author()).get(url, {"trong": "tat-ca"}).context["page"].object_list
