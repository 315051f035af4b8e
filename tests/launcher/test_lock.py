"""One start at a time on the same data, and no lock that outlives its holder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from launcher.lock import DataLock
from launcher.messages import LaunchError

pytestmark = pytest.mark.no_database

HOLD = """
import pathlib, sys, time
sys.path.insert(0, sys.argv[1])
from launcher.lock import DataLock
lock = DataLock(pathlib.Path(sys.argv[2])); lock.take()
print("held", flush=True); time.sleep(60)
"""


def test_a_second_start_is_refused_with_the_pid(tmp_path: Path) -> None:
    first, second = DataLock(tmp_path), DataLock(tmp_path)
    first.take()

    with pytest.raises(LaunchError, match=f"process {os.getpid()}"):
        second.take()

    first.release()
    second.take()
    second.release()


def test_a_lock_left_by_kill_9_is_taken_over(tmp_path: Path) -> None:
    bin_folder = Path(__file__).resolve().parents[2] / "bin"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, bin_folder, tmp_path], stdout=subprocess.PIPE, text=True)
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LaunchError, match=f"process {holder.pid}"):
            DataLock(tmp_path).take()
        holder.kill()

    lock = DataLock(tmp_path)
    lock.take()

    assert (tmp_path / "start.lock").read_text() == f"{os.getpid()}\n"
    lock.release()
