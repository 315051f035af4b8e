"""The job that marks again is killed with SIGKILL in the middle, and run again."""

import os
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import Collection, Locale, Page

from assessments.domain import applying
from assessments.domain.affected import Remarked
from assessments.domain.marking import mark_paper
from assessments.domain.queries.attempts import current_answers
from assessments.enums import LoweredPolicy
from assessments.models import Attempt, Marking
from assessments.signals import attempt_regraded
from certificates.models import Revocation
from operations.domain.approvals import approve
from operations.domain.jobs import rescue_jobs, run_job
from operations.models import AuditEntry, Job
from tests.learning.builders import World, make_world
from tests.learning.corrections import Case, ask, make_case, prepare, sit
from tests.learning.test_corrections import certify, no_difference_in_figures, unsound

pytestmark = pytest.mark.django_db(transaction=True)

# In the order of the accounts: by the old key, wrong, right and wrong.
EVERYBODY = [
    (1, "1.00", False), (2, "2.00", True), (1, "2.00", True), (2, "1.00", False), (1, "1.00", False), (2, "2.00", True),
]  # fmt: skip


@pytest.fixture(autouse=True)
def wagtail_roots(transactional_db: None) -> None:
    """A test before may have emptied the tables of what migrations put there."""
    Locale.objects.get_or_create(language_code="vi")
    if not Page.objects.exists():
        Page.add_root(instance=Page(title="Root", slug="root"))
    if not Collection.objects.exists():
        Collection.add_root(instance=Collection(name="Root"))


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs wait in their rows until somebody runs them here."""
    monkeypatch.setattr("operations.domain.jobs.send_hint_from_page", lambda *task: None)
    monkeypatch.setattr("operations.domain.job_runs.send_hint", lambda *task: False)


@pytest.fixture
def world(transactional_db: None, tmp_path: Path) -> World:
    return make_world(tmp_path)


def marks() -> list[tuple[int, str, bool]]:
    return [
        (number, str(score), passed)
        for number, score, passed in Marking.objects.order_by("cadre_id", "attempt", "number").values_list(
            "number", "score", "passed"
        )
    ]


def crowd(world: World) -> Case:
    case = make_case(world)
    sit(world, world.admin, right=False)
    certify()
    return case


def approved(case: Case) -> Job:
    correction = prepare(case, lowered=LoweredPolicy.WITHDRAW)
    approve(approval=ask(case, correction), actor=case.reviewer)
    return Job.objects.get(kind="assessments.apply_correction")


def killed_in_the_second_attempt(job: Job) -> int:
    """Do the job in another process that is killed with SIGKILL in the transaction of the second attempt."""
    connection.close()
    child = os.fork()
    if child == 0:
        count = 0

        def die(**_more: Any) -> None:
            nonlocal count
            count += 1
            if count == 2:
                os.kill(os.getpid(), signal.SIGKILL)

        attempt_regraded.connect(die, weak=False)
        try:
            run_job(job.pk)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def test_killed_in_the_middle_it_ends_as_if_it_had_not_been(world: World) -> None:
    job = approved(crowd(world))
    assert killed_in_the_second_attempt(job) == signal.SIGKILL
    half = [number for number, _score, _passed in marks()].count(2)
    assert half == 1
    assert [found for found in unsound() if found.startswith("I3")] == []
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    rescue_jobs()
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "done"
    assert marks() == EVERYBODY
    assert Revocation.objects.count() == 1
    assert AuditEntry.objects.filter(action="assessments.correction.applied").count() == 1
    certify()
    assert unsound() == []
    assert no_difference_in_figures()


def test_without_a_kill_it_ends_the_same(world: World) -> None:
    """What the test above compares with."""
    job = approved(crowd(world))
    run_job(job.pk)
    assert marks() == EVERYBODY
    assert Revocation.objects.count() == 1


def test_without_the_comparison_a_second_run_marks_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the job asks whether an attempt has its marking already; here it does not."""
    job = approved(crowd(world))
    assert killed_in_the_second_attempt(job) == signal.SIGKILL
    monkeypatch.setattr(applying, "remarked", lambda batch, correction: [_as_if_due(attempt) for attempt in batch])
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    rescue_jobs()
    run_job(job.pk)
    assert max(number for number, _score, _passed in marks()) == 3


def _as_if_due(attempt: Attempt) -> Remarked:
    percent = attempt.quiz_edition.rules["pass_mark_percent"]
    result = mark_paper(attempt.paper.items, current_answers(attempt), pass_mark_percent=percent)
    return Remarked(attempt, Marking.objects.filter(attempt=attempt).latest("number"), result)
