"""An error page says what to do next and whom to ask, and leads on."""

import re
from typing import Any, Final

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from operations.request_id import current_request_id
from operations.views.errors import error_reply
from tests.factories import make_user

pytestmark = pytest.mark.no_database

PAGES: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    *((f"{status}.html", {}) for status in (400, 403, 404, 405, 413, 500, 503)),
    ("413.html", {"megabytes": 20}),
    ("429.html", {"when": "Đề nghị thử lại sau 5 phút. Please try again in 5 minutes."}),
    ("403_csrf.html", {}),
    ("403_csrf.html", {"back": "/tai-khoan/"}),
    ("accounts/refused.html", {"url": "/tiep-tuc/a/", "is_theirs": True, "is_signed_in": True}),
    ("accounts/refused.html", {"url": "/tiep-tuc/a/", "is_theirs": False, "is_signed_in": True}),
    ("accounts/refused.html", {"url": "/tiep-tuc/a/", "is_theirs": False, "is_signed_in": False}),
)
WHOM: Final = {"vi": r"quản trị đơn vị|hỗ trợ kỹ thuật", "en": r"administrator of the unit|technical support"}
NEXT: Final = {"vi": r"đề nghị (quay|giảm|chờ|thử|liên hệ|hỏi)|có thể (xem|gửi) lại", "en": r"please|can be"}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("template", "context"), PAGES)
def test_it_says_what_to_do_and_whom_to_ask(template: str, context: dict[str, Any], language: str) -> None:
    with translation.override(language):
        main = render_to_string(template, context).partition("<main")[2]
    assert re.search(WHOM[language], main), "nobody to ask"
    assert re.search(NEXT[language], main, re.IGNORECASE), "nothing to do next"
    assert len(re.findall(r'<a class="button[^"]*" href="', main)) == 2


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 429, 500, 503])
def test_it_lets_leave_in_one_click_whoever_carries_a_session(rf: RequestFactory, status: int) -> None:
    request = rf.get("/")
    request.COOKIES = {"csrftoken": "t"}
    assert "/dang-xuat/" not in error_reply(request, status).content.decode()
    request.COOKIES = {"sessionid": "s", "csrftoken": 't">'}
    first, second = (error_reply(request, status).content for _ in range(2))
    assert first == second, "the page of what may not be seen must be that of what is not there"
    found = re.search(r'<form[^>]* method="post" action="/dang-xuat/">.*?</form>', first.decode())
    assert found is not None
    assert 'name="csrfmiddlewaretoken" value="t&quot;&gt;"' in found[0]


@pytest.mark.django_db
def test_the_button_of_an_error_page_leaves() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    client.get("/hien-thi/")
    page = client.get("/khong-co/")
    assert page.status_code == 404
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert token is not None
    assert client.post("/dang-xuat/", {"csrfmiddlewaretoken": token[1]}).status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 500, 503])
def test_it_shows_the_code_by_which_the_log_knows_the_request(rf: RequestFactory, status: int) -> None:
    """But for 403 and 404: what may not be seen must answer with the very bytes of what is not there."""
    token = current_request_id.set("0a1b2c3d")
    try:
        main = error_reply(rf.get("/"), status).content.decode().partition("<main")[2]
    finally:
        current_request_id.reset(token)
    assert ("0a1b2c3d" in main) is (status not in {403, 404})


@pytest.mark.django_db
def test_a_refused_form_leads_back_to_its_page_and_says_what_became_of_the_words() -> None:
    client = Client(enforce_csrf_checks=True)
    here = {"Referer": "http://testserver/dang-nhap/?next=/khoa-hoc/"}
    page = client.post("/dang-nhap/", {"login": "a"}, headers=here).content.decode()
    assert '<a class="button" href="/dang-nhap/?next=/khoa-hoc/">Tải lại trang có biểu mẫu</a>' in page
    assert "không giữ lại nội dung đã nhập" in page
    elsewhere = {"Referer": "http://noi-khac.vn/"}
    assert "noi-khac" not in client.post("/dang-nhap/", {"login": "a"}, headers=elsewhere).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/khong-co/", "/ngon-ngu/"])
@pytest.mark.parametrize("who", ["somebody signed in", "a visitor", "a visitor who comes for the first time"])
def test_the_language_of_an_error_page_can_be_changed(who: str, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    if who == "somebody signed in":
        client.force_login(make_user())
    if who != "a visitor who comes for the first time":
        client.get("/hien-thi/")
    first = client.get(address)
    assert first.status_code in {404, 405}
    form = re.search(r'<form class="language".*?</form>', first.content.decode(), re.DOTALL)
    assert form is not None
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form[0])
    assert token is not None
    sent = {"csrfmiddlewaretoken": token[1], "language": "en"}
    here = f"http://testserver{address}"
    answer = client.post("/ngon-ngu/", sent, headers={"Referer": here, "Accept": "text/html"})
    assert answer["Location"] == here
    page = client.get(address).content.decode()
    assert '<html lang="en"' in page and "Tiếng Việt" in page


def test_no_choice_is_offered_where_its_form_would_be_refused(rf: RequestFactory) -> None:
    """Further out than the middleware of tokens, a browser without a token cannot be given one."""
    assert 'class="language"' not in error_reply(rf.get("/"), 413).content.decode()
    known = rf.get("/")
    known.COOKIES = {"csrftoken": "t"}
    assert 'class="language"' in error_reply(known, 413).content.decode()
    assert 'class="language"' not in error_reply(known, 503).content.decode(), "without a database"
