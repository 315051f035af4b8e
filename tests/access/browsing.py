"""Asking the server as somebody, without a trace: what a request wrote is noted and rolled back."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile

from django.core import mail
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from tests.access.line import ANONYMOUS
from tests.access.objects import World
from tests.access.offers import Addresses
from tests.access.oracle import WHO
from tests.access.places import (
    BANK,
    CODE,
    DRAFTED,
    FIELDS,
    HALF_IN,
    KEY,
    PARENT,
    PERSON,
    POST,
    UNIT,
    reaches,
    role_of,
    side_of,
)

_WRITES: Final = re.compile(r"^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
OF_PEOPLE: Final = (PERSON, CODE, POST)
_TOKEN: Final = re.compile(rb'(name="(?:csrfmiddlewaretoken|person_mark)" value=)"[^"]*"')


@dataclass
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]
    wrote: list[str] = field(default_factory=list)
    found: Any = None

    def shows(self, words: Iterable[str]) -> list[str]:
        text = self.body.decode(errors="replace") + repr(self.headers)
        return [word for word in words if word in text]

    def tells(self, place: str, own: Iterable[str]) -> set[str]:
        """The fields of the thing at the place that stand there; one's own name stands on top of every page."""
        text = self.body.decode(errors="replace")
        for word in own:
            text = text.replace(word, "")
        return {name for name, words in FIELDS.items() if place in words and words[place] in text}

    def offers_refused(self, addresses: Addresses, own: str, row: str) -> list[str]:
        """Links and forms that lead their reader to a refusal."""
        return addresses.refused_of(self.body.decode(errors="replace"), own, row)

    def wrote_beside(self, *allowed: str) -> set[str]:
        """The tables written to, but for the session and what the line allows."""
        return {table for table in self.wrote if not table.startswith(("django_session", *allowed))}

    def is_kept_private(self) -> bool:
        """Nothing stored anywhere, or a file named by its hash in this browser alone."""
        rule = self.headers.get("Cache-Control", "")
        return "no-store" in rule or rule == "private, max-age=31536000, immutable"

    def without(self, asked: dict[str, Any]) -> tuple[int, bytes, list[tuple[str, str]]]:
        """What is left when the ids of the request and what differs with each request are taken out."""
        body = _TOKEN.sub(b"\\1", self.body)
        headers = {k: v for k, v in self.headers.items() if k not in ("Set-Cookie", "X-Request-Id", "Content-Length")}
        for value in (*asked.values(), self.headers.get("X-Request-Id", "")):
            if len(str(value)) > 4:
                body = body.replace(str(value).encode(), b"~")
                headers = {name: text.replace(str(value), "~") for name, text in headers.items()}
        return self.status, body, sorted(headers.items())


class Browsers:
    """A signed-in browser for each person."""

    def __init__(self, world: World) -> None:
        self._clients = {who: Client() for who in (*WHO, *world.of_state)}
        for who in self._clients.keys() & world.people.keys():
            self._clients[who].force_login(world.people[who])
        for who, (person, come_to_it) in world.of_state.items():
            self._clients[who].force_login(person)
            come_to_it(self._clients[who])
        for who in self._clients.keys() & (world.people.keys() | world.of_state.keys()):
            # Whoever has signed in carries the token of the forms.
            self._clients[who].cookies["csrftoken"] = "c" * 32
        self._cookies = {
            who: client.cookies.output(attrs=[], header="", sep=";") for who, client in self._clients.items()
        }

    def ask(
        self,
        who: str,
        method: str,
        url: str,
        data: dict[str, Any] | None = None,
        before_forgetting: Callable[[], Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        client = self._clients[who]
        client.cookies = SimpleCookie(self._cookies[who])
        send = getattr(client, method.lower())
        with _forgotten() as wrote:
            sent = (data,) if data and method in ("GET", "HEAD", "POST") else ()
            response = send(url, *sent, headers=headers)
            found = before_forgetting() if before_forgetting else None
            return Answer(response.status_code, _body(response), _headers(response), wrote, found)


@contextmanager
def _forgotten() -> Iterator[list[str]]:
    """The tables written to meanwhile; afterwards they are as before."""
    wrote: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if found := _WRITES.match(sql):
            wrote.append(found[1])
        return execute(sql, *rest)

    with transaction.atomic(), connection.execute_wrapper(note):
        yield wrote
        transaction.set_rollback(True)


def _body(response: HttpResponse) -> bytes:
    """What comes back, a packed file with what is in it, and every mail that went out meanwhile."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as packed:
            body += b"".join(packed.read(name) for name in packed.namelist())
    sent = getattr(mail, "outbox", [])
    body += b"".join(message.message().as_bytes() for message in sent)
    sent.clear()
    return body


def _headers(response: HttpResponse) -> dict[str, str]:
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in sorted(response.cookies.items()))
    return {**dict(response.items()), **({"Set-Cookie": cookies} if cookies else {})}


def secrets_from(who: str, route: str = "") -> tuple[str, ...]:
    """The words that no answer to this person may hold; auditors read drafts in the banks alone, and no key there."""
    role = role_of(who)
    units, drafts = tuple(UNIT.values()), (*DRAFTED.values(), *BANK.values())
    people = tuple(word for words in OF_PEOPLE for word in words.values())
    keys = (KEY, KEY.lower())
    if role == "DP" and route in ("audit_log", "audit_entry"):
        # Whose office it is to read what happened everywhere.
        return (*people, *drafts, *keys)
    if role in (ANONYMOUS, "DP", "EX", HALF_IN):
        return (*units, *people, *drafts, *keys)
    if role in ("CA", "GR", "CR", "CM"):
        near = {"CA": ("GR",), "GR": ("CA",)}.get(role, ())
        neighbours = (f"{PERSON[side_of(who)]} {other}" for other in near)
        beyond = (word for words in (UNIT, *OF_PEOPLE) for word in _beyond(who, words))
        return (*beyond, *neighbours, *drafts, *(() if role == "GR" else keys))
    if role == "TR":
        return (*units, *people, *_beyond(who, DRAFTED), *_beyond(who, BANK), *keys)
    if route in ("bank_reading", "question_reading"):
        drafts = ()
    return {"RP": (*units, *people), "AU": (*people, *drafts, *keys)}.get(role, ())


def _beyond(who: str, words: dict[str, str]) -> Iterator[str]:
    """Of what lies out of reach. What stands above everybody of A is named on the path to them."""
    above = (PARENT,) if words is UNIT and side_of(who) == "A" else ()
    return (word for place, word in words.items() if place not in above and not reaches(who, place))
