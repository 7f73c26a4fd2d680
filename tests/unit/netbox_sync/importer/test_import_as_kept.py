"""Workbooks as people keep them: titles, running numbers, totals, dashes, sheets that nobody has named."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from netbox_sync.importer.known import CustomField, NothingKnown
from netbox_sync.importer.reading import Reading, read
from tests.unit.netbox_sync.importer.conftest import Sheets, told

GROUND: Sheets = {
    "Yerleşkeler": [["Bina Adı", "Kod"], ["Ana Hizmet Binası", "ahb"]],
    "Cihaz rolleri": [["Ad", "Kısa ad"], ["Kenar anahtarı", "kenar"]],
    "Üreticiler": [["Ad"], ["Cisco"]],
    "Modeller": [["Marka", "Model"], ["Cisco", "C9200"]],
}
HEAD = ["Cihaz Adı", "Marka", "Modeli", "Seri Numarası", "Demirbaş No", "Bina", "Görevi"]
FIELDS = NothingKnown(
    [
        CustomField(name="garanti", label="Garanti Bitiş", type="date", object_types=("dcim.device",)),
        CustomField(name="yedekli", label="Yedekli mi?", type="boolean", object_types=("dcim.device",)),
    ]
)


def switch(number: int, serial: Any = None, tag: Any = None) -> list[Any]:
    return [f"sw-{number}", "Cisco", "C9200", serial, tag, "Ana Hizmet Binası", "Kenar anahtarı"]


def names(found: Reading) -> list[str]:
    return [one.key["name"] for one in found.wanted if one.endpoint == "dcim/devices"]


def test_a_list_with_titles_numbers_gaps_and_totals_is_read_without_a_fault(reading: Callable[..., Reading]) -> None:
    rows = [
        ["T.C. ÖRNEKŞEHİR BELEDİYESİ", None, None],
        [],
        ["Sıra No", *HEAD, "Garanti Bitiş", "Yedekli mi?"],
        [1, *switch(1, "FOC1", 25504001), datetime.date(2027, 5, 1), "Var"],
        [2, *switch(2, "-", "Yok"), "31.12.2026 00:00:00", "Yok"],
        [3, *switch(3, "yok", "—"), "31-12-2026", "-"],
        [" ", "\u00a0", None],
        [4],
        [None, "GENEL TOPLAM", 3],
    ]
    found = reading({**GROUND, "Cihaz Listesi": rows}, FIELDS)
    assert not found.faults, told(found)
    assert names(found) == ["sw-1", "sw-2", "sw-3"]
    assert [one.split()[0] for one in told(found)] == ["IMP-029", "IMP-031", "IMP-032"]
    bodies = [one.body for one in found.wanted if one.endpoint == "dcim/devices"]
    assert [(body.get("serial"), body.get("asset_tag")) for body in bodies] == [
        ("FOC1", "25504001"),
        (None, None),
        (None, None),
    ]
    assert [body["custom_fields"] for body in bodies] == [
        {"garanti": "2027-05-01", "yedekli": True},
        {"garanti": "2026-12-31", "yedekli": False},
        {"garanti": "2026-12-31"},
    ]


def test_a_dash_where_a_value_is_needed_is_a_fault(reading: Callable[..., Reading]) -> None:
    rows = [HEAD, ["-", *switch(1)[1:]]]
    assert told(reading({**GROUND, "Cihazlar": rows})) == ["IMP-042 Cihazlar A2"]


def test_an_unnamed_sheet_is_what_the_file_or_the_option_says(workbook: Callable[..., Path]) -> None:
    ground = workbook(GROUND, "zemin.xlsx")
    sheets: Sheets = {"Sayfa1": [HEAD, switch(1)], "Sayfa2": [], "Sheet3": [[None], [" "]]}
    given: list[tuple[str, dict[str, Any]]] = [
        ("cihazlar.xlsx", {}), ("cihazlar-duzelt-2.xlsx", {}), ("2026.xlsx", {"sheet": "cihazlar"}),
    ]  # fmt: skip
    for name, options in given:
        found = read([ground, workbook(sheets, name)], NothingKnown(), **options)
        assert (told(found), names(found)) == ([], ["sw-1"])
    assert told(read([ground, workbook(sheets, "2026.xlsx")], NothingKnown())) == ["IMP-020 Sayfa1"]


def test_the_name_s_column_may_be_called_after_its_sheet(reading: Callable[..., Reading]) -> None:
    found = reading({"Birimler": [["Birim Adı"], ["Fen İşleri"]], "Bölgeler": [["İlçe adı"], ["Merkezkent"]]})
    assert told(found) == []
    assert [one.body["name"] for one in found.wanted] == ["Merkezkent", "Fen İşleri"]


def test_a_long_number_shown_as_a_date_keeps_its_digits(workbook: Callable[..., Path]) -> None:
    file = workbook({**GROUND, "Cihazlar": [HEAD, switch(1, 5321234567)]})
    book = openpyxl.load_workbook(file)
    book["Cihazlar"]["D2"].number_format = "dd.mm.yyyy"
    book.save(file)
    found = read([file], NothingKnown())
    assert told(found) == []
    assert [one.body["serial"] for one in found.wanted if one.endpoint == "dcim/devices"] == ["5321234567"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"<v>42</v>", b"<v>1E400</v>", "IMP-041 Kabinler C2"),
        (b"<v>42</v>", b"<v>NaN</v>", "IMP-041 Kabinler C2"),
        (b'<row r="2"', b'<row r="2000000000"', "IMP-007"),
    ],
)
def test_numbers_that_no_sheet_can_hold_are_faults(
    workbook: Callable[..., Path], tmp_path: Path, old: bytes, new: bytes, code: str
) -> None:
    rows = [["Kabin adı", "Yerleşke", "Yükseklik (U)"], ["k01", "ahb", 42]]
    whole = workbook({"Kabinler": rows, "Yerleşkeler": GROUND["Yerleşkeler"]})
    broken = tmp_path / "bozuk.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            target.writestr(entry.filename, data.replace(old, new) if entry.filename.endswith("sheet1.xml") else data)
    assert told(read([broken], NothingKnown())) == [code]


def test_a_title_that_ends_in_a_colon_makes_no_yaml_of_a_csv(tmp_path: Path) -> None:
    (tmp_path / "birimler.csv").write_text("Birim listesi:\nSıra No;Birim Adı\n1;Fen İşleri\n", "utf-8")
    found = read([tmp_path / "birimler.csv"], NothingKnown())
    assert [one.body["name"] for one in found.wanted] == ["Fen İşleri"]
    assert not found.faults
