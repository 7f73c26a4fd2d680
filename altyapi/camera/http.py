"""HTTP/1.1 (RFC 9112) to devices, one kept connection each: as little of it as ONVIF and makers' own interfaces need.

A camera is asked a dozen small questions, thousands of cameras in one process: here a question costs a third of what a general
client spends on cookies, redirects, proxies, compression and traces, none of which may happen here (no redirect is followed, so
that a login goes to nobody but the target). What a device answers is untrusted: heads and bodies are bounded as they come in.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Final, Literal, NamedTuple
from urllib.parse import quote

from altyapi.camera import head

HEAD_LIMIT: Final = 16 << 10
IDLE_S: Final = 15.0
"""So long a connection may lie idle and be used again: devices close theirs after that, one of them while it is asked."""
_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,7})[ \t]*(?:;[^\r\n]{0,200})?\r?\n")
_CHUNK_LINE: Final = 256
_LINE_END: Final = re.compile(rb"\r?\n")
_TRAILER: Final = re.compile(rb"(?:[^\r\n]+\r?\n)*+\r?\n")
_EMPTY: Final = frozenset({204, 304})

Fault = Literal["no-connection", "connect-timeout", "lost", "not-http", "too-much"]


class HttpFault(Exception):
    """Why an exchange came to nothing. `detail` is English, as logs are."""

    def __init__(self, code: Fault, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code: Fault = code
        self.detail = " ".join(detail.split())[:200]


class Response(NamedTuple):
    status: int
    headers: Mapping[str, str]  # as of head.read
    body: bytes


class Http:
    """What lines share: so many exchanges at once, and so many idle connections."""

    def __init__(self, connections: int) -> None:
        self._most = connections
        self.room = asyncio.Semaphore(connections)
        self._idle: dict[_Connection, None] = {}  # the longest idle first

    def keep(self, connection: _Connection) -> None:
        self._idle[connection] = None
        while len(self._idle) > self._most:
            next(iter(self._idle)).abort()
            del self._idle[next(iter(self._idle))]

    def drop(self, connection: _Connection) -> None:
        self._idle.pop(connection, None)

    async def close(self) -> None:
        for connection in self._idle:
            connection.abort()
        self._idle.clear()
        for _ in range(2):  # the loop tells transports, and TLS its own, that they are at their end
            await asyncio.sleep(0)


@asynccontextmanager
async def http_session(connections: int = 256) -> AsyncIterator[Http]:
    """Closed at the end, with every connection."""
    http = Http(connections)
    try:
        yield http
    finally:
        await http.close()


class Line:
    """The way to one device."""

    def __init__(
        self, http: Http, host: str, port: int,
        context: ssl.SSLContext | None = None, check: Callable[[bytes], None] | None = None,
    ) -> None:  # fmt: skip
        """`check`: given the certificate (DER) of each new connection before anything is sent; what it raises, `request` raises."""
        self._http, self._host, self._port, self._context, self._check = http, host, port, context, check
        self._authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self._free: list[_Connection] = []

    async def request(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes, *,
        limit: int, connect_s: float, total_s: float,
    ) -> Response:  # fmt: skip
        """One exchange. `path` as `target_of` gives it, `limit` in bytes of the answer's body. Raises HttpFault, TimeoutError."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._authority}", "User-Agent: altyapi"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body or method in {"POST", "PUT"}:
            lines.append(f"Content-Length: {len(body)}")
        raw = "\r\n".join([*lines, "", ""]).encode() + body
        async with self._http.room, asyncio.timeout(total_s):
            connection = self._kept() or await self._connect(connect_s)
            try:
                response = await connection.ask(raw, limit)
            except BaseException:
                connection.abort()
                raise
        if connection.usable:
            self._free.append(connection)
            self._http.keep(connection)
        else:
            connection.abort()
        return response

    def _kept(self) -> _Connection | None:
        while self._free:
            connection = self._free.pop()
            self._http.drop(connection)
            if connection.usable and connection.idle_s < IDLE_S:
                return connection
            connection.abort()
        return None

    async def _connect(self, within_s: float) -> _Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(within_s):
                _, connection = await loop.create_connection(_Connection, self._host, self._port, ssl=self._context)
        except TimeoutError as error:
            raise HttpFault("connect-timeout", "no connection in time") from error
        except OSError as error:  # ssl.SSLError is one
            raise HttpFault("no-connection", str(error) or type(error).__name__) from error
        if self._check is not None:
            try:
                self._check(connection.certificate())
            except BaseException:
                connection.abort()
                raise
        return connection


@lru_cache(maxsize=128)
def target_of(path: str) -> str:
    """A path with its query as a request's first line can hold it."""
    return quote("/" + path.lstrip("/"), safe="/?&=:@;,+-._~%!$'()*")


