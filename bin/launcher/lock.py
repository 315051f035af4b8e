"""One start at a time on the same data."""

import fcntl
import os
from pathlib import Path

from launcher.messages import LaunchError


class DataLock:
    """An advisory lock on `SEN_DATA/start.lock`, with the holder's pid inside.

    The kernel lets go of it when the holder ends in whatever way, so a lock left by `kill -9` or a
    power cut needs no cleaning: the file stays, the lock does not. Children do not inherit it.
    """

    def __init__(self, data: Path) -> None:
        self.path = data / "start.lock"
        self._descriptor: int | None = None

    def take(self) -> None:
        """Take the lock or refuse, naming the process that holds it."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(descriptor)
            raise LaunchError(
                f"Sen already runs on this data ({self.path.parent}), as process {holder}. Stop it with: kill {holder}",
                f"Sen đang chạy với dữ liệu này, tiến trình {holder}. Dừng bằng lệnh: kill {holder}",
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode("ascii"))
        self._descriptor = descriptor

    def release(self) -> None:
        """Let go of the lock; the file stays, since removing it would let two holders in."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
