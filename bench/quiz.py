"""`python -m bench quiz`: whole attempts of 20 questions, and the save of an answer beside its controls."""

import asyncio
import random
import statistics
from collections.abc import Sequence
from typing import Any, Final

from accounts.models import User
from bench.client import Client
from bench.forms import Form, form_to
from bench.load import Run, Step, middle, run_once
from bench.pages import sign_in
from bench.peer_course import COURSE_A, COURSE_B, QUIZ
from bench.peer_people import username
from bench.saves import measure_saves
from bench.stage import Stage
from bench.statements import CountingClient

CLIENTS: Final = 16
ATTEMPTS_ALONE: Final = 3
ROUNDS: Final = 3
SAVES_ALONE, SAVES_TOGETHER = 60, 320


def measure_quiz(stage: Stage) -> dict[str, Any]:
    stage.server.start()
    results = asyncio.run(_drive(stage))
    browser = CountingClient(User.objects.get(username_key=username(CLIENTS)))
    statements = {"a": _count_attempt(browser, COURSE_A), "b": _count_attempt(browser, COURSE_B)}
    statements["save"] = _count_save(browser)
    results["statements"] = statements
    stage.server.stop()
    results["domain"] = measure_saves(stage)
    results["summary"] = _summary(results)
    return results


async def _drive(stage: Stage) -> dict[str, Any]:
    clients = await sign_in(stage, CLIENTS)
    requests: dict[str, int] = {}
    runs: dict[str, list[Run]] = {}
    for name, slug in (("a", COURSE_A), ("b", COURSE_B)):
        step = _attempt(slug, requests, name)
        await run_once(stage.server, clients, CLIENTS, step)  # warms up
        for _ in range(ROUNDS):
            runs.setdefault(f"attempt {name} @16", []).append(await run_once(stage.server, clients, CLIENTS, step))
            runs.setdefault(f"attempt {name} @1", []).append(
                await run_once(stage.server, clients[:1], ATTEMPTS_ALONE, step)
            )
    saved = await _saves(stage, clients)
    return {"requests": requests, "runs": {name: middle(of) for name, of in {**runs, **saved}.items()}}


def _attempt(course: str, requests: dict[str, int], name: str) -> Step:
    """Open the quiz, begin, answer at random page by page, look over, submit, read the result."""

    async def step(client: Client, number: int) -> int:
        address = f"/khoa-hoc/{course}/{QUIZ}/"
        page = await client.get(address)
        begun = await client.send(form_to(page.text, address, f"{address}bat-dau/"), {})
        asked, size, place = 2, page.transferred, begun.location
        while True:
            page = await client.get(place)
            form = form_to(page.text, place, place)
            is_last = 'value="submit"' in page.text
            moved = await client.send(form, {**_answers(form), "go": "submit" if is_last else "next"})
            asked, size, place = asked + 2, size + page.transferred, moved.location
            if is_last:
                break
        page = await client.get(place)
        done = await client.send(form_to(page.text, place, place), {})
        result = await client.get(done.location)
        requests[name] = asked + 3
        return size + page.transferred + result.transferred

    return step


def _answers(form: Form) -> dict[str, str]:
    return {name: random.choice(values) for name, values in form.choices.items()}


async def _saves(stage: Stage, clients: Sequence[Client]) -> dict[str, list[Run]]:
    """Saves and bare upserts in turn, with the same fields."""
    places = [await _paper(client) for client in clients]
    forms = dict(zip(map(id, clients), places, strict=True))
    sequence = [1000]

    def step_to(bare: bool) -> Step:
        async def step(client: Client, number: int) -> Any:
            place, form = forms[id(client)]
            sequence[0] += 1
            options = form.choices["q1"]
            fields = {"q1": options[number % len(options)], "sequence": str(sequence[0])}
            action = "/bare/save/" if bare else place.partition("?")[0] + "luu/"
            return await client.send(Form(action, form.fields, {}), fields, expect=200)

        return step

    runs: dict[str, list[Run]] = {}
    for repeat in range(ROUNDS + 1):
        for name, step in (("save", step_to(False)), ("bare save", step_to(True))):
            for label, some, units in (("1", clients[:1], SAVES_ALONE), ("16", clients, SAVES_TOGETHER)):
                run = await run_once(stage.server, some, units, step)
                if repeat:
                    runs.setdefault(f"{name} @{label}", []).append(run)
    return runs


async def _paper(client: Client) -> tuple[str, Form]:
    """Begin an attempt of the first course; its address and the form of its first page."""
    address = f"/khoa-hoc/{COURSE_A}/{QUIZ}/"
    page = await client.get(address)
    begun = await client.send(form_to(page.text, address, f"{address}bat-dau/"), {})
    page = await client.get(begun.location)
    return begun.location, form_to(page.text, begun.location, begun.location)


def _count_attempt(browser: CountingClient, course: str) -> int:
    """The same walk, counted; the second of two, when the process remembers the questions."""
    total = 0
    for _ in range(2):
        total = _walk(browser, course)
    return total


def _walk(browser: CountingClient, course: str) -> int:
    address = f"/khoa-hoc/{course}/{QUIZ}/"
    total, html = browser.get(address)
    count, reply = browser.send(html, address, f"{address}bat-dau/", {})
    total, place, is_last = total + count, reply.headers["Location"], False
    while not is_last:
        count, html = browser.get(place)
        is_last = 'value="submit"' in html
        form = form_to(html, place, place)
        more, reply = browser.send(html, place, place, {**_answers(form), "go": "submit" if is_last else "next"})
        total, place = total + count + more, reply.headers["Location"]
    count, html = browser.get(place)
    more, reply = browser.send(html, place, place, {})
    last, _html = browser.get(reply.headers["Location"])
    return total + count + more + last


def _count_save(browser: CountingClient) -> int:
    address = f"/khoa-hoc/{COURSE_A}/{QUIZ}/"
    _count, html = browser.get(address)
    _count, reply = browser.send(html, address, f"{address}bat-dau/", {})
    place = reply.headers["Location"]
    _count, html = browser.get(place)
    form = form_to(html, place, place)
    saving = Form(place.partition("?")[0] + "luu/", form.fields, {})
    count = 0
    for sequence, option in enumerate(form.choices["q1"], start=10):
        fields = {**dict(saving.fields), "q1": option, "sequence": str(sequence)}
        count, _reply = browser.count(lambda fields=fields: browser.client.post(saving.action, fields))
    return count


def _summary(results: dict[str, Any]) -> dict[str, dict[str, float]]:
    runs, statements = results["runs"], results["statements"]
    summary: dict[str, dict[str, float]] = {}
    for name in ("a", "b"):
        together = runs[f"attempt {name} @16"]
        summary[name] = {
            "requests": results["requests"][name],
            "cpu_ms": together["cpu_ms"],
            "per_second": together["per_second"],
            "statements": statements[name],
        }
    ratio = statistics.mean(runs[f"save @{n}"]["cpu_ms"] / runs[f"bare save @{n}"]["cpu_ms"] for n in ("1", "16"))
    summary["save"] = {"ratio_to_bare": round(ratio, 2), "statements": statements["save"]}
    summary["domain"] = results["domain"]
    return summary
