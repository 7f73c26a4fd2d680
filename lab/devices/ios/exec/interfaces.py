"""Show commands of interfaces and VLANs, worked out from the configuration and what is plugged in."""

from __future__ import annotations

import hashlib

from lab.devices import hearing
from lab.devices.commandline.numbers import format_numbers
from lab.devices.commandline.syntax import Match
from lab.devices.commandline.tree import Node
from lab.devices.ios.commands.interfaces import is_l2, members
from lab.devices.ios.commands.switchports import allowed_vlans
from lab.devices.ios.device import IosDevice
from lab.devices.ios.exec.registry import execute
from lab.devices.ios.names import interface_name, interface_sort, interface_type, short_interface
from lab.devices.ios.shell import Shell


def _plugged(device: IosDevice, node: Node) -> bool:
    name = node.key[1]
    if device.spec.up_interfaces is not None:
        return name in {interface_name(given) for given in device.spec.up_interfaces}
    return True


def status(device: IosDevice, node: Node) -> tuple[str, str]:
    """(line status, protocol) as `show ip interface brief` prints them."""
    if node.has("shutdown"):
        return "administratively down", "down"
    name = node.key[1]
    kind = interface_type(name)
    if kind == "Loopback":
        return "up", "up"
    if kind == "Port-channel":
        inside = members(device.config, name.removeprefix("Port-channel"))
        up = any(status(device, member)[0] == "up" for member in inside)
    elif kind == "Vlan":
        number = int(name.removeprefix("Vlan"))
        if number not in device.config.vlan_ids():
            return "down", "down"
        up = any(
            interface_type(port.key[1]) not in ("Vlan", "Loopback")
            and is_l2(device.config, port)
            and _carries(port, number)
            and status(device, port)[0] == "up"
            for port in device.config.interfaces()
        )
        return "up", "up" if up else "down"
    else:
        up = _plugged(device, node)
    return ("up", "up") if up else ("down", "down")


def access_vlan(node: Node) -> int:
    return int((node.words("switchport", "access", "vlan") or ["1"])[-1])


def is_trunk(node: Node) -> bool:
    return node.words("switchport", "mode")[-1:] == ["trunk"]


def _carries(node: Node, number: int) -> bool:
    if is_trunk(node):
        return number in allowed_vlans(node)
    return number in (
        access_vlan(node),
        int((node.words("switchport", "voice", "vlan") or ["0"])[-1].replace("dot1p", "0")),
    )


def mac(device: IosDevice, name: str) -> str:
    digest = hashlib.sha256(f"{device.spec.serial} {name}".encode()).hexdigest()
    return f"00{digest[:2]}.{digest[2:6]}.{digest[6:10]}"


@execute("show_ip_interface_brief")
async def show_ip_interface_brief(shell: Shell, _match: Match) -> str | None:
    lines = ["Interface              IP-Address      OK? Method Status                Protocol"]
    nodes = sorted(shell.device.config.interfaces(), key=_brief_order)
    for node in nodes:
        words = node.words("ip", "address")
        address = words[2] if words[:1] == ["ip"] else "unassigned"
        state, protocol = status(shell.device, node)
        method = "NVRAM " if address != "unassigned" else "unset "
        lines.append(f"{node.key[1]:<22} {address:<15} YES {method} {state:<21} {protocol:<8}")
    return "\n".join([*lines, ""])


def _brief_order(node: Node) -> tuple[int, tuple[int, tuple[int, ...]]]:
    kind = interface_type(node.key[1])
    return {"Vlan": 0, "Port-channel": 2, "Loopback": 3, "Tunnel": 4}.get(kind, 1), interface_sort(node.key[1])


@execute("show_interfaces_status")
async def show_interfaces_status(shell: Shell, match: Match) -> str | None:
    device = shell.device
    lines = ["", "Port      Name               Status       Vlan       Duplex  Speed Type"]
    for node in sorted(device.config.interfaces(), key=_brief_order):
        name = node.key[1]
        if interface_type(name) in ("Vlan", "Loopback", "Tunnel") or "." in name:
            continue
        state = {"up": "connected", "down": "notconnect"}.get(status(device, node)[0], "disabled")
        vlan = "routed" if not is_l2(device.config, node) else "trunk" if is_trunk(node) else str(access_vlan(node))
        speed = (node.words("speed") or ["auto"])[1:2] or ["a-1000" if state == "connected" else "auto"]
        duplex = "a-full" if state == "connected" else "auto"
        title = (node.value("description") or "")[:18]
        lines.append(
            f"{short_interface(name):<9} {title:<18} {state:<12} {vlan:<10} {duplex:>6} {speed[0]:>6} 10/100/1000BaseTX"
        )
    del match
    return "\n".join([*lines, ""])


