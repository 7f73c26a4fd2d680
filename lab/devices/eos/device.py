"""An emulated EOS switch: what it has besides its configuration.

Configuration sessions follow the EOS User Manual, "Configuration sessions": a session is a copy of the running config; its
commit makes it the running config, `commit timer` puts the old one back unless a plain commit comes in time, aborting it then
puts it back at once.
"""

from __future__ import annotations

import re
import socket
import time
from dataclasses import dataclass

from lab.devices.commandline.device import CommandLineDevice, Revert
from lab.devices.commandline.reply import Refusal
from lab.devices.eos import eapi
from lab.devices.eos.commands import sha512
from lab.devices.eos.config import EosConfig
from lab.devices.eos.shell import Shell
from lab.devices.spec import DeviceSpec
from lab.devices.terminal import Terminal
from lab.devices.tls import Certificate, Connection, Gate

MODEL, VERSION, SERIAL = "DCS-7050TX3-48C8", "4.28.3M", "JPE00000000"
OPEN_SESSIONS = 5


def make(spec: DeviceSpec) -> EosDevice:
    return EosDevice(spec.filled(model=MODEL, version=VERSION, serial=SERIAL, neighbour=f"Arista {MODEL}"))


@dataclass
class Candidate:
    """A configuration session."""

    config: EosConfig
    user: str
    state: str = "pending"  # pending, pendingCommitTimer, completed
    ended: float = 0.0


class EosDevice(CommandLineDevice[EosConfig]):
    """One switch."""

    ssh_software = "OpenSSH_7.8"

    def __init__(self, spec: DeviceSpec) -> None:
        super().__init__(spec)
        self.sessions: dict[str, Candidate] = {}
        self.certificate = Certificate(spec.host_key_file, spec.name)

    def new_shell(self, terminal: Terminal, username: str, size: tuple[int, int] | None) -> Shell:
        return Shell(self, terminal, username, size)

    def parse(self, text: str) -> EosConfig:
        config = EosConfig(text)
        if self.spec.hostname and not config.root.has("hostname"):
            config.enter(f"hostname {self.spec.hostname}")
        return config

    # -- eAPI
    @property
    def tls_key(self) -> str:
        """What is pinned of it, as a known_hosts line has it."""
        return self.certificate.pin

    async def serve_tls(self, connected: socket.socket, gate: Gate) -> None:
        await Connection(self.certificate, gate).run(connected, lambda channel: eapi.serve(self, channel, gate))

    # -- logins
    def check_password(self, username: str, password: str) -> bool:
        if super().check_password(username, password):
            return True
        words = self.config.root.words("username", username)
        return words[-2:] == ["sha512", sha512(password)]

    def check_enable(self, password: str) -> bool:
        words = self.config.root.words("enable", "password")
        if self.spec.enable_secret is not None:
            return password == self.spec.enable_secret
        return not words or words[-1] == sha512(password)

    def banner(self, which: str) -> str:
        node = self.config.root.get("banner", which)
        return "" if node is None else "\n".join(node.text.split("\n")[1:-1]) + "\n"

    def login_banner(self) -> str:
        return self.banner("login")

    @property
    def release(self) -> tuple[int, ...]:
        return tuple(int(number) for number in re.findall(r"\d+", self.spec.version)[:2])

    # -- configuration sessions
    def session(self, name: str, user: str) -> Candidate:
        """The session of that name, made where there is none. Raises Refusal."""
        found = self.sessions.get(name)
        if found is None or found.state == "completed":
            waiting = sum(1 for one in self.sessions.values() if one.state == "pending")
            if waiting >= OPEN_SESSIONS:
                raise Refusal(
                    "% Maximum number of pending sessions has been reached. Please commit or abort previous sessions."
                )
            found = self.sessions[name] = Candidate(self.config.copy(), user)
        return found

    def commit(self, name: str, user: str, minutes: float | None) -> str:
        """Commit a session, or confirm one whose timer runs; why not, or nothing."""
        found = self.sessions.get(name)
        if found is None or found.state == "completed":
            return f"% Cannot commit session {name}: session does not exist"
        if self.revert is not None:
            if self.revert.name != name:
                return "% Cannot commit session due to pending commit timer"
            if minutes is not None:
                self.restart_revert(self.revert, minutes)
                return ""
            self.cancel_revert()
            self._end(found)
            return ""
        if minutes is not None:
            self.schedule_revert(minutes, self.config.text(), user, name=name)
            found.state = "pendingCommitTimer"
        else:
            self._end(found)
        found.user = user
        self.roll_to(found.config.text(), user)
        return ""

    def abort(self, name: str) -> None:
        found = self.sessions.pop(name, None)
        if found is not None and self.revert is not None and self.revert.name == name:
            self.revert_now()

    def reverting(self, pending: Revert) -> None:
        found = self.sessions.get(pending.name)
        if found is not None:
            self._end(found)

    def _end(self, candidate: Candidate) -> None:
        """Only the last session that was committed is kept."""
        for name in [name for name, one in self.sessions.items() if one.state == "completed"]:
            del self.sessions[name]
        candidate.state, candidate.ended = "completed", time.time()

    def reload(self) -> None:
        super().reload()
        self.sessions.clear()
