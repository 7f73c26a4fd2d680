"""What AOS-S does with the configuration lines that are more than stored, and why it refuses some."""

from __future__ import annotations

import hashlib
import ipaddress
import re

from lab.devices.commandline import numbered
from lab.devices.commandline.config import Frame, Gather, Handlers
from lab.devices.commandline.reply import Ask, Refusal
from lab.devices.commandline.tree import Key, Node
from lab.devices.procurve.config import TAGGED, UNTAGGED, Call, ConfigSession, ProCurveConfig
from lab.devices.procurve.ports import expanded

_HANDLERS = Handlers()
HANDLERS = _HANDLERS.table
command = _HANDLERS.command

_PORTS = {"ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "dns": 53, "bootps": 67, "bootpc": 68, "tftp": 69, "http": 80, "ntp": 123,
          "snmp": 161, "snmp-trap": 162, "ssl": 443, "syslog": 514}  # fmt: skip


def _named(call: Call, at: int, *, trunks: bool = True) -> set[str]:
    """The ports of the command's list. Raises Refusal where one is not there, or is inside a trunk."""
    ports = expanded(call.match.words[at]) or []
    config = call.config
    if config.loading:
        config.named.update(ports)
        return set(ports)
    for port in ports:
        if port not in config.ports() or (port.startswith("Trk") and not trunks):
            raise Refusal(f"Module not present for port or invalid port: {port}")
        if port in config.bundled() and trunks:
            raise Refusal(f"Port {port} is a member of a trunk; use the trunk's name.")
    return set(ports)


# -- VLANs


@command("vlan")
def vlan(call: Call, _session: ConfigSession) -> Frame | None:
    config, vid = call.config, int(call.match.words[1])
    if not call.negated:
        node = config.vlan(vid)
        return Frame("vlan", [node], config.prompt_of("vlan", node))
    node_or_none = config.root.children.get(("vlan", str(vid)))
    if vid == 1:
        raise Refusal("Cannot delete the default VLAN.")
    if node_or_none is None:
        raise Refusal(f"VLAN {vid} does not exist.")
    if config.root.value("management-vlan") == str(vid) or config.root.value("primary-vlan") == str(vid):
        raise Refusal(f"VLAN {vid} cannot be deleted: it is the primary or management VLAN.")
    untagged = config.members(node_or_none, UNTAGGED)

    def proceed() -> str:
        tagged = config.members(node_or_none, TAGGED)
        config.root.drop_key(("vlan", str(vid)))
        config.add(config.vlan(1), UNTAGGED, untagged | config.homeless(tagged))
        return ""

    if untagged:
        text = node_or_none.words(*UNTAGGED)[1]
        raise Ask(
            f"The following ports will be moved to the default VLAN:\n{text}\nDo you want to continue?\n[y/n] ", proceed
        )
    proceed()
    return None


@command("member")
def member(call: Call, _session: ConfigSession) -> None:
    config, node, kind = call.config, call.node, (call.match.words[0],)
    ports = _named(call, 1)
    if call.negated:
        if config.loading:
            return  # a list of the ports that are not in VLAN 1
        others = (TAGGED if kind == UNTAGGED else UNTAGGED,)
        for port in sorted(ports & config.members(node, kind)):
            elsewhere = any(
                port in config.members(other, each)
                for other in config.vlans().values()
                for each in (UNTAGGED, TAGGED)
                if other is not node or each in others
            )
            if not elsewhere and node.key[1] == "1":
                raise Refusal(f"Port {port} cannot be removed: each port must be a member of at least one VLAN.")
        config.take(node, kind, ports)
        config.add(config.vlan(1), UNTAGGED, config.homeless(ports))
        return
    if kind == UNTAGGED:
        for other in config.vlans().values():
            config.take(other, UNTAGGED, ports)
    config.take(node, TAGGED if kind == UNTAGGED else UNTAGGED, ports)
    config.add(node, kind, ports)


