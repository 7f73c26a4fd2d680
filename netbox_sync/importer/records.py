"""A sheet's rows as typed records: its layout found by its name, its columns by their headers."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, Final

from netbox_sync.client import object_type
from netbox_sync.importer import values
from netbox_sync.importer.faults import FaultKind, Findings, Place
from netbox_sync.importer.kinds import cell_faults, sheet_faults
from netbox_sync.importer.known import CustomField
from netbox_sync.importer.layout import OBJECT_TYPES, Column, Layout, fold, fold_choice, layouts
from netbox_sync.importer.nearest import nearest
from netbox_sync.importer.raw import Padded, Raw, RawSheet
from netbox_sync.importer.values import MISSING

_Rows = Iterator[tuple[int, tuple[Raw, ...]]]

CUSTOM: Final = "cf:"
HEADER_WITHIN: Final = 10
"""Headers stand in one of the first rows; titles may stand above them."""
SLIP: Final = 0.85
"""How like a known header one must be to be that header, mistyped."""
COUNTERS: Final = frozenset({"sirano", "sira", "sno", "srno", "siranumarasi", "rowno", "rownumber"})
"""Headers of columns that only number the rows, folded."""
_TOTAL: Final = re.compile(r"(genel|ara)?toplam\d*|(grand|sub)?total\d*")
_MOST_TOLD: Final = 20  # merged ranges of one sheet

_TYPES: Final = {
    "integer": "integer",
    "decimal": "decimal",
    "boolean": "boolean",
    "date": "date",
    "json": "json",
    "object": "ref",
    "multiobject": "refs",
    "multiselect": "refs",
}
"""Types of custom fields that are more than text."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A column of the file that means something. `custom`: the custom field that it fills."""

    index: int
    header: str
    column: Column
    custom: CustomField | None = None


@dataclass(frozen=True)
class Header:
    file: str
    sheet: str
    bound: tuple[Bound, ...]
    by_field: dict[str, Bound] = field(default_factory=dict)


@dataclass(slots=True)
class Record:
    """One row. `values` by field: what is not there says nothing, None empties. `broken`: fields with a fault."""

    layout: Layout
    header: Header
    row: int
    values: dict[str, Any]
    broken: frozenset[str] = frozenset()
    key: dict[str, Any] | None = None  # its natural key, once found
    scope: str = ""

    def get(self, name: str) -> Any:
        """The value, None also where the row says nothing."""
        return self.values.get(name)

    def place(self, name: str = "") -> Place:
        bound = self.header.by_field.get(name)
        if bound is None:
            return Place(self.header.file, self.header.sheet, self.row)
        return Place(self.header.file, self.header.sheet, self.row, bound.index, bound.header)

    @property
    def at(self) -> str:
        """For messages that name another row."""
        return where(self.header.file, self.header.sheet, self.row)


def where(file: str, sheet: str, row: int | None) -> str:
    name = Path(file).name
    return f"{name} [{sheet}] {row}" if sheet else f"{name} {row}"


def layout_of(title: str) -> Layout | None:
    """The sheet that a title stands for; a copy's `(2)` and a date behind it don't matter."""
    words = {fold(word): one for one in layouts().values() for word in (*one.also, one.sheet, one.tr, one.en)}
    bare = re.sub(r"\s*\(\d+\)\s*$", "", title)
    for form in (bare, re.sub(r"[-_. ]*\d[-\d_. ]*$", "", bare)):
        if found := words.get(fold(form)):
            return found
    return None


def sheet_titles() -> list[str]:
    return [title for one in layouts().values() for title in (one.tr, one.en)]


class _Reporter:
    """Where a converter's complaints go: to the cell that is being read."""

    def __init__(self, findings: Findings, file: str, sheet: str) -> None:
        self.findings, self.file, self.sheet = findings, file, sheet
        self.row = 0
        self.bound: Bound | None = None
        self.failed: list[str] = []

    def __call__(self, kind: FaultKind, value: object = "", **fields: object) -> None:
        bound = self.bound
        if bound is None:
            raise AssertionError("a complaint belongs to a cell")
        if kind.level == "error":
            self.failed.append(bound.column.field)
        self.findings.add(kind, Place(self.file, self.sheet, self.row, bound.index, bound.header), value, **fields)


