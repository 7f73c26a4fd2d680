"""Tables that come in: requests for many, and who is in service. CSV or workbook, every fault at once, with its cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import yaml

from altyapi.vpn.checking import Request
from netbox_sync.importer import kinds
from netbox_sync.importer.faults import Findings, Place
from netbox_sync.importer.layout import Layout
from netbox_sync.importer.raw import Limits, Unusable
from netbox_sync.importer.records import Record, SheetReader
from netbox_sync.importer.source import open_file
from netbox_sync.system_words import in_turkish
from netbox_sync.text import nfc


class Row(NamedTuple):
    """A request as a table has it. `told`: its cells of which a fault was told already, empty ones among them."""

    request: Request
    place: Callable[[str], Place]
    at: str
    told: frozenset[Place]


class InService(NamedTuple):
    """Who is in service on a day, by the names that NetBox has for them."""

    names: frozenset[str]
    left: frozenset[str]  # those whom the list itself tells to have left
    elsewhere: tuple[str, ...] = ()  # where more of them may stand, and nobody has looked


@cache
def layouts() -> dict[str, Layout]:
    text = (resources.files(__package__) / "sheets.yml").read_text("utf-8")
    return {one.sheet: one for one in map(Layout.model_validate, yaml.safe_load(text))}


def requests(files: Sequence[Path], findings: Findings) -> list[Row]:
    """The rows in their order; what is wrong with files and cells is told."""
    found = []
    for record in _records(files, "vpn_requests", findings):
        values = {name: str(record.get(name) or "") for name in Request.model_fields}
        empty = {name for name in ("person", "profile", "until", "evrak") if not values[name]}
        told = frozenset(record.place(name) for name in empty | record.broken)
        found.append(Row(Request(**values), record.place, str(record.row), told))
    return found


def personnel(files: Sequence[Path], day: date, findings: Findings) -> InService:
    names: set[str] = set()
    left: set[str] = set()
    for record in _records(files, "vpn_personnel", findings):
        name = record.get("person")
        if name is None:
            continue
        gone = record.get("left")
        (left if gone is not None and date.fromisoformat(gone) < day else names).add(nfc(str(name)))
    return InService(frozenset(names), frozenset(left - names))


def _records(files: Sequence[Path], sheet: str, findings: Findings) -> list[Record]:
    """The first sheet that holds anything of each file."""
    found: list[Record] = []
    for file in files:
        try:
            for raw in open_file(file, Limits()).sheets():
                if raw.title.startswith("#"):
                    continue
                wider = sheet == "vpn_personnel"  # an export of the personnel program
                reader = SheetReader(str(file), raw, layouts()[sheet], (), frozenset(), findings, wider=wider)
                found.extend(reader.records())
                break
        except Unusable as error:
            findings.add(error.kind, Place(str(file)), **error.fields)
        except OSError as error:
            problem = error.strerror or type(error).__name__
            findings.add(kinds.UNREADABLE, Place(str(file)), en_problem=problem, tr_problem=in_turkish(problem))
    return found
