"""The configuration store of EOS. Importable alone.

Behaviour follows the EOS User Manual (4.23 to 4.32); it knows nothing of this project's renderer or remediation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lab.devices.commandline import config as commandline
from lab.devices.commandline.config import Handler
from lab.devices.commandline.language import Language
from lab.devices.commandline.layout import nested
from lab.devices.commandline.numbers import format_numbers
from lab.devices.commandline.tree import Node
from lab.devices.eos.grammar import GRAMMAR
from lab.devices.eos.names import is_port, short

LANGUAGE = Language(
    negation="no",
    defaulting="default",
    leave=("exit",),
    end=("end",),
    outside="do",
    invalid="% Invalid input",
    incomplete="% Incomplete command",
    ambiguous="% Ambiguous command",
    noise=("! ",),
    end_marker="end",
    prompts={
        "global": "config",
        "mst": "config-mst",
        "std_acl": "config-std-acl",
        "controlplane": "config-system-cp",
        "http": "config-mgmt-api-http-cmds",
        "ssh": "config-mgmt-ssh",
        "console": "config-mgmt-console",
        "aaagroup": "config-sg-tacacs+",
    },
)
INDENT = "   "


class EosConfig(commandline.Config):
    """A switch's configuration."""

    language = LANGUAGE
    grammar = GRAMMAR

    def __init__(self, text: str = "") -> None:
        self.ports: set[str] = set()
        super().__init__(text)

    @property
    def handlers(self) -> Mapping[str, Handler]:
        from lab.devices.eos.commands import HANDLERS  # noqa: PLC0415 - the handlers work on this class

        return HANDLERS

    def hostname(self) -> str:
        words = self.root.words("hostname")
        return words[1] if len(words) > 1 else "localhost"

    def prompt_of(self, mode: str, node: Node) -> str:
        name = node.key[-1]
        match mode:
            case "if":
                return f"config-if-{short(name)}"
            case "vlan" | "acl" | "vrf":
                return f"config-{mode}-{name}"
            case "router":
                return f"config-router-{node.key[1]}"
        return super().prompt_of(mode, node)

    def loaded(self) -> None:
        found = {key[1] for key in self.root.children if len(key) == 2 and key[0] == "interface" and is_port(key[1])}
        self.ports |= found
        for port in self.ports - found:  # a port is there whatever the configuration says
            self.put(self.root, ("interface", port), f"interface {port}", self.grammar.spec("global", "interface"))

    def vlans(self) -> dict[int, Node]:
        return {int(node.key[1]): node for node in self.root.under("vlan") if node.key[1].isdigit()}

    def interfaces(self) -> list[Node]:
        return self.root.under("interface")

    def copy(self) -> EosConfig:
        """What a configuration session works on."""
        made = EosConfig()
        made.ports = set(self.ports)
        made.load(self.text())
        return made

    def body(self) -> str:
        return "\n".join((*self._lines(), "!", "end")) + "\n"

    def _lines(self) -> Iterator[str]:
        group: int | None = None
        placed = False
        vlan_rank = self.grammar.spec("global", "vlan VLANS").rank
        for node in self.root.ordered():
            if node.key[0] == "vlan" and node.key[1].isdigit():
                continue
            if not placed and (node.spec is None or node.spec.rank > vlan_rank):
                yield from self._vlan_lines()
                placed = True
            this = node.spec.group if node.spec else -1
            if this != group or (node.spec is not None and node.spec.mode) or node.children:
                yield "!"
            group = this
            yield from nested(node, 0, INDENT)
        if not placed:
            yield from self._vlan_lines()

    def _vlan_lines(self) -> Iterator[str]:
        """VLANs that have nothing to say stand together, up to the next that has."""
        plain: list[int] = []
        for vid, node in sorted(self.vlans().items()):
            if node.children:
                if plain:
                    yield from ("!", f"vlan {format_numbers(plain)}")
                yield "!"
                yield from nested(node, 0, INDENT)
                plain = []
            else:
                plain.append(vid)
        if plain:
            yield from ("!", f"vlan {format_numbers(plain)}")


Call = commandline.Call[EosConfig]
ConfigSession = commandline.ConfigSession[EosConfig]
