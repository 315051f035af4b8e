"""One run: robots at work, faults coming down on them, and the comparison afterwards."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import connections
from django.db.models import Count
from django.utils import timezone

from assessments.domain.attempts import submit_attempt
from assessments.enums import CLOSED_ATTEMPT_STATES
from assessments.models import AnswerSave, Attempt
from bench.client import Client
from bench.faults.cluster import Cluster
from bench.faults.ledger import Ledger, Outcome, Stored, compare
from bench.faults.pauses import POINTS, arm
from bench.faults.program import Program
from bench.faults.robots import Plan, Robot, Stopped, clone, start, uuid_of
from bench.peer_people import PASSWORD, username

AT_ONCE: Final = 50
RACERS: Final = range(80, 90)
"""People whose only work is to begin fifty times at once; the robots are those before them."""
TICK_SECONDS: Final = 0.2
BETWEEN_KILLS: Final = 800
BETWEEN_KILLS_SECONDS: Final = 6.0
"""Granian gives up when a worker dies within 5.5 seconds of its start, and the supervisor after five such ends."""


@dataclass
class Run:
    """`goal`: attempts submitted and answers acknowledged at which it ends; `seconds` ends it whatever was reached."""

    program: Program
    plan: Plan
    robots: int
    seconds: float
    goal: tuple[int, int] | None = None
    cluster: Cluster | None = None
    ledger: Ledger = field(default_factory=Ledger)
    begun: float = field(default_factory=time.monotonic)
    since: datetime = field(default_factory=timezone.now)
    race: int = 0

    def goes_on(self) -> bool:
        if time.monotonic() - self.begun > self.seconds:
            return False
        return self.goal is None or len(self.ledger.receipts) < self.goal[0] or self.ledger.saves < self.goal[1]

    async def work(self, saves: int) -> None:
        """Wait until the robots have got so many more answers acknowledged: the same faults on a slow machine."""
        enough = self.ledger.saves + saves
        while self.goes_on() and self.ledger.saves < enough:
            await asyncio.sleep(TICK_SECONDS)


Hurt = Callable[[Run], Awaitable[None]]


def carry_out(run: Run, hurts: Sequence[Hurt]) -> Outcome:
    """Close what an earlier run left open, let the robots work while the hurts go on, and compare."""
    _close_open_attempts()
    connections.close_all()
    run.since, run.begun = timezone.now(), time.monotonic()
    asyncio.run(_work(run, hurts))
    if run.cluster is not None:
        run.cluster.ensure_running()
    return compare(run.ledger, _stored(run.since))


async def kill_at_points(run: Run) -> None:
    """Each named point in turn: the first process to reach it dies there."""
    turn = 0
    while run.goes_on():
        point = POINTS[turn % len(POINTS)]
        turn += 1
        armed = arm(run.program.pauses, point)
        while armed.exists() and run.goes_on():
            await asyncio.sleep(0.05)
        if armed.exists():
            armed.unlink(missing_ok=True)
        else:
            run.ledger.faults[f"killed, {point}"] += 1
        await asyncio.sleep(BETWEEN_KILLS_SECONDS)
        await run.work(BETWEEN_KILLS)


def kill_all_workers(every: int) -> Hurt:
    async def hurt(run: Run) -> None:
        while run.goes_on():
            await run.work(every)
            if run.program.kill_web_workers():
                run.ledger.faults["all web workers killed"] += 1

    return hurt


def restart_database(every: int) -> Hurt:
    async def hurt(run: Run) -> None:
        assert run.cluster is not None
        while run.goes_on():
            await run.work(every)
            await asyncio.to_thread(run.cluster.restart)
            run.ledger.faults["database crashed and restarted"] += 1

    return hurt


def start_at_once(every: int) -> Hurt:
    """One person presses the button fifty times at the same moment; all must be led to one attempt."""

    async def hurt(run: Run) -> None:
        try:
            while run.goes_on():
                await run.work(every)
                await _race(run)
        except Stopped:
            return

    return hurt


async def _race(run: Run) -> None:
    number = RACERS[run.race % len(RACERS)]
    run.race += 1
    robot = Robot(Client(run.program.port), run.ledger, run.plan, random.Random(run.race), run.goes_on)
    await robot.again(lambda: robot.client.sign_in(username(number), PASSWORD))
    clients = [clone(robot.client) for _ in range(AT_ONCE)]
    results = await asyncio.gather(*(asyncio.wait_for(start(c), 30) for c in clients), return_exceptions=True)
    run.ledger.faults["starts at once"] += AT_ONCE
    for client in clients:
        client.close()
    for result in results:
        if isinstance(result, str):
            run.ledger.begun.add(uuid_of(result))
    sitting = await robot.begin()
    await sitting.submit()
    robot.client.close()


async def _work(run: Run, hurts: Sequence[Hurt]) -> None:
    robots = [
        Robot(Client(run.program.port), run.ledger, run.plan, random.Random(number), run.goes_on)
        for number in range(run.robots)
    ]
    for number, robot in enumerate(robots):
        await robot.again(lambda r=robot, n=number: r.client.sign_in(username(n), PASSWORD))  # type: ignore[misc]
    run.begun = time.monotonic()
    keeping = asyncio.create_task(_keep_alive(run))
    hurting = [asyncio.ensure_future(hurt(run)) for hurt in hurts]
    await asyncio.gather(*(robot.take_attempts() for robot in robots))
    for task in hurting:
        # A restart under way is let end; who only waits for the next turn is not waited for.
        await asyncio.wait([task], timeout=20)
        if task.done():
            task.result()
        task.cancel()
    if keeping.done():
        keeping.result()
    keeping.cancel()
    for robot in robots:
        robot.client.close()


async def _keep_alive(run: Run) -> None:
    while True:
        run.program.tick()
        await asyncio.sleep(TICK_SECONDS)


def _close_open_attempts() -> None:
    for attempt in Attempt.objects.filter(closed_at=None).select_related("cadre"):
        submit_attempt(attempt_uuid=attempt.uuid, person=attempt.cadre)


def _stored(since: datetime) -> Stored:
    """Everything begun since, whoever by: only robots are at work."""
    attempts = list(Attempt.objects.filter(started_at__gte=since).annotate(marked=Count("markings")))
    by_id = {attempt.pk: str(attempt.uuid) for attempt in attempts}
    rows: dict[tuple[str, int], list[tuple[int, str]]] = {}
    saves = AnswerSave.objects.filter(attempt__started_at__gte=since)
    for save in saves.values_list("attempt_id", "position", "sequence", "response").iterator():
        attempt_id, position, sequence, response = save
        option = (response.get("chosen") or [""])[0]
        rows.setdefault((by_id[attempt_id], position), []).append((sequence, option))
    return Stored(
        rows=rows,
        noted={(str(a.uuid), int(p)): s for a in attempts for p, s in a.acknowledged.items()},
        attempts=set(by_id.values()),
        markings={str(a.uuid): a.marked for a in attempts if a.state in CLOSED_ATTEMPT_STATES},
    )
