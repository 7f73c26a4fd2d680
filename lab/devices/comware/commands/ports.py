"""Interfaces: their making, link modes and types, VLANs, aggregation. See "Layer 2—LAN switching command reference"."""

from __future__ import annotations

from dataclasses import replace

from lab.devices.commandline.numbers import format_words, parse_words, spans
from lab.devices.commandline.reply import Ask, Refusal
from lab.devices.commandline.tree import Node
from lab.devices.comware.commands.registry import command
from lab.devices.comware.config import Call, ComwareConfig, ConfigSession
from lab.devices.comware.grammar import MOST_PARTS
from lab.devices.comware.names import interface_type, is_virtual

EVERY = frozenset(range(1, 4095))
_LINK_TYPES = ("port", "link-type")
_PERMIT = ("port", "trunk", "permit", "vlan")
_BY_TYPE = {"access": ("port", "access"), "trunk": ("port", "trunk"), "hybrid": ("port", "hybrid")}


@command("interface")
def interface(call: Call, _session: ConfigSession) -> None:
    config, name = call.config, call.match.words[1]
    kind = interface_type(name)
    if call.negated:
        if not is_virtual(name):
            raise Refusal("The interface cannot be deleted.")
        for member in config.members(name) if kind == "Bridge-Aggregation" else ():
            member.drop("port", "link-aggregation")
        call.store()
        return
    if not config.loading and config.interface(name) is None:
        if not is_virtual(name):
            raise config.language.refusal("invalid", name, call.column + len("interface "))
        number = int(name.removeprefix(kind).partition(".")[0])
        if kind == "Vlan-interface" and number not in config.vlan_ids():
            raise Refusal("The VLAN does not exist.")
    call.put()


def _spread(call: Call) -> list[Call]:
    """The call, and the same on the members where it is on an aggregate interface: VLAN settings are theirs too."""
    name = call.node.key[1]
    if call.config.loading or interface_type(name) != "Bridge-Aggregation":
        return [call]
    return [call, *(replace(call, node=member) for member in call.config.members(name))]


def link_type(node: Node) -> str:
    return (node.words(*_LINK_TYPES) or ["access"])[-1]


@command("link_mode")
def link_mode(call: Call, _session: ConfigSession) -> None:
    wanted = "bridge" if call.negated else call.match.words[2]
    have = (call.node.words("port", "link-mode") or ["bridge"])[-1]
    if have != wanted:
        # all but `shutdown` goes back to the default
        for key in [key for key in call.node.children if key not in {("shutdown",), ("description",)}]:
            del call.node.children[key]
    call.put(f"port link-mode {wanted}")


@command("link_type")
def set_link_type(call: Call, _session: ConfigSession) -> None:
    wanted = "access" if call.negated else call.match.words[2]
    have = link_type(call.node)
    if not call.config.loading:
        _bridged(call)
        if {have, wanted} == {"trunk", "hybrid"}:
            raise Refusal("Please set the link type of the port to access first.")
    for each in _spread(call):
        if link_type(each.node) != wanted:
            for prefix in _BY_TYPE.values():
                each.node.drop(*prefix)
        if wanted == "access":
            each.node.drop_key(_LINK_TYPES)
        else:
            each.config.put(each.node, _LINK_TYPES, f"port link-type {wanted}", call.match.spec)


def _bridged(call: Call) -> None:
    if call.node.words("port", "link-mode")[-1:] == ["route"] or call.node.key[1].startswith("Vlan"):
        raise call.config.language.refusal("invalid", "", call.column)


def _of_type(call: Call, wanted: str) -> None:
    _bridged(call)
    if link_type(call.node) != wanted:
        raise Refusal(f"The port is not a {wanted} port.")


@command("access_vlan")
def access_vlan(call: Call, _session: ConfigSession) -> None:
    if not call.config.loading:
        _of_type(call, "access")
        if not call.negated and int(call.match.words[3]) not in call.config.vlan_ids():
            raise Refusal("The VLAN does not exist.")
    for each in _spread(call):
        if call.negated or call.match.words[3] == "1":
            each.node.drop_key(call.key)
        else:
            each.put()


def permitted(node: Node) -> frozenset[int]:
    """The VLANs of a trunk port: 1 where nothing is said."""
    kept = node.get(*_PERMIT)
    found = {1}
    for line in kept.text.split("\n") if kept else ():
        words = line.split()
        listed = EVERY if words[-1] == "all" else frozenset(parse_words(words[words.index("vlan") + 1 :]) or ())
        found = found - listed if words[0] == "undo" else found | listed
    return frozenset(found)


@command("trunk_permit")
def trunk_permit(call: Call, _session: ConfigSession) -> None:
    if not call.config.loading:
        _of_type(call, "trunk")
    listed = call.match.words[4:]
    if not listed:
        raise call.config.language.refusal("incomplete", "", call.column)
    named = EVERY if listed == ["all"] else frozenset(parse_words(" ".join(listed).split()) or ())
    for each in _spread(call):
        now = permitted(each.node)
        after = now - named if call.negated else now | named
        lines = _permit_lines(after)
        if lines:
            each.config.put(each.node, _PERMIT, "\n".join(lines), call.match.spec)
        else:
            each.node.drop_key(_PERMIT)


