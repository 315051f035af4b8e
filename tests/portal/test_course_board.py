"""The screens of feedback and of the trainer's board."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from committees.enums import Role
from learning.domain.progress import begin_course
from learning.models import CourseFeedback
from operations.models import Job
from reports.domain.course_figures import count_course
from tests.courses.builders import author
from tests.learning.builders import World, assign, enrolment_of
from tests.portal.test_learner_pages import statements
from tests.reports.test_course_figures import more_people, take

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
FORM = "/khoa-hoc/khoa-thu/gop-y/"
SAID = {"useful": "1", "clear": "2", "working": "1", "text": "Bảng ở bài B thiếu đơn vị tính."}


def board_of(world: World) -> str:
    return f"/giang-day/{world.course.uuid}/ket-qua/"


def add_feedback(world: World, count: int, text: str = "") -> None:
    facts = {"edition_id": world.outline.edition_id, "useful": 1, "clear": 1, "working": 1}
    month = timezone.localdate().replace(day=1)
    for number in range(count):
        words = f"{text} {number}" if text else ""
        CourseFeedback.objects.create(course=world.course, month=month, text=words, **facts)


def test_feedback_is_offered_once_the_course_is_begun_and_sent_once(world: World, client_for: SignIn) -> None:
    assign(world)
    browser = client_for(world.cadre)
    assert browser.get(FORM).status_code == 404
    begin_course(enrolment=enrolment_of(world.cadre), edition_id=world.outline.edition_id)
    assert FORM in browser.get("/khoa-hoc/khoa-thu/").content.decode()
    form = browser.get(FORM).content.decode()
    assert "không ghi tên người" in form and "Góp ý được lưu không kèm họ tên" in form
    refused = browser.post(FORM, {**SAID, "useful": ""})
    assert refused.status_code == 422 and SAID["text"] in refused.content.decode()
    assert browser.post(FORM, SAID).headers["Location"] == "/khoa-hoc/khoa-thu/"
    browser.post(FORM, {**SAID, "text": "Lần hai"})
    assert [(row.useful, row.clear, row.text) for row in CourseFeedback.objects.all()] == [(1, 2, SAID["text"])]
    assert FORM not in browser.get("/khoa-hoc/khoa-thu/").content.decode()
    assert "không tìm lại để sửa được" in browser.get(FORM).content.decode()


def test_the_board_tells_why_it_is_empty(world: World, client_for: SignIn) -> None:
    assign(world)
    browser = client_for(author(Role.PUBLISHER))
    assert "Chưa có số liệu" in browser.get(board_of(world)).content.decode()
    take(world, world.cadre, 1)
    count_course(world.course, lambda done: None)
    page = browser.get(board_of(world)).content.decode()
    assert "Chưa đủ số người để hiển thị" in page and "Chưa có góp ý để hiển thị" in page and "Bài A" not in page
    assert browser.post(board_of(world)).status_code == 302
    assert Job.objects.get(kind="reports.course_figures").requested_by is not None


def test_the_board_shows_stops_and_words_without_a_name_at_one_price(world: World, client_for: SignIn) -> None:
    assign(world)
    browser = client_for(author(Role.PUBLISHER))
    for person in (world.cadre, world.other, world.admin, *more_people(world, 4)):
        take(world, person, 1, minutes=9)
    add_feedback(world, 6, "Sửa hình số")
    count_course(world.course, lambda done: None)
    page = browser.get(board_of(world)).content.decode()
    assert "Sửa hình số 5" in page and "Khoảng 5 phiếu góp ý" in page and ">9</td>" in page
    assert world.cadre.full_name not in page and world.cadre.username not in page
    few = statements(lambda: browser.get(board_of(world)))
    add_feedback(world, 12, "Thêm")
    count_course(world.course, lambda done: None)
    assert statements(lambda: browser.get(board_of(world))) == few <= 14


def test_a_trainer_erases_words_that_do_not_belong_there(world: World, client_for: SignIn) -> None:
    assign(world)
    trainer = author()
    world.course.created_by = trainer
    world.course.save()
    add_feedback(world, 5, "Của ông Nguyễn Văn Nêu Tên")
    count_course(world.course, lambda done: None)
    said = CourseFeedback.objects.filter(text__endswith="0").get()
    browser = client_for(trainer)
    assert browser.post(f"/giang-day/gop-y/{said.pk}/xoa/").headers["Location"] == board_of(world)
    page = browser.get(board_of(world)).content.decode()
    assert "Nêu Tên 0" not in page and "Nêu Tên 1" in page
