"""The lab's IOS configuration store as an independent judge: it knows IOS from Cisco's documents, not from this engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from altyapi.platforms import load
from altyapi.remediation import parse
from lab.devices.ios.config import IosConfig


def device(text: str, hint: str = "") -> IosConfig:
    """A switch or a router as the config needs it; IOS-XE 17 shows sequence numbers, as the config does where it has them."""
    return IosConfig(
        complete(text),
        model="C9300-48P" if "switchport" in text + hint or "vlan " in text else "ISR4331/K9",
        version="17.6.4",
    )


def complete(text: str) -> str:
    body = "\n".join(line for line in text.splitlines() if line.strip() != "end")
    return f"{body}\nend\n"


def flat(commands: Iterable[str]) -> Iterator[str]:
    for command in commands:
        yield from command.split("\n")


def apply(store: IosConfig, commands: Iterable[str], watch: Callable[[str, str], None] | None = None) -> list[str]:
    """Send the commands as a person would; gives the refusals. `watch` sees the config after every command."""
    refused = []
    for command in commands:
        for line in command.split("\n"):
            reply = store.enter(line)
            if reply.question:
                reply = store.answer(agreed=True)
            if reply.left:
                refused.append(f"{line!r}: leaves configuration mode")
            if not reply.ok or "ejected" in reply.text or "identical name" in reply.text or "may not" in reply.text:
                refused.append(f"{line!r}: {reply.text.strip()}")
        if watch is not None:
            watch(command, store.text())
    store.end()
    return refused


def lines(text: str) -> set[str]:
    return set(parse(load("cisco_ios").normalise(text)).render().splitlines())
