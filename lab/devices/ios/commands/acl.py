"""Access lists: numbered entries, their numbers, and the spelling in which IOS writes them out."""

from __future__ import annotations

import re

from lab.devices.commandline.syntax import Match, Spec
from lab.devices.commandline.tree import Node
from lab.devices.ios import grammar
from lab.devices.ios.commands.lookup import spec_of
from lab.devices.ios.commands.registry import command
from lab.devices.ios.config import Call, ConfigSession, Frame, IosConfig
from lab.devices.ios.reply import IosError

_TCP = {
    20: "ftp-data",
    21: "ftp",
    23: "telnet",
    25: "smtp",
    49: "tacacs",
    53: "domain",
    80: "www",
    110: "pop3",
    179: "bgp",
    514: "cmd",
}
_UDP = {
    49: "tacacs",
    53: "domain",
    67: "bootps",
    68: "bootpc",
    69: "tftp",
    123: "ntp",
    137: "netbios-ns",
    138: "netbios-dgm",
    161: "snmp",
    162: "snmptrap",
    500: "isakmp",
    514: "syslog",
    520: "rip",
    4500: "non500-isakmp",
}
_PORTS = {"tcp": _TCP, "udp": _UDP}


def _is_number(name: str) -> bool:
    return name.isdigit()


def _fits(name: str, kind: str) -> bool:
    if not _is_number(name):
        return not name[0].isdigit()
    standard = 1 <= int(name) <= 99 or 1300 <= int(name) <= 1999
    extended = 100 <= int(name) <= 199 or 2000 <= int(name) <= 2699
    return standard if kind == "standard" else extended


def _masked(address: str, wild: str) -> str:
    return ".".join(str(int(a) & ~int(w) & 255) for a, w in zip(address.split("."), wild.split("."), strict=True))


def _addresses(words: list[str], kind: str) -> list[str]:
    """Addresses as IOS writes them: `host` and `any` where they say the same, host bits cleared."""
    out: list[str] = []
    at = 0
    quad = re.compile(r"\d+\.\d+\.\d+\.\d+\Z")
    while at < len(words):
        word = words[at]
        following = words[at + 1] if at + 1 < len(words) else ""
        if word == "host" and kind == "standard":
            out.append(following)
            at += 2
        elif word == "host":
            out += [word, following]
            at += 2
        elif quad.match(word) and quad.match(following):
            if following == "255.255.255.255":
                out.append("any")
            elif following == "0.0.0.0":  # noqa: S104 - a wildcard mask
                out += [word] if kind == "standard" else ["host", word]
            else:
                out += [_masked(word, following), following]
            at += 2
        else:
            out.append(word)
            at += 1
    return out


def _ports(words: list[str]) -> list[str]:
    names = _PORTS.get(words[1] if len(words) > 1 else "")
    if names is None:
        return words
    out: list[str] = []
    operand = 0
    for word in words:
        if word in ("eq", "gt", "lt", "neq"):
            operand = 5 if word == "eq" else 1
        elif word == "range":
            operand = 2
        elif operand and word.isdigit():
            operand -= 1
            out.append(names.get(int(word), word))
            continue
        elif word in ("any", "host", "log", "established"):
            operand = 0
        out.append(word)
    return out


def canonical(words: list[str], kind: str) -> str:
    if words[0] == "remark":
        return " ".join(words)
    return " ".join(_ports(_addresses(words, kind)))


@command("acl")
def acl(call: Call, _session: ConfigSession) -> None:
    kind, name = call.key[2], call.key[3]
    if not _fits(name, kind):
        raise IosError("% Invalid access list name.\n")
    other = "extended" if kind == "standard" else "standard"
    if call.node.has("ip", "access-list", other, name):
        raise IosError(
            f"% A named {'extended' if other == 'extended' else 'standard'} IP access list with this name already exists\n"
        )
    call.store()


def _kind(node: Node) -> str:
    return node.key[2]


def add_entry(acl_node: Node, config: IosConfig, words: list[str], number: int | None, spec: Spec) -> None:
    text = canonical(words, _kind(acl_node))
    numbers = [int(key[0]) for key in acl_node.children]
    same = next((n for n in acl_node.children.values() if n.text == text), None)
    if same is not None and words[0] != "remark":
        if number is None or number == int(same.key[0]):
            return
        raise IosError(f"% Duplicate {words[0]} statement ignored.\n")
    if number is None:
        number = max(numbers, default=0) // 10 * 10 + 10 if numbers else 10
        if numbers and number <= max(numbers):
            number = max(numbers) + 10
    elif number in numbers:
        raise IosError("% Duplicate sequence number\n%Failed to add ace to access-list\n")
    config.put(acl_node, (str(number),), text, spec)


@command("ace")
def ace(call: Call, _session: ConfigSession) -> None:
    words = list(call.match.words)
    number = int(words.pop(0)) if words[0].isdigit() else None
    if not call.negated:
        if not words:
            raise IosError("% Incomplete command.\n")
        add_entry(call.node, call.config, words, number, call.match.spec)
        return
    if number is not None:
        node = call.node.get(str(number))
        if node is None or (words and node.text != canonical(words, _kind(call.node))):
            raise IosError("%Specified access list entry does not exist.\n")
        call.node.drop_key(node.key)
        return
    text = canonical(words, _kind(call.node))
    key = next((n.key for n in call.node.children.values() if n.text == text), None)
    if key is not None:
        call.node.drop_key(key)


@command("numbered_acl")
def numbered_acl(call: Call, session: ConfigSession) -> None:
    """`no access-list N …` removes the whole list, whatever entry is named after the number."""
    name = call.match.words[1]
    kind = "standard" if _fits(name, "standard") else "extended"
    key = ("ip", "access-list", kind, name)
    if call.negated:
        call.node.drop_key(key)
        return
    mode = "std_acl" if kind == "standard" else "ext_acl"
    line = " ".join(call.match.words[2:])
    parsed = grammar.mode(mode).parse(line)
    if not isinstance(parsed, Match):
        column = call.column + len(f"access-list {name} ") + parsed.column
        raise (
            IosError("% Invalid input detected at '^' marker.\n", caret=column)
            if parsed.kind == "invalid"
            else IosError("% Incomplete command.\n")
        )
    node = call.node.children.get(key)
    if node is None:
        node = call.config.put(call.node, key, " ".join(key), spec_of("global", f"ip access-list {kind}"))
    add_entry(node, call.config, list(parsed.words), None, parsed.spec)
    del session


@command("resequence")
def resequence(call: Call, _session: ConfigSession) -> Frame | None:
    if call.negated:
        raise IosError("% Incomplete command.\n")
    _, _, _, name, start, step = call.match.words
    node = call.node.get("ip", "access-list", "standard", name) or call.node.get("ip", "access-list", "extended", name)
    if node is None:
        raise IosError("%Access-list does not exist\n")
    entries = sorted(node.children.values(), key=lambda n: int(n.key[0]))
    node.children.clear()
    for at, entry in enumerate(entries):
        entry.key = (str(int(start) + at * int(step)),)
        node.children[entry.key] = entry
    return None


def entries(node: Node) -> list[tuple[int, str]]:
    """(number, entry) in evaluation order."""
    return sorted((int(child.key[0]), child.text) for child in node.children.values())
