"""The configuration store: what IOS makes of each configuration line, and the running config it writes out.

Importable alone. Behaviour follows Cisco's command references and configuration guides for Catalyst 2960-X/3650/9300 and
ISR 4000 (IOS 15.2E, IOS-XE 16/17); it knows nothing of this project's renderer or remediation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lab.devices.ios import grammar
from lab.devices.ios.names import is_virtual
from lab.devices.ios.profile import Profile
from lab.devices.ios.reply import Ask, IosError, Reply, invalid
from lab.devices.ios.syntax import Failure, Match, Mode, Spec
from lab.devices.ios.tree import Key, Node

PROMPTS = {
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
}


@dataclass(slots=True)
class Frame:
    """A configuration mode that the session is in, and the lines that its commands work on (several for a range)."""

    mode: str
    nodes: list[Node]
    prompt: str


@dataclass(slots=True)
class Gather:
    """Text being typed over several lines (a banner, a certificate)."""

    ends: Callable[[str], int]  # column at which the text ends in this line, -1 when it goes on
    done: Callable[[list[str]], None]
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Call:
    """A command to carry out on one node."""

    config: IosConfig
    frame: Frame
    node: Node
    match: Match
    negated: bool
    column: int  # where the command (after `no`) starts in the line
    says: list[str]  # what IOS prints besides

    @property
    def key(self) -> Key:
        return self.match.key

    def put(self, text: str | None = None, key: Key | None = None) -> Node:
        """Store the line; a line of the same identity is replaced, what is nested under it stays."""
        return self.config.put(self.node, key or self.key, text or self.match.text, self.match.spec)

    def store(self) -> None:
        """What IOS does with a command that has no rule of its own."""
        self.config.store(self.node, self.match, negated=self.negated)


SessionHandler = Callable[[Call, "ConfigSession"], "Frame | None"]


class IosConfig:
    """A device's configuration. One instance serves one configuration session at a time; `session()` gives more."""

    def __init__(self, text: str = "", *, model: str = "WS-C2960X-48TS-L", version: str = "15.2(7)E4") -> None:
        self.profile = Profile(model, version)
        self.root = Node((), "")
        self.lines: dict[tuple[str, int], Node] = {}
        self.snmp_users: dict[str, str] = {}  # name: what is configured; never part of the running config
        self.hidden: dict[str, str] = {}  # settings that IOS keeps outside the running config
        self.physical: set[str] = set()
        self.revision = 0
        self.loading = False
        self._born = 0
        self._session = ConfigSession(self)
        self._text: tuple[int, str] = (-1, "")
        if text:
            self.load(text)

    # -- a session of its own, for the simple case
    @property
    def mode(self) -> str:
        """The current mode as the prompt shows it, e.g. `config-if`."""
        return self._session.mode

    def enter(self, line: str) -> Reply:
        """Carry out one configuration line in the current mode."""
        return self._session.enter(line)

    def answer(self, agreed: bool) -> Reply:
        """Answer the question of the last reply."""
        return self._session.answer(agreed)

    def end(self) -> None:
        self._session.end()

    def session(self) -> ConfigSession:
        return ConfigSession(self)

    # -- storing
    def put(self, parent: Node, key: Key, text: str, spec: Spec | None) -> Node:
        node = parent.children.get(key)
        if node is None:
            self._born += 1
            node = parent.children[key] = Node(key, text, spec, self._born)
        else:
            node.text = text
            node.spec = spec or node.spec
        return node

    def store(self, parent: Node, match: Match, *, negated: bool) -> None:
        spec, key = match.spec, match.key
        if negated and not match.whole:
            parent.drop(*match.words)
            return
        if spec.on or spec.both:
            shown_off = " ".join(("no", *key))
            if negated:
                self.put(parent, key, shown_off, spec)
            elif spec.both:
                self.put(parent, key, match.text, spec)
            else:
                parent.drop_key(key)
            return
        if negated:
            if not parent.drop_key(key) and spec.no_from:
                parent.drop(*key)
            return
        default = None if spec.default is None else " ".join((*key, *spec.default.split()))
        if default is not None and match.text == default:
            parent.drop_key(key)
        else:
            self.put(parent, key, match.text, spec)

    def touched(self) -> None:
        self.revision += 1

    def interface(self, name: str) -> Node | None:
        return self.root.get("interface", name)

    def interfaces(self) -> list[Node]:
        return self.root.under("interface")

    def vlan_ids(self) -> set[int]:
        return {1} | {
            int(key[1]) for key in self.root.children if key[0] == "vlan" and len(key) == 2 and key[1].isdigit()
        }

    # -- as a whole
    def load(self, text: str) -> None:
        """Replace everything by a saved configuration; unknown lines are kept as written, as is what lies under them."""
        from lab.devices.ios.loader import load  # noqa: PLC0415 - the loader drives a session of this class

        load(self, text)

    def replace(self, text: str) -> None:
        """`configure replace`: the configuration becomes `text`; what IOS keeps outside of it stays."""
        physical = set(self.physical)
        self.load(text)
        for name in physical - self.physical:
            self.physical.add(name)
            self.put(self.root, ("interface", name), f"interface {name}", self.interface_spec())
        self.touched()

    def interface_spec(self) -> Spec:
        return next(spec for spec in grammar.mode("global").specs if spec.syntax == "interface IFACE")

    def text(self) -> str:
        """The body of `show running-config`, from `version` to `end`."""
        if self._text[0] != self.revision:
            from lab.devices.ios.render import body  # noqa: PLC0415 - rendering reads this class

            self._text = (self.revision, body(self))
        return self._text[1]

    def hostname(self) -> str:
        words = self.root.words("hostname")
        return words[1] if len(words) > 1 else self.profile.default_hostname


