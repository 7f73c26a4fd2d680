"""RTSP 1.0 (RFC 2326) to one camera over TCP, as little of it as a check needs: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN.

What a camera sends is untrusted: a head, a body and all that comes in one conversation are bounded; packets that nobody wants are
dropped as they come. A password is only ever sent as a digest (RFC 7616, MD5 or SHA-256), never in clear, and once per camera.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from typing import Final, Literal, NamedTuple
from urllib.parse import quote, urlsplit

from altyapi.camera import head
from altyapi.camera.digest import Digest
from altyapi.secrets import Credential

HEAD_LIMIT: Final = 16 << 10
BODY_LIMIT: Final = 256 << 10
STREAM_LIMIT: Final = 32 << 20
"""Bytes of one conversation: what the main stream of a 4K camera sends in ten seconds."""
VERSION: Final = b"RTSP/1."
Fault = Literal[
    "refused", "timeout", "unreachable", "lost", "not-rtsp", "too-much", "login-refused", "clear-login", "status"
]


class RtspFault(Exception):
    """Why a conversation came to nothing. `detail` is English, as logs are."""

    def __init__(self, code: Fault, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code: Fault = code
        self.detail = detail


class Reply(NamedTuple):
    status: int
    reason: str
    headers: Mapping[str, str]  # names in lower case; of a repeated one all values, a line each
    body: bytes


class Track(NamedTuple):
    """The video of a session description."""

    url: str
    codec: str  # upper case: H264, H265, JPEG, …


class Rtsp(asyncio.Protocol):
    """One connection. Made by `connect`, ended by `close`."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._waiting: asyncio.Future[Reply] | None = None
        self._ended: RtspFault | None = None
        self._taken = 0
        self._sequence = 0
        self._session = ""
        self._login: Digest | None = None
        self.on_packet: Callable[[int, memoryview], None] | None = None

    @classmethod
    async def connect(cls, host: str, port: int) -> Rtsp:
        """Raises RtspFault."""
        loop = asyncio.get_running_loop()
        try:
            _, connection = await loop.create_connection(cls, host, port)
        except ConnectionRefusedError as error:
            raise RtspFault("refused", f"port {port}") from error
        except OSError as error:
            raise RtspFault("unreachable", error.strerror or str(error)) from error
        return connection

    def close(self) -> None:
        """At once: a half-open peer holds up nothing."""
        if self._transport is not None:
            self._transport.abort()

    async def ask(self, method: str, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """Send one request and wait for its reply. Raises RtspFault; bound it in time from outside."""
        if self._ended is not None:
            raise self._ended
        self._sequence += 1
        lines = [f"{method} {url} RTSP/1.0", f"CSeq: {self._sequence}", "User-Agent: altyapi"]
        if self._session:
            lines.append(f"Session: {self._session}")
        if self._login is not None:
            lines.append(f"Authorization: {self._login.header(method, url)}")
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self._waiting = asyncio.get_running_loop().create_future()
        assert self._transport is not None  # noqa: S101  `connect` gives none without
        self._transport.write("\r\n".join([*lines, "", ""]).encode())
        return await self._waiting

    async def with_login(self, method: str, url: str, login: Credential | None) -> Reply:
        """The same, answering a 401 with the login once. Raises RtspFault."""
        headers = {"Accept": "application/sdp"} if method == "DESCRIBE" else {}
        reply = await self.ask(method, url, headers)
        if reply.status != 401 or login is None or login.password is None:
            return reply
        challenges = reply.headers.get("www-authenticate", "")
        self._login = Digest.of(challenges, login.username, login.password)
        if self._login is None:
            raise RtspFault("clear-login", challenges.partition(" ")[0][:20])
        reply = await self.ask(method, url, headers)
        if reply.status == 401:
            raise RtspFault("login-refused", "401")
        return reply

    async def play(self, track: Track, url: str) -> None:
        """Have the video sent over this connection, to `on_packet`. Raises RtspFault."""
        reply = await self.ask("SETUP", track.url, {"Transport": "RTP/AVP/TCP;unicast;interleaved=0-1"})
        if reply.status != 200:
            raise RtspFault("status", f"SETUP {reply.status} {reply.reason}")
        self._session = reply.headers.get("session", "").partition(";")[0].strip()[:200]
        reply = await self.ask("PLAY", url, {"Range": "npt=0.000-"})
        if reply.status != 200:
            raise RtspFault("status", f"PLAY {reply.status} {reply.reason}")

    # -- asyncio's side --

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  of a stream it always is
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(RtspFault("lost", str(exc) if exc else "closed by the camera"))

    def data_received(self, data: bytes) -> None:
        self._taken += len(data)
        if self._taken > STREAM_LIMIT:
            self._stop(RtspFault("too-much", f"more than {STREAM_LIMIT >> 20} MiB"))
            return
        self._buffer += data
        try:
            while (
                self._buffer and self._ended is None and (self._packet() if self._buffer[0] == 0x24 else self._reply())
            ):
                pass
        except RtspFault as fault:
            self._stop(fault)

    def _packet(self) -> bool:
        """One packet of the stream (RFC 2326, 10.12): `$`, channel, length, and it."""
        if len(self._buffer) < 4:
            return False
        end = 4 + int.from_bytes(self._buffer[2:4])
        if len(self._buffer) < end:
            return False
        if self.on_packet is not None:
            packet = bytes(self._buffer[4:end])
            self.on_packet(self._buffer[1], memoryview(packet))
        del self._buffer[:end]
        return True

    def _reply(self) -> bool:
        if not VERSION.startswith(self._buffer[: len(VERSION)]) and not self._buffer.startswith(VERSION):
            raise RtspFault("not-rtsp", head.shown(self._buffer))
        end = self._buffer.find(b"\r\n\r\n", 0, HEAD_LIMIT)
        if end < 0:
            if len(self._buffer) >= HEAD_LIMIT:
                raise RtspFault("too-much", f"a reply's head of more than {HEAD_LIMIT >> 10} KiB")
            return False
        told = head.read(bytes(self._buffer[:end]))
        if told is None or told.protocol != "RTSP":
            raise RtspFault("not-rtsp", head.shown(self._buffer))
        try:
            length = head.length(told.headers) or 0
        except ValueError as error:
            raise RtspFault("not-rtsp", str(error)) from error
        if length > BODY_LIMIT:
            raise RtspFault("too-much", f"a body of {length} bytes")
        whole = end + 4 + length
        if len(self._buffer) < whole:
            return False
        body = bytes(self._buffer[end + 4 : whole])
        del self._buffer[:whole]
        if self._waiting is None or self._waiting.done():
            raise RtspFault("not-rtsp", "an answer that was not asked for")
        if told.headers.get("cseq", str(self._sequence)).strip() != str(self._sequence):
            raise RtspFault("not-rtsp", f"CSeq: {told.headers['cseq'][:20]!r}")
        self._waiting.set_result(Reply(told.status, told.reason, told.headers, body))
        return True

    def _stop(self, fault: RtspFault) -> None:
        self._buffer.clear()
        self._fail(fault)
        self.close()

    def _fail(self, fault: RtspFault) -> None:
        self._ended = self._ended or fault
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(self._ended)

    @property
    def ended(self) -> RtspFault | None:
        """Why the connection is over; None while it stands."""
        return self._ended


def address(host: str, port: int, path: str = "/") -> str:
    """The URL of a stream, without a login in it."""
    shown = f"[{host}]" if ":" in host else host
    return f"rtsp://{shown}:{port}{quote('/' + path.lstrip('/'), safe='/?&=:@;,+-._~%')}"


def video(reply: Reply, url: str) -> Track:
    """The first video track of a session description (RFC 8866). Raises RtspFault.

    Only the path of its control address is used: no request, and so no login, goes to another host.
    """
    base = reply.headers.get("content-base") or reply.headers.get("content-location") or url
    control, codec, inside = "", "", False
    for line in reply.body.decode("utf-8", "replace").splitlines():
        if line.startswith("m="):
            if inside:
                break
            inside = line.startswith("m=video")
            static = line.split()[3:4]
            codec = "JPEG" if inside and static == ["26"] else ""
        elif inside and line.startswith("a=control:"):
            control = line.removeprefix("a=control:").strip()
        elif inside and line.startswith("a=rtpmap:"):
            codec = line.partition(" ")[2].partition("/")[0].strip().upper()[:20]
    if not inside:
        raise RtspFault("not-rtsp", "a session without video")
    host = urlsplit(url)
    where = (
        control if control.startswith(("rtsp://", "rtspu://")) else f"{base.rstrip('/')}/{control}" if control else url
    )
    try:
        told = urlsplit(where)
    except ValueError as error:
        raise RtspFault("not-rtsp", f"a control address of {head.shown(where.encode())}") from error
    path = _clean(f"{told.path or '/'}{'?' + told.query if told.query else ''}")
    return Track(f"rtsp://{host.netloc}{path}", codec)


def _clean(path: str) -> str:
    """Nothing in it ends the request's line or begins a header."""
    if not re.fullmatch(r"[!-~]{1,1000}", path):
        raise RtspFault("not-rtsp", "a control address with blanks or control characters")
    return path
