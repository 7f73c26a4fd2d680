"""A terminal on an SSH channel: line editing with echo as devices do it, one character at a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol


class Gone(Exception):
    """The connection is over."""


class Channel(Protocol):
    """The raw side: bytes in, bytes out."""

    async def read(self) -> bytes:
        """Next bytes, b"" at the end."""

    def write(self, data: bytes) -> None: ...

    async def drain(self) -> None: ...

    def abort(self) -> None:
        """Break the TCP connection without a word."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A line that was typed. `ended` is the key that ended it: "\\r", "\\x1a" (Ctrl-Z) or "\\x03" (Ctrl-C)."""

    text: str
    ended: str = "\r"


class Terminal:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._waiting = bytearray()
        self._after_return = False
        self.interactive = True
        self.line_end = b"\r\n"  # how the end of a typed line is echoed

    def write(self, text: str) -> None:
        """Print text whose lines end in newlines."""
        self._channel.write(text.replace("\n", "\r\n").encode("utf-8", "replace"))

    async def drain(self) -> None:
        await self._channel.drain()

    def abort(self) -> None:
        """Break the connection, as a cut line does."""
        self._channel.abort()

    async def _fill(self) -> None:
        data = await self._channel.read()
        if not data:
            raise Gone
        self._waiting += data

    async def key(self) -> str:
        """One key, without echo."""
        while True:
            if not self._waiting:
                await self._fill()
            byte = self._waiting.pop(0)
            if byte == 0x0A and self._after_return:
                self._after_return = False
                continue
            self._after_return = byte == 0x0D
            if byte:
                return chr(byte)

    async def line(self, *, echo: bool = True) -> Typed:
        """One line. Backspace, Ctrl-U and Ctrl-W edit as on the device; carriage return and newline both end it."""
        typed = bytearray()
        while True:
            if not self._waiting:
                await self._fill()
            run = self._plain_run()
            if run:
                typed += run
                if echo:
                    self._channel.write(bytes(run))
                continue
            byte = self._waiting.pop(0)
            if byte == 0x0A and self._after_return:
                self._after_return = False
                continue
            self._after_return = byte == 0x0D
            if byte in (0x0D, 0x0A):
                self._channel.write(self.line_end)
                return Typed(typed.decode("utf-8", "replace"))
            if byte == 0x1A:
                self._channel.write(b"^Z\r\n")
                return Typed(typed.decode("utf-8", "replace"), "\x1a")
            if byte == 0x03:
                self._channel.write(b"^C\r\n")
                return Typed("", "\x03")
            if byte in (0x08, 0x7F) and typed:
                typed.pop()
                self._rub(1, echo=echo)
            elif byte == 0x15:
                self._rub(len(typed), echo=echo)
                typed.clear()
            elif byte == 0x17:
                kept = typed.rstrip()
                kept = kept[: kept.rfind(b" ") + 1]
                self._rub(len(typed) - len(kept), echo=echo)
                typed = kept

    def _plain_run(self) -> bytes:
        """The printable bytes at the front of what is waiting."""
        end = 0
        waiting = self._waiting
        while end < len(waiting) and (waiting[end] >= 0x20 and waiting[end] != 0x7F):
            end += 1
        if not end:
            return b""
        self._after_return = False
        run = bytes(waiting[:end])
        del waiting[:end]
        return run

    def _rub(self, count: int, *, echo: bool) -> None:
        if echo and count:
            self._channel.write(b"\b \b" * count)


async def pause(seconds: float) -> None:
    """Wait, when there is anything to wait for."""
    if seconds > 0:
        await asyncio.sleep(seconds)
