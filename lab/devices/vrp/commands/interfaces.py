"""Interfaces: making and removing them, addresses, bundles."""

from __future__ import annotations

import ipaddress

from lab.devices.vrp.commands.registry import command
from lab.devices.vrp.config import Call, ConfigSession, Frame, refused
from lab.devices.vrp.names import interface_type, is_virtual

_PER_PORT = ("port", "voice-vlan", "ip", "mtu")


@command("interface")
def interface(call: Call, _session: ConfigSession) -> Frame | None:
    name = call.match.words[1]
    key = ("interface", name)
    exists = call.node.has(*key)
    if call.negated:
        if not is_virtual(name):
            raise refused("The physical interface can not be deleted.")
        number = name.removeprefix("Eth-Trunk")
        if number != name and any(node.words("eth-trunk")[1:] == [number] for node in call.config.interfaces()):
            raise refused("The trunk has members. Please delete them first.")
        if not call.node.drop_key(key):
            raise refused("The interface does not exist.")
        return None
    if not exists and not call.config.loading:
        if not is_virtual(name):
            raise call.config.language.refusal("invalid", call.match.text, call.column + len("interface "))
        number = name.removeprefix("Vlanif")
        if number not in (name, "1") and int(number) not in call.config.vlans:
            raise refused(f"Can not create VLANIF interface as VLAN {number} does not exist.")
    node = call.config.put(call.node, key, f"interface {name}", call.match.spec)
    return Frame("if", [node], call.config.prompt_of("if", node))


@command("portswitch")
def portswitch(call: Call, _session: ConfigSession) -> None:
    if interface_type(call.node.key[1]) in ("Vlanif", "LoopBack", "NULL"):
        raise refused("The interface does not support this command.")
    if not call.negated:
        call.node.drop_key(("portswitch",))
        call.node.drop("ip", "address")
        return
    if not call.config.loading and (call.node.under("port") or call.node.has("eth-trunk")):
        raise refused("Please clear the configurations of the interface first.")
    call.put("undo portswitch", ("portswitch",))


@command("description")
def description(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.node.drop_key(("description",))
        return
    if len(call.match.words[1]) > 242:
        raise refused("The description is too long.")
    call.put()


@command("shutdown")
def shutdown(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.node.drop_key(("shutdown",))
    else:
        call.put()


@command("address")
def address(call: Call, _session: ConfigSession) -> None:
    kind = interface_type(call.node.key[1])
    routed = kind in ("Vlanif", "LoopBack", "MEth", "Tunnel") or call.node.has("portswitch")
    if not routed and not call.config.loading:
        raise refused("Unrecognized command found at '^' position.")
    words = list(call.match.words)
    if call.negated:
        if len(words) == 2:
            call.node.drop("ip", "address")
        else:
            key = ("ip", "address", words[2]) if "sub" in words else ("ip", "address")
            call.node.drop_key(key)
        return
    network = ipaddress.IPv4Interface(f"{words[2]}/{words[3]}")
    for other in call.config.interfaces():
        for line in other.under("ip", "address"):
            have = line.text.split()
            if other is not call.node and network.network.overlaps(
                ipaddress.IPv4Interface(f"{have[2]}/{have[3]}").network
            ):
                raise refused(f"The specified address conflicts with another address on {other.key[1]}.")
    sub = "sub" in words
    text = f"ip address {words[2]} {network.netmask}" + (" sub" if sub else "")
    call.put(text, ("ip", "address", words[2]) if sub else ("ip", "address"))


@command("eth_trunk")
def eth_trunk(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        if not call.node.drop_key(("eth-trunk",)):
            raise refused("The interface is not a member of any Eth-Trunk.")
        return
    number = call.match.words[1]
    if not call.config.loading:
        if not call.config.root.has("interface", f"Eth-Trunk{number}"):
            raise refused(f"The Eth-Trunk{number} does not exist.")
        if any(node.key[0] in _PER_PORT for node in call.node.children.values()):
            raise refused("Please clear the configurations of the interface first.")
        have = call.node.words("eth-trunk")[1:]
        if have and have != [number]:
            raise refused("The interface is already a member of another Eth-Trunk.")
    call.put()


@command("trunk_mode")
def trunk_mode(call: Call, _session: ConfigSession) -> None:
    name = call.node.key[1]
    if interface_type(name) != "Eth-Trunk":
        raise refused("Unrecognized command found at '^' position.")
    number = name.removeprefix("Eth-Trunk")
    members = [node for node in call.config.interfaces() if node.words("eth-trunk")[1:] == [number]]
    wanted = "manual load-balance" if call.negated else " ".join(call.match.words[1:])
    wanted = {"lacp-static": "lacp", "manual": "manual load-balance"}.get(wanted, wanted)
    have = " ".join(call.node.words("mode")[1:]) or "manual load-balance"
    if members and wanted != have and not call.config.loading:
        raise refused("The working mode can not be changed while the trunk has members.")
    if wanted == "manual load-balance":
        call.node.drop_key(("mode",))
    else:
        call.put(f"mode {wanted}", ("mode",))
