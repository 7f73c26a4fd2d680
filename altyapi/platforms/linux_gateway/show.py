"""What a gateway says of itself, as text and values.

Its config is one text: VLAN links, kernel settings, tunnels with their peers, the table of nftables, FRR's own running
config. The first two are written as `link eth1.10 parent eth1 vlan 10` and `setting net.ipv4.ip_forward 1`; tunnels.py has the third.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from typing import NamedTuple

from altyapi.device.contract import ANSWER_LIMIT, Facts, Neighbour
from altyapi.platforms.linux_gateway import ruleset, tunnels

SETTINGS = ("net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding")
"""Kernel settings that are kept here."""

_LINK = re.compile(r"(?m)^\d+: (?P<name>[^@:\s]+)@(?P<parent>[^:\s]+):.* vlan protocol \S+ id (?P<vid>\d+)\b")
_STANZA = re.compile(
    r"(?m)^iface (?P<name>\S+) inet manual\n\s+vlan-raw-device (?P<parent>\S+)\n\s+vlan-id (?P<vid>\d+)"
)
_STATIC = re.compile(r"(?m)^iface (?P<name>\S+) inet static\n(?:[ \t]+.*\n)*?[ \t]+address (?P<address>\S+/\d+)$")
_SETTING = re.compile(r"(?m)^(?P<name>net\.\S+) *= *(?P<value>\S+)")
_INTERFACE = re.compile(r"^\d+: (?P<name>[^@:\s]+)(?:@\S+)?: <(?P<flags>[^>]*)>")
_PART = re.compile(r"(?ms)^@part (?P<name>\w+)\n(?P<text>.*?)\n?^@end (?P<status>\d+)$")


class Part(NamedTuple):
    status: int  # exit status of the command
    text: str


def unpacked(answer: str) -> dict[str, Part] | None:
    """The parts of a packed answer; None where it did not arrive whole (it carries its own checksum) or is too long."""
    packed = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)  # of gzip
    try:
        content = packed.decompress(base64.b64decode("".join(answer.split()), validate=True), ANSWER_LIMIT)
    except (binascii.Error, zlib.error, ValueError):
        return None
    if not packed.eof or packed.unused_data:
        return None
    text = content.decode("utf-8", "replace")
    return {found["name"]: Part(int(found["status"]), found["text"]) for found in _PART.finditer(text)}


def running(parts: dict[str, Part]) -> str | None:
    """The running config; None where FRR's part is not whole."""
    frr = parts["frr"].text.partition("Current configuration:\n")[2].rstrip()
    if parts["frr"].status or parts["wireguard"].status or not frr.endswith("\nend"):
        return None
    links = [
        f"link {one['name']} parent {one['parent']} vlan {one['vid']}" for one in _LINK.finditer(parts["links"].text)
    ]
    lengths = parts["lengths"].text
    held = tunnels.running(parts["wireguard"].text, parts["peers"].text, lengths)
    held |= tunnels.openvpn(parts["openvpn"].text, parts["people"].text, lengths)
    return _composed(links, held, parts, _addressed(frr, addresses(parts["addresses"].text)))


def startup(parts: dict[str, Part]) -> str | None:
    """What the files say that stands after a reboot; None where FRR has none."""
    if parts["frr"].status:
        return None
    stanzas = _STANZA.finditer(parts["links"].text)
    links = [f"link {one['name']} parent {one['parent']} vlan {one['vid']}" for one in stanzas]
    held: dict[str, list[str]] = {}
    for one in _STATIC.finditer(parts["addresses"].text):
        held.setdefault(one["name"], []).append(one["address"])
    kept = tunnels.startup(parts["peers"].text, parts["keys"].text, parts["openvpn"].text)
    return _composed(links, kept, parts, _addressed(f"{parts['frr'].text.rstrip()}\nend", held))


def addresses(text: str) -> dict[str, list[str]]:
    """Interface to its IPv4 addresses, from `ip -o -4 addr show scope global`; those that a lease gave do not count."""
    found: dict[str, list[str]] = {}
    for one in re.finditer(r"(?m)^\d+: (\S+) +inet (\S+) (.*)$", text):
        if " dynamic " not in f" {one[3]} ":
            found.setdefault(one[1], []).append(one[2])
    return found


