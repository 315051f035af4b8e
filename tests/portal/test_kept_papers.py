"""A page of a paper whose session had ended, offered again: it never wins over an answer saved meanwhile."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from accounts.domain.kept_posts import KEPT_FIELD
from accounts.domain.marks import FIELD, sign_person
from accounts.models import KeptPost, User
from assessments.domain.queries.attempts import current_answers
from assessments.models import Attempt
from tests.learning.builders import World, assign, begin_quiz, right_form

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def begun(world: World, client_for: SignIn) -> tuple[Client, Attempt]:
    assign(world)
    browser = client_for(world.cadre)
    return browser, begin_quiz(browser)


def refused(attempt: Attempt, fields: dict[str, str], *, sequence: int = 2, kept_field: str = "") -> KeptPost:
    """The first page sent by hand after the session has ended."""
    mark = {FIELD: sign_person(attempt.cadre_id)} | ({KEPT_FIELD: kept_field} if kept_field else {})
    form = fields | mark | {"positions": "1", "sequence": str(sequence), "go": "next"}
    assert Client().post(f"/lam-bai/{attempt.uuid}/?trang=1", form).status_code == 302
    return KeptPost.objects.latest("id")


def offered(browser: Client, kept: KeptPost) -> str:
    return unescape(browser.get(f"/tiep-tuc/{kept.token}/").content.decode())


def send(browser: Client, kept: KeptPost) -> str:
    """Press the button of the offer; gives the page that follows."""
    form: dict[str, list[str]] = {KEPT_FIELD: [kept.token]}
    for name, value in kept.fields:
        form.setdefault(name, []).append(value)
    return unescape(browser.post(kept.path, form, follow=True).content.decode())


def save(browser: Client, attempt: Attempt, fields: dict[str, str], sequence: int) -> None:
    sent = fields | {"positions": "1", "sequence": str(sequence)}
    assert browser.post(f"/lam-bai/{attempt.uuid}/luu/", sent).json()["saved_sequence"] == sequence


def fields_of(attempt: Attempt, *, right: bool) -> dict[str, str]:
    return {name: str(value) for name, value in right_form(attempt, right=right).items()}


def test_what_was_shown_as_saved_is_not_replaced_by_the_form_kept_before(begun: tuple[Client, Attempt]) -> None:
    browser, attempt = begun
    kept = refused(attempt, fields_of(attempt, right=False))
    save(browser, attempt, fields_of(attempt, right=False), 1)  # what the browser had kept itself
    save(browser, attempt, fields_of(attempt, right=True), 10)
    shown_as_saved = current_answers(attempt)
    page = offered(browser, kept)
    assert "Câu 1: đã có câu trả lời khác được lưu sau nội dung giữ lại" in page
    assert "chưa có hiệu lực" not in page and "Gửi ngay" not in page
    assert "Câu 1: đã có câu trả lời khác được lưu sau nội dung giữ lại" in send(browser, kept)
    assert current_answers(attempt) == shown_as_saved
    # Sent once more, by a button pressed twice, nobody knows any longer when it was kept.
    send(browser, kept)
    assert current_answers(attempt) == shown_as_saved


def test_a_form_refused_again_gets_no_younger(begun: tuple[Client, Attempt]) -> None:
    browser, attempt = begun
    first = refused(attempt, fields_of(attempt, right=False))
    save(browser, attempt, fields_of(attempt, right=True), 10)
    shown_as_saved = current_answers(attempt)
    again = refused(attempt, fields_of(attempt, right=False), kept_field=first.token)
    assert again.pk != first.pk
    assert "Không còn nội dung phải gửi" in offered(browser, again)
    send(browser, again)
    assert current_answers(attempt) == shown_as_saved
    assert not KeptPost.objects.exists()


def test_what_has_been_delivered_already_is_said_so(begun: tuple[Client, Attempt]) -> None:
    browser, attempt = begun
    kept = refused(attempt, fields_of(attempt, right=True))
    assert "chưa có hiệu lực" in offered(browser, kept)
    save(browser, attempt, fields_of(attempt, right=True), 1)
    page = offered(browser, kept)
    assert "đã được lưu từ trước" in page and "chưa có hiệu lực" not in page


def test_what_nothing_newer_stands_against_is_taken(begun: tuple[Client, Attempt]) -> None:
    browser, attempt = begun
    save(browser, attempt, fields_of(attempt, right=False), 1)
    kept = refused(attempt, fields_of(attempt, right=True))
    before = current_answers(attempt)
    page = send(browser, kept)
    assert "Câu 1: đã lưu câu trả lời được giữ lại" in page
    assert current_answers(attempt) != before
    assert not KeptPost.objects.exists()


def test_after_the_end_nothing_of_it_is_promised(begun: tuple[Client, Attempt]) -> None:
    browser, attempt = begun
    kept = refused(attempt, fields_of(attempt, right=True))
    browser.post(f"/lam-bai/{attempt.uuid}/nop/")
    page = offered(browser, kept)
    assert "Câu 1: không thay đổi được nữa" in page and "chưa có hiệu lực" not in page
    handing_in = KeptPost.objects.create(
        person=kept.person, path=f"/lam-bai/{attempt.uuid}/nop/", fields=[["sequence", "1"]]
    )
    page = offered(browser, handing_in)
    assert "đã nộp hoặc đã hết giờ" in page and "Gửi ngay" not in page
