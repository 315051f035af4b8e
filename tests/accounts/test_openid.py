"""Signing in by a real OpenID Connect service: known people only, found by the named claim, never by e-mail."""

from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from pytest_django import Settings

from accounts.domain.people import deactivate_person
from accounts.models import User
from committees.domain.roles import grant_role
from committees.enums import Role
from lms.env import origin
from operations.models import AuditEntry
from tests.accounts.codes import code_of, give_app
from tests.accounts.openid_service import CLIENT_ID, CLIENT_SECRET, Service
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

BEGIN = "/dang-nhap/oidc/di/"
BACK = "/dang-nhap/oidc/ve/"
CLAIMS = {"sub": "a-1", "employee_id": "CB000001", "email": "an@coquan.vn", "email_verified": True, "name": "Nguyễn An"}


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    running = Service(claims=dict(CLAIMS))
    settings.SEN_OIDC_URL = running.address
    settings.SEN_OIDC_CLAIM = "employee_id"
    app = {
        "provider_id": "oidc",
        "name": "Cổng cơ quan",
        "client_id": CLIENT_ID,
        "secret": CLIENT_SECRET,
        "settings": {"server_url": running.address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield running
    running.stop()


def to_service(client: Client, **query: str) -> str:
    """Press the button; the address at the service."""
    return str(client.post(BEGIN, query_params=query)["Location"])


def through_service(address: str) -> str:
    """What a browser does there: the address it is sent back to."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc)
    connection.request("GET", f"{parts.path}?{parts.query}")
    return str(connection.getresponse().headers["Location"]).removeprefix("http://testserver")


def sign_in(client: Client, **query: str) -> Any:
    return client.get(through_service(to_service(client, **query)))


def who_is_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_a_known_person_is_found_by_the_claim_and_later_by_the_number_too(service: Service) -> None:
    person = make_user("CB000001", password=None)
    client = Client()
    client.post("/ngon-ngu/", {"language": "en", "next": "/"})
    assert sign_in(client, next="/khoa-hoc/")["Location"] == "/khoa-hoc/"
    assert client.cookies["django_language"].value == "vi", "the language is that of the account"
    assert who_is_in(client) == str(person.pk)
    tied = SocialAccount.objects.get()
    assert (tied.user, tied.uid, tied.extra_data) == (person, "a-1", {})
    assert AuditEntry.objects.filter(action="person.openid_tied").count() == 1
    again = Client()
    assert sign_in(again)["Location"] == "/"
    assert SocialAccount.objects.get().extra_data == {}, "of what the service says nothing is kept"
    assert not SocialToken.objects.exists()


def test_nobody_is_made_and_nobody_is_found_by_e_mail(service: Service) -> None:
    make_user("nguyen.an", email="an@coquan.vn")
    client = Client()
    refused = sign_in(client)
    assert refused.status_code == 403 and "Chưa đăng nhập được" in refused.content.decode()
    assert who_is_in(client) is None
    assert User.objects.count() == 1 and not SocialAccount.objects.exists()


@pytest.mark.parametrize("said", ["", " ", None, True, ["CB000001"], {"x": 1}, "CB\u0000", "x" * 500])
def test_a_claim_that_names_nobody_lets_nobody_in(service: Service, said: Any) -> None:
    make_user("CB000001", password=None)
    service.claims["employee_id"] = said
    client = Client()
    assert sign_in(client).status_code == 403
    assert who_is_in(client) is None


def test_number_and_name_have_to_mean_the_same_person(service: Service) -> None:
    make_user("CB000001", password=None)
    make_user("CB000002", password=None)
    sign_in(Client())
    service.claims["employee_id"] = "CB000002"
    for number in ("a-1", "b-2"):
        service.claims["sub"] = number
        client = Client()
        is_known = number == "b-2"
        assert (sign_in(client).status_code == 302) is is_known
    service.claims |= {"sub": "c-3", "employee_id": "CB000001"}
    assert sign_in(Client()).status_code == 403, "the account is tied to another number"


def test_who_is_closed_in_sen_stays_out(service: Service) -> None:
    person = make_user("CB000001", password=None)
    sign_in(Client())
    deactivate_person(person=person, actor=None, reason="nghỉ hưu")
    client = Client()
    assert sign_in(client).status_code == 403
    assert who_is_in(client) is None


def test_the_second_factor_is_asked_for_all_the_same(service: Service) -> None:
    person = make_user("CB000001", password=None)
    grant_role(user=person, role=Role.AUDITOR, committee=None, actor=None)
    first = Client()
    sign_in(first)
    assert first.get("/tai-khoan/")["Location"] == "/xac-thuc-hai-lop/"
    assert first.get("/xac-thuc-hai-lop/ung-dung/").status_code == 200, "without a password nothing asks for one"
    secret = give_app(person)
    client = Client()
    assert sign_in(client)["Location"].startswith("/dang-nhap/buoc-hai/")
    assert who_is_in(client) is None
    client.post("/ngon-ngu/", {"language": "en", "next": "/"})
    assert client.post("/dang-nhap/buoc-hai/", {"code": code_of(secret)})["Location"] == "/"
    assert client.cookies["django_language"].value == "vi", "the language is that of the account"


def test_an_answer_belongs_to_the_browser_that_asked_and_counts_once(service: Service) -> None:
    make_user("CB000001", password=None)
    victim, attacker = Client(), Client()
    back = through_service(to_service(attacker))
    assert victim.get(back).status_code == 502
    assert who_is_in(victim) is None
    assert attacker.get(back).status_code == 302
    assert Client().get(back).status_code == 502


def test_a_made_up_code_opens_nothing(service: Service) -> None:
    make_user("CB000001", password=None)
    client = Client()
    state = parse_qs(urlsplit(to_service(client)).query)["state"][0]
    assert client.get(BACK, {"code": "x", "state": state}).status_code == 502
    assert who_is_in(client) is None


@pytest.mark.parametrize("claims", [{"aud": "another"}, {"iss": "http://another.example"}, {"exp": 1}])
def test_a_token_for_somebody_else_or_too_old_opens_nothing(service: Service, claims: dict[str, Any]) -> None:
    make_user("CB000001", password=None)
    service.claims |= claims
    client = Client()
    assert sign_in(client).status_code == 502
    assert who_is_in(client) is None


def test_a_service_that_is_away_is_said_to_be_and_passwords_work(service: Service) -> None:
    make_user("CB000001")
    service.stop()
    client = Client()
    away = client.post(BEGIN)
    assert away.status_code == 502 and "không phản hồi" in away.content.decode()
    assert client.post("/dang-nhap/", {"login": "CB000001", "password": PASSWORD}).status_code == 302


def test_breaking_off_leads_back_to_the_sign_in_page(service: Service) -> None:
    client = Client()
    state = parse_qs(urlsplit(to_service(client)).query)["state"][0]
    gone = client.get(BACK, {"error": "access_denied", "state": state})
    assert gone.status_code == 502 and "/dang-nhap/" in gone.content.decode()


def test_the_button_is_a_form_and_stands_only_where_a_service_is_set(service: Service, settings: Settings) -> None:
    page = Client().get("/dang-nhap/").content.decode()
    assert f'action="{BEGIN}"' in page
    assert Client().get(BEGIN).status_code == 405
    settings.SEN_OIDC_URL = ""
    assert BEGIN not in Client().get("/dang-nhap/").content.decode()


def test_only_addresses_of_this_site_come_after(service: Service) -> None:
    make_user("CB000001", password=None)
    assert sign_in(Client(), next="https://evil.example/")["Location"] == "/"
    assert sign_in(Client(), next="//evil.example/")["Location"] == "/"


def test_the_rule_for_forms_knows_the_service() -> None:
    assert origin("https://sso.coquan.vn:8443/realms/a") == "https://sso.coquan.vn:8443"
