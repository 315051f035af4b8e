from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.utils import timezone

from operations import tasks
from operations.domain import outbox
from operations.domain.health import health
from operations.domain.worker_life import SILENT_AFTER, show_life
from operations.enums import JobState, OutboxState
from operations.models import Job, OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen() -> Iterator[list[Any]]:
    seen: list[Any] = []

    @outbox.handles("test.works")
    def works(payload: dict[str, Any]) -> None:
        seen.append(payload["n"])

    @outbox.handles("test.fails")
    def fails(payload: dict[str, Any]) -> None:
        OutboxMessage.objects.create(topic="test.works", key="half done", payload={"n": "half"})
        raise IntegrityError

    yield seen


def test_a_key_put_twice_is_handled_once(seen: list[Any]) -> None:
    for _ in range(2):
        outbox.put(topic="test.works", key="one", payload={"n": 1})
    assert outbox.dispatch() == 1
    assert outbox.dispatch() == 0
    assert seen == [1]


def test_a_failing_message_holds_up_no_other_and_leaves_nothing_half_done(seen: list[Any]) -> None:
    outbox.put(topic="test.fails", key="bad", payload={})
    outbox.put(topic="test.nobody", key="unknown", payload={})
    outbox.put(topic="test.works", key="good", payload={"n": 2})
    assert outbox.dispatch() == 3
    assert seen == [2]
    bad = OutboxMessage.objects.get(key="bad")
    assert (bad.state, bad.attempts, bad.last_error) == (OutboxState.PENDING, 1, "IntegrityError")
    assert bad.due_at > timezone.now()
    assert not OutboxMessage.objects.filter(key="half done").exists()


def test_a_message_is_dead_after_eight_attempts(seen: list[Any]) -> None:
    outbox.put(topic="test.fails", key="bad", payload={})
    pauses = []
    for _ in range(8):
        OutboxMessage.objects.update(due_at=timezone.now())
        before = timezone.now()
        outbox.dispatch()
        pauses.append(OutboxMessage.objects.get().due_at - before)
    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts) == (OutboxState.DEAD, 8)
    assert pauses[:7] == sorted(pauses[:7])
    assert timedelta(seconds=9) < pauses[0] < timedelta(seconds=15)
    assert outbox.dispatch() == 0


def test_a_limit_is_kept(seen: list[Any]) -> None:
    for number in range(5):
        outbox.put(topic="test.works", key=str(number), payload={"n": number})
    assert outbox.dispatch(limit=3) == 3
    assert seen == [0, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_dispatchers_side_by_side_handle_each_message_once(seen: list[Any]) -> None:
    for n in range(60):
        outbox.put(topic="test.works", key=f"side {n}", payload={"n": n})

    def work(_number: int) -> int:
        try:
            return outbox.dispatch()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        tried = list(pool.map(work, range(4)))
    assert sorted(seen) == list(range(60)) and sum(tried) == 60
    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {(OutboxState.DONE, 1)}


def test_health_tells_when_nobody_handles_what_is_due(seen: list[Any]) -> None:
    show_life()
    outbox.put(topic="test.works", key="waiting", payload={"n": 1})
    assert health().parts["worker"] == "ok"
    OutboxMessage.objects.update(due_at=timezone.now() - timedelta(minutes=5))
    assert health().ready and health().parts["worker"] == "late"
    outbox.dispatch()
    assert health().parts["worker"] == "ok"


def test_a_worker_that_falls_silent_is_late_though_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert health().parts["worker"] == "late"
    tasks.show_life()
    assert health().parts["worker"] == "ok"
    start = timezone.now()
    for seconds, word in ((55, "ok"), (65, "late")):
        with monkeypatch.context() as later:
            later.setattr(timezone, "now", lambda after=seconds: start + timedelta(seconds=after))
            assert health().parts["worker"] == word
            assert health().ready
    # Long jobs hold the threads; they say themselves that they go on.
    job = Job.objects.create(kind="test.file", state=JobState.RUNNING, heartbeat_at=start + timedelta(seconds=30))
    for seconds, word in ((85, "ok"), (95, "late")):
        with monkeypatch.context() as later:
            later.setattr(timezone, "now", lambda after=seconds: start + timedelta(seconds=after))
            assert health().parts["worker"] == word
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE)
    tasks.show_life()
    assert health().parts["worker"] == "ok"


def test_the_beat_tells_the_worker_to_show_that_it_lives() -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["show-life"]
    assert entry["task"] == tasks.show_life.name
    assert entry["schedule"] * 3 < SILENT_AFTER.total_seconds()
