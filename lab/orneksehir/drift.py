"""What years of work by hand leave behind: edits on the text of a config, so that what runs is not what should. Those of IOS
are here, those of the other vendors in handwork.py.

Deterministic: the same text, device name and seed give the same running config. After each edit the text is still one
that a switch could show.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lab.orneksehir import handwork
from lab.orneksehir.handwork import DESCRIPTIONS, OLD_BANNER, OLD_NTP

Lines = list[str]

EXTRA_VLAN = 666
UNMANAGED = ("cdp timer 30", "ip scp server enable", "mac address-table aging-time 600")


@dataclass(frozen=True)
class Drifted:
    """A running config, and the names of the edits that made it."""

    text: str
    kinds: tuple[str, ...]


def plant(
    text: str, device: str, seed: int = 0, kinds: Sequence[str] | None = None, platform: str = "cisco_ios"
) -> Drifted:
    """The running config of a device whose intended config is `text`. One device in four is left alone; `kinds` says
    which edits to try instead. An edit that finds nothing to edit is left out of `Drifted.kinds`."""
    rng = random.Random(f"{seed}/{device}")
    if kinds is None:
        kinds = () if rng.random() < 0.25 else rng.sample(kinds_of(platform), rng.randint(1, 4))
    if platform != "cisco_ios":
        return Drifted(*handwork.plant(text, platform, kinds, rng))
    lines = text.splitlines()
    done = [kind for kind in EDITS if kind in kinds and EDITS[kind](lines, rng)]
    return Drifted("\n".join(lines) + "\n", tuple(done))


def kinds_of(platform: str) -> list[str]:
    """Every kind of edit that there is for a platform."""
    return list(EDITS if platform == "cisco_ios" else handwork.EDITS[platform])


def without_users(drifted: Drifted) -> Drifted:
    """The same for a switch that was never given the SNMPv3 users, which no running config would show."""
    lines = [line for line in drifted.text.splitlines() if not line.startswith("snmp-server user ")]
    return Drifted("\n".join(lines) + "\n", (*drifted.kinds, MISSING_USER))


def drifted_devices(names: Sequence[str], count: int, seed: int = 0) -> frozenset[str]:
    """Which devices of a fleet drifted, where only some may."""
    ordered = sorted(names)
    return frozenset(random.Random(f"{seed}/fleet").sample(ordered, min(count, len(ordered))))


@dataclass(frozen=True)
class _Block:
    """An interface: its header's index and the end of its lines."""

    name: str
    start: int
    end: int

    def having(self, lines: Lines, pattern: str) -> int | None:
        """Index of the first line of the block that the pattern matches whole."""
        return next((index for index in range(self.start, self.end) if re.fullmatch(pattern, lines[index])), None)

    def group(self, lines: Lines) -> str | None:
        """The number of the Port-channel that it is or belongs to."""
        if self.name.startswith("Port-channel"):
            return self.name.removeprefix("Port-channel")
        index = self.having(lines, r" channel-group \d+ .*")
        return None if index is None else lines[index].split()[1]


def _interfaces(lines: Lines) -> list[_Block]:
    found = []
    for index, line in enumerate(lines):
        if line.startswith("interface "):
            end = index + 1
            while end < len(lines) and lines[end].startswith(" "):
                end += 1
            found.append(_Block(line.removeprefix("interface "), index, end))
    return found


def _physical(lines: Lines, *patterns: str) -> list[_Block]:
    """Physical ports that have a line for each pattern."""
    return [
        block
        for block in _interfaces(lines)
        if "/" in block.name and all(block.having(lines, pattern) is not None for pattern in patterns)
    ]


_IN_USE = r" switchport access vlan (?!99$)\d+"
_SHUT = " shutdown"
_ALLOWED = " switchport trunk allowed vlan "


def _description(lines: Lines, rng: random.Random) -> bool:
    ports = [port for port in _physical(lines, r" description .+") if port.having(lines, _SHUT) is None]
    if not ports:
        return False
    index = rng.choice(ports).having(lines, r" description .+")
    assert index is not None  # noqa: S101 - the ports were chosen for having one
    lines[index] = " description " + rng.choice(DESCRIPTIONS)
    return True


