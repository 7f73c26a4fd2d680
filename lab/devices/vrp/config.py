"""The configuration store of VRP.

Behaviour follows Huawei's command references and configuration guides for S5700/S5735 (V200R0xx) and, where lines wait for a
commit, CloudEngine (V200R005 and later); it knows nothing of this project's renderer or remediation.
"""

from __future__ import annotations

from collections.abc import Mapping

from lab.devices.commandline import config as commandline
from lab.devices.commandline.config import Frame, Gather, Handler
from lab.devices.commandline.language import Language
from lab.devices.commandline.reply import Refusal
from lab.devices.commandline.tree import Node
from lab.devices.vrp.grammar import GRAMMAR
from lab.devices.vrp.names import is_virtual

LANGUAGE = Language(
    negation="undo",
    leave=("quit", "qui", "qu"),
    end=("return", "retur"),
    invalid="Error: Unrecognized command found at '^' position.",
    incomplete="Error:Incomplete command found at '^' position.",
    ambiguous="Error:Ambiguous command found at '^' position.",
    comment="#",
    more="  ---- More ----",
    unpage="\x1b[42D" + " " * 42 + "\x1b[42D",
    noise=("!", "["),
    end_marker="return",
    opaque=frozenset({"opaque"}),
)
_VIEWS = {
    "aaa": "aaa",
    "aaa_authentication": "aaa-authen-{}",
    "aaa_authorization": "aaa-author-{}",
    "aaa_accounting": "aaa-accounting-{}",
    "aaa_recording": "aaa-recording-{}",
    "aaa_domain": "aaa-domain-{}",
    "tacacs": "hwtacacs-{}",
    "radius": "radius-{}",
    "dot1x": "dot1x-access-profile-{}",
    "nac": "authen-profile-{}",
    "if": "{}",
    "vlan": "vlan{}",
}


class VrpConfig(commandline.Config):
    """A device's configuration."""

    language = LANGUAGE
    grammar = GRAMMAR

    def __init__(self, text: str = "") -> None:
        self.vlans: set[int] = set()  # all but VLAN 1, which always exists
        self.lines: dict[tuple[str, int], Node] = {}
        self.physical: set[str] = set()
        super().__init__(text)

    @property
    def handlers(self) -> Mapping[str, Handler]:
        from lab.devices.vrp.commands import HANDLERS  # noqa: PLC0415 - the handlers work on this class

        return HANDLERS

    def body(self) -> str:
        """`display current-configuration` from the first separator to `return`."""
        from lab.devices.vrp.render import body  # noqa: PLC0415 - rendering reads this class

        return body(self)

    def hostname(self) -> str:
        words = self.root.words("sysname")
        return words[1] if len(words) > 1 else "HUAWEI"

    def prompt_of(self, mode: str, node: Node) -> str:
        if mode == "acl":
            number = node.key[-1] if node.key[-1].isdigit() else node.text.split()[-1]
            kind = "adv" if number.isdigit() and int(number) >= 3000 else "basic"
            return f"acl-{kind}-{node.key[-1]}"
        return _VIEWS.get(mode, "{}").format(node.key[-1])

    def session(self) -> ConfigSession:
        return ConfigSession(self)

    def clear(self) -> None:
        super().clear()
        self.vlans = set()
        self.lines = {}
        self.physical = set()

    def loaded(self) -> None:
        self.physical = {key[1] for key in self.root.children if key[0] == "interface" and not is_virtual(key[1])}
        session = self.session()
        self.loading = True
        for line in ("user-interface con 0", "user-interface vty 0 4"):
            session.enter(line)
            session.end()
        self.loading = False

    def replace(self, text: str) -> None:
        """Ports stay, whatever the text holds."""
        physical = set(self.physical)
        self.load(text)
        for name in physical - self.physical:
            self.physical.add(name)
            self.put(
                self.root,
                ("interface", name),
                f"interface {name}",
                self.grammar.spec("global", "interface IFACE"),
            )
        self.touched()

    def interface(self, name: str) -> Node | None:
        return self.root.get("interface", name)

    def interfaces(self) -> list[Node]:
        return self.root.under("interface")


class ConfigSession(commandline.ConfigSession[VrpConfig]):
    """One terminal's place below the system view."""


Call = commandline.Call[VrpConfig]


def refused(text: str) -> Refusal:
    return Refusal(f"Error: {text}")


__all__ = ["Call", "ConfigSession", "Frame", "Gather", "VrpConfig", "refused"]
