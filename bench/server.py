"""The real web server, started with the command of `bin/start`, and the CPU it uses."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.processor import cpu_seconds, process_tree

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bin"))

from launcher.settings import read_settings  # noqa: E402 (the launcher lives in bin/)
from launcher.supervisor import sen_services  # noqa: E402

READY_SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class Cpu:
    """Seconds of work since the processes began."""

    web: float
    database: float


class Server:
    """`backends` gives the process ids of the database's connections that serve this server."""

    def __init__(self, backends: Callable[[], list[int]]) -> None:
        self.port = free_port()
        self._backends = backends
        self._process: subprocess.Popen[bytes] | None = None
        self._pids: list[int] = []

    def start(self) -> None:
        environment = {**os.environ, "PORT": str(self.port)}
        chosen = read_settings(environment)
        command = sen_services(Path(sys.executable), chosen)[0].command
        log = (chosen.data / "bench-web.log").open("wb")
        self._process = subprocess.Popen(
            [str(word) for word in command], cwd=ROOT, env=chosen.child_environment(environment), stdout=log, stderr=log
        )
        log.close()
        self._wait()
        self._pids = process_tree(self._process.pid)

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=30)

    def cpu(self) -> Cpu:
        return Cpu(web=cpu_seconds(self._pids), database=cpu_seconds(self._backends()))

    def _wait(self) -> None:
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/dang-nhap/", timeout=5):
                    return
            except OSError:
                time.sleep(0.3)
        raise RuntimeError("the web server did not start; see bench-web.log")


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
