"""A snapshot's second line, known piece by piece, so that some objects' pieces can be exchanged and the others are not touched.

The pieces of a table lie beside one another in the order of their ids. Which ids those are and how long each piece is
(`Layout`) is kept beside the snapshot; with it and the digest the line is taken apart without being read as JSON.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from itertools import accumulate
from typing import Final, NamedTuple, Self

from netbox_sync.pull.entries import ENTRIES

Pieces = Mapping[str, Mapping[int, bytes]]
"""Canonical JSON of each of the snapshot's objects, by table and id, sorted by id."""


class Unusable(Exception):  # the caller reads everything instead
    """What is kept is missing, damaged, or of another snapshot or version."""


class Layout(NamedTuple):
    """Of one table: its objects' ids, ascending, and the bytes of the piece of each."""

    ids: array[int]
    sizes: array[int]

    @classmethod
    def of(cls, pieces: Mapping[int, bytes]) -> Self:
        return cls(array("Q", pieces), array("Q", map(len, pieces.values())))

    @property
    def length(self) -> int:
        """Of all pieces, with the commas between."""
        return sum(self.sizes) + len(self.sizes) - 1


class Content:
    """The line's bytes, their SHA-256 and the layout of each table. Empty tables are no part of the line."""

    def __init__(self, data: bytes, layouts: Mapping[str, Layout]) -> None:
        self.data: Final = data
        self.digest: Final = hashlib.sha256(data).hexdigest()
        self.layouts: Final = layouts

    @classmethod
    def of(cls, pieces: Pieces) -> Self:
        blocks = {table: b",".join(found.values()) for table, found in pieces.items() if found}
        return cls(_line(blocks), {table: Layout.of(pieces[table]) for table in blocks})

    @classmethod
    def kept(cls, data: bytes, layouts: Mapping[str, Layout], digest: str) -> Self:
        """Raises Unusable where these are not the bytes of that digest, or the layout is not theirs."""
        content = cls(data, layouts)
        if content.digest != digest:
            raise Unusable("they do not give the snapshot's digest")
        if not content._fits():
            raise Unusable("they do not fit the snapshot")
        return content

    @property
    def counts(self) -> dict[str, int]:
        """How many objects each of the snapshot's tables holds."""
        return counts(self.layouts)

    def exchanged(self, pieces: Mapping[tuple[str, int], bytes | None]) -> Content:
        """The content with these pieces in the place of those with their ids, or beside them; None for one that is gone."""
        changed: dict[str, dict[int, bytes | None]] = {}
        for (table, number), piece in pieces.items():
            changed.setdefault(table, {})[number] = piece
        layouts = dict(self.layouts)
        blocks: dict[str, bytes | memoryview] = dict(self._blocks())
        for table, exchanged in changed.items():
            layout, block = self._with_others(table, exchanged)
            layouts.pop(table, None)
            blocks.pop(table, None)
            if layout.ids:
                layouts[table], blocks[table] = layout, block
        return type(self)(_line(blocks), layouts)

    def _with_others(self, table: str, exchanged: Mapping[int, bytes | None]) -> tuple[Layout, bytes]:
        ids, sizes = self.layouts.get(table, Layout.of({}))
        starts = [*accumulate((size + 1 for size in sizes), initial=self._starts().get(table, 0))]
        layout, parts, done = Layout.of({}), [], 0
        for number in (*sorted(exchanged), None):
            at = len(ids) if number is None else bisect_left(ids, number)
            if at > done:  # those between the one before and this
                layout.ids.extend(ids[done:at])
                layout.sizes.extend(sizes[done:at])
                parts.append(memoryview(self.data)[starts[done] : starts[at] - 1])
            if number is None:
                break
            done = at + (at < len(ids) and ids[at] == number)
            piece = exchanged[number]
            if piece is not None:
                layout.ids.append(number)
                layout.sizes.append(len(piece))
                parts.append(memoryview(piece))
        return layout, b",".join(parts)

    def _fits(self) -> bool:
        at = 1
        for table, start in self._starts().items():
            at = start + self.layouts[table].length
            if self.data[start - len(_head(table)) : start] != _head(table) or self.data[at : at + 1] != b"]":
                return False
            at += 1
        return len(self.data) == at + 1 and all(
            len(ids) == len(sizes) == len(set(ids)) and ids == array("Q", sorted(ids))
            for ids, sizes in self.layouts.values()
        )

    def _starts(self) -> dict[str, int]:
        """Where the first piece of each table begins."""
        starts, at = {}, 1
        for table in sorted(self.layouts):
            starts[table] = at + len(_head(table))
            at = starts[table] + self.layouts[table].length + 2
        return starts

    def _blocks(self) -> list[tuple[str, memoryview]]:
        view = memoryview(self.data)
        return [(table, view[at : at + self.layouts[table].length]) for table, at in self._starts().items()]


def counts(layouts: Mapping[str, Layout]) -> dict[str, int]:
    return {table: len(layouts[table].ids) if table in layouts else 0 for table in ENTRIES}


def _head(table: str) -> bytes:
    return f'"{table}":['.encode()


def _line(blocks: Mapping[str, bytes | memoryview]) -> bytes:
    parts: list[bytes | memoryview] = []
    for table in sorted(blocks):
        parts += (b"," if parts else b"{", _head(table), blocks[table], b"]")
    return b"".join((*(parts or (b"{",)), b"}"))
