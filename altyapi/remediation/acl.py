"""Lists in which the first match decides (access lists, prefix lists): reading entries, and changing a list safely.

Why the change is safe: let both lists agree on a packet. While the new entries are put in from the top down, the first match
in the mixture is either the first match in the old list, or a new entry, above which every entry of the new list already
stands, so it is the first match in the new list. Taking the old entries out from the bottom up is the same, backwards. This
holds as long as no entry has to change places with another, because a device refuses to hold the same entry twice; such a
list is rebuilt aside instead (swap.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address
from itertools import pairwise

from altyapi.remediation.rules import Rules
from altyapi.remediation.spelling import canonical, ipv6
from altyapi.remediation.subsequence import common

ENTRY = re.compile(r"(?:(?:seq(?:uence)? )?(\d+) )?((?:permit|deny|remark|evaluate|dynamic|description)\b.*)")
REMARKS = ("remark", "comment")
"""First words of entries that match nothing, and may stand twice."""
_PORT_OPERATORS = {"eq": None, "neq": None, "lt": 1, "gt": 1, "range": 2}


@dataclass(frozen=True, slots=True)
class Entry:
    number: int
    text: str  # as sent, without the sequence number
    canon: str
    note: str = ""  # what a line of the same number says of it, where the vendor has such lines

    @property
    def remark(self) -> bool:
        return self.canon.startswith(REMARKS)


@dataclass(slots=True)
class Entries:
    """An ordered list. `numbered` tells whether the config shows every sequence number."""

    rows: list[Entry]
    numbered: bool = True
    step: int = 10

    @property
    def decides(self) -> bool:
        """Whether it holds an entry that can match: a list without one lets everything pass."""
        return any(not row.remark for row in self.rows)

    def copy(self) -> Entries:
        return Entries(list(self.rows), self.numbered, self.step)

    def add(self, rules: Rules, text: str, flavour: str) -> None:
        """One more entry, as the device takes it: where its number says, or at the end; a duplicate is ignored."""
        found = _pattern(rules, flavour).fullmatch(text)
        if not found:
            return
        listing = rules.listings.get(flavour)
        if listing is not None and listing.note(found[2]):
            self.noted(int(found[1] or 0), found[2])
            return
        canon = entry_canon(rules, found[2], flavour)
        if not canon.startswith(REMARKS) and any(row.canon == canon for row in self.rows):
            return
        last = self.rows[-1].number if self.rows else 0
        number = int(found[1]) if found[1] else last - last % self.step + self.step
        self.numbered = self.numbered and bool(found[1])
        entry = Entry(number, found[2], canon)
        place = next((place for place, row in enumerate(self.rows) if row.number >= number), len(self.rows))
        if place < len(self.rows) and self.rows[place].number == number:
            self.rows[place] = entry
        else:
            self.rows.insert(place, entry)

    def noted(self, number: int, note: str) -> None:
        self.rows = [replace(row, note=note) if row.number == number else row for row in self.rows]

    def remove(self, rules: Rules, text: str, flavour: str) -> None:
        """`10`, `permit …`, `sequence 10 …`: the entry that this names goes."""
        found = _pattern(rules, flavour).fullmatch(text)
        listing = rules.listings.get(flavour)
        last = text.rpartition(" ")[2]
        if listing is not None and listing.note(last):
            self.noted(int(text.split()[-2]), "")
            return
        named = found[1] if found else last
        number = int(named) if named and named.isdigit() else None
        canon = entry_canon(rules, found[2], flavour) if found else ""
        for place, row in enumerate(self.rows):
            if row.number == number if number is not None else row.canon == canon:
                del self.rows[place]
                return

    def resequence(self, start: int, step: int) -> None:
        self.rows = [replace(row, number=start + place * step) for place, row in enumerate(self.rows)]

    def meaning(self, flavour: str) -> tuple[str, ...]:
        """What is compared. The order of a standard list's entries counts only where they overlap: devices sort them."""
        rows = [f"{row.canon}\n{row.note}" if row.note else row.canon for row in self.rows]
        return tuple(_settled(rows)) if flavour == "standard" else tuple(rows)


