"""The learner's pages over HTTP: what they show, what they cost, what they refuse."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from assessments.models import Attempt
from learning.enums import EnrolmentStatus
from learning.models import Enrolment
from operations.domain import outbox
from tests.learning.builders import World, assign, enrolment_of, right_form

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SAVEPOINTS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


def statements(act: Callable[[], object]) -> int:
    """How many statements `act` costs, session and user included, transaction marks excluded."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return sum(not query["sql"].startswith(SAVEPOINTS) for query in captured.captured_queries)


def test_the_way_of_a_learner(world: World, client_for: SignIn) -> None:
    assign(world)
    browser = client_for(world.cadre)
    home = browser.get("/").content.decode()
    assert "Khóa học của tôi" in home and "Khóa thử" in home
    course = browser.get("/khoa-hoc/khoa-thu/").content.decode()
    assert "Luật mẫu" in course and "có hiệu lực từ 01/07/2026" in course and "rà soát trước 30/06/2027" in course

    lesson = browser.get("/khoa-hoc/khoa-thu/bai-b/")
    page = lesson.content.decode()
    assert lesson.status_code == 200 and "Bài thực hành" in page
    assert "Vì." not in page
    answered = browser.post("/khoa-hoc/khoa-thu/bai-b/thuc-hanh/1/", {"b1-a": "a", "b1-b": "b"}).content.decode()
    assert "Đúng hết." in answered and "Vì." in answered

    assert browser.post("/khoa-hoc/khoa-thu/bai-b/xong/").headers["Location"] == "/khoa-hoc/khoa-thu/bai-a/"
    assert browser.post("/khoa-hoc/khoa-thu/bai-a/xong/").headers["Location"] == "/khoa-hoc/khoa-thu/kiem-tra/"
    assert browser.get("/khoa-hoc/khoa-thu/kiem-tra/").status_code == 200

    begun = browser.post("/khoa-hoc/khoa-thu/kiem-tra/bat-dau/")
    assert browser.post("/khoa-hoc/khoa-thu/kiem-tra/bat-dau/").headers["Location"] == begun.headers["Location"]
    attempt = Attempt.objects.select_related("paper").get(cadre=world.cadre)
    form = right_form(attempt)
    first = browser.get(f"/lam-bai/{attempt.uuid}/")
    assert first.status_code == 200 and "Vì." not in first.content.decode()
    sent = {key: form[key] for key in form if key.startswith("q1")}
    saved = browser.post(f"/lam-bai/{attempt.uuid}/luu/", {**sent, "positions": "1", "sequence": "1"})
    assert saved.json()["saved_sequence"] == 1
    moved = browser.post(f"/lam-bai/{attempt.uuid}/?trang=2", {**form.dict(), "sequence": "2", "go": "submit"})
    assert moved.headers["Location"] == f"/lam-bai/{attempt.uuid}/nop/"
    last = browser.get(f"/lam-bai/{attempt.uuid}/nop/").content.decode()
    assert "2 trên 2" in last and "Sau khi nộp, không sửa được câu trả lời." in last
    # The clock of the paper, and the form that it sends at zero: more time may have been granted since.
    assert re.search(r'data-sen-deadline-seconds="\d+"', last) and "Làm bài đến" in last
    assert re.search(r'data-sen-finish hidden>.*name="clock"', last)
    for _twice in range(2):
        submitted = browser.post(f"/lam-bai/{attempt.uuid}/nop/")
        assert submitted.headers["Location"] == f"/lam-bai/{attempt.uuid}/ket-qua/"
    result = browser.get(f"/lam-bai/{attempt.uuid}/ket-qua/").content.decode()
    assert "Đạt" in result and "Vì" in result
    assert enrolment_of(world.cadre).status == EnrolmentStatus.COMPLETED

    assert "Một khóa học vừa hoàn thành" in browser.get("/giay-chung-nhan/").content.decode()
    outbox.dispatch(limit=50)
    outbox.dispatch(limit=50)
    listed = browser.get("/giay-chung-nhan/").content.decode()
    found = re.search(r"/giay-chung-nhan/(\w+)\.pdf", listed)
    assert found
    pdf = browser.get(found[0])
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    public = Client().get(f"/xac-minh/{found[1]}/").content.decode()
    assert world.cadre.full_name in public and "có giá trị" in public
    assert client_for(world.other).get(found[0]).status_code == 404


def test_who_was_never_assigned_a_course_has_not_completed_every_one(world: World, client_for: SignIn) -> None:
    browser = client_for(world.cadre)
    home = browser.get("/").content.decode()
    assert "Chưa được giao khóa học nào." in home
    assert "Không còn khóa học nào phải học" not in home
    assign(world)
    assert "Chưa được giao khóa học nào." not in browser.get("/").content.decode()
    done = {"status": EnrolmentStatus.COMPLETED, "completed_on": timezone.localdate()}
    Enrolment.objects.filter(cadre=world.cadre).update(**done)
    home = browser.get("/").content.decode()
    assert "Không còn khóa học nào phải học." in home
    assert "Chưa được giao" not in home


