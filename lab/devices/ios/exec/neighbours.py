"""CDP and LLDP: the neighbours of ports that are up."""

from __future__ import annotations

from lab.devices.commandline.syntax import Match
from lab.devices.ios.device import IosDevice
from lab.devices.ios.exec.interfaces import mac, status
from lab.devices.ios.exec.registry import execute
from lab.devices.ios.names import interface_name, short_interface
from lab.devices.ios.shell import Shell
from lab.devices.spec import Neighbour


def _seen(device: IosDevice, protocol: str) -> list[tuple[str, Neighbour]]:
    """(local interface, neighbour) of every neighbour that can be heard."""
    found = []
    for neighbour in device.spec.neighbours:
        name = interface_name(neighbour.interface) or neighbour.interface
        node = device.config.interface(name)
        if node is None or status(device, node)[0] != "up":
            continue
        if protocol == "cdp" and node.words("cdp", "enable")[:1] == ["no"]:
            continue
        if protocol == "lldp" and node.words("lldp", "receive")[:1] == ["no"]:
            continue
        found.append((name, neighbour))
    return found


def _cdp_off(device: IosDevice) -> bool:
    return device.config.root.words("cdp", "run")[:1] == ["no"]


@execute("show_cdp")
async def show_cdp(shell: Shell, _match: Match) -> str | None:
    if _cdp_off(shell.device):
        return "% CDP is not enabled\n"
    lines = [
        "Capability Codes: R - Router, T - Trans Bridge, B - Source Route Bridge",
        "                  S - Switch, H - Host, I - IGMP, r - Repeater, P - Phone, ",
        "                  D - Remote, C - CVTA, M - Two-port Mac Relay ",
        "",
        "Device ID        Local Intrfce     Holdtme    Capability  Platform  Port ID",
    ]
    found = _seen(shell.device, "cdp")
    for name, neighbour in found:
        local = short_interface(name)
        remote = short_interface(interface_name(neighbour.remote_interface) or neighbour.remote_interface)
        row = f"{_spaced(local):<17} 150              S I   {neighbour.platform.split()[-1][:9]:<9} {_spaced(remote)}"
        lines.append(f"{neighbour.name:<16} {row}" if len(neighbour.name) < 17 else f"{neighbour.name}\n{'':<17}{row}")
    return "\n".join([*lines, "", f"Total cdp entries displayed : {len(found)}", ""])


def _spaced(short: str) -> str:
    """`Gig 1/0/1`, as CDP tables print it."""
    letters = short.rstrip("0123456789/.")
    return f"{ {'Gi': 'Gig', 'Te': 'Ten', 'Fa': 'Fas'}.get(letters, letters) } {short[len(letters) :]}"


@execute("show_cdp_detail")
async def show_cdp_detail(shell: Shell, _match: Match) -> str | None:
    if _cdp_off(shell.device):
        return "% CDP is not enabled\n"
    found = _seen(shell.device, "cdp")
    out = []
    for name, neighbour in found:
        address = f"  IP address: {neighbour.address}\n" if neighbour.address else ""
        out.append(
            f"-------------------------\nDevice ID: {neighbour.name}\nEntry address(es): \n{address}"
            f"Platform: {neighbour.platform},  Capabilities: Switch IGMP \n"
            f"Interface: {name},  Port ID (outgoing port): {neighbour.remote_interface}\nHoldtime : 150 sec\n\n"
            "Version :\nCisco IOS Software\n\nadvertisement version: 2\n\n"
        )
    return "\n".join([*out, f"Total cdp entries displayed : {len(found)}", ""])


@execute("show_lldp")
async def show_lldp(shell: Shell, _match: Match) -> str | None:
    if not shell.device.config.root.has("lldp", "run"):
        return "% LLDP is not enabled\n"
    found = _seen(shell.device, "lldp")
    lines = [
        "Capability codes:",
        "    (R) Router, (B) Bridge, (T) Telephone, (C) DOCSIS Cable Device",
        "    (W) WLAN Access Point, (P) Repeater, (S) Station, (O) Other",
        "",
        "Device ID           Local Intf     Hold-time  Capability      Port ID",
    ]
    for name, neighbour in found:
        remote = short_interface(interface_name(neighbour.remote_interface) or neighbour.remote_interface)
        lines.append(f"{neighbour.name[:20]:<20}{short_interface(name):<15}120        B               {remote}")
    return "\n".join([*lines, "", f"Total entries displayed: {len(found)}", ""])


@execute("show_lldp_detail")
async def show_lldp_detail(shell: Shell, match: Match) -> str | None:
    if not shell.device.config.root.has("lldp", "run"):
        return "% LLDP is not enabled\n"
    wanted = next((word for word in match.words if interface_name(word)), None)
    found = [(name, n) for name, n in _seen(shell.device, "lldp") if wanted in (None, name)]
    out = []
    for name, neighbour in found:
        remote = short_interface(interface_name(neighbour.remote_interface) or neighbour.remote_interface)
        out.append(
            f"------------------------------------------------\nLocal Intf: {short_interface(name)}\n"
            f"Chassis id: {mac(shell.device, neighbour.name)}\nPort id: {remote}\n"
            f"Port Description: {neighbour.remote_interface}\nSystem Name: {neighbour.name}\n\n"
            f"System Description: \n{neighbour.platform}\n\nTime remaining: 100 seconds\n"
            "System Capabilities: B,R\nEnabled Capabilities: B\n"
            f"Management Addresses:\n    IP: {neighbour.address or '- not advertised'}\n\n"
        )
    return "\n".join([*out, f"Total entries displayed: {len(found)}", ""])
