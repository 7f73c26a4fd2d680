"""Commands of the whole system: names, clock, logging, routes, keys, services."""

from __future__ import annotations

import re

from lab.devices.commandline.tree import Node
from lab.devices.ios.commands.registry import command
from lab.devices.ios.config import Call, ConfigSession, Frame
from lab.devices.ios.reply import Ask, IosError, invalid

_LEVELS = ("emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging")


def _level(word: str) -> str:
    return _LEVELS[int(word)] if word.isdigit() and int(word) < 8 else word


@command("hostname")
def hostname(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.put(f"hostname {call.config.profile.default_hostname}")
        return
    name = call.match.words[1]
    if not re.fullmatch(r"[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?", name):
        call.says.append("% Hostname contains one or more illegal characters.")
        if not re.fullmatch(r"[A-Za-z0-9._-]+", name):
            raise IosError("% Hostname contains one or more illegal characters.\n")
    call.put()


@command("accumulate")
def accumulate(call: Call, _session: ConfigSession) -> None:
    """Lines of which any number stand beside each other; the whole line is the identity."""
    key = tuple(call.match.text.split())
    if call.negated:
        call.node.drop(*key)
    else:
        call.put(key=key)


@command("timezone")
def timezone(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.node.drop_key(call.key)
        return
    words = call.match.words
    call.put(" ".join((*words, "0")) if len(words) == 4 else call.match.text)


@command("domain_lookup")
def domain_lookup(call: Call, _session: ConfigSession) -> None:
    spelled = "ip domain lookup" if call.config.profile.is_xe else "ip domain-lookup"
    key = ("ip", "domain", "lookup")
    call.node.drop_key(("ip", "domain-lookup"))
    tail = (
        call.match.words[call.match.words.index("source-interface") :] if "source-interface" in call.match.words else []
    )
    if call.negated:
        call.put(f"no {spelled}", key)
    elif tail:
        call.put(" ".join((spelled, *tail)), key)
    else:
        call.node.drop_key(key)


@command("domain_name")
def domain_name(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    key = ("ip", "domain", "name")
    if call.negated:
        call.node.drop_key(key)
        return
    spelled = "ip domain name" if call.config.profile.is_xe or "vrf" in words else "ip domain-name"
    start = 3 if words[1] == "domain" else 2
    call.put(" ".join((spelled, *words[start:])), key)


@command("name_server")
def name_server(call: Call, _session: ConfigSession) -> None:
    """Each address is an entry of its own, however many the line names."""
    addresses = call.match.words[2:]
    head: tuple[str, ...] = ("ip", "name-server")
    if addresses[:1] == ["vrf"]:
        head, addresses = (*head, *addresses[:2]), addresses[2:]
    if call.negated and not addresses:
        call.node.drop(*head)
    for address in addresses:
        key = (*head, address)
        if call.negated:
            call.node.drop_key(key)
        else:
            call.put(" ".join(key), key)


@command("logging_level")
def logging_level(call: Call, _session: ConfigSession) -> None:
    words = list(call.match.words)
    if call.negated:
        call.put(f"no {' '.join(call.key)}")
        return
    if words[-1] != call.key[-1]:
        words[-1] = _level(words[-1])
    if words[-1] == "debugging":
        words.pop()
    if len(words) == 2:
        if call.key[1] == "buffered":
            call.put("logging buffered")
        else:
            call.node.drop_key(call.key)
        return
    call.put(" ".join(words))


@command("logging_trap")
def logging_trap(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    if call.negated:
        call.put("no logging trap")
    elif len(words) == 2 or _level(words[2]) == "informational":
        call.node.drop_key(call.key)
    else:
        call.put(f"logging trap {_level(words[2])}")


@command("logging_host")
def logging_host(call: Call, _session: ConfigSession) -> None:
    """The old spelling `logging A.B.C.D` is written out as `logging host`."""
    key = ("logging", "host", call.match.words[1])
    if call.negated:
        call.node.drop_key(key)
    else:
        call.put(" ".join(key), key)


@command("route")
def route(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        # without a next hop all routes to the prefix go
        call.node.drop(*call.key)
        return
    words = call.match.words
    at = 4 if words[2] == "vrf" else 2
    network = [int(part) for part in words[at].split(".")]
    mask = [int(part) for part in words[at + 1].split(".")]
    if any(part & ~bits & 255 for part, bits in zip(network, mask, strict=True)):
        raise IosError("%Inconsistent address and mask\n")
    call.put()


@command("errdisable_cause")
def errdisable_cause(call: Call, _session: ConfigSession) -> None:
    if call.negated and call.key[-1] == "all":
        call.node.drop("errdisable", "recovery", "cause")
        return
    call.store()


@command("generate_key")
def generate_key(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    bits = words[words.index("modulus") + 1] if "modulus" in words else "1024"
    name = words[words.index("label") + 1] if "label" in words else f"{call.config.hostname()}.{_domain(call.node)}"
    call.config.hidden["rsa key"] = name
    call.says.append(f"The name for the keys will be: {name}")
    call.says.append("")
    call.says.append(f"% The key modulus size is {bits} bits")
    call.says.append(f"% Generating {bits} bit RSA keys, keys will be non-exportable...")
    call.says.append("[OK] (elapsed time was 2 seconds)")


def _domain(root: Node) -> str:
    words = root.words("ip", "domain", "name")
    return words[-1] if words else "local"


@command("zeroize_key")
def zeroize_key(call: Call, _session: ConfigSession) -> None:
    def proceed() -> str:
        call.config.hidden.pop("rsa key", None)
        return ""

    raise Ask(
        "% All RSA keys will be removed.\n% All router certs issued using these keys will also be removed.\n"
        "Do you really want to remove these keys? [yes/no]: ",
        proceed,
    )


@command("file_prompt")
def file_prompt(call: Call, _session: ConfigSession) -> None:
    if call.negated or call.match.words[-1] == "alert":
        call.node.drop_key(call.key)
    else:
        call.put()


@command("ntp_all")
def ntp_all(call: Call, _session: ConfigSession) -> None:
    if not call.negated:
        raise IosError("% Incomplete command.\n")
    call.node.drop("ntp")


@command("ntp_key")
def ntp_key(call: Call, _session: ConfigSession) -> None:
    from lab.devices.ios.secrets import encode7  # noqa: PLC0415

    words = list(call.match.words)
    if call.negated:
        call.node.drop(*call.key)
        return
    if len(words) == 5:
        words = [*words[:4], encode7(words[4]), "7"]
    call.put(" ".join(words))


@command("vstack")
def vstack(call: Call, _session: ConfigSession) -> None:
    if not call.config.profile.is_switch:
        raise invalid(call.column)
    call.store()


@command("class_map")
def class_map(call: Call, _session: ConfigSession) -> Frame | None:
    words = list(call.match.words)
    name = words[-1]
    existing = next((n for n in call.node.under("class-map") if n.key[-1] == name), None)
    if call.negated:
        if existing:
            call.node.drop_key(existing.key)
        return None
    if "match-any" not in words and "match-all" not in words and "type" not in words:
        words.insert(1, "match-all")
    key = ("class-map", name)
    node = call.config.put(call.node, key, " ".join(words), call.match.spec)
    return Frame("cmap", [node], "config-cmap")


@command("end")
def end(_call: Call, session: ConfigSession) -> None:
    session.end()


@command("exit_mode")
def exit_mode(call: Call, session: ConfigSession) -> None:
    """IOS writes the line out by itself, at the end of the family."""
    if call.negated or len(session.frames) < 2:
        raise invalid(call.column)
    session.frames.pop()
