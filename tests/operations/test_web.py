import json
import logging
import sqlite3
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from operations.domain.outages import is_outage
from operations.logs import JsonFormatter
from operations.middleware import UploadLimitMiddleware
from operations.request_id import current_request_id
from tests.factories import make_user


@pytest.fixture
def dead_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every statement fails as it does when the server is gone."""

    def refused(*_: Any, **__: Any) -> None:
        raise OperationalError("connection refused: user=sen dbname=sen")

    monkeypatch.setattr(connections[DEFAULT_DB_ALIAS], "cursor", refused)


@pytest.mark.django_db
def test_healthz_is_open_and_carries_a_request_id() -> None:
    response = Client().get("/healthz", headers={"X-Request-Id": "evil\n"})
    assert response.status_code == 200
    assert response.json()["database"] == "ok"
    assert len(response["X-Request-Id"]) == 36


@pytest.mark.django_db
def test_a_dead_database_gives_503_everywhere_and_no_traceback(dead_database: None) -> None:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a" * 32  # loading session and user fails in the middleware
    health = client.get("/healthz")
    assert (health.status_code, health.json()["database"]) == (503, "unavailable")
    for path in ("/dang-nhap/", "/tai-khoan/"):
        page = client.get(path)
        assert page.status_code == 503
        assert page["Retry-After"] == "15"
        assert "dữ liệu đã lưu" in page.content.decode().lower()
        assert b"dbname" not in page.content
    saved = client.get("/tai-khoan/", headers={"Accept": "application/json"})
    assert (saved.status_code, list(saved.json())) == (503, ["message"])


@pytest.mark.django_db
def test_what_was_sent_into_an_outage_can_be_sent_again(dead_database: None) -> None:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a" * 32
    page = client.post("/lam-bai/x/?trang=2", {"q1": "<b>", "q2": ["b", "c"]}).content.decode()
    assert "CHƯA được lưu" in page and 'action="/lam-bai/' not in page
    # A file, or what may be one, is not carried along.
    sent = "q1=%3Cb%3E&q2=b&q2=c"
    page = client.post("/lam-bai/x/?trang=2", sent, content_type="application/x-www-form-urlencoded").content.decode()
    assert '<form method="post" action="/lam-bai/x/?trang=2">' in page
    assert 'name="q1" value="&lt;b&gt;"' in page and page.count('name="q2"') == 2
    secret = client.post("/dang-nhap/", "password=1", content_type="application/x-www-form-urlencoded")
    assert b'action="/dang-nhap/' not in secret.content and "gửi lại sau ít phút" in secret.content.decode()
    assert "CHƯA được lưu" not in client.get("/tai-khoan/").content.decode()


@pytest.mark.django_db
def test_an_address_for_forms_says_so_when_opened() -> None:
    page = Client().get("/ngon-ngu/")
    assert (page.status_code, page["Allow"], page["Cache-Control"]) == (405, "POST", "no-store")
    assert "Không mở trực tiếp được địa chỉ này" in page.content.decode()


@pytest.mark.no_database
def test_only_an_outage_counts_as_one() -> None:
    def raised(cause: Exception) -> OperationalError:
        error = OperationalError(str(cause))
        error.__cause__ = cause
        return error

    def sqlite_error(sql: str) -> Exception:
        try:
            sqlite3.connect(":memory:").execute(sql)
        except sqlite3.Error as error:
            return error
        raise AssertionError

    assert not is_outage(raised(sqlite_error("SELECT * FROM absent")))
    assert not is_outage(ValueError())
    # A file that is no database comes as the plain class, and another fault of that class is none.
    for name, outage in (("SQLITE_NOTADB", True), ("SQLITE_CONSTRAINT_TRIGGER", False)):
        damaged = sqlite3.DatabaseError("file is not a database")
        damaged.sqlite_errorname = name
        error = DatabaseError()
        error.__cause__ = damaged
        assert is_outage(error) is outage
    assert not is_outage(DatabaseError())
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorname = "SQLITE_FULL"
    assert is_outage(raised(full))
    assert is_outage(OperationalError("connection refused"))


@pytest.mark.django_db
def test_metrics_need_the_token_or_this_machine(settings: Settings) -> None:
    assert b"sen_jobs" in Client().get("/metrics").content
    assert Client(REMOTE_ADDR="10.0.0.7").get("/metrics").status_code == 404
    assert Client().get("/metrics", headers={"X-Forwarded-For": "10.0.0.7"}).status_code == 404
    settings.SEN_METRICS_TOKEN = "bi-mat"
    assert Client().get("/metrics").status_code == 404
    assert Client().get("/metrics", headers={"Authorization": "Bearer sai"}).status_code == 404
    far = Client(REMOTE_ADDR="10.0.0.7")
    assert far.get("/metrics", headers={"Authorization": "Bearer bi-mat"}).status_code == 200


class Counted(BytesIO):
    """A body that is made as it is read and remembers the largest piece asked for."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.left = size
        self.largest = 0

    def read(self, size: int | None = -1) -> bytes:
        self.largest = max(self.largest, self.left if size is None or size < 0 else size)
        piece = b"x" * min(self.left, size or 0)
        self.left -= len(piece)
        return piece


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("megabytes", "cookie", "status"), [(300, "s", 413), (3, "", 413), (3, "s", 200), (1, "", 200)]
)
def test_too_much_is_refused_without_keeping_it(megabytes: int, cookie: str, status: int) -> None:
    body = Counted(megabytes * 1024**2)
    request = RequestFactory().post("/don-vi/nhap/", content_type="multipart/form-data; boundary=x")
    request.META["CONTENT_LENGTH"] = str(body.left)
    request._stream = body
    request._read_started = False  # type: ignore[attr-defined]
    if cookie:
        request.COOKIES["sessionid"] = cookie

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    response = UploadLimitMiddleware(view)(request)
    assert response.status_code == status
    if status == 413:
        assert isinstance(response, HttpResponse)
        assert ("200 MB" if cookie else "2 MB") in response.content.decode()
        assert (body.left, body.largest) == (0, 64 * 1024)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/khong-co/", "/viec/0b5e3c1a-0000-4000-8000-000000000000/x"])