def _pattern(rules: Rules, flavour: str) -> re.Pattern[str]:
    listing = rules.listings.get(flavour)
    return ENTRY if listing is None else listing.pattern


def _settled(rows: list[str]) -> list[str]:
    """Standard entries with neighbours that may change places put in order of their text."""
    settled = list(rows)
    for place in range(1, len(settled)):
        while place > 0 and settled[place] < settled[place - 1] and _may_swap(settled[place], settled[place - 1]):
            settled[place - 1 : place + 1] = settled[place], settled[place - 1]
            place -= 1  # noqa: PLW2901 - insertion sort walks back
    return settled


def _may_swap(one: str, other: str) -> bool:
    if "remark" in (one[:6], other[:6]):
        return False
    a, b = _standard_box(one), _standard_box(other)
    return (
        a is not None
        and b is not None
        and (one.split(maxsplit=1)[0] == other.split(maxsplit=1)[0] or (a[0] ^ b[0]) & ~(a[1] | b[1]) != 0)
    )


def _standard_box(canon: str) -> tuple[int, int] | None:
    words = canon.split()
    try:
        if words[1] == "any":
            return 0, 0xFFFFFFFF
        if words[1] == "host":
            return int(IPv4Address(words[2])), 0
        return int(IPv4Address(words[1])), int(IPv4Address(words[2]))
    except (IndexError, AddressValueError):
        return None


@lru_cache(maxsize=65536)
def entry_canon(rules: Rules, text: str, flavour: str) -> str:
    """An entry in one spelling: `any`, `host A`, masked networks, port numbers, protocol names."""
    if text.startswith(REMARKS):
        return text
    if flavour in rules.listings:
        return canonical(rules, flavour, text)
    words = text.split()
    if flavour == "prefix":
        return " ".join(words)
    out = [words[0]]
    position = 1
    protocol = "ip"
    if flavour in {"extended", "ipv6"} and len(words) > 1:
        protocol = _protocol(words[1])
        out.append(protocol)
        position = 2
    while position < len(words):
        taken, spelled = _operand(rules, words, position, protocol, flavour)
        out += spelled
        position += taken
    return " ".join(out)


def _protocol(word: str) -> str:
    return {"1": "icmp", "2": "igmp", "4": "ipinip", "6": "tcp", "17": "udp", "47": "gre", "50": "esp", "51": "ahp", "88": "eigrp",
            "89": "ospf", "103": "pim"}.get(word, word)  # fmt: skip


def _operand(rules: Rules, words: list[str], position: int, protocol: str, flavour: str) -> tuple[int, list[str]]:
    word = words[position]
    following = words[position + 1] if position + 1 < len(words) else ""
    if word in _PORT_OPERATORS:
        ports = words[position + 1 :]
        count = _PORT_OPERATORS[word] or next(
            (place for place, port in enumerate(ports) if not _is_port(rules, protocol, port)), len(ports)
        )
        names = rules.ports.get(protocol, {})
        return 1 + count, [word, *(str(names.get(port, port)) for port in ports[:count])]
    if flavour == "ipv6":
        return 1, [ipv6(word) if ":" in word else word]
    if word == "host":
        return 2, ["host", following]
    if not _is_ipv4(word):
        return 1, [word]
    return (2, _network(word, int(IPv4Address(following)))) if _is_ipv4(following) else (1, ["host", word])


def _network(address: str, wild: int) -> list[str]:
    if wild in {0, 0xFFFFFFFF}:
        return ["any"] if wild else ["host", address]
    return [str(IPv4Address(int(IPv4Address(address)) & ~wild & 0xFFFFFFFF)), str(IPv4Address(wild))]


def _is_port(rules: Rules, protocol: str, word: str) -> bool:
    return word.isdigit() or word in rules.ports.get(protocol, {})


