"""A backup made of a living installation fills a new one, by the commands an operator types."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Locale, Page, Site

from accounts.models import User
from operations.domain import backup as backups
from operations.domain.backup import SUMS, make_backup, restore_backup
from operations.domain.database_dumps import dump_name
from operations.domain.jobs import enqueue_job, run_job
from operations.errors import BackupError
from operations.models import AuditEntry, Job
from tests.database import CHECKOUT, database_url
from tests.factories import make_user
from tests.operations.builders import KIND_FILE

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Installation:
    """A place of its own: a data folder and an empty database."""

    data: Path
    url: str

    def manage(self, *command: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings", "SEN_DATA": str(self.data)}
        environment |= {"SEN_DATABASE_URL": self.url, "SEN_DEMO": "0"}
        return subprocess.run(
            [sys.executable, "manage.py", *command], cwd=CHECKOUT, env=environment, capture_output=True, text=True
        )

    def ask(self, question: str) -> str:
        done = self.manage("shell", "--no-imports", "-c", question)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Installation]:
    data = tmp_path / "elsewhere"
    data.mkdir()
    if connection.vendor != "postgresql":
        yield Installation(data, "")
        return
    name = f"sen_restored_{os.getpid()}"
    with psycopg.connect(database_url(connection.settings_dict, "postgres"), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield Installation(data, database_url(connection.settings_dict, name))
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(autouse=True)
def site() -> None:
    """What migrations put there, which a test before may have emptied."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.get_first_root_node() or Page.add_root(title="Sen")
    Site.objects.get_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": root})


@pytest.fixture
def job(tmp_path: Path) -> Job:
    source = tmp_path / "rows.csv"
    source.write_text("STT;Họ và tên\n1;Nguyễn Văn An\n", encoding="utf-8")
    job = enqueue_job(kind=KIND_FILE, parameters={"path": str(source)}, requested_by=make_user("sao.luu"))
    run_job(job.pk)
    job.refresh_from_db()
    return job


def test_everything_is_there_again(job: Job, elsewhere: Installation, tmp_path: Path) -> None:
    call_command("backup", str(tmp_path / "backup"), stdout=StringIO())
    restored = elsewhere.manage("restore", str(tmp_path / "backup"))
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert "BAD" not in restored.stdout
    assert "Another signing key" in restored.stderr
    assert (
        elsewhere.ask(
            "from accounts.models import User; from operations.models import AuditEntry, Job;"
            "print(User.objects.get().username, Job.objects.get().file.read().decode(), AuditEntry.objects.count())"
        )
        == f"sao.luu {Path(job.parameters['path']).read_text(encoding='utf-8')} {AuditEntry.objects.count()}"
    )
    # What no update may touch is still guarded.
    change = "from operations.models import AuditEntry; AuditEntry.objects.update(reason='x')"
    guarded = elsewhere.manage("shell", "--no-imports", "-c", change)
    assert guarded.returncode != 0


def test_the_folder_can_be_checked_without_us(job: Job, tmp_path: Path) -> None:
    assert make_backup(tmp_path / "backup") == len(_stored())
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", SUMS], cwd=tmp_path / "backup", check=True)
    files = [path for path in (tmp_path / "backup").rglob("*") if path.is_file()]
    assert all(path.stat().st_mode & 0o077 == 0 for path in [tmp_path / "backup", *files])
    assert AuditEntry.objects.filter(action="backup.made").count() == 1


def test_a_file_that_comes_meanwhile_is_in_it(job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named by the database of the backup: stored after the files were copied, before the dump."""
    dump = backups.dump_database

    def come_meanwhile(path: Path) -> None:
        default_storage.save("jobs/late.csv", ContentFile(b"late"))
        dump(path)

    monkeypatch.setattr(backups, "dump_database", come_meanwhile)
    make_backup(tmp_path / "backup")
    assert (tmp_path / "backup" / "files" / "jobs" / "late.csv").read_bytes() == b"late"


@pytest.mark.parametrize("command", ["verify_integrity", "compare_rollups", "backup"])
def test_a_database_without_tables_is_named(command: str, elsewhere: Installation, tmp_path: Path) -> None:
    done = elsewhere.manage(command, *([str(tmp_path / "backup")] if command == "backup" else []))
    assert (done.returncode, done.stdout) == (1, "")
    assert "manage.py prepare" in done.stderr
    assert "Traceback" not in done.stderr


class TestRefused:
    @pytest.fixture
    def made(self, job: Job, tmp_path: Path) -> Path:
        make_backup(tmp_path / "backup")
        return tmp_path / "backup"

    def test_an_unfinished_one(self, made: Path) -> None:
        (made / SUMS).unlink()
        self._refused(made, SUMS)

    def test_a_changed_one(self, made: Path) -> None:
        with (made / dump_name()).open("r+b") as file:
            file.seek(200)
            file.write(b"x")
        self._refused(made, dump_name())

    def test_one_that_leads_out(self, made: Path) -> None:
        with (made / SUMS).open("a", encoding="utf-8") as file:
            file.write(f"{'0' * 64}  files/../../outside\n")
        self._refused(made, "outside")

    def test_one_of_a_newer_sen(self, made: Path) -> None:
        about = made / backups.ABOUT
        about.write_text(about.read_text().replace("operations.0001_initial", "operations.9999_future"))
        (made / SUMS).write_text((made / SUMS).read_text().replace(_line(made), backups._sha256(about)))
        self._refused(made, "mới hơn")

    def test_where_something_is_already(self, made: Path) -> None:
        self._refused(made, "SEN_DATA")
        assert User.objects.count() == 1

    def test_a_folder_that_holds_something(self, made: Path) -> None:
        with pytest.raises(BackupError):
            make_backup(made)

    def test_a_folder_that_would_be_lost_with_the_data(self) -> None:
        with pytest.raises(CommandError):
            call_command("backup", str(settings.SEN_DATA / "backup"))

    def _refused(self, folder: Path, word: str) -> None:
        with pytest.raises(BackupError, match=word):
            restore_backup(folder)


def _stored() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def _line(folder: Path) -> str:
    """The checksum of what is told about the backup."""
    lines = (folder / SUMS).read_text().splitlines()
    return next(line.partition("  ")[0] for line in lines if line.endswith(backups.ABOUT))


@pytest.fixture(autouse=True)
def files_of_this_test(settings: object, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path / "files"
    yield
    shutil.rmtree(tmp_path / "files", ignore_errors=True)
