"""What FortiOS's commands say, as values. Liberal: lines come and go from release to release."""

from __future__ import annotations

import re
from collections.abc import Iterator

from altyapi.device.contract import Facts, Neighbour

SAVING = re.compile(r"(?m)^ *(?:set )?cfg-save *:? *(\w+)")


def facts(status: str) -> Facts:
    """From `get system status`. Missing values are empty."""
    version = re.search(r"(?m)^Version: *(\S+) +v(\d+(?:\.\d+)+)", status)
    return Facts(
        hostname=_value(status, "Hostname"),
        model=version[1] if version else "",
        version=version[2] if version else "",
        serial=_value(status, "Serial-Number"),
    )


def virtual_domains(status: str) -> bool:
    """Whether `get system status` tells of virtual domains: multi-vdom (`multiple`), `split-task`, or `enable` before 6.2."""
    return _value(status, "Virtual domain configuration").split(" ")[0] not in {"", "disable", "disabled", "no-vdom"}


def head(config: str) -> tuple[tuple[int, ...], bool] | None:
    """The release and whether virtual domains are in use, from the first line of a shown config; None where it has no head."""
    found = re.match(r"\s*#config-version=[A-Za-z0-9_]+-(\d+(?:\.\d+)+)-([^\n]*)", config)
    if found is None:
        return None
    counted = re.search(r":vdom=([1-9])", found[2]) is not None
    vdoms = counted or re.search(r"(?m)^config (?:vdom|global)$", config[:4000]) is not None
    return tuple(map(int, found[1].split("."))), vdoms


def saving(answer: str) -> str:
    """How the device saves (`automatic`, `manual`, `revert`), from `get system global` or a config; never printed there:
    automatic."""
    found = SAVING.search(answer)
    return found[1] if found else "automatic"


def up(physical: str) -> set[str]:
    """Ports that have a link, from `get system interface physical`."""
    found = set()
    for part in re.split(r"(?m)^\s*==\s?\[ ?", physical)[1:]:
        name = part.partition("]")[0].strip()
        if re.search(r"(?m)^\s*status: *up\b", part):
            found.add(name)
    return found


def macs(ifconfig: str) -> dict[str, str]:
    """Interface to MAC address in use, from `fnsysctl ifconfig`."""
    found = re.findall(r"(?m)^(\S+)\s+Link encap:Ethernet\s+HWaddr ((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2})", ifconfig)
    return {name: address.upper() for name, address in found if address.strip("0:")}


def neighbours(details: str) -> tuple[Neighbour, ...]:
    """From `diagnose lldprx neighbor details`: lines of a number, a key and a value. Who tells no name is left out."""
    found: dict[tuple[str, str], Neighbour] = {}
    for entry in _entries(details):
        local, name = entry.get("port.txt", ""), entry.get("system.name.data", "")
        told = [entry.get(key, "") for key in ("port.id.data", "port.desc.data")]
        if local and name:
            ports = tuple(dict.fromkeys(port for port in told if port))
            found[local, name] = Neighbour(interface=local, name=name, ports=ports)
    return tuple(found[key] for key in sorted(found))


def _entries(details: str) -> Iterator[dict[str, str]]:
    entry: dict[str, str] = {}
    for key, value in re.findall(r"(?m)^ *\d+ +([a-z][\w.-]*): *(.*?) *$", details):
        if key == "port" and entry:
            yield entry
            entry = {}
        entry.setdefault(key, value)
    if entry:
        yield entry


def _value(text: str, key: str) -> str:
    found = re.search(rf"(?m)^{re.escape(key)}: *(\S.*?) *$", text)
    return found[1] if found else ""