@command("address")
def address(call: Call, _session: ConfigSession) -> None:
    node, words = call.node, call.match.words
    value = words[2] if len(words) > 2 else ""
    if call.negated:
        if not value:
            node.drop("ip", "address")
        elif not node.drop("ip", "address", value):
            raise Refusal(f"The IP address {value} is not configured on the VLAN.")
        return
    if not value:
        raise Refusal("Incomplete input: address")
    if value == "dhcp-bootp":
        node.drop("ip", "address")
    else:
        network = _interface(value).network
        for other in call.config.vlans().values():
            for line in other.under("ip", "address"):
                if "." in line.text and _interface(line.text.partition("address ")[2]).network.overlaps(network):
                    if line.key == ("ip", "address", value):
                        return
                    raise Refusal(f"The IP address (or subnet) {value} already exists.")
        node.drop("ip", "address", "dhcp-bootp")
    call.put(f"ip address {value}", ("ip", "address", value))


def _interface(text: str) -> ipaddress.IPv4Interface:
    return ipaddress.IPv4Interface(text.replace(" ", "/"))


# -- ports


@command("interface")
def interface(call: Call, _session: ConfigSession) -> Frame | None:
    config = call.config
    ports = expanded(call.match.words[1]) or []
    if config.loading:
        config.named.update(ports)
    for port in ports:
        if port not in config.ports() and not config.loading:
            raise Refusal(f"Module not present for port or invalid port: {port}")
    if call.negated:
        raise Refusal(f"Invalid input: {call.match.words[1]}")
    spec = call.match.spec
    nodes = [config.put(call.node, ("interface", port), f"interface {port}", spec) for port in ports]
    spec.mode, spec.sort, spec.sorted_by = "if", "port", _by_port
    return Frame("if", nodes, f"eth-{call.match.words[1]}")


def _by_port(key: Key) -> tuple[object, ...]:
    from lab.devices.procurve.ports import place  # noqa: PLC0415

    return place(key[1])


@command("state")
def state(call: Call, _session: ConfigSession) -> None:
    off = (call.match.words[0] == "disable") != call.negated
    call.node.drop("disable")
    if off:
        call.config.put(call.node, ("disable",), "disable", call.config.grammar.spec("if", "disable"))


@command("poe")
def poe(call: Call, _session: ConfigSession) -> None:
    call.node.drop("power-over-ethernet")
    if not call.negated and call.match.words[1] != "low":
        call.put(key=("power-over-ethernet",))


@command("trunk")
def trunk(call: Call, _session: ConfigSession) -> None:
    config, words = call.config, call.match.words
    ports = _named(call, 1, trunks=False)
    if call.negated:
        before = set(config.bundles())
        gone = {port for port in ports if config.root.drop_key(("trunk", port))}
        for vlan_node in config.vlans().values():
            for kind in (UNTAGGED, TAGGED):
                config.take(vlan_node, kind, before - set(config.bundles()))
        for name in before - set(config.bundles()):
            config.root.drop("interface", name)
            config.root.drop("spanning-tree", name.lower())
        config.add(config.vlan(1), UNTAGGED, config.homeless(gone))
        return
    if len(words) < 3:
        raise Refusal(f"Incomplete input: {words[1]}")
    name, kind_of = words[2], words[3] if len(words) > 3 else "trunk"
    new = name.capitalize() not in config.bundles()
    spec = config.grammar.spec("global", "trunk PORTS TRUNK")
    for port in sorted(ports):
        config.put(config.root, ("trunk", port), f"trunk {port} {name} {kind_of}", spec)
    for vlan_node in config.vlans().values():
        for kind in (UNTAGGED, TAGGED):
            config.take(vlan_node, kind, ports)
    if new and not config.loading:
        config.add(config.vlan(1), UNTAGGED, {name.capitalize()})
        config.put(
            config.root,
            ("spanning-tree", name),
            f"spanning-tree {name.capitalize()} priority 4",
            config.grammar.spec("global", "spanning-tree @TRUNK"),
        )


