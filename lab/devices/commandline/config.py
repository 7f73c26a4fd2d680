"""The configuration store: what a device makes of each configuration line, and the running config it writes out.

A platform subclasses `Config` (its language, grammar, handlers and what it keeps beside the tree); what a line does beyond
being stored is a handler, entered under the name that the command tables use (`do=NAME`).
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from lab.devices.commandline.language import Language
from lab.devices.commandline.reply import Ask, Refusal, Reply
from lab.devices.commandline.syntax import Failure, Match, Spec
from lab.devices.commandline.tables import Grammar
from lab.devices.commandline.tree import Key, Node

C = TypeVar("C", bound="Config")
H = TypeVar("H", bound=Callable[..., "Frame | None"])
Handler = Callable[[Any, Any], "Frame | None"]


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


@dataclass
class Call(Generic[C]):
    """A command to carry out on one node."""

    config: C
    frame: Frame
    node: Node
    match: Match
    negated: bool
    column: int  # where the command (after the negation) starts in the line
    says: list[str]  # what the device prints besides

    @property
    def key(self) -> Key:
        return self.match.key

    def put(self, text: str | None = None, key: Key | None = None) -> Node:
        """Store the line; a line of the same identity is replaced, what is nested under it stays."""
        return self.config.put(self.node, key or self.key, text or self.match.text, self.match.spec)

    def store(self) -> None:
        """What the device does with a command that has no rule of its own."""
        self.config.store(self.node, self.match, negated=self.negated)


class Handlers:
    """The functions of one platform's configuration commands, by the name that its tables use.

    Each takes the platform's `Call` and `ConfigSession`; the mode that it opens by itself is its value.
    """

    def __init__(self) -> None:
        self.table: dict[str, Handler] = {}

    def command(self, *names: str) -> Callable[[H], H]:
        """Enter the decorated function under `names`."""

        def enter(handler: H) -> H:
            for name in names:
                self.table[name] = handler
            return handler

        return enter


class Config(ABC):
    """A device's configuration. One instance serves one configuration session at a time; `session()` gives more."""

    language: ClassVar[Language]
    grammar: ClassVar[Grammar]

    def __init__(self, text: str = "") -> None:
        self.root = Node((), "")
        self.revision = 0
        self.loading = False
        self._born = 0
        self._session = self.session()
        self._text: tuple[int, str] = (-1, "")
        if text:
            self.load(text)

    # -- what a platform says
    @property
    @abstractmethod
    def handlers(self) -> Mapping[str, Handler]:
        """The functions of the commands, by name."""

    @abstractmethod
    def body(self) -> str:
        """The configuration as the device writes it out, from its first line to its end marker."""

    @abstractmethod
    def hostname(self) -> str: ...

    def clear(self) -> None:
        """Forget everything, before a whole configuration is read."""
        self.root = Node((), "")

    def loaded(self) -> None:  # noqa: B027 - most platforms have nothing to do then
        """A whole configuration has been read."""

    def prompt_of(self, mode: str, node: Node) -> str:
        """What the prompt shows of a mode that works on `node`."""
        del node
        return self.language.prompts.get(mode, self.language.prompts.get("global", ""))

    def session(self) -> ConfigSession[Any]:
        return ConfigSession(self)

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
            shown_off = " ".join((self.language.negation, *key))
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

    # -- as a whole
    def load(self, text: str) -> None:
        """Replace everything by a saved configuration; unknown lines are kept as written, as is what lies under them."""
        from lab.devices.commandline.loader import load  # noqa: PLC0415 - the loader drives a session of this class

        load(self, text)

    def replace(self, text: str) -> None:
        """The configuration becomes `text`; what the device keeps outside of it stays."""
        self.load(text)
        self.touched()

    def text(self) -> str:
        """`body`, written out once for each revision."""
        if self._text[0] != self.revision:
            self._text = (self.revision, self.body())
        return self._text[1]


