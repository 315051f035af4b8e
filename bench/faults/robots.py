"""Robot learners: they work as `quiz.js` does, and write down what they were told."""

import asyncio
import contextlib
import json
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from bench.client import Client, Reply, UnexpectedReply
from bench.faults.ledger import Ledger
from bench.forms import Form, form_to
from bench.peer_course import COURSE_B, QUIZ

QUIZ_PATH: Final = f"/khoa-hoc/{COURSE_B}/{QUIZ}/"
REPLY_SECONDS: Final = 15.0
GIVE_UP_SECONDS: Final = 150.0
FAULTS: Final = (OSError, EOFError, asyncio.IncompleteReadError, TimeoutError, UnexpectedReply, LookupError, ValueError)
NEW_CONNECTION: Final = 0.05
"""After a kill all connections are with the worker that lived; new ones find the other."""
_RECEIPT: Final = re.compile(r"<strong>([A-Z2-7]{4}(?:-[A-Z2-7]{4}){2})</strong>")
_UUID: Final = re.compile(r"/lam-bai/([0-9a-f-]{36})/")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """Shares of saves, and of attempts for `two_tabs` and `submit_at_once`, that meet a fault. `saves`: per attempt."""

    saves: int = 52
    lost_reply: float = 0.04
    repeated: float = 0.04
    overtaken: float = 0.06
    two_tabs: float = 0.2
    submit_at_once: float = 0.25


class Stopped(Exception):
    """The run is over; what was not acknowledged may stay so."""


@dataclass
class Robot:
    """One learner with one browser. `goes_on` says whether to try again."""

    client: Client
    ledger: Ledger
    plan: Plan
    rng: random.Random
    goes_on: Callable[[], bool]

    async def take_attempts(self) -> None:
        """One attempt after the other until told to stop."""
        with contextlib.suppress(Stopped):
            while self.goes_on():
                sitting = await self.begin()
                await sitting.answer(self.plan.saves)
                await sitting.submit()

    async def begin(self) -> "Sitting":
        place = await self.again(lambda: start(self.client))
        self.ledger.begun.add(uuid_of(place))
        return Sitting(self, place, await self.again(lambda: self._paper(place)))

    async def _paper(self, place: str) -> Form:
        page = await self.client.get(place)
        return form_to(page.text, place, place)

    async def again(self, act: Callable[[], Awaitable[T]]) -> T:
        """Until it succeeds, with back-off: connections break, servers restart, 5xx are answers too."""
        loop = asyncio.get_running_loop()
        end, pause = loop.time() + GIVE_UP_SECONDS, 0.1
        while True:
            try:
                return await asyncio.wait_for(act(), REPLY_SECONDS)
            except FAULTS as fault:
                self.client.close()
                self.ledger.errors[name_of(fault)] += 1
                if not self.goes_on() or loop.time() > end:
                    raise Stopped from fault
                await asyncio.sleep(pause * (1 + self.rng.random()))
                pause = min(2 * pause, 3.0)


