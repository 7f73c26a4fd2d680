"""What Comware's display commands say, as values. Liberal: columns and wording move between Comware 5, 7 and 9."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from altyapi.device.contract import Facts, Learnt, Member, Neighbour
from altyapi.platforms import answers
from altyapi.platforms.answers import first, host, mac, ports

_UNIT = re.compile(
    r"(?mi)^ *(?:chassis (\d+)|slot (\d+)(?: cpu \d+)?|(?:fan|power|subslot|board|chassis self)\b.*) *:? *$"
)


def comware(text: str) -> int | None:
    """The generation (5, 7, 9) that a config or the answer to `display version` tells; None where it does not."""
    found = re.search(r"(?mi)^ *version (\d+)\.|\bSoftware, Version (\d+)\.", text)
    return int(found[1] or found[2]) if found else None


def long_interface(name: str, long_names: Mapping[str, str]) -> str:
    """The long form of an interface name: `GE1/0/1` is GigabitEthernet1/0/1, `Vlan10` Vlan-interface10."""
    found = re.fullmatch(r"([A-Za-z][A-Za-z-]*)(\d\S*)?", name)
    if found is None:
        return name
    return long_names.get(found[1], found[1]) + (found[2] or "")


def facts(version: str, manufacture: str, hostname: str) -> Facts:
    """From `display version` and `display device manuinfo`; the name is the prompt's. Missing values are empty."""
    units = _units(manufacture)
    model, serial = units[0][1:] if units else ("", "")
    release = re.search(
        r"(?i)\bSoftware, Version ([^,\s]+)(?:, *((?:Feature|Ess|Release|Beta|Demo|Test)? ?[A-Z]?\d\S*))?", version
    )
    return Facts(
        hostname=hostname,
        model=first(
            version, r"(?m)^(?:HPE?|H3C|Hewlett\S*|UNIS)? *(\S.*?)(?: (?:Switch|Router)(?: with [^\n]*?)?)? uptime is"
        )
        or model,
        version="" if release is None else ", ".join(part.strip() for part in release.groups() if part),
        serial=serial,
    )


_LEARNT = r"^ *(?P<mac>[0-9a-f]{4}(?:-[0-9a-f]{4}){2}) +(?P<vlan>\d+) +learned +(?P<port>\S+)"


def learnt(table: str, long_names: Mapping[str, str]) -> tuple[Learnt, ...]:
    """From `display mac-address`: `Learned` are those that were heard, beside `Config static`, `Security` and `Blackhole`."""
    return answers.learnt(table, _LEARNT, lambda name: long_interface(name, long_names))


def members(manufacture: str) -> tuple[Member, ...]:
    """The switches of an IRF fabric, by member number; none where there is one."""
    found = [Member(position=position, model=model, serial=serial) for position, model, serial in _units(manufacture)]
    return tuple(found) if len(found) > 1 else ()


def _units(manufacture: str) -> list[tuple[int, str, str]]:
    """(number, model, serial) of the chassis, or of the boxes where there is no chassis, by number.

    In `display device manuinfo`, fans and power supplies follow the box that they are in, with the same words. The cards of a
    chassis that tells nothing of itself are no boxes, nor is a slot without a MAC address: of those only the first is given.
    """
    chassis: dict[int, tuple[str, str]] = {}
    slots: dict[int, tuple[str, str]] = {}
    into: dict[int, tuple[str, str]] | None = slots
    cards: set[int] = set()
    number = within = 0
    modular = False
    for line in manufacture.splitlines():
        title = _UNIT.match(line)
        if title and title[1]:
            within, into = int(title[1]), None
        elif title and title[2]:
            number, into = int(title[2]), slots if not within else None
        elif title:
            own = re.match(r" *chassis self", line, re.IGNORECASE)
            number, into = (within, chassis) if own else (0, None)
            modular = modular or own is not None
        if into is slots and re.match(r" *MAC_ADDRESS *: *NONE *$", line):
            cards.add(number)
        field = re.match(r" *(DEVICE_NAME|DEVICE_SERIAL_NUMBER) *: *(\S.*?) *$", line)
        if field and into is not None:
            name, serial = into.get(number, ("", ""))
            into[number] = (field[2], serial) if field[1] == "DEVICE_NAME" else (name, field[2])
    if not chassis and (modular or cards):
        boxes = {} if modular else {at: unit for at, unit in slots.items() if at not in cards}
        slots = boxes or dict(sorted(slots.items())[:1])
    return [(at, *unit) for at, unit in sorted((chassis or slots).items())]


