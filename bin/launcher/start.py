"""`bin/start`: check, lock, install, prepare, run until told to stop."""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from launcher import checks, environment, ready, settings
from launcher.lock import DataLock
from launcher.messages import USAGE, LaunchError, reason_in, say
from launcher.processes import Stopped, ignore_signals, run_step, stop_on_signals, stop_orphans
from launcher.supervisor import Supervisor, sen_services

TICK_SECONDS = 0.25
UNSAFE = 4  # exit code of `manage.py prepare` that has already said why it refuses to start


def run_start(arguments: Sequence[str]) -> int:
    """The whole of `bin/start`; returns its exit code."""
    if arguments:
        print(settings.HELP)
        return 0 if arguments[0] in {"-h", "--help"} else USAGE
    chosen = settings.read_settings(os.environ)
    checks.prepare_data_folder(chosen.data)
    checks.check_filesystem(chosen.data)
    lock = DataLock(chosen.data)
    lock.take()
    supervisor: Supervisor | None = None
    try:
        stop_on_signals()
        _check(chosen)
        python = environment.ensure_packages(settings.ROOT, settings.ROOT / "requirements.txt", chosen.data)
        setup_link = _prepare(python, chosen)
        # That took minutes. The web server would share a port taken since, and each program get half of the requests.
        checks.check_port(chosen.host, chosen.port)
        supervisor = Supervisor(chosen.data, chosen.child_environment(os.environ), settings.ROOT)
        web, *others = sen_services(python, chosen)
        supervisor.add(web)
        ready.wait_until_ready(chosen, supervisor)
        # Only now: on two cores they would keep the first page waiting, and jobs can wait.
        for service in others:
            supervisor.add(service)
        ready.greet(chosen, setup_link)
        while True:
            supervisor.tick()
            time.sleep(TICK_SECONDS)
    except Stopped as stopped:
        say(f"\nStopping ({signal.Signals(stopped.number).name}) …")
        return 0 if supervisor else 128 + stopped.number
    finally:
        ignore_signals()
        if supervisor:
            supervisor.stop()
        lock.release()


def _check(chosen: settings.Settings) -> None:
    """What needs the lock: leftovers of a killed run go first, they may hold the port."""
    if orphans := stop_orphans(chosen.data / "run"):
        say(f"Stopped what an interrupted run had left: {', '.join(orphans)}.")
    checks.check_port(chosen.host, chosen.port)
    checks.check_free_space(chosen.data)
    if chosen.embedded_database:
        checks.check_sqlite(chosen.data)


def _prepare(python: Path, chosen: settings.Settings) -> str:
    """Migrations, starter content and demonstration; returns the set-up link if one is due."""
    setup_link = ""

    def show(line: str) -> None:
        nonlocal setup_link
        name, _, value = line.partition("=")
        if name == "SETUP_LINK":
            setup_link = value
        else:
            say(line)

    # Its lines are for people; what its libraries log is not, unless it fails.
    log = chosen.data / "logs" / "prepare.log"
    with log.open("wb") as errors:
        code = run_step(
            "prepare",
            [python, "manage.py", "prepare"],
            cwd=settings.ROOT,
            run=chosen.data / "run",
            environment=chosen.child_environment(os.environ),
            on_line=show,
            errors=errors,
        )
    if code == UNSAFE:
        raise LaunchError("Sen was not started.", "Sen chưa chạy.", code=UNSAFE)
    if code:
        raise LaunchError(
            f"{reason_in(log)}\n\nThe preparation failed for the reason above; nothing was started. "
            f"Once it is mended, run bin/start again. Its log: {log}",
            "Bước chuẩn bị không thành công (lý do ở trên), Sen chưa chạy. Khắc phục xong hãy chạy lại bin/start. "
            f"Xem nhật ký: {log}",
        )
    return setup_link
