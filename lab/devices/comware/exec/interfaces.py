"""Interfaces, VLANs and neighbours, worked out from the configuration and what is plugged in."""

from __future__ import annotations

from lab.devices import hearing
from lab.devices.commandline.syntax import Match
from lab.devices.commandline.tree import Node
from lab.devices.comware.commands.ports import hybrid, link_type, permitted
from lab.devices.comware.device import ComwareDevice
from lab.devices.comware.exec.registry import execute
from lab.devices.comware.exec.show import mac
from lab.devices.comware.names import interface_name, interface_type, short_interface
from lab.devices.comware.shell import Refused, Shell
from lab.devices.spec import Neighbour


def up(device: ComwareDevice, node: Node) -> bool:
    """Whether the interface's link is up."""
    if node.has("shutdown"):
        return False
    name = node.key[1]
    match interface_type(name):
        case "LoopBack" | "NULL":
            return True
        case "Bridge-Aggregation":
            return any(up(device, member) for member in device.config.members(name))
        case "Vlan-interface":
            number = int(name.removeprefix("Vlan-interface"))
            ports = (port for port in device.config.interfaces() if not port.key[1].startswith(("Vlan", "Loop")))
            return any(number in vlans(port) and up(device, port) for port in ports)
        case _:
            plugged = device.spec.up_interfaces
            return plugged is None or name in {interface_name(given) for given in plugged}


def vlans(node: Node) -> frozenset[int]:
    kind = link_type(node)
    if kind == "trunk":
        return permitted(node)
    if kind == "hybrid":
        tagged, untagged = hybrid(node)
        return tagged | untagged
    return frozenset({int((node.words("port", "access", "vlan") or ["1"])[-1])})


def _routed(node: Node) -> bool:
    kind = interface_type(node.key[1])
    return kind in {"Vlan-interface", "LoopBack", "NULL"} or node.words("port", "link-mode")[-1:] == ["route"]


def _link(device: ComwareDevice, node: Node) -> str:
    return "ADM" if node.has("shutdown") else "UP" if up(device, node) else "DOWN"


@execute("old_brief")
async def old_brief(shell: Shell, match: Match) -> str | None:
    raise Refused(shell.device.config.language.refusal("invalid", match.text, 0).text)


@execute("brief")
async def brief(shell: Shell, _match: Match) -> str | None:
    device = shell.device
    routed = ["InLoop0              UP   UP(s)    --", "NULL0                UP   UP(s)    --"]
    bridged = []
    for node in device.config.interfaces():
        short, link = short_interface(node.key[1]), _link(device, node)
        description = node.value("description") or ""
        if _routed(node):
            address = (node.words("ip", "address") or ["", "", "--"])[2]
            routed.append(
                f"{short:<20} {link:<4} {'UP' if link == 'UP' else 'DOWN':<8} {address:<15} {description}".rstrip()
            )
        else:
            pvid = _pvid(node)
            speed = "1G(a)   F(a)" if link == "UP" else "auto    A"
            bridged.append(
                f"{short:<20} {link:<4} {speed:<14} {link_type(node)[0].upper():<4} {pvid:<4} {description}".rstrip()
            )
    head = "Brief information on interfaces in {} mode:\nLink: ADM - administratively down; Stby - standby\n"
    return (
        head.format("route") + "Protocol: (s) - spoofing\n"
        "Interface            Link Protocol Primary IP      Description\n"
        + "".join(f"{row}\n" for row in routed)
        + "\n" + head.format("bridge") + "Speed: (a) - auto\nDuplex: (a)/A - auto; H - half; F - full\n"
        "Type: A - access; T - trunk; H - hybrid\n"
        "Interface            Link Speed   Duplex Type PVID Description\n"
        + "".join(f"{row}\n" for row in bridged)
    )  # fmt: skip


def _pvid(node: Node) -> str:
    trunk = (node.words("port", link_type(node), "pvid", "vlan") or ["1"])[-1]
    return (node.words("port", "access", "vlan") or [trunk])[-1]


@execute("mac_table")
async def mac_table(shell: Shell, _match: Match) -> str | None:
    device = shell.device

    def untagged(port: str) -> int | None:
        node = device.config.interface(port)
        return int(_pvid(node)) if node is not None and not _routed(node) and up(device, node) else None

    rows = [
        f"{row.spelled(4, '-'):<16} {row.vlan:<10} {'Learned':<16} {short_interface(row.port):<24} Y"
        for row in hearing.rows(device.spec, untagged)
    ]
    return "\n".join(["MAC Address      VLAN ID    State            Port/Nickname            Aging", *rows, ""])


@execute("ip_brief")
async def ip_brief(shell: Shell, _match: Match) -> str | None:
    device = shell.device
    rows = [
        f"{short_interface(node.key[1]):<20} {'up' if up(device, node) else 'down':<9} {'up' if up(device, node) else 'down':<8} "
        f"{(node.words('ip', 'address') or ['', '', '--'])[2]:<15} {node.value('description') or '--'}"
        for node in device.config.interfaces()
        if _routed(node)
    ]
    head = ["*down: administratively down", "(s): spoofing  (l): loopback"]
    return "\n".join([*head, "Interface            Physical Protocol IP Address      Description", *rows, ""])


