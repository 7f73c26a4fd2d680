"""What VRP's display commands say, as values. Liberal: columns and wording move between VRP5 and VRP8, and from series to
series."""

from __future__ import annotations

import re
from collections.abc import Mapping

from altyapi.device.contract import Facts, Learnt, Member, Neighbour
from altyapi.platforms import answers
from altyapi.platforms.answers import first, host, mac, ports

_STATES = r"(?:\*|\^|!|~)?(?:up|down|protocol-down|error-down)"


def vrp(version: str) -> int | None:
    """The generation (5 or 8) that `display version` tells; None where it does not."""
    found = re.search(r"(?i)\bVRP \(R\) software, Version (\d+)\.", version)
    return int(found[1]) if found else None


def long_interface(name: str, long_names: Mapping[str, str]) -> str:
    """The long form of an interface name as VRP5 shows it short: `GE0/0/1` is GigabitEthernet0/0/1."""
    found = re.fullmatch(r"([A-Za-z][A-Za-z-]*?)(\d\S*)", name)
    if found is None:
        return name
    return long_names.get(found[1], found[1]) + found[2]


def facts(version: str, serials: Mapping[int, str], hostname: str, esn: str = "") -> Facts:
    """From `display version`, the serial numbers by slot and the answer to `display esn`; the name is the prompt's.
    Missing values are empty."""
    model = first(
        version,
        r"(?mi)^(?:HUAWEI|Quidway) (\S.*?)(?: (?:Terabit )?(?:Routing|Ethernet|Core)? ?(?:Switch|Router))? uptime is",
        r"(?mi)\bVRP \(R\) software, Version \S+ \((\S+) V\d",
    )
    serial = next((serials[slot] for slot in sorted(serials)), "") or first(
        esn, r"(?mi)\bESN\b[^:\n]*: *([0-9A-Z]{8,})"
    )
    return Facts(
        hostname=hostname,
        model=model,
        version=first(
            version,
            r"(?mi)\bVRP \(R\) software, Version \S+ \((?:\S+ )*(V\d+R\d+C\d+\w*)\)",
            r"(?mi)\bVRP \(R\) software, Version (\S+)",
        ),
        serial=serial,
    )


def serials(manufacture: str) -> dict[int, str]:
    """Serial number by slot: of `display device manufacture-info` (VRP5, `Slot Sub Serial-number`; VRP8, `Slot Card Type
    Serial-number`), else of `display elabel`'s `BarCode` of each slot's main board."""
    found: dict[int, str] = {}
    for slot, serial in re.findall(
        r"(?m)^ *(\d+) +-+ +(?:\S+ +)?([0-9A-Z]{8,}) +\d{4}-\d{1,2}-\d{1,2} *$", manufacture
    ):
        found.setdefault(int(slot), serial)
    slot = -1
    main = False
    for line in manufacture.splitlines():
        title = re.match(r"\[(?:Slot_(\d+)|BackPlane_(\d+)|(\w+))\]", line)
        if title:
            number = title[1] or title[2]
            slot, main = (int(number), False) if number else (slot, title[3] == "Main_Board")
        code = re.match(r"BarCode=([0-9A-Z]{8,})", line)
        if code and main and slot >= 0:
            found.setdefault(slot, code[1])
    return found


def members(serials: Mapping[int, str], device: str) -> tuple[Member, ...]:
    """The switches of a stack, by slot, with the board types of `display device`; none where there is one, or where the slots
    are those of a chassis: its boards are not named as a device is (`S5735-L24P4X-A1`, `CE6857-48S6CQ-EI`)."""
    models = dict(re.findall(r"(?m)^ *(\d+) +-+ +(\S+) +Present", device))
    found = [Member(position=slot, model=models.get(str(slot), ""), serial=serials[slot]) for slot in sorted(serials)]
    boxes = [one for one in found if not one.model or re.match(r"[A-Z]{1,4}\d{3}", one.model)]
    return tuple(boxes) if len(boxes) > 1 else ()


