"""Switchport commands and their dependence on the port's mode."""

from __future__ import annotations

from lab.devices.commandline.numbers import format_numbers, parse_numbers
from lab.devices.commandline.tree import Node
from lab.devices.ios.commands.interfaces import follow, is_l2
from lab.devices.ios.commands.registry import command
from lab.devices.ios.commands.vlans import create_vlan
from lab.devices.ios.config import Call, ConfigSession
from lab.devices.ios.names import interface_type, short_interface
from lab.devices.ios.reply import IosError, invalid

_ALL = frozenset(range(1, 4095))
_L3_LINES: tuple[tuple[str, ...], ...] = (
    ("ip", "address"),
    ("vrf", "forwarding"),
    ("ip", "vrf"),
    ("ip", "helper-address"),
    ("standby",),
    ("ip", "ospf"),
    ("ip", "redirects"),
    ("ip", "unreachables"),
    ("ip", "proxy-arp"),
    ("ipv6",),
    ("ip", "pim"),
)
_L2_LINES: tuple[tuple[str, ...], ...] = (
    ("switchport",),
    ("spanning-tree",),
    ("storm-control",),
    ("authentication",),
    ("dot1x",),
    ("mab",),
    ("ip", "dhcp", "snooping"),
    ("ip", "arp", "inspection"),
)
_ALLOWED = ("switchport", "trunk", "allowed", "vlan")


def _require_switch(call: Call) -> None:
    kind = interface_type(call.node.key[1])
    if not call.config.profile.is_switch or kind in ("Vlan", "Loopback", "Tunnel"):
        raise invalid(call.column)


@command("switchport")
def switchport(call: Call, _session: ConfigSession) -> None:
    _require_switch(call)
    node = call.node
    if call.negated:
        if node.has("switchport"):
            return
        if not call.config.loading:
            for prefix in _L2_LINES:
                node.drop(*prefix)
        call.put("no switchport", ("switchport",))
    elif node.drop_key(("switchport",)):
        for prefix in _L3_LINES:
            node.drop(*prefix)
    follow(call)


def _mode(node: Node) -> str:
    """`access`, `trunk`, `dynamic …`; without a line a port is dynamic."""
    return " ".join(node.words("switchport", "mode")[2:]) or "dynamic auto"


@command("switchport_line")
def switchport_line(call: Call, _session: ConfigSession) -> None:
    _require_switch(call)
    call.store()
    follow(call)


@command("encapsulation")
def encapsulation(call: Call, _session: ConfigSession) -> None:
    _require_switch(call)
    if not call.config.profile.speaks_isl and not call.config.loading:
        raise invalid(call.column + len("switchport trunk "))
    if (
        (call.negated or call.match.words[-1] == "negotiate")
        and _mode(call.node) == "trunk"
        and not call.config.loading
    ):
        raise IosError(_auto_trunk())
    if call.negated or call.match.words[-1] == "negotiate":
        call.node.drop_key(call.key)
    else:
        call.put()
    follow(call)


def _auto_trunk() -> str:
    return 'Command rejected: An interface whose trunk encapsulation is "Auto" can not be configured to "trunk" mode.\n'


def _conflict(node: Node) -> IosError:
    return IosError(
        "Command rejected: Conflict between 'nonegotiate' and 'dynamic' status on this interface: "
        f"{short_interface(node.key[1])}\n"
    )


@command("switchport_mode")
def switchport_mode(call: Call, _session: ConfigSession) -> None:
    _require_switch(call)
    node = call.node
    wanted = "dynamic auto" if call.negated else " ".join(call.match.words[2:])
    if not call.config.loading:
        if (
            wanted == "trunk"
            and call.config.profile.speaks_isl
            and not node.has("switchport", "trunk", "encapsulation")
        ):
            raise IosError(_auto_trunk())
        if wanted.startswith("dynamic") and node.has("switchport", "nonegotiate"):
            raise _conflict(node)
        if wanted.startswith("dynamic") and node.has("switchport", "port-security"):
            raise IosError(
                f"Command rejected: {node.key[1]} is a secure port, it can not be changed to dynamic mode.\n"
            )
    if wanted == "dynamic auto":
        node.drop_key(call.key)
    else:
        call.put(f"switchport mode {wanted}")
    follow(call)


@command("nonegotiate")
def nonegotiate(call: Call, _session: ConfigSession) -> None:
    _require_switch(call)
    if not call.negated and not call.config.loading and _mode(call.node).startswith("dynamic"):
        raise _conflict(call.node)
    call.store()
    follow(call)


@command("access_vlan")
def access_vlan(call: Call, _session: ConfigSession) -> None:
    _require_switch(call)
    words = call.match.words
    if call.negated or words[3] == "1":
        call.node.drop_key(call.key)
    else:
        number = words[3]
        if number == "name":
            found = [n.key[1] for n in call.config.root.under("vlan") if n.words("name")[1:] == [words[4]]]
            if not found:
                raise IosError(f"% VLAN name {words[4]} does not exist\n")
            number = found[0]
        _ensure(call, number, "Access")
        call.put(f"switchport access vlan {number}")
    follow(call)


def _ensure(call: Call, number: str, kind: str) -> None:
    """IOS makes a missing VLAN when a port is put into it."""
    if call.config.loading or not number.isdigit() or int(number) in call.config.vlan_ids():
        return
    create_vlan(call.config, int(number))
    call.says.append(f"% {kind} VLAN does not exist. Creating vlan {number}")


@command("voice_vlan")
def voice_vlan(call: Call, _session: ConfigSession) -> None:
    _require_switch(call)
    if call.negated or call.match.words[-1] == "none":
        call.node.drop_key(call.key)
    else:
        _ensure(call, call.match.words[3], "Voice")
        call.put()
    follow(call)


def allowed_vlans(node: Node) -> set[int]:
    """The VLANs that the trunk carries; all of them without a line."""
    words = node.words(*_ALLOWED)
    if not words:
        return set(_ALL)
    return set() if words[-1] == "none" else parse_numbers(words[-1]) or set()


@command("trunk_vlans")
def trunk_vlans(call: Call, _session: ConfigSession) -> None:
    _require_switch(call)
    have = allowed_vlans(call.node)
    words = call.match.words[4:]
    given = (parse_numbers(words[-1]) if words else None) or set()
    # the argument of `no` does not matter: the trunk carries everything again
    if call.negated or words[0] == "all":
        have = set(_ALL)
    elif words[0] == "none":
        have = set()
    elif words[0] == "add":
        have |= given
    elif words[0] == "remove":
        have -= given
    elif words[0] == "except":
        have = set(_ALL) - given
    else:
        have = given
    if have == _ALL:
        call.node.drop_key(_ALLOWED)
    else:
        call.put(f"{' '.join(_ALLOWED)} {format_numbers(have) or 'none'}", _ALLOWED)
    follow(call)


@command("port_security")
def port_security(call: Call, _session: ConfigSession) -> None:
    _require_switch(call)
    if not call.negated and not call.config.loading:
        if _mode(call.node).startswith("dynamic"):
            raise IosError(f"Command rejected: {call.node.key[1]} is a dynamic port.\n")
        if not is_l2(call.config, call.node):
            raise IosError(f"Command rejected: {call.node.key[1]} is not a switching port.\n")
    call.store()


@command("port_security_line")
def port_security_line(call: Call, _session: ConfigSession) -> None:
    _require_switch(call)
    call.store()
