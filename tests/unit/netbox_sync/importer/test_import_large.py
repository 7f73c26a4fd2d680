"""A hundred thousand rows: all of them read, memory bounded, every fault told, whatever is wrong with them."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from netbox_sync.importer.known import NothingKnown
from netbox_sync.importer.reading import read
from netbox_sync.importer.town import MOST_PROPOSED

ROWS = 100_000
MEASURE = """
import resource, sys
from pathlib import Path
from netbox_sync.importer.raw import Limits
from netbox_sync.importer.source import open_file
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rows = sum(1 for sheet in open_file(Path(sys.argv[1]), Limits()).sheets() for _ in sheet.rows)
print(rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook whose sheet has that many rows of its own texts, written as XML as that is quick."""
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>Ad</t></is></c><c r="C1" t="inlineStr"><is><t>Kısa ad</t></is></c></row>'
    lines = "".join(
        f'<row r="{at}"><c r="A{at}" t="inlineStr"><is><t>Bölge {at}</t></is></c>'
        f'<c r="C{at}" t="inlineStr"><is><t>bolge-{at}</t></is></c></row>'
        for at in range(2, ROWS + 2)
    )
    return _workbook(tmp_path_factory.mktemp("large") / "a.xlsx", head + lines)


def _workbook(path: Path, lines: str) -> Path:
    """A workbook whose only sheet has these rows, as XML."""
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Bölgeler"
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = f'<worksheet xmlns="{space}"><sheetData>{lines}</sheetData></worksheet>'
    entries["xl/worksheets/sheet1.xml"] = text.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def test_cells_are_streamed(large: Path) -> None:
    line = [sys.executable, "-c", MEASURE, str(large)]
    done = subprocess.run(line, capture_output=True, text=True, check=True, timeout=120)
    rows, grown_kib = map(int, done.stdout.split())
    assert rows == ROWS + 1
    assert grown_kib < 30 * 1024  # the sheet's XML alone is half as much again


def test_empty_cells_far_to_the_right_take_no_room(tmp_path: Path) -> None:
    wide = _workbook(
        tmp_path / "wide.xlsx", "".join(f'<row r="{at}"><c r="XFD{at}" s="0"/></row>' for at in range(1, 20_001))
    )
    line = [sys.executable, "-c", MEASURE, str(wide)]
    done = subprocess.run(line, capture_output=True, text=True, check=True, timeout=120)
    rows, grown_kib = map(int, done.stdout.split())
    assert rows == 20_000
    assert grown_kib < 30 * 1024


def test_a_value_far_to_the_right_is_told(tmp_path: Path) -> None:
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>Ad</t></is></c></row>'
    wide = _workbook(tmp_path / "wide.xlsx", f'{head}<row r="7"><c r="XFD7"><v>1</v></c></row>')
    (fault,) = read([wide], NothingKnown()).faults
    assert (fault.code, fault.en) == ("IMP-012", "Row 7 has a value far to the right, in column XFD.")


def test_every_row_is_read(large: Path) -> None:
    found = read([large], NothingKnown())
    assert not found.faults
    assert len(found.wanted) == ROWS
    assert found.wanted[-1].key == {"slug": f"bolge-{ROWS + 1}"}
    assert found.wanted[-1].origin.row == ROWS + 1


def test_thousands_of_different_wrong_names_are_all_told(tmp_path: Path) -> None:
    known = "".join(f"Yerleşke {at}\n" for at in range(1000))
    (tmp_path / "yerleşkeler.csv").write_text(f"Ad\n{known}", "utf-8")
    wrong = "".join(f"Yerleske no {at};Oda\n" for at in range(1000, 3000))
    (tmp_path / "konumlar.csv").write_text(f"Yerleşke;Ad\n{wrong}", "utf-8")
    found = read([tmp_path / "yerleşkeler.csv", tmp_path / "konumlar.csv"], NothingKnown())
    assert [one.row for one in found.faults] == list(range(2, 2002))
    assert sum(1 for one in found.faults if "Nearest: Yerleşke" in one.en) <= MOST_PROPOSED
    assert "Nearest: Yerleşke" in found.faults[0].en