def macs(interfaces: str) -> dict[str, str]:
    """Interface to MAC address in use, from `display interface` or those of its lines that matter."""
    found: dict[str, str] = {}
    name = ""
    for line in interfaces.splitlines():
        begins = re.match(r"([A-Z0-9][A-Za-z0-9/.:-]*\d) current state *:", line)
        if begins:
            name = begins[1]
        told = re.search(r"(?i)\bhardware address is ([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})\b", line)
        if told and name and told[1].strip("0-"):
            found[name] = mac(told[1])
            name = ""
    return found


_LEARNT = r"^ *(?P<mac>[0-9a-f]{4}(?:-[0-9a-f]{4}){2}) +(?P<vlan>\d*)\S* .*?(?P<port>[A-Z0-9]\S*) +dynamic\b"


def learnt(table: str, long_names: Mapping[str, str]) -> tuple[Learnt, ...]:
    """From `display mac-address dynamic`: `VLAN/VSI/BD` in one column, or (V100R005) `VLAN/VSI/SI`, `PEVLAN` and `CEVLAN` in three."""
    return answers.learnt(table, _LEARNT, lambda name: long_interface(name, long_names))


def up(brief: str, long_names: Mapping[str, str]) -> set[str]:
    """Interfaces that `display interface brief` calls physically up; members of a bundle stand indented below it."""
    rows = re.findall(
        rf"(?m)^ *([A-Z0-9][A-Za-z0-9-]*\d[\d/.:]*)(?:\([^)\n]*\))* +({_STATES})(?:\([^)\n]*\))* +({_STATES})\b", brief
    )
    return {long_interface(name, long_names) for name, state, _ in rows if state == "up"}


def up_addresses(brief: str, long_names: Mapping[str, str]) -> set[str]:
    """Interfaces that `display ip interface brief` calls up, physically and in protocol."""
    rows = re.findall(
        rf"(?m)^ *([A-Z0-9][A-Za-z0-9-]*\d[\d/.:]*) +(?:\d+(?:\.\d+){{3}}(?:/\d+)?|unassigned) +({_STATES})(?:\([^)\n]*\))* +({_STATES})\b",
        brief,
    )
    return {long_interface(name, long_names) for name, state, protocol in rows if state == protocol == "up"}


def lldp_neighbours(brief: str, long_names: Mapping[str, str]) -> list[tuple[str, str]]:
    """(local interface, remote name) from `display lldp neighbor brief`: VRP5 puts the neighbour's name second, VRP8 the
    neighbour's interface; the head line tells."""
    name_last = re.search(r"(?mi)^ *Local Int\S* +(?:Exptime|Neighbor Int)", brief) is not None
    rows = re.findall(r"(?m)^ *([A-Z0-9][A-Za-z0-9-]*\d[\d/.:]*)  *(\S.*?) *$", brief)
    found = []
    for local, rest in rows:
        columns = re.split(r" {2,}| (?=\d+$)", rest)
        words = [column.strip() for column in columns if column.strip() and not column.strip().isdigit()]
        if words:
            far = words[-1] if name_last else words[0]
            found.append((long_interface(local, long_names), far))
    return [(local, host(far)) for local, far in found if far not in ("-", "--")]


def lldp_details(text: str, long_names: Mapping[str, str]) -> list[Neighbour]:
    """From `display lldp neighbor`."""
    found = []
    # each port's part begins with `GigabitEthernet0/0/1 has 1 neighbor(s):`, each neighbour's with its index
    for part in re.split(r"(?m)^(?=\S+ has \d+ neighbors?(?:\(s\))?)", text):
        local = first(part, r"\A(\S+) has [1-9]\d* neighbor")
        if not local:
            continue
        for entry in re.split(r"(?mi)^ *Neighbor index *:", part)[1:]:
            # what follows the description is the far end's own text, of any form
            head = entry.partition("System description")[0]
            name = first(head, r"(?mi)^ *System name *: *(\S.*?) *$")
            if name in ("", "-", "--"):
                continue
            named = (first(head, rf"(?mi)^ *{key} *: *(\S.*?) *$") for key in ("Port ID", "Port description"))
            told = ports(
                (port for port in named if port not in ("", "-", "--")), lambda port: long_interface(port, long_names)
            )
            found.append(Neighbour(interface=long_interface(local, long_names), name=name, ports=told))
    return sorted(found, key=lambda one: (one.interface, one.name))
