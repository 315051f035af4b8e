"""Every screen of every role, those behind forms too: axe in each theme, narrow and magnified windows."""

import hashlib
import json
import re

import pytest
from playwright.sync_api import Page, expect

from portal.guides import guides
from tests.browser import behind_desks, behind_forms
from tests.browser.behind_forms import BANK, DESKS
from tests.browser.conftest import OpenWindow
from tests.browser.installation import Installation
from tests.browser.looking import VENDOR, faults
from tests.browser.steps import COURSE_PATH, QUIZ_PATH, sign_in
from tests.browser.watching import Watch

QUIZZES = "/quan-tri/bai-kiem-tra/"

pytestmark = [pytest.mark.browser, pytest.mark.no_database]


def test_axe_is_the_vendored_one() -> None:
    vendor = json.loads((VENDOR / "VENDOR.json").read_text())
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.js")}
    assert found == vendor["sha256"]
    assert (VENDOR / vendor["licence_file"]).is_file()


def test_a_fault_is_found(open_window: OpenWindow) -> None:
    page = open_window()
    page.goto("/hien-thi/")
    page.evaluate(
        """() => {
            const main = document.querySelector("main");
            main.append(document.createElement("input"));
            const wide = document.createElement("p");
            wide.textContent = "wide";
            wide.style.width = "700px";
            main.append(wide);
            const table = document.createElement("table");
            table.className = "table table--stack";
            const cell = table.insertRow().insertCell();
            cell.dataset.label = "Before";
            cell.textContent = "now";
            cell.style.paddingLeft = "10px";
            main.append(table);
            document.querySelector(".lede").style.color = "#777";
        }"""
    )
    found = "\n".join(faults(page, "a spoiled page"))
    for fault in (
        ", light: label",
        ", light: color-contrast",
        ", dark: color-contrast",
        ", high contrast: color-contrast",
        " at 320 px: wider",
        " at 200 %: wider",
        " at 375 px: labels that cannot be read: ['Before']",
    ):
        assert f"a spoiled page{fault}" in found, found


def test_screens_of_anyone(open_window: OpenWindow, installation: Installation, watch: Watch) -> None:
    watch.foresee(404, 422)
    page = open_window()
    found = _faults_at(page, "/", "/dang-nhap/", "/xac-minh/", "/tro-giup/", "/hien-thi/", "/phong-cach/", "/khong-co/")
    found += _faults_at(page, *(f"/tro-giup/{guide.slug}/" for guide in guides()))
    assert not [*found, *_faults_behind(behind_forms.newcomer, page, installation)]


def test_screens_of_a_learner(
    open_window: OpenWindow, installation: Installation, watch: Watch, new_learner: str
) -> None:
    watch.foresee(422)
    page = open_window()
    sign_in(page, new_learner)
    lesson = f"{COURSE_PATH}lua-dao-qua-thu/"
    found = _faults_at(page, "/", "/khoa-hoc/", "/khoa-hoc/?q=khong-co-khoa-nao", COURSE_PATH, lesson, QUIZ_PATH)
    found += _faults_at(page, "/giay-chung-nhan/", "/tim-kiem/?q=lua+dao", "/tai-khoan/", "/doi-mat-khau/")
    found += _faults_at(page, "/thong-bao/", "/du-lieu-cua-toi/")
    assert not [*found, *_faults_behind(behind_forms.learner, page, installation)]


def test_screens_of_who_has_passed(open_window: OpenWindow, installation: Installation, watch: Watch) -> None:
    page = open_window()
    sign_in(page, installation.ask("certified_learner")["username"])
    watch.foresee(422)
    assert not [
        *_faults_at(page, "/", COURSE_PATH),
        *_faults_behind(behind_forms.graduate, page, installation),
        *_faults_behind(behind_desks.contest, page, installation),
    ]


