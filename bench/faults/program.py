"""The whole program of a stage, started as `bin/start` starts it and kept alive by the same supervisor."""

import os
import signal
import sys
import time
import urllib.request
from pathlib import Path
from typing import Final

from bench.faults.pauses import FOLDER
from bench.faults.unprotected import WITHOUT
from bench.processor import process_tree
from bench.server import ROOT, free_port
from bench.stage import Stage

# isort: split
# `bench.server` has made the launcher's folder known.
from launcher.settings import Settings, read_settings
from launcher.supervisor import Supervisor, sen_services

READY_SECONDS: Final = 120


class Program:
    """Web workers, worker and beat. `without` names a protection to be taken out."""

    def __init__(self, stage: Stage, *, without: str = "") -> None:
        self.port = free_port()
        self.pauses = stage.data / "pauses"
        self.pauses.mkdir(exist_ok=True)
        environment = {**os.environ, "PORT": str(self.port), "DJANGO_SETTINGS_MODULE": "bench.faults.settings"}
        environment |= {FOLDER: str(self.pauses), WITHOUT: without}
        self._settings: Settings = read_settings(environment)
        for name in ("logs", "run"):
            (stage.data / name).mkdir(exist_ok=True)
        self._supervisor = Supervisor(stage.data, self._settings.child_environment(environment), ROOT)

    def start(self) -> None:
        for service in sen_services(Path(sys.executable), self._settings):
            self._supervisor.add(service)
        end = time.monotonic() + READY_SECONDS
        while not self._answers():
            if time.monotonic() > end:
                raise RuntimeError("the program did not start; see logs/web.log of its folder")
            time.sleep(0.3)

    def stop(self) -> None:
        self._supervisor.stop()

    def tick(self) -> None:
        """Let the supervisor see who died."""
        self._supervisor.tick()

    def kill_web_workers(self) -> int:
        """KILL to every web worker at once, between whatever they are doing; gives how many there were."""
        web = self._supervisor.services[0].child
        workers = [pid for pid in process_tree(web.process.pid) if pid != web.process.pid] if web else []
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        return len(workers)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/dang-nhap/", timeout=5):
                return True
        except OSError:
            return False
