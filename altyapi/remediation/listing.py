"""How a vendor writes the entries of a list in which the first match decides."""

from __future__ import annotations

import re
from functools import cached_property

from altyapi.platforms.language import NO
from netbox_sync.model import Frozen


class Listing(Frozen):
    """`{number}` and `{text}` stand for an entry's number and for what it says."""

    entry: str = "{number} {text}"
    take: str = "no {number}"
    words: tuple[str, ...] = ("permit", "deny", "remark")  # first words of an entry's text
    remarks: tuple[str, ...] = ("remark", "comment")  # those of entries that match nothing
    notes: tuple[
        str, ...
    ] = ()  # first words of what is said of an entry by a line with the same number: `rule 5 comment …`
    step: int = 10  # between the numbers that the device gives
    resequence: str = ""  # `{name} {start} {step}`: gives new numbers, as a global command; empty: the device has none

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        head, _, _ = self.entry.partition("{number}")
        words = "|".join(map(re.escape, (*self.words, *self.notes)))
        return re.compile(rf"{re.escape(head)}(?:(\d+) )?((?:{words})\b.*)")

    @cached_property
    def named(self) -> re.Pattern[str]:
        """A taken entry's line without the negation."""
        text = re.escape(self.take.removeprefix(NO))
        noted = f"(?: (?:{'|'.join(map(re.escape, self.notes))}))?" if self.notes else ""
        return re.compile(text.replace(re.escape("{number}"), r"\d+").replace(re.escape("{text}"), ".*") + noted)

    def note(self, text: str) -> bool:
        return bool(self.notes) and text.partition(" ")[0] in self.notes

    def written(self, number: int, text: str) -> str:
        return self.entry.format(number=number, text=text)

    def taken(self, number: int, text: str) -> str:
        return self.take.format(number=number, text=text)
