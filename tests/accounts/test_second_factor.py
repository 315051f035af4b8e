"""Two factors: setting up, signing in, the printed card, and who may not do without."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from accounts.domain.second_factor import make_code_card, reset_second_factor
from accounts.models import User
from committees.domain.roles import grant_role
from committees.enums import Role
from operations.models import AuditEntry
from tests.accounts.codes import code_of, give_app, sign_in_with_password
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]

SECOND_STEP = "/dang-nhap/buoc-hai/"
OVERVIEW = "/xac-thuc-hai-lop/"
APP = "/xac-thuc-hai-lop/ung-dung/"
CARD = "/xac-thuc-hai-lop/the-ma/"


def holder(**fields: Any) -> User:
    """Somebody with a role above cadre."""
    person = make_user(**fields)
    grant_role(user=person, role=Role.AUDITOR, committee=None, actor=None)
    return person


def secret_on(page: Any) -> str:
    found = re.search(r"<code>([A-Z2-7 ]{30,})</code>", page.content.decode())
    assert found is not None
    return found[1].replace(" ", "")


def codes_on(page: Any) -> list[str]:
    return re.findall(r"<li><code>(\d{4} \d{4})</code></li>", page.content.decode())


def test_an_app_is_set_up_by_picture_or_by_hand_and_asked_for_at_the_next_sign_in() -> None:
    person = make_user()
    client = sign_in_with_password(person, PASSWORD)
    page = client.get(APP)
    secret = secret_on(page)
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert secret_on(client.get(APP)) == secret, "a page read twice leaves the app as it is"
    wrong = client.post(APP, {"code": "000000"})
    assert wrong.status_code == 422 and "đồng hồ" in wrong.content.decode()
    assert client.post(APP, {"code": code_of(secret)})["Location"] == OVERVIEW
    assert "Đã thiết lập lớp xác thực thứ hai." in client.get(OVERVIEW).content.decode()

    again = sign_in_with_password(person, PASSWORD)
    assert "_auth_user_id" not in again.session
    assert again.get("/tai-khoan/")["Location"].startswith("/dang-nhap/")
    assert again.get(SECOND_STEP).status_code == 200
    assert again.post(SECOND_STEP, {"code": code_of(secret)}).status_code == 422, "used when it was set up"
    assert again.post(SECOND_STEP, {"code": code_of(secret, steps_later=1)})["Location"] == "/"
    assert again.get("/tai-khoan/").status_code == 200


def test_the_secret_is_sealed_in_the_account_and_in_the_session(settings: Settings) -> None:
    client = sign_in_with_password(make_user(), PASSWORD)
    secret = secret_on(client.get(APP))
    assert secret not in str(client.session.items())
    client.post(APP, {"code": code_of(secret)})
    stored = Authenticator.objects.get()
    assert secret not in str(stored.data)
    assert stored.wrap().validate_code(code_of(secret, steps_later=1))
    settings.SECRET_KEY = "another-key-of-sufficient-length-0000000"
    assert not stored.wrap().validate_code(code_of(secret, steps_later=-1)), "sealed with a key that is gone"


def test_a_key_of_its_own_seals_anew_and_the_old_seals_still_open(settings: Settings) -> None:
    person = make_user()
    secret = give_app(person)
    settings.SEN_SECRETS_KEY = "kept-apart-from-the-signing-key-00000000"
    assert Authenticator.objects.get().wrap().validate_code(code_of(secret))
    newer = give_app(make_user())
    settings.SECRET_KEY = "another-key-of-sufficient-length-0000000"
    assert Authenticator.objects.exclude(user=person).get().wrap().validate_code(code_of(newer))


def test_the_next_page_is_kept_over_both_steps() -> None:
    person = make_user()
    secret = give_app(person)
    client = Client()
    form = {"login": person.username, "password": PASSWORD, "next": "/khoa-hoc/"}
    assert client.post("/dang-nhap/", form)["Location"].startswith(SECOND_STEP)
    assert client.post(SECOND_STEP, {"code": code_of(secret)})["Location"] == "/khoa-hoc/"


def test_a_code_card_alone_is_a_second_factor_and_each_code_works_once() -> None:
    person = holder()
    client = sign_in_with_password(person, PASSWORD)
    made = client.post(CARD)
    codes = codes_on(made)
    assert len(set(codes)) == 40
    assert made["Cache-Control"] == "no-store"
    assert client.get("/tai-khoan/").status_code == 200
    assert not codes_on(client.get(CARD)) and codes[0][:4] not in client.get(OVERVIEW).content.decode()

    again = sign_in_with_password(person, PASSWORD)
    assert again.post(SECOND_STEP, {"code": codes[7]})["Location"] == "/"
    third = sign_in_with_password(person, PASSWORD)
    refused = third.post(SECOND_STEP, {"code": codes[7]})
    assert refused.status_code == 422 and "đã được sử dụng" in refused.content.decode()
    assert third.post(SECOND_STEP, {"code": codes[8].replace(" ", "")})["Location"] == "/"
    assert "còn 38 mã" in unescape(again.get(OVERVIEW).content.decode())


def test_a_new_card_ends_the_old_one_and_codes_stand_nowhere_in_clear() -> None:
    person = make_user()
    old, new = make_code_card(person=person), make_code_card(person=person)
    assert not set(old) & set(new)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert not [code for code in new if code in stored]
    client = sign_in_with_password(person, PASSWORD)
    assert client.post(SECOND_STEP, {"code": old[0]}).status_code == 422
    assert client.post(SECOND_STEP, {"code": new[0]}).status_code == 302


def test_a_nearly_used_up_card_says_so() -> None:
    person = make_user()
    codes = make_code_card(person=person)
    card = Authenticator.objects.get()
    card.data["used_mask"] = (1 << 37) - 1
    card.save()
    client = sign_in_with_password(person, PASSWORD)
    client.post(SECOND_STEP, {"code": codes[39]})
    assert "Thẻ còn 2 mã" in client.get(OVERVIEW).content.decode()


def test_guessing_codes_is_paused_for_the_account_and_says_how_long() -> None:
    person, other = make_user(), make_user()
    codes = make_code_card(person=person)
    secret = give_app(other)
    client = sign_in_with_password(person, PASSWORD)
    for number in range(10):
        assert client.post(SECOND_STEP, {"code": f"{number:08}"}).status_code == 422
    paused = client.post(SECOND_STEP, {"code": codes[0]})
    assert paused.status_code == 429
    assert 0 < int(paused["Retry-After"]) <= 300
    assert "Đề nghị thử lại sau 5 phút." in paused.content.decode()
    neighbour = sign_in_with_password(other, PASSWORD)
    assert neighbour.post(SECOND_STEP, {"code": code_of(secret)}).status_code == 302


# --- who may not do without ---------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/", "/tai-khoan/", "/bao-cao/", "/quan-tri/", "/du-lieu-cua-toi/", "/khong-co/"])
def test_a_role_opens_nothing_before_the_second_factor_is_set_up(address: str) -> None:
    client = sign_in_with_password(holder(), PASSWORD)
    assert client.get(address)["Location"] == OVERVIEW
    assert client.post(address, {}).status_code == 302
    assert client.get(address, headers={"Accept": "application/json"}).status_code == 403
    assert "phải thiết lập lớp xác thực thứ hai" in client.get(OVERVIEW).content.decode()


def test_setting_up_signing_out_and_the_language_stay_open() -> None:
    client = sign_in_with_password(holder(), PASSWORD)
    for address in (OVERVIEW, APP, CARD, "/xac-thuc-hai-lop/khoa/", "/dang-xuat/", "/tro-giup/", "/hien-thi/"):
        assert client.get(address).status_code == 200, address
    assert client.post("/dang-xuat/")["Location"] == "/"


def test_a_cadre_may_do_without_and_so_may_a_demonstration(settings: Settings) -> None:
    assert sign_in_with_password(make_user(), PASSWORD).get("/tai-khoan/").status_code == 200
    settings.SEN_SECOND_FACTOR_REQUIRED = False
    assert sign_in_with_password(holder(), PASSWORD).get("/tai-khoan/").status_code == 200


def test_a_role_given_meanwhile_asks_at_the_next_request() -> None:
    person = make_user()
    client = sign_in_with_password(person, PASSWORD)
    assert client.get("/tai-khoan/").status_code == 200
    User.objects.filter(pk=person.pk).update(has_held_roles=True)
    assert client.get("/tai-khoan/")["Location"] == OVERVIEW


def test_a_session_older_than_the_factor_is_asked_for_it_and_cannot_set_up_another() -> None:
    person = holder()
    client = sign_in_with_password(person, PASSWORD)
    secret = give_app(person)
    for address in ("/tai-khoan/", APP, CARD, OVERVIEW, "/xac-thuc-hai-lop/khoa/", "/doi-mat-khau/"):
        assert client.get(address)["Location"].startswith("/xac-nhan/ma/?next="), address
    assert client.post(CARD).status_code == 302 and Authenticator.objects.count() == 1
    assert client.post("/xac-nhan/ma/", {"code": code_of(secret), "next": "/tai-khoan/"})["Location"] == "/tai-khoan/"
    assert client.get("/tai-khoan/").status_code == 200


def test_the_first_password_is_changed_before_the_second_factor() -> None:
    person = holder(must_change_password=True)
    client = sign_in_with_password(person, PASSWORD)
    assert client.get("/tai-khoan/")["Location"] == "/doi-mat-khau/"
    form = {"old_password": PASSWORD, "new_password": "hoa-sen-no-2027", "new_password_again": "hoa-sen-no-2027"}
    assert client.post("/doi-mat-khau/", form).status_code == 302
    assert client.get("/tai-khoan/")["Location"] == OVERVIEW
    secret = secret_on(client.get(APP))
    client.post(APP, {"code": code_of(secret)})
    assert client.get("/tai-khoan/").status_code == 200


def test_the_last_factor_of_a_role_stays_and_that_of_a_cadre_may_go(client_for: ClientFor) -> None:
    for person, is_kept in ((holder(), True), (make_user(), False)):
        give_app(person)
        client = client_for(person)
        client.post(f"/xac-thuc-hai-lop/{Authenticator.objects.get(user=person).pk}/go/")
        assert Authenticator.objects.filter(user=person).exists() is is_kept
    assert AuditEntry.objects.filter(action="person.second_factor_removed").count() == 1


def test_a_factor_of_somebody_else_is_not_there(client_for: ClientFor) -> None:
    give_app(make_user())
    factor = Authenticator.objects.get()
    assert client_for(make_user()).post(f"/xac-thuc-hai-lop/{factor.pk}/go/").status_code == 404
    assert Authenticator.objects.exists()


def test_changes_ask_again_when_the_sign_in_is_long_ago() -> None:
    person = make_user()
    codes = make_code_card(person=person)
    client = sign_in_with_password(person, PASSWORD)
    client.post(SECOND_STEP, {"code": codes[0]})
    session = client.session
    session["account_authentication_methods"] = [
        {**step, "at": step["at"] - 16 * 60} for step in session["account_authentication_methods"]
    ]
    session.save()
    assert client.get(APP)["Location"].startswith("/xac-nhan/ma/")
    assert client.get("/tai-khoan/").status_code == 200, "everything else goes on"
    assert client.post(CARD)["Location"].startswith("/xac-nhan/ma/")
    assert len(codes_on(client.post("/xac-nhan/ma/", {"code": codes[1], "next": CARD}))) == 40


def test_without_a_factor_the_password_is_asked_again() -> None:
    client = sign_in_with_password(make_user(), PASSWORD)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    assert client.get(APP)["Location"].startswith("/xac-nhan/mat-khau/")
    wrong = client.post("/xac-nhan/mat-khau/", {"password": "sai", "next": APP})
    assert wrong.status_code == 422 and "Mật khẩu không đúng." in wrong.content.decode()
    assert client.post("/xac-nhan/mat-khau/", {"password": PASSWORD, "next": APP})["Location"] == APP
    assert client.get(APP).status_code == 200


def test_a_reset_takes_all_factors_away_ends_the_sessions_and_is_audited(client_for: ClientFor) -> None:
    person = holder()
    give_app(person)
    make_code_card(person=person)
    client = client_for(person)
    reset_second_factor(person=person, actor=make_user(), reason="mất điện thoại")
    assert not Authenticator.objects.exists()
    assert client.get("/tai-khoan/")["Location"].startswith("/dang-nhap/")
    assert AuditEntry.objects.get(action="person.second_factor_reset").reason == "mất điện thoại"
    assert sign_in_with_password(person, PASSWORD).get("/tai-khoan/")["Location"] == OVERVIEW


@pytest.mark.parametrize(
    "said", ["", "x", "[]", "1", "null", "{}", '{"id": 1}', '{"response": {}}', '{"id": "a", "rawId": []}']
)
def test_what_is_no_answer_of_a_key_is_refused_in_words(said: str) -> None:
    person = make_user()
    client = sign_in_with_password(person, PASSWORD)
    client.get("/xac-thuc-hai-lop/khoa/")
    assert client.post("/xac-thuc-hai-lop/khoa/", {"name": "khóa", "credential": said}).status_code == 422
    give_app(person)
    again = sign_in_with_password(person, PASSWORD)
    again.get(SECOND_STEP)
    assert again.post(SECOND_STEP, {"credential": said}).status_code == 422
    assert "_auth_user_id" not in again.session


def test_half_a_sign_in_ends_with_its_session() -> None:
    person = make_user()
    give_app(person)
    client = sign_in_with_password(person, PASSWORD)
    Session.objects.all().delete()
    assert client.get(SECOND_STEP)["Location"] == "/dang-nhap/"