def _is_ipv4(word: str) -> bool:
    return word.count(".") == 3 and word.replace(".", "").isdigit()


@dataclass(frozen=True, slots=True)
class Edit:
    """How one list becomes another in place: renumber first (start, step) where needed, then put in and take out in order,
    then renumber to the intended numbers."""

    before: tuple[int, int] | None
    put: tuple[Entry, ...]
    take: tuple[Entry, ...]
    after: tuple[int, int] | None = None
    notes: tuple[tuple[Entry, str], ...] = ()  # kept entries by their numbers of now, and the note they get


def edit(old: Entries, new: Entries, *, can_renumber: bool) -> Edit | None:
    """The safe change in place, or None where an entry would have to stand twice or no number is free."""
    pairs = common([row.canon for row in old.rows], [row.canon for row in new.rows])
    kept_old, kept_new = {i for i, _ in pairs}, {j for _, j in pairs}
    leaving = [row for place, row in enumerate(old.rows) if place not in kept_old]
    arriving = [row for place, row in enumerate(new.rows) if place not in kept_new]
    if {row.canon for row in leaving} & {row.canon for row in arriving if not row.remark}:
        return None
    target = progression(new)
    settled = new.numbered and old.numbered and all(old.rows[i].number == new.rows[j].number for i, j in pairs)
    if settled and not {row.number for row in arriving} & {row.number for row in leaving}:
        return Edit(None, tuple(arriving), tuple(reversed(leaving)), notes=_notes(pairs, old.rows, new.rows))
    before = None
    rows = old.rows
    anchors = [(-1, -1), *pairs, (len(old.rows), len(new.rows))]
    widest = max(b[1] - a[1] - 1 + b[0] - a[0] for a, b in pairwise(anchors))
    if not old.numbered and can_renumber and old.step == 10:
        before = (10, 10)
        rows = [replace(row, number=10 * place) for place, row in enumerate(old.rows, 1)]
    put = _numbered(rows, new.rows, anchors, old.step)
    if put is None and can_renumber:
        step = 10 * (widest // 10 + 2)
        before = (step, step)
        rows = [replace(row, number=step * place) for place, row in enumerate(old.rows, 1)]
        put = _numbered(rows, new.rows, anchors, old.step)
    if put is None:
        return None
    take = tuple(row for place, row in reversed(list(enumerate(rows))) if place not in kept_old)
    after = target if can_renumber and new.numbered and target is not None and new.rows else None
    return Edit(before, tuple(put), take, after, _notes(pairs, rows, new.rows))


def _notes(pairs: list[tuple[int, int]], old: list[Entry], new: list[Entry]) -> tuple[tuple[Entry, str], ...]:
    return tuple((old[i], new[j].note) for i, j in pairs if old[i].note != new[j].note)


def _numbered(old: list[Entry], new: list[Entry], anchors: list[tuple[int, int]], step: int) -> list[Entry] | None:
    """New entries with free numbers, each gap's after the old entries of that gap; None where a gap is too narrow."""
    put: list[Entry] = []
    for (i, j), (next_i, next_j) in pairwise(anchors):
        count = next_j - j - 1
        if not count:
            continue
        low = old[next_i - 1].number if next_i > 0 else 0
        if next_i >= len(old):
            start = low - low % step
            put += [replace(new[j + place], number=start + step * place) for place in range(1, count + 1)]
            continue
        room = old[next_i].number - low - 1
        if room < count:
            return None
        space = (room + 1) // (count + 1)
        put += [replace(new[j + place], number=low + space * place) for place in range(1, count + 1)]
        del i
    return put


def progression(entries: Entries) -> tuple[int, int] | None:
    """Start and step where the numbers are evenly spaced."""
    if not entries.rows:
        return None
    steps = {b.number - a.number for a, b in pairwise(entries.rows)} or {entries.step}
    return (entries.rows[0].number, steps.pop()) if len(steps) == 1 else None