@execute("show_interfaces_description")
async def show_interfaces_description(shell: Shell, _match: Match) -> str | None:
    lines = ["Interface                      Status         Protocol Description"]
    for node in sorted(shell.device.config.interfaces(), key=_brief_order):
        state, protocol = status(shell.device, node)
        state = state.replace("administratively", "admin")
        lines.append(
            f"{short_interface(node.key[1]):<30} {state:<14} {protocol:<8} {node.value('description') or ''}".rstrip()
        )
    return "\n".join([*lines, ""])


def _one(device: IosDevice, node: Node) -> str:
    name = node.key[1]
    state, protocol = status(device, node)
    suffix = {"up": " (connected)", "down": " (notconnect)"}.get(state, " (disabled)")
    if not device.config.profile.is_switch or interface_type(name) in ("Vlan", "Loopback", "Tunnel"):
        suffix = ""
    address = node.words("ip", "address")
    physical = mac(device, name)
    lines = [
        f"{name} is {state}, line protocol is {protocol}{suffix} ",
        f"  Hardware is Gigabit Ethernet, address is {physical} (bia {physical})",
    ]
    if node.value("description"):
        lines.append(f"  Description: {node.value('description')}")
    if len(address) >= 4:
        lines.append(f"  Internet address is {address[2]}/{sum(bin(int(p)).count('1') for p in address[3].split('.'))}")
    lines += [
        f"  MTU {(node.words('mtu') or ['1500'])[-1]} bytes, BW 1000000 Kbit/sec, DLY 10 usec, ",
        "     reliability 255/255, txload 1/255, rxload 1/255",
        "  Encapsulation ARPA, loopback not set",
        "  Keepalive set (10 sec)",
        f"  {'Full' if state == 'up' else 'Auto'}-duplex, {'1000Mb/s' if state == 'up' else 'Auto-speed'}, media type is 10/100/1000BaseTX",
        "  input flow-control is off, output flow-control is unsupported ",
        "  Last input never, output 00:00:00, output hang never",
        '  Last clearing of "show interface" counters never',
        "  5 minute input rate 0 bits/sec, 0 packets/sec",
        "  5 minute output rate 0 bits/sec, 0 packets/sec",
        "     0 packets input, 0 bytes, 0 no buffer",
        "     Received 0 broadcasts (0 multicasts)",
        "     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored",
        "     0 packets output, 0 bytes, 0 underruns",
        "     0 output errors, 0 collisions, 1 interface resets",
    ]
    return "\n".join(lines) + "\n"


@execute("show_interfaces")
async def show_interfaces(shell: Shell, match: Match) -> str | None:
    nodes = sorted(shell.device.config.interfaces(), key=_brief_order)
    if len(match.words) > 2:
        nodes = [node for node in nodes if node.key[1] == match.words[2]]
    return "".join(_one(shell.device, node) for node in nodes)


@execute("show_interfaces_one", "show_interfaces_switchport", "show_interfaces_trunk")
async def show_interfaces_trunk(shell: Shell, match: Match) -> str | None:
    device = shell.device
    wanted = next((word for word in match.words if interface_name(word)), None)
    nodes = [
        node for node in device.config.interfaces() if is_l2(device.config, node) and wanted in (None, node.key[1])
    ]
    if match.words[-1] == "switchport":
        return "".join(_switchport(node) for node in nodes)
    trunks = [node for node in nodes if is_trunk(node) and status(device, node)[0] == "up"]
    if not trunks:
        return "\n"
    lines = ["", "Port        Mode             Encapsulation  Status        Native vlan"]
    for node in trunks:
        native = (node.words("switchport", "trunk", "native", "vlan") or ["1"])[-1]
        lines.append(f"{short_interface(node.key[1]):<11} on               802.1q         trunking      {native}")
    lines += ["", "Port        Vlans allowed on trunk"]
    lines += [f"{short_interface(node.key[1]):<11} {format_numbers(allowed_vlans(node)) or 'none'}" for node in trunks]
    lines += ["", "Port        Vlans allowed and active in management domain"]
    active = device.config.vlan_ids()
    lines += [f"{short_interface(n.key[1]):<11} {format_numbers(allowed_vlans(n) & active) or 'none'}" for n in trunks]
    return "\n".join([*lines, ""])


