"""The receiving side of SCP (`scp -t`), as IOS has it once `ip scp server enable` is configured."""

from __future__ import annotations

import shlex
from collections.abc import Callable

from lab.devices.terminal import Channel

_OK = b"\0"


class _Reader:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._held = bytearray()

    async def _more(self) -> bool:
        data = await self._channel.read()
        self._held += data
        return bool(data)

    async def line(self) -> bytes | None:
        while b"\n" not in self._held:
            if not await self._more():
                return None
        line, _, rest = bytes(self._held).partition(b"\n")
        self._held = bytearray(rest)
        return line

    async def exactly(self, size: int) -> bytes | None:
        while len(self._held) < size:
            if not await self._more():
                return None
        data = bytes(self._held[:size])
        del self._held[:size]
        return data


async def receive(channel: Channel, command: str, store: Callable[[str, bytes], str | None]) -> int:
    """Take files for `scp -t PATH`; the exit status."""
    words = shlex.split(command)
    if "-t" not in words:
        channel.write(b"\x01scp: only the receiving side is there\n")
        return 1
    target = words[-1]
    reader = _Reader(channel)
    channel.write(_OK)
    while (line := await reader.line()) is not None:
        if line[:1] in (b"T", b"E"):
            channel.write(_OK)
            continue
        if line[:1] != b"C":
            channel.write(b"\x01scp: protocol error\n")
            return 1
        _, size, name = line.decode("utf-8", "replace").split(" ", 2)
        channel.write(_OK)
        data = await reader.exactly(int(size) + 1)
        if data is None:
            return 1
        fault = store(target if not target.endswith((":", "/")) else target + name, data[:-1])
        if fault is not None:
            channel.write(f"\x02{fault}\n".encode())
            return 1
        channel.write(_OK)
        await channel.drain()
    return 0
