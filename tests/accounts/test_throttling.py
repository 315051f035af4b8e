"""Guessing is paused, for the account and for the network; an office behind one address is not shut out."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from accounts.models import KeptPost, User
from common.http.network import network_of
from common.http.throttle import Paused, Throttle
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The time as the throttle and the cache see it: at the beginning of a window, so that none ends during a test."""
    now = [1_800_000_000.0]
    monkeypatch.setattr("common.http.throttle.time.time", lambda: now[0])
    yield now


def sign_in(name: str, password: str, network: str = "10.0.0.1") -> Any:
    return Client(REMOTE_ADDR=network).post("/dang-nhap/", {"login": name, "password": password})


def request_from(network: str, **more: str) -> Any:
    return RequestFactory().get("/", REMOTE_ADDR=network, **more)


def test_the_limit_of_an_account_holds_from_every_network() -> None:
    make_user("muc.tieu")
    for number in range(10):
        assert sign_in("muc.tieu", "sai", f"10.0.0.{number}").status_code == 422
    assert sign_in("muc.tieu", PASSWORD, "10.9.9.9").status_code == 429


def test_right_passwords_use_up_nothing() -> None:
    make_user("nguyen.an")
    for _ in range(15):
        assert sign_in("nguyen.an", PASSWORD).status_code == 302


def test_an_office_behind_one_address_gets_in_while_some_mistype() -> None:
    for number in range(40):
        make_user(f"can.bo.{number}")
    for number in range(40):
        for _ in range(3):
            assert sign_in(f"can.bo.{number}", "go-nham").status_code == 422
        assert sign_in(f"can.bo.{number}", PASSWORD).status_code == 302


def test_a_network_that_tries_many_names_is_paused_and_another_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.adapter.PASSWORDS", Throttle("sign-in", per_account=10, per_network=20))
    make_user("nguyen.an")
    for number in range(20):
        assert sign_in(f"ten.{number}", "sai").status_code == 422
    paused = sign_in("nguyen.an", PASSWORD)
    assert paused.status_code == 429 and 0 < int(paused["Retry-After"]) <= 300
    assert sign_in("nguyen.an", PASSWORD, "10.0.0.2").status_code == 302


def test_a_place_comes_back_when_its_time_is_over(clock: list[float]) -> None:
    throttle = Throttle("test", per_account=2, per_network=99, seconds=100)
    request = request_from("10.0.0.1")
    throttle.begin(request, "a")
    clock[0] += 60
    throttle.begin(request, "a")
    with pytest.raises(Paused) as paused:
        throttle.begin(request, "a")
    assert paused.value.seconds == 40
    throttle.begin(request, "b")


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_do_not_pass_together() -> None:
    throttle = Throttle("together", per_account=5, per_network=99)
    together = Barrier(8)

    def one(_number: int) -> bool:
        together.wait(30)
        try:
            throttle.begin(request_from("10.0.0.1"), "a")
        except Paused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(16))) == 5


def test_nothing_kept_names_the_account_or_the_address() -> None:
    sign_in("nguyen.bi.mat", "sai", "10.77.66.55")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM sen_cache")
        keys = " ".join(row[0] for row in cursor.fetchall())
    assert "throttle" in keys
    assert "nguyen" not in keys and "10.77" not in keys


@pytest.mark.parametrize(
    ("proxies", "forwarded", "network"),
    [
        (0, "1.2.3.4", "10.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.9", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "not an address", "not an address"),
    ],
)
def test_an_address_is_believed_as_far_as_our_own_proxies_wrote_it(
    settings: Settings, proxies: int, forwarded: str, network: str
) -> None:
    settings.SEN_TRUSTED_PROXIES = proxies
    assert network_of(request_from("10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)) == network


def test_the_old_password_cannot_be_guessed_in_an_open_session(client_for: ClientFor) -> None:
    client = client_for(make_user())
    form = {"new_password": "hoa-sen-no-2027", "new_password_again": "hoa-sen-no-2027"}
    for number in range(10):
        assert client.post("/doi-mat-khau/", form | {"old_password": f"doan-{number}"}).status_code == 422
    assert client.post("/doi-mat-khau/", form | {"old_password": PASSWORD}).status_code == 429
    assert client.get("/doi-mat-khau/").status_code == 200


def test_a_new_password_that_is_refused_is_no_guess(client_for: ClientFor) -> None:
    client = client_for(make_user())
    for _ in range(12):
        refused = {"old_password": PASSWORD, "new_password": "ngan", "new_password_again": "ngan"}
        assert client.post("/doi-mat-khau/", refused).status_code == 422


def test_the_password_asked_for_again_is_counted_like_a_sign_in() -> None:
    person = make_user()
    client = Client()
    client.post("/dang-nhap/", {"login": person.username, "password": PASSWORD})
    for number in range(10):
        assert client.post("/xac-nhan/mat-khau/", {"password": f"doan-{number}"}).status_code == 422
    assert client.post("/xac-nhan/mat-khau/", {"password": PASSWORD}).status_code == 429


def test_set_up_links_are_guessed_thirty_times_at_most() -> None:
    browser = Client()
    for number in range(30):
        assert browser.get(f"/thiet-lap/doan-{number}/").status_code == 404
    assert browser.get("/thiet-lap/doan-31/").status_code == 429


def test_verification_codes_are_guessed_sixty_times_a_minute_at_most() -> None:
    browser = Client()
    for number in range(60):
        assert browser.get(reverse("verify_certificate", args=[f"DOAN{number}"])).status_code == 404
    assert browser.get(reverse("verify_certificate", args=["DOAN61"])).status_code == 429


def test_tokens_of_kept_forms_are_guessed_thirty_times_at_most(client_for: ClientFor) -> None:
    person = make_user()
    kept = KeptPost.objects.create(person=person, path="/tai-khoan/", fields=[["q", "x"]])
    client = client_for(person)
    for _ in range(35):
        assert client.get(f"/tiep-tuc/{kept.token}/").status_code == 200, "what is there is no guess"
    for number in range(30):
        assert client.get(f"/tiep-tuc/doan-{number}/").status_code == 404
    assert client.get(f"/tiep-tuc/{kept.token}/").status_code == 429


def test_a_script_is_told_in_json(client_for: ClientFor) -> None:
    client = client_for(make_user())
    for number in range(30):
        client.get(f"/tiep-tuc/doan-{number}/")
    told = client.get("/tiep-tuc/doan/", headers={"Accept": "application/json"})
    assert told.status_code == 429
    assert told.json() == {"message": "Đề nghị thử lại sau 5 phút."}


def test_a_pause_ends(clock: list[float]) -> None:
    throttle = Throttle("ends", per_network=1, seconds=60)
    request = request_from("10.0.0.1")
    throttle.count("10.0.0.1")
    with pytest.raises(Paused):
        throttle.begin(request)
    clock[0] += 60
    throttle.begin(request)
    cache.clear()
