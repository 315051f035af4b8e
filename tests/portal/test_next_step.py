"""The next step is something that can be done now."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.domain.page_names import name_of_page
from accounts.models import User
from assessments.domain.answers import save_form
from assessments.domain.attempts import start_attempt, submit_attempt
from assessments.models import Attempt, QuizEdition
from common.db.erasure import erasure_window
from courses.models import Course
from learning.domain.notices import dates_near
from learning.domain.progress import allowance_for, complete_lesson, open_activity
from learning.domain.queries.my_courses import current_enrolment, my_courses
from learning.enums import EnrolmentStatus
from learning.models import Campaign, Enrolment
from tests.learning.builders import World, assign, enrolment_of, right_form
from tests.portal.test_learner_pages import statements

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def _rules(world: World, **rules: int | None) -> QuizEdition:
    edition = QuizEdition.objects.get(pk=world.outline.activities[-1].quiz_edition_id)
    with erasure_window():
        QuizEdition.objects.filter(pk=edition.pk).update(rules={**edition.rules, **rules})
    edition.refresh_from_db()
    return edition


def _use_up(world: World, edition: QuizEdition) -> None:
    """Every lesson done, every attempt of the round submitted empty."""
    for activity in world.outline.activities:
        enrolment = enrolment_of(world.cadre)
        open_activity(enrolment=enrolment, activity=activity.key, edition_id=world.outline.edition_id, is_known=False)
        if not activity.is_quiz:
            complete_lesson(enrolment=enrolment, activity=activity.key)
    for _round in range(edition.rules["attempts"]):
        allowance = allowance_for(enrolment=enrolment_of(world.cadre), quiz_edition=edition)
        attempt = start_attempt(person=world.cadre, quiz_edition=edition, allowance=allowance)
        submit_attempt(attempt_uuid=attempt.uuid, person=world.cadre)


def test_a_used_up_round_leads_to_the_lessons_until_it_opens(world: World, client_for: SignIn) -> None:
    assign(world)
    edition = _rules(world, attempts=1, wait_hours=24)
    _use_up(world, edition)
    browser = client_for(world.cadre)
    opens = timezone.localtime(Attempt.objects.get().closed_at + timedelta(hours=24))  # type: ignore[operator]
    for address, most in (("/", 10), ("/khoa-hoc/khoa-thu/", 12)):
        page = browser.get(address).content.decode()
        assert f"Bài kiểm tra mở lại lúc {opens:%H:%M %d/%m/%Y}" in page
        assert "Đọc lại bài học: Khóa thử" in page
        step = page.partition('class="next-step"')[2].partition("</section>")[0]
        assert "/khoa-hoc/khoa-thu/bai-b/" in step and "kiem-tra" not in step
        assert statements(lambda a=address: browser.get(a)) <= most  # type: ignore[misc]
    Attempt.objects.update(closed_at=timezone.now() - timedelta(hours=25))
    page = browser.get("/").content.decode()
    step = page.partition('class="next-step"')[2].partition("</section>")[0]
    assert "/khoa-hoc/khoa-thu/kiem-tra/" in step


def test_an_attempt_that_runs_or_was_not_passed_is_named_with_what_is_left(world: World, client_for: SignIn) -> None:
    assign(world)
    edition = _rules(world, attempts=2, wait_hours=0, time_limit_minutes=12)
    for activity in world.outline.activities:
        enrolment = enrolment_of(world.cadre)
        open_activity(enrolment=enrolment, activity=activity.key, edition_id=world.outline.edition_id, is_known=False)
        if not activity.is_quiz:
            complete_lesson(enrolment=enrolment, activity=activity.key)
    browser, quiz = client_for(world.cadre), world.outline.activities[-1].title
    allowance = allowance_for(enrolment=enrolment_of(world.cadre), quiz_edition=edition)
    attempt = start_attempt(person=world.cadre, quiz_edition=edition, allowance=allowance)
    for address in ("/", "/khoa-hoc/khoa-thu/"):
        step = _step(browser, address)
        assert f"Làm tiếp: {attempt.quiz.title_vi}, còn 11 phút" in step and f"/lam-bai/{attempt.uuid}/" in step
        # Every course has a quiz of that name; on its own page it need not be named.
        assert ("Khóa thử</p>" in step) is (address == "/")
    Attempt.objects.update(deadline_at=timezone.now() + timedelta(seconds=50))
    for address in ("/", "/khoa-hoc/khoa-thu/"):
        step = _step(browser, address)
        assert f"Làm tiếp: {attempt.quiz.title_vi}, còn dưới 1 phút" in step and "0 phút" not in step
    submit_attempt(attempt_uuid=attempt.uuid, person=world.cadre)
    for address in ("/", "/khoa-hoc/khoa-thu/"):
        assert f"Làm lại: {quiz}, còn 1 lượt" in _step(browser, address)
    assert "Còn 1 lượt làm bài." in browser.get(f"/lam-bai/{attempt.uuid}/ket-qua/").content.decode()


def test_an_attempt_past_its_end_is_not_called_running(world: World, client_for: SignIn) -> None:
    assign(world)
    edition = _rules(world, attempts=2, wait_hours=0, time_limit_minutes=12)
    for activity in world.outline.activities:
        enrolment = enrolment_of(world.cadre)
        open_activity(enrolment=enrolment, activity=activity.key, edition_id=world.outline.edition_id, is_known=False)
    browser, quiz = client_for(world.cadre), "/khoa-hoc/khoa-thu/kiem-tra/"
    assert "Đồng hồ chạy trên máy chủ" in browser.get(quiz).content.decode()
    allowance = allowance_for(enrolment=enrolment_of(world.cadre), quiz_edition=edition)
    attempt = start_attempt(person=world.cadre, quiz_edition=edition, allowance=allowance)
    assert "đang làm bài" in browser.get(quiz).content.decode()
    Attempt.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))
    page = browser.get(quiz).content.decode()
    assert "đang làm bài" not in page and "Làm tiếp" not in page
    assert "đã hết giờ" in page and f'href="/lam-bai/{attempt.uuid}/"' in page
    assert "Làm tiếp" not in _step(browser) and "Làm tiếp" not in _step(browser, "/khoa-hoc/khoa-thu/")
    assert browser.get(f"/lam-bai/{attempt.uuid}/")["Location"] == f"/lam-bai/{attempt.uuid}/ket-qua/"


def test_the_wait_after_the_last_attempt_is_told_before_the_first(world: World, client_for: SignIn) -> None:
    assign(world)
    browser, quiz = client_for(world.cadre), "/khoa-hoc/khoa-thu/kiem-tra/"
    _rules(world, attempts=3, wait_hours=24)
    page = browser.get(quiz).content.decode()
    assert "Khi hết lượt</dt><dd>chờ 24 giờ, sau đó có thêm lượt</dd>" in page
    _rules(world, attempts=3, wait_hours=0)
    assert "Khi hết lượt" not in browser.get(quiz).content.decode()


def test_a_course_joined_freely_stands_apart_from_what_was_assigned(world: World, client_for: SignIn) -> None:
    Course.objects.update(self_enrolment=True)
    browser = client_for(world.cadre)
    browser.post("/khoa-hoc/khoa-thu/tham-gia/")
    page = browser.get("/").content.decode()
    assert ">Tự ghi danh</h2>" in page and ">Cần học</h2>" not in page and "Chưa có khóa học nào" not in page
    assign(world)
    page = browser.get("/").content.decode()
    assert ">Tự ghi danh</h2>" not in page and ">Cần học</h2>" in page


def test_a_quiz_without_a_limit_of_time_speaks_of_no_clock(world: World, client_for: SignIn) -> None:
    assign(world)
    _rules(world, time_limit_minutes=None)
    page = client_for(world.cadre).get("/khoa-hoc/khoa-thu/kiem-tra/").content.decode()
    assert "Bắt đầu" in page and "Đồng hồ chạy trên máy chủ" not in page


def test_a_form_kept_from_a_page_of_the_course_names_the_page(world: World) -> None:
    assign(world)
    lesson = world.outline.activities[0]
    assert name_of_page(world.cadre, f"/khoa-hoc/khoa-thu/{lesson.slug}/xong/") == lesson.title
    assert name_of_page(world.cadre, "/khoa-hoc/khoa-thu/khong-co/xong/") == ""
    assert name_of_page(world.cadre, "/khong-co/") == ""


def test_without_another_round_somebody_has_to_be_asked(world: World, client_for: SignIn) -> None:
    assign(world)
    _use_up(world, _rules(world, attempts=1, wait_hours=0))
    page = client_for(world.cadre).get("/").content.decode()
    assert "Đề nghị hỏi quản trị đơn vị" in page


@pytest.mark.parametrize("passed", [False, True])
def test_a_quiz_does_not_hold_back_from_a_lesson_that_is_unread(world: World, client_for: SignIn, passed: bool) -> None:
    """Whoever tried the quiz before reading is led to the first lesson unread, and to the quiz while writing it."""
    assign(world)
    edition = _rules(world, attempts=3, wait_hours=0)
    first, quiz = world.outline.activities[0], world.outline.activities[-1]
    for activity in (first, quiz):
        open_activity(
            enrolment=enrolment_of(world.cadre),
            activity=activity.key,
            edition_id=world.outline.edition_id,
            is_known=False,
        )
    allowance = allowance_for(enrolment=enrolment_of(world.cadre), quiz_edition=edition)
    attempt = start_attempt(person=world.cadre, quiz_edition=edition, allowance=allowance)
    browser = client_for(world.cadre)
    assert f"/lam-bai/{attempt.uuid}/" in _step(browser)
    if passed:
        save_form(attempt_uuid=attempt.uuid, person=world.cadre, form=right_form(attempt), positions=[1, 2], sequence=1)
    assert submit_attempt(attempt_uuid=attempt.uuid, person=world.cadre).passed is passed
    assert f"/khoa-hoc/khoa-thu/{first.slug}/" in _step(browser)
    for activity in world.outline.activities[:-1]:
        complete_lesson(enrolment=enrolment_of(world.cadre), activity=activity.key)
    home = browser.get("/").content.decode()
    assert ('class="next-step"' in home) is not passed
    if not passed:
        assert "/khoa-hoc/khoa-thu/kiem-tra/" in _step(browser)


def _step(browser: Client, address: str = "/") -> str:
    page = browser.get(address).content.decode()
    return page.partition('class="next-step"')[2].partition("</section>")[0]


def test_last_year_is_over_when_this_year_is_completed(world: World, client_for: SignIn) -> None:
    last_year, this_year = assign(world), assign(world, days=60)
    day = timezone.localdate()
    own = Enrolment.objects.filter(cadre=world.cadre)
    own.filter(campaign=last_year).update(
        due_on=day - timedelta(days=200), assigned_on=day - timedelta(days=300), status=EnrolmentStatus.IN_PROGRESS
    )
    browser = client_for(world.cadre)
    assert "Có 1 khóa học đã quá hạn" in browser.get("/").content.decode()
    own.filter(campaign=this_year).update(status=EnrolmentStatus.COMPLETED, completed_on=day)
    home = browser.get("/").content.decode()
    assert 'class="next-step"' not in home and "khóa học đã quá hạn" not in home
    assert "đã hoàn thành ở đợt bồi dưỡng sau" in home
    assert _meant_by_the_address(world) == this_year
    assert not dates_near(world.cadre, timezone.now()).exists()
    (course,) = my_courses(world.cadre.pk)
    assert [claim.is_superseded for claim in course.claims].count(True) == 1
    # The other way round there is something left to do.
    own.filter(campaign=last_year).update(status=EnrolmentStatus.COMPLETED, completed_on=day)
    own.filter(campaign=this_year).update(status=EnrolmentStatus.NOT_STARTED, completed_on=None)
    assert _meant_by_the_address(world) == this_year
    assert 'class="next-step"' in browser.get("/").content.decode()


def test_a_course_of_several_campaigns_is_one_card(world: World, client_for: SignIn) -> None:
    first, second = assign(world), assign(world, days=60)
    page = client_for(world.cadre).get("/").content.decode()
    assert page.count('/khoa-hoc/khoa-thu/"') == 1
    assert "Học một lần, được tính cho mọi đợt bồi dưỡng đang mở" in page
    for campaign in (first, second):
        assert f"hạn {campaign.due_on:%d/%m/%Y}" in page


def _meant_by_the_address(world: World) -> Campaign:
    enrolment = current_enrolment(world.cadre.pk, "khoa-thu")
    assert enrolment is not None
    return enrolment.campaign
