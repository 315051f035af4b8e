"""Before the settings of a test run are read: nothing of it lands in the real data directory."""

import os
import tempfile


def use_throwaway_data() -> None:
    os.environ.setdefault("SEN_DATA", tempfile.mkdtemp(prefix="sen-test-"))
    os.environ.setdefault("SEN_DEMO", "0")