def _switchport(node: Node) -> str:
    mode = " ".join(node.words("switchport", "mode")[2:]) or "dynamic auto"
    native = (node.words("switchport", "trunk", "native", "vlan") or ["1"])[-1]
    allowed = allowed_vlans(node)
    return (
        f"Name: {short_interface(node.key[1])}\nSwitchport: Enabled\nAdministrative Mode: "
        f"{'static access' if mode == 'access' else mode}\nAccess Mode VLAN: {access_vlan(node)}\n"
        f"Trunking Native Mode VLAN: {native}\nTrunking VLANs Enabled: "
        f"{'ALL' if len(allowed) == 4094 else format_numbers(allowed) or 'NONE'}\n\n"
    )


@execute("show_ip_interface")
async def show_ip_interface(shell: Shell, match: Match) -> str | None:
    out = []
    for node in shell.device.config.interfaces():
        if len(match.words) > 3 and match.words[3] != node.key[1]:
            continue
        state, protocol = status(shell.device, node)
        out.append(f"{node.key[1]} is {state}, line protocol is {protocol}\n")
        addresses = [n.text.split() for n in node.under("ip", "address") if n.text.startswith("ip address")]
        for words in addresses:
            bits = sum(bin(int(part)).count("1") for part in words[3].split(".")) if len(words) > 3 else 0
            if words[-1] == "secondary":
                out.append(f"  Secondary address {words[2]}/{bits}\n")
            elif len(words) > 3:
                out.append(f"  Internet address is {words[2]}/{bits}\n  Broadcast address is 255.255.255.255\n")
        if not addresses:
            out.append("  Internet protocol processing disabled\n")
    return "".join(out)


@execute("show_ip_route")
async def show_ip_route(shell: Shell, _match: Match) -> str | None:
    gateway = shell.device.config.root.words("ip", "default-gateway")
    if gateway:
        return f"Default gateway is {gateway[-1]}\n\nHost               Gateway           Last Use    Total Uses  Interface\n"
    lines = ["Codes: L - local, C - connected, S - static", "", "Gateway of last resort is not set", ""]
    for node in shell.device.config.root.under("ip", "route"):
        words = node.text.split()
        lines.append(f"S    {words[2]} {words[3]} [1/0] via {words[4]}")
    return "\n".join([*lines, ""])


@execute("show_vlan")
async def show_vlan(shell: Shell, match: Match) -> str | None:
    device = shell.device
    only = int(match.words[3]) if len(match.words) > 3 else None
    names = {
        1: "default",
        1002: "fddi-default",
        1003: "token-ring-default",
        1004: "fddinet-default",
        1005: "trnet-default",
    }
    states = dict.fromkeys(range(1002, 1006), "act/unsup")
    for number in device.config.vlan_ids():
        node = device.config.root.get("vlan", str(number))
        words = node.words("name") if node else []
        names[number] = words[1] if len(words) > 1 else names.get(number, f"VLAN{number:04d}")
    if only is not None and only not in names:
        return f"VLAN id {only} not found in current VLAN database\n"
    ports: dict[int, list[str]] = {}
    for node in device.config.interfaces():
        if is_l2(device.config, node) and not is_trunk(node) and not node.has("channel-group"):
            ports.setdefault(access_vlan(node), []).append(short_interface(node.key[1]))
            voice = node.words("switchport", "voice", "vlan")[-1:]
            if voice and voice[0].isdigit():
                ports.setdefault(int(voice[0]), []).append(short_interface(node.key[1]))
    lines = ["", "VLAN Name                             Status    Ports", f"---- {'-' * 32} --------- {'-' * 31}"]
    for number, name in sorted(names.items()):
        if only not in (None, number):
            continue
        inside = ports.get(number, [])
        rows = [", ".join(inside[at : at + 4]) for at in range(0, len(inside), 4)] or [""]
        lines.append(f"{number:<4} {name:<32} {states.get(number, 'active'):<9} {rows[0]}".rstrip())
        lines += [f"{'':<48}{row}" for row in rows[1:]]
    return "\n".join([*lines, ""])


