"""Interfaces: creating and removing them, addresses, channel groups, redundancy."""

from __future__ import annotations

import re

from lab.devices.commandline.tree import Node
from lab.devices.ios.commands.lookup import spec_of
from lab.devices.ios.commands.registry import command
from lab.devices.ios.config import Call, ConfigSession, Frame, IosConfig
from lab.devices.ios.names import expand_interface_range, interface_name, interface_type, is_virtual
from lab.devices.ios.reply import IosError, invalid


def interface_node(config: IosConfig, name: str) -> Node:
    return config.put(config.root, ("interface", name), f"interface {name}", spec_of("global", "interface IFACE"))


def is_l2(config: IosConfig, node: Node) -> bool:
    """Whether switchport settings apply to the interface."""
    name = node.key[1]
    if not config.profile.is_switch or interface_type(name) not in _SWITCHPORTS or "." in name:
        return False
    if name in ("FastEthernet0", "GigabitEthernet0/0"):
        return False
    return not node.has("switchport")


_SWITCHPORTS = frozenset(
    {
        "FastEthernet",
        "GigabitEthernet",
        "TwoGigabitEthernet",
        "FiveGigabitEthernet",
        "TenGigabitEthernet",
        "TwentyFiveGigE",
        "FortyGigabitEthernet",
        "HundredGigE",
        "Port-channel",
        "Ethernet",
        "AppGigabitEthernet",
    }
)


def _known(call: Call, name: str) -> bool:
    config = call.config
    if config.loading or is_virtual(name):
        return not (interface_type(name) == "Vlan" and not 1 <= int(name[4:]) <= 4094)
    return name in config.physical


@command("interface")
def interface(call: Call, _session: ConfigSession) -> Frame | None:
    name = call.match.words[1]
    key = ("interface", name)
    if call.negated:
        _remove(call, name, key)
        return None
    if not _known(call, name):
        raise invalid(call.column + len("interface "))
    return Frame("if", [interface_node(call.config, name)], "config-if" if "." not in name else "config-subif")


def _remove(call: Call, name: str, key: tuple[str, str]) -> None:
    if not is_virtual(name):
        raise IosError("% Removal of physical interfaces is not permitted.\n")
    if name == "Vlan1":
        raise IosError("%Default Vlan interface may not be deleted.\n")
    if not call.node.has(*key):
        raise invalid(call.column + len("interface "))
    call.node.drop_key(key)
    if interface_type(name) == "Port-channel":
        # Cisco: deleting the port channel takes its members out of the group and shuts them down.
        number = name.removeprefix("Port-channel")
        for member in members(call.config, number):
            member.drop("channel-group")
            call.config.put(member, ("shutdown",), "shutdown", spec_of("if", "shutdown"))


@command("interface_range")
def interface_range(call: Call, session: ConfigSession) -> Frame | None:
    names = expand_interface_range(call.match.words[2])
    if names is None or call.negated:
        raise invalid(call.column + len("interface range "))
    for name in names:
        if not _known(call, name):
            raise invalid(call.column + len("interface range "))
    del session
    return Frame("if", [interface_node(call.config, name) for name in names], "config-if-range")


@command("default_interface")
def default_interface(call: Call, _session: ConfigSession) -> None:
    text = call.match.words[2]
    listed = (
        expand_interface_range(text.removeprefix("range "))
        if text.startswith("range ")
        else [interface_name(text) or ""]
    )
    for name in listed or [""]:
        node = call.config.interface(name)
        if node is None:
            raise invalid(call.column + len("default interface "))
        node.children.clear()
        call.says.append(f"Interface {name} set to default configuration")


def members(config: IosConfig, number: str) -> list[Node]:
    return [node for node in config.interfaces() if node.words("channel-group")[1:2] == [number]]


@command("channel_group")
def channel_group(call: Call, _session: ConfigSession) -> None:
    node, config = call.node, call.config
    if call.negated:
        node.drop_key(call.key)
        return
    number = call.match.words[1]
    name = f"Port-channel{number}"
    bundle = config.interface(name)
    if bundle is None:
        if not config.loading:
            bundle = interface_node(config, name)
            for child in node.ordered():
                if child.key[0] == "switchport":
                    bundle.children[child.key] = child.copy()
            call.says.append(
                f"Creating a port-channel interface {name.replace('l', 'l ', 1) if False else 'Port-channel ' + number}"
            )
            call.says.append("")
    elif not config.loading and is_l2(config, node) != is_l2(config, bundle):
        raise IosError(
            f"Command rejected ({name}, {node.key[1]}): either port is L2 and port-channel is L3, or vice-versa\n"
        )
    elif not config.loading and bundle.has("shutdown"):
        config.put(node, ("shutdown",), "shutdown", spec_of("if", "shutdown"))
    call.put()


@command("shutdown")
def shutdown(call: Call, _session: ConfigSession) -> None:
    call.store()
    follow(call)


def follow(call: Call) -> None:
    """What is set on a port channel is set on its members too."""
    name = call.node.key[1]
    if call.config.loading or interface_type(name) != "Port-channel":
        return
    changed = call.node.children.get(call.key)
    for member in members(call.config, name.removeprefix("Port-channel")):
        if changed is None:
            member.drop_key(call.key)
        else:
            call.config.put(member, call.key, changed.text, changed.spec)


