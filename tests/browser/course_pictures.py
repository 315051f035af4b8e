"""Every lesson as its learner sees it, to be looked at: `python -m tests.browser.course_pictures [COURSE …]`.

Starts the real program and takes the lessons of the starter courses, and of one that holds every block and an exercise
of every type, at two widths and on paper (as a picture, and as a PDF for the ends of the sheets); then each exercise
once it was answered. They are kept in `artefacts/courses/<course>/`, with an `index.html` that shows them side by side.
"""

import sys
from typing import Final

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.album import Album
from tests.browser.installation import ROOT, Installation
from tests.browser.running import open_window, running_browser
from tests.browser.steps import EVERY_BLOCK_COURSE, sign_in

PICTURES: Final = ROOT / "artefacts" / "courses"
COURSES: Final = (*sorted(path.name for path in (ROOT / "interop" / "starter").iterdir()), EVERY_BLOCK_COURSE)
WIDTHS: Final = (1280, 375)
MOST_STEPS: Final = 12


def take_courses(browser: Browser, installation: Installation, courses: tuple[str, ...]) -> None:
    if EVERY_BLOCK_COURSE in courses:
        installation.ask("every_block_course")
    page = open_window(browser, installation)
    sign_in(page, "hocvien")
    for course in courses:
        album = Album(PICTURES / course, widths=WIDTHS, schemes=("light",))
        for lesson in _lessons(page, course):
            page.goto(f"/khoa-hoc/{course}/{lesson}/")
            album.take(page, lesson, in_sheets=True)
            for place in range(1, page.locator(".exercise").count() + 1):
                exercise = page.locator(f"#bai-thuc-hanh-{place}")
                answer_somehow(exercise)
                album.take(page, f"{lesson}-thuc-hanh-{place}", part=exercise)
        album.write_index()
        sys.stdout.write(f"{course}: {len(album)} lessons and exercises\n")
        sys.stdout.flush()


def _lessons(page: Page, course: str) -> list[str]:
    """In reading order, without the quiz."""
    address = f"/khoa-hoc/{course}/"
    page.goto(address)
    join = page.get_by_role("button", name="Tham gia khóa học")
    if join.count():
        join.click()
        expect(join).to_have_count(0)
        page.goto(address)
    links = page.get_by_role("main").locator(f"a[href^='{address}']")
    slugs: list[str] = links.evaluate_all("links => links.map(link => link.pathname.split('/')[3])")
    return [slug for slug in dict.fromkeys(slugs) if slug and not slug.startswith("kiem-tra")]


def answer_somehow(exercise: Locator) -> None:
    """Give each part the first answer it offers, some of them wrong, until the exercise is judged."""
    for _step in range(MOST_STEPS):
        exercise.evaluate(_FILL)
        sent = exercise.locator("[name$=-sent]").count()
        exercise.locator("form button").last.click()
        judged = exercise.locator(".verdict")
        expect(judged.or_(exercise.locator(f"[name$=-sent] >> nth={sent}")).first).to_be_attached()
        if judged.count():
            return
    raise AssertionError("An exercise has more steps than was thought")


_FILL: Final = """exercise => {
    const groups = new Set();
    for (const field of exercise.querySelectorAll("input:not([type=hidden]), select, textarea")) {
        if (field.tagName === "SELECT") field.selectedIndex = field.options.length - 1;
        else if (field.type === "radio" || field.type === "checkbox") {
            if (!groups.has(field.name)) field.checked = true;
            groups.add(field.name);
        } else field.value = "12";
    }
}"""


def main(arguments: list[str]) -> int:
    with running_browser() as (browser, installation):
        take_courses(browser, installation, tuple(arguments) or COURSES)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
