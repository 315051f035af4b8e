"""The id of the request being answered, for log lines and audit rows."""

from contextvars import ContextVar

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")