class SheetReader:
    """Reads one sheet of one file."""

    def __init__(
        self,
        file: str,
        raw: RawSheet,
        layout: Layout,
        custom_fields: Sequence[CustomField] | None,
        ignored: frozenset[str],
        findings: Findings,
        *,
        wider: bool = False,
    ) -> None:
        """`wider`: the file is some program's export and has columns that nobody asked for; they are left out, but for one that is a
        known word mistyped."""
        self.file, self.raw, self.layout, self.findings, self.ignored = file, raw, layout, findings, ignored
        self.wider = wider
        kind = object_type(layout.endpoint) if layout.endpoint is not None else ""
        self.custom_fields = (
            None if custom_fields is None else [one for one in custom_fields if kind in one.object_types]
        )
        words = (
            (fold(word), one) for one in reversed(layout.columns) for word in (*one.also, one.field, one.en, one.tr)
        )
        self.words = dict(words)
        for column in layout.columns:
            if column.field == "name":  # `Birim Adı` in the sheet of departments
                for word in (*layout.also, layout.tr, layout.en):
                    for form in _singular(fold(word)):
                        for ending in ("adi", "ismi", "name"):
                            self.words.setdefault(form + ending, column)

    def records(self) -> Iterator[Record]:
        """Raises what reading the file raises: Unusable, OSError."""
        rows = iter(self.raw.rows)
        names, header_row, rows = self._names(rows)
        if not names:
            return
        header = self._bind(header_row, names)
        reporter = _Reporter(self.findings, self.file, self.raw.title)
        zeros = _Zeros(reporter)
        unnamed = {index for index, name in enumerate(names) if not name}
        places = [bound.index for bound in header.bound]
        for number, cells in rows:
            if is_blank(cells) or _is_comment(cells[0]):
                continue
            if unnamed or len(cells) > len(names):
                self._tell_unnamed(number, cells, unnamed, len(names))
            if is_blank(tuple(cells[index] for index in places if index < len(cells))):
                continue  # prepared for later: numbered in a column that is left out, or drawn in advance
            if (total := _total(cells)) is not None:
                place = Place(self.file, self.raw.title, number, total)
                self.findings.add(sheet_faults.TOTALS, place, cells[total])
                continue
            yield _record(self.layout, header, number, cells, reporter, zeros)
        zeros.tell()
        self._tell_merged(header_row)

    def _names(self, rows: _Rows) -> tuple[tuple[str, ...], int, _Rows]:
        """The headers, their row's number (0: the form itself has names) and the rows below."""
        if self.raw.header is not None:
            return self.raw.header, 0, rows
        head: list[tuple[int, tuple[Raw, ...]]] = []
        best, most = -1, 0
        for number, cells in rows:
            head.append((number, cells))
            texts = [fold(str(cell)) for cell in cells if isinstance(cell, str) and cell.strip()]
            hits = sum(1 for text in texts if text in self.words)
            if hits > most and (hits >= 2 or hits * 2 >= len(texts)):
                best, most = len(head) - 1, hits
            if len(head) >= HEADER_WITHIN or hits * 2 > len(texts):
                break
        filled = [number for number, cells in head if not is_blank(cells)]
        if best < 0:
            if filled:
                self.findings.add(sheet_faults.HEADER_ROW_MISSING, Place(self.file, self.raw.title), rows=HEADER_WITHIN)
            return (), 0, iter(())
        number, cells = head[best]
        above = sum(1 for one in filled if one < number)
        if above:
            self.findings.add(sheet_faults.ABOVE_HEADER, Place(self.file, self.raw.title, number), rows=above)
        names = ["" if cell is None else str(cell).strip() for cell in cells]
        while names and not names[-1]:
            names.pop()
        return tuple(names), number, chain(head[best + 1 :], rows)

    def _bind(self, row: int, names: Sequence[str]) -> Header:
        taken: dict[str, str] = {}
        bound: list[Bound] = []
        for index, name in enumerate(names):
            place = Place(self.file, self.raw.title, row or None, index if row else None, name)
            if not name or name.startswith("#"):
                continue
            if fold(name) in self.ignored:
                self.findings.add(sheet_faults.LEFT_OUT, place, name)
                continue
            if fold(name) in COUNTERS and fold(name) not in self.words:
                self.findings.add(sheet_faults.COUNTER, place, name)
                continue
            found = self._column(index, name, place)
            if found is None:
                continue
            identity = f"{CUSTOM}{found.custom.name}" if found.custom else found.column.field
            if identity in taken:
                self.findings.add(sheet_faults.COLUMN_TWICE, place, name, first=taken[identity])
                continue
            taken[identity] = name
            bound.append(found)
        missing = [one for one in self.layout.columns if one.required and one.field not in taken]
        if missing:
            listed = ", ".join(f"{one.tr} / {one.en}" for one in missing)
            self.findings.add(
                sheet_faults.COLUMN_MISSING, Place(self.file, self.raw.title, row or None), missing=listed
            )
        by_field = {one.column.field: one for one in bound}
        return Header(self.file, self.raw.title, tuple(bound), by_field)

    def _column(self, index: int, name: str, place: Place) -> Bound | None:
        prefixed = name[: len(CUSTOM)].casefold() == CUSTOM
        column = None if prefixed else self.words.get(fold(name))
        if column is not None:
            return Bound(index, name, column)
        wanted = name[len(CUSTOM) :].strip() if prefixed else name
        if self.custom_fields is None and prefixed:  # this source does not know them: taken as text, unchecked
            custom = CustomField(name=wanted, type="text", object_types=())
            return Bound(index, name, _custom_column(custom), custom)
        own = self.custom_fields or ()
        for one in own:
            if one.name == wanted or fold(wanted) in {fold(one.name), fold(one.label)}:
                return Bound(index, name, _custom_column(one), one)
        known = [word for one in self.layout.columns for word in (*one.also, one.en, one.tr)]
        known += [word for one in own for word in (one.label, f"{CUSTOM}{one.name}") if word]
        if self.wider and not difflib.get_close_matches(fold(name), map(fold, known), 1, cutoff=SLIP):
            self.findings.add(sheet_faults.LEFT_OUT, place, name)
            return None
        kind = sheet_faults.FIELD_UNKNOWN if prefixed else sheet_faults.UNKNOWN_COLUMN
        self.findings.add(kind, place, name, nearest=nearest(name, known))
        return None

    def _tell_unnamed(self, number: int, cells: tuple[Raw, ...], unnamed: set[int], width: int) -> None:
        """Once for each column without a header."""
        for index, cell in enumerate(cells):
            if cell is None or cell == "" or (index < width and index not in unnamed) or index in self._told:
                continue
            self._told.add(index)
            self.findings.add(sheet_faults.NO_HEADER, Place(self.file, self.raw.title, number, index), cell)

    @cached_property
    def _told(self) -> set[int]:
        return set()

    def _tell_merged(self, header_row: int) -> None:
        told = 0
        for merged in self.raw.seen.merged:
            found = re.match(r"([A-Z]+)(\d+)", merged)
            last = re.search(r"(\d+)$", merged)
            if found is None or last is None or int(last[1]) < header_row or told >= _MOST_TOLD:
                continue
            told += 1
            place = Place(self.file, self.raw.title, int(found[2]), _index(found[1]))
            self.findings.add(sheet_faults.MERGED, place, merged)


