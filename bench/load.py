"""A closed loop without pauses: every client asks again as soon as it has been answered."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bench.client import Client, Reply
from bench.server import Server

Step = Callable[[Client, int], Awaitable[Reply | int]]
"""One unit of work of a client, told how many it has done before; gives a reply, or bytes."""


@dataclass(frozen=True, slots=True)
class Run:
    """One repeat. Times in ms per unit; CPU of web processes and of database backends in ms per unit."""

    times: list[float]
    per_second: float
    cpu_web: float
    cpu_database: float
    bytes: int

    @property
    def p50(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return sorted(self.times)[max(0, round(0.95 * len(self.times)) - 1)]

    @property
    def cpu(self) -> float:
        return self.cpu_web + self.cpu_database


async def run_once(server: Server, clients: Sequence[Client], units: int, step: Step) -> Run:
    """`units` units shared evenly among the clients."""
    times: list[float] = []
    sizes: list[int] = []

    async def work(client: Client) -> None:
        for number in range(units // len(clients)):
            begun = time.perf_counter()
            reply = await step(client, number)
            times.append(1000 * (time.perf_counter() - begun))
            sizes.append(reply.transferred if isinstance(reply, Reply) else reply)

    before, begun = server.cpu(), time.perf_counter()
    await asyncio.gather(*(work(client) for client in clients))
    seconds, after = time.perf_counter() - begun, server.cpu()
    done = len(times)
    return Run(
        times=times,
        per_second=done / seconds,
        cpu_web=1000 * (after.web - before.web) / done,
        cpu_database=1000 * (after.database - before.database) / done,
        bytes=round(statistics.median(sizes)),
    )


def middle(runs: Sequence[Run]) -> dict[str, Any]:
    """The repeat with the median p50; CPU and rate are medians over the repeats."""
    chosen = sorted(runs, key=lambda run: run.p50)[(len(runs) - 1) // 2]
    return {
        "p50_ms": round(chosen.p50, 1),
        "p95_ms": round(chosen.p95, 1),
        "per_second": round(statistics.median(run.per_second for run in runs), 1),
        "cpu_ms": round(statistics.median(run.cpu for run in runs), 2),
        "cpu_web_ms": round(statistics.median(run.cpu_web for run in runs), 2),
        "cpu_database_ms": round(statistics.median(run.cpu_database for run in runs), 2),
        "bytes": chosen.bytes,
    }