def _by_ports(call: Call, at: int, template: str) -> None:
    """One line for each port of the list; `{}` in the template is the port."""
    for port in _named(call, at):
        text = template.format(port)
        key = tuple(text.split())
        if call.negated:
            call.config.root.drop_key(key)
        else:
            call.config.put(call.config.root, key, text, call.match.spec)


@command("spanning_ports")
def spanning_ports(call: Call, _session: ConfigSession) -> None:
    _by_ports(call, 1, f"spanning-tree {{}} {call.match.words[2]}")


@command("loop_protect")
def loop_protect(call: Call, _session: ConfigSession) -> None:
    _by_ports(call, 1, "loop-protect {}")


@command("trust")
def trust(call: Call, _session: ConfigSession) -> None:
    _by_ports(call, 2, "dhcp-snooping trust {}")


@command("port_access")
def port_access(call: Call, _session: ConfigSession) -> None:
    _by_ports(call, 3, f"aaa port-access {call.match.words[2]} {{}}")


@command("spanning")
def spanning(call: Call, _session: ConfigSession) -> None:
    on = (call.match.words[1] == "enable") != call.negated
    call.config.root.drop_key(("spanning-tree",))
    if on:
        call.config.put(
            call.config.root, ("spanning-tree",), "spanning-tree", call.config.grammar.spec("global", "spanning-tree")
        )


# -- who may log in


