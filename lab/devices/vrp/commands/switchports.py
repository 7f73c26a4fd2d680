"""VLANs on ports, and how they depend on the port's link type."""

from __future__ import annotations

from lab.devices.commandline.numbers import format_words, parse_words
from lab.devices.commandline.tree import Node
from lab.devices.vrp.commands.registry import command
from lab.devices.vrp.config import Call, ConfigSession, refused
from lab.devices.vrp.names import interface_type
from lab.devices.vrp.render import allowed_vlans

_ALLOWED = ("port", "trunk", "allow-pass", "vlan")


def _type(node: Node) -> str:
    """Without a line the link type is negotiated, and the port is as an access port."""
    return (node.words("port", "link-type") or ["", "", "auto"])[2]


def _switchport(call: Call) -> None:
    if call.config.loading:
        return
    if interface_type(call.node.key[1]) in ("Vlanif", "LoopBack", "NULL", "MEth") or call.node.has("portswitch"):
        raise refused("Unrecognized command found at '^' position.")
    if call.node.has("eth-trunk"):
        raise refused("The interface is a member of an Eth-Trunk.")


def _exists(call: Call, number: str) -> None:
    if not call.config.loading and number != "1" and int(number) not in call.config.vlans:
        raise refused("The VLAN does not exist.")


@command("link_type")
def link_type(call: Call, _session: ConfigSession) -> None:
    _switchport(call)
    wanted = "auto" if call.negated else call.match.words[2]
    have = _type(call.node)
    others = [node for node in call.node.children.values() if node.key[0] == "port" and node.key[1] != "link-type"]
    if wanted != have and others and not call.config.loading:
        raise refused("Please renew the default configurations.")
    if call.negated:
        call.node.drop_key(("port", "link-type"))
    else:
        call.put(key=("port", "link-type"))


@command("default_vlan")
def default_vlan(call: Call, _session: ConfigSession) -> None:
    _switchport(call)
    if not call.config.loading and _type(call.node) not in ("access", "auto", "dot1q-tunnel"):
        raise refused("The port's link-type is not access or dot1q-tunnel.")
    if call.negated or call.match.words[3] == "1":
        call.node.drop_key(("port", "default", "vlan"))
        return
    _exists(call, call.match.words[3])
    call.put()


@command("pvid")
def pvid(call: Call, _session: ConfigSession) -> None:
    _switchport(call)
    if not call.config.loading and _type(call.node) != "trunk":
        raise refused("The port's link-type is not trunk.")
    if call.negated or call.match.words[4] == "1":
        call.node.drop_key(("port", "trunk", "pvid", "vlan"))
        return
    _exists(call, call.match.words[4])
    call.put()


@command("allow_pass")
def allow_pass(call: Call, _session: ConfigSession) -> None:
    """A line adds, its negation takes away; VLAN 1 is there from the start."""
    _switchport(call)
    if not call.config.loading and _type(call.node) != "trunk":
        raise refused("The port's link-type is not trunk.")
    node = call.node.get(*_ALLOWED)
    have = allowed_vlans(node) if node else {1}
    listed = " ".join(call.match.words[4:]).split()
    if not listed:
        raise call.config.language.refusal("incomplete", "", 0)
    given = set(range(1, 4095)) if listed == ["all"] else parse_words(listed)
    if given is None or len(listed) - 2 * listed.count("to") > 10:
        raise refused("Wrong parameter found.")
    have = have - given if call.negated else have | given
    if have == {1}:
        call.node.drop_key(_ALLOWED)
    else:
        call.put(f"{' '.join(_ALLOWED)} {','.join(map(str, sorted(have))) or 'none'}", _ALLOWED)


@command("hybrid")
def hybrid(call: Call, _session: ConfigSession) -> None:
    _switchport(call)
    if not call.config.loading and _type(call.node) not in ("hybrid", "auto"):
        raise refused("The port's link-type is not hybrid.")
    key = call.match.key
    words = call.match.words
    if words[2] == "pvid":
        call.store()
        return
    given = parse_words(" ".join(words[4:]).split()) or set()
    node = call.node.get(*key)
    have = parse_words(node.text.split()[4:]) or set() if node else set()
    have = have - given if call.negated else have | given
    if have:
        call.put(f"{' '.join(key)} {format_words(have)}", key)
    else:
        call.node.drop_key(key)


@command("hybrid_none")
def hybrid_none(call: Call, _session: ConfigSession) -> None:
    """Only ever taken back: the port leaves a VLAN, tagged or not. VLAN 1 is there from the start."""
    _switchport(call)
    gone = parse_words(" ".join(call.match.words[3:]).split())
    if not call.negated or gone is None:
        raise refused("Unrecognized command found at '^' position.")
    key = ("port", "hybrid", "vlan")
    for kind in ("tagged", "untagged"):
        node = call.node.get("port", "hybrid", kind, "vlan")
        have = (parse_words(node.text.split()[4:]) or set()) - gone if node else set()
        if node and have:
            node.text = f"port hybrid {kind} vlan {format_words(have)}"
        elif node:
            call.node.drop_key(node.key)
    if 1 in gone:
        call.put("undo port hybrid vlan 1", key)


@command("voice")
def voice(call: Call, _session: ConfigSession) -> None:
    _switchport(call)
    key = ("voice-vlan",)
    if call.negated:
        call.node.drop_key(key)
        return
    _exists(call, call.match.words[1])
    call.put(key=key)
