"""Requests that would change something: tokens, columns nobody may set, addresses that lead away."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.db.models import DateTimeField, Model, UUIDField
from django.test import Client
from django.urls import reverse

from tests.access.asking import KEPT_OF_REFUSALS, url_of
from tests.access.browsing import Browsers, secrets_from
from tests.access.objects import World
from tests.access.oracle import LINES
from tests.access.oracle_authoring import PAGE_LINES
from tests.architecture.sources import ROOMS
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

FAR: Final = "xa.vi.du"
# Forms in which addresses have led browsers away from sites that only looked at the beginning.
LEADING_AWAY: Final = (
    f"//{FAR}", f"https://{FAR}/", f"http:{FAR}", f"///{FAR}", f"\\\\{FAR}", f"/\\{FAR}", f"https:/{FAR}",
    f"https:\\\\{FAR}", f"//{FAR}@testserver/", f"//testserver@{FAR}/", f"//testserver.{FAR}/", f"\t//{FAR}",
    f" //{FAR}", f"/\t/{FAR}", f"/\n/{FAR}", f"\x00//{FAR}", f"ftp://{FAR}", "javascript:alert(1)",
    "data:text/html,x", f"%2f%2f{FAR}", f"//{FAR}%2f%2e%2e", f"\u3000//{FAR}", f"http://[::1]@{FAR}/",
)  # fmt: skip
# What the form of each learner's page holds; all other names are not its business.
LEARNER_FORMS: Final[dict[str, dict[str, str]]] = {
    "join_course": {}, "complete_lesson": {}, "exercise": {}, "start_attempt": {}, "attempt_submit": {},
    "attempt": {"go": "next", "sequence": "7"}, "attempt_save": {"positions": "1", "sequence": "7"},
    "set_language": {"language": "en", "next": "/"},
    "change_password": {"new_password": "", "new_password_again": "", "old_password": ""},
    "kept_post": {}, "account_logout": {}, "put_hint_away": {},
    "my_data": {"about": "account", "text": "Năm sinh ghi chưa đúng."}, "my_data_file": {},
}  # fmt: skip
STUFFING: Final = ("999", "True", "2099-12-31")


def test_nothing_unsafe_without_its_token(world: World) -> None:
    """For every address and method, whoever asks: the token is looked at before the view is."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["NA"])
    done = []
    for line in (*LINES, *PAGE_LINES):
        url, _used = url_of(line, world, "A")
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            status = client.generic(method, url).status_code
            done += [f"{method} {line.route}: {status}"] if status != 403 else []
    assert not done


def test_other_safe_methods_say_no_more_than_get(world: World, browsers: Browsers) -> None:
    wrong = []
    for line in LINES:
        url, _used = url_of(line, world, "B" if line.on else "A")
        for who in ("AN", "CA", "CM"):
            get, head, options = (browsers.ask(who, method, url) for method in ("GET", "HEAD", "OPTIONS"))
            if head.status not in (get.status, 405) or head.body:
                wrong.append(f"{who} HEAD {line.route}: {head.status}, GET {get.status}")
            secrets = [word for word in secrets_from(who) if word not in url]
            if options.status >= 500 or options.wrote_beside(*KEPT_OF_REFUSALS) or options.shows(secrets):
                wrong.append(f"{who} OPTIONS {line.route}: {options.status}")
            if get.status == 404 and 200 in (head.status, options.status):
                wrong.append(f"{who} {line.route} exists for another method")
    assert not wrong


def test_learners_set_no_columns_by_name(world: World, browsers: Browsers) -> None:
    """A form stuffed with the names of all columns does exactly what the bare form does."""
    names = {field.name for model in _evidence() for field in model._meta.concrete_fields}
    names |= {field.attname for model in _evidence() for field in model._meta.concrete_fields}
    assert {"score", "passed", "is_active", "deadline_at", "committee", "status", "is_superuser"} <= names
    wrong, asked = [], 0
    for line in LINES:
        form = LEARNER_FORMS.get(line.route)
        if form is None:
            continue
        url, _used = url_of(line, world, "A")
        who = "GR" if "closed" in line.on else "CA"
        bare = browsers.ask(who, "POST", url, form, before_forgetting=_columns)
        for value in STUFFING:
            stuffed = browsers.ask(who, "POST", url, dict.fromkeys(names, value) | form, before_forgetting=_columns)
            asked += 1
            if (stuffed.status, stuffed.found) != (bare.status, bare.found):
                changed = [name for name in bare.found if bare.found[name] != stuffed.found[name]]
                wrong.append(f"{line.route} {line.on} {value}: {bare.status} {stuffed.status} {changed}")
    assert asked >= 3 * len(LEARNER_FORMS)
    assert not wrong


def _evidence() -> Iterator[type[Model]]:
    for room in ROOMS:
        if room in ("accounts", "assessments", "committees", "learning", "certificates"):
            yield from apps.get_app_config(room).get_models()


def _columns() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of evidence, without what differs with each moment."""
    found = {}
    for model in _evidence():
        fields = [
            field.attname
            for field in model._meta.concrete_fields
            if field.name in ("deadline_at", "valid_to")
            or not (field.primary_key or isinstance(field, DateTimeField | UUIDField) or field.name == "password")
        ]
        found[model._meta.label] = sorted(model.objects.values_list(*fields), key=repr)
    return found


def test_no_address_given_leads_away(world: World, browsers: Browsers) -> None:
    sign_in = {"login": world.people["NA"].username, "password": PASSWORD}
    unit = world.objects.known["unit"]["A"]
    away = []
    for address in LEADING_AWAY:
        asked = {
            "sign in, form": ("AN", reverse("account_login"), sign_in | {"next": address}),
            "language": ("CA", reverse("set_language"), {"language": "vi", "next": address}),
            "sign out": ("CA", reverse("account_logout"), {"next": address}),
            "names": (
                "NA",
                reverse("report_open_names", kwargs=unit),
                {"purpose": "Kiểm tra kết quả bồi dưỡng", "next": address},
            ),
        }
        for name, (who, url, data) in asked.items():
            answer = browsers.ask(who, "POST", url, data)
            if answer.status not in (301, 302, 303) or _leads_away(answer.headers["Location"]):
                away.append(f"{name} {address!r}: {answer.status} {answer.headers.get('Location')}")
        for who in ("AN", "CA"):
            answer = browsers.ask(who, "GET", reverse("account_login"), {"next": address})
            if _leads_away(answer.headers.get("Location", "/")):
                away.append(f"sign-in page {address!r}: {answer.headers.get('Location')}")
    assert not away
    assert all(_leads_away(address) for address in LEADING_AWAY if not address.startswith("%"))


def _leads_away(location: str) -> bool:
    """Where a browser would go: it drops blanks and line ends, and takes backslashes for slashes."""
    read = "".join(letter for letter in location.strip("\x00 \t\r\n\u3000") if letter not in "\t\r\n").replace(
        "\\", "/"
    )
    scheme, colon, rest = read.partition(":")
    if colon and scheme.isalpha() and scheme.lower() in ("http", "https"):
        read = f"{scheme}://{rest.lstrip('/')}"
    elif read.startswith("//"):
        read = f"//{read.lstrip('/')}"
    try:
        target = urlsplit(urljoin("http://testserver/a/", read))
    except ValueError:  # newer versions of Python refuse what an older one takes for a foreign host
        return True
    return target.scheme not in ("http", "https") or target.netloc != "testserver"
