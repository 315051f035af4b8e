"""What a page must not do while a test looks at it: reach outside, or complain."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request

_STATUS = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")


@dataclass
class Watch:
    """Everything asked of a network and everything the console complained about, of one context.

    `foreseen`: the error statuses a test brings about on purpose.
    `foreseen_words`: how what Wagtail's editor reports to the console begins, where a test makes it report.
    """

    requests: list[Request] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    foreseen: set[int] = field(default_factory=set)
    foreseen_words: set[str] = field(default_factory=set)
    is_cut: bool = False

    def follow(self, context: BrowserContext) -> None:
        context.on("request", self._requested)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def foresee(self, *statuses: int) -> None:
        self.foreseen.update(statuses)

    def foresee_words(self, *beginnings: str) -> None:
        self.foreseen_words.update(beginnings)

    def foresee_cut(self) -> None:
        """The test takes the line away for a while."""
        self.is_cut = True

    def check(self) -> None:
        """Policy violations are complaints on the console as well."""
        assert not self.outside, f"The pages reached outside: {self.outside}"
        assert not self.complaints, f"The console complained: {self.complaints}"

    def _requested(self, request: Request) -> None:
        self.requests.append(request)
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "127.0.0.1":
            self.outside.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        if self.is_cut and "net::ERR_INTERNET_DISCONNECTED" in message.text:
            return
        if message.text.startswith(tuple(self.foreseen_words)):
            return
        status = _STATUS.match(message.text)
        if status is None or int(status[1]) not in self.foreseen:
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")
