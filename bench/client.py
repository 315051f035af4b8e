"""A small HTTP/1.1 client: one kept connection, cookies, gzip. Redirects are the caller's to follow."""

import asyncio
import gzip
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from bench.forms import Form, forms_of


@dataclass(frozen=True, slots=True)
class Reply:
    """`transferred`: bytes of the body as they came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes
    transferred: int

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        parts = urlsplit(self.headers.get("location", ""))
        return parts.path + (f"?{parts.query}" if parts.query else "")


class UnexpectedReply(RuntimeError):
    """The server did not answer as the measurement needs it; its figures would mean nothing."""


@dataclass
class Client:
    """One browser: its connection and its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    asked_to_wait: float | None = None
    """Seconds that the last reply asked to wait for (503 with `Retry-After`)."""

    async def get(self, path: str, *, expect: int = 200) -> Reply:
        return await self._ask("GET", path, b"", expect)

    async def post(self, path: str, fields: list[tuple[str, str]], *, expect: int = 302) -> Reply:
        return await self._ask("POST", path, urlencode(fields).encode(), expect)

    async def send(self, form: Form, changes: dict[str, str], *, expect: int = 302) -> Reply:
        """Send a form as a browser would, hidden fields included, with these values filled in."""
        kept = [(name, value) for name, value in form.fields if name not in changes]
        return await self.post(form.action, [*kept, *changes.items()], expect=expect)

    async def send_and_leave(self, path: str, fields: list[tuple[str, str]]) -> None:
        """Send a form over a connection of its own and hang up before the reply comes."""
        body = urlencode(fields).encode()
        _reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(self._head("POST", path, body) + body)
        await writer.drain()
        writer.close()

    async def sign_in(self, username: str, password: str) -> None:
        """Through the real form with its token."""
        page = await self.get("/dang-nhap/")
        form = next(f for f in forms_of(page.text, "/dang-nhap/") if "password" in f.names)
        await self.send(form, {"login": username, "password": password})

    def close(self) -> None:
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None

    async def _ask(self, method: str, path: str, body: bytes, expect: int) -> Reply:
        if self.writer is None or self.writer.is_closing():
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(self._head(method, path, body) + body)
        reply = await self._read()
        again = reply.headers.get("retry-after", "")
        self.asked_to_wait = float(again) if reply.status == 503 and again.isdecimal() else None
        if reply.status != expect:
            raise UnexpectedReply(f"{method} {path}: {reply.status} instead of {expect}\n{reply.text[:600]}")
        return reply

    def _head(self, method: str, path: str, body: bytes) -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Accept: text/html",
            "Accept-Encoding: gzip",
            f"Origin: http://127.0.0.1:{self.port}",
        ]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def _read(self) -> Reply:
        assert self.reader is not None
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status_line, *lines = head.rstrip("\r\n").split("\r\n")
        headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                self._keep(value.strip())
            headers[name.lower()] = value.strip()
        raw = await self._body(headers)
        body = gzip.decompress(raw) if headers.get("content-encoding") == "gzip" else raw
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Reply(int(status_line.split()[1]), headers, body, len(raw))

    async def _body(self, headers: dict[str, str]) -> bytes:
        assert self.reader is not None
        if headers.get("transfer-encoding", "").lower() != "chunked":
            return await self.reader.readexactly(int(headers.get("content-length", "0")))
        pieces = []
        while size := int((await self.reader.readline()).split(b";")[0], 16):
            pieces.append(await self.reader.readexactly(size))
            await self.reader.readline()
        await self.reader.readline()
        return b"".join(pieces)

    def _keep(self, cookie: str) -> None:
        name, _, value = cookie.partition(";")[0].partition("=")
        if value in {"", '""'}:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value