class ConfigSession(Generic[C]):
    """One terminal's place in configuration mode."""

    def __init__(self, config: C) -> None:
        self.config = config
        self.language = config.language
        self.frames: list[Frame] = [self._outermost()]
        self.gathering: Gather | None = None
        self._pending: Ask | None = None

    def _outermost(self) -> Frame:
        return Frame("global", [self.config.root], self.language.prompts.get("global", ""))

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
        if self.frames[0].nodes[0] is not self.config.root:
            # the configuration was replaced as a whole
            self.frames = [self._outermost()]
        stripped = line.strip()
        if not stripped or stripped.startswith(self.language.comment):
            return Reply()
        try:
            return self._enter(line)
        except Refusal as fault:
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
        try:
            gathering.done(gathering.lines)
        except Refusal as fault:
            return Reply(ok=False, text=fault.text, caret=fault.caret)
        self.config.touched()
        return Reply()

    def leaves(self, word: str) -> bool:
        """Whether the line goes up one mode."""
        return word in self.language.leave

    def prefix(self, line: str) -> tuple[bool, bool, int]:
        """(negated, set to its default, column of the command itself)."""
        start = len(line) - len(line.lstrip())
        found = re.match(r"\s*(\S+)\s+(?=\S)", line)
        word = found[1].lower() if found else ""
        if not found or word not in (self.language.negation, self.language.defaulting):
            return False, False, start
        return word == self.language.negation, word == self.language.defaulting, found.end()

    def _enter(self, line: str) -> Reply:
        negated, defaulted, column = self.prefix(line)
        word = " ".join(line[column:].lower().split())
        if not negated and not defaulted and self.leaves(word):
            if len(self.frames) == 1:
                return Reply(left=True)
            self.frames.pop()
            return Reply()
        if not negated and word in self.language.end:
            self.end()
            return Reply(left=True)
        first = Failure("invalid", column, -1)
        for depth in range(len(self.frames) - 1, -1, -1):
            frame = self.frames[depth]
            parsed = self._parse(depth, line, column, negated=negated or defaulted)
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
            if not self.language.climbs and not self.config.loading:
                break
        raise self.language.refusal(first.kind, line, first.column)

    def _parse(self, depth: int, line: str, column: int, *, negated: bool) -> Match | Failure:
        """`line` as a command of the mode at `depth`."""
        mode = self.frames[depth].mode
        innermost = depth == len(self.frames) - 1 > 0
        if innermost and mode in self.language.opaque:
            at_global = self.config.grammar.mode("global").parse(line, column, negated=negated)
            if isinstance(at_global, Match) and at_global.spec.mode:
                return Failure("invalid", column, 0)
        return self.config.grammar.mode(mode).parse(line, column, negated=negated)

    def _forget(self, frame: Frame, line: str, column: int, *, negated: bool) -> bool:
        """The negation of a line that came with the loaded configuration and whose command is not modelled."""
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

    def _carry_out(self, handler: Handler | None, call: Call[C]) -> Frame | None:
        if handler is None:
            call.store()
            return None
        try:
            return handler(call, self)
        except IndexError:
            if not call.negated:
                raise
            # the negation was cut short before an argument that this command cannot do without
            raise self.language.refusal("incomplete", "", 0) from None

    def _apply(self, frame: Frame, depth: int, match: Match, *, negated: bool, column: int) -> Reply:
        spec = match.spec
        says: list[str] = []
        opened: list[Node] = []
        target: Frame | None = None
        fault: Refusal | None = None
        handler = self.config.handlers[spec.do] if spec.do else None
        for node in frame.nodes:
            call = Call(self.config, frame, node, match, negated, column, says)
            try:
                target = self._carry_out(handler, call) or target
            except Refusal as error:
                if len(frame.nodes) == 1:
                    raise
                fault = error
            if spec.mode and not negated:
                child = node.children.get(match.key)
                if child is not None:
                    opened.append(child)
        del self.frames[depth + 1 :]
        if target is None and spec.mode and not negated and opened:
            target = Frame(spec.mode, opened, self.config.prompt_of(spec.mode, opened[0]))
        if target is not None:
            self.frames.append(target)
        text = "".join(f"{line}\n" for line in dict.fromkeys(says))
        if fault is not None:
            return Reply(ok=False, text=text + fault.text, caret=fault.caret)
        return Reply(text=text.rstrip("\n"), gathering=self.gathering is not None)
