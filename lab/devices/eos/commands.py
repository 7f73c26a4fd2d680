"""What EOS does with the configuration lines that are more than stored, and why it refuses some."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re

from lab.devices.commandline import numbered
from lab.devices.commandline.config import Frame, Gather, Handlers
from lab.devices.commandline.numbers import format_numbers, parse_numbers
from lab.devices.commandline.reply import Refusal
from lab.devices.eos.config import Call, ConfigSession, EosConfig
from lab.devices.eos.names import is_port, kind
from lab.devices.ios.secrets import encode7

_HANDLERS = Handlers()
HANDLERS = _HANDLERS.table
command = _HANDLERS.command

ENGINE = "f5717f001c730a1b2c00"
"""The SNMP engine for which keys are localized."""

_ALL = range(1, 4095)
_ALLOWED = ("switchport", "trunk", "allowed", "vlan")
_PORTS = {"ssh": 22, "telnet": 23, "smtp": 25, "tacacs": 49, "domain": 53, "bootps": 67, "bootpc": 68, "tftp": 69, "www": 80,
          "ntp": 123, "snmp": 161, "snmptrap": 162, "bgp": 179, "https": 443, "syslog": 514}  # fmt: skip
_NAMES = {str(number): name for name, number in _PORTS.items()}


def sha512(plain: str) -> str:
    """What the switch shows of a login's secret; one value for each, so that a config printed twice is the same."""
    digest = base64.b64encode(hashlib.sha512(plain.encode()).digest()).decode().rstrip("=").replace("+", ".")
    return f"$6$cGt7rPbE$/{digest}"


@command("username")
def username(call: Call, _session: ConfigSession) -> None:
    words = list(call.match.words)
    for place, word in enumerate(words[:-1]):
        if word in ("secret", "password") and words[place + 1] not in ("5", "sha512"):
            typed = words[-1]
            words[place + 1 :] = ["sha512", sha512(typed)]
            break
    _stored(call, words)


@command("key")
def key(call: Call, _session: ConfigSession) -> None:
    words = list(call.match.words)
    at = next((place for place, word in enumerate(words) if word in ("key", "md5", "sha1")), None)
    if at is not None and at + 1 < len(words) and words[at + 1] != "7":
        words[at + 1 :] = ["7", encode7(words[-1])]
    _stored(call, words)


@command("snmp_user")
def snmp_user(call: Call, _session: ConfigSession) -> None:
    words = list(call.match.words)
    if "localized" not in words and "auth" in words:
        for word in ("auth", "priv"):
            if word in words[5:]:
                place = words.index(word, 5) + 2
                words[place] = hashlib.sha1(f"{ENGINE} {words[place]}".encode()).hexdigest()  # noqa: S324 - as the switch's
        words[5:5] = ["localized", ENGINE]
    _stored(call, words)


def _stored(call: Call, words: list[str]) -> None:
    if call.negated:
        call.store()
    else:
        call.put(" ".join(words))


@command("banner")
def banner(call: Call, session: ConfigSession) -> None:
    which = call.match.words[1]
    if call.negated:
        call.node.drop("banner", which)
        return
    node, config, spec = call.node, call.config, call.match.spec

    def done(lines: list[str]) -> None:
        config.put(node, ("banner", which), "\n".join((f"banner {which}", *lines[:-1], "EOF")), spec)

    if not config.loading:
        call.says.append("Enter TEXT message. Type 'EOF' on its own line to end.")
    session.gathering = Gather(lambda line: 0 if line.strip() == "EOF" else -1, done)


# -- VLANs


@command("vlan")
def vlan(call: Call, _session: ConfigSession) -> Frame | None:
    config, root = call.config, call.config.root
    vids = sorted(parse_numbers(call.match.words[1]) or ())
    if call.negated:
        for vid in vids:
            root.drop("vlan", str(vid))
        return None
    nodes = [
        root.get("vlan", str(vid)) or config.put(root, ("vlan", str(vid)), f"vlan {vid}", call.match.spec)
        for vid in vids
    ]
    return Frame("vlan", nodes, f"config-vlan-{format_numbers(vids)}")


