"""`python -m bench pages`: lesson, course and *my learning*, signed in, beside a bare view of the same bytes."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from accounts.models import User
from bench.bare import body_file
from bench.client import Client, Reply
from bench.forms import Form, form_to
from bench.load import Run, Step, middle, run_once
from bench.peer_course import COURSE_A, LESSONS, lesson_slug
from bench.peer_people import PASSWORD, username
from bench.peer_search import RARE, load_pages
from bench.stage import Stage
from bench.statements import CountingClient

CLIENTS: Final = 16
ALONE, TOGETHER = 60, 160
REPEATS: Final = 3
SEARCH: Final = f"/tim-kiem/?q={quote(RARE)}"
SEARCH_ALL: Final = f"/tim-kiem/?q={quote('thong tin')}"
COURSE: Final = f"/khoa-hoc/{COURSE_A}/"


def measure_pages(stage: Stage) -> dict[str, Any]:
    """Runs by page and concurrency, and a summary by page."""
    load_pages()
    stage.server.start()
    results = asyncio.run(_drive(stage))
    statements = _count_statements(username(CLIENTS))
    results["statements"] = statements
    results["summary"] = _summary(results["runs"], statements)
    return results


async def _drive(stage: Stage) -> dict[str, Any]:
    clients = await sign_in(stage, CLIENTS)
    begun = time.perf_counter()
    body = (await clients[0].get(_lesson_path(0))).body
    cold = round(1000 * (time.perf_counter() - begun), 1)
    body_file().write_bytes(body)
    forms = [form_to((await c.get(_lesson_path(0))).text, "", f"{_lesson_path(0)}xong/") for c in clients]
    first = {
        "first visit": middle([await run_once(stage.server, clients, CLIENTS * LESSONS, _lesson)]),
        "completion": middle([await run_once(stage.server, clients, CLIENTS * LESSONS, _completion(clients, forms))]),
    }
    return {"cold_lesson_ms": cold, "runs": {**first, **await _warm(stage, clients)}}


async def _warm(stage: Stage, clients: Sequence[Client]) -> dict[str, dict[str, Any]]:
    """All pages in turn, so that what others do to the machine meets all of them alike."""
    steps: dict[str, Step] = {
        "lesson": _lesson,
        "lesson again": _page(_lesson_path(0)),
        "course": _page(COURSE),
        "home": _page("/"),
        "search, 100 of 10,000": _page(SEARCH),
        "search, all 10,000": _page(SEARCH_ALL),
        "bare": _page("/bare/page/"),
    }
    runs: dict[str, list[Run]] = {}
    for repeat in range(REPEATS + 1):
        for name, step in steps.items():
            for label, some, units in (("1", clients[:1], ALONE), ("16", clients, TOGETHER)):
                run = await run_once(stage.server, some, units, step)
                if repeat:  # the first time round warms up
                    runs.setdefault(f"{name} @{label}", []).append(run)
    return {name: middle(of) for name, of in runs.items()}


async def sign_in(stage: Stage, count: int) -> list[Client]:
    """So many learners, each through the real form."""
    clients = [Client(stage.server.port) for _ in range(count)]
    for number, client in enumerate(clients):
        await client.sign_in(username(number), PASSWORD)
    return clients


def _lesson_path(number: int) -> str:
    return f"{COURSE}{lesson_slug(number % LESSONS + 1)}/"


async def _lesson(client: Client, number: int) -> Reply:
    """Lesson after lesson, as a learner reads: each view writes where the learner is."""
    return await client.get(_lesson_path(number))


def _page(path: str) -> Step:
    async def step(client: Client, number: int) -> Reply:
        return await client.get(path)

    return step


def _completion(clients: Sequence[Client], forms: Sequence[Form]) -> Step:
    form_of = {id(client): form for client, form in zip(clients, forms, strict=True)}

    async def step(client: Client, number: int) -> Reply:
        return await client.post(f"{_lesson_path(number)}xong/", form_of[id(client)].fields)

    return step


def _count_statements(learner: str) -> dict[str, int]:
    browser = CountingClient(User.objects.get(username_key=learner))
    addresses = {
        "lesson": [_lesson_path(1), _lesson_path(2)],
        "lesson again": [_lesson_path(2)],
        "course": [COURSE],
        "home": ["/"],
        "search, 100 of 10,000": [SEARCH],
        "search, all 10,000": [SEARCH_ALL],
        "bare": ["/bare/page/"],
    }
    counts = {}
    for name, paths in addresses.items():
        for path in paths * 2:  # the first time fills what the process remembers
            counts[name], _html = browser.get(path)
    return counts


def _summary(runs: dict[str, dict[str, Any]], statements: dict[str, int]) -> dict[str, dict[str, float]]:
    bare = statistics.mean((runs["bare @1"]["cpu_ms"], runs["bare @16"]["cpu_ms"]))
    summary = {}
    for name in ("lesson", "lesson again", "course", "home", "search, 100 of 10,000", "search, all 10,000"):
        alone, together = runs[f"{name} @1"], runs[f"{name} @16"]
        cpu = statistics.mean((alone["cpu_ms"], together["cpu_ms"]))
        summary[name] = {
            "cpu_ms": together["cpu_ms"],
            "per_second": together["per_second"],
            "bytes": together["bytes"],
            "statements": statements[name],
            "ratio_to_bare": round(cpu / bare, 2),
        }
    return summary
