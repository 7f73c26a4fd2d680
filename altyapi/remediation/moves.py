"""Tables in which the first match decides and whose entries are moved by name (FortiOS policies): the safe order of commands.

As with access lists (acl.py): new entries are put in from the top down, then old ones taken out from the bottom up, and a packet
on which both tables agree is always treated as they do. An entry that moves, or whose conditions change, would have to be old and
new at once: a spare copy behind it is the old one until all new ones stand. Where it is the only change, one command does it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from altyapi.remediation.subsequence import common
from netbox_sync.model import Frozen


class Moves(Frozen):
    """How entries of an ordered table change places. `{name}` is the entry, `{other}` another one of the table."""

    after: str = "move {name} after {other}"
    before: str = "move {name} before {other}"
    clone: str = ""  # makes a copy of an entry at the table's end; empty: the copy is written out
    at_once: bool = False  # all commands take effect at the same moment: no copy stands in while the table changes
    decides: tuple[str, ...] = ()  # beginnings of an entry's lines that decide what it matches; none: all do

    @cached_property
    def patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        kinds = (("after", self.after), ("before", self.before), ("clone", self.clone))
        return tuple((kind, _pattern(template)) for kind, template in kinds if template)

    def read(self, line: str) -> tuple[str, str, str] | None:
        """What a command of the table does: after, before, or clone; the entry, and the other one."""
        for kind, pattern in self.patterns:
            found = pattern.fullmatch(line)
            if found:
                return kind, found["name"], found["other"]
        return None


def _pattern(template: str) -> re.Pattern[str]:
    text = re.escape(template)
    for word in ("name", "other"):
        text = text.replace(re.escape(f"{{{word}}}"), rf"(?P<{word}>\S+)")
    return re.compile(text)


class Op(NamedTuple):
    """`spare`: a copy of the entry named `other`. `put`: the entry is written, at the end where it is new. `edit`: its lines
    change where it stands. `take`: it goes. `after`, `before`: it moves next to `other`."""

    what: Literal["spare", "put", "edit", "take", "after", "before"]
    name: str
    other: str = ""


def operations(
    old: Sequence[str], new: Sequence[str], deciding: Collection[str], spares: Sequence[str], *, at_once: bool = False
) -> list[Op]:
    """From one order of names to another. `deciding` are names of both whose conditions change; `spares` are free names, at
    least as many as `old` has. `at_once`: nobody sees what stands in between."""
    shared = [name for name in old if name in new]
    wanted = [name for name in new if name in old]
    staying = {shared[i] for i, _ in common(shared, wanted)}
    moved = [name for name in shared if name not in staying]
    twice = [name for name in shared if name in deciding or name in moved]
    alone = len(twice) == 1 and len(shared) == len(old) == len(new) and not (set(deciding) & set(moved))
    table = _Table(list(old))
    copies: dict[str, str] = {} if alone or at_once else dict(zip(twice, spares, strict=False))
    if at_once:
        for name in [name for name in old if name not in new]:
            table.take(name)
    for name, spare in copies.items():
        table.copy(name, spare)
    above = ""
    for name in new:
        if name in staying:
            if name in deciding:
                table.ops.append(Op("edit", name))
        else:
            if name in moved and name in deciding:
                table.take(name)
            table.place(name, above)
        above = name
    leaving = {*copies.values(), *(name for name in old if name not in new)}
    for name in [name for name in reversed(table.names) if name in leaving]:
        table.take(name)
    return table.ops


class _Table:
    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.ops: list[Op] = []

    def copy(self, name: str, spare: str) -> None:
        self.ops.append(Op("spare", spare, name))
        self.names.append(spare)
        self._move(spare, name)

    def place(self, name: str, above: str) -> None:
        """Directly below `above`, at the top where that is empty."""
        if name not in self.names:
            self.ops.append(Op("put", name))
            self.names.append(name)
        self._move(name, above)

    def take(self, name: str) -> None:
        self.ops.append(Op("take", name))
        self.names.remove(name)

    def _move(self, name: str, above: str) -> None:
        others = [other for other in self.names if other != name]
        place = others.index(above) + 1 if above else 0
        others.insert(place, name)
        if others == self.names:
            return
        self.ops.append(Op("after", name, above) if above else Op("before", name, others[1]))
        self.names = others
