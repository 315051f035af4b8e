from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.domain.people import choose_password, deactivate_person, reset_password
from accounts.domain.sessions import end_sessions
from accounts.domain.sign_ins import note_sign_in
from accounts.models import User
from committees.domain.roles import grant_role
from committees.enums import Role
from committees.rules import audit_read_by
from operations.models import AuditEntry
from tests.committees.builders import member, reference_centre, units
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def sign_in(client: Client, name: str, password: str = PASSWORD, **fields: str) -> Any:
    return client.post("/dang-nhap/", {"login": name, "password": password, **fields})


@pytest.mark.parametrize("typed", ["nguyen.an", "NGUYEN.AN", " Nguyễn.An ", "Nguyễn.An"])
def test_a_name_is_one_account_however_it_is_spelt(typed: str) -> None:
    user = make_user("nguyen.an")
    client = Client()
    response = sign_in(client, typed)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_unknown_wrong_and_closed_look_the_same() -> None:
    make_user("dang.lam")
    make_user("da.nghi", is_active=False)
    pages = []
    for name, password in (("khong.co", PASSWORD), ("dang.lam", "sai-mat-khau"), ("da.nghi", PASSWORD)):
        response = sign_in(Client(), name, password)
        assert response.status_code == 422
        form = response.context["form"]
        pages.append((form.non_field_errors(), "sessionid" in response.cookies))
    assert pages[0] == pages[1] == pages[2]
    assert pages[0][0] == ["Tên đăng nhập hoặc mật khẩu không đúng."]


def test_an_unknown_name_costs_a_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []

    def watched(password: str | None, *args: Any, **kwargs: Any) -> str:
        hashed.append(password or "")
        return make_password(password, *args, **kwargs)

    monkeypatch.setattr("django.contrib.auth.base_user.make_password", watched)
    sign_in(Client(), "khong.co", "mot-mat-khau")
    assert hashed == ["mot-mat-khau"]


def test_guessing_is_stopped_for_one_account_in_all_its_spellings() -> None:
    make_user("muc.tieu")
    make_user("nguoi.khac")
    client = Client()
    spellings = ["muc.tieu", "MUC.TIEU", "mục.tiêu", "Mục.Tiêu", "muc.tiêu"]
    for number in range(10):
        assert sign_in(client, spellings[number % 5], f"doan-{number}").status_code == 422
    paused = sign_in(client, "muc.tieu")
    assert paused.status_code == 429
    assert paused["Retry-After"] == "300"
    assert "tạm dừng" in paused.content.decode()
    assert "sessionid" not in client.cookies
    assert sign_in(client, "nguoi.khac").status_code == 302


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("/khoa-hoc/", "/khoa-hoc/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("http://testserver/khoa-hoc/", "/"),
        ("javascript:alert(1)", "/"),
        ("/%0d%0aSet-Cookie:a=b", "/%0d%0aSet-Cookie:a=b"),
        ("khoa-hoc/", "/"),
    ],
)
def test_next_stays_on_this_site(target: str, place: str) -> None:
    make_user("nguyen.an")
    assert sign_in(Client(), "nguyen.an", next=target)["Location"] == place


def test_signing_out_takes_a_form(client_for: ClientFor) -> None:
    client = client_for(make_user())
    asked = client.get("/dang-xuat/")
    assert asked.status_code == 200
    assert client.get("/tai-khoan/").status_code == 200
    assert client.post("/dang-xuat/")["Location"] == "/"
    assert client.get("/tai-khoan/").status_code == 302


def test_a_session_ends_at_the_next_request(client_for: ClientFor) -> None:
    for end in (
        end_sessions,
        lambda user: deactivate_person(person=user, actor=None, reason="nghỉ hưu"),
    ):
        user = make_user()
        client = client_for(user)
        assert client.get("/tai-khoan/").status_code == 200
        end(user)
        assert client.get("/tai-khoan/")["Location"].startswith("/dang-nhap/")


def test_demonstration_accounts_end_with_the_demonstration(settings: Settings, client_for: ClientFor) -> None:
    settings.SEN_DEMO = "office"
    make_user("hocvien", is_demo=True)
    client = Client()
    assert sign_in(client, "hocvien").status_code == 302
    settings.SEN_DEMO = "0"
    assert client.get("/tai-khoan/").status_code == 302
    assert sign_in(Client(), "hocvien").status_code == 422


def test_the_first_password_comes_before_everything(client_for: ClientFor) -> None:
    user = make_user(must_change_password=True)
    client = client_for(user)
    assert client.get("/tai-khoan/")["Location"] == "/doi-mat-khau/"
    assert client.get("/quan-tri/")["Location"] == "/doi-mat-khau/"
    assert client.get("/tai-khoan/", headers={"Accept": "application/json"}).status_code == 403
    form = {"old_password": PASSWORD, "new_password": "hoa-sen-no-2027", "new_password_again": "hoa-sen-no-2027"}
    assert client.post("/doi-mat-khau/", form)["Location"] == "/"
    assert client.get("/tai-khoan/").status_code == 200


def test_a_first_password_may_be_typed_in_the_groups_of_its_slip() -> None:
    person = make_user("an.nguyen")
    reset_password(person=person, password="3fqk88nwpgbh", actor=None)
    assert sign_in(Client(), "an.nguyen", "3fqk 88nw pgbh").status_code == 302
    choose_password(person=person, password="hoa sen no 2027")
    assert sign_in(Client(), "an.nguyen", "hoasenno2027").status_code == 422
    assert sign_in(Client(), "an.nguyen", "hoa sen no 2027").status_code == 302


