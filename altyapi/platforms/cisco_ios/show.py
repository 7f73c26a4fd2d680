"""What Cisco's show commands say, as values. Liberal: columns move from release to release."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from altyapi.device.contract import Facts, Learnt, Member, Neighbour
from altyapi.platforms import answers
from altyapi.platforms.answers import first, host, mac, ports

_STATUS = "connected|notconnect|disabled|err-disabled|inactive|monitoring|suspended|faulty|sfpAbsent"


def archive_path(config: str) -> bool:
    """Whether the config has `archive` with a `path` below it."""
    section = re.search(r"(?m)^archive *\n((?: .*\n)*)", config)
    return section is not None and re.search(r"(?m)^ path \S", section[1]) is not None


def long_interface(name: str, long_names: Mapping[str, str]) -> str:
    """The long form of an interface name: `Gi1/0/1`, and CDP's `Gig 1/0/1`, are GigabitEthernet1/0/1."""
    found = re.fullmatch(r"([A-Za-z][A-Za-z-]*) ?(\d\S*)?", name)
    if found is None:
        return name
    kind, number = found[1], found[2] or ""
    if kind not in long_names:
        begun = {long for long in long_names.values() if long.lower().startswith(kind.lower())}
        return (begun.pop() if len(begun) == 1 else kind) + number
    return long_names[kind] + number


def facts(version: str, inventory: str) -> Facts:
    """From `show version`, with `show inventory` for what it leaves out. Missing values are empty."""
    chassis = re.search(
        r'NAME: *"(?:[^"]*[Cc]hassis[^"]*|1|Switch \d[^"]*)".*\n *PID: *(\S*?) *,.*?SN: *(\S*)', inventory
    )
    return Facts(
        hostname=first(version, r"(?m)^(\S+) uptime is"),
        model=first(version, r"(?mi)^Model number *: *(\S+)", r"(?mi)^cisco (\S+) .*(?:processor|bytes of)")
        or (chassis[1] if chassis else ""),
        version=first(version, r"(?m)\bVersion ([^,\s]+)"),
        serial=first(version, r"(?mi)^System serial number *: *(\S+)")
        or (chassis[2] if chassis else "")
        or first(version, r"(?m)^Processor board ID (\S+)"),
    )


def members(inventory: str) -> tuple[Member, ...]:
    """The switches of a stack in `show inventory`, by position: entries "1", "Switch 1" or "Switch 1 System"."""
    found = re.findall(
        r'NAME: *"(?:Switch ?)?(\d+)(?: System)?".*\n *PID: *(\S*?) *,.*?SN: *(\S*)', inventory, re.IGNORECASE
    )
    by_position = {int(position): Member(position=int(position), model=model, serial=serial)
                   for position, model, serial in found}  # fmt: skip
    return tuple(by_position[position] for position in sorted(by_position)) if len(by_position) > 1 else ()


def macs(interfaces: str) -> dict[str, str]:
    """Interface to MAC address in use, from `show interfaces` or those of its lines that matter."""
    # anchored, as a description may hold any words
    lines = re.findall(
        r"(?m)^(?:([A-Z]\S*) is .*line protocol is|  Hardware is .*, address is ([0-9a-f]{4}(?:\.[0-9a-f]{4}){2})\b)",
        interfaces,
    )
    found: dict[str, str] = {}
    name = ""
    for begins, address in lines:
        if begins:
            name = begins
        elif name and address.strip("0."):
            found[name] = mac(address)
            name = ""
    return found


_MAC = r"(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}"
_LEARNT = rf"^[ *+RSD]*(?P<vlan>\d+|-+) +(?P<mac>{_MAC}) +dynamic\b.*?[ ](?P<port>[A-Z][A-Za-z-]*\d[\d/.]*) *$"
_LEARNT_OLD = rf"^ *(?P<mac>{_MAC}) +dynamic +(?P<vlan>\d+) +(?P<port>\S+) *$"


def learnt(table: str, long_names: Mapping[str, str]) -> tuple[Learnt, ...]:
    """From `show mac address-table dynamic`, in the forms of the Catalyst 2960 to 9000, of the 4500 (protocols before the port), of
    the 6500 (marks before, age and more between) and of 12.1 (the address first). An address that a port is locked to is static."""

    def long(name: str) -> str:
        return long_interface(name, long_names)

    return answers.learnt(table, _LEARNT, long) + answers.learnt(table, _LEARNT_OLD, long)


