"""What AOS-S's show commands say, as values. Liberal: words and columns move from release to release (K.15 to 16.11)."""

from __future__ import annotations

import re

from altyapi.device.contract import Facts, Learnt, Member, Neighbour
from altyapi.platforms import answers
from altyapi.platforms.answers import mac

SLOT_PORTS = 24
"""Numbers that a slot of a chassis takes in the interfaces MIB."""


def facts(system: str, lldp_local: str) -> Facts:
    """From `show system` and `show lldp info local-device`, which alone tells the product's name. Missing values are empty."""
    vendor = r"(?:HPE?|Aruba|ProCurve|Hewlett[- ]Packard\S*)?(?: ProCurve)?"
    described = re.search(rf"(?im)^ *System Description *:[ ]*{vendor} *(\S[^,\n]*?), *revision", lldp_local)
    return Facts(
        hostname=_value(system, "System Name"),
        model=described[1] if described else "",
        version=_value(system, r"Software revision"),
        serial=_value(system, r"Serial Number"),
    )


def _value(text: str, key: str) -> str:
    """The value of a key; another key may follow it on the line, after blanks."""
    found = re.search(rf"(?m)(?:^|[ ]{{2,}})[ ]*{key} *: *(\S[^\n]*?)(?:[ ]{{2,}}|[ ]*$)", text)
    return found[1] if found else ""


def members(vsf: str) -> tuple[Member, ...]:
    """The switches of a stack in `show vsf detail`, by position; none where there is one switch, or no such command."""
    found = []
    for entry in re.split(r"(?m)^ *Member ID *:", vsf)[1:]:
        position, serial = re.match(r"\s*(\d+)", entry), _value(entry, "Serial Number")
        if position and serial:
            model = re.sub(r"^(?:HPE?|Aruba) ", "", _value(entry, "Model"))
            found.append(Member(position=int(position[1]), model=model, serial=serial))
    return tuple(sorted(found, key=lambda member: member.position)) if len(found) > 1 else ()


def macs(walked: str, model: str) -> dict[str, str]:
    """Port to MAC address, from `walkMIB ifPhysAddress`. Ports are numbered from 1; a chassis counts its slots A, B, … by 24."""
    slots = re.search(r"\b(?:54|82)\d\d", model) is not None
    found: dict[str, str] = {}
    for index, address in re.findall(r"(?im)^ *ifPhysAddress\.(\d+) *= *((?:[0-9a-f]{2}[ :-]?){6})", walked):
        number = int(index)
        if not 1 <= number <= (SLOT_PORTS * 12 if slots else 56) or not address.strip("0 :-"):
            continue  # VLANs and trunks come behind the ports
        slot, port = divmod(number - 1, SLOT_PORTS)
        name = f"{chr(ord('A') + slot)}{port + 1}" if slots else str(number)
        found[name] = mac(address)
    return found


def up(brief: str) -> set[str]:
    """Ports that are up in `show interfaces brief`: `1`, `A3*`, `25-Trk1`."""
    rows = re.findall(r"(?m)^ *((?:\d+/)?[A-Z]?\d+)\*?(?:-Trk\d+)?\*? .*\| +(?:Yes|No) +(?:Yes|No) +(Up|Down)\b", brief)
    return {name for name, state in rows if state == "Up"}


def neighbours(detail: str) -> tuple[Neighbour, ...]:
    """From `show lldp info remote-device detail`, by port and name; those without a name are left out."""
    found: dict[tuple[str, str], Neighbour] = {}
    for entry in re.split(r"(?m)^ *-{20,} *$", detail):
        local, name = _value(entry, "Local Port"), _value(entry, "SysName")
        if local and name:
            told = (_value(entry, "PortId"), _value(entry, "PortDescr"))
            ports = tuple(dict.fromkeys(port for port in told if port))
            found[local, name] = Neighbour(interface=local, name=name, ports=ports)
    return tuple(found[key] for key in sorted(found))


_LEARNT = r"^ *(?P<mac>[0-9a-f]{6}-[0-9a-f]{6}) +(?P<port>\S+)(?: +(?P<vlan>\d+))? *$"


def learnt(table: str) -> tuple[Learnt, ...]:
    """From `show mac-address`, whose table has no VLAN in old releases."""
    return answers.learnt(table, _LEARNT)


_NO_RELOAD = re.compile(
    r"(?i)\b(?:no|not|none|isn't)\b[^\n]*\b(?:reload|reboot|schedul)|\breload\b[^\n]*\b(?:not|none)\b"
)
_RELOAD = re.compile(r"(?i)\b(?:reload|reboot|schedul)\w*\b[^\n]*\d")


def reload_pending(told: str) -> bool:
    """Whether `show reload after` tells of a reload: `Reload scheduled for 16:14:00 …`, `reload after 00:35:00`."""
    return _NO_RELOAD.search(told) is None and _RELOAD.search(told) is not None


def active_file(files: str) -> str:
    """The active config file's name in `show config files`; empty where none is marked."""
    found = re.search(r"(?m)^ *\d+ *\| {1,3}\*[ *]*\| *(\S+)", files)
    return found[1] if found else ""
