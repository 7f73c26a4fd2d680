"""A Junos configuration as a tree of statements: set, delete, insert, and how it prints as `set` lines and with braces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lab.devices.junos.schema import Statement, schema, valid
from lab.devices.junos.secrets import BECOMES, SHOWN

Path = tuple[str, ...]
_WORD = re.compile(r'"(?:\\.|[^"\\])*"|\[|\]|[^\s\[\];{}"]+', re.DOTALL)


class Refused(Exception):
    """A line that is not taken; `word` is where it goes wrong."""

    def __init__(self, message: str, word: str = "", *, warning: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.word = word
        self.warning = warning


def words_of(line: str) -> list[str]:
    return [_unquoted(word) for word in _WORD.findall(line)]


def _unquoted(word: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), word[1:-1]) if word[:1] == '"' else word


def quoted(value: str) -> str:
    """A value as Junos prints it: in quotes where it is more than a plain word."""
    if re.fullmatch(r"[A-Za-z0-9_.:/@%+*,=~!^&|-]+", value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


@dataclass
class Node:
    """A statement that is set. `values` are a leaf's or of a statement with several; children by name, entries by theirs."""

    statement: Statement
    values: list[str] = field(default_factory=list)
    children: dict[str, Node] = field(default_factory=dict)
    inactive: bool = False

    def copy(self) -> Node:
        return Node(
            self.statement, list(self.values), {name: one.copy() for name, one in self.children.items()}, self.inactive
        )

    def sorted(self) -> Iterator[tuple[str, Node]]:
        """Children as they are printed: statements by the schema, entries by name unless they keep their order."""
        places = {name: place for place, name in enumerate(self.statement.below)}
        rows = list(self.children.items())
        listed = self.statement if self.statement.form == "list" and not self.values else self.statement.entries
        if listed is not None and rows and rows[0][1].statement is listed:
            yield from rows if listed.ordered else sorted(rows, key=lambda row: _natural(row[0]))
            return
        yield from sorted(rows, key=lambda row: places.get(row[0], len(places)))


def _natural(name: str) -> list[object]:
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name) if part]


class Tree:
    """The whole configuration."""

    def __init__(self, root: Node | None = None) -> None:
        self.root = Node(schema()) if root is None else root

    def copy(self) -> Tree:
        return Tree(self.root.copy())

    def below(self, *path: str) -> dict[str, Node]:
        """What stands in a block; nothing where it is not there."""
        node = self.root
        for word in path:
            found = node.children.get(word)
            if found is None:
                return {}
            node = found
        return node.children

    # -- changing
    def line(self, line: str, above: Path = ()) -> None:
        """A `set`, `delete`, `insert`, `activate` or `deactivate` line. Raises Refused."""
        verb, *words = words_of(line) or [""]
        path = [*above, *words]
        if verb == "set":
            self.set(path)
        elif verb == "delete":
            self.delete(path)
        elif verb == "insert":
            self.insert(path)
        elif verb in {"activate", "deactivate"}:
            self.find(path)[-1].inactive = verb == "deactivate"
        else:
            raise Refused("unknown command", verb)

    def set(self, words: Sequence[str]) -> None:
        node, rest = self.root, list(words)
        if not rest:
            raise Refused("missing argument")
        line: Node | None = None  # the entry in which further statements can follow on one line
        while rest:
            try:
                node = _enter(node, rest)
            except Refused:
                if line is None or node is line:
                    raise
                node = _enter(line, rest)
            if node.statement.form == "list" and node.values:
                line = node
        if not _stands(node):
            raise Refused("missing argument", words[-1])

    def find(self, words: Sequence[str]) -> list[Node]:
        """The nodes on a path that is set, the last of them what it names. Raises Refused."""
        chain, rest = [self.root], list(words)
        while rest:
            word = rest.pop(0)
            node = chain[-1]
            if node.statement.form in {"values", "leaf"}:
                if word in node.values and not rest:
                    return [*chain, Node(node.statement, [word])]
                raise Refused("statement not found", word, warning=True)
            found = node.children.get(word)
            if found is None:
                _known(node, word)
                raise Refused("statement not found", word, warning=True)
            chain.append(found)
        return chain

    def delete(self, words: Sequence[str]) -> None:
        if not words:
            self.root.children.clear()
            return
        *chain, last = self.find(words)
        node = chain[-1]
        if node.statement.form == "values" and last.statement is node.statement:
            node.values.remove(last.values[0])
            chain = chain if node.values else self._without(chain)
        elif node.statement is last.statement and node.statement.form == "leaf":
            chain = self._without(chain)
        else:
            _drop(node, last)
        while len(chain) > 1 and not _stands(chain[-1]):
            chain = self._without(chain)

    @staticmethod
    def _without(chain: list[Node]) -> list[Node]:
        _drop(chain[-2], chain[-1])
        return chain[:-1]

    def insert(self, words: Sequence[str]) -> None:
        """`insert PATH before|after NAME`."""
        place = max((at for at, word in enumerate(words) if word in ("before", "after")), default=0)
        if not 0 < place < len(words) - 1:
            raise Refused("missing argument")
        what, other = words[:place], words[-1]
        *_, owner, entry = self.find(what)
        if not entry.statement.ordered:
            raise Refused("cannot insert", what[-1])
        if entry.statement.form == "values":
            owner.values.remove(entry.values[0])
            owner.values.insert(_place(owner.values, other, words[place]), entry.values[0])
            return
        names = [name for name in owner.children if name != what[-1]]
        names.insert(_place(names, other, words[place]), what[-1])
        owner.children = {name: owner.children[name] for name in names}

    # -- printing
    def set_lines(self, node: Node | None = None, path: Path = ()) -> Iterator[str]:
        node = node or self.root
        here = " ".join(quoted(word) for word in path)
        if node.inactive:
            yield f"deactivate {here}"
        if node.values and node.statement.form in ("leaf", "values"):
            yield from (f"set {here} {quoted(value)}" for value in node.values)
            return
        rows = list(node.sorted())
        if not rows and path:
            yield f"set {here}"
        for name, child in rows:
            yield from self.set_lines(child, (*path, name))

    def text(self, node: Node | None = None, depth: int = 0) -> str:
        """As `show configuration` prints it."""
        return "".join(f"{'    ' * level}{row}\n" for level, row in rows_of(node or self.root, depth))


