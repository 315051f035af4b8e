"""Log lines as JSON: one line each, whatever a visitor sends."""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

from operations.request_id import current_request_id

LONGEST_REASON = 200


class JsonFormatter(logging.Formatter):
    """No query strings, no values of columns; JSON escapes CR, LF, ESC and all that is not ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := _request_id(record):
            line["request_id"] = request_id
        if record.exc_info and record.exc_info[1]:
            line["error"] = _chain(record.exc_info[1])
        return json.dumps(line)


def _request_id(record: logging.LogRecord) -> str:
    """Django logs refused requests after all middleware, but says which request it was."""
    return getattr(getattr(record, "request", None), "request_id", "") or current_request_id.get()


def _chain(error: BaseException | None) -> list[dict[str, Any]]:
    """The error and what caused it, outermost first."""
    errors = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        errors.append(
            {
                "type": type(error).__name__,
                "reason": _reason(error),
                "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
            }
        )
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return errors


def _reason(error: BaseException) -> str:
    """The first line: PostgreSQL puts the values of a row, names included, into the second."""
    return str(error).partition("\n")[0][:LONGEST_REASON]