def test_screens_of_a_committee(open_window: OpenWindow, installation: Installation) -> None:
    page = open_window()
    sign_in(page, "donvi")
    found = _faults_at(page, "/bao-cao/")
    page.get_by_role("table").first.locator("tbody th a").first.click()
    expect(page).to_have_url(re.compile(r"/bao-cao/[0-9a-f-]{36}/"))
    found += faults(page, "board of a unit")
    page.get_by_role("link", name="Danh sách chi tiết").click()
    expect(page).to_have_url(re.compile("/danh-sach/"))
    found += faults(page, "roster")
    page.get_by_role("link", name="Vì sao?").first.click()
    expect(page).to_have_url(re.compile("/ghi-danh/"))
    found += faults(page, "why")
    assert not [*found, *_faults_behind(behind_forms.committee_reviewer, page, installation)]


def test_screens_of_a_committee_s_administrator(
    open_window: OpenWindow, installation: Installation, watch: Watch, new_learner: str
) -> None:
    watch.foresee(422)
    learner = open_window()
    sign_in(learner, new_learner)
    assert list(behind_forms.own_data(learner))
    page = open_window()
    sign_in(page, "quantri.donvi")
    page.goto("/don-vi/")
    unit = page.url
    found = _faults_at(page, unit, f"{unit}can-bo/", f"{unit}dot/", f"{unit}nhap/", f"{unit}dinh-chinh/")
    assert not [*found, *_faults_behind(behind_forms.committee_administrator, page, installation)]


def test_screens_of_the_national_administrator(
    open_window: OpenWindow, installation: Installation, watch: Watch
) -> None:
    watch.foresee(422)
    page = open_window()
    sign_in(page, "quantri2")
    found = _faults_at(page, "/bao-cao/", "/don-vi/", "/thong-bao/")
    assert not [*found, *_faults_behind(behind_forms.national_administrator, page, installation)]


def test_screens_of_who_begins_to_write(open_window: OpenWindow, installation: Installation, watch: Watch) -> None:
    # The editor saves by itself, and is told that a course without a title cannot be saved.
    watch.foresee(400)
    page = open_window()
    sign_in(page, "giangvien")
    found = _faults_at(
        page, "/quan-tri/bai-kiem-tra/", "/quan-tri/bai-kiem-tra/them/", "/quan-tri/ngan-hang/nhom/them/"
    )
    assert not [*found, *_faults_behind(behind_forms.beginner, page, installation)]


def test_screens_of_authors_and_publishers(open_window: OpenWindow, installation: Installation, watch: Watch) -> None:
    watch.foresee(400, 422)
    page = open_window()
    sign_in(page, "kiemduyet")
    found = _faults_at(page, DESKS, BANK, QUIZZES)
    found += _faults_behind(behind_forms.author, page, installation)
    publisher = open_window()
    sign_in(publisher, "quantri")
    assert not [*found, *_faults_behind(behind_forms.publisher, publisher, installation)]


@pytest.mark.parametrize(
    ("who", "walks"),
    [
        ("hocvien", (behind_desks.guided_learner,)),
        ("kiemduyet", (behind_desks.marker, behind_desks.attendance, behind_desks.bank)),
        ("quantri", (behind_desks.proposer,)),
        ("quantri2", (behind_desks.decider,)),
        ("quantri.donvi", (behind_desks.records,)),
        (behind_desks.AUDITOR, (behind_desks.second_factor,)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_screens_of_the_desks(
    who: str, walks: tuple[behind_forms.Walk, ...], open_window: OpenWindow, installation: Installation, watch: Watch
) -> None:
    watch.foresee(400, 422)
    behind_desks.waiting_work(installation)
    page = open_window()
    sign_in(page, who)
    assert not [fault for walk in walks for fault in _faults_behind(walk, page, installation)]


def _faults_behind(walk: behind_forms.Walk, page: Page, installation: Installation) -> list[str]:
    return [fault for name in walk(page, installation) for fault in faults(page, name)]


def _faults_at(page: Page, *addresses: str) -> list[str]:
    found = []
    for address in addresses:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        found += faults(page, address)
    return found
