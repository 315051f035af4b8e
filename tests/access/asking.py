"""The questions of the oracle: who asks what of which address, and what is wrong with the answer."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.browsing import Answer, Browsers, secrets_from
from tests.access.line import SIGN_IN, Line, Of
from tests.access.objects import World
from tests.access.offers import Addresses
from tests.access.oracle import LINES, OPEN, SET_UP, WHO, WITHOUT_SESSION
from tests.access.oracle_authoring import PAGE_LINES
from tests.access.places import ABSENT, FIELDS, HALF_IN, OF_STATE, role_of, side_of

EVERY_LINE: Final = (*LINES, *PAGE_LINES)
# Whom the method is refused is the same for everybody: two are enough.
WITHOUT_RIGHTS: Final = ("AN", "CM")
# `test_half_signed_in.py` asks for these, of whoever has set up a second factor too.
OPEN_HALF_IN: Final = WITHOUT_SESSION | OPEN | SET_UP
# The head of a page is made by the view of the page.
LOOKING_ONLY: Final = ("CM", "TR")
# All who are no authors are sent away from Wagtail's admin by one line of code: some stand for them.
SENT_AWAY_ALIKE: Final = ("GR", "CR", "CR2", "CM2")
AT_PAGES: Final = ("AN", "CM", "TR", "TR2", "RP")
SHOWN: Final = 200
NO_SUCH_METHOD: Final = 405
REFUSALS: Final = (401, 403, 404, NO_SUCH_METHOD)
# That it was tried, and how often.
AUDIT_LOG: Final = "operations_auditentry"
KEPT_OF_REFUSALS: Final = (AUDIT_LOG, "sen_cache")
# Absent for everybody, whoever asks: routes, and kinds of objects.
NAMES_NOTHING: Final = {
    "openid_connect_login", "openid_connect_callback", "metrics", "stored", "job_at_work",
    "quiz_as_lesson",
}  # fmt: skip
# Whoever holds the code of a certificate is told whose it is: that is what the page is for.
TELLS_BY_CODE: Final = "verify_certificate"


@dataclass(frozen=True)
class Question:
    """One person, one method, one line: asked once for each place of the line's object."""

    line: Line
    method: str
    who: str

    @property
    def row(self) -> str:
        """Whose answers these should be."""
        return OF_STATE.get(self.who, self.who)

    @property
    def asked(self) -> tuple[str, str, str]:
        """The question without who asks it."""
        return self.line.route, self.line.on, self.method

    def places(self, world: World) -> tuple[str, ...]:
        """Who is nobody any more asks for what would be theirs."""
        return world.objects.places(self.line.on) if self.row == self.who else ("A",)

    def is_refused_somewhere(self, world: World) -> bool:
        places = self.places(world)
        return any(self.line.expected(self.row, place, self.method) >= SIGN_IN for place in places)


def questions() -> Iterator[Question]:
    for line in EVERY_LINE:
        for method in ("GET", "POST", "HEAD"):
            for who in _askers(line, method):
                yield Question(line, method, who)


def ask(question: Question, world: World, browsers: Browsers, only: tuple[str, ...] = ()) -> tuple[int, list[str]]:
    """How many requests it took of things that are there, and in words every difference from what the oracle says.

    `only`: of all places these.
    """
    line, method, who, row = question.line, question.method, question.who, question.row
    wrong: list[str] = []
    answers: dict[str, tuple[Answer, dict[str, Any]]] = {}
    others = set(world.objects.ids_beyond(row))
    for place in question.places(world):
        if only and place not in only:
            continue
        expected = line.expected(row, place, method)
        if line in PAGE_LINES and method == "POST" and line.expected(row, place, "GET") != expected:
            continue
        url, used = url_of(line, world, place)
        answer = browsers.ask(who, method, url, _sent(line, world, place), headers=line.headers)
        answers[place] = answer, used
        wrong += [
            f"{who} {method} {line.route} {line.on} {place}: {problem}"
            for problem in (*_problems(line, row, method, url, answer, expected), *_unwritten(line, row, place, answer))
        ]
        if seen := answer.shows(others - {str(value) for value in used.values()}):
            wrong.append(f"{who} {method} {line.route} {line.on} {place}: shows what is another's: {seen}")
        if method == "GET" and expected == answer.status == SHOWN and line.on:
            wrong += [f"{who} {line.route} {line.on} {place}: {told}" for told in _told(question, place, answer, world)]
        offered = answer.offers_refused(_addresses(world), url, row) if method == "GET" else []
        wrong += [f"{who} {line.route} {line.on} {place}: offers {offer}" for offer in offered]
    return len(answers.keys() - {ABSENT}) if line.on else 0, wrong + _told_apart(line, who, method, answers)


