"""The virtual environment `.venv`, built once and filled from the pinned requirements.

Each step leaves a state that the next run recognises, so an interrupted start simply goes on:
an environment appears under its final name only when complete, and the stamp of a requirements
file is written only after pip has finished with it.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from launcher.checks import clear_temporary_files
from launcher.messages import LaunchError, last_lines, say
from launcher.processes import run_step


def ensure_packages(root: Path, requirements: Path, data: Path) -> Path:
    """Make `.venv` hold exactly what `requirements` pins; returns its Python."""
    with _one_at_a_time(root):
        clear_temporary_files(data)
        python = _ensure_environment(root, data)
        stamp = stamp_path(root, requirements)
        wanted = stamp_text(requirements, _version_inside(python))
        if read_stamp(stamp) != wanted:
            # First away with the old stamp: half an upgrade must not look like a whole one.
            stamp.unlink(missing_ok=True)
            _install(python, root, requirements, data)
            stamp.write_text(wanted, encoding="ascii")
    return python


def stamp_path(root: Path, requirements: Path) -> Path:
    """The stamp of one requirements file, inside the environment so that both go together."""
    return root / ".venv" / f"installed-{requirements.stem}.sha256"


def stamp_text(requirements: Path, version: str) -> str:
    """What the stamp says: the hash of the file and the Python it was installed for."""
    return f"{hashlib.sha256(requirements.read_bytes()).hexdigest()} {version}\n"


def read_stamp(stamp: Path) -> str:
    """The stamp's text, empty if there is none."""
    try:
        return stamp.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""


def pip_environment(data: Path) -> dict[str, str]:
    """The user's own settings of pip and proxies, kept; only its cache stays within `data`."""
    environment = dict(os.environ)
    # Wheels that were fetched before an interruption are not fetched again.
    environment.setdefault("PIP_CACHE_DIR", str(data / "pip-cache"))
    environment["PIP_USER"] = "0"
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    environment["TMPDIR"] = str(data / "tmp")
    environment["SEN_DATA"] = str(data)
    return environment


def _ensure_environment(root: Path, data: Path) -> Path:
    python = root / ".venv" / "bin" / "python"
    if _version_inside(python) and _version_inside(python) == _version_built(root / ".venv"):
        return python
    _require_ensurepip()
    say(f"Making the Python environment (.venv, Python {sys.version.split()[0]}) …")
    building, old = root / ".venv.building", root / ".venv.old"
    for leftover in (building, old):
        shutil.rmtree(leftover, ignore_errors=True)
    lines: list[str] = []
    code = run_step(
        "venv",
        [sys.executable, "-m", "venv", "--prompt", "sen", building],
        cwd=root,
        run=data / "run",
        environment=os.environ,
        on_line=lines.append,
    )
    if code:
        shutil.rmtree(building, ignore_errors=True)
        raise LaunchError(
            "\n".join([*lines, f"The Python environment could not be made in {root}."]),
            f"Không tạo được môi trường Python trong {root}.",
        )
    with contextlib.suppress(FileNotFoundError):
        (root / ".venv").rename(old)
    building.rename(root / ".venv")
    shutil.rmtree(old, ignore_errors=True)
    _write_wrappers_again(root / ".venv")
    return python


def _write_wrappers_again(environment: Path) -> None:
    """Sen never calls `activate` or `pip` by name, but people do: give them the final path."""
    bin_folder = environment / "bin"
    for script in bin_folder.iterdir():
        if script.is_symlink() or not script.is_file():
            continue
        content = script.read_bytes()
        script.write_bytes(content.replace(b"/.venv.building", b"/.venv"))


def _version_inside(python: Path) -> str:
    """`3.12` for an environment whose Python and pip run, else nothing."""
    code = "import pip, sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True, cwd="/")
    except (OSError, subprocess.CalledProcessError):
        return ""
    return answer.stdout.strip()


def _version_built(environment: Path) -> str:
    """The version for which an environment was made: an upgrade of the system may change it."""
    with contextlib.suppress(OSError):
        for line in (environment / "pyvenv.cfg").read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            if name.strip() in {"version", "version_info"}:
                return ".".join(value.strip().split(".")[:2])
    return ""


def _require_ensurepip() -> None:
    """Debian ships `venv` without `ensurepip`, which is in a package of its own."""
    if _has_ensurepip():
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    install = ["apt-get", "install", "-y", package]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing {package} …")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (install, ["apt-get", "update"], install):
            subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, capture_output=True, check=False)
            if _has_ensurepip():
                return
    sudo = "" if os.geteuid() == 0 else "sudo "
    raise LaunchError(
        f"Python's ensurepip is missing. On Debian or Ubuntu type: {sudo}{' '.join(install)}",
        f"Python thiếu ensurepip. Trên Debian hoặc Ubuntu, hãy gõ: {sudo}{' '.join(install)}",
        code=3,
    )


def _has_ensurepip() -> bool:
    command = [sys.executable, "-c", "import ensurepip, venv"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _install(python: Path, root: Path, requirements: Path, data: Path) -> None:
    wanted = _count_packages(requirements)
    name = requirements.relative_to(root)
    say(f"Installing the {wanted} packages of {name}; this is done once and may take minutes …")
    log = data / "logs" / "install.log"
    count = 0

    def show_progress(line: str) -> None:
        nonlocal count
        file.write(f"{line}\n")
        if line.startswith(("Collecting ", "Requirement already ")):
            count += 1
            if count % 20 == 0:
                say(f"  {count} of {wanted} …")
        elif line.startswith("Installing collected"):
            say("  unpacking …")

    with log.open("w", encoding="utf-8") as file:
        code = run_step(
            "pip",
            [
                *(python, "-m", "pip", "install", "--no-input", "--progress-bar", "off"),
                *("--only-binary", ":all:", "--require-hashes", "-r", requirements),
            ],
            cwd=root,
            run=data / "run",
            environment=pip_environment(data),
            on_line=show_progress,
        )
    if code:
        raise LaunchError(
            f"{last_lines(log)}\n\nThe packages could not be installed; all of pip's output is in {log}.\n"
            "Without a way to the internet, point PIP_INDEX_URL at a mirror, or set "
            "PIP_NO_INDEX=1 and PIP_FIND_LINKS to a folder of wheels. "
            "Then start again: it goes on where it stopped.",
            "Không cài được các gói phần mềm. Nếu máy không có Internet, hãy đặt PIP_INDEX_URL "
            "(máy chủ gói nội bộ) hoặc PIP_NO_INDEX=1 và PIP_FIND_LINKS (thư mục gói), "
            "rồi chạy lại.",
        )
    shutil.rmtree(data / "pip-cache", ignore_errors=True)


def _count_packages(requirements: Path) -> int:
    text = requirements.read_text(encoding="utf-8")
    return sum("==" in line and not line.startswith((" ", "#")) for line in text.splitlines())


@contextlib.contextmanager
def _one_at_a_time(root: Path) -> Iterator[None]:
    """`bin/start` and `bin/test` share `.venv`: the second waits. The lock is on the folder."""
    descriptor = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another command that is preparing .venv …")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
