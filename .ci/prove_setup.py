"""Proves `bin/start` as a newcomer meets it; run by `.ci/run` as a fresh user.

Usage: `python3 prove_setup.py CHECKOUT`, with PORT and SEN_DEMO set. Standard library only.
"""

import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

FIRST_START_SECONDS, SECOND_START_SECONDS = 600, 10
ADDRESS = f"http://127.0.0.1:{os.environ['PORT']}"
PASSWORD = "sen-demo-2026"  # noqa: S105 (printed by every demonstration)


def tell(text: str) -> None:
    """Print at once: whoever watches wants to know where it stands."""
    print(text, flush=True)  # noqa: T201


def check(condition: object, text: str) -> None:
    """State what is proved, and stop with it if it is not so."""
    tell(f"  {'ok' if condition else 'NOT SO'}: {text}")
    if not condition:
        raise SystemExit(1)


class Sen:
    """A running `bin/start`."""

    def __init__(self, checkout: Path, limit: float) -> None:
        self.data = checkout / "var"
        began = time.monotonic()
        # The shell of a newcomer does what this does: a process group of its own, no more.
        self.process = subprocess.Popen(  # noqa: S603
            [checkout / "bin" / "start"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
            process_group=0,
        )
        timer = threading.Timer(limit, self.process.terminate)
        timer.start()
        lines = []
        for line in self.process.stdout or ():
            tell(f"  | {line.rstrip()}")
            lines.append(line)
            if line.startswith("Stop with"):
                break
        timer.cancel()
        self.seconds = time.monotonic() - began
        self.processor_seconds = self._processor_seconds()
        check(f"Sen is ready at {ADDRESS}/\n" in lines, f"ready after {self.seconds:.1f} s")

    def _groups(self) -> set[int]:
        records = [json.loads(path.read_text()) for path in (self.data / "run").glob("*.json")]
        return {int(record["pid"]) for record in records}

    def _processor_seconds(self) -> float:
        """What the start has used so far, with the children that have ended already."""
        groups = {*self._groups(), self.process.pid}
        ticks = sum(sum(_times(pid)) for pid in _processes() if _group(pid) in groups)
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """Ctrl-C, and nothing is left."""
        groups = self._groups()
        check(len(groups) == 3, "web, worker and beat are recorded")
        self.process.send_signal(signal.SIGINT)
        check(self.process.wait(timeout=30) == 0, "INT ends it with exit code 0")
        left = [pid for pid in _processes() if _group(pid) in groups and not _is_dead(pid)]
        check(not left, f"no child is left {left or ''}")


def _processes() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except OSError:
        return 0


def _is_dead(pid: int) -> bool:
    """Gone, or a zombie that only waits to be reaped by whoever inherited it."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True
    return text.rpartition(")")[2].split()[0] in "ZX"


def _times(pid: int) -> list[int]:
    """Clock ticks in user and system mode, of the process and of its children that have ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [int(field) for field in text.rpartition(")")[2].split()[11:15]]


class Browser:
    """As much of a browser as signing in takes: cookies, redirects and one form."""

    def __init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        direct = urllib.request.ProxyHandler({})
        self.opener = urllib.request.build_opener(direct, cookies)

    def get(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, final address and text of a page; with `form`, of a POST."""
        url = urllib.parse.urljoin(ADDRESS, path)
        body = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(url, body, {"Referer": url})  # noqa: S310 (our own address)
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, url, error.read().decode("utf-8", "replace")


def prove_pages() -> None:
    """Pages that anybody sees, and one style sheet."""
    browser = Browser()
    for path in ("/", "/dang-nhap/", "/healthz"):
        status, _, text = browser.get(path)
        check(status == 200, f"{path} answers {status}, {len(text)} characters")
    _, _, page = browser.get("/dang-nhap/")
    styles = re.findall(r'href="([^"]+\.css[^"]*)"', page)
    check(styles, "the sign-in page has a style sheet")
    check(styles[0].startswith("/"), f"it comes from here: {styles[0]}")
    status, _, text = browser.get(styles[0])
    check(status == 200 and "{" in text, f"{styles[0]} answers {status}")


def prove_sign_in() -> None:
    """The demonstration's learner signs in and sees their own page."""
    browser = Browser()
    _, _, page = browser.get("/dang-nhap/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    check(token, "the form has its token")
    form = {"csrfmiddlewaretoken": token[1] if token else "", "login": "hocvien", "password": PASSWORD}
    status, url, _ = browser.get("/dang-nhap/", form)
    check(status == 200 and "/dang-nhap/" not in url, f"hocvien is signed in, at {url}")
    status, url, page = browser.get("/")
    check(status == 200 and url == f"{ADDRESS}/", "/ is the learner's own page")
    check(page != Browser().get("/")[2], "and differs from a visitor's")
    check("Số liệu minh họa" in page, "it says that the figures are invented")


def prove_later_starts(checkout: Path) -> None:
    """Data is kept and the start is quick; best of three, since other work may slow one down."""
    told = []
    for _ in range(3):
        again = Sen(checkout, FIRST_START_SECONDS)
        try:
            prove_sign_in()
            again.stop()
        finally:
            again.process.kill()
        told.append(f"{again.seconds:.1f} s ({again.processor_seconds:.1f} s of processor)")
        # On a machine busy with something else the clock says little, the processor's time enough.
        quick = min(again.seconds, again.processor_seconds) < SECOND_START_SECONDS
        if quick:
            break
    check(quick, f"a later start took {', '.join(told)}")


def traces(folder: Path) -> set[str]:
    """What this user owns in a shared folder, or has made in its home."""
    return {str(p) for p in folder.iterdir() if p.lstat().st_uid == os.getuid()}


def main(checkout: Path) -> int:
    """The whole proof; ends the process with 1 at the first thing that is not so."""
    home = Path(os.environ["HOME"])
    places = [home, home / ".config", Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")]  # noqa: S108
    before = [traces(place) for place in places]
    first = Sen(checkout, FIRST_START_SECONDS)
    try:
        prove_pages()
        prove_sign_in()
        first.stop()
        prove_later_starts(checkout)
    finally:
        first.process.kill()
    added = [after - old for old, after in zip(before, [traces(p) for p in places], strict=True)]
    check(not any(added), f"nothing was written outside the checkout {[a for a in added if a] or ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
