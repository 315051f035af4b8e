"""The stamp that lets a second start skip pip, and the search for an interpreter."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from launcher import environment
from launcher.checks import prepare_data_folder
from launcher.environment import ensure_packages, pip_environment
from launcher.messages import LaunchError

pytestmark = pytest.mark.no_database

INTERPRETER_SH = Path(__file__).resolve().parents[2] / "bin" / "launcher" / "interpreter.sh"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with an environment that counts as sound, of Python 3.12."""
    (tmp_path / ".venv").mkdir()
    prepare_data_folder(tmp_path / "var")
    (tmp_path / "requirements.txt").write_text("django==5.2 \\\n    --hash=sha256:00\n")
    monkeypatch.setattr(environment, "_version_inside", lambda _: "3.12")
    monkeypatch.setattr(environment, "_version_built", lambda _: "3.12")
    return tmp_path


@pytest.fixture
def installs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the requirements files that pip was asked to install."""
    asked: list[str] = []
    monkeypatch.setattr(environment, "_install", lambda _python, _root, file, _data: asked.append(file.name))
    return asked


def _ensure(checkout: Path, name: str = "requirements.txt") -> Path:
    return ensure_packages(checkout, checkout / name, checkout / "var")


def test_the_second_start_skips_pip(checkout: Path, installs: list[str]) -> None:
    assert _ensure(checkout) == checkout / ".venv" / "bin" / "python"
    _ensure(checkout)

    assert installs == ["requirements.txt"]


def test_changed_requirements_are_installed(checkout: Path, installs: list[str]) -> None:
    _ensure(checkout)
    (checkout / "requirements.txt").write_text("django==5.2.1\n")
    _ensure(checkout)

    assert len(installs) == 2


def test_each_requirements_file_has_its_stamp(checkout: Path, installs: list[str]) -> None:
    (checkout / "test.txt").write_text("pytest==9\n")
    for _ in range(2):
        _ensure(checkout)
        _ensure(checkout, "test.txt")

    assert installs == ["requirements.txt", "test.txt"]


def test_an_interrupted_upgrade_is_gone_on_with(
    checkout: Path, installs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _ensure(checkout)
    old = (checkout / "requirements.txt").read_text()
    (checkout / "requirements.txt").write_text("django==5.2.1\n")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(environment, "_install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            _ensure(checkout)

    # Even back at the old requirements: half of the new ones may be in the environment.
    (checkout / "requirements.txt").write_text(old)
    _ensure(checkout)

    assert len(installs) == 2


def test_a_failed_installation_leaves_no_stamp(checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir()
    python = checkout / ".venv" / "bin" / "python"
    python.write_text("#!/bin/sh\necho 'ERROR: no matching distribution'; exit 1\n")
    python.chmod(0o755)

    with pytest.raises(LaunchError, match=r"(?s)no matching distribution.*PIP_FIND_LINKS"):
        _ensure(checkout)

    assert list((checkout / ".venv").glob("*.sha256")) == []


def test_the_users_pip_settings_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.example/simple")
    monkeypatch.delenv("PIP_CACHE_DIR", raising=False)

    settings = pip_environment(tmp_path)

    assert settings["PIP_INDEX_URL"] == "https://packages.example/simple"
    assert settings["PIP_CACHE_DIR"] == str(tmp_path / "pip-cache")

    monkeypatch.setenv("PIP_CACHE_DIR", "/cache")
    assert pip_environment(tmp_path)["PIP_CACHE_DIR"] == "/cache"


def test_a_missing_ensurepip_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As on Debian without python3-venv, where `python -m venv` would leave a half-made environment."""
    prepare_data_folder(tmp_path / "var")
    (tmp_path / "requirements.txt").touch()
    monkeypatch.setattr(environment, "_has_ensurepip", lambda: False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(LaunchError, match=r"sudo apt-get install -y python3\.\d+-venv") as refusal:
        _ensure(tmp_path)

    assert refusal.value.code == 3
    assert list(tmp_path.glob(".venv*")) == []


# --- the search, in sh -------------------------------------------------------------------------


@pytest.fixture
def make_python(tmp_path: Path) -> Callable[..., Path]:
    """Writes a stub `folder/name` that answers for Python 3.`minor`, or fails as a shim does."""

    def make(folder: str, name: str, minor: int | None) -> Path:
        path = tmp_path / folder / name
        path.parent.mkdir(exist_ok=True)
        answer = "exit 127" if minor is None else f'case "$2" in *"(3, {minor})"*) exit 0; esac'
        path.write_text(f"#!/bin/sh\n{answer}\nexit 1\n")
        path.chmod(0o755)
        return path

    return make


def _search(tmp_path: Path, *folders: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([*(str(tmp_path / folder) for folder in folders), str(tmp_path / "os")])
    (tmp_path / "os").mkdir(exist_ok=True)
    for tool in ("id", "cat"):
        (tmp_path / "os" / tool).symlink_to(f"/usr/bin/{tool}")
    script = f'set -eu; root="{tmp_path}"; . "{INTERPRETER_SH}"; echo "$SEN_PYTHON"'
    return subprocess.run(["/bin/sh", "-c", script], env={"PATH": path}, capture_output=True, text=True, check=False)


def test_the_newest_python_that_runs_is_taken(tmp_path: Path, make_python: Callable[..., Path]) -> None:
    make_python("shims", "python3.13", None)
    make_python("shims", "python3.12", None)
    sound = make_python("my programs", "python3.12", 12)
    make_python("my programs", "python3.11", 11)

    assert _search(tmp_path, "shims", "my programs").stdout == f"{sound}\n"


def test_a_plain_python3_will_do(tmp_path: Path, make_python: Callable[..., Path]) -> None:
    make_python("old", "python3", 9)
    sound = make_python("new", "python3", 13)

    assert _search(tmp_path, "old", "new").stdout == f"{sound}\n"


def test_an_existing_environment_keeps_its_python(tmp_path: Path, make_python: Callable[..., Path]) -> None:
    make_python("new", "python3.13", 13)
    (tmp_path / ".venv").mkdir()
    kept = make_python(".venv/bin", "python", 11)

    assert _search(tmp_path, "new").stdout == f"{kept}\n"


def test_without_python_the_line_to_type_is_printed(tmp_path: Path, make_python: Callable[..., Path]) -> None:
    make_python("old", "python3", 9)

    answer = _search(tmp_path, "old")

    assert answer.returncode == 3
    assert "apt-get install -y python3 python3-venv" in answer.stderr
    assert "Sen cần Python 3.11" in answer.stderr


def test_the_line_names_a_package_that_the_lists_really_have(tmp_path: Path, make_python: Callable[..., Path]) -> None:
    """Ubuntu 22.04: a name read as a pattern finds `postgresql-plpython3-14`, which brings no Python 3.14."""
    lists = make_python("old", "apt-cache", 9)
    lists.write_text(
        "#!/bin/sh\n"
        'case "$2" in python3.14) echo "Package: postgresql-plpython3-14";;\n'
        'python3.11) echo "Package: python3.11";; *) exit 100;; esac\n'
    )
    (tmp_path / "old" / "grep").symlink_to("/usr/bin/grep")

    answer = _search(tmp_path, "old")

    assert answer.returncode == 3
    assert "apt-get install -y python3.11 python3.11-venv\n" in answer.stderr


@pytest.mark.parametrize("name", ["requirements.txt", "requirements/test.txt"])
def test_no_package_hangs_on_a_part_of_a_version(name: str) -> None:
    """Ubuntu 22.04 has Python 3.11.0rc1; its pip takes neither side of `python_full_version < '3.11.5'`."""
    requirements = (INTERPRETER_SH.parents[2] / name).read_text(encoding="utf-8")
    assert [line for line in requirements.splitlines() if "python_full_version" in line] == []