def rows_of(node: Node, depth: int = 0) -> Iterator[tuple[int, str]]:
    for name, child in node.sorted():
        yield from _rows(name, child, depth)


def _rows(name: str, node: Node, depth: int, head: str = "") -> Iterator[tuple[int, str]]:
    statement = node.statement
    mark = "inactive: " if node.inactive else ""
    if statement.form == "list" and not node.values:
        for key, entry in node.sorted():
            yield from _rows(key, entry, depth, f"{name} " if name else "")
        return
    if name == "family" and not head:  # printed with what stands below it: `family inet {`
        for kind, one in node.sorted():
            yield from _rows(kind, one, depth, "family ")
        return
    title = f"{mark}{head}{quoted(name)}"
    if statement.form in ("leaf", "values"):
        shown = [quoted(value) for value in node.values]
        secret = " ## SECRET-DATA" if statement.kind in ("secret", "key") else ""
        value = shown[0] if len(shown) == 1 else f"[ {' '.join(shown)} ]"
        yield depth, f"{title} {value};{secret}"
    elif not node.children:
        yield depth, f"{title};"
    else:
        yield depth, f"{title} {{"
        yield from rows_of(node, depth + 1)
        yield depth, "}"


def _place(names: list[str], other: str, where: str) -> int:
    if other not in names:
        raise Refused("statement not found", other)
    return names.index(other) + (where == "after")


def _stands(node: Node) -> bool:
    statement = node.statement
    entry = statement.form == "list" and bool(node.values)
    return bool(
        node.children or (statement.empty and (entry or statement.form != "list")) or node.values or statement.flag
    )


def _drop(node: Node, child: Node) -> None:
    node.children = {name: one for name, one in node.children.items() if one is not child}


def _known(node: Node, word: str) -> None:
    """Raises Refused where no such statement exists at all."""
    statement = node.statement
    if statement.anything or word in statement.below or statement.entries is not None:
        return
    if statement.form != "list" or node.values:
        raise Refused("syntax error", word)


def _enter(node: Node, rest: list[str]) -> Node:
    """The next statement of a line, made where it does not stand yet; its words are taken from `rest`."""
    statement, word = node.statement, rest.pop(0)
    if statement.form == "list" and not node.values:
        return _entry(node, statement, word)
    found = statement.below.get(word)
    if found is None or word == ".":
        listed = statement.entries
        if listed is not None:
            return _entry(node, listed, word)
        if statement.anything:
            kept = Statement(word, empty=True, anything=True, tag=word)
            return node.children.setdefault(word, Node(kept))
        rest.insert(0, word)
        raise Refused("syntax error", word)
    if found.group:
        for name in [name for name, one in statement.below.items() if one.group == found.group and name != word]:
            node.children.pop(name, None)
    child = node.children.setdefault(word, Node(found))
    if found.form == "leaf":
        child.values = [_value(node, word, found, rest.pop(0) if rest else None)]
        become = BECOMES.get(word)
        if become is not None:  # it is never kept under the name that it was typed with
            del node.children[word]
            child = node.children[become] = Node(statement.below[become], child.values)
    elif found.form == "values":
        many = rest[: rest.index("]") + 1] if rest[:1] == ["["] and "]" in rest else rest[:1]
        del rest[: len(many)]
        given: list[str | None] = [one for one in many if one not in "[]"]
        for value in given or [None]:
            checked = _value(node, word, found, value)
            if checked not in child.values:
                child.values.append(checked)
    return child


def _entry(node: Node, statement: Statement, name: str) -> Node:
    if not valid(statement.kind, name):
        raise Refused(f"invalid value '{name}'" if statement.kind != "interface" else "invalid interface name", name)
    return node.children.setdefault(name, Node(statement, [name]))


def _value(node: Node, name: str, statement: Statement, value: str | None) -> str:
    if value is None:
        node.children.pop(name, None)
        raise Refused("missing argument", name)
    if not valid(statement.kind, value):
        if not node.children[name].values:
            node.children.pop(name, None)
        raise Refused(f"invalid value '{value}'", value)
    if statement.kind in SHOWN:
        return SHOWN[statement.kind](value)
    if statement.kind == "priority" and value.isdigit() and value != "0":
        return f"{int(value) // 1024}k"
    return value
