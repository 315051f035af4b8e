"""Combinations Sen refuses to run with. Each reason is given in English and in Vietnamese."""

import ipaddress
import logging
import sqlite3
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection

OLDEST_SQLITE: Final = (3, 37, 0)
OLDEST_POSTGRESQL: Final = 150_000
SHORTEST_KEY: Final = 32

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Refusal:
    english: str
    vietnamese: str


def configuration_refusal() -> Refusal | None:
    """What can be seen before the database is touched."""
    if len(settings.SECRET_KEY) < SHORTEST_KEY:
        return Refusal(
            "SEN_SECRET_KEY is too short: it needs at least 32 characters.",
            "SEN_SECRET_KEY quá ngắn: cần ít nhất 32 ký tự.",
        )
    if settings.SEN_DEMO != "0" and not is_loopback(settings.SEN_HOST):
        return _demonstration_refusal("Start with SEN_DEMO=0", "Hãy chạy với SEN_DEMO=0")
    return _directory_refusal() or _sign_in_service_refusal()


def _directory_refusal() -> Refusal | None:
    """A directory that would be asked for passwords in clear, or cannot be asked at all."""
    url = settings.SEN_LDAP_URL
    if not url:
        return None
    if not url.startswith(("ldap://", "ldaps://")):
        return _setting(
            "SEN_LDAP_URL", "must begin with ldap:// or ldaps://", "phải bắt đầu bằng ldap:// hoặc ldaps://"
        )
    if not settings.SEN_LDAP_BASE:
        return _setting("SEN_LDAP_BASE", "is missing", "chưa được đặt")
    if "{name}" not in settings.SEN_LDAP_FILTER:
        return _setting("SEN_LDAP_FILTER", "must hold {name}", "phải có {name}")
    if settings.SEN_LDAP_CA and not Path(settings.SEN_LDAP_CA).is_file():
        return _setting("SEN_LDAP_CA", "names no file", "không trỏ đến tệp nào")
    if find_spec("ldap3") is None:
        return _setting("SEN_LDAP_URL", "needs requirements/ldap.txt", "cần cài requirements/ldap.txt")
    return None


def _sign_in_service_refusal() -> Refusal | None:
    """A sign-in service that could be listened to, or whose answers would name nobody."""
    url = settings.SEN_OIDC_URL
    if not url:
        return None
    if not url.startswith("https://") and not settings.SEN_OIDC_INSECURE:
        return _setting("SEN_OIDC_URL", "must begin with https://", "phải bắt đầu bằng https://")
    for name in ("SEN_OIDC_CLAIM", "SEN_OIDC_CLIENT_ID"):
        if not getattr(settings, name):
            return _setting(name, "is missing", "chưa được đặt")
    return None


def _setting(name: str, english: str, vietnamese: str) -> Refusal:
    return Refusal(
        f"{name} {english}: see docs/how-to/sign-in.md.", f"{name} {vietnamese}: xem docs/how-to/sign-in.md."
    )


def database_refusal() -> Refusal | None:
    """Whether the database answers, and keeps what Sen promises of it."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        logger.error("the database does not answer", exc_info=True)
        return _unreachable(str(error))
    return _postgresql_refusal() if connection.vendor == "postgresql" else _sqlite_refusal()


def people_refusal() -> Refusal | None:
    """Accounts with a public password must not be reachable; asked once the tables exist."""
    if is_loopback(settings.SEN_HOST):
        return None
    if get_user_model()._default_manager.filter(is_demo=True).exists():
        return _demonstration_refusal("Remove them with manage.py drop_demo", "Hãy xóa bằng manage.py drop_demo")
    return None


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _demonstration_refusal(remedy: str, remedy_vi: str) -> Refusal:
    return Refusal(
        f"SEN_HOST={settings.SEN_HOST} would show the demonstration accounts, whose password is known, "
        f"to the network. {remedy}, or leave SEN_HOST out.",
        f"Không mở ra mạng khi còn tài khoản minh họa (mật khẩu ai cũng biết). {remedy_vi}, hoặc bỏ SEN_HOST.",
    )


def _unreachable(reason: str) -> Refusal:
    what, where = reason.partition("\n")[0], "SEN_DATABASE_URL"
    return Refusal(
        f"The database does not answer: {what}. See that it runs and that {where} is right, then start again.",
        f"Không kết nối được cơ sở dữ liệu. Hãy kiểm tra máy chủ cơ sở dữ liệu và {where} rồi chạy lại.",
    )


def _sqlite_refusal() -> Refusal | None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        return Refusal(
            f"SQLite {sqlite3.sqlite_version} is too old; 3.37 or newer is needed.",
            f"SQLite {sqlite3.sqlite_version} quá cũ, cần 3.37 trở lên.",
        )
    if (_value("PRAGMA journal_mode"), _value("PRAGMA synchronous")) != ("wal", 2):
        return Refusal(
            "SQLite must run with journal_mode=WAL and synchronous=FULL, or a power cut could lose answers.",
            "SQLite phải chạy với journal_mode=WAL và synchronous=FULL để không mất bài làm khi mất điện.",
        )
    return None


def _postgresql_refusal() -> Refusal | None:
    if connection.pg_version < OLDEST_POSTGRESQL:  # type: ignore[attr-defined]
        return Refusal("PostgreSQL 15 or newer is needed.", "Cần PostgreSQL 15 trở lên.")
    if _value("SHOW server_encoding") != "UTF8":
        return Refusal(
            "The PostgreSQL database must have the encoding UTF8.",
            "Cơ sở dữ liệu PostgreSQL phải dùng bảng mã UTF8.",
        )
    if not _value("SELECT count(*) FROM pg_collation WHERE collname = 'vi-x-icu'"):
        return Refusal(
            "PostgreSQL lacks the collation vi-x-icu (a build with ICU).",
            "PostgreSQL thiếu thứ tự chữ vi-x-icu (bản có ICU).",
        )
    for name in ("fsync", "synchronous_commit"):
        if _value(f"SHOW {name}") in ("off", "local"):
            return Refusal(
                f"PostgreSQL runs with {name} off: what was shown as saved could be lost.",
                f"PostgreSQL đang tắt {name}: dữ liệu đã báo lưu có thể bị mất.",
            )
    return None


def _value(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return row[0] if row else None
