"""Every fault across cells, rows and sheets, by whole examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from netbox_sync.importer.known import NothingKnown
from netbox_sync.importer.nearest import nearest
from netbox_sync.importer.reading import read

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "rows.yml").read_text("utf-8"))


def _cut(shown: list[str], expected: list[str]) -> list[str]:
    """The messages, each as far as a case writes it: proposals behind it may go on."""
    return sorted(next((one for one in expected if text.startswith(one)), text) for text in shown)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_it_is_told_where_it_stands(case: dict[str, Any], tmp_path: Path) -> None:
    files = []
    for title, text in case["sheets"].items():
        files.append(tmp_path / f"{title}.csv")
        files[-1].write_text(text + "\n", "utf-8")
    found = read(files, NothingKnown())
    place = {str(file): at for at, file in enumerate(files)}
    told = sorted(
        (*found.faults, *found.notices), key=lambda one: (place[one.file], one.row or 0, len(one.column), one.column)
    )
    shown = [" ".join(filter(None, (one.code, one.sheet, one.cell, one.en))) for one in told]
    assert _cut(shown, case["faults"]) == sorted(case["faults"])
    assert not [one for one in told if one.en.endswith(": -") or one.tr.endswith(": -")], (
        "nothing near is not told as a dash"
    )
    assert all(one.tr and one.tr != one.en and one.tr_remedy and one.en_remedy for one in told)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_workbook_gives_the_same_as_csv(case: dict[str, Any], tmp_path: Path) -> None:
    import openpyxl  # noqa: PLC0415  # slow, and only this test needs it

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, text in case["sheets"].items():
        sheet = book.create_sheet(title)
        for line in text.split("\n"):
            sheet.append([cell or None for cell in line.split(";")])
    book.save(tmp_path / "kitap.xlsx")
    found = read([tmp_path / "kitap.xlsx"], NothingKnown())
    shown = sorted(f"{one.code} {one.sheet} {one.cell}" for one in (*found.faults, *found.notices))
    expected = [fault.split(" ") for fault in case["faults"]]
    sheets = sorted(case["sheets"], key=len, reverse=True)
    wanted = []
    for fault, words in zip(case["faults"], expected, strict=True):
        rest = fault[len(words[0]) + 1 :]
        sheet = next(title for title in sheets if rest.startswith(title))
        cell = rest[len(sheet) + 1 :].split(" ")[0]
        wanted.append(f"{words[0]} {sheet} {cell if any(letter.isdigit() for letter in cell) else ''}")
    assert shown == sorted(wanted)


def test_a_port_written_short_is_known_as_the_one_that_is_meant() -> None:
    ports = ["GigabitEthernet1/0/2", "GigabitEthernet1/0/24", "TenGigabitEthernet1/0/24", "Vlan24"]
    assert nearest("Gi1/0/24", ports).split(", ")[0] == "GigabitEthernet1/0/24"
    assert nearest("te 1/0/24", ports).split(", ")[0] == "TenGigabitEthernet1/0/24"
