"""What AOS-CX does with the configuration lines that are more than stored, and why it refuses some."""

from __future__ import annotations

import base64
import hashlib
import ipaddress

from lab.devices.aoscx.config import Call, ConfigSession, CxConfig
from lab.devices.commandline import numbered
from lab.devices.commandline.config import Frame, Gather, Handlers
from lab.devices.commandline.numbers import format_numbers, parse_numbers
from lab.devices.commandline.reply import Refusal
from lab.devices.commandline.tree import Key, Node

_HANDLERS = Handlers()
HANDLERS = _HANDLERS.table
command = _HANDLERS.command

_LAYER2 = (("vlan",), ("spanning-tree",), ("loop-protect",))
_LAYER3 = (("ip", "address"), ("ip", "mtu"), ("ip", "ospf"), ("ip", "helper-address"), ("vrf", "attach"))
_PORTS = {"ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "tacacs": 49, "dns": 53, "dhcp-server": 67, "dhcp-client": 68, "tftp": 69,
          "http": 80, "ntp": 123, "snmp": 161, "snmp-trap": 162, "bgp": 179, "https": 443, "syslog": 514}  # fmt: skip
_NAMES = {str(number): name for name, number in _PORTS.items()}
_ROUTED = ("routing",)
_ACCESS, _NATIVE, _ALLOWED = ("vlan", "access"), ("vlan", "trunk", "native"), ("vlan", "trunk", "allowed")


def ciphertext(plain: str) -> str:
    """What the switch shows of a secret: one value for each, from which it can't be told."""
    digest = hashlib.sha256(b"export-password default " + plain.encode()).digest()
    return "AQBap" + base64.b64encode(digest).decode().rstrip("=")


@command("banner")
def banner(call: Call, session: ConfigSession) -> Frame | None:
    kind, mark = call.match.words[1], (call.match.words[2:3] or [""])[0]
    if call.negated:
        call.node.drop("banner", kind)
        return None
    node = call.node
    config, spec = call.config, call.match.spec

    def done(lines: list[str]) -> None:
        config.put(
            node, ("banner", kind), "\n".join((f"banner {kind} {mark}", *lines[:-1], f"{lines[-1]}{mark}")), spec
        )

    call.says.append("Enter a new banner. Terminate the banner with the delimiter you have chosen.")
    session.gathering = Gather(lambda line: line.find(mark), done)
    return None


@command("secret")
def secret(call: Call, _session: ConfigSession) -> None:
    words = list(call.match.words)
    for place in range(len(words) - 1):
        if words[place] == "plaintext":
            words[place : place + 2] = "ciphertext", ciphertext(words[place + 1])
    if call.negated:
        call.store()
    else:
        call.put(" ".join(words), ("user", words[1]) if words[0] == "user" else None)


@command("login_method")
def login_method(call: Call, _session: ConfigSession) -> None:
    if not call.negated and call.match.text == "aaa authentication login default local":
        call.node.drop_key(call.key)
    else:
        call.store()


# -- VLANs and spanning tree


@command("vlan")
def vlan(call: Call, _session: ConfigSession) -> Frame | None:
    config, root = call.config, call.config.root
    vids = sorted(parse_numbers(call.match.words[1]) or ())
    if call.negated:
        if 1 in vids:
            raise Refusal("Default VLAN 1 cannot be deleted.")
        for vid in vids:
            if root.has("interface", "vlan", str(vid)):
                raise Refusal(f"VLAN {vid} cannot be deleted: interface vlan {vid} exists.")
            root.drop("vlan", str(vid))
            for port in config.interfaces():
                if port.words(*_ACCESS)[2:] == [str(vid)]:
                    config.put(port, _ACCESS, "vlan access 1", None)
                _narrowed(config, port, {vid})
        return None
    nodes = [
        root.get("vlan", str(vid)) or config.put(root, ("vlan", str(vid)), f"vlan {vid}", call.match.spec)
        for vid in vids
    ]
    return Frame("vlan", nodes, config.prompt_of("vlan", nodes[0]))


@command("vlan_name")
def vlan_name(call: Call, _session: ConfigSession) -> None:
    own = call.node.key[1]
    if call.negated:
        call.node.drop("name")
        return
    name = call.match.words[1]
    if len(name) > 32:
        raise Refusal("VLAN name must be 32 characters or fewer.")
    for vid, node in call.config.vlans().items():
        if (node.value("name") or f"VLAN{vid}") == name and str(vid) != own:
            raise Refusal(f"VLAN name {name} is already used for VLAN {vid}.")
    call.put(key=("name",))


@command("stp_vlan")
def stp_vlan(call: Call, _session: ConfigSession) -> None:
    have = set(parse_numbers((call.node.words("spanning-tree", "vlan") or ["", "", ""])[2]) or ())
    named = set(parse_numbers(call.match.words[2]) or ())
    left = have - named if call.negated else have | named
    call.node.drop_key(("spanning-tree", "vlan"))
    if left:
        call.put(f"spanning-tree vlan {format_numbers(sorted(left))}", ("spanning-tree", "vlan"))


