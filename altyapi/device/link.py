"""A login and the terminal on it. Where the dialogue goes astray the link starts anew, once, on netmiko's reads."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import paramiko

from altyapi.device.contract import Target
from altyapi.device.errors import CommandTimeout, DeviceError, SessionLimit, SessionLost, UnexpectedPrompt
from altyapi.device.hostkeys import name_of
from altyapi.device.terminal import Terminal
from altyapi.device.transport import Line, dial
from altyapi.platforms.platform import Platform

if TYPE_CHECKING:
    from altyapi.device.netmiko_terminal import NetmikoTerminal

LOG = logging.getLogger(__name__)


class Link:
    """The way to one device. `terminal` is there after `open`."""

    terminal: Terminal | NetmikoTerminal

    def __init__(self, target: Target, platform: Platform) -> None:
        self.target = target
        self.platform = platform
        self.fallback: str | None = None
        self._line: Line | None = None
        self._sent_before = 0

    @property
    def sent(self) -> int:
        return self._sent_before + self.terminal.sent

    def open(self) -> None:
        """Log in and reach the first prompt. Raises Unreachable, LoginRefused, UnknownHostKey, SessionLimit, ..."""
        channel = self._login()
        terminal = Terminal(
            self.target.name, channel, self.platform, encoding=str(self.target.options.get("encoding", "utf-8"))
        )
        self.terminal = terminal
        try:
            terminal.greet(max(self.target.connect_timeout_s, 2.0))
        except (CommandTimeout, UnexpectedPrompt) as error:
            if not self.fall_back(error):
                raise
        except SessionLost as error:
            self.close()
            # a device without a free line may take the login and say so only then
            if terminal.sent == 0:
                address = name_of(self.target)
                raise SessionLimit(device=self.target.name, address=address, detail=error.fields["detail"]) from error
            raise
        except BaseException:
            self.close()
            raise

    def fall_back(self, error: DeviceError) -> bool:
        """Start anew on netmiko's reads; False when that was done before, or may not be done. The reason is kept in
        `fallback`."""
        if self.fallback is not None or not self.platform.dialogue.second_way:
            return False
        self.fallback = str(error)
        LOG.warning("%s: falling back to netmiko: %s", self.target.name, error)
        self._sent_before += self.terminal.sent
        self.close()
        from altyapi.device.netmiko_terminal import NetmikoTerminal  # noqa: PLC0415  slow to import and rarely needed

        channel = self._login()
        try:
            self.terminal = NetmikoTerminal(self.target, self.platform, channel)
        except BaseException:
            self.close()
            raise
        return True

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _login(self) -> paramiko.Channel:
        line = dial(self.target)
        try:
            channel = line.login()
        except BaseException:
            line.close()
            raise
        self._line = line
        return channel