def _permit_lines(vlans: frozenset[int]) -> list[str]:
    if vlans == EVERY:
        return ["port trunk permit vlan all"]
    lines = [] if 1 in vlans else ["undo port trunk permit vlan 1"]
    if vlans == {1}:
        return []
    return lines + [f"port trunk permit vlan {part}" for part in _parts(vlans)]


def _parts(vlans: frozenset[int]) -> list[str]:
    """Lists of at most ten numbers and ranges, as the device prints them."""
    runs = spans(vlans)
    return [
        format_words([number for first, last in runs[at : at + MOST_PARTS] for number in range(first, last + 1)])
        for at in range(0, len(runs), MOST_PARTS)
    ]


@command("pvid")
def pvid(call: Call, _session: ConfigSession) -> None:
    if not call.config.loading:
        _of_type(call, call.match.words[1])
    for each in _spread(call):
        each.store()


def hybrid(node: Node) -> tuple[frozenset[int], frozenset[int]]:
    """(tagged, untagged) VLANs of a hybrid port; untagged in 1 where nothing is said."""
    kept = node.get("port", "hybrid", "vlan")
    tagged: set[int] = set()
    untagged: set[int] = {1}
    for line in kept.text.split("\n") if kept else ():
        words = line.split()
        listed = parse_words([word for word in words[words.index("vlan") + 1 :] if word[0].isdigit() or word == "to"])
        tagged -= listed or set()
        untagged -= listed or set()
        if words[0] != "undo":
            (tagged if words[-1] == "tagged" else untagged).update(listed or ())
    return frozenset(tagged), frozenset(untagged)


@command("hybrid_vlan")
def hybrid_vlan(call: Call, _session: ConfigSession) -> None:
    if not call.config.loading:
        _of_type(call, "hybrid")
    words = call.match.words[3:]
    if not words or (len(words) < 2 and not call.negated):
        raise call.config.language.refusal("incomplete", "", call.column)
    named = frozenset(parse_words(words[0].split()) or ())
    for each in _spread(call):
        tagged, untagged = hybrid(each.node)
        tagged, untagged = tagged - named, untagged - named
        if not call.negated:
            tagged, untagged = (tagged | named, untagged) if words[-1] == "tagged" else (tagged, untagged | named)
        lines = [] if 1 in tagged | untagged else ["undo port hybrid vlan 1"]
        lines += [f"port hybrid vlan {part} tagged" for part in _parts(tagged)]
        lines += [f"port hybrid vlan {part} untagged" for part in _parts(untagged)] if untagged != {1} else []
        if lines:
            each.config.put(each.node, ("port", "hybrid", "vlan"), "\n".join(lines), call.match.spec)
        else:
            each.node.drop("port", "hybrid", "vlan")


@command("voice")
def voice(call: Call, _session: ConfigSession) -> None:
    key = ("voice-vlan", "enable")
    if call.negated:
        call.node.drop_key(key)
    elif len(call.match.words) < 3:
        raise call.config.language.refusal("incomplete", "", call.column)
    else:
        call.put(key=key)


@command("aggregate")
def aggregate(call: Call, _session: ConfigSession) -> None:
    config: ComwareConfig = call.config
    if not call.negated and not config.loading:
        number = call.match.words[3]
        if config.interface(f"Bridge-Aggregation{number}") is None:
            raise Refusal("The aggregation group does not exist.")
        if call.node.words("dot1x") or call.node.words("mac-authentication"):
            raise Refusal("The port with 802.1X or MAC authentication enabled cannot join an aggregation group.")
    call.store()


@command("address")
def address(call: Call, _session: ConfigSession) -> None:
    config, node = call.config, call.node
    if not call.negated and not config.loading:
        bridged = not is_virtual(node.key[1]) and node.words("port", "link-mode")[-1:] != ["route"]
        if bridged or node.key[1].startswith("Bridge-"):
            raise config.language.refusal("invalid", "", call.column)
        given = call.match.words[2]
        if any(
            other is not node and given in child.text.split()
            for other in config.interfaces()
            for child in other.under("ip", "address")
        ):
            raise Refusal("The IP address is already used on another interface.")
        if call.match.words[-1] == "sub" and not node.has("ip", "address"):
            raise Refusal("Please configure the primary IP address first.")
    if call.negated and call.key == ("ip", "address"):
        subs = [child for child in node.under("ip", "address") if child.key != call.key]
        if len(call.match.words) > 2 and subs:
            raise Refusal("Please delete the secondary IP addresses first.")
        node.drop("ip", "address")
        return
    call.store()


@command("binding")
def binding(call: Call, _session: ConfigSession) -> None:
    # the addresses of the interface go
    call.node.drop("ip", "address")
    call.store()


@command("default")
def default(call: Call, _session: ConfigSession) -> None:
    def proceed() -> str:
        call.node.children.clear()
        call.config.loaded()
        return ""

    raise Ask("This command will restore the default settings. Continue? [Y/N]:", proceed)
