"""The practice municipality as a workbook: imported into an empty NetBox it is what loading it gives, and again it is nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lab.orneksehir import generate, loader, workbook
from lab.orneksehir.municipality import Municipality
from netbox_sync import desired, snapshot
from netbox_sync.client import NetBox
from netbox_sync.importer.known import FromNetBox, FromSnapshot, NothingKnown
from netbox_sync.importer.layout import choice_title, choice_words, choices, fold, fold_choice, layouts
from netbox_sync.importer.reading import read
from netbox_sync.model import Snapshot

LEFT_OUT = {"config_context", "local_context_data"}


@pytest.fixture(scope="module")
def town() -> Municipality:
    return generate("tiny")


@pytest.fixture
def empty(town: Municipality) -> Iterator[NetBox]:
    """A NetBox with the municipality's custom fields and nothing else."""
    from lab.netbox import running  # noqa: PLC0415  # tests that need no NetBox don't wait for it

    with running() as stand_in:
        with loader.connect(stand_in.url, stand_in.token) as client:
            writer = loader.RestWriter(client)
            for endpoint in workbook.SCHEMA:
                writer.create(endpoint, town.bodies[endpoint])
        with NetBox(stand_in.url, stand_in.token) as netbox:
            yield netbox


def _without_ids(taken: Snapshot) -> dict[str, list[str]]:
    """Every table's rows in words: ids of VLANs, interfaces and cables as what they stand for."""
    vlans = {one.id: f"{one.group}/{one.vid}" for one in taken.tables.vlans}
    circuits = {one.id: one.cid for one in taken.tables.circuits}
    found: dict[str, list[str]] = {}
    for table in type(taken.tables).model_fields:
        if table == "config_contexts":
            continue
        rows = []
        for entry in getattr(taken.tables, table):
            row: dict[str, Any] = entry.model_dump(mode="json", exclude=LEFT_OUT | {"id", "interface_id", "cable"})
            if table in {"interfaces", "prefixes"}:
                for name in ("untagged_vlan", "vlan"):
                    if row.get(name) is not None:
                        row[name] = vlans[row[name]]
                row["tagged_vlans"] = sorted(vlans[vlan] for vlan in row.get("tagged_vlans", ()))
            if table == "circuit_terminations":
                row["circuit"] = circuits[row["circuit"]]
            rows.append(json.dumps(row, sort_keys=True))
        found[table] = sorted(rows)
    return found


def test_importing_it_gives_what_loading_it_gives_and_again_nothing(
    town: Municipality, empty: NetBox, tmp_path: Path
) -> None:
    from lab.netbox import running  # noqa: PLC0415

    files = [workbook.write_xlsx(town, tmp_path / "belediye.xlsx")]
    first = read(files, FromNetBox(empty))
    assert not first.faults
    assert not first.notices
    difference = desired.compare(empty, first.wanted)
    outcome = desired.apply(empty, difference, journal=tmp_path / "journal.jsonl", message="deneme")
    assert outcome.whole
    second = read(files, FromNetBox(empty))
    assert not second.faults
    assert desired.compare(empty, second.wanted).empty
    with running() as other:
        with loader.connect(other.url, other.token) as client:
            loader.load(town, loader.RestWriter(client))
        with NetBox(other.url, other.token) as netbox:
            loaded = snapshot.pull(netbox)
    imported = snapshot.pull(empty)
    assert _without_ids(imported) == _without_ids(loaded)
    offline = read(files, FromSnapshot(imported))
    assert not offline.faults
    assert len(offline.wanted) == len(first.wanted)


def test_english_headers_and_csv_of_windows_say_the_same(town: Municipality, tmp_path: Path) -> None:
    known = NothingKnown(workbook.custom_fields(town))
    turkish = read([workbook.write_xlsx(town, tmp_path / "tr.xlsx", "tr")], known)
    english = read([workbook.write_xlsx(town, tmp_path / "en.xlsx", "en")], known)
    files = read(workbook.write_csv(town, tmp_path / "csv", encoding="cp1254"), known)
    assert {one.code for one in files.notices} == {"IMP-011"}
    for other in (english, files):
        assert not other.faults
        assert [(one.endpoint, one.key, one.body) for one in other.wanted] == [
            (one.endpoint, one.key, one.body) for one in turkish.wanted
        ]


def test_every_object_of_the_municipality_is_in_its_workbook(tmp_path: Path) -> None:
    town = generate("small")
    found = read([workbook.write_xlsx(town, tmp_path / "a.xlsx")], NothingKnown(workbook.custom_fields(town)))
    assert not found.faults
    counted: dict[str, int] = {}
    for one in found.wanted:
        counted[one.endpoint] = counted.get(one.endpoint, 0) + 1
    expected = {
        endpoint: count
        for endpoint, count in town.counts().items()
        if count and endpoint not in {*workbook.SCHEMA, workbook.CONTEXTS}
    }
    assert counted == expected


def test_no_header_of_a_sheet_stands_for_two_columns_and_no_sheet_for_two_kinds() -> None:
    def clashes(words: list[tuple[str, str]]) -> list[str]:
        seen: dict[str, str] = {}
        return [word for word, owner in words if seen.setdefault(fold(word), owner) != owner]

    every = layouts().values()
    assert not clashes([(word, one.sheet) for one in every for word in (*one.also, one.sheet, one.tr, one.en)])
    for one in every:
        assert not clashes([(word, c.field) for c in one.columns for word in (*c.also, c.field, c.tr, c.en)]), one.sheet


def test_what_the_template_offers_is_what_it_means() -> None:
    for layout in layouts().values():
        for column in layout.columns:
            if column.choices:
                for value in choices(column.choices):
                    for language in ("tr", "en"):
                        assert (
                            choice_words(column.choices)[fold_choice(choice_title(column.choices, value, language))]
                            == value
                        )
