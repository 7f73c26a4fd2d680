"""Everything that the checks across rows share while the rows of all files become objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from netbox_sync.desired.wanted import Origin, Wanted
from netbox_sync.importer.faults import FaultKind, Findings
from netbox_sync.importer.kinds import reference_faults
from netbox_sync.importer.layout import layouts
from netbox_sync.importer.names import Entry, Names
from netbox_sync.importer.nearest import nearest
from netbox_sync.importer.records import Record

Key = dict[str, Any]
MOST_LISTED: Final = 12
MOST_PROPOSED: Final = 100
"""Different wrong names that get proposals: a column of 100,000 wrong names must not take hours to report."""


class Town:
    """Names, faults, and what is taken: keys, serial numbers, addresses, cable ends, rack units."""

    def __init__(self, names: Names, findings: Findings) -> None:
        self.names = names
        self.findings = findings
        self.taken: dict[tuple[Any, ...], Record] = {}
        self._proposals: dict[tuple[str, str, str | None], str] = {}

    def nearest(self, text: str, sheet: str, scope: str | None = None) -> str:
        """The names that may have been meant; a dash where there are none, or too many wrong ones."""
        key = (text, sheet, scope)
        if key not in self._proposals:
            if len(self._proposals) >= MOST_PROPOSED:
                return "-"
            self._proposals[key] = nearest(text, self.names.every(sheet, scope))
        return self._proposals[key]

    def tell(self, kind: FaultKind, record: Record, field: str, value: object, **fields: object) -> None:
        self.findings.add(kind, record.place(field), value, **fields)

    def take(
        self, kind: FaultKind, record: Record, field: str, value: object, *identity: Any, **fields: object
    ) -> bool:
        """Whether nothing else has it yet; tells both places where something has."""
        first = self.taken.setdefault(identity, record)
        if first is record:
            return True
        self.tell(kind, record, field, value, first=first.at, **fields)
        return False

    def resolve(self, record: Record, field: str, scope: str | None = None, *, of: str | None = None) -> Entry | None:
        """The object that a cell names; None where the row says nothing or a fault was told."""
        text = record.values.get(field)
        if text is None:
            return None
        sheet = of or str(record.layout.column(field).of)
        return self.lookup(record, field, str(text), sheet, scope)

    def lookup(self, record: Record, field: str, text: str, sheet: str, scope: str | None = None) -> Entry | None:
        found = self.names.find(sheet, text, scope)
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(_shown(one) for one in found[:MOST_LISTED])
            self.tell(reference_faults.AMBIGUOUS_NAME, record, field, text, candidates=listed)
            return None
        if sheet in self.names.unknowable:
            return None
        layout = layouts()[sheet]
        self.tell(
            reference_faults.UNKNOWN_NAME,
            record,
            field,
            text,
            nearest=self.nearest(text, sheet, scope),
            en_what=layout.en,
            tr_what=layout.tr,
            en_sheet=layout.en,
            tr_sheet=layout.tr,
        )
        return None

    def resolve_all(self, record: Record, field: str) -> list[Key] | None:
        """The natural keys of a list of names; None where one of them has a fault."""
        sheet = str(record.layout.column(field).of)
        entries = [self.lookup(record, field, text, sheet) for text in record.values[field]]
        keys = [entry.key for entry in entries if entry is not None]
        return keys if len(keys) == len(entries) else None

    def interface(
        self, record: Record, field: str, device: Entry, text: str, *, sheet: str = "interfaces"
    ) -> Entry | None:
        """An interface of a device or of a virtual machine."""
        owner = device.names[0]
        found = self.names.find(sheet, text, owner)
        if len(found) == 1:
            return found[0]
        if sheet not in self.names.unknowable:
            near = self.nearest(text, sheet, owner)
            self.tell(reference_faults.NO_SUCH_INTERFACE, record, field, text, device=owner, nearest=near)
        return None


def wanted(record: Record, key: Key, body: Mapping[str, Any], endpoint: str | None = None) -> Wanted:
    """Without validation: a workbook can hold some hundred thousand of them, and all parts are ours."""
    origin = Origin.model_construct(file=record.header.file, sheet=record.header.sheet, row=record.row)
    path = endpoint or str(record.layout.endpoint)
    return Wanted.model_construct(endpoint=path, key=key, body=dict(body), origin=origin)


def _shown(entry: Entry) -> str:
    return f"{entry.names[0]} ({entry.scope})" if entry.scope else " / ".join(dict.fromkeys(entry.names))