def macs(interfaces: str) -> dict[str, str]:
    """Interface to MAC address in use, from `display interface` or those of its lines that matter."""
    found: dict[str, str] = {}
    name = ""
    for line in interfaces.splitlines():
        begins = re.match(r" ?([A-Z][A-Za-z-]*\d[\d/.:]*)(?: current state\b.*)? *$", line)
        if begins:
            name = begins[1]
        address = re.search(
            r"(?i)^ *IP packet frame type:.*\bhardware address(?: is)?:? *([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})\b", line
        )
        if address and name and name not in found and address[1].strip("0-"):
            found[name] = mac(address[1])
    return found


def up(brief: str, long_names: Mapping[str, str]) -> set[str]:
    """Interfaces that `display interface brief` calls UP, and those with an address whose protocol is UP too."""
    # link, then either protocol and address (route mode) or speed and duplex (bridge mode)
    rows = re.findall(r"(?m)^([A-Z][A-Za-z-]*\d[\d/.:]*) +UP(?:\([^)]*\))? +(\S+)", brief)
    return {
        long_interface(name, long_names)
        for name, after in rows
        if after != "DOWN" and not re.match(r"(?:NULL|InLoop|REG|Aux)", name)
    }


def lldp_neighbours(text: str, long_names: Mapping[str, str]) -> list[tuple[str, str]]:
    """(local interface, remote name) from `display lldp neighbor-information list`, whose columns' order differs between
    releases; a name that is too long goes on in the next line."""
    local_first = re.search(r"(?m)^Local Interface +Chassis ID", text) is not None
    short = "|".join(map(re.escape, (*long_names, *long_names.values())))
    port = rf"(?:{short})\d[\d/.:]*"
    pairs: list[tuple[str, str]] = []
    rows = text.splitlines()
    for at, row in enumerate(rows):
        if local_first:
            found = re.match(rf"({port}) +\S+ +\S.*? {{2,}}(\S+) *$", row)
            local, name = (found[1], found[2]) if found else ("", "")
        else:
            found = re.match(rf"(\S.*?) +({port}) +(?=\S)", row)
            local, name = (found[2], found[1]) if found else ("", "")
            rest = rows[at + 1] if at + 1 < len(rows) else ""
            # a row of one short word alone continues the name above it
            if found and len(name) >= 20 and re.fullmatch(r"\S{1,20} *", rest) and "." in name + rest:
                name += rest.strip()
        if local and name not in {"", "-"}:
            pairs.append((long_interface(local, long_names), host(name)))
    return pairs


def lldp_details(text: str, long_names: Mapping[str, str]) -> tuple[Neighbour, ...]:
    """From `display lldp neighbor-information` in its verbose form, each neighbour of each interface once."""
    found: dict[tuple[str, str], Neighbour] = {}
    for entry in re.split(r"(?m)^(?=LLDP neighbor-information of port )", text):
        local = re.match(r"LLDP neighbor-information of port \d+ ?\[([^\]\n]+)\]", entry)
        if local is None:
            continue
        # several agents, several neighbours: each begins with its index
        for part in re.split(r"(?m)^ *(?=LLDP neighbor index)", entry):
            name = first(part, r"(?m)^ *System name *: *(\S.*?) *$")
            if not name or name == "-":
                continue
            told = [first(part, rf"(?m)^ *{key} *: *(\S.*?) *$") for key in ("Port ID", "Port description")]
            neighbour = Neighbour(
                interface=long_interface(local[1], long_names), name=name, ports=_ports(told, long_names)
            )
            found.setdefault((neighbour.interface, host(name).casefold()), neighbour)
    return tuple(found[key] for key in sorted(found))


def _ports(told: Iterable[str], long_names: Mapping[str, str]) -> tuple[str, ...]:
    names = (re.sub(r" Interface$", "", port) for port in told if port)  # a description that nobody set
    return ports(names, lambda port: long_interface(port, long_names))