class Sitting:
    """One attempt: the newest sequence, and for each window a client."""

    def __init__(self, robot: Robot, place: str, form: Form) -> None:
        self.robot, self.form, self.place = robot, form, place
        self.uuid = uuid_of(place)
        self.positions = sorted(int(name[1:]) for name in form.choices)
        self.sequence = int(dict(form.fields)["sequence"]) - 1
        self.path = f"/lam-bai/{self.uuid}/luu/"
        self.late: list[tuple[int, int, str]] = []

    async def answer(self, saves: int) -> None:
        """About so many saves over all questions, each question at least once."""
        robot, rng = self.robot, self.robot.rng
        order = [self.positions[n % len(self.positions)] for n in range(saves)]
        rng.shuffle(order)
        tab = self._other_tab() if rng.random() < robot.plan.two_tabs else None
        for position in order:
            if tab is not None and rng.random() < 0.5:
                robot.ledger.faults["two tabs"] += 1
                await asyncio.gather(self.give(position), tab.give(position))
            elif rng.random() < robot.plan.overtaken:
                await self._overtake(position)
            else:
                await self.give(position)
            if rng.random() < NEW_CONNECTION:
                robot.client.close()
            if self.late and rng.random() < 0.3:
                await self._repeat(*self.late.pop())
        while self.late:
            await self._repeat(*self.late.pop())

    async def give(self, position: int) -> None:
        """A new answer, sent until it is acknowledged or another window is ahead and stays so."""
        option = self._choose(position)
        self.sequence += 1
        sequence = self.sequence
        plan, rng, faults = self.robot.plan, self.robot.rng, self.robot.ledger.faults
        if rng.random() < plan.lost_reply:
            faults["lost reply"] += 1
            self._note(position, sequence, option)
            with contextlib.suppress(OSError):
                await self._client().send_and_leave(self.path, self._fields(position, sequence, option))
        ahead = await self._save(position, sequence, option)
        while ahead > sequence:
            sequence = self.sequence = max(self.sequence, ahead) + 1
            ahead = await self._save(position, sequence, option)
        if rng.random() < plan.repeated:
            self.late.append((position, sequence, option))

    async def submit(self) -> None:
        """Hand in, sometimes from several windows at once, then once more; every receipt is written down."""
        robot = self.robot
        clients = [robot.client]
        if robot.rng.random() < robot.plan.submit_at_once:
            robot.ledger.faults["submissions at once"] += 1
            clients += [clone(robot.client) for _ in range(3)]
        acts = (asyncio.wait_for(self._hand_in(client), REPLY_SECONDS) for client in clients)
        first = await asyncio.gather(*acts, return_exceptions=True)
        if isinstance(first[0], Exception):
            robot.client.close()
        again = await robot.again(lambda: self._hand_in(robot.client))
        receipts = [code for code in first if isinstance(code, str)]
        robot.ledger.receipts[self.uuid] += [*receipts, again]
        for client in clients[1:]:
            client.close()

    async def _hand_in(self, client: Client) -> str:
        """The receipt that the submission leads to."""
        fields = {"csrfmiddlewaretoken": dict(self.form.fields)["csrfmiddlewaretoken"]}
        done = await client.post(f"/lam-bai/{self.uuid}/nop/", list(fields.items()))
        page = await client.get(done.location)
        found = _RECEIPT.search(page.text)
        if found is None:
            raise UnexpectedReply(f"no receipt on {done.location}")
        return found[1]

    async def _overtake(self, position: int) -> None:
        """Two changes in a row; the second arrives first."""
        self.robot.ledger.faults["overtaken"] += 1
        older, newer = self._choose(position), self._choose(position)
        self.sequence += 2
        sequence = self.sequence
        await self._save(position, sequence, newer)
        await self._save(position, sequence - 1, older)

    async def _repeat(self, position: int, sequence: int, option: str) -> None:
        """The line delivers an old request once more, to nobody's question."""
        self.robot.ledger.faults["repeated"] += 1
        await self._save(position, sequence, option)

    async def _save(self, position: int, sequence: int, option: str) -> int:
        """What the reply says is stored; written down when it is this."""
        self._note(position, sequence, option)
        fields = self._fields(position, sequence, option)
        reply = await self.robot.again(lambda: self._client().post(self.path, fields, expect=200))
        stored = _stored(reply)
        if stored == sequence:
            self.robot.ledger.acknowledged[self.uuid, position].add((sequence, option))
        return stored

    def _note(self, position: int, sequence: int, option: str) -> None:
        self.robot.ledger.sent[self.uuid, position].add((sequence, option))

    def _fields(self, position: int, sequence: int, option: str) -> list[tuple[str, str]]:
        kept = dict(self.form.fields) | {"positions": str(position), "sequence": str(sequence)}
        return [*kept.items(), (f"q{position}", option)]

    def _choose(self, position: int) -> str:
        return self.robot.rng.choice(self.form.choices[f"q{position}"])

    def _client(self) -> Client:
        return self.robot.client

    def _other_tab(self) -> "Sitting":
        """A second window on the same page: the same numbers, a connection of its own."""
        twin = replace(self.robot, client=clone(self.robot.client), plan=replace(self.robot.plan, repeated=0.0))
        return Sitting(twin, self.place, self.form)


async def start(client: Client) -> str:
    """Press the button that begins an attempt, or goes on with the open one; gives where it leads."""
    begun = await client.post(f"{QUIZ_PATH}bat-dau/", [("csrfmiddlewaretoken", client.cookies["csrftoken"])])
    if _UUID.search(begun.location):
        return begun.location
    raise Stopped(f"no more attempts: {begun.location}")


def clone(client: Client) -> Client:
    """Another connection of the same signed-in browser."""
    return Client(client.port, dict(client.cookies))


def uuid_of(place: str) -> str:
    found = _UUID.search(place)
    if found is None:
        raise UnexpectedReply(f"no attempt at {place}")
    return found[1]


def name_of(fault: Exception) -> str:
    """`500` for a reply with that status, else the kind of failure."""
    found = re.search(r": (\d{3}) instead of", str(fault))
    return found[1] if found else type(fault).__name__


def _stored(reply: Reply) -> int:
    stored: int = json.loads(reply.body)["saved_sequence"]
    return stored