@command("stp_priority")
def stp_priority(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    for vid in parse_numbers(words[2]) or ():
        key = ("spanning-tree", "vlan", str(vid), "priority")
        call.node.drop_key(key)
        if not call.negated and words[-1] != "8":
            call.put(f"spanning-tree vlan {vid} priority {words[-1]}", key)


# -- interfaces


@command("port")
def port(call: Call, _session: ConfigSession) -> None:
    name = call.match.words[1]
    if call.negated:
        raise Refusal(f"Invalid input: {name}")
    if not call.config.loading and name not in call.config.ports:
        raise Refusal(f"Invalid input: {name}")
    call.put()


@command("lag")
def lag(call: Call, _session: ConfigSession) -> None:
    number = call.match.words[2]
    if call.negated:
        call.node.drop("interface", "lag", number)
        for interface in call.config.interfaces():
            if interface.words("lag")[1:] == [number]:
                interface.drop("lag")
        return
    key = ("interface", "lag", number)
    there = call.node.get(*key)
    if there is not None and ("multi-chassis" in there.text) != ("multi-chassis" in call.match.text):
        raise Refusal(f"LAG {number} already exists with another type. Remove it first.")
    call.put(key=key)


@command("svi")
def svi(call: Call, _session: ConfigSession) -> None:
    vid = int(call.match.words[2])
    if not call.negated and vid not in call.config.vlans() and not call.config.loading:
        raise Refusal(f"VLAN {vid} should be created before creating interface VLAN{vid}.")
    call.store()


@command("shutdown")
def shutdown(call: Call, _session: ConfigSession) -> None:
    call.put("no shutdown" if call.negated else "shutdown", ("shutdown",))


@command("own")
def own(call: Call, _session: ConfigSession) -> None:
    if call.node.key[1] == "lag":
        raise Refusal(f"Invalid input: {call.match.words[0]}")
    call.store()


def _layer2(call: Call) -> None:
    if call.config.loading:
        return
    name = " ".join(call.node.key[1:])
    if call.node.has("lag"):
        raise Refusal(f"Interface {name} is a member of a LAG. Operation not allowed.")
    if not call.node.has(*_ROUTED):
        raise Refusal(f"Interface {name} is not an L2 port. Operation not allowed.")


def _layer3(call: Call) -> None:
    if call.config.loading or call.node.key[1] in ("vlan", "loopback"):
        return
    name = " ".join(call.node.key[1:])
    if call.node.has(*_ROUTED) or call.node.has("lag"):
        raise Refusal(f"Interface {name} is not an L3 port. Operation not allowed.")


@command("routing")
def routing(call: Call, _session: ConfigSession) -> None:
    if call.node.has("lag"):
        raise Refusal("Operation not allowed on a member of a LAG.")
    if call.negated:
        if not call.node.has(*_ROUTED):
            for prefix in _LAYER3:
                call.node.drop(*prefix)
            call.put("no routing", _ROUTED)
            call.config.put(call.node, _ACCESS, "vlan access 1", call.config.grammar.spec("if", "vlan access"))
        return
    call.node.drop(*_ROUTED)
    for words in _LAYER2:
        call.node.drop(*words)


@command("layer2")
def layer2(call: Call, _session: ConfigSession) -> None:
    _layer2(call)
    call.store()


def _known(call: Call, vids: list[int]) -> None:
    missing = [vid for vid in vids if vid not in call.config.vlans()]
    if missing and not call.config.loading:
        raise Refusal(f"VLAN {missing[0]} does not exist.")


@command("access")
def access(call: Call, _session: ConfigSession) -> None:
    _layer2(call)
    vid = "1" if call.negated else call.match.words[2]
    _known(call, [int(vid)])
    call.node.drop("vlan")
    call.put(f"vlan access {vid}", _ACCESS)


def _trunk(call: Call) -> None:
    _layer2(call)
    node, mode = call.node, call.config.grammar
    node.drop(*_ACCESS)
    if not node.has(*_NATIVE):
        call.config.put(node, _NATIVE, "vlan trunk native 1", mode.spec("if", "vlan trunk native"))
    if not node.has(*_ALLOWED):
        call.config.put(node, _ALLOWED, "vlan trunk allowed all", mode.spec("if", "vlan trunk allowed"))


@command("native")
def native(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    _known(call, [] if call.negated else [int(words[3])])
    _trunk(call)
    call.put("vlan trunk native 1" if call.negated else call.match.text, _NATIVE)


@command("allowed")
def allowed(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    value = words[3] if len(words) > 3 else "all"
    named = [] if value == "all" else sorted(parse_numbers(value) or ())
    if not call.negated:
        _known(call, named)
    _trunk(call)
    have = (call.node.words(*_ALLOWED) or ["", "", "", "all"])[3]
    before = set() if have == "all" else set(parse_numbers(have) or ())
    if value == "all":
        after: set[int] = set()
    elif call.negated:
        after = (set(range(1, 4095)) if have == "all" else before) - set(named)
    else:
        after = before | set(named)
    # without any VLAN the list is no list: all may pass
    call.put(f"vlan trunk allowed {format_numbers(sorted(after)) if after else 'all'}", _ALLOWED)


def _narrowed(config: CxConfig, port: Node, gone: set[int]) -> None:
    have = (port.words(*_ALLOWED) or ["", "", "", "all"])[3]
    if have != "all":
        left = sorted(set(parse_numbers(have) or ()) - gone)
        config.put(port, _ALLOWED, f"vlan trunk allowed {format_numbers(left) if left else 'all'}", None)


@command("join")
def join(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.node.drop("lag")
        return
    number = call.match.words[1]
    if not call.config.root.has("interface", "lag", number) and not call.config.loading:
        raise Refusal(f"LAG {number} does not exist. Create the LAG interface first.")
    for prefix in (_ROUTED, *_LAYER2, *_LAYER3, ("apply",), ("rate-limit",), ("aaa",)):
        call.node.drop(*prefix)
    call.put(key=("lag",))


@command("vrf_attach")
def vrf_attach(call: Call, _session: ConfigSession) -> None:
    _layer3(call)
    name = (call.match.words[2:3] or ["default"])[0]
    if not call.negated and name != "default" and not call.config.root.has("vrf", name) and not call.config.loading:
        raise Refusal(f"VRF {name} does not exist.")
    for prefix in _LAYER3:
        call.node.drop(*prefix)
    if not call.negated and name != "default":
        call.put(key=("vrf", "attach"))


@command("address")
def address(call: Call, _session: ConfigSession) -> None:
    _layer3(call)
    words = call.match.words
    key: Key = ("ip", "address", words[2], "secondary") if words[-1] == "secondary" else ("ip", "address")
    if call.negated:
        there = call.node.get(*key)
        if there is None or there.text != call.match.text:
            raise Refusal(f"IP address {words[2]} is not configured on the interface.")
        if key == ("ip", "address") and len(call.node.under("ip", "address")) > 1:
            raise Refusal("Secondary addresses must be removed first.")
        call.node.drop_key(key)
        return
    if key != ("ip", "address") and not call.node.has("ip", "address") and not call.config.loading:
        raise Refusal("A primary address must be configured first.")
    network = ipaddress.IPv4Interface(words[2]).network
    vrf = call.node.value("vrf", "attach")
    for other in call.config.interfaces():
        if other is call.node or other.value("vrf", "attach") != vrf:
            continue
        for line in other.under("ip", "address"):
            if ipaddress.IPv4Interface(line.text.split()[2]).network.overlaps(network):
                raise Refusal(
                    f"Overlapping networks observed for {words[2]}. Please configure non overlapping networks."
                )
    call.node.drop("ip", "dhcp")
    call.put(key=key)


@command("mgmt_address")
def mgmt_address(call: Call, _session: ConfigSession) -> None:
    call.node.drop("ip")
    if not call.negated:
        call.put(key=("ip",))


# -- access lists


def _users(config: CxConfig, name: str) -> list[Node]:
    return [node for node in config.root.walk() if node.text.startswith(f"apply access-list ip {name} ")]


@command("access_list")
def access_list(call: Call, _session: ConfigSession) -> None:
    name = call.match.words[2]
    if call.negated and _users(call.config, name):
        raise Refusal(f"Access list {name} is applied and cannot be removed.")
    call.store()


@command("apply")
def apply(call: Call, _session: ConfigSession) -> None:
    name = call.match.words[3]
    if not call.negated and not call.config.root.has("access-list", "ip", name) and not call.config.loading:
        raise Refusal(f"Access list {name} does not exist.")
    key = ("apply", "access-list", "ip", *call.match.words[4:])
    if call.negated:
        there = call.node.get(*key)
        if there is None or there.text != call.match.text:
            raise Refusal(f"Access list {name} is not applied.")
        call.node.drop_key(key)
        return
    call.put(key=key)


@command("entry")
def entry(call: Call, _session: ConfigSession) -> None:
    words = list(call.match.words)
    rows = numbered.rows(call.node)
    number = int(words.pop(0)) if words[0].isdigit() else None
    if call.negated:
        if number is None or number not in rows:
            raise Refusal("The access list entry does not exist.")
        call.node.drop(str(number))
        return
    if not words:
        raise Refusal("% Command incomplete.")
    if number is None:
        number = numbered.next_number(call.node)
    if words[0] != "comment":
        words = [
            _NAMES.get(word, word) if words[at - 1] in ("eq", "gt", "lt") else word for at, word in enumerate(words)
        ]
    call.put(f"{number} {' '.join(words)}", (str(number),))
    numbered.in_order(call.node)


@command("resequence")
def resequence(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    node = call.config.root.get("access-list", "ip", words[2])
    if node is None:
        raise Refusal(f"Access list {words[2]} does not exist.")
    numbered.renumber(call.config, node, int(words[4]), int(words[5]))
