"""VLANs, users, lines, SNMP, banners: what is more than a stored line."""

from __future__ import annotations

from lab.devices.commandline.numbers import parse_words
from lab.devices.commandline.reply import Refusal
from lab.devices.commandline.tree import Node
from lab.devices.comware import secrets
from lab.devices.comware.commands.registry import command
from lab.devices.comware.config import Call, ConfigSession, Frame, Gather

ENGINE_ID = "800063A28054778A40F01100000001"


@command("version")
def version(call: Call, _session: ConfigSession) -> None:
    """Part of a printed config: tells which system it is of. Nobody can type it."""
    if not call.config.loading:
        raise call.config.language.refusal("invalid", "", call.column)
    call.config.version = call.match.words[1]


@command("vlan")
def vlan(call: Call, _session: ConfigSession) -> Frame | None:
    config = call.config
    numbers = sorted(parse_words(call.match.words[1].split()) or ())
    if call.negated:
        if 1 in numbers:
            raise Refusal("The default VLAN cannot be deleted.")
        for number in numbers:
            if config.interface(f"Vlan-interface{number}") is not None:
                raise Refusal(f"VLAN {number} has a VLAN interface. Please delete the VLAN interface first.")
            call.node.drop_key(("vlan", str(number)))
            for port in config.interfaces():
                if port.words("port", "access", "vlan")[3:] == [str(number)]:
                    port.drop("port", "access", "vlan")
        return None
    opened = [call.put(f"vlan {number}", ("vlan", str(number))) for number in numbers]
    return Frame("vlan", opened, f"vlan{numbers[0]}") if len(opened) == 1 else None


@command("secret")
def secret(call: Call, _session: ConfigSession) -> None:
    call.store() if call.negated else call.put(_kept(call))


def _kept(call: Call) -> str:
    """The line as the device shows it: no secret in clear."""
    words = list(call.match.words)
    hashed = "password" in words[:3]
    for at, word in enumerate(words[:-1]):
        if word == "simple":
            words[at : at + 2] = (
                ["hash", secrets.digest(words[at + 1])] if hashed else ["cipher", secrets.cipher(words[at + 1])]
            )
    return " ".join(words)


def _enable_snmp(call: Call) -> None:
    if call.config.loading:
        return
    root = call.config.root
    for key, text in (
        (("snmp-agent",), "snmp-agent"),
        (("snmp-agent", "local-engineid"), f"snmp-agent local-engineid {ENGINE_ID}"),
    ):
        if not root.has(*key):
            call.config.put(root, key, text, call.config.grammar.spec("global", " ".join(key)))


