"""Answers have an end: one that is longer than ANSWER_LIMIT, or still comes when its time is over, is given up.

For libraries that read by themselves and would read as long as a device sends.
"""

from __future__ import annotations

import io
import socket
import time
from typing import Any

import paramiko

from altyapi.device.contract import ANSWER_LIMIT
from altyapi.device.errors import AnswerTooLong, CommandTimeout


class BoundedChannel:
    """A paramiko channel that counts what a command brings; all else is the channel's own."""

    def __init__(self, channel: paramiko.Channel, device: str) -> None:
        self._channel = channel
        self._device = device
        self.begin("login", 0.0)

    def begin(self, command: str, seconds: float) -> None:
        """From here on it is this command's answer that comes; `command` is how errors name it. 0: as long as it takes."""
        self._command, self._seconds, self._size = command, seconds, 0
        self._deadline = time.monotonic() + seconds

    def recv(self, nbytes: int) -> bytes:
        """Raises AnswerTooLong, CommandTimeout."""
        if self._seconds and time.monotonic() > self._deadline:
            raise CommandTimeout(device=self._device, command=self._command, seconds=f"{self._seconds:g}", tail="")
        data = self._channel.recv(nbytes)
        self._size += len(data)
        if self._size > ANSWER_LIMIT:
            raise AnswerTooLong(device=self._device, command=self._command, limit_mib=ANSWER_LIMIT >> 20)
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)


class TimedSocket:
    """What HTTPConnection needs of a socket, whose sending and reading together take no longer than that. Raises TimeoutError."""

    def __init__(self, connected: socket.socket, seconds: float) -> None:
        self._socket = connected
        self._deadline = time.monotonic() + seconds

    def sendall(self, data: bytes) -> None:
        self.wait().sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self))

    def close(self) -> None:
        """The connection is its owner's."""

    def wait(self) -> socket.socket:
        """The socket, which waits no longer than what is left."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
        return self._socket


class _Incoming(io.RawIOBase):
    def __init__(self, wire: TimedSocket) -> None:
        super().__init__()
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._wire.wait().recv_into(buffer)
