"""The configuration store of AOS-CX. Importable alone.

Behaviour follows the AOS-CX guides for the 6200, 6300 and 8325 (10.06 to 10.13); it knows nothing of this project's renderer or
remediation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lab.devices.aoscx.grammar import GRAMMAR, PORT
from lab.devices.commandline import config as commandline
from lab.devices.commandline.config import Handler
from lab.devices.commandline.language import Language
from lab.devices.commandline.layout import nested
from lab.devices.commandline.numbers import format_numbers
from lab.devices.commandline.tree import Node

LANGUAGE = Language(
    negation="no",
    leave=("exit",),
    end=("end",),
    invalid="Invalid input: {rest}",
    incomplete="% Command incomplete.",
    ambiguous="% Ambiguous command.",
    more="-- MORE --, next page: Space, next line: Enter, quit: q",
    noise=("Current configuration:", "Startup configuration:", "Checkpoint configuration:", "!"),
    prompts={
        "global": "config",
        "if": "config-if",
        "svi": "config-if-vlan",
        "mgmt": "config-if-mgmt",
        "acl": "config-acl-ip",
        "clisession": "config-cli-session",
        "portaccess": "config-dot1x-auth",
        "portsecurity": "config-if-port-security",
        "aaagroup": "config-sg",
        "vrf": "config-vrf",
        "community": "config-community",
        "router": "config-ospf",
    },
)
INDENT = "    "


class CxConfig(commandline.Config):
    """A switch's configuration."""

    language = LANGUAGE
    grammar = GRAMMAR

    def __init__(self, text: str = "", *, version: str) -> None:
        self.version = version
        self.ports: set[str] = set()
        super().__init__(text)
        if not text:
            self.clear()

    @property
    def handlers(self) -> Mapping[str, Handler]:
        from lab.devices.aoscx.commands import HANDLERS  # noqa: PLC0415 - the handlers work on this class

        return HANDLERS

    def hostname(self) -> str:
        words = self.root.words("hostname")
        return words[1] if len(words) > 1 else "switch"

    def prompt_of(self, mode: str, node: Node) -> str:
        if mode == "vlan":
            return f"config-vlan-{node.key[-1]}"
        if mode == "if" and node.key[1] == "lag":
            return "config-lag-if"
        if mode == "svi" and node.key[1] == "loopback":
            return "config-loopback-if"
        return super().prompt_of(mode, node)

    def clear(self) -> None:
        super().clear()
        self.put(self.root, ("vlan", "1"), "vlan 1", None)

    def loaded(self) -> None:
        found = {key[1] for key in self.root.children if len(key) == 2 and PORT.fullmatch(key[1])}
        self.ports |= found
        for port in self.ports - found:  # a port is there whatever the configuration says
            self.put(
                self.root, ("interface", port), f"interface {port}", self.grammar.spec("global", "interface @PORT")
            )

    def vlans(self) -> dict[int, Node]:
        return {int(node.key[1]): node for node in self.root.under("vlan")}

    def interfaces(self) -> list[Node]:
        return self.root.under("interface")

    def body(self) -> str:
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield from (
            "!",
            f"!Version {'AOS-CX' if self._new() else 'ArubaOS-CX'} {self.version}",
            "!export-password: default",
        )
        group: int | None = None
        placed = False
        for node in self.root.ordered():
            if node.key[0] == "vlan":
                continue
            if not placed and node.spec is not None and node.spec.rank > self.grammar.spec("global", "vlan").rank:
                yield from self._vlan_lines()
                placed = True
            this = node.spec.group if node.spec else group
            if group is not None and this != group:
                yield "!"
            group = this
            yield from nested(node, 0, INDENT)
        if not placed:
            yield from self._vlan_lines()

    def _new(self) -> bool:
        """From 10.13 on the system is called AOS-CX."""
        numbers = self.version.partition(".")[2].split(".")
        return len(numbers) > 1 and numbers[1].isdigit() and int(numbers[1]) >= 13

    def _vlan_lines(self) -> Iterator[str]:
        """VLANs that have nothing to say stand together, up to the next that has."""
        plain: list[int] = []
        for vid, node in sorted(self.vlans().items()):
            plain.append(vid)
            if node.children:
                if plain[:-1]:
                    yield f"vlan {format_numbers(plain[:-1])}"
                yield from nested(node, 0, INDENT)
                plain = []
        if plain:
            yield f"vlan {format_numbers(plain)}"


Call = commandline.Call[CxConfig]
ConfigSession = commandline.ConfigSession[CxConfig]
