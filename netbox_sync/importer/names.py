"""Names to objects: those of the files first, then NetBox's, which is asked only for what the files don't hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from netbox_sync.importer.known import Known, KnownRow
from netbox_sync.text import nfc, tr_lower

if TYPE_CHECKING:
    from netbox_sync.importer.records import Record


@dataclass(slots=True)
class Entry:
    """One object that can be referred to. `scope`: what its name is unique in (a site's slug, a device's name)."""

    key: dict[str, Any]
    names: tuple[str, ...]
    scope: str = ""
    record: Record | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


class _Index:
    """Entries by name; case is told apart only where it has to be."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.exact: dict[str, list[Entry]] = {}
        self.loose: dict[str, list[Entry]] = {}

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)
        for name in dict.fromkeys(entry.names):
            self.exact.setdefault(name, []).append(entry)
            for form in _forms(name):
                self.loose.setdefault(form, []).append(entry)

    def find(self, text: str, scope: str | None) -> list[Entry]:
        for table, forms in ((self.exact, (text,)), (self.loose, _forms(text))):
            found: dict[int, Entry] = {}
            for form in forms:
                for entry in table.get(form, ()):
                    if scope is None or entry.scope == scope:
                        found[id(entry)] = entry
            if found:
                return list(found.values())
        return []


def _forms(name: str) -> tuple[str, ...]:
    """Lower case by Turkish rules, and by English ones for codes."""
    return tuple(dict.fromkeys((tr_lower(name), name.lower()))) if name.isascii() else (tr_lower(name),)


class Names:
    """Every object that a cell can name, by sheet."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.unknowable: set[str] = set()  # sheets that the source can't tell about
        self._files: dict[str, _Index] = {}
        self._netbox: dict[str, _Index] = {}

    def add(self, sheet: str, entry: Entry) -> None:
        self._files.setdefault(sheet, _Index()).add(entry)

    def find(self, sheet: str, text: str, scope: str | None = None) -> list[Entry]:
        """Every object of that name; within `scope`, or anywhere. Raises what asking NetBox raises."""
        text = nfc(text)
        index = self._files.get(sheet)
        found = index.find(text, scope) if index else []
        return found or self.in_netbox(sheet).find(text, scope)

    def of_files(self, sheet: str) -> Iterator[Entry]:
        index = self._files.get(sheet)
        return iter(index.entries if index else ())

    def every(self, sheet: str, scope: str | None = None) -> Iterator[str]:
        """All names, for proposals."""
        for entries in (self.of_files(sheet), self.in_netbox(sheet).entries):
            for entry in entries:
                if scope is None or entry.scope == scope:
                    yield from entry.names

    def in_netbox(self, sheet: str) -> _Index:
        if sheet not in self._netbox:
            rows = self.known.rows(sheet)
            if rows is None:
                self.unknowable.add(sheet)
            index = _Index()
            for entry in _entries(rows or ()):
                index.add(entry)
            self._netbox[sheet] = index
        return self._netbox[sheet]


def _entries(rows: Iterable[KnownRow]) -> Iterator[Entry]:
    for row in rows:
        yield Entry(row.key, tuple(nfc(name) for name in row.names if name), row.scope, None, row.more)
