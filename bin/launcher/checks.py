"""Checks before anything is changed: is this a place where Sen keeps its promises?"""

import contextlib
import errno
import os
import re
import shutil
import socket
import sqlite3
import tempfile
from pathlib import Path

from launcher.messages import LaunchError

FREE_BYTES_NEEDED = 2 * 1024**3
OLDEST_SQLITE = (3, 37, 0)
# Locks and mmap across machines are not to be trusted there, and SQLite's WAL needs both.
NETWORK_FILESYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "sshfs", "fuse.sshfs"})


def prepare_data_folder(data: Path) -> None:
    """Make the data folder, private to its owner, and refuse one that cannot be written."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in ("logs", "run", "tmp"):
            (data / name).mkdir(exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        raise LaunchError(
            f"The data folder {data} cannot be written ({error.strerror}). "
            "Give it to this user, or choose another with SEN_DATA.",
            f"Không ghi được vào thư mục dữ liệu {data}. "
            "Hãy cấp quyền cho người dùng này, hoặc chọn thư mục khác bằng SEN_DATA.",
        ) from error


def clear_temporary_files(data: Path) -> None:
    """Empty `tmp/`, where a killed run may have left files; only for a holder of the lock."""
    shutil.rmtree(data / "tmp", ignore_errors=True)
    (data / "tmp").mkdir(exist_ok=True, mode=0o700)


def filesystem_of(folder: Path, mounts: str) -> str:
    """The type of the file system that holds `folder`, from the text of `/proc/mounts`."""
    found, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        # The kernel writes space, tab, newline and backslash in a path as octal: `\040`.
        place = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), fields[1])
        # `>=`: of two mounts on the same place the later one is seen.
        if folder.is_relative_to(place) and len(place) >= found:
            found, kind = len(place), fields[2]
    return kind


def check_filesystem(data: Path) -> None:
    """Refuse a network share; systems without `/proc/mounts` are not examined."""
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return
    kind = filesystem_of(data, mounts)
    if kind in NETWORK_FILESYSTEMS:
        raise LaunchError(
            f"The data folder {data} is on a network share ({kind}), where the database could be "
            "damaged. Choose a local disk with SEN_DATA.",
            f"Thư mục dữ liệu {data} nằm trên ổ mạng ({kind}), có thể làm hỏng cơ sở dữ liệu. "
            "Hãy chọn ổ đĩa của chính máy này bằng SEN_DATA.",
        )


def check_free_space(data: Path) -> None:
    """Refuse a disk with less than 2 GB free."""
    free = shutil.disk_usage(data).free
    if free < FREE_BYTES_NEEDED:
        raise LaunchError(
            f"Only {free / 1024**3:.1f} GB are free for {data}; Sen needs 2 GB. "
            "Free some space, or choose another disk with SEN_DATA.",
            f"Ổ đĩa chứa {data} chỉ còn trống {free / 1024**3:.1f} GB, cần ít nhất 2 GB. "
            "Hãy dọn bớt, hoặc chọn ổ khác bằng SEN_DATA.",
        )


def check_sqlite(data: Path) -> None:
    """Try on the spot what Sen asks of SQLite: version, FTS5, RETURNING, and WAL in `data`."""
    version = ".".join(map(str, sqlite3.sqlite_version_info))
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise LaunchError(
            f"This Python has SQLite {version}; Sen needs 3.37 or newer. Install a newer Python, "
            "or use PostgreSQL with SEN_DATABASE_URL.",
            f"Python này dùng SQLite {version}, cần 3.37 trở lên. Hãy cài Python mới hơn, "
            "hoặc dùng PostgreSQL bằng SEN_DATABASE_URL.",
        )
    try:
        with (
            tempfile.TemporaryDirectory(dir=data / "tmp") as folder,
            contextlib.closing(sqlite3.connect(Path(folder, "try.sqlite3"))) as connection,
        ):
            mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
            if mode != "wal":
                raise sqlite3.OperationalError(f"journal mode stays {mode}")
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
            connection.execute("CREATE TABLE numbers (number INTEGER)")
            connection.execute("INSERT INTO numbers VALUES (1) RETURNING number").fetchone()
    except sqlite3.Error as error:
        raise LaunchError(
            f"SQLite {version} of this Python cannot do what Sen needs in {data} ({error}). "
            "Choose a local disk with SEN_DATA, or another Python.",
            f"SQLite {version} không đáp ứng yêu cầu tại {data} ({error}). "
            "Hãy chọn ổ đĩa của máy này bằng SEN_DATA, hoặc bản Python khác.",
        ) from error


def check_port(host: str, port: int) -> None:
    """Refuse a port that is taken or not allowed, naming one that is free."""
    error = _why_not(host, port)
    if error is None:
        return
    if error.errno == errno.EADDRINUSE:
        free = next((p for p in range(port + 1, port + 100) if _why_not(host, p) is None), 0)
        remedy = f"PORT={free} bin/start" if free else "PORT=… bin/start"
        raise LaunchError(
            f"Port {port} is taken by another program. Use another: {remedy}",
            f"Cổng {port} đang được chương trình khác dùng. Hãy chọn cổng khác: {remedy}",
        )
    raise LaunchError(
        f"Sen cannot listen on {host}, port {port} ({error.strerror}). Try: PORT=8000 bin/start",
        f"Không mở được cổng {port} tại {host}. Hãy thử: PORT=8000 bin/start",
    )


def _why_not(host: str, port: int) -> OSError | None:
    """The error of listening there, or nothing if it is possible."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            # Connections of the last run that still linger in TIME_WAIT do not count as taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OverflowError:
        return OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    except OSError as error:
        return error
    return None
