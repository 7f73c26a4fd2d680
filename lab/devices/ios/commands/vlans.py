"""The VLAN database and commands that work on VLAN lists."""

from __future__ import annotations

from lab.devices.commandline.numbers import format_numbers, parse_numbers
from lab.devices.commandline.tree import Node
from lab.devices.ios.commands.lookup import spec_of
from lab.devices.ios.commands.registry import command
from lab.devices.ios.config import Call, ConfigSession, Frame, IosConfig
from lab.devices.ios.reply import IosError, invalid

_RESERVED = frozenset(range(1002, 1006))


def create_vlan(config: IosConfig, number: int) -> Node:
    return config.put(config.root, ("vlan", str(number)), f"vlan {number}", spec_of("global", "vlan @VLANS"))


@command("vlan")
def vlan(call: Call, _session: ConfigSession) -> Frame | None:
    if not call.config.profile.is_switch:
        raise invalid(call.column)
    if call.config.root.words("vtp", "mode")[-1:] == ["client"] and not call.config.loading:
        raise IosError("VTP VLAN configuration not allowed when device is in CLIENT mode.\n")
    numbers = parse_numbers(call.match.words[1]) or set()
    if call.negated:
        for number in sorted(numbers):
            if number == 1 or number in _RESERVED:
                raise IosError(f"%Default VLAN {number} may not be deleted.\n")
        for number in numbers:
            call.node.drop_key(("vlan", str(number)))
        return None
    if numbers & _RESERVED:
        raise IosError("%Failed to create VLANs 1002-1005\n")
    # VLAN 1 always exists and is written out only when something is set under it
    nodes = [create_vlan(call.config, number) for number in sorted(numbers)]
    return Frame("vlan", nodes, "config-vlan")


@command("vlan_name")
def vlan_name(call: Call, _session: ConfigSession) -> None:
    number = call.node.key[1]
    if number == "1":
        raise IosError("%Default VLAN 1 may not have its name changed.\n")
    if call.negated:
        call.node.drop_key(("name",))
        return
    name = call.match.words[1]
    if len(name) > 32:
        raise IosError("%VLAN name exceeds the maximum of 32 characters\n")
    for other in call.config.root.under("vlan"):
        if other is not call.node and len(other.key) == 2 and other.words("name")[1:] == [name]:
            raise IosError(f"%VLAN #{other.key[1]} and #{number} have an identical name: {name}\n")
    if name == f"VLAN{int(number):04d}":
        call.node.drop_key(("name",))
        return
    call.put()


@command("vtp_mode")
def vtp_mode(call: Call, _session: ConfigSession) -> None:
    mode = "server" if call.negated else call.match.words[2]
    before = (call.node.words("vtp", "mode") or ["server"])[-1]
    if mode == before:
        call.says.append(f"Device mode already VTP {mode.capitalize()} for VLANS.")
    else:
        call.says.append(f"Setting device to VTP {mode.capitalize()} mode for VLANS.")
    call.store()


@command("vlan_set")
def vlan_set(call: Call, _session: ConfigSession) -> None:
    """`ip dhcp snooping vlan …`: lists add up, `no` takes numbers away."""
    have = parse_numbers(call.node.words(*call.key)[-1]) if call.node.has(*call.key) else set()
    given = parse_numbers(call.match.words[-1]) or set()
    if call.negated and not given:
        raise IosError("% Incomplete command.\n")
    left = (have or set()) - given if call.negated else (have or set()) | given
    if left:
        call.put(f"{' '.join(call.key)} {format_numbers(left)}")
    else:
        call.node.drop_key(call.key)


@command("mst_instance")
def mst_instance(call: Call, _session: ConfigSession) -> None:
    number = call.match.words[1]
    key = ("instance", number, "vlan")
    if call.negated and len(call.match.words) < 4:
        call.node.drop_key(key)
        return
    have = parse_numbers(call.node.words(*key)[-1]) if call.node.has(*key) else set()
    given = parse_numbers("".join(call.match.words[3:]).replace(" ", "")) or set()
    if not given:
        raise invalid(call.column + len(f"instance {number} vlan "))
    for other in call.node.under("instance"):
        if other.key != key and not call.negated:
            rest = (parse_numbers(other.text.split()[-1]) or set()) - given
            other.text = f"{' '.join(other.key)} {format_numbers(rest)}"
            if not rest:
                call.node.drop_key(other.key)
    left = (have or set()) - given if call.negated else (have or set()) | given
    if left:
        call.put(f"instance {number} vlan {format_numbers(left)}", key)
    else:
        call.node.drop_key(key)
