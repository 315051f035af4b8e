"""Taking the screens of each role for the gallery: those that links lead to, then those behind forms."""

import re
import sys
import time
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page

from tests.browser import behind_desks, behind_forms
from tests.browser.album import Album
from tests.browser.around import STATES, addresses
from tests.browser.installation import ROOT, Installation
from tests.browser.running import open_window
from tests.browser.steps import sign_in

GALLERY: Final = ROOT / "artefacts" / "gallery"
NOBODY: Final = "khong-dang-nhap"
GRADUATE: Final = "hoc-xong"
# The order matters: a course is sent to be reviewed before it is published, a correction asked for before answered.
WALKS: Final[dict[str, tuple[behind_forms.Walk, ...]]] = {
    NOBODY: (behind_forms.newcomer,),
    "hocvien": (behind_forms.learner, behind_desks.guided_learner),
    GRADUATE: (behind_forms.graduate, behind_desks.contest),
    "giangvien": (behind_forms.beginner,),
    "kiemduyet": (
        behind_forms.author,
        behind_forms.submitter,
        behind_desks.marker,
        behind_desks.second_mark,
        behind_desks.attendance,
        behind_desks.bank,
    ),
    "quantri": (behind_forms.publisher, behind_desks.proposer, behind_desks.more_time),
    "quantri2": (behind_forms.national_administrator, behind_desks.decider),
    "donvi": (behind_forms.committee_reviewer,),
    "quantri.donvi": (
        behind_forms.committee_administrator,
        behind_desks.records,
        behind_desks.one_person,
        behind_desks.leaver,
    ),
    behind_desks.AUDITOR: (behind_desks.second_factor,),
    "baove.dulieu": (),
}
# Who must have been where before a role can be taken.
NEEDS: Final[dict[str, tuple[tuple[str, behind_forms.Walk], ...]]] = {
    "kiemduyet": ((GRADUATE, behind_desks.contest),),
    "quantri": (("kiemduyet", behind_forms.submitter),),
    "quantri2": (("quantri", behind_desks.proposer),),
    "quantri.donvi": (("hocvien", behind_forms.own_data),),
}
# What everybody sees alike is taken once, of the first who comes there.
_SAME_FOR_ALL: Final = frozenset(
    {
        *STATES, "guide", "help", "verify", "verify_certificate", "display", "style_guide", "change_password",
        "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "code_card", "activity", "search", "account_login",
        "account_logout",
    }
)  # fmt: skip
_CHANGING: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{24,}|\d+")


def make_gallery(browser: Browser, installation: Installation, roles: tuple[str, ...]) -> list[str]:
    """Take the screens of each role; what went wrong with one keeps nobody from looking at the others.

    Returns:
        A line for each role whose screens are not all there.
    """
    behind_desks.waiting_work(installation)
    alike: set[str] = set()
    failures = []
    for number, role in enumerate(roles):
        began = time.monotonic()
        album = Album(GALLERY / role)
        page = open_window(browser, installation)
        try:
            for other, walk in NEEDS.get(role, ()):
                if other not in roles[:number]:
                    _walk_unseen(browser, installation, other, walk)
            _take_role(page, installation, album, role, alike)
        except (AssertionError, Error) as error:
            failures.append(f"{role} is NOT WHOLE, after {len(album)} screens at {page.url}: {error}\n")
            sys.stdout.write(failures[-1])
        album.write_index()
        page.context.close()
        sys.stdout.write(f"{role}: {len(album)} screens in {time.monotonic() - began:.0f} s\n")
        sys.stdout.flush()
    return failures


def _walk_unseen(browser: Browser, installation: Installation, role: str, walk: behind_forms.Walk) -> None:
    page = open_window(browser, installation)
    _enter(page, installation, role)
    for _name in walk(page, installation):
        pass
    page.context.close()


def _enter(page: Page, installation: Installation, role: str) -> None:
    if role == NOBODY:
        page.goto("/")
    else:
        sign_in(page, installation.ask("certified_learner")["username"] if role == GRADUATE else role)


def _take_role(page: Page, installation: Installation, album: Album, role: str, alike: set[str]) -> None:
    _enter(page, installation, role)
    for route, address in addresses(page):
        if route in alike:
            continue
        alike |= {route} & _SAME_FOR_ALL
        page.goto(address)
        album.take(page, _name_of(route, address))
    for walk in WALKS[role]:
        for name in walk(page, installation):
            album.take(page, f"sau-{name}")


def _name_of(route: str, address: str) -> str:
    """By the path; a state of its own by what was asked for as well."""
    shown = address if route in STATES else urlsplit(address).path
    return re.sub(r"[^\w-]+", "_", _CHANGING.sub("x", shown).strip("/")).strip("_") or "trang-dau"
