"""Names of hosts as they come from NetBox, checked before they become words of a command line or of a connection."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import NamedTuple

_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?")  # never an option: no dash at its beginning
_JUMP = re.compile(
    r"(?:(?P<user>[A-Za-z0-9_][A-Za-z0-9._-]{0,63})@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:@\s]+)"
    r"(?::(?P<port>[0-9]{1,5}))?"
)


class Jump(NamedTuple):
    """A jump host; without a user or a port, OpenSSH's own configuration decides."""

    user: str | None
    host: str
    port: int | None


def host(value: str) -> str:
    """The value, when it is an IP address or a DNS name. Raises ValueError."""
    if not _NAME.fullmatch(value) and not _is_address(value):
        raise ValueError("an IP address or a DNS name is needed")
    return value


def jump(value: str) -> Jump:
    """The parts of `[user@]host[:port]`, an IPv6 address in brackets. Raises ValueError."""
    match = _JUMP.fullmatch(value)
    if match is None:
        raise ValueError("[user@]host[:port] is needed")
    port = int(match["port"]) if match["port"] else None
    if port is not None and not 1 <= port <= 65535:
        raise ValueError("a port is a number from 1 to 65535")
    return Jump(match["user"], host(match["host"].strip("[]")), port)


def _is_address(value: str) -> bool:
    try:
        ip_address(value)
    except ValueError:
        return False
    return "%" not in value  # a zone is of this machine, not of the network
