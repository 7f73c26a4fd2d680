"""Commands of the whole system: names, clock, banners, routes, SNMP, services, user interfaces."""

from __future__ import annotations

import ipaddress
import re

from lab.devices.commandline.tree import Node
from lab.devices.vrp import secrets
from lab.devices.vrp.commands.registry import command
from lab.devices.vrp.config import Call, ConfigSession, Frame, Gather, refused


@command("sysname")
def sysname(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.node.drop_key(("sysname",))
        return
    name = call.match.words[1]
    if not re.fullmatch(r"[\x21-\x7e]{1,246}", name):
        raise refused("The host name is invalid.")
    call.put()


@command("header")
def header(call: Call, session: ConfigSession) -> None:
    """The text stands between two equal signs; where the second is missing, the next lines are text too."""
    key = call.match.key
    if call.negated:
        call.node.drop_key(key[:2] if len(key) > 2 else key)
        call.node.drop(*key[:2])
        return
    words = call.match.words
    if words[2] == "file":
        call.put(key=key[:2])
        return
    text = words[3]
    mark = text[0]
    inside, found, _ = text[1:].partition(mark)
    head, node, spec = " ".join(words[:3]), call.node, call.match.spec

    def done(lines: list[str]) -> None:
        whole = "\n".join([inside, *lines]) if lines else inside
        call.config.put(node, key[:2], f'{head} "{whole}"', spec)

    if found:
        done([])
        return
    session.gathering = Gather(ends=lambda line: line.find(mark), done=done)


@command("timezone")
def timezone(call: Call, _session: ConfigSession) -> None:
    key = ("clock", "timezone")
    if call.negated:
        call.node.drop_key(key)
        return
    words = call.match.words
    found = re.fullmatch(r"(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?", words[4])
    if not found or int(found[1]) > 14:
        raise refused("Wrong parameter found.")
    call.put(f"clock timezone {words[2]} {words[3]} {int(found[1]):02d}:{found[2] or '00'}:{found[3] or '00'}", key)


@command("stp_priority")
def stp_priority(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    instance = words[2] if words[1] == "instance" else "0"
    key = ("stp", "instance", instance, "priority")
    if call.negated:
        call.node.drop_key(key)
        return
    if int(words[-1]) % 4096:
        raise refused("The priority must be a multiple of 4096.")
    if words[-1] == "32768":
        call.node.drop_key(key)
    else:
        spec = call.config.grammar.spec("global", "stp instance @<0-4094> priority")
        call.config.put(call.node, key, f"stp instance {instance} priority {words[-1]}", spec)


@command("route")
def route(call: Call, _session: ConfigSession) -> None:
    words = list(call.match.words)
    words[3] = str(ipaddress.IPv4Network(f"0.0.0.0/{words[3]}").netmask) if words[3].isdigit() else words[3]
    if int(ipaddress.IPv4Address(words[2])) & ~int(ipaddress.IPv4Address(words[3])) & 0xFFFFFFFF:
        raise refused("The address and the mask do not match.")
    key = tuple(words[:5])
    if call.negated:
        if not call.node.drop(*key):
            raise refused("The specified route does not exist.")
        return
    call.put(" ".join(words), key)


@command("cipher")
def cipher(call: Call, _session: ConfigSession) -> None:
    """A secret is shown in a form that the device can turn back."""
    if call.negated:
        call.node.drop(*call.key)
        return
    words = list(call.match.words)
    if words[-2] in ("cipher", "simple"):
        words = words[:-2] + words[-1:]
    call.put(" ".join([*words[:-1], "cipher", secrets.cipher(words[-1])]))


@command("community")
def community(call: Call, _session: ConfigSession) -> None:
    words = list(call.match.words)
    at = 4 if words[3] == "cipher" else 3
    mine = [
        node
        for node in call.node.under("snmp-agent", "community", words[2])
        if secrets.plain(node.text.split()[4]) == secrets.plain(words[at])
    ]
    for node in mine:
        call.node.drop_key(node.key)
    if call.negated:
        if not mine:
            raise refused("The community does not exist.")
        return
    snmp_on(call)
    shown = secrets.cipher(words[at])
    call.put(" ".join([*words[:3], "cipher", shown, *words[at + 1 :]]), (*call.key, shown))


@command("mib_view")
def mib_view(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    key = ("snmp-agent", "mib-view", words[2], words[3])
    if call.negated:
        call.node.drop_key(key)
    else:
        snmp_on(call)
        call.put(key=key)


@command("snmp")
def snmp(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.node.drop("snmp-agent")
    else:
        call.put()


def snmp_on(call: Call) -> None:
    spec = call.config.grammar.spec("global", "snmp-agent")
    if not call.node.has("snmp-agent"):
        call.config.put(call.node, ("snmp-agent",), "snmp-agent", spec)


@command("trap_enable")
def trap_enable(call: Call, _session: ConfigSession) -> None:
    call.store()


@command("stelnet")
def stelnet(call: Call, _session: ConfigSession) -> None:
    key = ("stelnet", "server", "enable")
    if call.negated:
        call.node.drop_key(key)
    else:
        call.put("stelnet server enable", key)


@command("scp")
def scp(call: Call, _session: ConfigSession) -> None:
    key = ("scp", "server", "enable")
    if call.negated:
        call.node.drop_key(key)
    else:
        call.put("scp server enable", key)


@command("user_interface")
def user_interface(call: Call, _session: ConfigSession) -> Frame | None:
    words = call.match.words
    kind = "vty" if words[1] == "vty" else "con"
    first = int(words[2])
    last = int(words[3]) if len(words) > 3 else first
    if last < first:
        raise refused("Wrong parameter found.")
    if call.negated:
        for number in range(first, last + 1):
            call.config.lines.pop((kind, number), None)
        return None
    nodes = [
        call.config.lines.setdefault((kind, number), Node((kind, str(number)), "")) for number in range(first, last + 1)
    ]
    name = "ui-console0" if kind == "con" else f"ui-vty{first}" + (f"-{last}" if last > first else "")
    return Frame("ui", nodes, name)


@command("idle")
def idle(call: Call, _session: ConfigSession) -> None:
    key = ("idle-timeout",)
    words = call.match.words
    if call.negated or words[1:] in (["10"], ["10", "0"]):
        call.node.drop_key(key)
    else:
        call.put(f"idle-timeout {words[1]} {words[2] if len(words) > 2 else '0'}", key)


@command("generate_key")
def generate_key(call: Call, _session: ConfigSession) -> None:
    call.says.append("The key name will be: HUAWEI_Host")
