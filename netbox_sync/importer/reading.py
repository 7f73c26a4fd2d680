"""Files to what NetBox should hold, and to everything that is wrong with them: one call, every fault."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Final

from netbox_sync.desired.wanted import Wanted
from netbox_sync.importer.build import Build
from netbox_sync.importer.faults import CellFault, Findings, Place
from netbox_sync.importer.kinds import file_faults, reference_faults, sheet_faults
from netbox_sync.importer.known import CustomField, Known
from netbox_sync.importer.layout import Layout, fold, layouts
from netbox_sync.importer.likely import by_headers
from netbox_sync.importer.names import Names
from netbox_sync.importer.nearest import nearest
from netbox_sync.importer.raw import Limits, RawSheet, Unusable
from netbox_sync.importer.records import Record, SheetReader, is_blank, layout_of, sheet_titles
from netbox_sync.importer.source import Source, open_file, sheet_name
from netbox_sync.importer.town import Town
from netbox_sync.licences import Licence
from netbox_sync.model import Frozen
from netbox_sync.system_words import in_turkish

_FIRST_NAMES: Final = re.compile(r"(sayfa|sheet|tablo|calismasayfasi|worksheet)\d+")
"""What spreadsheet programs call sheets that nobody has named, folded."""


class Reading(Frozen):
    """What the files say. `wanted` and `licences` are to be used only when there are no `faults`.

    `notices` are warnings and notices. `rows`: data rows by sheet.
    """

    wanted: tuple[Wanted, ...] = ()
    licences: tuple[Licence, ...] = ()
    faults: tuple[CellFault, ...] = ()
    notices: tuple[CellFault, ...] = ()
    rows: dict[str, int] = {}


def read(
    files: Sequence[Path],
    known: Known,
    *,
    sheet: str | None = None,
    ignore: Sequence[str] = (),
    limits: Limits | None = None,
) -> Reading:
    """Reads all of the files, then checks them as one.

    `sheet` names the sheet of CSV files (and lists in YAML) whose file name says none; `ignore` holds headers and sheets
    to leave out. Faults of the files are returned, never raised; what asking `known` raises goes through.
    """
    findings = Findings()
    reader = _Reader(known, sheet, frozenset(fold(word) for word in ignore), findings)
    for path in files:
        reader.file(path, limits or Limits())
    town = Town(Names(known), findings)
    wanted, licences = Build(town, reader.records).run()
    for name in sorted(town.names.unknowable):
        layout = layouts()[name]
        findings.add(
            reference_faults.NOT_CHECKED, Place(", ".join(map(str, files[:1]))), en_what=layout.en, tr_what=layout.tr
        )
    told = _in_order(findings)
    return Reading.model_construct(
        wanted=wanted,
        licences=licences,
        faults=tuple(one for one in told if one.level == "error"),
        notices=tuple(one for one in told if one.level != "error"),
        rows={name: len(rows) for name, rows in reader.records.items()},
    )


def _in_order(findings: Findings) -> list[CellFault]:
    """Files and sheets as they were read, then rows, then columns."""
    sheets: dict[tuple[str, str], int] = {}
    for one in findings:
        sheets.setdefault((one.file, ""), len(sheets))
        sheets.setdefault((one.file, one.sheet), len(sheets))
    files: dict[str, int] = {}
    for file, _ in sheets:
        files.setdefault(file, len(files))
    return sorted(
        findings,
        key=lambda one: (files[one.file], sheets[one.file, one.sheet], one.row or 0, len(one.column), one.column),
    )


def _filled(raw: RawSheet) -> RawSheet | None:
    """The same; None for a sheet that is named as new ones are and was never written in."""
    if not _FIRST_NAMES.fullmatch(fold(raw.title)):
        return raw
    rows = iter(raw.rows)
    first = next((row for row in rows if not is_blank(row[1])), None)
    return None if first is None else replace(raw, rows=chain((first,), rows))


def none_usable(files: Sequence[Path], limits: Limits | None = None) -> Reading | None:
    """What is wrong with the files where not one of them can be read, which takes no NetBox to tell; None where one can."""
    findings = Findings()
    for path in files:
        with _told(path, findings):
            open_file(path, limits or Limits())
            return None
    return Reading.model_construct(wanted=(), licences=(), faults=tuple(findings), notices=(), rows={})


@contextmanager
def _told(path: Path, findings: Findings) -> Iterator[None]:
    """What makes the file unusable becomes its fault."""
    place = Place(str(path))
    try:
        yield
    except Unusable as error:
        findings.add(error.kind, place, **error.fields)
    except OSError as error:
        problem = error.strerror or type(error).__name__
        findings.add(file_faults.UNREADABLE, place, en_problem=problem, tr_problem=in_turkish(problem))


class _Reader:
    def __init__(self, known: Known, sheet: str | None, ignore: frozenset[str], findings: Findings) -> None:
        self.known, self.sheet, self.ignore, self.findings = known, sheet, ignore, findings
        self.records: dict[str, list[Record]] = {}

    def file(self, path: Path, limits: Limits) -> None:
        name = str(path)
        with _told(path, self.findings):
            source = open_file(path, limits)
            if source.form == "csv" and source.encoding not in {"UTF-8", "UTF-8 (BOM)"}:
                told = {"encoding": source.encoding, "separator": source.separator}
                self.findings.add(file_faults.ENCODING_TAKEN, Place(name), **told)
            self._sheets(name, source)

    def _sheets(self, name: str, source: Source) -> None:
        for given in source.sheets():
            raw = _filled(given)
            if raw is None:
                continue
            layout = self._layout(name, raw)
            if layout is None:
                continue
            reader = SheetReader(name, raw, layout, self._custom_fields(layout), self.ignore, self.findings)
            self.records.setdefault(layout.sheet, []).extend(reader.records())
            if raw.hidden or raw.seen.hidden_rows:
                words = (
                    ("the sheet", "sayfa")
                    if raw.hidden
                    else (f"{raw.seen.hidden_rows} rows", f"{raw.seen.hidden_rows} satır")
                )
                self.findings.add(sheet_faults.HIDDEN, Place(name, raw.title), en_what=words[0], tr_what=words[1])

    def _layout(self, name: str, raw: RawSheet) -> Layout | None:
        place = Place(name, raw.title)
        if raw.title.startswith("#"):
            return None
        if fold(raw.title) in self.ignore:
            self.findings.add(sheet_faults.LEFT_OUT, place, raw.title)
            return None
        found = layout_of(raw.title)
        unnamed = raw.from_file_name or _FIRST_NAMES.fullmatch(fold(raw.title)) is not None
        if found is None and unnamed and self.sheet is not None:
            found = layout_of(self.sheet)
        elif found is None and unnamed:
            found = layout_of(re.sub(r"-duzelt(-\d+)?$", "", sheet_name(Path(name))))
        if found is None:
            told = self.sheet if unnamed and self.sheet is not None else raw.title
            likely = by_headers(raw)
            near = "" if likely else nearest(told, sheet_titles(), likeness=0.75)
            english = near or ", ".join(one.en for one in likely)
            turkish = near or ", ".join(one.tr for one in likely)
            self.findings.add(sheet_faults.UNKNOWN_SHEET, place, told, nearest=english, tr_nearest=turkish)
        return found

    def _custom_fields(self, layout: Layout) -> Sequence[CustomField] | None:
        return () if layout.endpoint is None else self.known.custom_fields()
