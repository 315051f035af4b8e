"""Web, worker and beat: started, kept alive, and stopped together."""

import contextlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from launcher.messages import LaunchError, last_lines, say
from launcher.processes import Child, start_child, stop_groups
from launcher.settings import Settings

LOG_LIMIT_BYTES = 10 * 1024**2
LONGEST_DELAY_SECONDS = 30.0
# So many deaths of the web process within so many seconds are no accident any more.
WEB_DEATHS, WEB_DEATHS_SECONDS = 5, 60.0


@dataclass
class Service:
    """One long-running program. Without `essential` it is restarted for ever."""

    name: str
    command: Sequence[str | Path]
    essential: bool = False
    child: Child | None = None
    deaths: list[float] = field(default_factory=list)
    start_at: float = 0.0


def sen_services(python: Path, settings: Settings) -> list[Service]:
    """The three programs of Sen, always as `python -m`: wrapper scripts embed paths."""
    celery: list[str | Path] = [python, "-m", "celery", "-A", "lms"]
    web: list[str | Path] = [
        *(python, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--host", settings.host, "--port", str(settings.port)),
        *("--workers", str(settings.web_workers)),
        *("--blocking-threads", str(settings.web_threads)),
        # A web worker that dies is replaced by granian; one that hangs while stopping is killed
        # before our own patience ends.
        *("--respawn-failed-workers", "--respawn-interval", "1", "--workers-kill-timeout", "8"),
        "lms.wsgi:application",
    ]
    # One worker has nobody to gossip or to mingle with; each would only delay its start.
    alone = ["--without-gossip", "--without-mingle"]
    worker = [*celery, "worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "info", *alone]
    schedule = settings.data / "beat-schedule"
    # No pid file: a stale one would keep beat from starting, and the data lock already guards it.
    beat = [*celery, "beat", "--loglevel", "info", "--schedule", schedule, "--pidfile="]
    return [
        Service("web", web, essential=True),
        Service("worker", worker),
        Service("beat", beat),
    ]


class Supervisor:
    """Keeps services alive. `add` them, call `tick` a few times a second, and `stop` at the end."""

    def __init__(self, data: Path, environment: Mapping[str, str], cwd: Path) -> None:
        self.services: list[Service] = []
        self.data = data
        self.environment = environment
        self.cwd = cwd

    def add(self, service: Service) -> None:
        """Start a service, with a log of its own, and keep it alive from now on."""
        self.services.append(service)
        self._rotate(service)
        self._start(service)

    def tick(self) -> None:
        """Notice who died, start again who has waited long enough."""
        now = time.monotonic()
        for service in self.services:
            if service.child is None:
                if now >= service.start_at:
                    self._start(service)
            elif service.child.process.poll() is not None:
                self._bury(service, service.child, now)

    def stop(self) -> None:
        """Stop all groups at the same time, so that the wait is that of the slowest."""
        children = [service.child for service in self.services if service.child]
        stop_groups([child.process.pid for child in children])
        for child in children:
            child.stop()
        for service in self.services:
            service.child = None

    def log(self, service: Service) -> Path:
        """Where the service's output goes."""
        return self.data / "logs" / f"{service.name}.log"

    def _start(self, service: Service) -> None:
        with self.log(service).open("ab") as output:
            service.child = start_child(
                service.name,
                service.command,
                cwd=self.cwd,
                run=self.data / "run",
                environment=self.environment,
                output=output,
            )

    def _bury(self, service: Service, child: Child, now: float) -> None:
        code = child.process.returncode
        # Its descendants may have outlived it and hold the port or a database lock.
        child.stop()
        service.child = None
        service.deaths = [at for at in service.deaths if now - at < WEB_DEATHS_SECONDS] + [now]
        if service.essential and len(service.deaths) >= WEB_DEATHS:
            raise LaunchError(
                f"{last_lines(self.log(service))}\n\nThe {service.name} process ended "
                f"{WEB_DEATHS} times within a minute (last exit code {code}), so Sen stops. "
                f"Its log: {self.log(service)}",
                f"Tiến trình {service.name} dừng {WEB_DEATHS} lần trong một phút nên Sen dừng lại. "
                f"Xem nhật ký: {self.log(service)}",
            )
        delay = min(2.0 ** (len(service.deaths) - 1), LONGEST_DELAY_SECONDS)
        service.start_at = now + delay
        say(
            f"The {service.name} process ended (exit code {code}); it is started again in "
            f"{delay:.0f} s. Its log: {self.log(service)}"
        )

    def _rotate(self, service: Service) -> None:
        log = self.log(service)
        with contextlib.suppress(FileNotFoundError):
            if log.stat().st_size > LOG_LIMIT_BYTES:
                log.replace(log.with_suffix(".log.1"))