class _Connection(asyncio.Protocol):
    """One exchange after the other."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._waiting: asyncio.Future[Response] | None = None
        self._limit = 0
        self._head: head.Head | None = None
        self._length: int | None = None  # of the body; None: in chunks, or up to the end of the connection
        self._chunks: bytearray | None = None
        self._ended: HttpFault | None = None
        self._stays = True
        self._since = 0.0

    def ask(self, raw: bytes, limit: int) -> asyncio.Future[Response]:
        self._waiting = self._loop.create_future()
        self._limit, self._head, self._length, self._chunks = limit, None, None, None
        if self._ended is not None or self._transport is None:
            self._waiting.set_exception(self._ended or HttpFault("lost", "closed by the device"))
        else:
            self._transport.write(raw)
        return self._waiting

    @property
    def usable(self) -> bool:
        """Whether another exchange may follow."""
        return self._stays and self._ended is None and not self._buffer

    @property
    def idle_s(self) -> float:
        return self._loop.time() - self._since

    def certificate(self) -> bytes:
        shown: ssl.SSLObject | None = self._transport.get_extra_info("ssl_object") if self._transport else None
        return (shown.getpeercert(binary_form=True) if shown is not None else None) or b""

    def abort(self) -> None:
        self._ended = self._ended or HttpFault("lost", "closed")
        if self._transport is not None:
            self._transport.abort()

    # -- asyncio's side --

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  of a stream it always is
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is None and self._head is not None and self._length is None and self._chunks is None:
            self._answer(bytes(self._buffer))  # a body without a length goes up to the end of the connection
        self._fail(HttpFault("lost", str(exc) if exc else "closed by the device"))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        try:
            if self._waiting is None or self._waiting.done():
                raise HttpFault("not-http", "an answer that was not asked for")
            while self._step():
                pass
        except HttpFault as fault:
            self._buffer.clear()
            self._fail(fault)
            self.abort()

    def _step(self) -> bool:
        """Take what is there of the answer; whether there may be more to take. Raises HttpFault."""
        if self._head is None:
            return self._take_head()
        if self._chunks is not None:
            return self._take_chunk(self._chunks)
        if len(self._buffer) > self._limit:
            raise self._too_much()
        if self._length is not None and len(self._buffer) >= self._length:
            body = bytes(self._buffer[: self._length])
            del self._buffer[: self._length]
            self._answer(body)
        return False

    def _take_head(self) -> bool:
        if not self._buffer.startswith(b"HTTP/"[: len(self._buffer)]):
            raise HttpFault("not-http", head.shown(self._buffer))
        end = _HEAD_END.search(self._buffer, 0, HEAD_LIMIT)
        if end is None:
            if len(self._buffer) >= HEAD_LIMIT:
                raise HttpFault("too-much", f"a head of more than {HEAD_LIMIT >> 10} KiB")
            return False
        told = head.read(bytes(self._buffer[: end.start()]))
        if told is None or told.protocol != "HTTP" or told.status == 101:
            raise HttpFault("not-http", head.shown(self._buffer))
        del self._buffer[: end.end()]
        if told.status < 200:
            return True  # the answer itself follows
        self._head = told
        self._frame(told)
        return True

    def _frame(self, told: head.Head) -> None:
        """How far the body goes (RFC 9112, 6.3), and whether the connection stays."""
        words = {word.strip() for word in told.headers.get("connection", "").lower().replace("\n", ",").split(",")}
        self._stays = "close" not in words and (told.minor > 0 or "keep-alive" in words)
        coding = told.headers.get("transfer-encoding")
        if told.status in _EMPTY:
            self._length = 0
        elif coding is not None:
            if coding.strip().lower() != "chunked":
                raise HttpFault("not-http", f"Transfer-Encoding: {coding[:40]!r}")
            self._chunks = bytearray()
        else:
            try:
                self._length = head.length(told.headers)
            except ValueError as error:
                raise HttpFault("not-http", str(error)) from error
            if self._length is not None and self._length > self._limit:
                raise self._too_much()
            self._stays = self._stays and self._length is not None

    def _take_chunk(self, body: bytearray) -> bool:
        line = _CHUNK.match(self._buffer)
        if line is None:
            if b"\n" in self._buffer or len(self._buffer) > _CHUNK_LINE:
                raise HttpFault("not-http", f"a chunk that begins {head.shown(self._buffer)}")
            return False
        size = int(line[1], 16)
        if len(body) + size > self._limit:
            raise self._too_much()
        if size == 0:
            return self._take_trailer(line.end(), body)
        end = _LINE_END.match(self._buffer, line.end() + size)
        if end is None:
            if len(self._buffer) > line.end() + size + 1:
                raise HttpFault("not-http", "a chunk that is longer than it says")
            return False
        body += self._buffer[line.end() : line.end() + size]
        del self._buffer[: end.end()]
        return True

    def _take_trailer(self, start: int, body: bytearray) -> bool:
        end = _TRAILER.match(self._buffer, start)
        if end is None:
            if len(self._buffer) > HEAD_LIMIT:
                raise HttpFault("too-much", f"a trailer of more than {HEAD_LIMIT >> 10} KiB")
            return False
        del self._buffer[: end.end()]
        self._answer(bytes(body))
        return False

    def _too_much(self) -> HttpFault:
        return HttpFault("too-much", f"longer than {self._limit} bytes")

    def _answer(self, body: bytes) -> None:
        if self._head is not None and self._waiting is not None and not self._waiting.done():
            self._since = self._loop.time()
            self._waiting.set_result(Response(self._head.status, self._head.headers, body))

    def _fail(self, fault: HttpFault) -> None:
        self._ended = self._ended or fault
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(self._ended)
