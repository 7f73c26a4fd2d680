"""A real SSH server with a tiny, scriptable IOS-like command line: for oddities that real boxes have.

It knows as much as a dialogue needs (echo, modes, prompts) and answers from a table. Oddities are fields of `Script`.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import asyncssh

from altyapi.device.contract import Target

CONFIG = "\n".join(
    [
        "Building configuration...", "", "Current configuration : 4096 bytes", "!", "version 15.2", "!", "hostname sw1",
        *[f"interface GigabitEthernet1/0/{n}\n description port {n}\n!" for n in range(1, 25)],
        "line vty 0 4", " transport input ssh", "!", "end", "",
    ]
)  # fmt: skip

Answer: TypeAlias = "str | Callable[[Shell], Awaitable[None] | None]"
"""What the peer prints, or who talks in its place."""


@dataclass
class Script:
    """What the peer does. `answers` maps a command to its output; a callable gets the terminal to talk by itself."""

    hostname: str = "sw1"
    password: str | None = "lab"
    keyboard_interactive: bool = False
    authorized_keys: Path | None = None
    motd: str = ""
    prompt: Callable[[str, str], str] = lambda name, mode: f"\r\n{name}{mode}"
    echo: Callable[[str], str] = lambda line: line + "\r\n"
    newline: str = "\r\n"
    first_prompt_needs_enter: bool = False
    mode: str = "#"
    enable_secret: str | None = None
    answers: dict[str, Answer] = field(default_factory=lambda: {"show running-config": CONFIG})
    after_prompt: dict[str, str] = field(default_factory=dict)  # printed after the prompt that follows a command
    drop_at: str | None = None  # the command at which the connection breaks
    refuse_shell: bool = False
    bare: bool = False  # opens a session and offers nothing in it, no subsystem either
    algorithms: dict[str, list[str]] = field(default_factory=dict)
    received: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    tunnelled: list[int] = field(default_factory=list)


class Shell:
    """One terminal session: reads bytes as a device does, line by line, echoing."""

    def __init__(self, process: asyncssh.SSHServerProcess[bytes], script: Script) -> None:
        self.process = process
        self.script = script
        self.mode = script.mode
        self.hostname = script.hostname
        self._buffer = b""

    def write(self, text: str) -> None:
        self.process.stdout.write(text.replace("\n", self.script.newline).encode())

    def raw(self, data: bytes) -> None:
        self.process.stdout.write(data)

    async def line(self) -> str:
        while b"\n" not in self._buffer and b"\r" not in self._buffer:
            data = await self.process.stdin.read(4096)
            if not data:
                raise asyncssh.ConnectionLost("gone")
            self._buffer += data.replace(b"\r", b"\n")
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.replace(b"\x16", b"").decode("utf-8", "replace")

    def show_prompt(self) -> None:
        self.raw(self.script.prompt(self.hostname, self.mode).encode())

    async def run(self) -> None:
        script = self.script
        self.write(script.motd)
        if script.first_prompt_needs_enter:
            await self.line()
        self.show_prompt()
        while True:
            line = await self.line()
            script.received.append(line)
            if line == script.drop_at:
                self.process.channel.get_connection().abort()
                return
            self.raw(script.echo(line).encode())
            await self._answer(line)
            self.show_prompt()
            if line in script.after_prompt:
                self.write(script.after_prompt[line])

    async def _answer(self, line: str) -> None:
        answer = self.script.answers.get(line)
        if callable(answer):
            talk = answer(self)
            if talk is not None:
                await talk
        elif answer is not None:
            self.write(answer)
        elif line == "enable":
            self.write("Password: ")
            given = await self.line()
            self.write("\n" if given == self.script.enable_secret else "\n% Access denied\n")
            self.mode = "#" if given == self.script.enable_secret else self.mode
        elif line.startswith("configure terminal"):
            self.mode = "(config)#"
        elif line == "end":
            self.mode = "#"
        elif line.startswith("interface "):
            self.mode = "(config-if)#"
        elif line.startswith("hostname "):
            self.hostname = line.split()[1]
        elif line.startswith("banner "):
            end = line.rsplit(maxsplit=1)[-1]
            while (await self._echoed()) != end:
                pass
        elif line.startswith("bad"):
            self.write("         ^\n% Invalid input detected at '^' marker.\n")

    async def _echoed(self) -> str:
        line = await self.line()
        self.script.received.append(line)
        self.raw(self.script.echo(line).encode())
        return line


class _Server(asyncssh.SSHServer):
    def __init__(self, script: Script) -> None:
        self.script = script

    def begin_auth(self, username: str) -> bool:
        return True

    def session_requested(self) -> asyncssh.SSHServerSession[bytes]:
        """Asked for where there is no process factory: a session that takes no subsystem."""
        return asyncssh.SSHServerSession()

    def password_auth_supported(self) -> bool:
        return self.script.password is not None and not self.script.keyboard_interactive

    def validate_password(self, username: str, password: str) -> bool:
        self.script.logins.append("password")
        return password == self.script.password

    def kbdint_auth_supported(self) -> bool:
        return self.script.keyboard_interactive

    def get_kbdint_challenge(
        self, username: str, lang: str, submethods: str
    ) -> tuple[str, str, str, list[tuple[str, bool]]]:
        return "", "", "", [("Password: ", False)]

    def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> bool:
        self.script.logins.append("keyboard-interactive")
        return list(responses) == [self.script.password]

    def connection_requested(self, _host: str, port: int, _origin: str, _origin_port: int) -> bool:
        self.script.tunnelled.append(port)
        return True  # also a jump host


class Peer:
    """A running peer: where it listens and which key it shows."""

    def __init__(self, script: Script, key: asyncssh.SSHKey) -> None:
        self.script = script
        self.key = key
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def known_hosts_line(self) -> str:
        return f"[127.0.0.1]:{self.port} {self.key.export_public_key().decode().strip()}\n"

    def start(self) -> None:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.port = self._server.get_port()

    async def _listen(self) -> asyncssh.SSHAcceptor:
        async def session(process: asyncssh.SSHServerProcess[bytes]) -> None:
            if self.script.refuse_shell:
                process.exit(1)
                return
            try:
                await Shell(process, self.script).run()
            except (asyncssh.Error, OSError, BrokenPipeError):
                process.close()

        return await asyncssh.create_server(
            lambda: _Server(self.script), "127.0.0.1", 0, server_host_keys=[self.key],
            process_factory=None if self.script.bare else session,
            encoding=None, line_editor=False,
            authorized_client_keys=str(self.script.authorized_keys) if self.script.authorized_keys else None,
            **{f"{name}_algs": value for name, value in self.script.algorithms.items()},
        )  # fmt: skip

    def stop(self) -> None:
        async def close() -> None:
            self._server.close()
            await self._server.wait_closed()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()

        asyncio.run_coroutine_threadsafe(close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


@contextmanager
def running(script: Script, key: asyncssh.SSHKey | None = None) -> Iterator[Peer]:
    peer = Peer(script, key or asyncssh.generate_private_key("ssh-ed25519"))
    peer.start()
    try:
        yield peer
    finally:
        peer.stop()


def target(peer: Peer, known_hosts: Path, **changes: object) -> Target:
    """A target for the peer, its key on record unless the file exists already."""
    if not known_hosts.exists():
        known_hosts.write_text(peer.known_hosts_line())
    fields: dict[str, object] = {
        "name": "sw1", "host": "127.0.0.1", "port": peer.port, "username": "admin", "password": "lab",
        "known_hosts": known_hosts, "connect_timeout_s": 5, "command_timeout_s": 10,
    }  # fmt: skip
    return Target.model_validate({**fields, **changes})