def test_an_absent_address_gets_the_page_or_json(path: str) -> None:
    page = Client().get(path)
    assert page.status_code == 404
    assert "Không tìm thấy" in page.content.decode()
    assert "message" in Client().get(path, headers={"Accept": "application/json"}).json()


@pytest.mark.django_db
def test_a_fault_is_logged_with_the_id_the_page_carries(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from operations.views import health

    def broken() -> None:
        raise KeyError("Nguyễn Thị Bí Mật")

    monkeypatch.setattr(health, "health", broken)
    ids: list[str] = []
    monkeypatch.setattr(caplog.handler, "emit", lambda record: ids.append(current_request_id.get()))
    response = Client(raise_request_exception=False).get("/healthz?ten=An")
    assert response.status_code == 500
    assert "Bí Mật" not in response.content.decode()
    assert response["X-Request-Id"] in ids


@pytest.mark.no_database
def test_log_lines_cannot_be_forged_and_hold_no_values() -> None:
    formatter = JsonFormatter()

    def line(message: str, exc_info: Any = None) -> str:
        record = logging.LogRecord("django.request", logging.ERROR, "f", 1, message, None, exc_info)
        return formatter.format(record)

    request = RequestFactory().get("/")
    request.request_id = "ab"  # type: ignore[attr-defined]
    record = logging.makeLogRecord({"msg": "Forbidden", "request": request})
    assert json.loads(formatter.format(record))["request_id"] == "ab"
    forged = line('Not Found: /a\r\n{"level":"info"}\x1b[2J\u2028')
    assert len(forged.splitlines()) == 1
    assert "\x1b" not in forged
    try:
        raise ValueError("duplicate key\nDETAIL: Key (full_name)=(Nguyễn Thị Bí Mật)")
    except ValueError as error:
        text = line("broken", (ValueError, error, error.__traceback__))
    assert json.loads(text)["error"][0]["reason"] == "duplicate key"
    assert "Key (full_name)" not in text


@pytest.mark.django_db
def test_wagtails_own_scripts_are_allowed_under_its_address_only(
    client_for: Callable[..., Client],
) -> None:
    client = client_for(make_user(is_superuser=True))
    assert "script-src 'self' 'unsafe-inline'" in client.get("/quan-tri/")["Content-Security-Policy"]
    policy = client.get("/tai-khoan/")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy
