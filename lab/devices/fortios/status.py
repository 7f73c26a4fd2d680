"""What `get` and `diagnose` tell of the device itself, worded as releases 6.4 to 7.4 word it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from lab.devices.fortios.session import Refused

if TYPE_CHECKING:
    from lab.devices.fortios.device import FortiDevice
    from lab.devices.fortios.store import Entry


def get(device: FortiDevice, words: list[str]) -> str | None:
    """The answer to a `get` that is no section's."""
    match words:
        case ["system", "status"]:
            return _status(device)
        case ["system", "interface", "physical", *_]:
            return _physical(device)
        case ["system", "performance", "status"]:
            return "CPU states: 0% user 0% system 0% nice 100% idle\nUptime: 0 days,  2 hours,  51 minutes\n"
        case ["system", "ha", "status"]:
            return "HA Health Status: OK\nModel: FortiGate\nMode: Standalone\nGroup: 0\n"
    return None


def _status(device: FortiDevice) -> str:
    newer = device.spec.version >= "7.2"
    lines = [
        f"Version: {device.spec.model} v{device.spec.version},build{device.build},240313 ({'GA.M' if newer else 'GA'})",
        *(["Security Level: 2", "Firmware Signature: certified"] if newer else []),
        "Virus-DB: 1.00000(2018-04-09 18:07)",
        "IPS-DB: 6.00741(2015-12-01 02:30)",
        "APP-DB: 6.00741(2015-12-01 02:30)",
        f"Serial-Number: {device.spec.serial}",
        "BIOS version: 05000006",
        "System Part-Number: P00000-01",
        "Log hard disk: Not available",
        f"Hostname: {device.hostname}",
        *(["Private Encryption: Disable"] if newer else []),
        "Operation Mode: NAT",
        "Current virtual domain: root",
        "Max number of virtual domains: 10",
        "Virtual domains status: 1 in NAT mode, 0 in TP mode",
        f"Virtual domain configuration: {'multiple' if device.vdoms else 'disable'}",
        "FIPS-CC mode: disable",
        "Current HA mode: standalone",
        f"Branch point: {device.build}",
        "Release Version Information: GA",
        "FortiOS x86-64: Yes",
        f"System time: {device.now().strftime('%a %b %d %H:%M:%S %Y')}",
    ]
    return "\n".join(lines) + "\n"


def physical(device: FortiDevice) -> dict[str, Entry]:
    table = device.tree("global").table("system interface")
    return {name: entry for name, entry in table.entries.items() if entry.value("type") == ["physical"]}


def _linked(device: FortiDevice, name: str, entry: Entry) -> bool:
    cabled = device.spec.up_interfaces
    return entry.value("status") == ["up"] and (cabled is None or name in cabled)


def _physical(device: FortiDevice) -> str:
    out = ["== [onboard]"]
    for name, entry in physical(device).items():
        linked = _linked(device, name, entry)
        out += [
            f"\t==[{name}]",
            f"\t\tmode: {entry.value('mode')[0]}",
            f"\t\tip: {' '.join(entry.value('ip'))}",
            "\t\tipv6: ::/0",
            f"\t\tstatus: {'up' if linked else 'down'}",
            f"\t\tspeed: {'1000Mbps (Duplex: full)' if linked else 'n/a'}",
            "\t\tFEC: none",
            "\t\tFEC_cap: none",
        ]
    return "\n".join(out) + "\n"


def mac(device: FortiDevice, name: str) -> str:
    """A port's own address."""
    digest = hashlib.sha256(f"{device.spec.name} {name}".encode()).hexdigest()
    return ":".join(["00", "09", "0F", *(digest[at : at + 2].upper() for at in (0, 2, 4))])


def ifconfig(device: FortiDevice) -> str:
    return "".join(
        f"{name}\tLink encap:Ethernet  HWaddr {mac(device, name)}\n"
        f"\tUP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n"
        f"\tRX packets:0 errors:0 dropped:0 overruns:0 frame:0\n"
        f"\tTX packets:0 errors:0 dropped:0 overruns:0 carrier:0\n"
        f"\tcollisions:0 txqueuelen:1000\n\tRX bytes:0 (0  Bytes)  TX bytes:0 (0  Bytes)\n\n"
        for name in physical(device)
    )


def diagnose(device: FortiDevice, words: list[str]) -> str:
    """Raises Refused."""
    if words == ["lldprx", "neighbor", "details"]:
        return _lldp(device)
    if words[:2] == ["sys", "top"]:
        return "Run Time:  0 days, 2 hours and 51 minutes\n"
    raise Refused(f"\ncommand parse error before '{words[0] if words else 'diagnose'}'", -61)


def _lldp(device: FortiDevice) -> str:
    table = device.tree("global").table("system interface")
    everywhere = device.setting("system global", "lldp-reception")
    out = []
    for number, far in enumerate(device.spec.neighbours, start=1):
        entry = table.entries.get(far.interface)
        if entry is None:
            continue
        own = entry.value("lldp-reception")[0]
        if "enable" not in {own, everywhere if own == "vdom" else own}:
            continue
        out += [
            f"{number} port:                    {number}",
            f"{number} port.txt:                {far.interface}",
            f"{number} mac:                     {mac(device, far.name).lower()}",
            f"{number} chassis.type:            4",
            f"{number} chassis.type.txt:        mac",
            f"{number} chassis.data:            {mac(device, far.name).lower()}",
            f"{number} port.id.type:            5",
            f"{number} port.id.type.txt:        interface name",
            f"{number} port.id.data:            {far.remote_interface}",
            f"{number} ttl:                     120",
            f"{number} port.desc.data:          {far.remote_interface}",
            f"{number} system.name.data:        {far.name}",
            f"{number} system.desc.data:        {far.platform}",
            "",
        ]
    return "\n".join(out) + "\n" if out else ""
