"""The SQLite file is moved away under a running program: said as an outage, and no empty one takes its place."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.database import copy_sqlite

pytestmark = pytest.mark.no_database

ASK = """
import json, django
django.setup()
from pathlib import Path
from django.conf import settings
from django.db import connections
from django.test import Client
from tests.factories import make_user
client = Client(raise_request_exception=False)
client.force_login(make_user())
file = settings.SEN_DATA / "sen.sqlite3"

def ask(path):
    # As the server does before each request; the client of the tests does not.
    connections.close_all()
    reply = client.get(path)
    return [reply.status_code, reply.content.decode()]

def both():
    return {"page": ask("/"), "health": ask("/healthz")}

said = {"before": both()}
file.rename(file.with_name("moved.sqlite3"))
said["moved"] = both()
said["made"] = file.exists()
file.touch()
said["emptied"] = ask("/healthz")
file.unlink()
file.with_name("moved.sqlite3").rename(file)
said["back"] = both()
print(json.dumps(said))
"""


def _run(data: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    environment = {
        **os.environ,
        "SEN_DATA": str(data),
        "SEN_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
    }
    return subprocess.run(
        [sys.executable, *command], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )


def test_a_file_that_was_moved_away_is_an_outage_until_it_is_back(tmp_path: Path) -> None:
    # A name as a clerk may give it: an address would end at the question mark.
    data = tmp_path / "dữ liệu #1?"
    copy_sqlite(data / "sen.sqlite3")
    done = _run(data, "-c", ASK)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert (said["before"]["page"][0], said["before"]["health"][0]) == (200, 200)
    status, page = said["moved"]["page"]
    assert (status, "tạm thời" in page) == (503, True)
    status, health = said["moved"]["health"]
    assert (status, json.loads(health)) == (503, {"status": "unavailable", "database": "unavailable"})
    assert said["made"] is False
    assert said["emptied"][0] == 503
    assert (said["back"]["page"][0], said["back"]["health"][0]) == (200, 200)


def test_a_command_on_no_file_names_the_one_that_makes_it(tmp_path: Path) -> None:
    done = _run(tmp_path, "manage.py", "verify_integrity")
    assert (done.returncode, "manage.py prepare" in done.stderr) == (1, True)
    assert not (tmp_path / "sen.sqlite3").exists()
