"""What AOS-CX's show commands say, as values. Liberal: words and columns move from release to release (10.06 to 10.15)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from altyapi.device.contract import Facts, Learnt, Member, Neighbour
from altyapi.platforms import answers
from netbox_sync.model import Frozen


def facts(system: str) -> Facts:
    """From `show system`. Missing values are empty; the version's key is `ArubaOS-CX Version`, from 10.13 `AOS-CX Version`."""
    return Facts(
        hostname=_value(system, "Hostname"),
        model=_value(system, "Product Name"),
        version=_value(system, r"(?:Aruba ?OS-CX|AOS-CX|HPE \S+) Version") or _value(system, "System Description"),
        serial=_value(system, r"(?:Chassis )?Serial (?:Nbr|Number)\.?"),
    )


def _value(text: str, key: str) -> str:
    found = re.search(rf"(?m)^[ \t]*{key}[ \t]*:[ \t]*(\S[^\n]*?)[ \t]*$", text)
    return found[1] if found else ""


def members(vsf: str) -> tuple[Member, ...]:
    """The switches of a stack in `show vsf detail`, by position; none where there is one switch, or no such command."""
    found = []
    for entry in re.split(r"(?m)^[ \t]*Member ID[ \t]*:", vsf)[1:]:
        position, serial = re.match(r"\s*(\d+)", entry), _value(entry, "Serial Number")
        if position and serial:
            model = " ".join(word for word in (_value(entry, "Type"), _value(entry, "Model")) if word)
            found.append(Member(position=int(position[1]), model=model, serial=serial))
    return tuple(sorted(found, key=lambda member: member.position)) if len(found) > 1 else ()


def macs(interfaces: str) -> dict[str, str]:
    """Interface to MAC address, from `show interface`."""
    rows = re.findall(
        r"(?m)^(?:(?:Interface|Aggregate) (\S+(?: \d+)?) is |[ \t]*Hardware: [^\n]*?MAC Address: ([0-9a-fA-F:]{17}))",
        interfaces,
    )
    found: dict[str, str] = {}
    name = ""
    for begins, address in rows:
        if begins:
            name = begins.replace(" ", "")
        elif name and address.strip("0:"):
            found[name] = address.upper()
            name = ""
    return found


def up(brief: str) -> set[str]:
    """Interfaces that are up in `show interface brief`; types and descriptions may hold any words."""
    rows = re.findall(
        r"(?m)^((?:\d+/|lag|vlan|loopback|mgmt)\S*)[ \t].*?[ \t](?:yes|no)[ \t]+(up|down)(?=[ \t]|$)", brief
    )
    return {name for name, state in rows if state == "up"}


_NOT_TOLD = {"", "--", "not advertised"}


def neighbours(detail: str) -> tuple[Neighbour, ...]:
    """From `show lldp neighbor-info detail`, by interface and name; those without a name are left out."""
    found: dict[tuple[str, str], Neighbour] = {}
    for entry in re.split(r"(?m)^-{20,}[ \t]*$", detail):
        local = _value(entry, "Port")
        name = _value(entry, "Neighbor (?:Chassis|System)-Name")
        if local and name not in _NOT_TOLD:
            ports = (_value(entry, "Neighbor Port-(?:ID|Id)"), _value(entry, "Neighbor Port-Desc(?:ription)?"))
            told = tuple(dict.fromkeys(port for port in ports if port not in _NOT_TOLD))
            found[local, name] = Neighbour(interface=local, name=name, ports=told)
    return tuple(found[key] for key in sorted(found))


_LEARNT = r"^ *(?P<mac>[0-9a-f]{2}(?::[0-9a-f]{2}){5}) +(?P<vlan>\d+) +(?:dynamic|port-access-security) +(?P<port>\S+)"


def learnt(table: str) -> tuple[Learnt, ...]:
    """From `show mac-address-table`; one that port security let in was heard too."""
    return answers.learnt(table, _LEARNT)


class Checkpoint(Frozen):
    """One row of `show checkpoint`."""

    name: str
    kind: str  # checkpoint, latest, startup
    writer: str  # User, System
    written: datetime | None  # None where the time can't be read


def checkpoints(text: str) -> tuple[Checkpoint, ...]:
    """From `show checkpoint`, until 10.07 `show checkpoint list all`."""
    rows = re.findall(r"(?m)^[ \t]*(\S+)[ \t]+([a-z]+)[ \t]+([A-Z][a-z]+)[ \t]+(\d{4}-\d\d-\d\dT[\d:]+)\S*", text)
    return tuple(
        Checkpoint(name=name, kind=kind, writer=writer, written=_time(date)) for name, kind, writer, date in rows
    )


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


_RECORD = re.compile(r"audit\(([A-Z][a-z]{2} +\d{1,2} \d{4} +\d\d:\d\d:\d\d)[^)]*\)(.*?)(?=audit\(|\Z)", re.DOTALL)
_AUTO = re.compile(r'\bdata="\s*checkpoint auto (\d+|confirm)\s*"')

GRACE = timedelta(minutes=1)
"""How long after its time a revert may still be at work."""


def pending_auto(log: str) -> str | None:
    """Whose `checkpoint auto` is neither confirmed nor over, by `show accounting log`; None where none is.

    All times are the switch's own; its newest record, at the latest that of this login, tells what time it is.
    """
    records = sorted(
        ((datetime.strptime(" ".join(time.split()), "%b %d %Y %H:%M:%S"), said) for time, said in _RECORD.findall(log)),  # noqa: DTZ007 - the switch's own
        key=lambda record: record[0],
    )
    pending: tuple[datetime, str] | None = None
    for time, said in records:
        command = _AUTO.search(said)
        if command is None or not re.search(r"\bres=success\b", said):
            continue
        user = re.search(r"\buser(?:-name)?=(\S+)", said)
        until = time + timedelta(minutes=int(command[1])) if command[1].isdigit() else None
        pending = None if until is None else (until, user[1] if user else "")
    if pending is None:
        return None
    now = records[-1][0]
    return pending[1] if now <= pending[0] + GRACE else None


_DIGITS = re.compile(r"\d+")


def counted(answer: str) -> int | None:
    """The number that `| count` answers with; None where it answers otherwise."""
    found = _DIGITS.findall(answer)
    return int(found[0]) if len(found) == 1 else None


def plausible_counts(config: str) -> frozenset[int]:
    """The numbers of lines that a config of this text may be said to have: with or without blank lines, with or without the
    heading that is no part of it."""
    rows = config.strip("\n").split("\n")
    filled = [row for row in rows if row.strip()]
    heading = 1 if filled and filled[0].endswith("configuration:") else 0
    return frozenset({len(rows), len(filled), len(rows) - heading, len(filled) - heading})