def _together(lines: Lines, place: int) -> list[_Block]:
    """The interface that the line stands in, and where it is a Port-channel or a member of one: that and all its members.

    IOS copies what is typed on a bundle to its members and lets no member differ from it: they drift as one.
    """
    blocks = _interfaces(lines)
    own = next(block for block in blocks if block.start < place < block.end)
    group = own.group(lines)
    return [own] if group is None else [block for block in blocks if block.group(lines) == group]


def _trunk_vlan(lines: Lines, rng: random.Random) -> bool:
    trunks = [
        index
        for index, line in enumerate(lines)
        if line.startswith(_ALLOWED)
        and not lines[index + 1].startswith(f"{_ALLOWED}add")
        and not line.endswith(("none", "all"))
    ]
    if not trunks:
        return False
    for port in _together(lines, rng.choice(trunks)):
        index = next((index for index in trunks if port.start < index < port.end), None)
        if index is not None:
            lines[index] += f",{EXTRA_VLAN}"
    return True


def _ntp(lines: Lines, _: random.Random) -> bool:
    servers = [index for index, line in enumerate(lines) if re.fullmatch(r"ntp server \S+", line)]
    if not servers:
        return False
    lines[servers[0]] = f"ntp server {OLD_NTP}"
    return True


def _missing_vlan(lines: Lines, rng: random.Random) -> bool:
    """A VLAN that trunks carry but no access port is in is not in the device's VLAN table."""
    text = "\n".join(lines)
    unused = [
        index
        for index, line in enumerate(lines)
        if (match := re.fullmatch(r"vlan (\d+)", line))
        and not re.search(rf"(?:access|voice|native) vlan {match[1]}$|^interface Vlan{match[1]}$", text, re.MULTILINE)
    ]
    if not unused:
        return False
    start = rng.choice(unused)
    end = start + 1
    while lines[end].startswith(" "):
        end += 1
    del lines[start : end + (lines[end] == "!")]
    return True


def _access_vlan(lines: Lines, rng: random.Random) -> bool:
    ports = [port for port in _physical(lines, _IN_USE) if port.having(lines, _SHUT) is None]
    vlans = sorted({int(line.split()[-1]) for line in lines if re.fullmatch(_IN_USE, line)})
    if not ports:
        return False
    index = rng.choice(ports).having(lines, _IN_USE)
    assert index is not None  # noqa: S101 - the ports were chosen for having one
    now = int(lines[index].split()[-1])
    other = next((vid for vid in vlans if vid != now), None)
    if other is None:
        return False
    for port in _together(lines, index):
        place = port.having(lines, _IN_USE)
        if place is not None:
            lines[place] = f" switchport access vlan {other}"
    return True


def _open_port(lines: Lines, rng: random.Random) -> bool:
    """An unused port somebody opened: up, in the users' default VLAN 1, without a word why."""
    ports = [port for port in _physical(lines, r" switchport access vlan 99", _SHUT) if port.group(lines) is None]
    if not ports:
        return False
    port = rng.choice(ports)
    gone = (r" switchport access vlan 99", _SHUT, r" description .+", r" power inline never")
    lines[port.start : port.end] = [
        line for line in lines[port.start : port.end] if not any(re.fullmatch(pattern, line) for pattern in gone)
    ]
    return True


def _banner(lines: Lines, _: random.Random) -> bool:
    start = next((index for index, line in enumerate(lines) if re.match(r"banner login \^C", line)), None)
    if start is None:
        return False
    end = next(index for index in range(start + 1, len(lines)) if lines[index].startswith("^C"))
    lines[start + 1 : end] = ["*" * 44, OLD_BANNER, "*" * 44]
    return True


def _unmanaged(lines: Lines, rng: random.Random) -> bool:
    line = rng.choice(UNMANAGED)
    place = next((index for index, one in enumerate(lines) if one.startswith("interface ")), len(lines) - 1)
    if line in lines:
        return False
    lines.insert(place, line)
    return True


MISSING_USER = "snmp-user"
EDITS: dict[str, Callable[[Lines, random.Random], bool]] = {
    "description": _description,
    "trunk-vlan": _trunk_vlan,
    "ntp-server": _ntp,
    "missing-vlan": _missing_vlan,
    "access-vlan": _access_vlan,
    "open-port": _open_port,
    "banner": _banner,
    "unmanaged-line": _unmanaged,
}
"""Kinds of drift, in the order in which they are planted."""
