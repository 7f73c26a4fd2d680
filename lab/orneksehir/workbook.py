"""The municipality as its people would hand it over: one workbook, or a folder of CSV files.

Everything that `generate` makes and that a sheet can carry: all but config contexts, custom fields, choice sets and remote access.
Custom fields and choice sets (`SCHEMA`) a NetBox must hold before the workbook is imported; importing it then gives what
`loader.load` gives.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import openpyxl

from lab.orneksehir import remote
from lab.orneksehir.municipality import Body, Municipality
from netbox_sync.importer.known import CustomField
from netbox_sync.importer.layout import Column, Layout, choice_title, layouts

Cell = str | int | float | None
Row = dict[str, Cell]
CONTEXTS = "extras/config-contexts"
SCHEMA = ("extras/custom-field-choice-sets", "extras/custom-fields")
"""What an importing NetBox must hold already."""


def rows(town: Municipality) -> dict[str, list[Row]]:
    """Sheet -> rows, each by our field names; custom fields as `cf:NAME`. Empty sheets are left out."""
    late = {update.key["name"]: update.body for update in town.updates() if update.endpoint == "dcim/devices"}
    ends: dict[tuple[str, str], Row] = {}
    for body in town.bodies["circuits/circuit-terminations"]:
        line = ends.setdefault((body["circuit"]["provider"]["slug"], body["circuit"]["cid"]), {})
        side = str(body["term_side"]).lower()
        line |= {f"{side}_site": body["termination_id"]["slug"], f"{side}_port_speed": body["port_speed"]}
    found: dict[str, list[Row]] = {}
    for layout in layouts().values():
        if layout.endpoint is None or layout.sheet == "cameras":
            continue
        for body in town.bodies.get(layout.endpoint, ()):
            if remote.by_hand(layout.endpoint, body):
                continue
            row = _row(layout, body)
            if layout.sheet == "devices":
                row |= {name: value["address"] for name, value in late.get(body["name"], {}).items()}
            if layout.sheet == "circuits":
                row |= ends.get((body["provider"]["slug"], body["cid"]), {})
            found.setdefault(layout.sheet, []).append(row)
    return found


def custom_fields(town: Municipality) -> tuple[CustomField, ...]:
    """Those that the rows fill."""
    sets = {body["name"]: dict(body["extra_choices"]) for body in town.bodies["extras/custom-field-choice-sets"]}
    return tuple(
        CustomField(
            name=body["name"],
            label=body["label"],
            type=body["type"],
            object_types=tuple(body["object_types"]),
            choices=sets[body["choice_set"]["name"]] if "choice_set" in body else {},
        )
        for body in town.bodies["extras/custom-fields"]
    )


def write_xlsx(town: Municipality, file: Path, language: Literal["tr", "en"] = "tr") -> Path:
    """One workbook, a sheet a kind."""
    book = openpyxl.Workbook(write_only=True)
    for title, header, lines in _tables(town, language):
        sheet = book.create_sheet(title)
        sheet.append(header)
        for line in lines:
            sheet.append(line)
    book.save(file)
    return file


def write_csv(
    town: Municipality,
    folder: Path,
    language: Literal["tr", "en"] = "tr",
    encoding: str = "utf-8-sig",
    separator: str = ";",
) -> list[Path]:
    """A file a sheet, as Turkish Excel saves them."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for number, (title, header, lines) in enumerate(_tables(town, language), 1):
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=separator)
        writer.writerow(header)
        writer.writerows(lines)
        file = folder / f"{number:02}-{title}.csv"
        file.write_bytes(text.getvalue().encode(encoding))
        written.append(file)
    return written


def _tables(town: Municipality, language: Literal["tr", "en"]) -> Iterator[tuple[str, list[str], list[list[Cell]]]]:
    for sheet, lines in rows(town).items():
        layout = layouts()[sheet]
        used = {name for line in lines for name in line}
        columns = [column for column in layout.columns if column.field in used]
        custom = sorted(name for name in used if name.startswith("cf:"))
        header = [*(column.title(language) for column in columns), *custom]
        names = [*(column.field for column in columns), *custom]
        shown = {column.field: column for column in columns}
        yield (
            layout.title(language),
            header,
            [[_shown(shown.get(name), line.get(name), language) for name in names] for line in lines],
        )


def _shown(column: Column | None, value: Cell, language: Literal["tr", "en"]) -> Cell:
    if column is not None and value is not None:
        if column.choices:
            return choice_title(column.choices, str(value), language)
        if column.type == "boolean":
            return {"tr": ("hayır", "evet"), "en": ("no", "yes")}[language][bool(value)]
    return value


def _row(layout: Layout, body: Body) -> Row:
    row: Row = {}
    names = {column.field for column in layout.columns}
    for name, value in body.items():
        if name == "custom_fields":
            row |= {f"cf:{one}": held for one, held in value.items() if held is not None}
        elif name in {"a_terminations", "b_terminations"}:
            row |= _end(name[0], value[0]["object_id"])
        elif name == "assigned_object_id":
            row |= {"device": value["device"]["name"], "interface": value["name"]}
        elif name == "scope_id":
            row["site"] = value["slug"]
        elif name in names:
            row[name] = _cell(name, value)
        elif name not in {"scope_type", "assigned_object_type"}:
            raise ValueError(f"no column for {layout.sheet}.{name}")
    return row


def _end(side: str, port: Mapping[str, Any]) -> Row:
    return {f"{side}_device": port["device"]["name"], f"{side}_interface": port["name"]}


def _cell(name: str, value: Any) -> Cell:
    if name == "local_context_data":
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, bool) or not isinstance(value, dict | list):
        return value
    if isinstance(value, list):
        return ",".join(str(_cell(name, one)) for one in value)
    for key in ("vid", "slug", "name"):
        if key in value:
            return value[key]  # type: ignore[no-any-return]
    raise ValueError(f"no name in {value}")
