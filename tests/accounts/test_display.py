"""The theme and the text size: chosen without scripts, kept in the browser, on every page after."""

import re

import pytest
from django.conf import settings
from django.test import Client

from common.http.display import COOKIE, TextSize, Theme
from tests.factories import make_user

pytestmark = pytest.mark.django_db

CHOSEN = {"theme": "dark", "text_size": "largest"}


def _html(client: Client, address: str) -> str:
    found = re.search(r"<html[^>]*>", client.get(address).content.decode())
    assert found is not None
    return found[0]


def test_nothing_chosen_leaves_it_to_the_computer() -> None:
    assert _html(Client(), "/dang-nhap/") == '<html lang="vi">'


@pytest.mark.parametrize("address", ["/hien-thi/", "/dang-nhap/", "/khong-co/"])
def test_a_choice_is_on_every_page(address: str) -> None:
    client = Client()
    answer = client.post("/hien-thi/", CHOSEN)
    assert (answer.status_code, answer["Location"]) == (302, "/hien-thi/")
    cookie = answer.cookies[COOKIE]
    assert (cookie.value, bool(cookie["httponly"]), cookie["samesite"]) == ("dark.largest", True, "Lax")
    assert _html(client, address) == '<html lang="vi" data-theme="dark" data-text-size="largest">'


def test_it_is_chosen_on_the_account_page_and_outlives_the_session() -> None:
    client = Client()
    client.force_login(make_user())
    assert "theme" in client.get("/tai-khoan/").content.decode()
    answer = client.post("/hien-thi/", {**CHOSEN, "next": "/tai-khoan/"})
    assert answer["Location"] == "/tai-khoan/"
    client.post("/dang-xuat/")
    assert 'data-theme="dark"' in _html(client, "/dang-nhap/")
    left = {name for name, cookie in client.cookies.items() if cookie.value}
    assert left <= {COOKIE, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME, "messages"}


def test_as_on_this_computer_takes_the_cookie_away() -> None:
    client = Client()
    client.post("/hien-thi/", CHOSEN)
    client.post("/hien-thi/", {"theme": Theme.SYSTEM.value, "text_size": TextSize.MEDIUM.value})
    assert client.cookies[COOKIE].value == ""
    assert _html(client, "/dang-nhap/") == '<html lang="vi">'


def test_what_is_not_in_the_list_changes_nothing() -> None:
    client = Client()
    answer = client.post("/hien-thi/", {"theme": "pink", "text_size": "large"})
    assert (answer.status_code, COOKIE in answer.cookies) == (422, False)
    for bad in ('"><script>', "dark", "dark.huge", "dark.large.x"):
        client.cookies[COOKIE] = bad
        assert _html(client, "/dang-nhap/") == '<html lang="vi">'


@pytest.mark.parametrize("wanted", ["https://vi.du/", "//vi.du/", "javascript:alert(1)", ""])
def test_it_leads_nowhere_else(wanted: str) -> None:
    assert Client().post("/hien-thi/", {**CHOSEN, "next": wanted})["Location"] == "/hien-thi/"


def test_the_page_that_led_here_is_come_back_to() -> None:
    """The link in the foot is the same on every page: the browser says where it was pressed."""
    client = Client()
    field = '<input type="hidden" name="next" value="/xac-minh/?ma=1">'
    shown = client.get("/hien-thi/", headers={"Referer": "http://testserver/xac-minh/?ma=1"}).content.decode()
    assert field in shown and 'href="/xac-minh/?ma=1"' in shown
    assert field in client.get("/hien-thi/?next=/xac-minh/%3Fma%3D1").content.decode()
    refused = client.post("/hien-thi/", {"theme": "pink", "next": "/xac-minh/?ma=1"})
    assert refused.status_code == 422 and field in refused.content.decode()


@pytest.mark.parametrize(
    "before",
    ["", "http://testserver/hien-thi/", "https://vi.du/khoa-hoc/", "http://testserver//vi.du/", "javascript:alert(1)"],
)
def test_no_other_page_is_come_back_to(before: str) -> None:
    for shown in (
        Client().get("/hien-thi/", headers={"Referer": before}),
        Client().get("/hien-thi/", {"next": before.removeprefix("http://testserver")}),
    ):
        main = shown.content.decode().partition("<main")[2].partition("</main>")[0]
        assert "vi.du" not in main and "javascript" not in main
        if "hien-thi" not in before:
            assert 'name="next"' not in main and '<a href="/">Về trang chủ</a>' in main
