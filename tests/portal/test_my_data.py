"""One's own data: whole, only one's own, without keys or other people's names; corrections within the own tree."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from assessments.domain.attempts import start_attempt, submit_attempt
from assessments.models import Quiz, QuizEdition
from committees.domain.corrections import answer_correction, ask_correction, working_days_after
from committees.domain.integrity import corrections
from committees.domain.roles import grant_role
from committees.enums import CorrectionState, Role
from committees.errors import CommitteeError
from committees.models import Committee, CorrectionRequest
from courses.models import Course
from learning.domain.enrolments import exempt
from learning.domain.progress import allowance_for, complete_lesson, open_activity
from learning.enums import ExemptReason
from operations.domain.notices import Notices
from operations.models import AuditEntry
from tests.committees.builders import member
from tests.factories import make_user
from tests.learning.builders import World, assign, enrolment_of, right_form
from tests.portal.test_learner_pages import statements

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SENTENCE = "Năm sinh ghi 1985, đúng phải là 1986."


def _learn(world: World) -> None:
    """A lesson finished, a quiz submitted all wrong."""
    enrolment = enrolment_of(world.cadre)
    lesson, quiz = world.outline.activities[0], world.outline.activities[-1]
    open_activity(enrolment=enrolment, activity=lesson.key, edition_id=world.outline.edition_id, is_known=False)
    complete_lesson(enrolment=enrolment, activity=lesson.key)
    edition = QuizEdition.objects.get(pk=quiz.quiz_edition_id)
    allowance = allowance_for(enrolment=enrolment, quiz_edition=edition)
    attempt = start_attempt(person=world.cadre, quiz_edition=edition, allowance=allowance)
    form = right_form(attempt, right=False)
    assert form
    submit_attempt(attempt_uuid=attempt.uuid, person=world.cadre)


def _file(browser: Client) -> dict[str, Any]:
    answer = browser.post("/du-lieu-cua-toi/tep/")
    assert "attachment" in answer.headers["Content-Disposition"] and "no-store" in answer.headers["Cache-Control"]
    data: dict[str, Any] = json.loads(answer.content)
    return data


def test_what_is_held_is_shown_and_taken_along(world: World, client_for: SignIn) -> None:
    assign(world)
    _learn(world)
    browser = client_for(world.cadre)
    page = browser.get("/du-lieu-cua-toi/").content.decode()
    for said in ("Nguyễn Văn Học", "xã Một", "Khóa thử", "Đợt thử", "#vi-sao", "/ket-qua/", "Cỡ chữ"):
        assert said in page, said
    sections = _file(browser)["sections"]
    assert {
        "account",
        "memberships",
        "enrolments",
        "lessons",
        "events",
        "attempts",
        "certificates",
        "log",
        "display",
    } <= set(sections)
    assert sections["enrolments"]["rows"][0]["course"] == "Khóa thử"
    attempt = sections["attempts"]["rows"][0]
    assert (attempt["course"], attempt["score"], attempt["passed"]) == ("Khóa thử", "0.00", "Chưa đạt")
    assert [row["finished_at"] is not None for row in sections["lessons"]["rows"]] == [True]
    assert sections["memberships"]["rows"][0]["from"] == "2025-07-01"
    assert sections["log"]["rows"][0]["by"] == "bản thân"
    assert AuditEntry.objects.filter(action="personal_data.exported", object_id=str(world.cadre.pk)).count() == 1


def test_in_english_attempts_have_the_english_titles_of_quiz_and_course(world: World, client_for: SignIn) -> None:
    assign(world)
    _learn(world)
    Course.objects.update(title_en="A course to try")
    Quiz.objects.update(title_en="A final test")
    browser = client_for(world.cadre)
    assert "A final test" not in browser.get("/du-lieu-cua-toi/").content.decode()
    browser.post("/ngon-ngu/", {"language": "en", "next": "/"})
    attempt = _file(browser)["sections"]["attempts"]["rows"][0]
    assert (attempt["course"], attempt["quiz"]) == ("A course to try", "A final test")


def test_what_is_empty_is_said_to_be_empty_now(world: World, client_for: SignIn) -> None:
    page = client_for(world.cadre).get("/du-lieu-cua-toi/").content.decode()
    _before, _heading, empty = page.partition("Hiện chưa có dữ liệu về</h2>")
    assert "Các hồ sơ đã gộp vào hồ sơ này" in empty.partition("</section>")[0]


def test_no_keys_and_no_other_names(world: World, client_for: SignIn) -> None:
    assign(world)
    _learn(world)
    exempt(enrolment=enrolment_of(world.cadre), reason=ExemptReason.LEAVE, note="Bà Quản ghi", actor=world.admin)
    browser = client_for(world.cadre)
    both = browser.get("/du-lieu-cua-toi/").content.decode() + json.dumps(_file(browser), ensure_ascii=False)
    assert "Miễn tham gia một khóa học" in both and "người có thẩm quyền" in both
    for word in ("Vì.", world.admin.full_name, world.other.full_name, "Bà Quản ghi", '"correct"'):
        assert word not in both, word


def test_the_page_costs_as_many_statements_for_much_as_for_little(world: World, client_for: SignIn) -> None:
    browser = client_for(world.cadre)

    def cost() -> int:
        browser.get("/du-lieu-cua-toi/")
        return statements(lambda: browser.get("/du-lieu-cua-toi/"))

    few = cost()
    assert few <= 34
    assign(world)
    _learn(world)
    for _time in range(3):
        _file(browser)
    # The courses of all attempts are asked for at once, where there is an attempt.
    assert cost() <= few + 1


def test_a_long_table_is_cut_on_the_page_and_whole_in_the_file(
    world: World, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.views.my_data.MOST_ROWS", 2)
    browser = client_for(world.cadre)
    for _time in range(3):
        data = _file(browser)
    # The sign-in stands there as well.
    assert len(data["sections"]["log"]["rows"]) == 4
    page = browser.get("/du-lieu-cua-toi/").content.decode()
    assert page.count("Tải tệp dữ liệu của mình") == 2 and "Chỉ hiện các dòng mới nhất" in page


def test_a_correction_is_asked_for_and_answered(world: World, client_for: SignIn) -> None:
    browser, administrator = client_for(world.cadre), client_for(world.admin)
    refused = browser.post("/du-lieu-cua-toi/", {"about": "account", "text": "ngắn"})
    assert refused.status_code == 422 and not CorrectionRequest.objects.exists()
    browser.post("/du-lieu-cua-toi/", {"about": "account", "text": SENTENCE})
    request = CorrectionRequest.objects.get()
    assert request.due_on == working_days_after(timezone.localdate(), 2)
    listed = administrator.get(f"/don-vi/{world.province.uuid}/dinh-chinh/").content.decode()
    assert world.cadre.full_name in listed and "Chờ trả lời" in listed
    assert Notices(world.admin)[0].notice.url == f"/don-vi/dinh-chinh/{request.uuid}/"
    address = f"/don-vi/dinh-chinh/{request.uuid}/"
    assert administrator.post(address, {"state": "corrected", "answer": " "}).status_code == 422
    assert administrator.post(address, {"state": "corrected", "answer": "Đã sửa năm sinh."}).status_code == 302
    assert administrator.post(address, {"state": "declined", "answer": "Không."}).status_code == 422
    request.refresh_from_db()
    assert (request.state, request.answered_by) == (CorrectionState.CORRECTED, world.admin)
    page = browser.get("/du-lieu-cua-toi/").content.decode()
    assert "Đã sửa năm sinh." in page and world.admin.full_name not in page
    assert Notices(world.cadre)[0].notice.title == "Đã đính chính dữ liệu"
    assert not list(corrections())
    CorrectionRequest.objects.update(answered_by=world.cadre)
    CorrectionRequest.objects.create(person=world.other, text=SENTENCE, due_on=timezone.localdate())
    assert len(list(corrections())) == 2


def test_nobody_sees_or_answers_beyond_their_tree(world: World, client_for: SignIn) -> None:
    far_admin = member(world.far_province, name="Võ Văn Trắng")
    grant_role(user=far_admin, role=Role.COMMITTEE_ADMIN, committee=world.far_province, actor=None)
    reviewer = member(world.communes[0], name="Đỗ Văn Soát")
    grant_role(user=reviewer, role=Role.COMMITTEE_REVIEWER, committee=world.province, actor=None)
    request = ask_correction(person=world.cadre, about="account", text=SENTENCE)
    own = ask_correction(person=world.admin, about="account", text=SENTENCE)
    for person in (far_admin, reviewer, world.other, world.cadre):
        browser = client_for(person)
        assert browser.get(f"/don-vi/dinh-chinh/{request.uuid}/").status_code == 404
        assert (
            browser.post(f"/don-vi/dinh-chinh/{request.uuid}/", {"state": "declined", "answer": "x"}).status_code == 404
        )
        assert browser.get(f"/don-vi/{world.province.uuid}/dinh-chinh/").status_code == 404
        with pytest.raises(CommitteeError):
            answer_correction(request=request, state=CorrectionState.DECLINED, answer="x", actor=person)
    elsewhere = client_for(far_admin).get(f"/don-vi/{world.far_province.uuid}/dinh-chinh/").content.decode()
    assert world.cadre.full_name not in elsewhere and "Chưa có đề nghị đính chính" in elsewhere
    assert not [dated for dated in Notices(far_admin)[0:9] if "đính chính" in dated.notice.title]
    # Nobody answers their own.
    assert client_for(world.admin).get(f"/don-vi/dinh-chinh/{own.uuid}/").status_code == 404
    national = make_user(full_name="Người Toàn Quốc")
    grant_role(user=national, role=Role.NATIONAL_ADMIN, committee=None, actor=None)
    assert client_for(national).get(f"/don-vi/dinh-chinh/{own.uuid}/").status_code == 200
    # Told of is the national administrator only where nobody of the tree can answer: of people without a unit, and of
    # a unit's only administrator.
    alone = ask_correction(person=make_user(full_name="Lý Không Đơn Vị"), about="account", text=SENTENCE)

    def told() -> set[str]:
        return {dated.notice.url for dated in Notices(national)[0:9]}

    assert told() == {f"/don-vi/dinh-chinh/{each.uuid}/" for each in (alone, own)}
    grant_role(user=reviewer, role=Role.COMMITTEE_ADMIN, committee=world.province, actor=None)
    assert told() == {f"/don-vi/dinh-chinh/{alone.uuid}/"}
    assert f"/don-vi/dinh-chinh/{own.uuid}/" in {dated.notice.url for dated in Notices(reviewer)[0:9]}


def test_who_belongs_to_no_unit_is_listed_at_the_top_of_the_tree_alone(world: World, client_for: SignIn) -> None:
    national = make_user(full_name="Người Toàn Quốc")
    grant_role(user=national, role=Role.NATIONAL_ADMIN, committee=None, actor=None)
    ask_correction(person=make_user(full_name="Lý Không Đơn Vị"), about="account", text=SENTENCE)
    ask_correction(person=world.cadre, about="display", text=SENTENCE)
    browser, top = client_for(national), Committee.objects.get(depth=1)
    listed = browser.get(f"/don-vi/{top.uuid}/dinh-chinh/").content.decode()
    assert "Lý Không Đơn Vị" in listed and world.cadre.full_name in listed
    listed = browser.get(f"/don-vi/{world.province.uuid}/dinh-chinh/").content.decode()
    assert "Lý Không Đơn Vị" not in listed and world.cadre.full_name in listed


def test_who_answers_is_told_what_a_request_is_about(world: World, client_for: SignIn) -> None:
    browser = client_for(world.admin)
    for about, words in (("memberships", "Đơn vị công tác qua các thời kỳ"), ("display", "Hiển thị"), ("", "")):
        request = ask_correction(person=world.cadre, about=about, text=SENTENCE)
        page = browser.get(f"/don-vi/dinh-chinh/{request.uuid}/").content.decode()
        assert ("Thuộc phần" in page) is bool(about)
        assert words in page


def test_lengths_are_held_by_the_acts_themselves(world: World) -> None:
    for text in ("ngắn", " " * 30, "a" * 2001):
        with pytest.raises(CommitteeError):
            ask_correction(person=world.cadre, about="account", text=text)
    request = ask_correction(person=world.cadre, about="account", text=f"  {SENTENCE}\n")
    assert request.text == SENTENCE
    with pytest.raises(CommitteeError):
        answer_correction(request=request, state=CorrectionState.DECLINED, answer="a" * 2001, actor=world.admin)
    answer_correction(request=request, state=CorrectionState.DECLINED, answer="a" * 2000, actor=world.admin)


def test_five_at_a_time_and_days_of_work(world: World) -> None:
    for _time in range(5):
        ask_correction(person=world.cadre, about="account", text=SENTENCE)
    with pytest.raises(CommitteeError):
        ask_correction(person=world.cadre, about="account", text=SENTENCE)
    thursday = date(2026, 11, 26)
    assert working_days_after(thursday, 2) == date(2026, 11, 30)
    assert working_days_after(date(2026, 11, 28), 2) == date(2026, 12, 1)