class ConfigSession:
    """One terminal's place in configuration mode."""

    def __init__(self, config: IosConfig) -> None:
        self.config = config
        self.frames: list[Frame] = [Frame("global", [config.root], PROMPTS["global"])]
        self.gathering: Gather | None = None
        self._pending: Ask | None = None

    @property
    def mode(self) -> str:
        return self.frames[-1].prompt

    def end(self) -> None:
        del self.frames[1:]
        self.gathering = None
        self._pending = None

    def answer(self, agreed: bool) -> Reply:
        pending, self._pending = self._pending, None
        if pending is None or not agreed:
            return Reply()
        says = pending.proceed()
        self.config.touched()
        return Reply(text=says)

    def enter(self, line: str) -> Reply:
        if self.gathering is not None:
            return self._gather(self.gathering, line)
        if self.frames[-1].nodes != [] and self.frames[0].nodes[0] is not self.config.root:
            self.frames = [Frame("global", [self.config.root], PROMPTS["global"])]
        stripped = line.strip()
        if not stripped or stripped.startswith("!"):
            return Reply()
        try:
            return self._enter(line)
        except IosError as fault:
            return Reply(ok=False, text=fault.text, caret=fault.caret)
        except Ask as question:
            self._pending = question
            return Reply(question=question.question)

    def _gather(self, gathering: Gather, line: str) -> Reply:
        ends = gathering.ends(line)
        if ends < 0:
            gathering.lines.append(line)
            return Reply(gathering=True)
        gathering.lines.append(line[:ends])
        self.gathering = None
        gathering.done(gathering.lines)
        self.config.touched()
        return Reply()

    def _enter(self, line: str) -> Reply:
        negated, defaulted, column = _prefix(line)
        word = line[column:].strip().lower()
        if not negated and not defaulted and word in ("exit", "exi", "ex") and self.frames[-1].mode != "pubkeydata":
            if len(self.frames) == 1:
                return Reply(left=True)
            self.frames.pop()
            return Reply()
        if not negated and word == "end":
            self.end()
            return Reply(left=True)
        first = Failure("invalid", column, -1)
        for depth in range(len(self.frames) - 1, -1, -1):
            frame = self.frames[depth]
            if frame.mode in ("opaque", "certificate", "pubkeydata") and depth == len(self.frames) - 1 > 0:
                parsed = self._verbatim(frame, line, column, negated=negated)
            else:
                parsed = grammar.mode(frame.mode).parse(line, column, negated=negated or defaulted)
            if isinstance(parsed, Match):
                reply = self._apply(frame, depth, parsed, negated=negated or defaulted, column=column)
                self.config.touched()
                return reply
            if self._forget(frame, line, column, negated=negated):
                del self.frames[depth + 1 :]
                self.config.touched()
                return Reply()
            if parsed.depth > first.depth:
                first = parsed
        if first.kind == "incomplete":
            raise IosError("% Incomplete command.\n")
        if first.kind == "ambiguous":
            raise IosError(f'% Ambiguous command:  "{line.strip()}"')
        raise invalid(first.column)

    def _verbatim(self, frame: Frame, line: str, column: int, *, negated: bool) -> Match | Failure:
        """In a mode whose commands are not modelled any line is taken, except one that is a global command."""
        at_global = grammar.mode("global").parse(line, column, negated=negated)
        if frame.mode == "opaque" and isinstance(at_global, Match) and at_global.spec.mode:
            return Failure("invalid", column, 0)
        return grammar.mode(frame.mode).parse(line, column, negated=negated)

    def _forget(self, frame: Frame, line: str, column: int, *, negated: bool) -> bool:
        """`no` of a line that came with the loaded configuration and whose command is not modelled."""
        if not negated:
            return False
        words = line[column:].split()
        gone = False
        for node in frame.nodes:
            for key in [
                key for key, child in node.children.items() if child.spec is None and key[: len(words)] == tuple(words)
            ]:
                del node.children[key]
                gone = True
        return gone

    def _carry_out(self, handler: SessionHandler | None, call: Call) -> Frame | None:
        if handler is None:
            call.store()
            return None
        try:
            return handler(call, self)
        except IndexError:
            if not call.negated:
                raise
            # `no` was cut short before an argument that this command cannot do without
            raise IosError("% Incomplete command.\n") from None

    def _apply(self, frame: Frame, depth: int, match: Match, *, negated: bool, column: int) -> Reply:
        from lab.devices.ios.commands import HANDLERS  # noqa: PLC0415 - the handlers work on this module's types

        spec = match.spec
        says: list[str] = []
        opened: list[Node] = []
        target: Frame | None = None
        fault: IosError | None = None
        handler = HANDLERS[spec.do] if spec.do else None
        for node in frame.nodes:
            call = Call(self.config, frame, node, match, negated, column, says)
            try:
                target = self._carry_out(handler, call) or target
            except IosError as error:
                if len(frame.nodes) == 1:
                    raise
                fault = error
            if spec.mode and not negated:
                child = node.children.get(match.key)
                if child is not None:
                    opened.append(child)
        del self.frames[depth + 1 :]
        if target is None and spec.mode and not negated and opened:
            target = Frame(spec.mode, opened, PROMPTS.get(spec.mode, "config"))
            if spec.mode == "sg" and match.key[3] == "radius":
                target.prompt = "config-sg-radius"
        if target is not None:
            self.frames.append(target)
        text = "".join(f"{line}\n" for line in dict.fromkeys(says))
        if fault is not None:
            return Reply(ok=False, text=text + fault.text, caret=fault.caret)
        return Reply(text=text.rstrip("\n"), gathering=self.gathering is not None)


_NO = re.compile(r"\s*(no|default)\s+(?=\S)", re.IGNORECASE)


def _prefix(line: str) -> tuple[bool, bool, int]:
    """(negated, `default` form, column of the command itself)."""
    found = _NO.match(line)
    if not found:
        return False, False, len(line) - len(line.lstrip())
    word = found.group(1).lower()
    if word == "default":
        rest = line[found.end() :].lower()
        if re.match(r"int\w*\s", rest):
            return False, False, len(line) - len(line.lstrip())
        return False, True, found.end()
    return True, False, found.end()


def is_physical(name: str) -> bool:
    return not is_virtual(name)


__all__ = ["Call", "ConfigSession", "Frame", "Gather", "IosConfig", "Mode", "Reply"]
