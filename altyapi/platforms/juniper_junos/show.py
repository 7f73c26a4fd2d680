"""What Junos says of itself in XML, as values (18.4 to 23.4). Namespaces are gone; missing values are empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from altyapi.device.contract import Facts, Learnt, Member, Neighbour
from altyapi.platforms.answers import mac as spelled
from netbox_sync.model import Frozen

_TRIAL = re.compile(r"commit confirmed, rollback in (\d+) ?min")
GRACE_S = 120
"""How long after its time a device may still be going back."""


class Pending(Frozen):
    """A commit that waits for its confirmation."""

    user: str  # who committed it, empty where the device does not say
    committed: int  # seconds since 1970 by the device's clock; 0 where it does not say
    minutes: int

    def over(self, now: int) -> bool:
        """Whether its time is long past; never where the device's clock is not told."""
        return bool(now and self.committed) and now > self.committed + 60 * self.minutes + GRACE_S


def text_of(answer: Any) -> str:
    """The text of an answer, whatever it is wrapped in; empty where it says no more than that it is done."""
    return "" if answer is True else "".join(answer.itertext())


def _first(element: Any, *tags: str) -> str:
    for tag in tags:
        found = next(element.iter(tag), None)
        if found is not None and found.text and found.text.strip():
            return str(found.text).strip()
    return ""


def _each(element: Any, tag: str) -> Iterator[Any]:
    return iter(()) if element is True else element.iter(tag)


def pending(history: Any) -> Pending | None:
    """From `get-commit-information`, or `get-commit-revision-information`: the newest entry, if it is one on trial."""
    newest = next(_each(history, "commit-history"), None)
    if newest is None:
        newest = next(_each(history, "commit-revision-information"), None)
    if newest is None:
        return None
    said = " ".join(str(one.text or "") for one in (*newest.iter("comment"), *newest.iter("log")))
    found = _TRIAL.search(said)
    if found is None:
        return None
    moment = next(newest.iter("date-time"), None)
    return Pending(user=_first(newest, "user"), committed=_seconds(moment), minutes=int(found[1]))


def seconds_now(uptime: Any) -> int:
    """From `get-system-uptime-information`: the device's clock, 0 where it is not told."""
    current = next(_each(uptime, "current-time"), None)
    return 0 if current is None else _seconds(next(current.iter("date-time"), None))


def _seconds(moment: Any) -> int:
    shown = (
        "" if moment is None else next((value for name, value in moment.attrib.items() if name.endswith("seconds")), "")
    )
    return int(shown) if shown.isdigit() else 0


def facts(system: Any) -> Facts:
    """From `get-system-information`; of several routing engines the first."""
    return Facts(
        hostname=_first(system, "host-name"),
        model=_first(system, "hardware-model"),
        version=_first(system, "os-version"),
        serial=_first(system, "serial-number"),
    )


def members(chassis: Any) -> tuple[Member, ...]:
    """From `get-virtual-chassis-information`; empty where it has one member only."""
    found = [
        Member(position=int(number), model=_first(row, "member-model"), serial=_first(row, "member-serial-number"))
        for row in _each(chassis, "member")
        if (number := _first(row, "member-id").partition(" ")[0]).isdigit() and _first(row, "member-serial-number")
    ]
    return tuple(sorted(found, key=lambda one: one.position)) if len(found) > 1 else ()


def up(interfaces: Any) -> tuple[str, ...]:
    """From `get-interface-information`: ports and bundles that are up, sorted."""
    return tuple(sorted(_first(row, "name") for row in _ports(interfaces) if _first(row, "oper-status") == "up"))


def macs(interfaces: Any) -> dict[str, str]:
    found = {_first(row, "name"): _first(row, "current-physical-address") for row in _ports(interfaces)}
    return {name: mac.upper() for name, mac in found.items() if re.fullmatch(r"(?i)[0-9a-f]{2}(:[0-9a-f]{2}){5}", mac)}


def _ports(interfaces: Any) -> Iterator[Any]:
    """Those that somebody could mean: not the many that the system makes for itself."""
    return (
        row
        for row in _each(interfaces, "physical-interface")
        if re.match(r"(?:(?:ge|mge|xe|et)-\d|ae\d|irb$|vme$|me\d|em\d|fxp\d)", _first(row, "name"))
    )


def neighbours(lldp: Any) -> tuple[Neighbour, ...]:
    """From `get-lldp-neighbors-information`, by interface and name. A logical interface's number says nothing."""
    found = []
    for row in _each(lldp, "lldp-neighbor-information"):
        port = _first(row, "lldp-local-port-id", "lldp-local-interface").removesuffix(".0")
        name = _first(row, "lldp-remote-system-name")
        ports = (_first(row, "lldp-remote-port-id"), _first(row, "lldp-remote-port-description"))
        if port and name:
            told = tuple(dict.fromkeys(one for one in ports if one))
            found.append(Neighbour(interface=port, name=name, ports=told))
    return tuple(sorted(found, key=lambda one: (one.interface, one.name)))


def learnt(table: Any) -> tuple[Learnt, ...]:
    """From `get-ethernet-switching-table-information` (extensive), as ELS tells it (EX2300 and newer, QFX) and as its predecessors
    do. A row of a VLAN's flood entry has no address."""
    told = [
        (
            _first(row, "l2ng-l2-mac-address"), _first(row, "l2ng-l2-mac-logical-interface"), _first(row, "l2ng-l2-vlan-id"),
            "static" in _first(row, "l2ng-l2-mac-entry-flags"),
        )
        for row in _each(table, "l2ng-l2ald-mac-entry-vlan")
    ]  # fmt: skip
    told += [
        (
            _first(row, "mac-address"), _first(row, "mac-interface", "mac-interfaces"), _first(row, "mac-vlan-tag"),
            _first(row, "mac-type") == "Static",
        )
        for row in _each(table, "mac-table-entry")
    ]  # fmt: skip
    return tuple(
        Learnt(mac=spelled(address), port=port.partition(".")[0], vlan=int(vlan) if vlan.isdigit() else None)
        for address, port, vlan, configured in told
        if re.fullmatch(r"(?i)[0-9a-f]{2}(:[0-9a-f]{2}){5}", address) and port and not configured
    )