def connected(status: str, long_names: Mapping[str, str]) -> set[str]:
    """Ports that `show interfaces status` calls connected; the name column may hold any words."""
    # the status is the last such word of a line: a description may say "not connected" too
    found = re.findall(rf"(?m)^([A-Z][A-Za-z-]*\d\S*) +.*?\b({_STATUS})\b(?!.*\b(?:{_STATUS})\b)", status)
    return {long_interface(name, long_names) for name, state in found if state == "connected"}


def up_addresses(brief: str, long_names: Mapping[str, str]) -> set[str]:
    """Interfaces whose status and line protocol are both up in `show ip interface brief`."""
    found = re.findall(r"(?m)^(\S*\d) +\S+ +\w+ +\S+ +up +up *$", brief)
    return {long_interface(name, long_names) for name in found}


def lldp_neighbours(text: str, long_names: Mapping[str, str]) -> list[tuple[str, str]]:
    """(local interface, remote name) from `show lldp neighbors`; names are cut at 20 characters there."""
    rows = re.findall(r"(?m)^(\S(?:.{0,19}?\S)?) *[ ]([A-Z][A-Za-z-]*\d[\d/.]*) +\d+ ", text)
    rows += re.findall(r"(?m)^(\S{20})([A-Z][a-z]+\d[\d/.]*) +\d+ ", text)
    return [(long_interface(local, long_names), _host(remote)) for remote, local in rows]


def cdp_neighbours(text: str, long_names: Mapping[str, str]) -> list[tuple[str, str]]:
    """(local interface, remote name) from `show cdp neighbors`; a long name stands on a line of its own."""
    rows = re.findall(r"(?m)^(\S+)(?: *\n)? +([A-Z][A-Za-z]{1,3} \d[\d/.]*) +\d+ ", text)
    return [(long_interface(local, long_names), _host(remote)) for remote, local in rows]


def _host(name: str) -> str:
    """Without domain, and without the serial number that NX-OS adds."""
    return host(name.partition("(")[0])


def merged(*tables: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """All pairs once, sorted; where two tables give the same neighbour and one cut its name, the longer name stays."""
    pairs = sorted({pair for table in tables for pair in table}, key=lambda pair: (pair[0], pair[1]))
    return [
        (local, remote)
        for local, remote in pairs
        if not any(local == other and long != remote and long.startswith(remote) for other, long in pairs)
    ]


_NOT_TOLD = "not advertised"


def lldp_details(text: str, long_names: Mapping[str, str]) -> list[Neighbour]:
    """From `show lldp neighbors detail`. Releases that leave out the local interface tell nothing of use here."""
    found = []
    for entry in re.split(r"(?m)^-{20,} *$", text):
        head = entry.partition("System Description:")[0]  # what follows is the far end's own text, of any form
        local = first(head, r"(?m)^Local Intf: *(\S+)")
        name = first(head, r"(?m)^System Name: *(\S.*?) *$")
        named = (first(head, rf"(?m)^{key}: *(\S.*?) *$") for key in ("Port id", "Port Description"))
        if local and name and _NOT_TOLD not in name:
            told = _ports((port for port in named if port and _NOT_TOLD not in port), long_names)
            found.append(Neighbour(interface=long_interface(local, long_names), name=name, ports=told))
    return found


def cdp_details(text: str, long_names: Mapping[str, str]) -> list[Neighbour]:
    """From `show cdp neighbors detail`, whole or only its lines `Device ID` and `Interface`."""
    rows = re.findall(
        r"(?m)^Device ID: *(\S.*?) *\n(?:(?!Device ID:|Interface:).*\n)*"
        r"Interface: *(\S+?), *Port ID \(outgoing port\): *(\S.*?) *$",
        text,
    )
    return [
        Neighbour(
            interface=long_interface(local, long_names),
            name=name.partition("(")[0],  # NX-OS adds its serial number
            ports=_ports([port], long_names),
        )
        for name, local, port in rows
    ]


def _ports(told: Iterable[str], long_names: Mapping[str, str]) -> tuple[str, ...]:
    return ports(told, lambda port: long_interface(port, long_names))


def merged_details(*tables: list[Neighbour]) -> tuple[Neighbour, ...]:
    """Each neighbour of each interface once, by interface and name, with all that its port was called."""
    found: dict[tuple[str, str], Neighbour] = {}
    for entry in (entry for table in tables for entry in table):
        key = entry.interface, _host(entry.name).casefold()
        known = found.get(key, entry)
        found[key] = known.model_copy(update={"ports": tuple(dict.fromkeys((*known.ports, *entry.ports)))})
    return tuple(found[key] for key in sorted(found))
