from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from operations.domain import jobs, outbox
from operations.domain.job_kinds import job_kind
from operations.domain.jobs import JobRun, enqueue_job, run_job
from operations.enums import JobState
from operations.models import Job, OutboxMessage
from tests.factories import make_user
from tests.operations.builders import KIND_BREAKS, KIND_FILE, KIND_FORBIDDEN, KIND_REFUSES

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text("STT;Họ và tên\n1;Nguyễn Văn An\n", encoding="utf-8")
    return path


def done_job(csv: Path, user: User, kind: str = KIND_FILE) -> Job:
    job = enqueue_job(kind=kind, title="Xuất kết quả", parameters={"path": str(csv)}, requested_by=user)
    run_job(job.pk)
    job.refresh_from_db()
    return job


def test_a_job_and_its_message_are_one_commit() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue_job(kind=KIND_FILE, parameters={}, requested_by=None)
        raise RuntimeError
    assert not Job.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_committed_job_is_done_with_file_and_hash(
    csv: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue_job(kind=KIND_FILE, parameters={"path": str(csv)}, requested_by=None)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result) == (JobState.DONE, 2, 2, {"rows": 2})
    assert job.file.read() == csv.read_bytes()
    assert "ket-qua" not in str(job.file)
    assert len(job.file_sha256) == 64


def test_asking_twice_for_active_work_gives_the_same_job() -> None:
    first = enqueue_job(kind=KIND_FILE, key="a", parameters={}, requested_by=None)
    assert enqueue_job(kind=KIND_FILE, key="a", parameters={}, requested_by=None) == first
    assert enqueue_job(kind=KIND_FILE, key="b", parameters={}, requested_by=None) != first
    Job.objects.filter(pk=first.pk).update(state=JobState.DONE)
    assert enqueue_job(kind=KIND_FILE, key="a", parameters={}, requested_by=None) != first


def test_a_lost_broker_loses_no_job(monkeypatch: pytest.MonkeyPatch, csv: Path) -> None:
    from celery import current_app

    def no_broker(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(current_app.tasks["operations.run_job"], "apply_async", no_broker)
        job = enqueue_job(kind=KIND_FILE, parameters={"path": str(csv)}, requested_by=None)
        assert outbox.dispatch() == 1
        Job.objects.update(created_at=timezone.now() - timedelta(seconds=11))
        assert jobs.rescue_jobs() == 0
    assert jobs.rescue_jobs() == 1
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_fault_is_tried_three_times_and_told_without_its_text() -> None:
    job = enqueue_job(kind=KIND_BREAKS, parameters={}, requested_by=None)
    for attempt in (1, 2):
        run_job(job.pk)
        job.refresh_from_db()
        assert (job.state, job.attempts) == (JobState.QUEUED, attempt)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 3)
    assert "Bí Mật" not in job.message
    assert str(job.uuid)[:8] in job.message


def test_an_understandable_failure_is_not_tried_again() -> None:
    job = enqueue_job(kind=KIND_REFUSES, parameters={}, requested_by=None)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.FAILED, "Tệp không có dòng nào.")


def test_a_worker_thought_dead_changes_nothing_when_it_comes_back(csv: Path) -> None:
    @job_kind("test.slow")
    def slow(run: JobRun) -> None:
        if run.job.attempts == 1:
            Job.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=61))
            jobs.rescue_jobs()
            # Eager tasks: the second worker has finished by now.
            run.progress(7, 7, "từ máy cũ")
            raise AssertionError("the first worker went on")
        run.result({"attempt": run.job.attempts})

    job = enqueue_job(kind="test.slow", parameters={}, requested_by=None)
    run_job(job.pk)
    Job.objects.filter(state=JobState.QUEUED).update(created_at=timezone.now() - timedelta(seconds=11))
    jobs.rescue_jobs()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result, job.message) == (JobState.DONE, 2, {"attempt": 2}, "")


def test_a_job_is_run_once_however_often_it_is_delivered(csv: Path) -> None:
    job = done_job(csv, make_user())
    Path(job.parameters["path"]).unlink()
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 1)


def test_progress_is_written_at_most_twice_a_second(
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    job = Job.objects.create(kind=KIND_FILE, state=JobState.RUNNING)
    run = JobRun(job)
    with django_assert_max_num_queries(2):  # type: ignore[attr-defined]
        for row in range(2_000):
            run.progress(row, 2_001)
    run.progress(2_001, 2_001)
    job.refresh_from_db()
    assert job.done == 2_001


@pytest.mark.parametrize("name", ["job", "job_progress", "job_file"])
def test_a_job_of_another_person_looks_like_none(csv: Path, client_for: ClientFor, name: str) -> None:
    from django.urls import reverse

    job = done_job(csv, make_user())
    stranger = client_for(make_user())
    other, absent = (stranger.get(reverse(name, args=[uuid])) for uuid in (job.uuid, uuid4()))
    assert other.status_code == absent.status_code == 404
    assert other.content == absent.content
    assert Client().get(reverse(name, args=[job.uuid])).status_code == 302


def test_the_file_is_given_to_who_asked_for_it(csv: Path, client_for: ClientFor) -> None:
    user = make_user()
    job = done_job(csv, user)
    response = client_for(user).get(f"/viec/{job.uuid}/tep/")
    assert response.getvalue() == csv.read_bytes()
    assert response["Cache-Control"] == "no-store"
    assert 'filename="ket-qua.csv"' in response["Content-Disposition"]


def test_the_right_to_a_file_is_asked_at_each_download(csv: Path, client_for: ClientFor) -> None:
    user = make_user()
    job = done_job(csv, user, KIND_FORBIDDEN)
    assert job.state == JobState.DONE
    assert client_for(user).get(f"/viec/{job.uuid}/tep/").status_code == 404


def test_waiting_without_a_worker_is_said_plainly(client_for: ClientFor) -> None:
    user = make_user()
    job = enqueue_job(kind=KIND_FILE, title="Xuất kết quả", parameters={}, requested_by=user)
    client = client_for(user)
    fresh = client.get(f"/viec/{job.uuid}/").content.decode()
    assert "chưa tiếp nhận" not in fresh
    assert 'http-equiv="refresh"' in fresh
    Job.objects.update(created_at=timezone.now() - timedelta(seconds=21))
    fragment = client.get(f"/viec/{job.uuid}/tien-do/").content.decode()
    assert "chưa tiếp nhận" in fragment
    assert "data-sen-done" not in fragment
    assert "<html" not in fragment


def test_work_that_was_begun_and_interrupted_is_not_called_untouched(client_for: ClientFor) -> None:
    user = make_user()
    job = enqueue_job(kind=KIND_FILE, title="Xuất kết quả", parameters={}, requested_by=user)
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=5), attempts=2)
    page = client_for(user).get(f"/viec/{job.uuid}/").content.decode()
    assert "đã bắt đầu nhưng bị gián đoạn" in page and "chưa tiếp nhận" not in page


def test_a_finished_job_stops_the_polling(csv: Path, client_for: ClientFor) -> None:
    user = make_user()
    job = done_job(csv, user)
    assert "data-sen-done" in client_for(user).get(f"/viec/{job.uuid}/tien-do/").content.decode()
    assert 'http-equiv="refresh"' not in client_for(user).get(f"/viec/{job.uuid}/").content.decode()
