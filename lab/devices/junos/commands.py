"""The operational commands of a Junos switch, as text."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from lab.devices.junos import status

if TYPE_CHECKING:
    from lab.devices.junos.device import JunosDevice


class Unknown(Exception):
    """No such command; the word where it goes wrong."""


def output(device: JunosDevice, line: str) -> str:
    """What a command prints, through its pipes. Raises Unknown."""
    command, *pipes = [part.strip() for part in line.split("|")]
    words = command.split()
    if words[:2] == ["show", "configuration"]:
        text, pipes = _configuration(device, pipes)
    else:
        text = _plain(device, command)
    for pipe in pipes:
        text = _piped(text, pipe)
    return text


def _configuration(device: JunosDevice, pipes: list[str]) -> tuple[str, list[str]]:
    newest = device.history[0]
    if "display set" in pipes:
        return device.shown_running(device.running_text()), [pipe for pipe in pipes if pipe != "display set"]
    head = f"## Last commit: {device.stamp(newest.moment)} by {newest.user}\n"
    return head + device.shown_running(device.active.text()), pipes


def _plain(device: JunosDevice, command: str) -> str:
    for pattern, handler in COMMANDS.items():
        if re.fullmatch(pattern, command):
            return handler(device)
    words = command.split()
    raise Unknown(words[-1] if words[:1] in (["show"], ["request"], ["set"]) else (words or [""])[0])


def _piped(text: str, pipe: str) -> str:
    kind, _, rest = pipe.partition(" ")
    lines = text.splitlines(keepends=True)
    if kind == "match":
        return "".join(line for line in lines if re.search(rest.strip('"'), line, re.IGNORECASE))
    if kind == "except":
        return "".join(line for line in lines if not re.search(rest.strip('"'), line, re.IGNORECASE))
    if kind == "count":
        return f"Count: {len(lines)} lines\n"
    if kind == "no-more":
        return text
    raise Unknown(kind)


def _version(device: JunosDevice) -> str:
    spec = device.spec
    head = f"fpc0:\n{'-' * 74}\nHostname: {device.hostname}\nModel: {spec.model}\nJunos: {spec.version}\n"
    return f"{head}JUNOS EX  Software Suite [{spec.version}]\n"


def _uptime(device: JunosDevice) -> str:
    now = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())
    return f"fpc0:\n{'-' * 74}\nCurrent time: {now}\nTime Source:  LOCAL CLOCK\nSystem booted: {device.stamp(device.booted)}\n"


def _commits(device: JunosDevice) -> str:
    return "".join(
        f"{number:<4}{device.stamp(one.moment)} by {one.user} via {one.client}{f' {one.comment}' if one.comment else ''}\n"
        for number, one in enumerate(device.history)
    )


def _terse(device: JunosDevice) -> str:
    rows = ["Interface               Admin Link Proto    Local                 Remote\n"]
    for name, up in status.ports(device).items():
        node = device.active.below("interfaces")[name]
        rows.append(f"{name:<24}{'down' if 'disable' in node.children else 'up':<6}{'up' if up else 'down'}\n")
    return "".join(rows)


def _neighbours(device: JunosDevice) -> str:
    rows = ["Local Interface    Parent Interface    Chassis Id          Port info          System Name\n"]
    up = status.ports(device)
    rows += [
        f"{near.interface:<19}{'-':<20}{status.mac(device, near.name):<20}{near.remote_interface:<19}{near.name}\n"
        for near in device.spec.neighbours
        if up.get(near.interface)
    ]
    return "".join(rows)


def _hardware(device: JunosDevice) -> str:
    head = "Hardware inventory:\nItem             Version  Part number  Serial number     Description\n"
    return f"{head}Chassis                                {device.spec.serial:<18}{device.spec.model.upper()}\n"


def _users(device: JunosDevice) -> str:
    rows = "".join(
        f"{shell.username:<9}pts/0    192.0.2.7  {time.strftime('%I:%M%p')}       - -cli (cli)\n"
        for shell in device.shells
    )
    return f"USER     TTY      FROM       LOGIN@  IDLE WHAT\n{rows}"


COMMANDS: dict[str, Callable[[JunosDevice], str]] = {
    "show version(?: brief)?": _version,
    "show system uptime": _uptime,
    "show system commit": _commits,
    "show system users": _users,
    "show interfaces terse": _terse,
    "show lldp neighbors": _neighbours,
    "show chassis hardware": _hardware,
    "show route 0.0.0.0/0 exact": lambda _device: "\n",
    "show (?:ospf neighbor|bgp summary)": lambda _device: "\n",
    r"show log messages(?: \S+)?": lambda device: "".join(f"{line}\n" for line in device.logged) or "\n",
    "show system alarms": lambda _device: "No alarms currently active\n",
}
