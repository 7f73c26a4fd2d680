"""The configuration store of AOS-S. Importable alone.

Behaviour follows the AOS-S 16.02 to 16.11 guides for the 2530, 2920, 2930F and 3810; it knows nothing of this project's renderer or
remediation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lab.devices.commandline import config as commandline
from lab.devices.commandline.config import Handler
from lab.devices.commandline.language import Language
from lab.devices.commandline.tree import Node
from lab.devices.procurve.grammar import GRAMMAR
from lab.devices.procurve.ports import expanded, listed

LANGUAGE = Language(
    negation="no",
    leave=("exit",),
    end=("end",),
    invalid="Invalid input: {rest}",
    incomplete="Incomplete input: {line}",
    ambiguous="Ambiguous input: {rest}",
    comment=";",
    more="-- MORE --, next page: Space, next line: Enter, quit: Control-C",
    noise=("Running configuration:", "Startup configuration:", ";"),
    prompts={
        "global": "config",
        "acl": "config-ext-nacl",
        "stdacl": "config-std-nacl",
        "oobm": "oobm",
    },
)
INDENT = "   "
UNTAGGED, TAGGED, FORBID = ("untagged",), ("tagged",), ("forbid",)
HOME = ("vlan", "1")
SECRETS = re.compile(r" (?:key|plaintext|sha1|sha256|auth|priv) .*$")


class ProCurveConfig(commandline.Config):
    """A switch's configuration. The ports of each VLAN stand in its node; every port is in one at least."""

    language = LANGUAGE
    grammar = GRAMMAR

    def __init__(self, text: str = "", *, ports: int = 52, head: str = "") -> None:
        self.head = head
        self.own_ports = [str(number) for number in range(1, ports + 1)]
        super().__init__(text)
        if not text:
            self.clear()
            self.loaded()

    @property
    def handlers(self) -> Mapping[str, Handler]:
        from lab.devices.procurve.commands import HANDLERS  # noqa: PLC0415 - the handlers work on this class

        return HANDLERS

    def hostname(self) -> str:
        return (self.root.value("hostname") or '"HP-Switch"').strip('"')

    def prompt_of(self, mode: str, node: Node) -> str:
        if mode in ("vlan", "if", "loopback"):
            return f"{'eth' if mode == 'if' else mode}-{node.key[-1]}"
        return super().prompt_of(mode, node)

    def clear(self) -> None:
        super().clear()
        self.named: set[str] = set()
        self.vlan(1)

    def loaded(self) -> None:
        """Ports that the configuration does not place are in VLAN 1."""
        free = self.ports() - self.bundled()
        for vlan in self.vlans().values():
            free -= self.members(vlan, UNTAGGED) | self.members(vlan, TAGGED)
        self.add(self.vlan(1), UNTAGGED, free)

    # -- ports and VLANs
    def ports(self) -> set[str]:
        return {*self.own_ports, *(name for name in self.named if not name.startswith("Trk")), *self.bundles()}

    def bundles(self) -> dict[str, set[str]]:
        """Static trunks and their ports."""
        found: dict[str, set[str]] = {}
        for node in self.root.under("trunk"):
            found.setdefault(node.text.split()[2].capitalize(), set()).add(node.key[1])
        return found

    def bundled(self) -> set[str]:
        return {port for ports in self.bundles().values() for port in ports}

    def vlans(self) -> dict[int, Node]:
        return {int(node.key[1]): node for node in self.root.under("vlan")}

    def vlan(self, vid: int) -> Node:
        key = ("vlan", str(vid))
        found = self.root.children.get(key)
        if found is None:
            found = self.put(self.root, key, f"vlan {vid}", self.grammar.spec("global", "vlan"))
            name = "DEFAULT_VLAN" if vid == 1 else f"VLAN{vid}"
            self.put(found, ("name",), f'name "{name}"', self.grammar.spec("vlan", "name"))
        return found

    @staticmethod
    def members(vlan: Node, kind: tuple[str, ...]) -> set[str]:
        words = vlan.words(*kind)
        return set(expanded(words[1]) or ()) if words else set()

    def add(self, vlan: Node, kind: tuple[str, ...], ports: set[str]) -> None:
        self._keep(vlan, kind, self.members(vlan, kind) | ports)

    def take(self, vlan: Node, kind: tuple[str, ...], ports: set[str]) -> None:
        self._keep(vlan, kind, self.members(vlan, kind) - ports)

    def _keep(self, vlan: Node, kind: tuple[str, ...], ports: set[str]) -> None:
        if ports:
            self.put(vlan, kind, f"{kind[0]} {listed(ports)}", self.grammar.spec("vlan", f"{kind[0]} "))
        else:
            vlan.drop_key(kind)

    def homeless(self, ports: set[str]) -> set[str]:
        """Those of the ports that are in no VLAN."""
        inside = self.bundled()
        for vlan in self.vlans().values():
            inside |= self.members(vlan, UNTAGGED) | self.members(vlan, TAGGED)
        return ports - inside

    # -- writing
    def body(self) -> str:
        return "\n".join([*self.head.splitlines(), *self._lines()]) + "\n"

    def _lines(self) -> Iterator[str]:
        trunks: set[str] = set()
        for node in self.root.ordered():
            if node.key[0] == "trunk":
                name = node.text.split()[2]
                if name not in trunks:
                    trunks.add(name)
                    yield f"trunk {listed(self.bundles()[name.capitalize()])} {name} {node.text.split()[3]}"
            elif node.key[0] == "vlan":
                yield from self._vlan_lines(node)
            elif node.key[0] == "interface" and not node.children:
                continue
            elif node.spec is not None and node.spec.mode:
                deep = "     " if node.key[:2] == ("ip", "access-list") else INDENT
                yield node.text
                yield from (f"{deep}{child.text}" for child in node.ordered())
                yield f"{INDENT}exit"
            else:
                yield self.shown(node.text)

    def shown(self, line: str) -> str:
        """What is shown of a line: without `include-credentials`, no secrets."""
        if self.root.has("include-credentials"):
            return line
        if line.startswith("password "):
            return " ".join(line.split()[:2])
        if line.startswith(("tacacs-server", "radius-server", "snmpv3 user")):
            return SECRETS.sub("", line)
        return line

    def _vlan_lines(self, node: Node) -> Iterator[str]:
        yield node.text
        for child in node.ordered():
            if child.key == UNTAGGED and node.key == HOME:
                yield from self._not_here(node)
            yield f"{INDENT}{child.text}"
        if node.key == HOME and not node.has(*UNTAGGED):
            yield from self._not_here(node)
        if not node.under("ip", "address"):
            yield f"{INDENT}no ip address"
        yield f"{INDENT}exit"

    def _not_here(self, home: Node) -> Iterator[str]:
        away = self.ports() - self.bundled() - self.members(home, UNTAGGED) - self.members(home, TAGGED)
        if away:
            yield f"{INDENT}no untagged {listed(away)}"


Call = commandline.Call[ProCurveConfig]
ConfigSession = commandline.ConfigSession[ProCurveConfig]
