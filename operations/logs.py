"""Log lines as JSON: one line each, whatever a visitor sends."""

import json
import logging
from datetime import UTC, datetime

from operations.request_id import current_request_id


class JsonFormatter(logging.Formatter):
    """Writes no query strings and no names of people; JSON escapes CR, LF and ESC."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := current_request_id.get():
            line["request_id"] = request_id
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line)