@execute("show_vtp")
async def show_vtp(shell: Shell, _match: Match) -> str | None:
    root = shell.device.config.root
    mode = (root.words("vtp", "mode") or ["transparent"])[-1]
    domain = (root.words("vtp", "domain") or [""])[-1]
    return (
        f"VTP Version capable             : 1 to 3\nVTP version running             : 1\nVTP Domain Name                 : {domain}\n"
        f"VTP Operating Mode                : {mode.capitalize()}\n"
        f"Number of existing VLANs          : {len(shell.device.config.vlan_ids()) + 4}\n"
    )


@execute("show_etherchannel")
async def show_etherchannel(shell: Shell, _match: Match) -> str | None:
    device = shell.device
    lines = ["Group  Port-channel  Protocol    Ports", "------+-------------+-----------+" + "-" * 47]
    for node in device.config.interfaces():
        if interface_type(node.key[1]) != "Port-channel":
            continue
        number = node.key[1].removeprefix("Port-channel")
        inside = members(device.config, number)
        active = any(member.words("channel-group")[3:4] in (["active"], ["passive"]) for member in inside)
        flags = "U" if status(device, node)[0] == "up" else "D"
        layer = "S" if is_l2(device.config, node) else "R"
        ports = " ".join(f"{short_interface(m.key[1])}({'P' if status(device, m)[0] == 'up' else 'D'})" for m in inside)
        lines.append(f"{number:<6} Po{number}({layer}{flags})       {'LACP' if active else '-':<9} {ports}")
    return "\n".join([*lines, ""])


@execute("show_spanning_tree")
async def show_spanning_tree(shell: Shell, _match: Match) -> str | None:
    mode = (shell.device.config.root.words("spanning-tree", "mode") or ["pvst"])[-1]
    protocol = {"rapid-pvst": "rstp", "pvst": "ieee", "mst": "mstp"}[mode]
    return "".join(
        f"\nVLAN{number:04d}\n  Spanning tree enabled protocol {protocol}\n"
        for number in sorted(shell.device.config.vlan_ids())
    )


@execute("show_mac")
async def show_mac(shell: Shell, match: Match) -> str | None:
    device = shell.device

    def untagged(port: str) -> int | None:
        node = device.config.interface(port)
        if node is None or not is_l2(device.config, node) or status(device, node)[0] != "up":
            return None
        native = node.words("switchport", "trunk", "native", "vlan") or ["1"]
        return int(native[-1]) if is_trunk(node) else access_vlan(node)

    found = []
    for row in hearing.rows(device.spec, untagged):
        node = device.config.interface(row.port)
        locked = [one.text for one in node.under("switchport", "port-security")] if node is not None else []
        fixed = any(row.spelled(4, ".") in text for text in locked)
        if not (fixed and "dynamic" in match.words):
            kind = "STATIC" if fixed else "DYNAMIC"
            found.append(f"{row.vlan:>4}    {row.spelled(4, '.')}    {kind:<8}    {short_interface(row.port)}\n")
    return (
        "          Mac Address Table\n-------------------------------------------\n\n"
        "Vlan    Mac Address       Type        Ports\n----    -----------       --------    -----\n"
        f"{''.join(found)}Total Mac Addresses for this criterion: {len(found)}\n"
    )


@execute("show_arp")
async def show_arp(shell: Shell, _match: Match) -> str | None:
    lines = ["Protocol  Address          Age (min)  Hardware Addr   Type   Interface"]
    for node in shell.device.config.interfaces():
        words = node.words("ip", "address")
        if len(words) >= 4:
            lines.append(f"Internet  {words[2]:<16}        -   {mac(shell.device, node.key[1])}  ARPA   {node.key[1]}")
    return "\n".join([*lines, ""])