def test_pages_cost_few_statements(world: World, client_for: SignIn) -> None:
    assign(world)
    browser = client_for(world.cadre)
    pages = {"/": 8, "/khoa-hoc/khoa-thu/": 10, "/khoa-hoc/khoa-thu/bai-b/": 8}
    for address in pages:
        browser.get(address)
    for address, most in pages.items():
        assert statements(lambda a=address: browser.get(a)) <= most, address  # type: ignore[misc]


def test_saving_an_answer_costs_four_statements(world: World, client_for: SignIn) -> None:
    assign(world)
    browser = client_for(world.cadre)
    browser.post("/khoa-hoc/khoa-thu/kiem-tra/bat-dau/")
    attempt = Attempt.objects.select_related("paper").get(cadre=world.cadre)
    form = right_form(attempt)
    sent = {key: form[key] for key in form if key.startswith("q1")} | {"positions": "1"}
    address = f"/lam-bai/{attempt.uuid}/luu/"
    browser.post(address, {**sent, "sequence": "1"})
    wrong = right_form(attempt, right=False)
    other = {key: wrong[key] for key in wrong if key.startswith("q1")} | {"positions": "1"}
    assert statements(lambda: browser.post(address, {**other, "sequence": "2"})) <= 4 + 2


def test_a_position_longer_than_any_number_is_none(world: World, client_for: SignIn) -> None:
    assign(world)
    browser = client_for(world.cadre)
    browser.post("/khoa-hoc/khoa-thu/kiem-tra/bat-dau/")
    attempt = Attempt.objects.get(cadre=world.cadre)
    saved = browser.post(f"/lam-bai/{attempt.uuid}/luu/", {"positions": "9" * 5000, "sequence": "1"})
    assert saved.status_code == 200 and not attempt.saves.exists()


def test_what_is_not_yours_is_not_there(world: World, client_for: SignIn) -> None:
    assign(world)
    client_for(world.cadre).post("/khoa-hoc/khoa-thu/kiem-tra/bat-dau/")
    attempt = Attempt.objects.get(cadre=world.cadre)
    stranger = client_for(world.far)
    assert stranger.get(f"/lam-bai/{attempt.uuid}/").status_code == 404
    refused = stranger.post(f"/lam-bai/{attempt.uuid}/luu/", {"positions": "1", "sequence": "1"})
    assert refused.status_code == 404 and "message" in refused.json()
    assert Client().post(f"/lam-bai/{attempt.uuid}/luu/", {}).status_code == 401
    assert stranger.get("/khoa-hoc/khong-co/").status_code == 404
    # On offer, not joined: the lesson leads to the course.
    assert stranger.get("/khoa-hoc/khoa-thu/bai-b/").headers["Location"] == "/khoa-hoc/khoa-thu/"
    assert not Enrolment.objects.filter(cadre=world.far).exists()
    stranger.post("/khoa-hoc/khoa-thu/tham-gia/")
    stranger.post("/khoa-hoc/khoa-thu/tham-gia/")
    assert Enrolment.objects.filter(cadre=world.far).count() == 1


def test_an_unknown_code_gets_a_clear_answer_and_nothing_else(db: None) -> None:
    page = Client().get("/xac-minh/ABCDEFGH/")
    assert page.status_code == 404
    assert "Không có giấy chứng nhận nào mang mã này" in page.content.decode()
    assert Client().get("/xac-minh/", {"code": "abc d-e"}).headers["Location"] == "/xac-minh/ABCDE/"


def test_the_frame_speaks_the_chosen_language_for_each_person(world: World, client_for: SignIn) -> None:
    vietnamese, english = client_for(world.cadre), client_for(world.admin)
    english.post("/ngon-ngu/", {"language": "en", "next": "/"})
    for _visit in range(2):  # what is remembered of one must not come to the other
        page = vietnamese.get("/").content.decode()
        assert '<html lang="vi"' in page and ">English</button>" in page and ">Khóa học của tôi</a>" in page
        assert world.cadre.full_name in page and "Đơn vị của tôi" not in page
        page = english.get("/").content.decode()
        assert '<html lang="en"' in page and ">Tiếng Việt</button>" in page and ">My courses</a>" in page
        assert world.admin.full_name in page and "My unit" in page


def test_who_has_no_certificate_yet_is_led_to_the_courses(world: World, client_for: SignIn) -> None:
    page = client_for(world.cadre).get("/giay-chung-nhan/").content.decode()
    assert re.search(r'Chưa có giấy chứng nhận.*<a class="button button--quiet" href="/">Khóa học của tôi</a>', page)
