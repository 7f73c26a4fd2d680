"""SNMP. Version 3 users live in NVRAM beside the configuration and never appear in it."""

from __future__ import annotations

import re

from lab.devices.ios.commands.registry import command
from lab.devices.ios.config import Call, ConfigSession
from lab.devices.ios.reply import IosError


@command("snmp_user")
def snmp_user(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    if len(words) < 5:
        raise IosError("% Incomplete command.\n")
    name, version = words[2], words[4]
    if call.negated:
        if version == "v3":
            call.config.snmp_users.pop(name, None)
        else:
            call.node.drop_key(call.key)
        return
    if version != "v3":
        call.put()
        return
    for kind in ("auth", "priv"):
        if kind in words:
            secret = words[words.index(kind) + 2] if kind == "auth" or words[words.index(kind) + 1] != "aes" else ""
            secret = secret or words[words.index(kind) + 3]
            if len(secret) < 8 and "encrypted" not in words:
                raise IosError("Error: Password must be at least 8 characters\n")
    call.config.snmp_users[name] = " ".join(words[2:])


@command("snmp_group")
def snmp_group(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.node.drop_key(call.key)
    else:
        call.put()


@command("snmp_community")
def snmp_community(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.node.drop_key(call.key)
        return
    words = ["RO" if word == "ro" else "RW" if word == "rw" else word for word in call.match.words]
    if "RO" not in words and "RW" not in words:
        at = 5 if "view" in words[3:4] else 3
        words.insert(at, "RO")
    call.put(" ".join(words))


@command("snmp_traps")
def snmp_traps(call: Call, _session: ConfigSession) -> None:
    """Each trap type is a line of its own; bare, the command means all of them."""
    words = call.match.words
    if len(words) == 3:
        call.node.drop("snmp-server", "enable", "traps")
        if not call.negated:
            for kind in (
                "snmp authentication linkdown linkup coldstart warmstart",
                "vtp",
                "entity",
                "envmon fan shutdown supply temperature status",
                "config",
            ):
                key = ("snmp-server", "enable", "traps", kind.split()[0])
                call.put(f"snmp-server enable traps {kind}", key)
        return
    key = ("snmp-server", "enable", "traps", words[3])
    given = " ".join(words[4:]).split()
    have = call.node.words(*key)[4:] if call.node.has(*key) else []
    if call.negated:
        left = [word for word in have if word not in given] if given else []
        if left:
            call.put(" ".join((*key, *left)), key)
        else:
            call.node.drop_key(key)
        return
    call.put(" ".join((*key, *dict.fromkeys([*have, *given]))), key)


@command("snmp_host")
def snmp_host(call: Call, _session: ConfigSession) -> None:
    words = list(call.match.words)
    address = words[2]
    if len(words) == 3:
        if not call.negated:
            raise IosError("% Incomplete command.\n")
        call.node.drop("snmp-server", "host", address)
        return
    tail = words[3:]
    head = ["snmp-server", "host", address]
    if tail[0] == "vrf":
        head += tail[:2]
        tail = tail[2:]
    kind = "traps"
    if tail[0] in ("traps", "informs"):
        kind = tail.pop(0)
    version: list[str] = []
    if tail[0] == "version":
        version = tail[: 3 if tail[1] == "3" else 2]
        tail = tail[len(version) :]
    community, rest = tail[0], tail[1:]
    key = (*head, *(["informs"] if kind == "informs" else []), community)
    if call.negated:
        call.node.drop_key(key)
        return
    shown = [] if version == ["version", "1"] else version
    text = " ".join(
        (*head, *(["informs"] if kind == "informs" else []), *shown, community, *re.split(r"\s+", " ".join(rest)))
    ).rstrip()
    call.put(f"{text}", key)


@command("snmp_all")
def snmp_all(call: Call, _session: ConfigSession) -> None:
    """`no snmp-server` stops the agent and removes all of its configuration."""
    if not call.negated:
        raise IosError("% Incomplete command.\n")
    call.node.drop("snmp-server")
