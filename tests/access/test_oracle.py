"""Every address, every role: what comes back is what the oracle says, and nothing of anybody else's."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.access.browsing import Answer, Browsers, secrets_from
from tests.access.oracle import (
    CLOSED_GROUPS,
    LINES,
    OPEN_GROUPS,
    PAGE_LINES,
    PUBLIC,
    SIGN_IN,
    WAGTAIL_WRITES,
    WHO,
    Line,
)
from tests.access.world import World

pytestmark = pytest.mark.django_db

EVERY_LINE: Final = (*LINES, *PAGE_LINES)
# Whom the method is refused is the same for everybody: two are enough.
WITHOUT_RIGHTS: Final = ("AN", "CM")
# All who are no authors are sent away from Wagtail's admin by one line of code: some stand for them.
SENT_AWAY_ALIKE: Final = ("GR", "CR", "CR2", "CM2")
AT_PAGES: Final = ("AN", "CM", "TR", "TR2", "RP")
# Whoever holds the code of a certificate is told whose it is: that is what the page is for.
TELLS_BY_CODE: Final = "verify_certificate"


def routes() -> Iterator[tuple[str, URLPattern]]:
    def walk(resolver: URLResolver, space: str) -> Iterator[tuple[str, URLPattern]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                yield space + (entry.name or ""), entry
            else:
                yield from walk(entry, space + (f"{entry.namespace}:" if entry.namespace else ""))

    return walk(get_resolver(), "")


def _group_of(name: str) -> str:
    """The longest beginning that names the route among the groups."""
    every = (*OPEN_GROUPS, *CLOSED_GROUPS, *PUBLIC)
    return max((group for group in every if name.startswith(group)), key=len, default="")


def _url(line: Line, world: World, relation: str) -> tuple[str, dict[str, Any]]:
    given = world.objects.known[line.on][relation] if line.on else {}
    if "args" in given:
        return reverse(line.route, args=given["args"]), {"page": given["args"][0]}
    wanted = {name for route, entry in routes() if route == line.route for name in entry.pattern.converters}
    used = {name: value for name, value in given.items() if name in wanted} if line.on == "wagtail" else given
    return reverse(line.route, kwargs=used), used


def test_every_route_has_its_line_and_every_line_its_route() -> None:
    named = {name for name, _entry in routes() if name}
    lines = {line.route for line in EVERY_LINE}
    without_line = {name for name in named - lines if not _group_of(name)}
    assert (without_line, lines - named) == (set(), set())
    assert not [
        group for group in (*OPEN_GROUPS, *CLOSED_GROUPS, *PUBLIC) if not any(n.startswith(group) for n in named)
    ]
    unnamed = [str(entry.pattern) for name, entry in routes() if not name]
    assert sorted(unnamed) == ["^.*/$", "quan-tri/", "test404/"]


def test_everybody_gets_what_the_oracle_says(world: World, browsers: Browsers) -> None:
    wrong: list[str] = []
    asked = 0
    for line in EVERY_LINE:
        for method in ("GET", "POST"):
            for who in _askers(line, method):
                answers: dict[str, tuple[Answer, dict[str, Any]]] = {}
                for relation in line.relations:
                    expected = line.expected(who, relation, method)
                    if line in PAGE_LINES and method == "POST" and line.expected(who, relation, "GET") != expected:
                        continue
                    url, used = _url(line, world, relation)
                    answer = browsers.ask(who, method, url, line.data)
                    answers[relation] = answer, used
                    asked += 1
                    wrong += [
                        f"{who} {method} {line.route} {line.on} {relation}: {problem}"
                        for problem in _problems(line, who, method, answer, expected)
                    ]
                wrong += _told_apart(line, who, method, answers)
    assert asked > 2000, asked
    assert not wrong, "\n".join(wrong)


def _askers(line: Line, method: str) -> tuple[str, ...]:
    if "405" in getattr(line, method.lower()):
        return WITHOUT_RIGHTS
    if line in PAGE_LINES:
        return AT_PAGES
    return tuple(who for who in WHO if not line.authoring or who not in SENT_AWAY_ALIKE)


def _problems(line: Line, who: str, method: str, answer: Answer, expected: int) -> Iterator[str]:
    if answer.status != expected:
        yield f"{answer.status}, not {expected}"
    is_sent_to_sign_in = answer.headers.get("Location", "").startswith(reverse(settings.LOGIN_URL))
    if expected == SIGN_IN and who == "AN" and method == "GET" and "AN" not in line.get and not is_sent_to_sign_in:
        yield f"sent to {answer.headers.get('Location')}"
    if line.route != TELLS_BY_CODE and (seen := answer.shows(secrets_from(who, line.route))):
        yield f"shows {seen}"
    if method == "GET" and (written := answer.wrote_beside(*line.writes)):
        yield f"writes {written}"
    if who != "AN" and not answer.is_kept_private():
        yield f"may be kept: {answer.headers.get('Cache-Control')}"


def _told_apart(line: Line, who: str, method: str, answers: dict[str, tuple[Answer, dict[str, Any]]]) -> list[str]:
    """What may not be seen looks, byte for byte, like what is not there."""
    if "absent" not in answers:
        return []
    nothing, asked = answers["absent"]
    return [
        f"{who} {method} {line.route} {line.on}: {side} is told from nothing"
        for side, (answer, used) in answers.items()
        if answer.status == 404 == nothing.status and answer.without(used) != nothing.without(asked)
    ]


def test_the_rest_of_wagtail_is_for_authors_or_for_nobody(world: World, browsers: Browsers) -> None:
    wrong: list[str] = []
    lines = {line.route for line in EVERY_LINE}
    for name, entry in routes():
        group = _group_of(name) if name and name not in lines else ""
        if not group:
            continue
        url = _wagtail_url(name, entry, world.objects.known["wagtail"]["B"])
        for who in ("AN", "CM", "TR", "RP"):
            answer = browsers.ask(who, "GET", url)
            problems = [f"shows {seen}"] if (seen := answer.shows(secrets_from(who))) else []
            if written := answer.wrote_beside(*WAGTAIL_WRITES):
                problems.append(f"writes {written}")
            if answer.status not in _expected_of_group(group, who):
                problems.append(f"{answer.status}")
            wrong += [f"{who} {name}: {problem}" for problem in problems]
        if group in CLOSED_GROUPS:
            wrong += [f"{who} POST {name}" for who in ("AN", "RP") if browsers.ask(who, "POST", url).status != 404]
    assert not wrong, "\n".join(wrong)


def _expected_of_group(group: str, who: str) -> set[int]:
    if who == "CM":
        return {403}
    if group in CLOSED_GROUPS:
        return {404}
    if group in PUBLIC:
        return {200}
    return {200, 302, 404, 405} if who in ("TR", "RP") else {302, 404}


def _wagtail_url(name: str, entry: URLPattern, values: dict[str, Any]) -> str:
    kwargs = {key: values[key] for key in entry.pattern.converters}
    for more in ({}, {"media_type": "video"}):
        try:
            return reverse(name, kwargs=kwargs | more)
        except NoReverseMatch:
            continue
    return reverse(name, args=(values["page_id"], "earliest", "latest"))
