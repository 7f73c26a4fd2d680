"""The RTSP side of an emulated camera."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
import struct
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Final

from lab.cameras import h264
from lab.cameras.endpoint import Endpoint

REALM: Final = "IP Camera"
FRAME_S: Final = 0.05
_BROKEN: Final[dict[str, bytes]] = {
    "http": b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
    "long-body": b"RTSP/1.0 200 OK\r\nCSeq: {number}\r\nContent-Length: 99999999999\r\n\r\n",
    "wrong-length": b"RTSP/1.0 200 OK\r\nCSeq: {number}\r\nContent-Length: many\r\n\r\n",
    "wrong-sequence": b"RTSP/1.0 200 OK\r\nCSeq: 999\r\n\r\n",
}
_PARAMETER = re.compile(r'([a-z]+)="?([^",]*)"?')


def protocol(endpoint: Endpoint) -> Callable[[], asyncio.Protocol]:
    return lambda: _Connection(endpoint)


class _Connection(asyncio.Protocol):
    def __init__(self, endpoint: Endpoint) -> None:
        self._camera = endpoint
        self._buffer = b""
        self._nonce = secrets.token_hex(16)
        self._tasks: set[asyncio.Task[None]] = set()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  of a stream it always is
        self._transport = transport
        if self._camera.behaviour == "junk":
            self._begin(self._pour(b"\x00junk" * 4000))

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        for task in self._tasks:
            task.cancel()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            self._camera.asked += 1
            if self._camera.delay_s or self._camera.behaviour in ("dripping", "long-head"):
                self._begin(self._later(head.decode()))
            else:
                self._answer(head.decode())

    def _begin(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _write(self, content: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(content)

    def _abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    async def _later(self, head: str) -> None:
        if self._camera.behaviour == "dripping":
            for byte in b"RTSP/1.0 200 OK\r\n":
                self._write(bytes([byte]))
                await asyncio.sleep(1)
        elif self._camera.behaviour == "long-head":
            self._write(b"RTSP/1.0 200 OK\r\n")
            await self._pour(b"X-More: 1\r\n" * 2000)
        else:
            await asyncio.sleep(self._camera.delay_s)
            self._answer(head)

    async def _pour(self, content: bytes) -> None:
        """Without end, as fast as it is taken."""
        while self._transport is not None and not self._transport.is_closing():
            self._write(content)
            await asyncio.sleep(0)
            while self._transport.get_write_buffer_size() > 1 << 20:
                await asyncio.sleep(0.01)

    def _answer(self, head: str) -> None:
        first, *rest = head.split("\r\n")
        method, _, tail = first.partition(" ")
        url = tail.rpartition(" ")[0]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
        number = headers.get("cseq", "0")
        if self._camera.behaviour in _BROKEN:
            self._write(_BROKEN[self._camera.behaviour].replace(b"{number}", number.encode()))
            return
        if self._camera.behaviour == "hanging":
            return
        if self._camera.behaviour == "closing":
            self._abort()
            return
        if method == "OPTIONS":
            self._reply(number, "200 OK", "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN")
        elif not self._camera.open_stream and not self._knows(method, url, headers.get("authorization", "")):
            way = (
                f'Basic realm="{REALM}"'
                if self._camera.clear_login
                else f'Digest realm="{REALM}", nonce="{self._nonce}"'
            )
            self._reply(number, "401 Unauthorized", f"WWW-Authenticate: {way}")
        elif method == "DESCRIBE":
            self._reply(number, "200 OK", "Content-Type: application/sdp", body=_SDP)
        elif method == "SETUP":
            self._reply(number, "200 OK", "Session: 4711;timeout=60", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1")
        elif method == "PLAY":
            self._reply(number, "200 OK", "Session: 4711")
            self._begin(self._stream())
        else:
            self._reply(number, "200 OK" if method == "TEARDOWN" else "501 Not Implemented")

    def _reply(self, number: str, status: str, *headers: str, body: bytes = b"") -> None:
        lines = [f"RTSP/1.0 {status}", f"CSeq: {number}", *headers]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        self._write("\r\n".join([*lines, "", ""]).encode() + body)

    def _knows(self, method: str, url: str, login: str) -> bool:
        if not login.startswith("Digest "):
            return False
        told = dict(_PARAMETER.findall(login))
        camera = self._camera
        first = _md5(f"{camera.username}:{REALM}:{camera.password}")
        good = _md5(f"{first}:{self._nonce}:{_md5(f'{method}:{url}')}")
        same = told.get("response") == good and told.get("uri") == url and told.get("username") == camera.username
        camera.logins_refused += not same
        return same

    async def _stream(self) -> None:
        sent = 0
        for number in range(1 << 30):
            camera = self._camera
            if camera.picture == "hangs-up":
                self._abort()
            if camera.picture == "endless":
                await self._pour(_packet(0, 0, b"\x65" + bytes(1200), last=True) * 50)
                return
            if camera.picture == "not-rtp":
                self._write(b"$\x00\x00\x05hello")
            elif camera.picture != "none":
                brightness = h264.BLACK - 6 if camera.picture == "black" else h264.GREY
                for unit in _units(brightness, 0 if camera.picture == "frozen" else number % 8, number % 2):
                    for payload, last in h264.packets(unit):
                        sent += 1
                        self._write(_packet(sent, number * 4500, payload, last=last))
            await asyncio.sleep(FRAME_S)


@lru_cache(maxsize=64)
def _units(brightness: int, seed: int, number: int) -> tuple[bytes, ...]:
    return (*h264.parameter_sets(), h264.picture(brightness, seed, number))


def _packet(number: int, timestamp: int, payload: bytes, *, last: bool) -> bytes:
    head = struct.pack("!BBHII", 0x80, 96 | (0x80 if last else 0), number & 0xFFFF, timestamp & 0xFFFFFFFF, 0x1234)
    return struct.pack("!cBH", b"$", 0, 12 + len(payload)) + head + payload


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324  RFC 2069


_SDP = (
    b"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=Media\r\nt=0 0\r\n"
    b"m=audio 0 RTP/AVP 8\r\na=control:trackID=2\r\n"
    b"m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1\r\na=control:trackID=1\r\n"
)
