"""Reading the config of a device that is only read: netmiko's own class for it, on a connection of ours.

Connecting stays with altyapi.device.transport: host keys are checked before any credential is sent, logins keep to their rate.
"""

from __future__ import annotations

import time
from typing import Any

from netmiko.exceptions import NetmikoBaseException, ReadTimeout
from netmiko.ssh_dispatcher import CLASS_MAPPER

from altyapi.device.bulk import Fetched
from altyapi.device.contract import Target
from altyapi.device.errors import (
    CommandRefused,
    CommandTimeout,
    EnableRefused,
    IncompleteConfig,
    NoDriver,
    SessionLost,
    UnexpectedPrompt,
)
from altyapi.device.hostkeys import name_of
from altyapi.device.matching import clean
from altyapi.device.netmiko_terminal import prepared, words
from altyapi.device.transport import dial
from altyapi.platforms.masking import mask_shown
from altyapi.platforms.readonly import ReadOnly, load

SLOW = 3
"""A whole config may take this many times the command timeout."""
SHOWN = 200


def fetch(target: Target) -> Fetched:
    """Log in, show the config, log out; `target.platform` names a read-only system. Raises ToolkitError."""
    system = load(target.platform)
    if system.netmiko_type not in CLASS_MAPPER:
        raise NoDriver(device=target.name, platform=system.netmiko_type)
    started = time.perf_counter()
    line = dial(target.model_copy(update={"username": target.username + system.login_suffix}))
    try:
        netmiko = prepared(target, system.netmiko_type, line.login(), greets=system.greets)
        logged_in = time.perf_counter()
        text = _config(netmiko, target, system)
    finally:
        line.close()
    return Fetched(device=target.name, text=text, login_s=logged_in - started, fetch_s=time.perf_counter() - logged_in)


def _config(netmiko: Any, target: Target, system: ReadOnly) -> str:
    """By the first of the system's commands that the device knows. Raises CommandRefused where it knows none of them."""
    for command in system.show[:-1]:
        try:
            return _shown(netmiko, target, system, command)
        except CommandRefused:
            continue
    return _shown(netmiko, target, system, system.show[-1])


def _shown(netmiko: Any, target: Target, system: ReadOnly, command: str) -> str:
    netmiko.remote_conn.begin(command, target.command_timeout_s * SLOW)
    try:
        if system.enable and not netmiko.check_enable_mode():
            _enable(netmiko, target)
        said = netmiko.send_command(
            command, read_timeout=target.command_timeout_s * SLOW, strip_prompt=True, strip_command=True
        )
    except ReadTimeout as error:
        seconds = f"{target.command_timeout_s * SLOW:g}"
        raise CommandTimeout(device=target.name, command=command, seconds=seconds, tail="") from error
    except (NetmikoBaseException, OSError, EOFError) as error:
        raise SessionLost(device=target.name, after=command, detail=words(error)) from error
    except ValueError as error:
        raise UnexpectedPrompt(device=target.name, command=command, tail=words(error)) from error
    text = clean(str(said)).strip("\n")
    if not system.complete(text):
        if system.error_re.search(text[:2000]) and text.count("\n") < max(system.minimum_lines, 5):
            brief = mask_shown(" ".join(text.split())[:SHOWN], system)
            raise CommandRefused(device=target.name, command=command, answer=brief)
        raise IncompleteConfig(device=target.name, command=command, lines=text.count("\n") + bool(text))
    return text + "\n"


def _enable(netmiko: Any, target: Target) -> None:
    try:
        netmiko.enable()
    except (NetmikoBaseException, ValueError) as error:
        raise EnableRefused(
            device=target.name, address=name_of(target), username=target.username, detail=words(error)
        ) from error
