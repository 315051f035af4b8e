"""The cadre's story: learn, be tested, be certified; the same with scripts and without."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import TypeAlias

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.installation import Installation
from tests.browser.steps import (
    COURSE,
    COURSE_PATH,
    COURSE_SLUG,
    begin_quiz,
    do_exercise,
    give_answers,
    question_numbers,
    reload_until,
    sign_in,
    visit,
)
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.no_database]

Steps: TypeAlias = list[list[list[str]]]
Exercises: TypeAlias = dict[str, list[Steps]]

A4_LANDSCAPE_POINTS = (841.89, 595.28)


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(scope="module")
def right_exercises(installation: Installation) -> Exercises:
    answers: Exercises = installation.ask("exercises_of", COURSE_SLUG)["lessons"]
    assert len(answers) == 3
    return answers


def test_a_cadre_learns_is_tested_and_certified(
    scripts: bool,
    open_window: OpenWindow,
    installation: Installation,
    right_exercises: Exercises,
    new_learner: str,
    watch: Watch,
    tmp_path: Path,
) -> None:
    learner = {True: "hocvien", False: new_learner}[scripts]
    page = open_window(java_script_enabled=scripts)
    sign_in(page, learner)
    name = page.get_by_role("main").locator(".eyebrow").first.inner_text()
    _open_the_course(page)
    for lesson, exercises in right_exercises.items():
        _learn(page, lesson, exercises)
    _pass_the_quiz(page, installation)
    code = _download_certificate(page, tmp_path)
    _verify_as_anyone(open_window(java_script_enabled=scripts), code, name, watch)


def _open_the_course(page: Page) -> None:
    expect(page.get_by_role("heading", name="Khóa học của tôi")).to_be_visible()
    expect(page.get_by_role("region", name="Việc tiếp theo")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name=COURSE).first.click()
    expect(page.get_by_role("heading", name=COURSE, level=1)).to_be_visible()
    expect(page.get_by_text("Tài liệu mẫu, chưa được thẩm định")).to_be_visible()


def _learn(page: Page, lesson: str, exercises: list[Steps]) -> None:
    """Read the text, see the picture, do the exercises, finish."""
    page.goto(f"{COURSE_PATH}{lesson}/")
    words = page.locator("article.lesson").inner_text().split()
    assert len(words) > 500
    picture = page.locator("article.lesson img").first
    answer = page.request.get(picture.get_attribute("src") or "")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("image/")
    for number, steps in enumerate(exercises, start=1):
        do_exercise(page, page.locator(f"#bai-thuc-hanh-{number}"), steps)
    page.get_by_role("button", name=re.compile("Đã học xong|Bài tiếp theo")).click()
    expect(page).not_to_have_url(re.compile(f"/{lesson}/"))


def _pass_the_quiz(page: Page, installation: Installation) -> None:
    answers = installation.ask("right_answers", begin_quiz(page))
    for place in range(1, len(answers) + 1):
        assert question_numbers(page) == [str(place)]
        give_answers(page, answers[str(place)])
        page.get_by_role("button", name=re.compile("^(Tiếp theo|Xem lại và nộp bài)$")).click()
        expect(page).to_have_url(re.compile(rf"trang={place + 1}$|/nop/$"))
    expect(page.get_by_text(f"Đã trả lời {len(answers)} trên {len(answers)} câu.")).to_be_visible()
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.get_by_role("heading", name="Đạt", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="Đáp án và giải thích")).to_be_visible()
    expect(page.locator(".verdict").first).to_be_visible()
    expect(page.locator(".explanation").first).to_be_visible()


def _download_certificate(page: Page, folder: Path) -> str:
    """The code of the certificate; its PDF has been looked at."""
    page.goto("/giay-chung-nhan/")
    row = page.get_by_role("row").filter(has_text=COURSE)
    reload_until(page, row.get_by_role("link", name="Tải PDF"))
    expect(row).to_contain_text("MẪU – KHÔNG CÓ GIÁ TRỊ")
    answer = page.request.get(row.get_by_role("link", name="Tải PDF").get_attribute("href") or "")
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF-")
    _check_paper(answer.body(), folder)
    address = row.get_by_role("link", name="Trang xác minh").get_attribute("href") or ""
    return address.rstrip("/").rpartition("/")[2]


def _check_paper(pdf: bytes, folder: Path) -> None:
    if not shutil.which("pdfinfo"):
        return
    file = folder / "certificate.pdf"
    file.write_bytes(pdf)
    facts = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"^Pages:\s+1$", facts, re.MULTILINE)
    size = re.search(r"^Page size:\s+([\d.]+) x ([\d.]+)", facts, re.MULTILINE)
    assert size is not None
    assert (float(size[1]), float(size[2])) == pytest.approx(A4_LANDSCAPE_POINTS, abs=1)


def _verify_as_anyone(page: Page, code: str, name: str, watch: Watch) -> None:
    page.goto(f"/xac-minh/{code}/")
    facts = page.locator("dl.pairs")
    for fact in (name, COURSE, "MẪU – KHÔNG CÓ GIÁ TRỊ"):
        expect(facts).to_contain_text(fact)
    watch.foresee(404)
    assert visit(page, f"/xac-minh/{code[::-1]}/").status == 404
    expect(page.get_by_role("heading", level=1)).to_contain_text("Không có giấy chứng nhận")
    expect(page.get_by_role("main")).not_to_contain_text(name)