@execute("interfaces")
async def interfaces(shell: Shell, match: Match) -> str | None:
    device = shell.device
    wanted = match.words[2] if len(match.words) > 2 else None
    found = [node for node in device.config.interfaces() if wanted in (None, node.key[1])]
    if not found and wanted is not None:
        raise Refused(device.config.language.refusal("invalid", match.text, 0).text)
    return "\n".join(_told(device, node) for node in found)


def _told(device: ComwareDevice, node: Node) -> str:
    state = {"ADM": "Administratively DOWN"}.get(_link(device, node), _link(device, node))
    return (
        f"{node.key[1]}\nCurrent state: {state}\n"
        f"Line protocol state: {'UP' if up(device, node) else 'DOWN'}\n"
        f"IP packet frame type: Ethernet II, hardware address: {mac(device.spec.name + node.key[1])}\n"
        f"Description: {node.value('description') or node.key[1] + ' Interface'}\nBandwidth: 1000000 kbps\n"
        "Loopback is not set\nMedia type is twisted pair\nLast clearing of counters: Never\n"
        " Last 300 seconds input:  0 packets/sec 0 bytes/sec 0%\n"
        " Last 300 seconds output:  0 packets/sec 0 bytes/sec 0%\n"
    )


@execute("vlans")
async def show_vlans(shell: Shell, _match: Match) -> str | None:
    config = shell.device.config
    rows = []
    for number in sorted(config.vlan_ids()):
        node = config.root.get("vlan", str(number))
        name = (node.value("name") if node else None) or f"VLAN {number:04d}"
        ports = [
            short_interface(port.key[1]) for port in config.interfaces() if not _routed(port) and number in vlans(port)
        ]
        lines = ["  ".join(ports[at : at + 3]) for at in range(0, len(ports), 3)] or [""]
        rows += [f"{number:<9} {name:<32} {lines[0]}".rstrip(), *(f"{'':<43}{line}" for line in lines[1:])]
    head = ["Brief information about all VLANs:", "Supported Minimum VLAN ID: 1", "Supported Maximum VLAN ID: 4094"]
    return "\n".join([*head, "Default VLAN ID: 1", "VLAN ID   Name                             Port", *rows, ""])


# -- LLDP


def _seen(device: ComwareDevice) -> list[tuple[str, Neighbour]]:
    """(local interface, neighbour) of every neighbour that can be heard."""
    found = []
    for neighbour in device.spec.neighbours:
        name = interface_name(neighbour.interface) or neighbour.interface
        node = device.config.interface(name)
        if node is not None and up(device, node) and node.words("lldp", "enable")[:1] != ["undo"]:
            found.append((name, neighbour))
    return found


def _require_lldp(device: ComwareDevice) -> None:
    if not device.config.root.has("lldp", "global", "enable"):
        raise Refused("LLDP is not enabled globally.")


@execute("lldp_list")
async def lldp_list(shell: Shell, _match: Match) -> str | None:
    _require_lldp(shell.device)
    rows = [
        f"{n.name:<20} {short_interface(name):<15} {mac(n.name):<15} {n.remote_interface}"
        for name, n in _seen(shell.device)
    ]
    return "\n".join(
        [
            "Chassis ID : * -- -- Nearest nontpmr bridge neighbor",
            "             # -- -- Nearest customer bridge neighbor",
            "             Default -- -- Nearest bridge neighbor",
            "System Name          Local Interface Chassis ID      Port ID",
            *rows,
            "",
        ]
    )


@execute("lldp_verbose")
async def lldp_verbose(shell: Shell, _match: Match) -> str | None:
    _require_lldp(shell.device)
    return "\n".join(
        f"LLDP neighbor-information of port {at}[{name}]:\nLLDP agent nearest-bridge:\n LLDP neighbor index : 1\n"
        f" Update time         : 0 days, 0 hours, 1 minutes, 1 seconds\n Chassis type        : MAC address\n"
        f" Chassis ID          : {mac(n.name)}\n Port ID type        : Interface name\n Port ID             : {n.remote_interface}\n"
        f" Time to live        : 121\n Port description    : {n.remote_interface} Interface\n System name         : {n.name}\n"
        f" System description  : {n.platform}\n System capabilities supported : Bridge, Router\n"
        " System capabilities enabled   : Bridge\n"
        for at, (name, n) in enumerate(_seen(shell.device), 1)
    ) or "\n"  # fmt: skip


@execute("lldp_plain")
async def lldp_plain(shell: Shell, _match: Match) -> str | None:
    _require_lldp(shell.device)
    return "\n".join(
        f"LLDP neighbor-information of port {at}[{name}]:\nLLDP agent nearest-bridge:\n LLDP neighbor index : 1\n"
        f" ChassisID/subtype   : {mac(n.name)}/MAC address\n PortID/subtype      : {n.remote_interface}/Interface name\n"
        " Capabilities        : Bridge, Router\n"
        for at, (name, n) in enumerate(_seen(shell.device), 1)
    )