def _addressed(frr: str, held: dict[str, list[str]]) -> str:
    """FRR's config with the addresses that interfaces have from elsewhere, as from /etc/network/interfaces: what is there needs
    not be set, and must not be taken away with what FRR sets."""
    blocks: list[str] = []
    seen: set[str] = set()
    for block in re.split(r"(?m)^(?=interface )", frr):
        name = block.split(maxsplit=2)[1] if block.startswith("interface ") else ""
        missing = [one for one in held.get(name, ()) if f" ip address {one}\n" not in block]
        seen.add(name)
        lines = "".join(f" ip address {one}\n" for one in missing)
        blocks.append(re.sub(r"(?m)^exit$", f"{lines}exit", block, count=1) if lines else block)
    others = "".join(
        f"interface {name}\n" + "".join(f" ip address {one}\n" for one in held[name]) + "exit\n!\n"
        for name in sorted(held.keys() - seen)
    )
    return "".join(blocks).removesuffix("end") + others + "end"


def _composed(links: list[str], held: tunnels.Tunnels, parts: dict[str, Part], frr: str) -> str:
    found = {one["name"]: one["value"] for one in _SETTING.finditer(parts["settings"].text)}
    settings = [f"setting {name} {found[name]}" for name in SETTINGS if name in found]
    table = "" if parts["table"].status else ruleset.canonical(parts["table"].text)
    rows = [*sorted(links), *settings, "!", *tunnels.text(held), *table.splitlines(), "!"]
    return "\n".join(rows) + "\n" + frr.removeprefix("!\n")


def facts(parts: dict[str, Part]) -> Facts:
    told = {name: part.text.strip() for name, part in parts.items() if part.status == 0}
    serial = told.get("serial", "")
    if not serial or serial.lower() in {"none", "not specified", "to be filled by o.e.m.", "default string", "0"}:
        serial = told.get("machine", "")  # a virtual machine has no serial of its own
    return Facts(
        hostname=told.get("hostname", ""),
        model=told.get("model") or "Linux",
        version=told.get("debian") or _fields(told.get("release", "")).get("VERSION_ID", ""),
        serial=serial,
    )


def _fields(text: str) -> dict[str, str]:
    return {found[1]: found[2] for found in re.finditer(r'(?m)^(\w+)="?(.*?)"?$', text)}


def up(links: str) -> set[str]:
    """Interfaces that carry packets, from `ip -o link`."""
    return {name for name, flags, _ in _interfaces(links) if "LOWER_UP" in flags}


def macs(links: str) -> dict[str, str]:
    return {name: mac for name, _, mac in _interfaces(links) if mac}


def _interfaces(links: str) -> list[tuple[str, list[str], str]]:
    found = []
    for row in links.splitlines():
        match = _INTERFACE.match(row)
        if match and match["name"] != "lo":
            mac = re.search(r"link/ether ([0-9a-f:]{17})", row)
            found.append((match["name"], match["flags"].split(","), mac[1].upper() if mac else ""))
    return found


def neighbours(text: str) -> tuple[Neighbour, ...]:
    """From `lldpcli -f keyvalue show neighbors`, where lldpd runs."""
    names: dict[str, str] = {}
    ports: dict[str, dict[str, str]] = {}
    for found in re.finditer(r"(?m)^lldp\.([^=]+?)\.(chassis\.name|port\.(?:ifname|local|descr|mac))=(.+)$", text):
        if found[2] == "chassis.name":
            names[found[1]] = found[3].strip()
        else:
            ports.setdefault(found[1], {})[found[2]] = found[3].strip()
    order = ("port.ifname", "port.local", "port.descr", "port.mac")
    return tuple(
        Neighbour(
            interface=interface,
            name=names[interface],
            ports=tuple(dict.fromkeys(told[key] for key in order if key in told)),
        )
        for interface in sorted(names)
        for told in (ports.get(interface, {}),)
    )
