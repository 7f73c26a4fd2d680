"""The marked copy and the template: openable, harmless, and read back as what they are."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from netbox_sync.importer import fixup, template
from netbox_sync.importer.known import NothingKnown
from netbox_sync.importer.layout import layouts
from netbox_sync.importer.reading import read

DANGEROUS = ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1"]


def _copy(files: list[Path], out: Path) -> openpyxl.Workbook:
    found = read(files, NothingKnown())
    fixup.write(files, (*found.faults, *found.notices), out, "tr")
    return openpyxl.load_workbook(out)


def test_every_fault_is_listed_with_a_link_to_its_marked_cell(workbook: Callable[..., Path], tmp_path: Path) -> None:
    path = workbook(
        {"Bölgeler": [["başlık yazısı"], ["Ad", "Kısa ad"], ["Kırlı", None], ["Kirli", "kır lı"], ["Merkez", "=A1"]]}
    )
    book = _copy([path], tmp_path / "b.xlsx")
    assert book.sheetnames == ["#Hatalar", "Bölgeler"]
    listed = book["#Hatalar"]
    rows = list(listed.iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[1], row[4]) for row in rows] == [
        ("IMP-054", "hata", "B4"),
        ("IMP-040", "hata", "B5"),
        ("IMP-029", "bilgi", "2"),
    ]
    links = [listed.cell(row=at, column=5).hyperlink for at in (2, 3)]
    assert [link and link.location for link in links] == ["'Bölgeler'!B4", "'Bölgeler'!B5"]
    sheet = book["Bölgeler"]
    assert sheet["B4"].fill.fgColor.rgb == "00FFC7CE"
    assert "IMP-054" in sheet["B4"].comment.text
    assert "kir-li" in sheet["B4"].comment.text
    assert sheet["A3"].comment is None
    assert (sheet["B5"].value, sheet["B5"].data_type) == ("=A1", "s")


def test_a_sheet_has_no_more_links_than_spreadsheet_programs_take(
    workbook: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fixup, "MOST_LINKED", 2)
    path = workbook({"Bölgeler": [["Ad", "Kısa ad"], *([f"Bölge {at}", "yan lış"] for at in range(4))]})
    listed = _copy([path], tmp_path / "b.xlsx")["#Hatalar"]
    assert [listed.cell(row=at, column=5).hyperlink is not None for at in range(2, 6)] == [True, True, False, False]
    assert [row[4] for row in listed.iter_rows(min_row=2, values_only=True)] == ["B2", "B3", "B4", "B5"]


def test_nothing_in_it_is_a_formula(workbook: Callable[..., Path], tmp_path: Path) -> None:
    lines = "".join(
        f'{at};"{text}";x{at} y\n' for at, text in enumerate(value.replace('"', '""') for value in DANGEROUS)
    )
    (tmp_path / "bölgeler.csv").write_text(f"Ad;Açıklama;Kısa ad\n{lines}", "utf-8")
    book = _copy([tmp_path / "bölgeler.csv"], tmp_path / "b.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n"}
    assert [row[1] for row in book["bölgeler"].iter_rows(min_row=2, values_only=True)] == DANGEROUS
    assert all(row[1].quotePrefix for row in book["bölgeler"].iter_rows(min_row=2))
    with zipfile.ZipFile(tmp_path / "b.xlsx") as archive:
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]


def test_the_mended_copy_is_imported_as_it_is(workbook: Callable[..., Path], tmp_path: Path) -> None:
    path = workbook({"Bölgeler": [["Ad", "Kısa ad"], ["Merkez", "yan lış"], ["Çınarlı", "cinarli"]]})
    book = _copy([path], tmp_path / "b.xlsx")
    book["Bölgeler"]["B2"] = "merkez"
    book.save(tmp_path / "b.xlsx")
    found = read([tmp_path / "b.xlsx"], NothingKnown())
    assert not found.faults
    assert [one.key["slug"] for one in found.wanted] == ["merkez", "cinarli"]


def test_csv_and_yaml_come_as_sheets_of_one_workbook(workbook: Callable[..., Path], tmp_path: Path) -> None:
    first = workbook({"Bölgeler": [["Ad"], ["Kırlı"], ["Kirli"]]})
    (tmp_path / "bölgeler.csv").write_text("Ad;Renkk\nx;y\n", "utf-8")
    (tmp_path / "c.yml").write_text("sites:\n- name: A\n  slug: ağ\n\n- name: B\n  slug: b\n", "utf-8")
    book = _copy([first, tmp_path / "bölgeler.csv", tmp_path / "c.yml"], tmp_path / "hepsi.xlsx")
    assert book.sheetnames == ["#Hatalar", "Bölgeler", "bölgeler (2)", "sites"]
    assert book["sites"]["B2"].fill.fgColor.rgb == "00FFC7CE"
    assert book["bölgeler (2)"]["B1"].comment is not None


def test_a_file_that_cannot_be_read_stands_in_the_list(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"%PDF-1.7")
    book = _copy([tmp_path / "a.xlsx"], tmp_path / "b.xlsx")
    assert book.sheetnames == ["#Hatalar"]
    assert book["#Hatalar"]["A2"].value == "IMP-003"


def test_a_copy_in_which_somebody_may_have_worked_is_not_written_over(tmp_path: Path) -> None:
    first = fixup.free_name(tmp_path / "a.csv")
    first.write_bytes(b"")
    assert (first.name, fixup.free_name(tmp_path / "a.csv").name) == ("a-duzelt.xlsx", "a-duzelt-2.xlsx")
    assert fixup.free_name(first).name == "a-duzelt-2.xlsx"  # of the copy itself, mended but for a fault


def test_more_faults_than_a_sheet_can_comment_are_all_listed(tmp_path: Path) -> None:
    rows = fixup.MOST_COMMENTS + 50
    (tmp_path / "bölgeler.csv").write_text("Ad;Kısa ad\n" + "".join(f"b{at};ğ ğ\n" for at in range(rows)), "utf-8")
    book = _copy([tmp_path / "bölgeler.csv"], tmp_path / "b.xlsx")
    sheet = book["bölgeler"]
    assert book["#Hatalar"].max_row == rows + 1
    assert sum(1 for row in sheet.iter_rows(min_row=2) if row[1].comment) == fixup.MOST_COMMENTS
    assert all(row[1].fill.fill_type for row in sheet.iter_rows(min_row=2))


@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_template_holds_every_column_and_reads_as_nothing(language: str, tmp_path: Path) -> None:
    template.write(tmp_path / "t.xlsx", language)  # type: ignore[arg-type]  # one of the two
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    for layout in layouts().values():
        sheet = book[layout.title(language)]  # type: ignore[arg-type]
        assert [cell.value for cell in sheet[1]] == [one.title(language) for one in layout.columns]  # type: ignore[arg-type]
        assert all(cell.comment for cell in sheet[1])
    assert book["#listeler"].sheet_state == "hidden"
    found = read([tmp_path / "t.xlsx"], NothingKnown())
    assert (found.wanted, found.faults, found.notices) == ((), (), ())


def test_a_filled_template_is_imported(tmp_path: Path) -> None:
    template.write(tmp_path / "t.xlsx", "tr")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    book["Yerleşkeler"].append(["Merkez", "mrk", "aktif"])
    book.save(tmp_path / "t.xlsx")
    found = read([tmp_path / "t.xlsx"], NothingKnown())
    assert [(one.key, one.body) for one in found.wanted] == [({"slug": "mrk"}, {"name": "Merkez", "status": "active"})]
