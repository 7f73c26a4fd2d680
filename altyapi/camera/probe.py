"""Who answers as an ONVIF device in given networks: WS-Discovery (OASIS 1.1, ONVIF Core 7) by multicast and to each address, and for
addresses that stay silent the one ONVIF question that needs no login.

Nothing is sent to an address that the policy does not allow, and no more in a second than it says. No login goes to anybody here.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, ip_address
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from altyapi.camera import soap
from altyapi.camera.http import Http, http_session
from altyapi.camera.policy import CameraPolicy, Probing
from altyapi.device.contract import Target
from altyapi.device.errors import CommandRefused, DeviceError, LoginRefused

PORT: Final = 3702
GROUP: Final = "239.255.255.250"
ANSWER_LIMIT: Final = 64 << 10
SERVICES: Final = 8
"""Of the addresses that an answer names so many are read."""
_NAMES: Final = {
    "d": "http://schemas.xmlsoap.org/ws/2005/04/discovery",
    "a": "http://schemas.xmlsoap.org/ws/2004/08/addressing",
}
_NONE: Final = Path(os.devnull)
_SCOPE: Final = "onvif://www.onvif.org/"


class Answered(NamedTuple):
    """One device, as it calls itself to everybody: a hint, never a proof."""

    address: str
    port: int  # of its ONVIF service
    model: str = ""
    name: str = ""
    mac: str = ""  # as NetBox writes it; where its identity or a scope tells it


def probe() -> bytes:
    """One question for video devices and recorders."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
        f'xmlns:a="{_NAMES["a"]}" xmlns:d="{_NAMES["d"]}" xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><s:Header>'
        f'<a:MessageID>uuid:{uuid.uuid4()}</a:MessageID><a:To s:mustUnderstand="1">urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>'
        f'<a:Action s:mustUnderstand="1">{_NAMES["d"]}/Probe</a:Action></s:Header><s:Body><d:Probe>'
        "<d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></s:Body></s:Envelope>"
    ).encode()


def search(
    prefixes: Sequence[IPv4Network],
    policy: CameraPolicy,
    *,
    port: int = PORT,
    multicast: bool = True,
    on_probe: Callable[[str], None] = lambda _address: None,
) -> tuple[Answered, ...]:
    """Everybody who answers there, by address. The prefixes must be allowed (`Probing.allows`)."""
    return asyncio.run(_search(prefixes, policy, port, multicast, on_probe))


def addresses(prefixes: Iterable[IPv4Network]) -> list[IPv4Address]:
    """Each once, in order; network and broadcast addresses aside."""
    return sorted({host for prefix in prefixes for host in prefix.hosts()})


async def _search(
    prefixes: Sequence[IPv4Network], policy: CameraPolicy, port: int, multicast: bool, on_probe: Callable[[str], None]
) -> tuple[Answered, ...]:
    rules = policy.probing
    listener = _Listener(prefixes)
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: listener,
        local_addr=("0.0.0.0", 0),  # noqa: S104  answers come to any of this machine's addresses
    )
    wanted = addresses(prefixes)
    try:
        if multicast:
            made: Any = transport.get_extra_info("socket")
            with suppress(OSError):  # a machine without a route for multicast
                made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
                transport.sendto(probe(), (GROUP, PORT))
        pace = _Pace(rules)
        for address in wanted:
            await pace.next()
            transport.sendto(probe(), (str(address), port))
            on_probe(str(address))
        await asyncio.sleep(rules.wait_s)
        silent = [address for address in wanted if str(address) not in listener.found]
        for one in await _without_discovery(silent, policy, pace):
            listener.found[one.address] = one
    finally:
        transport.close()
    return tuple(listener.found[str(address)] for address in wanted if str(address) in listener.found)


class _Pace:
    def __init__(self, rules: Probing) -> None:
        self._step = 1 / rules.per_second
        self._next = asyncio.get_running_loop().time()

    async def next(self) -> None:
        now = asyncio.get_running_loop().time()
        self._next = max(self._next, now - 0.1) + self._step
        if self._next > now:
            await asyncio.sleep(self._next - now)


