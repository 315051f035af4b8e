"""A real Sen on this machine: started as a newcomer starts it, stopped as they would stop it."""

import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "sen-demo-2026"
READY_SECONDS = 480.0
STOP_SECONDS = 60.0


class Installation:
    """`bin/start` on a folder and a port of its own, with the demonstration of an office."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str] = queue.Queue()
        self._said: list[str] = []

    def start(self) -> None:
        """Return once *Sen is ready* has been printed."""
        process = subprocess.Popen(
            ["sh", str(ROOT / "bin" / "start")],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
            encoding="utf-8",
        )
        self._process = process
        assert process.stdout is not None
        threading.Thread(target=self._listen, args=(process.stdout,), daemon=True).start()
        self._wait_for(f"Sen is ready at {self.address}/")

    def stop(self) -> None:
        """INT, as from the keyboard; nothing is left running."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            raise

    def ask(self, function: str, *arguments: str | int) -> Any:
        """The answer of a function of `tests/browser/inside.py`, run beside the installation."""
        code = (
            "import json; from tests.browser import inside; "
            f"print(json.dumps(inside.{function}(*{json.dumps(arguments)})))"
        )
        answer = subprocess.run(
            [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", code],
            cwd=ROOT,
            env=self._environment(),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout.splitlines()[-1])

    def _environment(self) -> dict[str, str]:
        """Nothing of the settings under which the tests themselves run."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SEN_")}
        return {
            **inherited,
            "DJANGO_SETTINGS_MODULE": "lms.settings",
            "PORT": str(self.port),
            "PYTHONUTF8": "1",
            "SEN_DATA": str(self.data),
            "SEN_DEMO": "office",
            "SEN_DEMO_PASSWORD": PASSWORD,
        }

    def _listen(self, stream: IO[str]) -> None:
        for line in stream:
            self._lines.put(line.rstrip("\n"))
        self._lines.put("")

    def _wait_for(self, line: str) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while line not in self._said:
            ended = self._process is not None and self._process.poll() is not None
            assert not (ended and self._lines.empty()), "Sen ended:\n" + "\n".join(self._said)
            try:
                self._said.append(self._lines.get(timeout=max(0.1, min(5.0, deadline - time.monotonic()))))
            except queue.Empty:
                assert time.monotonic() < deadline, "Sen is not ready:\n" + "\n".join(self._said)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
