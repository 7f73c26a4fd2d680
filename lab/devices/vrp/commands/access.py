"""Local users and access lists."""

from __future__ import annotations

import re

from lab.devices.vrp import secrets
from lab.devices.vrp.commands.registry import command
from lab.devices.vrp.config import Call, ConfigSession, Frame, refused


@command("local_user")
def local_user(call: Call, _session: ConfigSession) -> None:
    words = list(call.match.words)
    if call.negated:
        call.node.drop("local-user", words[1])
        return
    kind, text = words[3], words[4]
    if not secrets.shown(text) and not text.startswith("$1") and len(text) < 4:
        raise refused("The password is too short.")
    shown = secrets.digest(text) if kind == "irreversible-cipher" else secrets.cipher(text)
    kind = "cipher" if kind == "simple" else kind
    call.put(f"local-user {words[1]} password {kind} {shown}", ("local-user", words[1], "password"))


@command("acl")
def acl(call: Call, _session: ConfigSession) -> Frame | None:
    """`acl 2000` is written out as `acl number 2000`; a named list has a number, too."""
    words = [word for word in call.match.words if word != "number"]
    name = words[2] if words[1] == "name" else words[1]
    key = ("acl", "name", name) if words[1] == "name" else ("acl", "number", name)
    if call.negated:
        if not call.node.drop_key(key):
            raise refused("The ACL does not exist.")
        return None
    spec = call.config.grammar.spec("global", "acl name" if words[1] == "name" else "acl number")
    node = call.node.get(*key)
    if node is None:
        text = " ".join(key)
        if words[1] == "name":
            given = next((word for word in words[3:] if word.isdigit()), None)
            kind = "basic" if "basic" in words else "advance"
            text += f" {given or _free(call, 2999 if kind == 'basic' else 3999)}"
        node = call.config.put(call.node, key, text, spec)
    return Frame("acl", [node], call.config.prompt_of("acl", node))


def _free(call: Call, highest: int) -> int:
    """Named lists take the highest free number."""
    taken = {int(node.text.split()[-1]) for node in call.node.under("acl") if node.text.split()[-1].isdigit()}
    return next(number for number in range(highest, highest - 1000, -1) if number not in taken)


@command("rule")
def rule(call: Call, _session: ConfigSession) -> None:
    words = list(call.match.words)
    if call.negated:
        if len(words) < 2 or not words[1].isdigit():
            raise refused("Wrong parameter found.")
        if not call.node.drop_key(("rule", words[1])):
            raise refused("The rule does not exist.")
        return
    number = words.pop(1) if words[1].isdigit() else None
    text = " ".join(words[1:])
    text = re.sub(r"(source|destination) (\S+) 0\b(?!\.)", r"\1 \2 0", text).replace(" 0.0.0.0", " 0")
    text = re.sub(r" source any$", "", text)
    for node in call.node.under("rule"):
        if node.text.split(" ", 2)[2] == text and node.key[1] != number:
            raise refused("The rule already exists.")
    if number is None:
        step = int((call.node.words("step") or ["", "5"])[1])
        last = max((int(node.key[1]) for node in call.node.under("rule")), default=0)
        number = str((last // step + 1) * step)
    call.put(f"rule {number} {text}", ("rule", number))


@command("rule_description")
def rule_description(call: Call, _session: ConfigSession) -> None:
    call.store()
