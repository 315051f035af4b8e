"""What the launcher reads from the environment. Sen's own settings are read in `lms/env.py`."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher.messages import USAGE, LaunchError

ROOT = Path(__file__).resolve().parents[2]
DEMONSTRATIONS = ("0", "office", "province", "nation")

HELP = """Usage: bin/start        (stop it with Ctrl-C)

Set these in front of the command, for example  PORT=8001 SEN_DEMO=0 bin/start

  PORT               port to listen on (8000)
  SEN_HOST           address to listen on (127.0.0.1; others only with SEN_DEMO=0)
  SEN_DATA           folder of database, files, queues and logs (var/ in the checkout)
  SEN_DEMO           invented people and results made on the first start:
                     office (default), province, nation, or 0 for none
  SEN_DEMO_PASSWORD  password of the demonstration accounts (sen-demo-2026)
  SEN_WEB_WORKERS    web processes (2)
  SEN_WEB_THREADS    threads in each web process (4)
  PIP_INDEX_URL, PIP_FIND_LINKS, PIP_NO_INDEX, HTTPS_PROXY
                     where packages come from on the first start, as pip reads them
"""


@dataclass(frozen=True)
class Settings:
    """One start of Sen. `data` is absolute; `demo` is one of `DEMONSTRATIONS`.

    `known_as` is a name that Sen answers to (it refuses a `Host` outside `SEN_ALLOWED_HOSTS`).
    """

    host: str
    port: int
    data: Path
    demo: str
    demo_password: str
    web_workers: int
    web_threads: int
    embedded_database: bool
    known_as: str

    @property
    def address(self) -> str:
        """The address to open on this machine, with a closing slash."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "localhost"} else self.host  # noqa: S104 (compared only)
        if host == "::":
            host = "::1"
        return f"http://[{host}]:{self.port}/" if ":" in host else f"http://{host}:{self.port}/"

    def child_environment(self, inherited: Mapping[str, str]) -> dict[str, str]:
        """The environment of Sen's processes: as inherited, with every choice written out."""
        return {
            **inherited,
            "PORT": str(self.port),
            "SEN_HOST": self.host,
            "SEN_DATA": str(self.data),
            "SEN_DEMO": self.demo,
            "SEN_DEMO_PASSWORD": self.demo_password,
            # Nothing is written outside the checkout and SEN_DATA, temporary files included.
            "TMPDIR": str(self.data / "tmp"),
            "PYTHONUNBUFFERED": "1",
            "PYTHONUTF8": "1",
        }


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from environment variables; an empty value counts as not set."""
    demo = environment.get("SEN_DEMO") or "office"
    if demo not in DEMONSTRATIONS:
        raise LaunchError(
            f"SEN_DEMO must be one of {', '.join(DEMONSTRATIONS)}, not {demo!r}.",
            f"SEN_DEMO phải là một trong các giá trị: {', '.join(DEMONSTRATIONS)}.",
            code=USAGE,
        )
    settings = Settings(
        host=environment.get("SEN_HOST") or "127.0.0.1",
        port=_whole_number(environment, "PORT", default=8000, highest=65535),
        data=data_folder(environment),
        demo=demo,
        demo_password=environment.get("SEN_DEMO_PASSWORD") or "sen-demo-2026",
        web_workers=_whole_number(environment, "SEN_WEB_WORKERS", default=2, highest=256),
        web_threads=_whole_number(environment, "SEN_WEB_THREADS", default=4, highest=256),
        embedded_database=not environment.get("SEN_DATABASE_URL"),
        known_as=_first_allowed_host(environment),
    )
    if settings.demo != "0" and not is_loopback(settings.host):
        raise LaunchError(
            f"SEN_HOST={settings.host} would show the demonstration accounts, whose password is "
            "known, to the network. Start with SEN_DEMO=0, or leave SEN_HOST out.",
            "Không mở ra mạng khi còn tài khoản minh họa (mật khẩu ai cũng biết). "
            "Hãy chạy với SEN_DEMO=0, hoặc bỏ SEN_HOST.",
            code=USAGE,
        )
    return settings


def data_folder(environment: Mapping[str, str]) -> Path:
    """Where Sen keeps all it writes: `SEN_DATA`, or `var/` in the checkout."""
    return Path(environment.get("SEN_DATA") or ROOT / "var").expanduser().resolve()


def is_loopback(host: str) -> bool:
    """True if only this machine can reach `host`; a name that is no address counts as foreign."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _first_allowed_host(environment: Mapping[str, str]) -> str:
    first = (environment.get("SEN_ALLOWED_HOSTS") or "").partition(",")[0].strip()
    return first.lstrip(".*") or "127.0.0.1"


def _whole_number(environment: Mapping[str, str], name: str, *, default: int, highest: int) -> int:
    value = environment.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= highest):
        raise LaunchError(
            f"{name} must be a whole number from 1 to {highest}, not {value!r}.",
            f"{name} phải là số nguyên từ 1 đến {highest}.",
            code=USAGE,
        )
    return int(value)
