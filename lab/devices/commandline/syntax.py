"""Command syntax: the notation of command references compiled into a graph, and the parser that walks it.

Notation, as in the command references: `keyword`, `{a | b}`, `[optional]`, arguments as in `params.py`. `@` before an
argument or a group makes it part of the command's identity: two lines with the same identity replace each other.
Keywords outside brackets belong to the identity.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lab.devices.commandline.params import Accept

_TOKEN = re.compile(r"[{}\[\]|@]|[^\s{}\[\]|@]+")


@dataclass(slots=True)
class Edge:
    word: str  # keyword in lower case, or the argument's kind
    accept: Accept | None  # None for a keyword
    key: bool
    target: int


@dataclass(slots=True, eq=False)
class Spec:
    """One command of one mode."""

    syntax: str
    rank: int
    group: int
    do: str = ""  # name of the function that carries it out; "" stores the line
    mode: str = ""  # mode that the command opens
    default: str | None = None  # arguments that are the default and are therefore not shown
    on: bool = False  # enabled unless negated: only the negated form is shown
    both: bool = False  # shown in either form
    no_from: int = 0  # a negation may stop after this many words and then removes all that start so
    sort: str = ""  # how lines of this command are ordered: "" as entered, else see tree.SORTS
    tail: str = ""  # printed after the line (IOS leaves a blank after some)
    sorted_by: Callable[[tuple[str, ...]], tuple[object, ...]] | None = None  # the function that `sort` names
    edges: list[list[Edge]] = field(default_factory=list)
    closures: list[list[Edge]] = field(default_factory=list)
    accepting: set[int] = field(default_factory=set)
    complete: set[int] = field(default_factory=set)  # states where the identity is known: `no` may stop here


class _Compiler:
    def __init__(self, syntax: str, parameter: Callable[[str], Accept | None]) -> None:
        self.parameter = parameter
        self.tokens = _TOKEN.findall(syntax)
        self.at = 0
        self.edges: list[list[Edge]] = [[]]
        self.empty: list[list[int]] = [[]]

    def state(self) -> int:
        self.edges.append([])
        self.empty.append([])
        return len(self.edges) - 1

    def sequence(self, start: int, depth: int, key: bool) -> int:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token in ("}", "]", "|"):
                break
            self.at += 1
            marked = key
            if token == "@":
                marked = True
                token = self.tokens[self.at]
                self.at += 1
            if token in ("{", "["):
                start = self.choice(start, depth + 1, marked, optional=token == "[")
                continue
            accept = self.parameter(token)
            target = self.state()
            is_key = marked or (accept is None and depth == 0)
            self.edges[start].append(Edge(token if accept else token.lower(), accept, is_key, target))
            start = target
        return start

    def choice(self, start: int, depth: int, key: bool, *, optional: bool) -> int:
        end = self.state()
        while True:
            begin = self.state()
            self.empty[start].append(begin)
            self.empty[self.sequence(begin, depth, key)].append(end)
            closing = self.tokens[self.at]
            self.at += 1
            if closing != "|":
                break
        if optional:
            self.empty[start].append(end)
        return end

    def reach(self, state: int) -> set[int]:
        seen = {state}
        waiting = [state]
        while waiting:
            for following in self.empty[waiting.pop()]:
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        return seen


def compile_spec(spec: Spec, parameter: Callable[[str], Accept | None]) -> Spec:
    """Fill in the graph of `spec` from its syntax."""
    compiler = _Compiler(spec.syntax, parameter)
    end = compiler.sequence(0, 0, key=False)
    count = len(compiler.edges)
    reach = [compiler.reach(state) for state in range(count)]
    spec.closures = [[edge for near in sorted(reach[state]) for edge in compiler.edges[near]] for state in range(count)]
    spec.accepting = {state for state in range(count) if end in reach[state]}
    spec.complete = set(spec.accepting)
    growing = True
    while growing:
        near = {
            state
            for state in range(count)
            if any(not edge.key and edge.target in spec.complete for edge in spec.closures[state])
        }
        growing = not near <= spec.complete
        spec.complete |= near
    return spec


@dataclass(slots=True)
class Match:
    """A line that fits a command."""

    spec: Spec
    words: list[str]  # canonical words; a LINE argument is one element
    key: tuple[str, ...]
    whole: bool  # all of the identity was given (a `no` may stop before)

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass(slots=True)
class Failure:
    """Why a line does not parse. `column` counts characters of the line, for the caret."""

    kind: str  # "invalid", "incomplete", "ambiguous"
    column: int = 0
    depth: int = 0  # words understood before the fault


_Path = tuple["_Path | None", str, bool]  # what came before, the canonical word, whether it is part of the identity


@dataclass(slots=True)
class _Walker:
    spec: Spec
    state: int
    path: _Path | None
    depth: int

    def only_identity(self) -> bool:
        path = self.path
        while path is not None:
            if not path[2]:
                return False
            path = path[0]
        return True


class Mode:
    """All commands of one configuration mode."""

    def __init__(self, name: str, specs: Iterable[Spec]) -> None:
        self.name = name
        self.specs = list(specs)
        self.first: dict[str, list[tuple[Spec, Edge]]] = {}
        self.first_arguments: list[tuple[Spec, Edge]] = []
        for spec in self.specs:
            for edge in spec.closures[0]:
                if edge.accept is None:
                    self.first.setdefault(edge.word, []).append((spec, edge))
                else:
                    self.first_arguments.append((spec, edge))

    def parse(self, line: str, offset: int = 0, *, negated: bool = False) -> Match | Failure:
        """Parse `line` from column `offset` on."""
        found = [(m.group(), m.start()) for m in re.finditer(r"\S+", line[offset:])]
        words = [word for word, _ in found]
        columns = [offset + column for _, column in found]
        arrived: list[list[_Walker]] = [[] for _ in range(len(words) + 1)]
        if not words:
            return Failure("incomplete", len(line))
        ambiguous_at = self._start(words, arrived)
        if ambiguous_at:
            return Failure("ambiguous", columns[0])
        furthest = 0
        for at in range(1, len(words)):
            if not arrived[at]:
                continue
            furthest = at
            if self._step(line, columns, words, at, arrived):
                return Failure("ambiguous", columns[at], at)
        final = arrived[len(words)]
        if not final:
            return Failure("invalid", columns[furthest] if any(arrived) else columns[0], furthest)
        match = self._choose(final, negated=negated)
        return match or Failure("incomplete", len(line), len(words))

    def _choose(self, final: list[_Walker], *, negated: bool) -> Match | None:
        """The command that the whole line is. A full command comes before one that only `no` may cut short."""
        for walker in final:
            if walker.state in walker.spec.accepting:
                return self._match(walker, whole=True)
        if not negated:
            return None
        for walker in final:
            # `no` may stop once the identity is known, but not in the middle of an argument
            if walker.state in walker.spec.complete and walker.only_identity():
                return self._match(walker, whole=True)
        for walker in final:
            if walker.spec.no_from and walker.depth >= walker.spec.no_from:
                return self._match(walker, whole=False)
        return None

    def _start(self, words: list[str], arrived: list[list[_Walker]]) -> bool:
        typed = words[0].lower()
        arguments = [(s, e, *fit) for s, e in self.first_arguments if e.accept for fit in e.accept(words, 0)]
        chosen = self.first.get(typed)
        if chosen is None and not arguments:
            names = [name for name in self.first if name.startswith(typed)]
            if len(names) > 1:
                return True
            chosen = self.first[names[0]] if names else None
        for spec, edge in chosen or ():
            arrived[1].append(_Walker(spec, edge.target, (None, edge.word, edge.key), 1))
        if chosen is None:
            for spec, edge, used, value in arguments:
                arrived[used].append(_Walker(spec, edge.target, (None, value, edge.key), 1))
        return False

    def _step(self, line: str, columns: list[int], words: list[str], at: int, arrived: list[list[_Walker]]) -> bool:
        typed = words[at].lower()
        keywords: dict[str, list[tuple[_Walker, Edge]]] = {}
        arguments: list[tuple[_Walker, Edge, int, str]] = []
        for walker in arrived[at]:
            for edge in walker.spec.closures[walker.state]:
                if edge.accept is None:
                    if edge.word.startswith(typed):
                        keywords.setdefault(edge.word, []).append((walker, edge))
                else:
                    arguments.extend((walker, edge, used, value) for used, value in edge.accept(words, at))
        if typed in keywords:
            chosen = keywords[typed]
        elif arguments:
            chosen = []
        elif len(keywords) > 1:
            return True
        else:
            chosen = next(iter(keywords.values()), [])
        for walker, edge in chosen:
            arrived[at + 1].append(
                _Walker(walker.spec, edge.target, (walker.path, edge.word, edge.key), walker.depth + 1)
            )
        if typed not in keywords:
            for walker, edge, used, value in arguments:
                shown = line[columns[at] :].rstrip() if edge.word == "LINE" else value
                step = (walker.path, shown, edge.key)
                arrived[at + used].append(_Walker(walker.spec, edge.target, step, walker.depth + 1))
        return False

    @staticmethod
    def _match(walker: _Walker, *, whole: bool) -> Match:
        words: list[str] = []
        key: list[str] = []
        path = walker.path
        while path is not None:
            words.append(path[1])
            if path[2]:
                key.append(path[1])
            path = path[0]
        return Match(walker.spec, words[::-1], tuple(key[::-1]), whole)