class _Listener(asyncio.DatagramProtocol):
    """Takes answers from the searched networks alone."""

    def __init__(self, prefixes: Sequence[IPv4Network]) -> None:
        self._prefixes = prefixes
        self.found: dict[str, Answered] = {}

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        source = ip_address(addr[0])
        if len(data) <= ANSWER_LIMIT and any(source in prefix for prefix in self._prefixes):
            told = answered(data, str(source))
            if told is not None:
                self.found.setdefault(told.address, told)

    def error_received(self, exc: Exception) -> None:
        """An address where nobody listens: the search goes on."""


def answered(data: bytes, source: str) -> Answered | None:
    """What a probe's answer says; None for anything else. Of the addresses in it only that of its sender counts."""
    try:
        root = soap.parsed(data, source, "Probe")
    except DeviceError:
        return None
    match = root.find(".//d:ProbeMatch", _NAMES)
    if match is None or "NetworkVideo" not in (match.findtext("d:Types", "", _NAMES) or ""):
        return None
    scopes = [
        one[len(_SCOPE) :] for one in (match.findtext("d:Scopes", "", _NAMES) or "").split() if one.startswith(_SCOPE)
    ]
    told = {kind.lower(): _plain(unquote(value)) for kind, _, value in (one.partition("/") for one in scopes)}
    identity = match.findtext("a:EndpointReference/a:Address", "", _NAMES) or ""
    return Answered(
        source,
        _port(source, (match.findtext("d:XAddrs", "", _NAMES) or "").split()[:SERVICES]),
        told.get("hardware", ""),
        told.get("name", ""),
        _mac(told.get("mac", "")) or _mac_of(identity),
    )


def _port(source: str, services: Sequence[str]) -> int:
    for service in services:
        try:
            parts = urlsplit(service)
            if parts.scheme == "http" and parts.hostname == source:
                return parts.port or 80
        except ValueError:
            continue
    return 80


def _mac_of(identity: str) -> str:
    """Many makers end the identity with the MAC address; one that was drawn or hashed (versions 3 to 5) ends with nothing of the kind."""
    try:
        known = uuid.UUID(identity)
    except ValueError:
        return ""
    return "" if known.version in (3, 4, 5) else _mac(f"{known.node:012x}")


def _mac(text: str) -> str:
    """A globally administered unicast MAC address; a random identity's last digits are none."""
    digits = re.sub(r"[:.-]", "", text).upper()
    if not re.fullmatch(r"[0-9A-F]{12}", digits) or int(digits[1], 16) & 3:
        return ""
    return ":".join(digits[place : place + 2] for place in range(0, 12, 2))


def _plain(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", "", text).strip()[:80]


async def _without_discovery(silent: Sequence[IPv4Address], policy: CameraPolicy, pace: _Pace) -> list[Answered]:
    """A camera whose WS-Discovery is off, as it should be, still tells its clock to everybody."""

    async def ask(address: IPv4Address, http: Http) -> Answered | None:
        target = Target(
            name=str(address), host=str(address), port=policy.ports.onvif, platform="onvif", username="", known_hosts=_NONE,
            connect_timeout_s=policy.check.answer_s, command_timeout_s=policy.check.timeout_s,
        )  # fmt: skip
        try:
            await soap.SoapClient(http, target, limit=ANSWER_LIMIT).call("tds:GetSystemDateAndTime", login=False)
        except CommandRefused:
            pass  # it refuses in ONVIF's own words
        except (DeviceError, LoginRefused):
            return None
        return Answered(str(address), policy.ports.onvif)

    async with http_session() as http, asyncio.TaskGroup() as group:
        tasks = []
        for address in silent:
            await pace.next()
            tasks.append(group.create_task(ask(address, http)))
    return [found for task in tasks if (found := task.result()) is not None]