@command("ip_address")
def ip_address(call: Call, _session: ConfigSession) -> None:
    node, words = call.node, call.match.words
    if is_l2(call.config, node) and not call.config.loading:
        raise IosError("% IP addresses may not be configured on L2 links.\n")
    primary = ("ip", "address")
    if call.negated and len(words) == 2:
        node.drop("ip", "address")
        return
    if words[2] == "dhcp":
        node.drop("ip", "address")
        if not call.negated:
            call.put(key=primary)
        return
    secondary = words[-1] == "secondary"
    key = ("ip", "address", words[2], "secondary") if secondary else primary
    if call.negated:
        held = node.children.get(key)
        if held is None or held.text.split()[2:4] != words[2:4]:
            raise IosError("% Invalid address\n")
        if not secondary and any(len(n.key) == 4 for n in node.under("ip", "address")):
            raise IosError("Must delete secondary before deleting primary\n")
        node.drop_key(key)
        return
    _check_address(call, words[2], words[3])
    call.put(key=key)


def _check_address(call: Call, address: str, mask: str) -> None:
    value, bits = (int.from_bytes(bytes(int(p) for p in quad.split(".")), "big") for quad in (address, mask))
    host = ~bits & 0xFFFFFFFF
    if bits == 0 or (host > 1 and (value & host == 0 or value & host == host)):
        raise IosError(f"Bad mask /{bin(bits).count('1')} for address {address}\n")
    if call.config.loading:
        return
    for other in call.config.interfaces():
        if other is call.node:
            continue
        vrf = (other.words("vrf", "forwarding") or other.words("ip", "vrf", "forwarding"))[-1:]
        mine = (call.node.words("vrf", "forwarding") or call.node.words("ip", "vrf", "forwarding"))[-1:]
        held = other.words("ip", "address")[2:4]
        if len(held) == 2 and vrf == mine:
            there, there_bits = (int.from_bytes(bytes(int(p) for p in quad.split(".")), "big") for quad in held)
            common = bits & there_bits
            if value & common == there & common:
                network = ".".join(str((there & there_bits) >> shift & 255) for shift in (24, 16, 8, 0))
                raise IosError(f"% {network} overlaps with {other.key[1]}\n")


@command("vrf_forwarding")
def vrf_forwarding(call: Call, _session: ConfigSession) -> None:
    """Moving an interface to another VRF removes its addresses."""
    before = call.node.words(*call.key)
    call.store()
    if call.config.loading or before == call.node.words(*call.key):
        return
    held = call.node.words("ip", "address")
    if call.node.drop("ip", "address"):
        call.says.append(
            f"% Interface {call.node.key[1]} IPv4 disabled and address(es) removed due to "
            f"{'disabling' if call.negated else 'enabling'} VRF {call.match.words[-1]}"
        )
    del held


@command("access_group")
def access_group(call: Call, _session: ConfigSession) -> None:
    """One list per direction: a second replaces the first; `no` removes whichever is there."""
    key = ("ip", "access-group", call.key[-1])
    if call.negated:
        call.node.drop_key(key)
    else:
        call.put(key=key)


@command("keepalive")
def keepalive(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.put("no keepalive")
    elif call.match.words[1:] in ([], ["10"]):
        call.node.drop_key(call.key)
    else:
        call.put()


@command("power_inline")
def power_inline(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    kind = words[2] if len(words) > 2 else "auto"
    key = ("power", "inline") if kind in ("auto", "never", "static") else ("power", "inline", kind)
    if call.negated or words[2:] == ["auto"]:
        call.node.drop_key(key)
    else:
        call.put(key=key)


@command("storm_control")
def storm_control(call: Call, _session: ConfigSession) -> None:
    """Levels in percent are written out with two decimals."""
    if call.negated:
        call.node.drop_key(call.key)
        return
    words = list(call.match.words)
    if words[3] not in ("bps", "pps"):
        levels = [float(word) for word in words[3:]]
        if max(levels) > 100:
            raise invalid(call.column + len(" ".join(words[:3])) + 1)
        if len(levels) == 2 and levels[1] > levels[0]:
            raise IosError("Command rejected: lower threshold is greater than upper threshold\n")
        words[3:] = [f"{level:.2f}" for level in levels]
    call.put(" ".join(words))


def _group(words: list[str]) -> tuple[str, list[str]]:
    """(group number as written, the words after it); without a number the group is 0."""
    return (words[1], words[2:]) if words[1:2] and words[1].isdigit() else ("0", words[1:])


@command("standby_ip")
def standby_ip(call: Call, _session: ConfigSession) -> None:
    group, rest = _group(call.match.words)
    key = ("standby", group, "ip", *rest[1:2]) if rest[-1] == "secondary" else ("standby", group, "ip")
    if call.negated:
        call.node.drop_key(key)
    else:
        call.put(" ".join(("standby", group, *rest)), key)


@command("standby")
def standby(call: Call, _session: ConfigSession) -> None:
    group, rest = _group(call.match.words)
    if not rest:
        call.node.drop("standby", group)
        return
    what = rest[0]
    key = ("standby", group, what, *(" ".join(rest[1:]).split()[:1] if what == "track" else ()))
    if call.negated or (what == "priority" and rest[1:] == ["100"]) or (what == "timers" and rest[1:] == ["3 10"]):
        call.node.drop_key(key)
        return
    if what == "priority" and not (len(rest) == 2 and re.fullmatch(r"\d{1,3}", rest[1]) and int(rest[1]) <= 255):
        raise invalid(call.column + len(" ".join(call.match.words[:-1])) + 1)
    call.put(" ".join(("standby", group, *rest)), key)
