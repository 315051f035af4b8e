"""`python -m bench.faults start`: a whole class presses *Bắt đầu* at the same moment.

Every robot learner has the page of the quiz open; then all begin at once, and each waits until its paper is
on the screen. Nobody may meet an error. A server that asks to wait (503 with `Retry-After`) is obeyed and counted.
The control kills the web workers in the middle: there the harness has to see errors.
"""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from importlib import import_module
from statistics import median, quantiles
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connections
from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from assessments.models import Attempt
from bench.client import Client, UnexpectedReply
from bench.faults.program import Program
from bench.faults.robots import FAULTS, QUIZ_PATH, name_of, start
from bench.forms import form_to
from bench.peer_people import username
from bench.stage import Stage

CONTROL_ROBOTS: Final = 100
OPENING_AT_ONCE: Final = 8
PATIENCE_SECONDS: Final = 120.0


@dataclass
class Class:
    """One class: how long each robot waited for its paper, how often it was asked to wait, what went wrong."""

    waits: list[float] = field(default_factory=list)
    asked_to_wait: int = 0
    errors: Counter[str] = field(default_factory=Counter)


def measure_start(stage: Stage, *, robots: int) -> dict[str, Any]:
    """Figures of the class, then of the control."""
    figures = _class_of(stage, range(robots), kill=False)
    control = _class_of(stage, range(robots, robots + CONTROL_ROBOTS), kill=True)
    return {**figures, "control": {**control, "seen": control["errors"] > 0}}


def people_needed(robots: int) -> int:
    """How many learners the stage must hold."""
    return robots + CONTROL_ROBOTS


def _class_of(stage: Stage, numbers: range, *, kill: bool) -> dict[str, Any]:
    cookies = [_signed_in(number) for number in numbers]
    connections.close_all()
    program, since, result = Program(stage), timezone.now(), Class()
    program.start()
    try:
        took = asyncio.run(_begin_together(program, cookies, result, kill=kill))
    finally:
        program.stop()
    begun = Attempt.objects.filter(started_at__gte=since)
    doubled = begun.values("cadre").annotate(times=Count("pk")).filter(times__gt=1).count()
    waits = sorted(result.waits) or [0.0]
    return {
        "robots": len(cookies),
        "accepted": len(result.waits),
        "waited": result.asked_to_wait,
        "errors": sum(result.errors.values()),
        "error_kinds": dict(result.errors.most_common()),
        "attempts": begun.count(),
        "papers": begun.filter(paper__isnull=False).count(),
        "doubled": doubled,
        "seconds": round(took, 2),
        "wait_ms": {
            "p50": round(1000 * median(waits)),
            "p95": round(1000 * (quantiles(waits, n=20)[-1] if len(waits) > 1 else waits[0])),
            "longest": round(1000 * waits[-1]),
        },
    }


def _signed_in(number: int) -> dict[str, str]:
    """The cookies of a learner who has signed in before: passwords are not what is measured here."""
    person = User.objects.get(username=username(number))
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return {settings.SESSION_COOKIE_NAME: session.session_key}


async def _begin_together(program: Program, cookies: list[dict[str, str]], result: Class, *, kill: bool) -> float:
    clients = [Client(program.port, dict(mine)) for mine in cookies]
    few = asyncio.Semaphore(OPENING_AT_ONCE)

    async def open_page(client: Client) -> None:
        async with few:
            await client.get(QUIZ_PATH)

    await asyncio.gather(*(open_page(client) for client in clients))
    begun = time.monotonic()
    learners = [asyncio.create_task(_learner(client, begun, result)) for client in clients]
    if kill:
        while len(result.waits) < len(clients) // 4 and not all(task.done() for task in learners):
            await asyncio.sleep(0.01)
        program.kill_web_workers()
    await asyncio.gather(*learners)
    for client in clients:
        client.close()
    return time.monotonic() - begun


async def _learner(client: Client, begun: float, result: Class) -> None:
    """Press the button, read the first page. Does what the server asks for, and repeats nothing of its own accord."""
    while True:
        try:
            place = await asyncio.wait_for(start(client), PATIENCE_SECONDS)
            page = await asyncio.wait_for(client.get(place), PATIENCE_SECONDS)
            form_to(page.text, place, place)
        except UnexpectedReply as refusal:
            if client.asked_to_wait is None:
                result.errors[name_of(refusal)] += 1
                return
            result.asked_to_wait += 1
            await asyncio.sleep(client.asked_to_wait)
        except (*FAULTS, RuntimeError) as fault:
            result.errors[name_of(fault)] += 1
            return
        else:
            result.waits.append(time.monotonic() - begun)
            return


def show(results: dict[str, Any]) -> None:
    """The class and the control, a line each."""
    print(f"\n{'':<34}{'robots':>8}{'accepted':>10}{'waited':>8}{'errors':>8}{'p50':>9}{'p95':>9}{'longest':>10}")
    for name, figures in (("all at once", results), ("control: workers killed", results["control"])):
        wait = figures["wait_ms"]
        print(
            f"{name:<34}{figures['robots']:>8,}{figures['accepted']:>10,}{figures['waited']:>8,}{figures['errors']:>8,}"
            f"{wait['p50']:>6,} ms{wait['p95']:>6,} ms{wait['longest']:>7,} ms"
        )
    stored = ", ".join(f"{results[name]:,} {name}" for name in ("attempts", "papers", "doubled"))
    print(f"in the database: {stored}")
    if not results["control"]["seen"]:
        print("the control saw no error: NOT SEEN")


def is_good(results: dict[str, Any]) -> bool:
    """Everybody has one attempt with its paper, nobody met an error, and the control saw some."""
    whole = results["robots"] == results["accepted"] == results["attempts"] == results["papers"]
    return whole and not results["errors"] and not results["doubled"] and results["control"]["seen"]
