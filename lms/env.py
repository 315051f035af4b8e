"""The one place that reads environment variables, each with its type and default."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

CHECKOUT = Path(__file__).resolve().parent.parent


class BadEnvironment(RuntimeError):
    """An environment variable holds a value that Sen cannot run with."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadEnvironment(f"{name} must be 1 or 0, not {value!r}.")


def integer(name: str, default: int) -> int:
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError:
        raise BadEnvironment(f"{name} must be a whole number, not {value!r}.") from None


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    value = text(name)
    return [word.strip() for word in value.split(",") if word.strip()] if value else list(default)


def origin(address: str) -> str:
    """`https://host:port` of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def data_directory() -> Path:
    """Where everything that Sen writes lives: database, files, queues, logs."""
    return Path(text("SEN_DATA") or CHECKOUT / "var").expanduser().resolve()


def secret_key(data: Path) -> str:
    """The signing key: from `SEN_SECRET_KEY`, else a file made on the first start, mode 0600."""
    given = text("SEN_SECRET_KEY")
    if given:
        return given
    path = data / "secret.key"
    data.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    key = secrets.token_urlsafe(50)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key


@dataclass(frozen=True)
class DatabaseAddress:
    """A PostgreSQL address taken apart; `None` in its place means the embedded SQLite file."""

    name: str
    user: str
    password: str
    host: str
    port: str
    options: dict[str, str]


def database_address(name: str = "SEN_DATABASE_URL") -> DatabaseAddress | None:
    """`postgres://user:password@host:port/name?option=value`, or nothing for SQLite."""
    value = text(name)
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadEnvironment(f"{name} must begin with postgres://.")
    options = dict(parse_qsl(parts.query))
    return DatabaseAddress(
        name=unquote(parts.path.lstrip("/")) or "sen",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=options.pop("host", "") or parts.hostname or "",
        port=str(parts.port or ""),
        options=options,
    )
