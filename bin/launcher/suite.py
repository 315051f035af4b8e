"""`bin/test`: linters, then the test suite, then the tests that need a browser."""

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.checks import prepare_data_folder
from launcher.environment import ensure_packages
from launcher.messages import say
from launcher.settings import ROOT, data_folder

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_TESTS_COLLECTED = 5
ARTEFACTS = ROOT / "artefacts"


@dataclass(frozen=True)
class Result:
    """One named step: did it pass, and how long did it take, in seconds."""

    name: str
    passed: bool
    seconds: float


def run_suite(arguments: Sequence[str]) -> int:
    """The whole of `bin/test`; returns its exit code."""
    # A corner of its own: a running Sen may be using the data folder itself.
    corner = data_folder(os.environ) / "test"
    prepare_data_folder(corner)
    python = ensure_packages(ROOT, ROOT / "requirements" / "test.txt", corner)
    ARTEFACTS.mkdir(exist_ok=True)
    chromium = find_chromium()
    if chromium:
        os.environ["CHROMIUM"] = chromium
    try:
        if arguments:
            command = [str(python), "-m", "pytest", *arguments]
            return subprocess.run(command, cwd=ROOT, check=False).returncode
        return _run_everything(python, chromium)
    except KeyboardInterrupt:
        return 130


def find_chromium() -> str:
    """The browser to test with: `CHROMIUM`, or the first known name on PATH; else nothing."""
    for name in (os.environ.get("CHROMIUM", ""), *CHROMIUM_NAMES):
        if name and (path := shutil.which(name)):
            return path
    return ""


def _run_everything(python: Path, chromium: str) -> int:
    results = [_step(name, command) for name, command in _linters(python)]
    # A file stays on one worker: what is costly to set up is set up once per file. In the order of their names,
    # for the longest file is one of the first, and would otherwise be what everything else waits for.
    pytest: list[str | Path] = [python, "-m", "pytest"]
    by_file = ["--dist", "loadfile", "--no-loadscope-reorder"]
    parallel = ["-n", "auto", *by_file, "-m", "not browser and not empties_tables"]
    results.append(_step("tests", [*pytest, *parallel, _junit("tests")]))
    alone = ["-n", "0", "-m", "empties_tables and not browser"]
    results.append(_step("tests that empty the tables", [*pytest, *alone, _junit("alone")], may_be_empty=True))
    if chromium:
        # Two, each with an installation and a browser of its own: more would wait for one another.
        browser = ["-n", "2", *by_file, "-m", "browser", _junit("browser")]
        results.append(_step("browser tests", [*pytest, *browser], may_be_empty=True))
    else:
        say("\nNo Chromium was found, so the browser tests were not run. On Debian type:")
        say("    apt-get install -y chromium")
        say("or name one: CHROMIUM=/path/to/chromium bin/test")
        # To a person this is a hint; in CI, where nobody reads it, it would be a silent gap.
        if os.environ.get("CI"):
            results.append(Result("browser tests", passed=False, seconds=0))
    say()
    for result in results:
        say(f"{'ok    ' if result.passed else 'FAILED'} {result.seconds:7.1f} s  {result.name}")
    _record(results)
    return 0 if all(result.passed for result in results) else 1


def _linters(python: Path) -> list[tuple[str, list[str | Path]]]:
    lint_imports = "from importlinter.cli import lint_imports_command as main; main()"
    templates = sorted(
        path.relative_to(ROOT)
        for room in ROOT.iterdir()
        if (room / "templates").is_dir()
        for path in (room / "templates").rglob("*.html")
    )
    # djade is a program, not a module, and compiled: no path is embedded in it.
    djade: list[str | Path] = [python.parent / "djade", "--check", "--target-version", "5.2"]
    return [
        ("ruff check", [python, "-m", "ruff", "check", "."]),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        ("djade", [*djade, *templates]),
        ("mypy", [python, "-m", "mypy", "."]),
        ("lint-imports", [python, "-c", lint_imports]),
        ("migrations", [python, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ]


def _step(name: str, command: Sequence[str | Path], *, may_be_empty: bool = False) -> Result:
    say(f"\n== {name}")
    began = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode
    passed = code == 0 or (may_be_empty and code == NO_TESTS_COLLECTED)
    return Result(name, passed, time.monotonic() - began)


def _junit(name: str) -> str:
    return f"--junitxml={ARTEFACTS / f'junit-{name}.xml'}"


def _record(results: list[Result]) -> None:
    """For `.ci/totals.py`, which adds them to the tests that pytest counts."""
    with (ARTEFACTS / "checks.tsv").open("a", encoding="utf-8") as file:
        for result in results:
            file.write(f"{result.name}\t{'passed' if result.passed else 'failed'}\n")
