"""Terminals of systems that are only read, as far as reading them goes: a prompt, an echo, answers to whole lines.

What they show is written after the makers' manuals; no such device was at hand.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

import asyncssh


class Terminal(NamedTuple):
    """`answers` by the line that is typed; another line is answered with `unknown`."""

    prompt: str
    answers: Mapping[str, str]
    unknown: str = "% Unknown command"
    prompts: Mapping[str, str] = {}  # the prompt from that line on: privileged mode
    enable: str = ""  # password that `enable` asks for
    asks: tuple[str, ...] = ()  # what it wants to have answered before its first prompt
    counts: bool = False  # `{}` in its prompt is the number of the command


class _Server(asyncssh.SSHServer):
    def __init__(self, users: list[str]) -> None:
        self._users = users

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        self._users.append(username)
        return password == "admin"


@contextmanager
def serving(terminal: Terminal) -> Iterator[tuple[int, str, list[str]]]:
    """Its port, its host key as known_hosts has it, and the names that logged in."""
    users: list[str] = []
    loop = asyncio.new_event_loop()
    key = asyncssh.generate_private_key("ssh-ed25519")

    async def talk(process: asyncssh.SSHServerProcess[str]) -> None:
        prompt = terminal.prompt
        for question in terminal.asks:
            process.stdout.write(f"\r\n{question}")
            while await process.stdin.read(1) not in "\r\n":
                pass
        typed, number = "", 1
        process.stdout.write(f"\r\n{_numbered(terminal, prompt, number)}")
        while letter := await process.stdin.read(1):
            if letter not in "\r\n":
                typed += letter
                continue
            if letter == "\n" and not typed and process.get_extra_info("last") == "\r":
                continue
            line, typed = typed, ""
            process.stdout.write(f"{line}\r\n")
            if line.strip() == "enable" and terminal.enable:
                process.stdout.write("Password: ")
                secret = ""
                while (letter := await process.stdin.read(1)) not in "\r\n":
                    secret += letter
                process.stdout.write("\r\n")
                prompt = terminal.prompts["enable"] if secret == terminal.enable else prompt
            else:
                prompt = terminal.prompts.get(line.strip(), prompt)
                said = terminal.answers.get(line.strip(), terminal.unknown if line.strip() else "")
                process.stdout.write(said.replace("\n", "\r\n") + ("\r\n" if said and not said.endswith("\n") else ""))
            number += bool(line.strip())
            process.stdout.write(_numbered(terminal, prompt, number))

    async def start() -> asyncssh.SSHAcceptor:
        return await asyncssh.create_server(
            lambda: _Server(users), "127.0.0.1", 0, server_host_keys=[key], process_factory=talk, line_editor=False
        )

    async def stop() -> None:
        server.close()
        talks = asyncio.all_tasks() - {asyncio.current_task()}
        for each in talks:
            each.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(start(), loop).result(30)
    port = server.get_port()
    public = " ".join(key.export_public_key().decode().split()[:2])
    try:
        yield port, f"[127.0.0.1]:{port} {public}\n", users
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def _numbered(terminal: Terminal, prompt: str, number: int) -> str:
    return prompt.replace("{}", str(number)) if terminal.counts else prompt
