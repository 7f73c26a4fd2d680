"""How a vendor's configuration language says the things that every one has: that a line goes, that a mode is left, numbers.

The rest of the toolkit knows one inner form: a line that is taken back begins with `no `, a list of numbers is `10,20-30`. The
vendor's own words are put in where a config or command is read and where one is written.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal

from netbox_sync.model import Frozen

NO = "no "
"""How the inner form of a line that is taken back begins."""


class Language(Frozen):
    """The defaults are Cisco's."""

    negation: str = "no"
    opposites: dict[str, str] = {}  # first word of a line -> first word of the line that takes it back: {set: unset}
    orders: tuple[str, ...] = ()  # first words of further commands, that no config shows: `insert`
    acts: tuple[str, ...] = (
        "do",
    )  # first words, in lower case, of commands that act at once also where one configures
    leave: str = "exit"  # how a mode is left where a rule doesn't say otherwise
    leaves: tuple[str, ...] = ()  # further lines that only leave a mode
    end: str = "end"  # leaves all modes at once; empty: nothing does
    assigns: str = ""  # first word of every line, where each says its whole path and no mode is entered: `set a b c`
    blocks: dict[str, str] = {}  # first word of a block -> the word that ends it; none: blocks are indented
    indent: int = 1  # blanks a level in a config's text
    separator: str = "!"  # between blocks of a config's text; empty: none
    closing: str = "end"  # last line of a config's text; empty: none
    lists: Literal["comma", "to", "each"] = "comma"  # `10,20-30`, or `10 20 to 30`, or a line for each number
    runs: int = 0  # at most so many numbers and ranges in one list; 0: as the line's length allows
    quotes: bool = False  # "several words" between quotes are one word, and may go over several lines
    joined_names: bool = True  # `interface Vlan 10` is the same as `interface Vlan10`, and written so
    masks: bool = False  # `ip address` and `ip route` are never written with a prefix length

    @cached_property
    def leaving(self) -> frozenset[str]:
        """Lines that only leave a mode."""
        words = {self.leave, self.end, *self.leaves, *self.blocks.values(), "exit", "quit"}
        return frozenset(words - {""})

    @cached_property
    def _taken_back(self) -> dict[str, str]:
        return {negative: positive for positive, negative in self.opposites.items()}

    @cached_property
    def own(self) -> bool:
        """Whether the vendor's words are the inner form's own."""
        return self.negation == "no" and not self.opposites

    @cached_property
    def flat(self) -> bool:
        """Whether every line says its whole path."""
        return bool(self.assigns)

    @cached_property
    def verbs(self) -> frozenset[str]:
        """First words that a line may have where each says its whole path."""
        return self._verbs | {self.assigns}

    @cached_property
    def _verbs(self) -> frozenset[str]:
        """First words of lines that are no assignment: they are kept as they are."""
        return frozenset((*self.opposites, *self.opposites.values(), *self.orders)) - {self.assigns}

    def negative(self, line: str) -> bool:
        """Whether a line, in the vendor's words, takes something back."""
        return self.inner(line).startswith(NO)

    def inner(self, line: str) -> str:
        """A line in the vendor's words, without indentation, in the inner form."""
        if self.own:
            return line
        first, blank, rest = line.partition(" ")
        if self.flat and first == self.assigns:
            return rest
        if self.flat and self._taken_back.get(first) == self.assigns:
            return f"{NO}{rest}"
        if first in self._taken_back:
            return f"{NO}{self._taken_back[first]}{blank}{rest}"
        return f"{NO}{rest}" if first == self.negation and rest else line

    def outer(self, line: str) -> str:
        """The inner form of a line, indentation kept, in the vendor's words."""
        if self.own:
            return line
        body = line.lstrip(" ")
        if self.flat and body.partition(" ")[0] not in self._verbs and not body.startswith(NO):
            return f"{self.assigns} {body}" if body else line
        if not body.startswith(NO):
            return line
        first, blank, rest = body.removeprefix(NO).partition(" ")
        if self.flat and first not in self.opposites:
            return f"{self.opposites[self.assigns]} {body.removeprefix(NO)}"
        opposite = self.opposites.get(first)
        spoken = f"{opposite}{blank}{rest}" if opposite else f"{self.negation} {first}{blank}{rest}"
        return " " * (len(line) - len(body)) + spoken

    def negated(self, line: str) -> str:
        """The line, in the vendor's words, that takes this one back; the line itself where it already does."""
        return line if self.negative(line) else self.outer(NO + line)

    def positive(self, line: str) -> str:
        """The line, in the vendor's words, without the negation."""
        return self.inner(line).removeprefix(NO)

    @staticmethod
    def open_quote(text: str) -> bool:
        """Whether the text ends inside quotes."""
        return '"' in _STRING.sub("", text)

    def words(self, text: str) -> list[str]:
        """The words of a line; what stands between quotes is part of one."""
        return _QUOTED.findall(text) if self.quotes and ('"' in text or "'" in text) else text.split()


_STRING = re.compile(r'"(?:\\.|[^"\\])*"|\\.', re.DOTALL)
_QUOTED = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+""", re.DOTALL)
