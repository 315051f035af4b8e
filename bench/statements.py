"""SQL statements of a request, counted in this process with Django's own test client.

Session and user are counted; BEGIN, COMMIT, SAVEPOINT and RELEASE are not.
"""

from collections.abc import Callable
from typing import Any, Final

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.forms import form_to

NOT_COUNTED: Final = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


class CountingClient:
    """A signed-in browser without a network."""

    def __init__(self, person: User) -> None:
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.client.force_login(person)
        self.statements: list[str] = []

    def count(self, act: Callable[[], Any]) -> tuple[int, Any]:
        """How many statements `act` takes, and what it gives; the statements themselves stay readable."""
        with CaptureQueriesContext(connection) as captured:
            outcome = act()
        self.statements = [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(NOT_COUNTED)]
        return len(self.statements), outcome

    def get(self, path: str) -> tuple[int, str]:
        count, response = self.count(lambda: self.client.get(path))
        assert response.status_code == 200, (path, response.status_code)
        return count, response.content.decode()

    def send(self, html: str, page: str, action: str, changes: dict[str, Any]) -> tuple[int, Any]:
        form = form_to(html, page, action)
        return self.count(lambda: self.client.post(form.action, {**dict(form.fields), **changes}))
