"""The directory as a broker, with messages that are there whole or not at all.

Kombu opens a message under its final name and writes afterwards: a worker that looks in between takes an empty
file, and dies of it. Here a message gets its name once it is written.
"""

import logging
import os
from contextlib import suppress
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps

log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    # The two classes of Kombu above this one do not agree on the name of the second argument.
    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        """Put a message onto the queue; the oldest name is taken first."""
        name = f"{monotonic_ns() // 1_000_000}_{uuid4()}.{queue}.msg"
        # Ends otherwise than the name of any queue, so that no worker looks at it.
        part = os.path.join(self.data_folder_out, f"{name}.part")
        try:
            with open(part, "wb") as file:
                file.write(dumps(payload).encode())
            os.replace(part, os.path.join(self.data_folder_out, name))
        except OSError as error:
            with suppress(OSError):
                os.remove(part)
            raise ChannelError(f"Cannot add the message {name} to its directory") from error

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        """The next message. One that a power cut left unreadable is passed over: the work itself is a row."""
        while True:
            try:
                return dict(super()._get(queue))
            except ValueError as error:
                log.warning("unreadable message of queue %s passed over: %s", queue, type(error).__name__)


class Transport(filesystem.Transport):
    Channel = Channel