@command("vlan_name")
def vlan_name(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.node.drop("name")
        return
    if len(call.match.words[1]) > 32:
        raise Refusal("% Invalid input")
    call.put(key=("name",))


# -- interfaces


@command("interface")
def interface(call: Call, _session: ConfigSession) -> None:
    name = call.match.words[1]
    node = call.config.root.get("interface", name)
    if call.negated:
        if is_port(name):
            if node is not None:
                node.children.clear()
        elif node is not None:
            call.config.root.drop_key(("interface", name))
        return
    if node is None:
        if kind(name) == "Ethernet" and "." not in name and not call.config.loading:
            raise Refusal("% Invalid input")
        call.put()


@command("switchport")
def switchport(call: Call, _session: ConfigSession) -> None:
    if kind(call.node.key[1]) not in ("Ethernet", "Port-Channel"):
        raise Refusal("% Invalid input")
    call.store()


@command("allowed")
def allowed(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.node.drop_key(_ALLOWED)
        return
    words = call.match.words[4:]
    now = call.node.words(*_ALLOWED)[4:]
    have = set(_ALL) if not now else set() if now == ["none"] else set(parse_numbers(now[0]) or ())
    if words[0] in ("none", "all"):
        have = set() if words[0] == "none" else set(_ALL)
    else:
        named = set(parse_numbers(words[-1]) or ())
        have = {
            "add": have | named,
            "remove": have - named,
            "except": set(_ALL) - named,
        }.get(words[0], named)
    call.node.drop_key(_ALLOWED)
    if have != set(_ALL):
        call.put(" ".join((*_ALLOWED, format_numbers(sorted(have)) if have else "none")), _ALLOWED)


@command("vrf")
def vrf(call: Call, _session: ConfigSession) -> None:
    if not call.negated and not call.config.loading:
        name = call.match.words[1]
        if not call.config.root.has("vrf", "instance", name):
            raise Refusal(f"% VRF {name} does not exist")
        if call.node.words("vrf") == ["vrf", name]:
            return
    if not call.config.loading:
        call.node.drop("ip", "address")
    call.store()


@command("address")
def address(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    if not call.negated:
        found = ipaddress.IPv4Interface(words[2])
        mine = call.node.words("vrf")
        for other in call.config.interfaces():
            if other is call.node or other.words("vrf") != mine:
                continue
            for line in other.under("ip", "address"):
                if ipaddress.IPv4Interface(line.text.split()[2]).network.overlaps(found.network):
                    raise Refusal(f"% Subnet {found.network} overlaps with existing subnet of {other.key[1]}")
    call.store()


# -- access lists


@command("acl")
def acl(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.config.root.drop_key(call.key)
    elif not call.config.root.has(*call.key):
        call.put()


@command("entry")
def entry(call: Call, _session: ConfigSession) -> None:
    words = " ".join(call.match.words).split()
    rows = numbered.rows(call.node)
    number = int(words.pop(0)) if words[0].isdigit() else None
    text = _canonical(words)
    if call.negated:
        if number is None:
            number = next((have for have, node in rows.items() if node.text == f"{have} {text}"), None)
        if number is None or number not in rows:
            raise Refusal("% Error: Access list entry not found")
        call.node.drop(str(number))
        return
    if not words:
        raise Refusal("% Incomplete command")
    if number is None:
        number = numbered.next_number(call.node)
    if number in rows and rows[number].text != f"{number} {text}":
        raise Refusal("% Error: Duplicate sequence number")
    call.put(f"{number} {text}", (str(number),))
    numbered.in_order(call.node)


def _canonical(words: list[str]) -> str:
    """An entry as the switch prints it: ports by name, a network without host bits, an address as `host`."""
    if words[:1] == ["remark"]:
        return " ".join(words)
    said: list[str] = []
    for at, word in enumerate(words):
        if words[at - 1] in ("eq", "neq", "gt", "lt") and at:
            said.append(_NAMES.get(word, word))
        elif re.fullmatch(r"[\d.]+/\d+", word):
            network = ipaddress.IPv4Network(word, strict=False)
            said.append(f"host {network.network_address}" if network.prefixlen == 32 else str(network))
        else:
            said.append(word)
    return " ".join(said)


@command("resequence")
def resequence(call: Call, _session: ConfigSession) -> None:
    numbers = [int(word) for word in call.match.words[1:]]
    start, step = (*numbers, 10, 10)[:2] if len(numbers) != 1 else (numbers[0], 10)
    numbered.renumber(call.config, call.node, start, step)


__all__ = ["HANDLERS", "EosConfig"]
