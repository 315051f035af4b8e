"""Checks before anything is changed."""

import shutil
import socket
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest
from launcher import checks
from launcher.messages import LaunchError

pytestmark = pytest.mark.no_database

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/share /mnt/h\\040c nfs4 rw 0 0
tmpfs /mnt/h\\040c/local tmpfs rw 0 0
//nas/data /mnt/nas cifs rw 0 0
"""


def test_a_taken_port_is_named_with_its_remedy() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(LaunchError, match=rf"Port {port} is taken.*PORT=\d+ bin/start"):
            checks.check_port("127.0.0.1", port)

    checks.check_port("127.0.0.1", port)


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/sen", "ext4"),
        ("/mnt/h c/sen", "nfs4"),
        ("/mnt/h c/local/sen", "tmpfs"),
        ("/mnt/nas", "cifs"),
        ("/mnt/nas2", "ext4"),
    ],
)
def test_the_innermost_mount_decides(folder: str, kind: str) -> None:
    assert checks.filesystem_of(Path(folder), MOUNTS) == kind


def test_a_network_share_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(checks, "filesystem_of", lambda *_: "fuse.sshfs")

    with pytest.raises(LaunchError, match="network share") as refusal:
        checks.check_filesystem(tmp_path)

    assert "ổ mạng" in refusal.value.vietnamese


def test_a_full_disk_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1024**3))

    with pytest.raises(LaunchError, match=r"Only 1\.0 GB"):
        checks.check_free_space(tmp_path)


def test_a_data_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(LaunchError, match="SEN_DATA"):
        checks.prepare_data_folder(tmp_path / "file" / "data")


def test_a_good_place_passes_and_keeps_no_traces(tmp_path: Path) -> None:
    checks.prepare_data_folder(tmp_path / "data")
    checks.check_filesystem(tmp_path / "data")
    checks.check_sqlite(tmp_path / "data")

    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    assert {path.name for path in (tmp_path / "data").rglob("*")} == {"logs", "run", "tmp"}


def test_an_old_sqlite_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))

    with pytest.raises(LaunchError, match=r"SQLite 3\.34\.1"):
        checks.check_sqlite(tmp_path)


def test_temporary_files_of_a_killed_run_are_cleared(tmp_path: Path) -> None:
    checks.prepare_data_folder(tmp_path)
    (tmp_path / "tmp" / "half.xlsx").touch()
    (tmp_path / "run" / "web.json").touch()

    checks.clear_temporary_files(tmp_path)

    assert list((tmp_path / "tmp").iterdir()) == []
    assert (tmp_path / "run" / "web.json").exists()