@command("snmp_agent")
def snmp_agent(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.node.drop("snmp-agent")
        return
    call.put()
    _enable_snmp(call)


@command("snmp")
def snmp(call: Call, _session: ConfigSession) -> None:
    call.store()
    if not call.negated:
        _enable_snmp(call)


@command("community")
def community(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    at = words.index("simple") if "simple" in words else None
    if at is not None:
        words = [*words[:at], "cipher", secrets.cipher(words[at + 1]), *words[at + 2 :]]
    key = tuple(words[:5] if words[3] == "cipher" else words[:4])
    if call.negated:
        if not call.node.drop_key(key):
            raise Refusal("The community does not exist.")
        return
    call.put(" ".join(words), key)
    _enable_snmp(call)


@command("view_gone")
def view_gone(call: Call, _session: ConfigSession) -> None:
    """`undo snmp-agent mib-view NAME` takes the whole view."""
    name = call.match.words[2]
    gone = [key for key in call.node.children if key[:2] == ("snmp-agent", "mib-view") and key[3] == name]
    if not call.negated:
        raise call.config.language.refusal("incomplete", "", call.column)
    if not gone:
        raise Refusal("The MIB view does not exist.")
    for key in gone:
        call.node.drop_key(key)


@command("usm_user")
def usm_user(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        if not call.node.drop_key(call.key):
            raise Refusal("The user does not exist.")
        return
    words = list(call.match.words)
    group = words[4]
    if not call.config.loading and not call.config.root.has("snmp-agent", "group", "v3", group):
        call.says.append("The group does not exist, so the user has no right yet.")
    if "simple" in words:
        words[words.index("simple")] = "cipher"
        for mode in ("authentication-mode", "privacy-mode"):
            if mode in words:
                at = words.index(mode) + 2
                words[at] = secrets.cipher(words[at])
    call.put(" ".join(words))
    _enable_snmp(call)


@command("local_user")
def local_user(call: Call, _session: ConfigSession) -> Frame | None:
    words = call.match.words
    kind = words[3] if len(words) > 3 else "manage"
    key = ("local-user", words[1], "class", kind)
    if call.negated:
        call.node.drop_key(key)
        return None
    config = call.config
    new = not call.node.has(*key)
    node = config.put(call.node, key, " ".join(key), config.grammar.spec("global", "local-user"))
    if new and not config.loading and kind == "manage":
        spec = config.grammar.spec("luser", "authorization-attribute user-role")
        role = ("authorization-attribute", "user-role", "network-operator")
        config.put(node, role, " ".join(role), spec)
        call.says.append("New local user added.")
    return Frame("luser", [node], config.prompt_of("luser", node))


@command("service_type")
def service_type(call: Call, _session: ConfigSession) -> None:
    given = " ".join(call.match.words[1:]).split()
    if not set(given) <= {"ftp", "http", "https", "ssh", "telnet", "terminal", "lan-access", "portal"} or not given:
        raise call.config.language.refusal("invalid", "", call.column)
    have = call.node.words("service-type")[1:]
    after = sorted(set(have) - set(given) if call.negated else set(have) | set(given))
    if after:
        call.put("service-type " + " ".join(after), ("service-type",))
    else:
        call.node.drop_key(("service-type",))


@command("vty")
def vty(call: Call, _session: ConfigSession) -> Frame:
    """Lines of one range share their settings until a part of them is entered by itself."""
    first = int(call.match.words[2])
    last = int(call.match.words[3]) if len(call.match.words) > 3 else first
    if last < first:
        raise call.config.language.refusal("invalid", "", call.column)
    if call.config.loading:
        nodes = [_vty_node(call, first, last)]
    else:
        for low, high, node in _vty_ranges(call.config.root):
            for start in {first, last + 1}:
                if low < start <= high:
                    low = _split_vty(call, node, low, start, high)  # noqa: PLW2901  the rest of the same range
                    node = call.config.root.children["line", "vty", str(low)]  # noqa: PLW2901
        nodes = [node for low, high, node in _vty_ranges(call.config.root) if first <= low and high <= last]
        if not nodes:
            raise call.config.language.refusal("invalid", "", call.column)
    return Frame("line", nodes, f"line-vty{first}-{last}" if last > first else f"line-vty{first}")


def _vty_ranges(root: Node) -> list[tuple[int, int, Node]]:
    found = [(node.text.split()[2:], node) for node in root.under("line", "vty")]
    return [(int(words[0]), int(words[-1]), node) for words, node in found]


def _vty_node(call: Call, first: int, last: int) -> Node:
    spec = call.config.grammar.spec("global", "line vty")
    text = f"line vty {first} {last}" if last > first else f"line vty {first}"
    return call.config.put(call.config.root, ("line", "vty", str(first)), text, spec)


def _split_vty(call: Call, node: Node, low: int, start: int, high: int) -> int:
    """The range from `start` on becomes one of its own."""
    node.text = f"line vty {low} {start - 1}" if start - 1 > low else f"line vty {low}"
    _vty_node(call, start, high).children.update(node.copy().children)
    return start


@command("idle")
def idle(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    if call.negated:
        call.node.drop_key(("idle-timeout",))
        return
    seconds = words[2] if len(words) > 2 else "0"
    if (words[1], seconds) == ("10", "0"):
        call.node.drop_key(("idle-timeout",))
    else:
        call.put(f"idle-timeout {words[1]} {seconds}", ("idle-timeout",))


@command("header")
def header(call: Call, session: ConfigSession) -> None:
    kind = call.match.words[1]
    key = ("header", kind)
    if call.negated:
        call.node.drop_key(key)
        return
    typed = call.match.words[2]
    mark, rest = typed[0], typed[1:]

    def done(lines: list[str]) -> None:
        call.config.put(call.node, key, f"header {kind} {mark}" + "\n".join(lines) + mark, call.match.spec)

    at = rest.find(mark)
    if at >= 0:
        done([rest[:at]])
        return
    call.says.append(f"Please input banner content, and quit with the character '{mark}'.")
    session.gathering = Gather(lambda line: line.find(mark), done, [rest])


@command("stp_priority")
def stp_priority(call: Call, _session: ConfigSession) -> None:
    """Shown as that of the common instance."""
    key = ("stp", "instance", "0", "priority")
    if call.negated or call.match.words[2] == "32768":
        call.node.drop_key(key)
        return
    spec = call.config.grammar.spec("global", "stp instance @<0-4094> priority")
    call.config.put(call.node, key, f"stp instance 0 priority {call.match.words[2]}", spec)


@command("activate")
def activate(_call: Call, _session: ConfigSession) -> None:
    """The region is in force at once here."""
