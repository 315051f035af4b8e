"""Every screen of every role, those behind forms too: axe in each theme, narrow and magnified windows.

Which screens there are is asked of the routes (`around`); each is opened once, and the themes are changed on it.
"""

import hashlib
import json
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from portal.guides import guides
from tests.browser import behind_desks, behind_forms
from tests.browser.around import addresses, route_of, screens
from tests.browser.conftest import OpenWindow
from tests.browser.installation import Installation
from tests.browser.looking import VENDOR, faults
from tests.browser.steps import COURSE_PATH, sign_in
from tests.browser.watching import Watch

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
            const early = document.createElement("p");
            early.textContent = early.className = "early";
            early.style.cssText = "position:absolute;left:-20px";
            main.append(early);
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
        " at 320 px: outside of the window: ['P.early', ",
        " at 200 %: outside of the window: ['P.early', ",
        " at 375 px: labels that cannot be read: ['Before']",
    ):
        assert f"a spoiled page{fault}" in found, found


# What no test opens, and why.
ELSEWHERE: Final[dict[str, str]] = {
    "assessments_bulk_outcome": "the list of an act, on its own page only for more questions than are changed at once",
}
# Shown to every role, and to each another: the first page, and what is about what the person may see.
OF_EACH_ROLE: Final = frozenset({"home", "approvals", "audit_log", "retention", "report_board", "courses_list"})


@pytest.fixture(scope="module")
def looked() -> set[str]:
    """The routes that a test of this file has looked at."""
    return set()


def test_screens_of_anyone(open_window: OpenWindow, installation: Installation, watch: Watch, looked: set[str]) -> None:
    watch.foresee(404, 422)
    behind_desks.waiting_work(installation)
    page = open_window()
    page.goto("/")
    found = _faults_around(page, looked)
    found += [fault for guide in guides() for fault in _faults_at(page, f"/tro-giup/{guide.slug}/")]
    assert not [*found, *_faults_behind(behind_forms.newcomer, page, installation, looked)]


def test_screens_of_a_learner(
    open_window: OpenWindow, installation: Installation, watch: Watch, new_learner: str, looked: set[str]
) -> None:
    watch.foresee(404, 422)
    page = open_window()
    sign_in(page, new_learner)
    assert not [*_faults_around(page, looked), *_faults_behind(behind_forms.learner, page, installation, looked)]


def test_screens_of_who_has_passed(
    open_window: OpenWindow, installation: Installation, watch: Watch, looked: set[str]
) -> None:
    watch.foresee(404, 422)
    page = open_window()
    sign_in(page, installation.ask("certified_learner")["username"])
    assert not [
        *_faults_around(page, looked),
        *_faults_at(page, COURSE_PATH),
        *_faults_behind(behind_forms.graduate, page, installation, looked),
        *_faults_behind(behind_desks.contest, page, installation, looked),
    ]


def test_screens_of_who_begins_to_write(
    open_window: OpenWindow, installation: Installation, watch: Watch, looked: set[str]
) -> None:
    # The editor saves by itself, and is told that a course without a title cannot be saved.
    watch.foresee(400, 404)
    page = open_window()
    sign_in(page, "giangvien")
    assert not [*_faults_around(page, looked), *_faults_behind(behind_forms.beginner, page, installation, looked)]


# In this order: what one sends, another answers.
@pytest.mark.parametrize(
    ("who", "walks"),
    [
        ("hocvien", (behind_desks.guided_learner,)),
        (
            "kiemduyet",
            (
                behind_forms.author,
                behind_forms.submitter,
                behind_desks.marker,
                behind_desks.second_mark,
                behind_desks.attendance,
                behind_desks.bank,
            ),
        ),
        ("quantri", (behind_forms.publisher, behind_desks.proposer, behind_desks.more_time)),
        ("quantri2", (behind_forms.national_administrator, behind_desks.decider)),
        ("donvi", (behind_forms.committee_reviewer,)),
        ("quantri.donvi", (behind_forms.committee_administrator, behind_desks.records, behind_desks.leaver)),
        ("baove.dulieu", ()),
        (behind_desks.AUDITOR, (behind_desks.second_factor,)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_screens_of_a_role(
    who: str,
    walks: tuple[behind_forms.Walk, ...],
    open_window: OpenWindow,
    installation: Installation,
    watch: Watch,
    looked: set[str],
) -> None:
    watch.foresee(400, 404, 422)
    page = open_window()
    sign_in(page, who)
    found = _faults_around(page, looked)
    assert not [*found, *(fault for walk in walks for fault in _faults_behind(walk, page, installation, looked))]


def test_no_screen_was_left_out(looked: set[str]) -> None:
    """After the tests above: whatever the server shows anybody has been looked at."""
    assert not sorted(screens() - looked - ELSEWHERE.keys())


def _faults_around(page: Page, looked: set[str]) -> list[str]:
    """Of each route that the links of this person lead to, unless another has been there."""
    ways = [(route, address) for route, address in addresses(page) if route not in looked or route in OF_EACH_ROLE]
    looked |= {route for route, _address in ways}
    return [fault for _route, address in ways for fault in _faults_at(page, address)]


def _faults_behind(walk: behind_forms.Walk, page: Page, installation: Installation, looked: set[str]) -> list[str]:
    found = []
    for name in walk(page, installation):
        found += faults(page, name)
        # Only now the page that a walk has asked for is there for certain.
        looked.add(route_of(page.url))
    return found


def _faults_at(page: Page, address: str) -> list[str]:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    return faults(page, address)
