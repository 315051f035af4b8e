"""Passwords of a directory, asked of a real slapd: it confirms people whom Sen knows, and nothing else."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.domain.people import deactivate_person
from accounts.models import User
from committees.domain.roles import grant_role
from committees.enums import Role
from tests.accounts.slapd import BASE, PROGRAM, READER, READER_PASSWORD, Directory, Entry, start_directory
from tests.factories import PASSWORD, make_user

pytestmark = [
    pytest.mark.django_db,
    # In CI it is never left out: `.ci/run` installs slapd, and without it these tests fail.
    pytest.mark.skipif(PROGRAM is None and not os.environ.get("CI"), reason="slapd is not installed"),
]

PEOPLE = (
    Entry("nguyen.an", "mat-khau-thu-muc", "CB000001"),
    Entry("le.binh", "mat-khau-cua-binh", "CB000002"),
    Entry("trung", "mat-khau-trung-1", "CB000003", unit="mot"),
    Entry("trung", "mat-khau-trung-2", "CB000004", unit="hai"),
)
DIRECTORY_PASSWORD = PEOPLE[0].password
Configure = Callable[..., None]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    running = start_directory(tmp_path_factory.mktemp("slapd"), *PEOPLE)
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def configure(settings: Settings, directory: Directory) -> Configure:
    """The settings of an installation with this directory; tests change what they are about."""
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, "accounts.directory.DirectoryBackend"]

    def change(**values: Any) -> None:
        for name, value in values.items():
            setattr(settings, f"SEN_LDAP_{name}", value)

    change(
        URL=directory.tls_url,
        BASE=BASE,
        FILTER="(&(objectClass=person)(uid={name}))",
        MATCH="uid",
        BIND_DN=READER,
        BIND_PASSWORD=READER_PASSWORD,
        CA=directory.authority,
        INSECURE=False,
    )
    return change


def sign_in(name: str, password: str) -> Any:
    return Client().post("/dang-nhap/", {"login": name, "password": password})


def test_a_known_person_gets_in_with_the_password_of_the_directory() -> None:
    make_user("nguyen.an", password=None)
    assert sign_in("nguyen.an", DIRECTORY_PASSWORD).status_code == 302
    assert sign_in("Nguyen.An", DIRECTORY_PASSWORD).status_code == 302
    assert sign_in("nguyen.an", "sai").status_code == 422


def test_nobody_is_made_an_account() -> None:
    assert sign_in("nguyen.an", DIRECTORY_PASSWORD).status_code == 422
    assert not User.objects.exists()


def test_another_attribute_may_name_the_account(configure: Configure) -> None:
    configure(MATCH="employeeNumber")
    person = make_user("CB000001", password=None)
    client = Client()
    assert client.post("/dang-nhap/", {"login": "nguyen.an", "password": DIRECTORY_PASSWORD}).status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_local_password_works_too_and_when_the_directory_is_away(configure: Configure) -> None:
    make_user("nguyen.an")
    assert sign_in("nguyen.an", PASSWORD).status_code == 302
    configure(URL="ldaps://127.0.0.1:9")
    assert sign_in("nguyen.an", PASSWORD).status_code == 302
    away = sign_in("nguyen.an", DIRECTORY_PASSWORD)
    assert away.status_code == 422 and "không trả lời" in away.content.decode()


def test_who_is_closed_in_sen_stays_out() -> None:
    person = make_user("nguyen.an", password=None)
    deactivate_person(person=person, actor=None, reason="nghỉ hưu")
    assert sign_in("nguyen.an", DIRECTORY_PASSWORD).status_code == 422


@pytest.mark.parametrize("password", ["", " "])
def test_no_password_is_no_password(password: str) -> None:
    """A bind without one succeeds at the directory: as nobody in particular."""
    make_user("nguyen.an", password=None)
    assert sign_in("nguyen.an", password).status_code == 422


@pytest.mark.parametrize(
    "typed",
    [
        "*",
        "nguyen.*",
        "nguyen.an)(uid=*",
        "*)(objectClass=*",
        "nguyen.an)(|(uid=*",
        "x)(|(uid=nguyen.an)(uid=nguyen.an)",
        "nguyen.an\\2a",
        "\\6eguyen.an",
        "nguyen.an\x00",
    ],
)
def test_a_filter_cannot_be_written_into(typed: str) -> None:
    make_user("nguyen.an", password=None)
    make_user("le.binh", password=None)
    assert sign_in(typed, DIRECTORY_PASSWORD).status_code == 422


def test_a_name_that_means_two_entries_means_nobody() -> None:
    make_user("trung", password=None)
    for entry in PEOPLE[2:]:
        assert sign_in("trung", entry.password).status_code == 422


def test_the_password_of_somebody_else_opens_nothing() -> None:
    make_user("le.binh", password=None)
    assert sign_in("le.binh", DIRECTORY_PASSWORD).status_code == 422


def test_the_line_is_ciphered_by_start_tls_too(configure: Configure, directory: Directory) -> None:
    make_user("nguyen.an", password=None)
    configure(URL=directory.url)
    assert sign_in("nguyen.an", DIRECTORY_PASSWORD).status_code == 302


@pytest.mark.parametrize("scheme", ["url", "tls_url"])
def test_a_certificate_of_somebody_else_gets_no_password(
    configure: Configure, directory: Directory, scheme: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = start_directory(tmp_path_factory.mktemp("other"), PEOPLE[0])
    other.stop()
    make_user("nguyen.an", password=None)
    configure(URL=getattr(directory, scheme), CA=other.authority)
    assert sign_in("nguyen.an", DIRECTORY_PASSWORD).status_code == 422


def test_a_certificate_for_another_name_gets_no_password(configure: Configure, directory: Directory) -> None:
    make_user("nguyen.an", password=None)
    configure(URL=directory.tls_url.replace("127.0.0.1", "localhost"))
    assert sign_in("nguyen.an", DIRECTORY_PASSWORD).status_code == 422


def test_a_plain_line_only_when_told(configure: Configure, directory: Directory) -> None:
    make_user("nguyen.an", password=None)
    configure(URL=directory.url, CA="", INSECURE=True)
    assert sign_in("nguyen.an", DIRECTORY_PASSWORD).status_code == 302
    configure(INSECURE=False)
    assert sign_in("nguyen.an", DIRECTORY_PASSWORD).status_code == 422


def test_a_wrong_reader_is_said_to_be_the_directory_s_fault(configure: Configure) -> None:
    make_user("nguyen.an", password=None)
    configure(BIND_PASSWORD="sai")
    answer = sign_in("nguyen.an", DIRECTORY_PASSWORD)
    assert answer.status_code == 422 and "không trả lời" in answer.content.decode()


def test_guesses_are_counted_like_all_others() -> None:
    make_user("nguyen.an", password=None)
    for number in range(10):
        assert sign_in("nguyen.an", f"doan-{number}").status_code == 422
    assert sign_in("nguyen.an", DIRECTORY_PASSWORD).status_code == 429


def test_a_role_needs_its_second_factor_all_the_same() -> None:
    person = make_user("nguyen.an", password=None)
    grant_role(user=person, role=Role.AUDITOR, committee=None, actor=None)
    client = Client()
    client.post("/dang-nhap/", {"login": "nguyen.an", "password": DIRECTORY_PASSWORD})
    assert client.get("/tai-khoan/")["Location"] == "/xac-thuc-hai-lop/"


def test_a_first_password_that_was_not_used_need_not_be_changed() -> None:
    make_user("nguyen.an", must_change_password=True)
    client = Client()
    client.post("/dang-nhap/", {"login": "nguyen.an", "password": DIRECTORY_PASSWORD})
    assert client.get("/tai-khoan/").status_code == 200
    client = Client()
    client.post("/dang-nhap/", {"login": "nguyen.an", "password": PASSWORD})
    assert client.get("/tai-khoan/")["Location"] == "/doi-mat-khau/"


def test_a_refusal_writes_no_password_into_the_log(caplog: pytest.LogCaptureFixture, configure: Configure) -> None:
    make_user("nguyen.an", password=None)
    sign_in("nguyen.an", "bi-mat-tuyet-doi")
    configure(URL="ldaps://127.0.0.1:9")
    sign_in("nguyen.an", "bi-mat-tuyet-doi")
    assert "the directory does not answer" in caplog.text
    assert "bi-mat" not in caplog.text and "nguyen" not in caplog.text