def _record(
    layout: Layout, header: Header, number: int, cells: tuple[Raw, ...], reporter: _Reporter, zeros: _Zeros
) -> Record:
    found: dict[str, Any] = {}
    custom: dict[str, Any] = {}
    reporter.row, reporter.failed = number, []
    width = len(cells)
    for bound in header.bound:
        column = bound.column
        raw = cells[bound.index] if bound.index < width else None
        if raw is None and not column.required:
            continue
        reporter.bound = bound
        value = values.convert(column, raw, reporter) if bound.custom is None else _custom(bound, raw, reporter)
        if value is MISSING:
            if column.required and column.field not in reporter.failed:
                reporter(cell_faults.REQUIRED)
            continue
        if value is None and column.required:
            reporter(cell_faults.REQUIRED)
            continue
        if column.type == "serial":
            zeros.see(bound, number, raw)
        if bound.custom is None:
            found[column.field] = value
        else:
            custom[bound.custom.name] = value
    if custom:
        found["custom_fields"] = custom
    return Record(layout, header, number, found, frozenset(reporter.failed))


class _Zeros:
    """Numbers in a column whose texts begin with zeros: their own may be lost."""

    def __init__(self, reporter: _Reporter) -> None:
        self.reporter = reporter
        self.numbers: dict[int, list[tuple[Bound, int, object]]] = {}
        self.padded: set[int] = set()

    def see(self, bound: Bound, row: int, raw: Raw) -> None:
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            self.numbers.setdefault(bound.index, []).append((bound, row, raw))
        elif isinstance(raw, Padded) or (isinstance(raw, str) and raw.isdigit() and raw.startswith("0")):
            self.padded.add(bound.index)

    def tell(self) -> None:
        for index in self.padded:
            for bound, row, raw in self.numbers.get(index, ()):
                self.reporter.bound, self.reporter.row = bound, row
                self.reporter(cell_faults.ZEROS_LOST, raw)


def _custom_column(custom: CustomField) -> Column:
    """A column that converts as the custom field wants."""
    kind = _TYPES.get(custom.type, "text")
    of = next((sheet for sheet, name in OBJECT_TYPES.items() if name == custom.related), None)
    label = custom.label or custom.name
    return Column.model_validate({"field": f"{CUSTOM}{custom.name}", "tr": label, "en": label, "type": kind, "of": of})


def _custom(bound: Bound, raw: Raw, reporter: _Reporter) -> Any:
    custom = bound.custom
    value = values.convert(bound.column, raw, reporter)
    if custom is None or value is MISSING or value is None or not custom.choices:
        return value
    words = {fold_choice(word): one for one, label in custom.choices.items() for word in (label, one)}
    known = {one: (label,) for one, label in custom.choices.items()}
    if custom.type == "multiselect":
        chosen = [values.choose(one, words, known, reporter) for one in value]
        return MISSING if any(one is MISSING for one in chosen) else chosen
    return values.choose(value, words, known, reporter)


def is_blank(cells: Sequence[Raw]) -> bool:
    """Whether nothing can be seen in them."""
    return not any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in cells)


def _total(cells: Sequence[Raw]) -> int | None:
    """Where the word stands in a row that only sums up those above it."""
    for index, cell in enumerate(cells):
        if cell is not None and cell != "":
            return index if isinstance(cell, str) and _TOTAL.fullmatch(fold(cell)) else None
    return None


def _singular(folded: str) -> tuple[str, ...]:
    return folded, re.sub(r"(l[ae]r|(?<!s)s)$", "", folded)


def _is_comment(cell: Raw) -> bool:
    return isinstance(cell, str) and cell.startswith("#")


def _index(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - ord("A") + 1
    return found - 1