def test_a_new_password_ends_the_other_sessions(client_for: ClientFor) -> None:
    user = make_user()
    here, elsewhere = client_for(user), client_for(user)
    form = {"old_password": PASSWORD, "new_password": "hoa-sen-no-2027", "new_password_again": "hoa-sen-no-2027"}
    assert here.post("/doi-mat-khau/", form).status_code == 302
    assert here.get("/tai-khoan/").status_code == 200
    assert elsewhere.get("/tai-khoan/").status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        {"old_password": "sai"},
        {"new_password_again": "hoa-sen-no-2028"},
        {"new_password": "ngan", "new_password_again": "ngan"},
        {"new_password": PASSWORD, "new_password_again": PASSWORD},
        {"new_password": "password123", "new_password_again": "password123"},
    ],
)
def test_a_bad_new_password_changes_nothing(client_for: ClientFor, change: dict[str, str]) -> None:
    user = make_user()
    before = user.password
    good = {"old_password": PASSWORD, "new_password": "hoa-sen-no-2027", "new_password_again": "hoa-sen-no-2027"}
    response = client_for(user).post("/doi-mat-khau/", good | change)
    assert response.status_code == 422
    assert response.context["form"].errors
    user.refresh_from_db()
    assert user.password == before


def test_what_signed_in_people_see_is_not_stored(client_for: ClientFor) -> None:
    client = client_for(make_user())
    for path in ("/tai-khoan/", "/doi-mat-khau/", "/khong-co/"):
        assert client.get(path)["Cache-Control"] == "no-store"


def test_the_page_is_vietnamese_whatever_the_browser_prefers(client_for: ClientFor) -> None:
    english = {"Accept-Language": "en-US,en;q=0.9"}
    assert "Tên đăng nhập" in Client().get("/dang-nhap/", headers=english).content.decode()
    user = make_user()
    client = client_for(user)
    response = client.post("/ngon-ngu/", {"language": "en", "next": "/tai-khoan/"})
    assert response["Location"] == "/tai-khoan/"
    assert "My account" in client.get("/tai-khoan/").content.decode()
    other_browser = client_for(User.objects.get(pk=user.pk))
    other_browser.get("/tai-khoan/")
    assert "My account" in other_browser.get("/tai-khoan/").content.decode()


def test_the_language_comes_and_goes_with_the_person() -> None:
    english, vietnamese = make_user("nguoi.anh"), make_user("nguoi.viet")
    shared = Client()
    sign_in(shared, english.username)
    shared.post("/ngon-ngu/", {"language": "en", "next": "/"})
    assert '<html lang="en"' in shared.get("/tai-khoan/").content.decode()
    shared.post("/dang-xuat/")
    assert '<html lang="vi"' in shared.get("/dang-nhap/").content.decode(), "the choice stayed on the computer"
    # Who came before chose English and left without signing out.
    shared.post("/ngon-ngu/", {"language": "en", "next": "/"})
    sign_in(shared, vietnamese.username)
    assert '<html lang="vi"' in shared.get("/tai-khoan/").content.decode()
    shared.post("/dang-xuat/")
    sign_in(shared, english.username)
    assert '<html lang="en"' in shared.get("/tai-khoan/").content.decode()


def test_there_is_no_signing_up() -> None:
    for path in ("/dang-ky/", "/accounts/signup/", "/signup/", "/quan-tri/password_reset/"):
        assert Client().get(path).status_code in (302, 404)
    assert not User.objects.exists()


def test_signing_in_and_out_stands_in_the_own_trail_by_its_time_alone(client_for: ClientFor) -> None:
    person, client = make_user("co.mat"), Client(HTTP_USER_AGENT="Máy lạ", REMOTE_ADDR="10.9.8.7")
    sign_in(client, "co.mat", "sai-mat-khau")
    assert not AuditEntry.objects.filter(object_id=str(person.pk)).exists()
    sign_in(client, "co.mat")
    client.post("/dang-xuat/")
    client.post("/dang-xuat/")
    entries = AuditEntry.objects.filter(object_type="accounts.user", object_id=str(person.pk)).order_by("pk")
    assert [entry.action for entry in entries] == ["person.signed_in", "person.signed_out"]
    assert {(entry.actor_id, entry.reason, str(entry.before), str(entry.after)) for entry in entries} == {
        (person.pk, "", "{}", "{}")
    }
    page = client_for(person).get("/du-lieu-cua-toi/").content.decode()
    trail = page.partition("Nhật ký về hồ sơ cá nhân")[2]
    assert "Đăng nhập" in trail and "Đăng xuất" in trail and "10.9.8.7" not in page


def test_when_somebody_signs_in_is_not_for_the_administrators_of_the_unit() -> None:
    commune = units(reference_centre(), "Tỉnh ủy Sen", kind="province")[0]
    person, administrator = member(commune), make_user()
    grant_role(user=administrator, role=Role.COMMITTEE_ADMIN, committee=commune, actor=None)
    note_sign_in(person)
    deactivate_person(person=person, actor=administrator, reason="Nghỉ hưu")
    read = audit_read_by(administrator).filter(object_id=str(person.pk)).values_list("action", flat=True)
    assert "person.deactivated" in read and "person.signed_in" not in read


def test_a_sign_in_costs_one_more_row() -> None:
    person = make_user()
    with CaptureQueriesContext(connection) as asked:
        note_sign_in(person)
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) == 1
