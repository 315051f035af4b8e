"""The launcher lives in `bin/`, which is no package of Sen: put it on the path for these tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bin"))
