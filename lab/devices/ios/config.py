"""The configuration store of IOS. Importable alone.

Behaviour follows Cisco's command references and configuration guides for Catalyst 2960-X/3650/9300 and ISR 4000
(IOS 15.2E, IOS-XE 16/17); it knows nothing of this project's renderer or remediation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lab.devices.commandline import config as commandline
from lab.devices.commandline.config import Frame, Gather, Handler
from lab.devices.commandline.language import Language
from lab.devices.commandline.syntax import Spec
from lab.devices.commandline.tree import Node
from lab.devices.ios.grammar import GRAMMAR
from lab.devices.ios.names import is_virtual
from lab.devices.ios.profile import Profile

LANGUAGE = Language(
    negation="no",
    defaulting="default",
    leave=("exit", "exi", "ex"),
    end=("end",),
    outside="do",
    invalid="% Invalid input detected at '^' marker.\n",
    incomplete="% Incomplete command.\n",
    ambiguous='% Ambiguous command:  "{line}"',
    noise=("Building configuration", "Current configuration", "Using ", "! "),
    end_marker="end",
    opaque=frozenset({"opaque"}),
    prompts={
        "global": "config",
        "if": "config-if",
        "vlan": "config-vlan",
        "vlanconf": "config-vlan-config",
        "line": "config-line",
        "std_acl": "config-std-nacl",
        "ext_acl": "config-ext-nacl",
        "sg": "config-sg-tacacs+",
        "tacacs": "config-server-tacacs",
        "radius": "config-radius-server",
        "dynauthor": "config-locsvr-da-radius",
        "archive": "config-archive",
        "archivelog": "config-archive-log-cfg",
        "keychain": "config-keychain",
        "key": "config-keychain-key",
        "pki": "ca-trustpoint",
        "certchain": "config-cert-chain",
        "cmap": "config-cmap",
        "pmap": "config-pmap",
        "pmapc": "config-pmap-c",
        "mst": "config-mst",
        "dhcp": "dhcp-config",
        "vrf": "config-vrf",
        "vrfaf": "config-vrf-af",
        "router": "config-router",
        "routeraf": "config-router-af",
        "routemap": "config-route-map",
        "objgroup": "config-network-group",
        "pubkey": "conf-ssh-pubkey",
        "pubkeyuser": "conf-ssh-pubkey-user",
        "pubkeydata": "conf-ssh-pubkey-data",
        "opaque": "config-sub",
    },
)


class IosConfig(commandline.Config):
    """A device's configuration."""

    language = LANGUAGE
    grammar = GRAMMAR

    def __init__(self, text: str = "", *, model: str = "WS-C2960X-48TS-L", version: str = "15.2(7)E4") -> None:
        self.profile = Profile(model, version)
        self.lines: dict[tuple[str, int], Node] = {}
        self.snmp_users: dict[str, str] = {}  # name: what is configured; never part of the running config
        self.hidden: dict[str, str] = {}  # settings that IOS keeps outside the running config
        self.physical: set[str] = set()
        super().__init__(text)

    @property
    def handlers(self) -> Mapping[str, Handler]:
        from lab.devices.ios.commands import HANDLERS  # noqa: PLC0415 - the handlers work on this class

        return HANDLERS

    def body(self) -> str:
        """The body of `show running-config`, from `version` to `end`."""
        from lab.devices.ios.render import body  # noqa: PLC0415 - rendering reads this class

        return body(self)

    def hostname(self) -> str:
        words = self.root.words("hostname")
        return words[1] if len(words) > 1 else self.profile.default_hostname

    def prompt_of(self, mode: str, node: Node) -> str:
        if mode == "sg" and node.key[3] == "radius":
            return "config-sg-radius"
        return super().prompt_of(mode, node)

    def session(self) -> ConfigSession:
        return ConfigSession(self)

    def clear(self) -> None:
        super().clear()
        self.lines = {}
        self.physical = set()

    def loaded(self) -> None:
        self.physical = {key[1] for key in self.root.children if key[0] == "interface" and not is_virtual(key[1])}

    def replace(self, text: str) -> None:
        """As `configure replace`: ports stay."""
        physical = set(self.physical)
        self.load(text)
        for name in physical - self.physical:
            self.physical.add(name)
            self.put(self.root, ("interface", name), f"interface {name}", self.interface_spec())
        self.touched()

    def interface(self, name: str) -> Node | None:
        return self.root.get("interface", name)

    def interfaces(self) -> list[Node]:
        return self.root.under("interface")

    def interface_spec(self) -> Spec:
        return self.grammar.spec("global", "interface IFACE")

    def vlan_ids(self) -> set[int]:
        return {1} | {
            int(key[1]) for key in self.root.children if key[0] == "vlan" and len(key) == 2 and key[1].isdigit()
        }


class ConfigSession(commandline.ConfigSession[IosConfig]):
    """One terminal's place in configuration mode."""

    def leaves(self, word: str) -> bool:
        return super().leaves(word) and self.frames[-1].mode != "pubkeydata"

    def prefix(self, line: str) -> tuple[bool, bool, int]:
        negated, defaulted, column = super().prefix(line)
        if defaulted and re.match(r"int\w*\s", line[column:].lower()):
            # `default interface` is a command of its own
            return False, False, len(line) - len(line.lstrip())
        return negated, defaulted, column


Call = commandline.Call[IosConfig]

__all__ = ["Call", "ConfigSession", "Frame", "Gather", "IosConfig"]
