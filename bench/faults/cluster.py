"""A PostgreSQL of the harness's own, to be stopped like a machine whose power goes."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg

from bench.server import free_port

OWNER: Final = "postgres"
"""PostgreSQL does not run as root; where the harness does, this account runs it."""
CONFIGURATION: Final = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
max_connections = 120
shared_buffers = '64MB'
"""


class Cluster:
    """`restart` is a crash and a recovery: nothing that was only in memory survives it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.restarts = 0

    @property
    def address(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        with (data / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write(CONFIGURATION.format(port=self.port, folder=self.folder))
        self.start()

    def start(self) -> None:
        data, log = self.folder / "data", self.folder / "log"
        self._run("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-t", "60", "start")

    def crash(self) -> None:
        """`immediate`: every process ends at once, without a checkpoint."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def restart(self, pause: float = 1.0) -> None:
        self.restarts += 1
        self.crash()
        time.sleep(pause)
        self.start()

    def ensure_running(self) -> None:
        """After a run that ended in the middle of a restart."""
        if not (self.folder / "data" / "postmaster.pid").exists():
            self.start()

    def acknowledge_before_disk(self) -> None:
        """The control: a commit is reported before it is on the disk, as with `synchronous_commit = off`."""
        for setting in ("synchronous_commit = off", "wal_writer_delay = '10s'", "wal_writer_flush_after = '256MB'"):
            self._sql(f"ALTER SYSTEM SET {setting}")
        self._sql("SELECT pg_reload_conf()")

    def acknowledge_after_disk(self) -> None:
        self._sql("ALTER SYSTEM RESET ALL")
        self._sql("SELECT pg_reload_conf()")

    def _sql(self, statement: str) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(statement)

    def _run(self, program: str, *arguments: str) -> None:
        user = OWNER if os.getuid() == 0 else None
        done = subprocess.run(
            [_found(program), *arguments],
            user=user,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")


@contextmanager
def open_cluster() -> Iterator[Cluster]:
    """Made, started, and gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="sen-faults-pg-"))
    if os.getuid() == 0:
        account = pwd.getpwnam(OWNER)
        os.chown(folder, account.pw_uid, account.pw_gid)
    cluster = Cluster(folder)
    try:
        cluster.make()
        yield cluster
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            cluster.crash()
        shutil.rmtree(folder, ignore_errors=True)


def _found(program: str) -> str:
    """On the path, or where Debian keeps the servers."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)
    found = shutil.which(program) or next(map(str, places), None)
    if found is None:
        raise RuntimeError(f"{program} was not found; the faults need a PostgreSQL server's programs, or --embedded")
    return found
