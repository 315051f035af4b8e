import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.domain.kept_posts import KEPT_FIELD, MOST_PER_PERSON
from accounts.domain.marks import FIELD, sign_person
from accounts.models import KeptPost, User
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]

PATH = "/doi-mat-khau/"  # any address that needs a signed-in person
TEXT = "Kế hoạch số 12: tổ chức lớp"


def refused(person: User, **fields: object) -> KeptPost:
    """A form of `person`, sent after the session has ended."""
    response = Client().post(PATH, {FIELD: sign_person(person.pk), "note": TEXT, **fields})
    assert response.status_code == 302
    kept = KeptPost.objects.get()
    assert response["Location"] == f"/dang-nhap/?next=%2Ftiep-tuc%2F{kept.token}%2F"
    return kept


def test_a_form_refused_for_a_lost_session_is_offered_again() -> None:
    person = make_user("nguyen.an")
    kept = refused(person, choice=["2", "5"], new_password="bi-mat-tuyet-doi", tep=SimpleUploadedFile("a.txt", b"x"))
    assert sorted(map(tuple, kept.fields)) == [("choice", "2"), ("choice", "5"), ("note", TEXT)]
    browser = Client(enforce_csrf_checks=True)
    page = browser.get("/dang-nhap/", {"next": f"/tiep-tuc/{kept.token}/"}).content.decode()
    assert "được giữ lại" in page
    signed_in = browser.post("/dang-nhap/", {**hidden(page), "login": "nguyen.an", "password": PASSWORD})
    offered = browser.get(signed_in["Location"]).content.decode()
    assert TEXT in unescape(offered)
    assert 'name="choice" value="5"' in offered
    assert "bi-mat-tuyet-doi" not in offered
    assert f'action="{PATH}"' in offered


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form in the page's main part."""
    main = page[page.index("<main") :]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', main))


def test_sent_again_it_is_forgotten() -> None:
    person = make_user()
    kept = KeptPost.objects.create(person=person, path="/ngon-ngu/", fields=[["language", "en"]])
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)
    fields = hidden(browser.get(f"/tiep-tuc/{kept.token}/").content.decode())
    assert browser.post("/ngon-ngu/", fields).status_code == 302
    person.refresh_from_db()
    assert person.language == "en"
    assert not KeptPost.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_else_sees_nothing(client_for: ClientFor, method: str) -> None:
    kept = refused(make_user())
    stranger = client_for(make_user())
    theirs = getattr(stranger, method)(f"/tiep-tuc/{kept.token}/")
    absent = getattr(stranger, method)("/tiep-tuc/khong-co/")
    assert theirs.status_code == absent.status_code == 404
    assert theirs.content == absent.content
    assert KeptPost.objects.filter(pk=kept.pk).exists()


def test_it_is_kept_for_two_hours_only(client_for: ClientFor) -> None:
    person = make_user()
    kept = refused(person)
    KeptPost.objects.update(created_at=timezone.now() - timedelta(hours=2, seconds=1))
    gone = client_for(person).get(f"/tiep-tuc/{kept.token}/")
    assert gone.status_code == 404 and "Không có nội dung nào được giữ lại" in gone.content.decode()
    refused_again = Client().post(PATH, {FIELD: sign_person(person.pk), "note": TEXT})
    assert refused_again.status_code == 302
    assert not KeptPost.objects.filter(pk=kept.pk).exists()


@pytest.mark.parametrize(
    "mark", ["", "1", "x:y:z", sign_person(1)[:-1] + "_"], ids=["none", "a number", "made up", "another signature"]
)
def test_without_a_valid_mark_nothing_is_kept(mark: str) -> None:
    make_user()
    response = Client().post(PATH, {FIELD: mark, "note": TEXT}, headers={"Referer": "http://testserver/khoa-hoc/"})
    assert response["Location"] == "/dang-nhap/?next=%2Fkhoa-hoc%2F"
    elsewhere = Client().post(PATH, {"note": TEXT}, headers={"Referer": "http://testserver.evil.example/a"})
    assert elsewhere["Location"] == "/dang-nhap/?next=%2F"
    assert not KeptPost.objects.exists()


def test_there_is_a_limit_of_size_and_number() -> None:
    person = make_user()
    Client().post(PATH, {FIELD: sign_person(person.pk), "note": "ư" * 100_001})
    assert not KeptPost.objects.exists()
    for number in range(MOST_PER_PERSON + 5):
        Client().post(PATH, {FIELD: sign_person(person.pk), "note": str(number)})
    notes = [kept.fields[0][1] for kept in KeptPost.objects.order_by("id")]
    assert notes == [str(number) for number in range(5, MOST_PER_PERSON + 5)]


def test_nobody_forgets_what_is_kept_for_another(client_for: ClientFor) -> None:
    """Neither by sending its token, nor by sending so many forms that one's own oldest are dropped."""
    kept = refused(make_user())
    stranger = make_user()
    sent = client_for(stranger).post("/ngon-ngu/", {"language": "en", KEPT_FIELD: kept.token})
    assert sent.status_code == 302
    for number in range(MOST_PER_PERSON + 1):
        Client().post(PATH, {FIELD: sign_person(stranger.pk), "note": str(number)})
    assert KeptPost.objects.filter(pk=kept.pk).exists()


def test_a_script_is_told_in_json_and_the_form_is_kept() -> None:
    person = make_user()
    response = Client().post(
        PATH,
        {FIELD: sign_person(person.pk), "note": TEXT},
        headers={"X-Requested-With": "fetch", "Accept": "application/json"},
    )
    assert response.status_code == 401
    kept = KeptPost.objects.get()
    assert response.json() == {
        "message": "Phiên làm việc đã hết hạn. Đề nghị đăng nhập lại ở thẻ khác, sau đó tải lại trang này.",
        "continue": f"/tiep-tuc/{kept.token}/",
    }


def test_a_token_older_than_the_sign_in_is_explained_and_kept() -> None:
    person, other = make_user(), make_user()
    form = {FIELD: sign_person(person.pk), "note": TEXT}
    for user, is_offered in ((person, True), (other, False)):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(user)
        response = browser.post(PATH, form)
        kept = KeptPost.objects.order_by("-id").first()
        assert kept is not None
        assert kept.person_id == person.pk
        assert response.status_code == 403
        assert (f"/tiep-tuc/{kept.token}/" in response.content.decode()) is is_offered
        assert person.full_name not in response.content.decode()
    anonymous = Client(enforce_csrf_checks=True).post(PATH, {"note": TEXT})
    assert anonymous.status_code == 403
    assert "không còn hiệu lực" in anonymous.content.decode()
    script = Client(enforce_csrf_checks=True).post(PATH, form, headers={"Accept": "application/json"})
    assert script.status_code == 403
    assert "được giữ lại" in script.json()["message"]


def test_an_open_page_is_not_taken_for_a_lost_session() -> None:
    person = make_user()
    assert Client().get(PATH)["Location"] == f"/dang-nhap/?next={PATH}"
    wrong = Client().post("/dang-nhap/", {"login": "ai.do", "password": "sai", FIELD: sign_person(person.pk)})
    assert wrong.status_code == 422
    assert not KeptPost.objects.exists()


def test_a_kept_form_that_is_refused_again_stays_kept(client_for: ClientFor) -> None:
    person = make_user()
    kept = KeptPost.objects.create(person=person, path=PATH, fields=[["note", TEXT]])
    assert client_for(person).post(PATH, {"note": TEXT, "kept_post": kept.token}).status_code == 422
    assert KeptPost.objects.filter(pk=kept.pk).exists()
