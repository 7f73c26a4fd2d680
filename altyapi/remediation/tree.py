"""Config text as a tree of lines, by indentation; texts of several lines (banners, certificates) are one line of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache, lru_cache

from altyapi.platforms import Language, Platform, load
from altyapi.remediation.paths import levels
from altyapi.remediation.rulefile import rules_for
from altyapi.remediation.rules import Atom, Rules


@dataclass(slots=True)
class Line:
    """One line without its indentation, and what stands under it. An atom keeps its own line breaks."""

    text: str
    children: list[Line] = field(default_factory=list)

    def walk(self, depth: int = 0) -> Iterator[tuple[int, str]]:
        yield depth, self.text
        for child in self.children:
            yield from child.walk(depth + 1)

    def paths(self) -> Iterator[str]:
        """The line, and what stands under it with its path from here on."""
        yield self.text
        for child in self.children:
            yield from (f"{self.text} {below}" for below in child.paths())


@dataclass(slots=True)
class Tree:
    lines: list[Line]

    def render(self) -> str:
        """The config's text, one blank of indentation a level, without comments and separators."""
        return "".join(f"{' ' * depth}{text}\n" for line in self.lines for depth, text in line.walk())


def parse(text: str, platform: str | Platform = "cisco_ios") -> Tree:
    known = load(platform) if isinstance(platform, str) else platform
    return parse_with(rules_for(known.name), known, text)


def parse_with(rules: Rules, platform: Platform, text: str) -> Tree:
    """A config text's tree. Comments, separators, volatile lines and lines that only leave a mode are not part of it."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    top = Line("")
    stack: list[tuple[int, Line]] = [(-1, top)]
    language = rules.language
    read = _reader(rules, platform.comment, platform.volatile_re)
    opened: list[str] = []  # the words that end the open blocks, where blocks have such words
    places: dict[tuple[int, str], Line] = {}  # of a flat language: the blocks by what they stand in and their heads
    position = 0
    while position < len(rows):
        what, indent, body = read(rows[position])
        position += 1
        if what is not _What.LINE:
            if what is _What.NOTHING:
                continue
            if what is _What.SEPARATOR:
                del stack[1:]  # Comware indents its global lines too: nothing but this ends a block before them
                continue
            if what is _What.LEAVE:
                _left(opened, body)
                continue
            body, position = _atom(_atoms(rules.atoms)[1], body, rows, position)
        elif language.quotes:
            body, position = _quoted(body, rows, position)
        if language.flat:
            _planted(rules, top, places, language.inner(body))
            continue
        if language.blocks:
            indent = len(opened)
            first = body.partition(" ")[0]
            if first in language.blocks:
                opened.append(language.blocks[first])
        while indent <= stack[-1][0]:
            stack.pop()
        line = Line(body)
        stack[-1][1].children.append(line)
        stack.append((indent, line))
    if not rules.ranges:
        return Tree(top.children)
    return Tree([line for given in top.children for line in _each(rules, given)])


def _planted(rules: Rules, top: Line, places: dict[tuple[int, str], Line], body: str) -> None:
    """A line that says its whole path, put into the blocks that it names."""
    at = top
    for text in levels(rules, body):
        found = places.get((id(at), text))
        if found is None:
            found = places[id(at), text] = Line(text)
            at.children.append(found)
        at = found


class _What(Enum):
    NOTHING = auto()
    SEPARATOR = auto()
    LEAVE = auto()
    ATOM = auto()  # the first line of one
    LINE = auto()


@cache
def _reader(rules: Rules, comment: str, volatile: re.Pattern[str]) -> Callable[[str], tuple[_What, int, str]]:
    """What one row of a text is, its indentation, and what it says without it. Rows repeat, in a config and among devices."""
    language = rules.language
    starts = _atoms(rules.atoms)[0]

    @lru_cache(maxsize=65536)
    def read(row: str) -> tuple[_What, int, str]:
        row = row.expandtabs().rstrip()
        body = row.lstrip()
        indent = len(row) - len(body)
        if not body or body.startswith(comment) or volatile.search(row):
            ends = row.startswith(language.separator or "\n")
            return (_What.SEPARATOR if ends else _What.NOTHING), indent, body
        if body in language.leaving:
            return _What.LEAVE, indent, body
        return (_What.ATOM if starts.match(body) else _What.LINE), indent, body

    return read


def _left(opened: list[str], word: str) -> None:
    """A word that ends a block also ends those inside it that were not ended."""
    if word in opened:
        del opened[len(opened) - 1 - opened[::-1].index(word) :]


def _quoted(body: str, rows: list[str], position: int) -> tuple[str, int]:
    """The line with the further ones that its open quote goes over, and the position after it."""
    while position < len(rows) and Language.open_quote(body):
        body = f"{body}\n{rows[position]}"
        position += 1
    return body, position


def _each(rules: Rules, line: Line) -> Iterator[Line]:
    """A line that stands for several things, as one for each."""
    start = next((start for start in rules.ranges if line.text.startswith(f"{start} ")), None)
    names = _spread(line.text.removeprefix(f"{start} ")) if start is not None else []
    if start is None or not names:
        yield line
        return
    for name in names:
        yield Line(f"{rules.ranges[start]} {name}", line.children)


_MEMBER = re.compile(r"([A-Za-z-]+ ?(?:\d+/)*)(\d+)(?:-(?:[A-Za-z-]+(?:\d+/)*)?(\d+))?")


def _spread(text: str) -> list[str]:
    """`Gi1/0/1 - 3, Te1/1/1` as names; empty where it can't be read."""
    names: list[str] = []
    for part in text.split(","):
        found = _MEMBER.fullmatch(re.sub(r"\s*-\s*(?=[\dA-Za-z]*\d+$|[A-Z])", "-", part.strip()))
        if not found:
            return []
        last = int(found[3] or found[2])
        names += [f"{found[1].replace(' ', '')}{number}" for number in range(int(found[2]), last + 1)]
    return names


@cache
def _atoms(atoms: tuple[Atom, ...]) -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...]]:
    patterns = tuple((re.compile(atom.start), atom.end) for atom in atoms)
    return re.compile(
        "|".join(f"(?:{re.sub(r'[(][?]P<[a-z]+>', '(', atom.start)})" for atom in atoms) or r"(?!)"
    ), patterns


def _atom(atoms: tuple[tuple[re.Pattern[str], str], ...], body: str, rows: list[str], position: int) -> tuple[str, int]:
    """The whole text of an atom that begins with `body`, and the position after it."""
    for start, end in atoms:
        found = start.match(body)
        if not found:
            continue
        taken = [body]
        if end:
            while position < len(rows):
                taken.append(rows[position].rstrip())
                position += 1
                if taken[-1].strip() == end:
                    break
            return "\n".join(taken), position
        delimiter = found["delim"]
        closes = re.compile(r"\^C$" if delimiter == "^C" else re.escape(delimiter))  # a device ends its line with ^C
        if closes.search(body, found.end("delim")):
            return body, position
        while position < len(rows):
            row = rows[position].rstrip()
            position += 1
            closing = closes.search(row)
            if closing:
                taken.append(row[: closing.end()])
                break
            taken.append(row)
        return "\n".join(taken), position
    return body, position