@command("credentials")
def credentials(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.config.root.drop("include-credentials")
        return

    def proceed() -> str:
        call.put()
        return ""

    if call.config.loading or call.config.root.has("include-credentials"):
        proceed()
        return

    raise Ask(
        "\n                              **** CAUTION ****\n\n"
        "You have invoked the command 'include-credentials'. This action will make changes\n"
        "to the password and SSH public-key storage.\n\n"
        "It will affect *all* stored configurations, which might need to be updated.\n"
        "Those credentials will no longer be readable by older software revisions.\n"
        "It also may break some of your existing user scripts. Continue?[y/n] ",
        proceed,
    )


@command("password")
def password(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    key = ("password", words[1])
    if call.negated:
        call.node.drop_key(key)
        return
    kinds = {"plaintext", "sha1", "sha256"} & set(words)
    if not kinds:
        if not call.config.loading:
            raise Refusal(f"Incomplete input: {words[1]}")
        call.put(key=key)
        return
    kind = kinds.pop()
    value = words[words.index(kind) + 1].strip('"')
    if kind == "plaintext":
        kind, value = "sha1", _hash(value)
    user = words[words.index("user-name") + 1] if "user-name" in words else f'"{words[1]}"'
    call.put(f'password {words[1]} user-name {user} {kind} "{value}"', key)


@command("snmp_user")
def snmp_user(call: Call, _session: ConfigSession) -> None:
    """Keys are kept localised to the switch."""
    key = ("snmpv3", "user", call.match.words[2])
    if call.negated:
        call.node.drop_key(key)
        return
    keys = re.compile(r'((?:md5|sha|des|aes) )"([^"]*)"')
    call.put(keys.sub(lambda found: f'{found[1]}"{_localised(found[2])}"', call.match.text), key)


def _localised(plain: str) -> str:
    return plain if re.fullmatch("[0-9a-f]{40}", plain) else _hash(f"engine {plain}")


def _hash(plain: str) -> str:
    return hashlib.sha1(plain.encode(), usedforsecurity=False).hexdigest()


@command("managers")
def managers(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    key = tuple(words[:4] + (words[-1:] if "access-method" in words else []))
    if call.negated:
        if not call.node.drop_key(key):
            raise Refusal(f"The authorized manager {words[2]} does not exist.")
        return
    access = words[words.index("access") + 1] if "access" in words else "manager"
    method = f" access-method {words[-1]}" if "access-method" in words and words[-1] != "all" else ""
    call.put(f"{' '.join(words[:4])} access {access}{method}", key)


@command("contact")
def contact(call: Call, _session: ConfigSession) -> None:
    """Both are shown in one line."""
    line = call.match.text
    held = call.node.get("snmp-server", "contact")
    said = dict(re.findall(r'(contact|location) ("[^"]*")', held.text if held else ""))
    for word in re.findall(r"\b(contact|location)\b", re.sub(r'"[^"]*"', "", line)):
        said.pop(word, None)
    if not call.negated:
        said |= dict(re.findall(r'(contact|location) ("[^"]*")', line))
    call.node.drop("snmp-server", "contact")
    if said:
        text = " ".join(f"{word} {said[word]}" for word in ("contact", "location") if word in said)
        call.put(f"snmp-server {text}", ("snmp-server", "contact"))


@command("banner")
def banner(call: Call, session: ConfigSession) -> Frame | None:
    if call.negated:
        call.node.drop("banner", "motd")
        return None
    value = call.match.words[2]
    config, node, spec = call.config, call.node, call.match.spec

    def keep(text: str) -> None:
        config.put(node, ("banner", "motd"), f'banner motd "{text}"', spec)

    if len(value) > 1 and value.startswith('"') and value.endswith('"'):
        keep(value[1:-1])
        return None
    mark = value[0]

    def done(lines: list[str]) -> None:
        keep("\\n".join(lines))

    call.says.append(f"Enter TEXT message. End with the character '{mark}'")
    session.gathering = Gather(lambda line: line.find(mark), done)
    return None


# -- access lists


def _users(config: ProCurveConfig, name: str) -> list[Node]:
    return [node for node in config.root.walk() if node.text.startswith(f"ip access-group {name} ")]


@command("access_list")
def access_list(call: Call, _session: ConfigSession) -> None:
    name = call.match.words[3]
    if call.negated and _users(call.config, name):
        raise Refusal(f"ACL {name} is in use and cannot be removed.")
    other = "standard" if call.match.words[2] == "extended" else "extended"
    if not call.negated and call.config.root.has("ip", "access-list", other, name):
        raise Refusal(f"ACL {name} already exists as {other}.")
    call.store()


@command("access_group")
def access_group(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    key = ("ip", "access-group", words[-1])
    if call.negated:
        call.node.drop_key(key)
        return
    known = (("ip", "access-list", kind, words[2]) for kind in ("extended", "standard"))
    if not call.config.loading and not any(call.config.root.has(*one) for one in known):
        raise Refusal(f"The access list {words[2]} does not exist.")
    call.put(key=key)


@command("entry")
def entry(call: Call, _session: ConfigSession) -> None:
    words = list(call.match.words)
    rows = numbered.rows(call.node)
    number = int(words.pop(0)) if words[0].isdigit() else None
    if call.negated:
        if number is None or number not in rows:
            raise Refusal("The access control entry does not exist.")
        call.node.drop(str(number))
        return
    if not words:
        raise Refusal("Incomplete input: access list entry")
    if words[0] != "remark":
        words = [
            str(_PORTS.get(word, word)) if words[at - 1] in ("eq", "gt", "lt", "range") else word
            for at, word in enumerate(words)
        ]
    text = " ".join(words)
    if not text.startswith("remark") and any(
        node.text.partition(" ")[2] == text and other != number for other, node in rows.items()
    ):
        raise Refusal("Duplicate access control entry.")
    if number is None:
        number = numbered.next_number(call.node)
    call.put(f"{number} {text}", (str(number),))
    numbered.in_order(call.node)


@command("resequence")
def resequence(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    node = next((one for one in call.config.root.under("ip", "access-list") if one.key[3] == words[3]), None)
    if node is None:
        raise Refusal(f"The access list {words[3]} does not exist.")
    numbered.renumber(call.config, node, int(words[4]), int(words[5]))
