"""What EOS says of itself over eAPI, as values (EOS 4.23 to 4.34). Missing values are empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from altyapi.device.contract import Facts, Learnt, Neighbour
from netbox_sync.model import Frozen


class Pending(Frozen):
    """A configuration session whose commit waits for its confirmation."""

    name: str
    user: str  # who committed it, empty where the switch does not say


def pending(sessions: Mapping[str, Any]) -> Pending | None:
    """From `show configuration sessions detail`.

    Until 4.31 the session's own state says it; since 4.32 all sessions say `committed`, and the name stands beside them while
    the timer runs.
    """
    rows = sessions.get("sessions") or {}
    named = str(sessions.get("commitTimerSessionName") or "")
    waiting = (
        [named] if named else [name for name, row in rows.items() if "pendingCommitTimer" in str(row.get("state"))]
    )
    for name in waiting:
        row = rows.get(name) or {}
        users = [str(one.get("user", "")) for one in (row.get("instances") or {}).values()]
        return Pending(name=name, user=str(row.get("commitUser") or "") or next(iter(users), ""))
    return None


def saves_at_commit(sessions: Mapping[str, Any]) -> bool:
    """Whether a commit is at once the startup config, before anybody has confirmed it."""
    return bool(sessions.get("saveToStartupConfigOnCommit"))


def facts(version: Mapping[str, Any], hostname: Mapping[str, Any]) -> Facts:
    """From `show version` and `show hostname`."""
    return Facts(
        hostname=str(hostname.get("hostname") or ""),
        model=str(version.get("modelName") or ""),
        version=str(version.get("version") or ""),
        serial=str(version.get("serialNumber") or ""),
    )


def up(interfaces: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """Names of the interfaces that are up, sorted; from napalm's get_interfaces."""
    return tuple(sorted(name for name, row in interfaces.items() if row.get("is_up")))


def macs(interfaces: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    return {name: str(row["mac_address"]).upper() for name, row in interfaces.items() if row.get("mac_address")}


def neighbours(told: Mapping[str, Sequence[Mapping[str, str]]]) -> tuple[Neighbour, ...]:
    """From napalm's get_lldp_neighbors, by interface and name."""
    found = [
        Neighbour(interface=port, name=str(row["hostname"]), ports=(str(row["port"]),) if row.get("port") else ())
        for port, rows in told.items()
        for row in rows
        if row.get("hostname")
    ]
    return tuple(sorted(found, key=lambda one: (one.interface, one.name)))


def learnt(table: Sequence[Mapping[str, Any]]) -> tuple[Learnt, ...]:
    """From napalm's get_mac_address_table. One that a port is locked to is static."""
    return tuple(
        Learnt(
            mac=str(row["mac"]).upper(), port=str(row["interface"]), vlan=int(row["vlan"]) if row.get("vlan") else None
        )
        for row in table
        if not row.get("static") and row.get("mac") and row.get("interface")
    )