@cache
def routes() -> tuple[tuple[str, URLPattern], ...]:
    """Every pattern of the resolver, with its name and those of its spaces."""

    def walk(resolver: URLResolver, space: str) -> Iterator[tuple[str, URLPattern]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                yield space + (entry.name or ""), entry
            else:
                yield from walk(entry, space + (f"{entry.namespace}:" if entry.namespace else ""))

    return tuple(walk(get_resolver(), ""))


@cache
def _parts_of(route: str) -> frozenset[str]:
    return frozenset(part for name, entry in routes() if name == route for part in entry.pattern.converters)


@cache
def _addresses(world: World) -> Addresses:
    # What the POST of a page of Wagtail does stands in no line: whoever reads it may send it.
    lines = (*LINES, *(replace(line, post=line.get) for line in PAGE_LINES))
    places = ((line, place) for line in lines for place in world.objects.places(line.on))
    return Addresses((line, place, url_of(line, world, place)[0]) for line, place in places)


def _sent(line: Line, world: World, place: str) -> dict[str, Any]:
    known = world.objects.known
    return {name: value.found(known, place) if isinstance(value, Of) else value for name, value in line.data.items()}


def url_of(line: Line, world: World, place: str) -> tuple[str, dict[str, Any]]:
    given = world.objects.known[line.on][place] if line.on else {}
    if "args" in given:
        return reverse(line.route, args=given["args"]), {"page": given["args"][0]}
    wanted = _parts_of(line.route)
    used = {name: value for name, value in given.items() if name in wanted} if line.on == "wagtail" else given
    return reverse(line.route, kwargs=used), used


def _askers(line: Line, method: str) -> tuple[str, ...]:
    if method == "HEAD":
        return LOOKING_ONLY if "405" not in line.get else ()
    if "405" in getattr(line, method.lower()):
        return WITHOUT_RIGHTS
    if line in PAGE_LINES:
        return AT_PAGES
    asking = [who for who in (*WHO, *OF_STATE) if not line.authoring or who not in SENT_AWAY_ALIKE]
    return tuple(who for who in asking if line.route not in OPEN_HALF_IN or OF_STATE.get(who) != HALF_IN)


def _problems(line: Line, who: str, method: str, url: str, answer: Answer, expected: int) -> Iterator[str]:
    # Forms need not have a head.
    if answer.status != expected and not (method == "HEAD" and answer.status == NO_SUCH_METHOD):
        yield f"{answer.status}, not {expected}"
    door = reverse("mfa_index" if who == HALF_IN else settings.LOGIN_URL)
    is_sent_to_sign_in = answer.headers.get("Location", "").startswith(door)
    is_kept_out = who == HALF_IN or (who == "AN" and method == "GET" and "AN" not in line.get)
    if expected == SIGN_IN and is_kept_out and not is_sent_to_sign_in:
        yield f"sent to {answer.headers.get('Location')}"
    said = line.says.get(role_of(who), ()) if (method, answer.status) == ("GET", SHOWN) else ()
    if lacking := set(said) - set(answer.shows(said)):
        yield f"does not say {lacking}"
    if seen := answer.shows((*(w for w in _secrets(line, who) if w not in url), *line.hides.get(role_of(who), ()))):
        yield f"shows {seen}"
    is_refused = expected in REFUSALS or (expected == SIGN_IN and is_sent_to_sign_in)
    kept = (*line.writes, *KEPT_OF_REFUSALS) if is_refused else line.writes
    if (method == "GET" or is_refused) and (written := answer.wrote_beside(*kept)):
        yield f"writes {written}"
    if who != "AN" and not answer.is_kept_private():
        yield f"may be kept: {answer.headers.get('Cache-Control')}"


def _secrets(line: Line, who: str) -> list[str]:
    told = () if line.route == TELLS_BY_CODE else secrets_from(who, line.route)
    return [word for word in told if word not in line.tells]


def _unwritten(line: Line, who: str, place: str, answer: Answer) -> Iterator[str]:
    """What is there and refused leaves exactly one entry in the audit log."""
    is_refused = answer.status in (403, 404) and place != ABSENT and who != "AN"
    if is_refused and not {line.route, line.on} & NAMES_NOTHING and (count := answer.wrote.count(AUDIT_LOG)) != 1:
        yield f"{count} entries of the refusal"


def _told(question: Question, place: str, answer: Answer, world: World) -> Iterator[str]:
    """Which fields of the thing differ from what the line says: none more anywhere, none less at the own home."""
    line, who = question.line, question.row
    person = world.people.get(who)
    secrets = _secrets(line, who)
    shown = {name for name in line.shows.replace("?", "").split() if FIELDS[name].get(place) not in secrets}
    told = answer.tells(place, [person.full_name, person.username] if person else [])
    lacking = {name for name in shown - told if place in FIELDS[name]} & set(line.shows.split())
    if role_of(who) in ("CA", "GR"):
        lacking -= {"name"}
    if told - shown or (lacking and place == side_of(who)):
        yield f"tells {sorted(told)}, not {sorted(shown)}"


def _told_apart(line: Line, who: str, method: str, answers: dict[str, tuple[Answer, dict[str, Any]]]) -> list[str]:
    """What may not be seen looks, byte for byte, like what is not there."""
    if ABSENT not in answers:
        return []
    nothing, asked = answers[ABSENT]
    return [
        f"{who} {method} {line.route} {line.on}: {side} is told from nothing"
        for side, (answer, used) in answers.items()
        if answer.status == 404 == nothing.status and answer.without(used) != nothing.without(asked)
    ]
