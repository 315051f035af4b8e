"""Runs the real `bin/start` with toys in the place of Sen: `python toy_start.py CHECKOUT`.

What is replaced: the packages (none), `manage.py` (from the toy checkout) and the three programs.
A file `<checkout>/broken` makes the web program end at once, as a faulty release would.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bin"))

from launcher import environment, start, supervisor
from launcher import settings as launcher_settings
from launcher.messages import LaunchError, complain
from launcher.settings import Settings

WEB = """
import http.server, os, pathlib, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
if pathlib.Path("broken").exists():
    print("the application cannot be imported"); sys.exit(7)
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Page).serve_forever()
"""

# A program with a descendant, as granian has: both must be gone at the end.
WORKER = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
print("grandchild", child.pid, flush=True)
time.sleep(300)
"""


def toy_services(python: Path, settings: Settings) -> list[supervisor.Service]:
    """Two toys in the place of web, worker and beat."""
    return [
        supervisor.Service("web", [python, "-c", WEB], essential=True),
        supervisor.Service("worker", [python, "-c", WORKER]),
    ]


def main() -> int:
    """As `bin/launch.py start`, with the replacements."""
    launcher_settings.ROOT = Path(sys.argv[1])
    environment.ensure_packages = lambda *_: Path(sys.executable)
    vars(start)["sen_services"] = toy_services
    supervisor.LONGEST_DELAY_SECONDS = 0.05
    try:
        return start.run_start([])
    except LaunchError as problem:
        complain(problem)
        return problem.code


if __name__ == "__main__":
    sys.exit(main())
