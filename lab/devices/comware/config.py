"""The configuration store of Comware. Importable alone.

Behaviour follows H3C's and HPE's configuration guides and command references for Comware 7 switches (5130, 5940, S5130,
S6800 series); it knows nothing of this project's renderer or remediation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lab.devices.commandline import config as commandline
from lab.devices.commandline.config import Frame, Gather, Handler
from lab.devices.commandline.language import Language
from lab.devices.commandline.tree import Node
from lab.devices.comware.grammar import GRAMMAR
from lab.devices.comware.names import interface_type, is_virtual

LANGUAGE = Language(
    negation="undo",
    leave=("quit", "qui", "qu", "q"),
    end=("return", "retu", "ret"),
    invalid=" % Unrecognized command found at '^' position.",
    incomplete=" % Incomplete command found at '^' position.",
    ambiguous=" % Ambiguous command found at '^' position.",
    comment="#",
    end_marker="return",
    more="---- More ----",
    opaque=frozenset({"opaque"}),
    prompts={"global": "", "mstregion": "mst-region", "opaque": "sub"},
    climbs=False,
)
VERSION = "7.1.070, Release 6126P03"


class ComwareConfig(commandline.Config):
    """A device's configuration."""

    language = LANGUAGE
    grammar = GRAMMAR

    def __init__(self, text: str = "", *, version: str = VERSION) -> None:
        self.version = version
        self.physical: set[str] = set()
        super().__init__(text)

    @property
    def handlers(self) -> Mapping[str, Handler]:
        from lab.devices.comware.commands import HANDLERS  # noqa: PLC0415 - the handlers work on this class

        return HANDLERS

    @property
    def generation(self) -> int:
        """5, 7 or 9."""
        return int(self.version.partition(".")[0])

    def body(self) -> str:
        """`display current-configuration`, from the first `#` to `return`."""
        return "\n".join(_body(self)) + "\n"

    def hostname(self) -> str:
        words = self.root.words("sysname")
        return words[1] if len(words) > 1 else "HPE"

    def prompt_of(self, mode: str, node: Node) -> str:
        words = node.text.split()
        shown = {
            "if": words[-1],
            "vlan": "".join(words[:2]),
            "line": f"line-{words[1]}{'-'.join(words[2:])}",
            "acl": f"acl-ipv4-{'basic' if words[1] == 'basic' else 'adv'}-{words[-1]}",
            "radius": f"radius-{words[-1]}",
            "hwtacacs": f"hwtacacs-{words[-1]}",
            "domain": f"isp-{words[-1]}",
            "luser": f"luser-{node.key[-1]}-{words[1]}",
            "role": f"role-{words[-1]}",
            "usergroup": f"ugroup-{words[-1]}",
        }
        return shown.get(mode) or super().prompt_of(mode, node)

    def clear(self) -> None:
        super().clear()
        self.physical = set()
        self.put(self.root, ("vlan", "1"), "vlan 1", self.grammar.spec("global", "vlan"))

    def load(self, text: str) -> None:
        super().load(_outdented(text))

    def loaded(self) -> None:
        for node in self.interfaces():
            if not is_virtual(node.key[1]):
                self.physical.add(node.key[1])
                if not node.under("port", "link-mode"):
                    spec = self.grammar.spec("if", "port link-mode")
                    self.put(node, ("port", "link-mode"), "port link-mode bridge", spec)

    def replace(self, text: str) -> None:
        """As `configuration replace file`: ports stay."""
        physical = set(self.physical)
        self.load(text)
        spec = self.grammar.spec("global", "interface @IFACE")
        for name in physical - self.physical:
            self.put(self.root, ("interface", name), f"interface {name}", spec)
        self.loaded()
        self.touched()

    def interface(self, name: str) -> Node | None:
        return self.root.get("interface", name)

    def interfaces(self) -> list[Node]:
        return self.root.under("interface")

    def members(self, aggregation: str) -> list[Node]:
        """The ports of `Bridge-Aggregation1`."""
        number = aggregation.removeprefix(interface_type(aggregation))
        return [node for node in self.interfaces() if node.words("port", "link-aggregation", "group")[3:4] == [number]]

    def vlan_ids(self) -> set[int]:
        return {int(key[1]) for key in self.root.children if key[0] == "vlan" and len(key) == 2 and key[1].isdigit()}


class ConfigSession(commandline.ConfigSession[ComwareConfig]):
    """One terminal's place in system view and below."""


Call = commandline.Call[ComwareConfig]


def _outdented(text: str) -> str:
    """The text with every global line at column 0: as it is printed, these stand one blank deeper than blocks."""
    out: list[str] = []
    shift = False
    fresh = True
    mark = ""  # that ends the banner which the line is in
    for line in text.splitlines():
        if mark:
            out.append(line)
            mark = "" if mark in line else mark
            continue
        if line.startswith("#"):
            fresh, shift = True, False
        elif fresh:
            fresh, shift = False, line.startswith(" ")
        out.append(line[1:] if shift and line.startswith(" ") else line)
        banner = re.match(r" *header \S+ (\S)", line)
        if banner and banner[1] not in line[banner.end() :]:
            mark = banner[1]
    return "\n".join(out)


def _body(config: ComwareConfig) -> Iterator[str]:
    yield "#"
    yield f" version {config.version}"
    last = ""
    group: int | None = None
    for lines, block, of_group in _pieces(config):
        if last != "#" and (block or group != of_group):
            yield "#"
        yield from lines
        last, group = lines[-1], of_group
        if block:
            yield "#"
            last = "#"
    if last != "#":
        yield "#"
    yield "return"


def _pieces(config: ComwareConfig) -> Iterator[tuple[list[str], bool, int]]:
    """(lines, whether they are a block, group) of what stands at the top."""
    vlans: list[int] = []
    for node in config.root.ordered():
        if node.key[0] == "vlan" and not node.children and node.key[1] != "1":
            if vlans and int(node.key[1]) != vlans[-1] + 1:
                yield [_run(vlans)], True, -1
                vlans = []
            vlans.append(int(node.key[1]))
            continue
        if vlans:
            yield [_run(vlans)], True, -1
            vlans = []
        block = (node.spec is None and bool(node.children)) or _is_block(node)
        head = node.text.split("\n")
        yield (
            [*(head if block else [f" {head[0]}", *head[1:]]), *_nested(node)],
            block,
            node.spec.group if node.spec else -2,
        )
    if vlans:
        yield [_run(vlans)], True, -1


def _run(vlans: list[int]) -> str:
    return f"vlan {vlans[0]}" + (f" to {vlans[-1]}" if len(vlans) > 1 else "")


_BLOCKS = re.compile(
    r"(?:interface|vlan|acl|line|local-user|(?:radius|hwtacacs) scheme|role name|user-group|stp region)\b"
)


def _is_block(node: Node) -> bool:
    return bool(node.spec and node.spec.mode) or _BLOCKS.match(node.text) is not None


def _nested(node: Node, depth: int = 1) -> Iterator[str]:
    for child in node.ordered():
        for line in child.text.split("\n"):
            yield " " * depth + line
        yield from _nested(child, depth + 1)


__all__ = ["Call", "ComwareConfig", "ConfigSession", "Frame", "Gather"]
