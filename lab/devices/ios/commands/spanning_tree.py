"""Spanning tree: per-VLAN values, which IOS keeps per VLAN and writes out as lists; portfast."""

from __future__ import annotations

from lab.devices.commandline.numbers import format_numbers, parse_numbers
from lab.devices.ios.commands.registry import command
from lab.devices.ios.config import Call, ConfigSession
from lab.devices.ios.reply import IosError

_TIMER_DEFAULTS = {"hello-time": 2, "forward-time": 15, "max-age": 20}


@command("stp_mode")
def stp_mode(call: Call, _session: ConfigSession) -> None:
    """The mode in force is always written out; `no` goes back to the image's default."""
    default = "rapid-pvst" if call.config.profile.is_xe else "pvst"
    call.put(f"spanning-tree mode {default}" if call.negated else call.match.text)


def _set_value(call: Call, what: str, value: int | None, *, kind: str) -> None:
    """Give the VLANs of the line the value (None: the default), keeping all other VLANs' values."""
    values: dict[int, int] = {}
    lines = [n for n in call.node.under("spanning-tree", kind) if len(n.key) == 4 and n.key[3] == what]
    for node in lines:
        for number in parse_numbers(node.key[2], 0) or ():
            values[number] = int(node.text.split()[-1])
        call.node.drop_key(node.key)
    for number in parse_numbers(call.match.words[2], 0) or ():
        if value is None:
            values.pop(number, None)
        else:
            values[number] = value
    for one in sorted(set(values.values())):
        listed = format_numbers(number for number, has in values.items() if has == one)
        key = ("spanning-tree", kind, listed, what)
        call.put(f"{' '.join(key)} {one}", key)


@command("stp_priority")
def stp_priority(call: Call, _session: ConfigSession) -> None:
    kind = call.match.words[1]
    value = None if call.negated else int(call.match.words[-1])
    if value is not None and value % 4096:
        raise IosError(
            "% Bridge Priority must be in increments of 4096.\n% Allowed values are:\n"
            "  0     4096  8192  12288 16384 20480 24576 28672\n  32768 36864 40960 45056 49152 53248 57344 61440\n"
        )
    # 32768 is the default and not written out
    _set_value(call, "priority", None if value == 32768 else value, kind=kind)


@command("stp_root")
def stp_root(call: Call, _session: ConfigSession) -> None:
    """A macro: it sets the priority as of now."""
    value = None if call.negated else (24576 if "primary" in call.match.words else 28672)
    _set_value(call, "priority", value, kind="vlan")


@command("stp_vlan_timer")
def stp_vlan_timer(call: Call, _session: ConfigSession) -> None:
    what = call.match.words[3]
    value = None if call.negated else int(call.match.words[-1])
    _set_value(call, what, None if value == _TIMER_DEFAULTS[what] else value, kind="vlan")


@command("stp_vlan")
def stp_vlan(call: Call, _session: ConfigSession) -> None:
    """Spanning tree itself per VLAN: on unless negated."""
    if len(call.match.words) < 3:
        raise IosError("% Incomplete command.\n")
    off: set[int] = set()
    for node in [n for n in call.node.under("spanning-tree", "vlan") if len(n.key) == 2]:
        off |= parse_numbers(node.text.split()[-1]) or set()
    given = parse_numbers(call.match.words[2]) or set()
    off = off | given if call.negated else off - given
    if off:
        call.put(f"no spanning-tree vlan {format_numbers(off)}", ("spanning-tree", "vlan"))
    else:
        call.node.drop_key(("spanning-tree", "vlan"))


def _edge(call: Call) -> str:
    return "portfast edge" if call.config.profile.portfast_edge else "portfast"


@command("global_portfast")
def global_portfast(call: Call, _session: ConfigSession) -> None:
    words = [word for word in call.match.words if word not in ("spanning-tree", "portfast", "edge", "default")]
    key = ("spanning-tree", "portfast", *words, "default")
    if call.negated:
        call.node.drop_key(key)
        return
    call.put(" ".join(("spanning-tree", _edge(call), *words, "default")), key)
    if not words:
        call.says.append("%Warning: this command enables portfast by default on all interfaces. You")
        call.says.append(" should now disable portfast explicitly on switched ports leading to hubs,")
        call.says.append(" switches and bridges as they may create temporary bridging loops.")


@command("portfast")
def portfast(call: Call, _session: ConfigSession) -> None:
    key = ("spanning-tree", "portfast")
    if call.negated:
        call.node.drop_key(key)
        return
    words = [word for word in call.match.words[2:] if word != "edge"]
    spelled = "portfast" if words[:1] in (["disable"], ["network"]) else _edge(call)
    call.put(" ".join(("spanning-tree", spelled, *words)), key)
    if words[:1] == ["disable"]:
        return
    call.says += [
        "%Warning: portfast should only be enabled on ports connected to a single",
        " host. Connecting hubs, concentrators, switches, bridges, etc... to this",
        " interface  when portfast is enabled, can cause temporary bridging loops.",
        " Use with CAUTION",
        "",
    ]
    if words[:1] != ["trunk"]:
        call.says += [
            f"%Portfast has been configured on {call.node.key[1]} but will only",
            " have effect when the interface is in a non-trunking mode.",
        ]
