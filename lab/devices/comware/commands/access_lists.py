"""Access lists. See "ACL and QoS command reference"."""

from __future__ import annotations

import re

from lab.devices.commandline.reply import Refusal
from lab.devices.commandline.tree import Node
from lab.devices.comware.commands.registry import command
from lab.devices.comware.config import Call, ConfigSession, Frame

_ADDRESS = r"(?:any|\d+\.\d+\.\d+\.\d+ (?:0|\d+\.\d+\.\d+\.\d+))"
_PORT = r"(?:(?:eq|gt|lt|neq) \S+|range \S+ \S+)"
_COMMON = r"counting|fragment|logging|time-range \S+|vpn-instance \S+"
_BASIC = re.compile(rf"(?:permit|deny)(?: (?:source {_ADDRESS}|{_COMMON}))*")
_ADVANCED = re.compile(
    rf"(?:permit|deny) (?:ip|tcp|udp|icmp|gre|ospf|igmp|ipinip|\d+)(?: (?:(?:source|destination) {_ADDRESS}"
    rf"|(?:source-port|destination-port) {_PORT}|established|icmp-type \S+(?: \d+)?|dscp \S+|precedence \S+|tos \S+"
    rf"|ack \d|syn \d|fin \d|rst \d|psh \d|urg \d|{_COMMON}))*"
)


@command("acl")
def acl(call: Call, _session: ConfigSession) -> Frame | None:
    words = call.match.words
    kind, name = words[1], words[2]
    if kind == "number":
        kind = "basic" if int(name) < 3000 else "advanced"
    elif name == "name" or name.startswith("name "):
        name = " ".join(words[2:])
    key = ("acl", kind, *name.split())
    if call.negated:
        call.node.drop_key(key)
        return None
    spec = call.config.grammar.spec("global", f"acl {kind}")
    node = call.config.put(call.node, key, f"acl {kind} {name}", spec)
    return Frame("acl", [node], call.config.prompt_of("acl", node))


def _step(node: Node) -> int:
    return int((node.words("step") or ["5"])[-1])


@command("rule")
def rule(call: Call, _session: ConfigSession) -> None:
    words = " ".join(call.match.words[1:]).split()
    node = call.node
    number = words.pop(0) if words[0].isdigit() else None
    if call.negated:
        if number is None or not node.drop_key(("rule", number)):
            raise Refusal("The rule does not exist.")
        node.drop_key(("rule", number, "comment"))
        return
    text = re.sub(r" (?:source|destination) any\b", "", " ".join(words))
    text = re.sub(r"(?<=\d) 0\.0\.0\.0(?= |$)", " 0", text)
    pattern = _BASIC if node.key[1] == "basic" else _ADVANCED
    if not pattern.fullmatch(" ".join(words)):
        raise call.config.language.refusal("invalid", "", call.column + len("rule "))
    rules = {
        key: child.text.split(" ", 2)[2] for key, child in node.children.items() if key[0] == "rule" and len(key) == 2
    }
    if number is None:
        step = _step(node)
        last = max((int(key[1]) for key in rules), default=-step)
        number = str((last // step + 1) * step)
    elif ("rule", number) in rules and not call.config.loading:
        raise Refusal("The rule already exists. Edit it or delete it first.")
    if text in rules.values() and not call.config.loading:
        raise Refusal("The same rule already exists.")
    call.put(f"rule {number} {text}", ("rule", number))


@command("comment")
def comment(call: Call, _session: ConfigSession) -> None:
    number = call.match.words[1]
    if call.negated:
        call.node.drop_key(("rule", number, "comment"))
        return
    if not call.node.has("rule", number):
        raise Refusal("The rule does not exist.")
    spec = call.config.grammar.spec("acl", "rule [")  # it is printed behind its rule
    call.config.put(call.node, ("rule", number, "comment"), call.match.text, spec)
