import os
import socket
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from pytest_django import Settings

from accounts.domain.administrators import create_administrator
from accounts.models import SetupLink
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def prepare() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("prepare", stdout=out)
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture(autouse=True)
def small_installation(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No static files to collect; a database that syncs, as the test's own does not."""
    from operations.domain import preparation, safety

    settings.SEN_DATA = tmp_path
    settings.SEN_DEMO = "0"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_FINDERS = []
    monkeypatch.setattr(safety, "_sqlite_refusal", lambda: None)
    steps = {name: step for name, step in preparation._steps.items() if name == "set-up link"}
    monkeypatch.setattr(preparation, "_steps", steps)


def test_an_empty_installation_offers_a_set_up_link() -> None:
    code, text = prepare()
    assert code == 0
    link = text.partition("SETUP_LINK=")[2].strip()
    assert link.startswith("http://127.0.0.1:8000/thiet-lap/")
    assert SetupLink.objects.count() == 1
    prepare()
    assert SetupLink.objects.count() == 1


def test_no_link_where_the_demonstration_is(settings: Settings) -> None:
    settings.SEN_DEMO = "office"
    assert "SETUP_LINK" not in prepare()[1]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "sen.example"])  # noqa: S104
def test_demonstration_accounts_are_not_shown_to_the_network(settings: Settings, host: str) -> None:
    settings.SEN_HOST = host
    assert prepare()[0] == 0
    make_user("hocvien", is_demo=True)
    code, text = prepare()
    assert code == 4
    assert "Không mở ra mạng" in text
    settings.SEN_HOST = "127.0.0.1"
    assert prepare()[0] == 0


def test_a_database_that_does_not_answer_is_named_without_frames(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"postgres://sen@127.0.0.1:{closed.getsockname()[1]}/sen"
        done = subprocess.run(
            [sys.executable, "manage.py", "prepare"],
            env={**os.environ, "SEN_DATA": str(tmp_path), "SEN_DATABASE_URL": url},
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 4
    assert "Connection refused. See that it runs" in done.stdout
    assert "Không kết nối được cơ sở dữ liệu" in done.stdout
    assert "Traceback" not in done.stdout
    assert "database_refusal" in done.stderr  # the frames, for the log


def test_no_link_once_somebody_has_used_one() -> None:
    token = prepare()[1].partition("/thiet-lap/")[2].strip("/\n")
    create_administrator(token=token, username="bich.tt", full_name="Trần Bích", password="hoa-sen-no-2027")
    assert "SETUP_LINK" not in prepare()[1]
