import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from common.db.erasure import erasure_window
from operations.domain import audit
from operations.domain.files import forget_old_files, orphan_files
from operations.domain.jobs import enqueue_job, run_job
from operations.enums import OutboxState
from operations.models import AuditEntry, Job, OutboxMessage
from tests.factories import make_user
from tests.operations.builders import KIND_FILE

pytestmark = pytest.mark.django_db

CODES = ("I6", "I8", "I9", "I9-job-files")


def verify() -> tuple[int, dict[str, bool]]:
    out = StringIO()
    code = 0
    try:
        call_command("verify_integrity", "--json", stdout=out)
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    report = json.loads(out.getvalue())
    assert report["holds"] is (code == 0)
    return code, {row["code"]: row["holds"] for row in report["invariants"]}


@pytest.fixture
def job(tmp_path: Path) -> Job:
    path = tmp_path / "a.csv"
    path.write_text("1;2\n")
    job = enqueue_job(kind=KIND_FILE, parameters={"path": str(path)}, requested_by=None)
    run_job(job.pk)
    job.refresh_from_db()
    user = make_user()
    with transaction.atomic():
        audit.record(action="test.done", actor=user, target=user)
    audit.seal()
    return job


def change_entry(job: Job) -> None:
    with erasure_window():
        AuditEntry.objects.update(action="test.other")


def kill_message(job: Job) -> None:
    OutboxMessage.objects.update(state=OutboxState.DEAD)


def forget_message(job: Job) -> None:
    OutboxMessage.objects.update(due_at=timezone.now() - timedelta(hours=25))


def remove_file(job: Job) -> None:
    job.file.delete(save=False)


def change_file(job: Job) -> None:
    Path(job.file.path).write_text("3;4\n")


def test_all_holds_before_anything_is_broken(job: Job) -> None:
    code, holds = verify()
    assert [holds[code] for code in CODES] == [True] * len(CODES)
    assert code == (0 if all(holds.values()) else 1)


@pytest.mark.parametrize(
    ("corrupt", "code"),
    [
        (change_entry, "I6"),
        (kill_message, "I8"),
        (forget_message, "I8"),
        (remove_file, "I9"),
        (change_file, "I9-job-files"),
    ],
)
def test_a_planted_corruption_is_found(job: Job, corrupt: Callable[[Job], None], code: str) -> None:
    corrupt(job)
    exit_code, holds = verify()
    assert exit_code == 1
    assert [name for name in CODES if not holds[name]] == [code]


def test_old_files_and_orphans_are_forgotten_and_young_ones_kept(job: Job) -> None:
    from django.core.files.base import ContentFile

    orphan = default_storage.save("jobs/2026/01/orphan.csv", ContentFile(b"x"))
    tomorrow = timezone.now() + timedelta(hours=25)
    assert list(orphan_files(timezone.now())) == []
    assert orphan in list(orphan_files(tomorrow))
    forget_old_files(tomorrow)
    assert not default_storage.exists(orphan)
    name = str(job.file)
    assert default_storage.exists(name)
    forget_old_files(timezone.now() + timedelta(days=8))
    job.refresh_from_db()
    assert not job.file
    assert job.file_sha256
    assert not default_storage.exists(name)
