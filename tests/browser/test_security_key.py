"""A security key, set up and used in a real browser with the browser's own virtual authenticator."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LaunchBrowser
from tests.browser.installation import Installation
from tests.browser.steps import fill_sign_in

pytestmark = [pytest.mark.browser, pytest.mark.no_database]


@pytest.fixture
def page(installation: Installation, launch: LaunchBrowser) -> Iterator[Page]:
    """Keys belong to a name, not to an address: the window opens `localhost`."""
    browser = launch("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost")
    window = browser.new_context(base_url=f"http://localhost:{installation.port}").new_page()
    yield window
    browser.close()


def plug_in_a_key(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": False,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_key_is_set_up_and_lets_its_holder_in(page: Page, new_learner: str) -> None:
    plug_in_a_key(page)
    page.goto("/dang-nhap/")
    fill_sign_in(page, new_learner)
    page.goto("/xac-thuc-hai-lop/khoa/")
    page.get_by_label("Tên khóa").fill("khóa xanh")
    page.get_by_role("button", name="Đọc khóa").click()
    expect(page.get_by_text("Đã thiết lập lớp xác thực thứ hai.")).to_be_visible()
    expect(page.get_by_text("khóa xanh", exact=True)).to_be_visible()

    page.context.clear_cookies()
    page.goto("/dang-nhap/")
    fill_sign_in(page, new_learner)
    expect(page).to_have_url(re.compile("/dang-nhap/buoc-hai/"))
    page.get_by_role("button", name="Dùng khóa bảo mật").click()
    expect(page).not_to_have_url(re.compile("/dang-nhap/"))
    page.goto("/tai-khoan/")
    expect(page.get_by_role("heading", name="Tài khoản", level=1)).to_be_visible()


def test_a_key_of_somebody_else_is_refused_in_words(installation: Installation, page: Page, new_learner: str) -> None:
    plug_in_a_key(page)
    page.goto("/dang-nhap/")
    fill_sign_in(page, new_learner)
    page.goto("/xac-thuc-hai-lop/khoa/")
    page.get_by_role("button", name="Đọc khóa").click()
    expect(page.get_by_text("Đã thiết lập lớp xác thực thứ hai.")).to_be_visible()

    other = page.context.browser.new_context(base_url=f"http://localhost:{installation.port}").new_page()
    plug_in_a_key(other)
    other.goto("/dang-nhap/")
    fill_sign_in(other, new_learner)
    other.get_by_role("button", name="Dùng khóa bảo mật").click()
    expect(other.get_by_text("Chưa đọc được khóa.")).to_be_visible()
    expect(other).to_have_url(re.compile("/dang-nhap/buoc-hai/"))
