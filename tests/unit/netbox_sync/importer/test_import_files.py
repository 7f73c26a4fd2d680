"""A file is what its content says; what can't be used is told with a code and a remedy, never a traceback."""

from __future__ import annotations

import io
import os
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbox_sync.importer.encoding import decode
from netbox_sync.importer.faults import FaultKind
from netbox_sync.importer.kinds import file_faults, row_faults
from netbox_sync.importer.known import NothingKnown
from netbox_sync.importer.raw import Limits, Unusable
from netbox_sync.importer.reading import Reading, none_usable, read
from tests.unit.netbox_sync.importer.conftest import told

REGIONS = [["Ad"], ["Merkezkent"], ["Çınarlı"]]


def _one(path: Path, limits: Limits | None = None) -> Reading:
    return read([path], NothingKnown(), limits=limits)


def _zip(entries: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return content.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTENTS: dict[str, tuple[str, bytes, FaultKind, str]] = {
    "an empty file": ("a.xlsx", b"", file_faults.EMPTY_FILE, "empty"),
    "only spaces": ("a.csv", b" \r\n\r\n", file_faults.EMPTY_FILE, "empty"),
    "a web page saved as xls": (
        "a.xls",
        b"<html><table><tr><td>Ad</td></tr></table></html>",
        file_faults.NOT_A_TABLE,
        "HTML",
    ),
    "an old workbook": ("a.xlsx", OLE + b"\x00" * 2000, file_faults.OLD_EXCEL, ".xls"),
    "an older workbook": ("a.xls", b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\x00" * 90, file_faults.OLD_EXCEL, ".xls"),
    "a workbook with a password": (
        "a.xlsx",
        OLE + b"\x00" * 1000 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 1000,
        file_faults.ENCRYPTED,
        "password",
    ),
    "an archive of other things": ("a.xlsx", _zip({"a.txt": b"x"}), file_faults.NOT_A_TABLE, "without a workbook"),
    "a Word document": ("a.xlsx", _zip({"word/document.xml": b"<x/>"}), file_faults.NOT_A_TABLE, "Word"),
    "a LibreOffice workbook": (
        "a.xlsx",
        _zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        file_faults.NOT_A_TABLE,
        "opendocument",
    ),
    "a PDF": ("a.csv", b"%PDF-1.7\n%\xe2\xe3", file_faults.NOT_A_TABLE, "PDF"),
    "a picture": ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00", file_faults.NOT_A_TABLE, "picture"),
    "noise": ("a.csv", bytes(range(256)) * 4, file_faults.NOT_A_TABLE, "binary"),
    "a quotation mark that never closes": (
        "bölgeler.csv",
        'Ad;Açıklama\nA;"açık\nB;c\n'.encode(),
        file_faults.CSV_BROKEN,
        "line 2",
    ),
    "UTF-16 cut in the middle of a letter": (
        "bölgeler.csv",
        "Ad\nÇ".encode("utf-16")[:-1],
        file_faults.ENCODING_UNCLEAR,
        "UTF-16",
    ),
    "YAML with a key twice": (
        "a.yml",
        b"regions:\n- name: A\n  name: B\n",
        file_faults.YAML_BROKEN,
        "name comes twice",
    ),
    "YAML with aliases": (
        "a.yml",
        b"regions: &a\n- name: x\nsites: *a\n",
        file_faults.YAML_BROKEN,
        "anchors and aliases",
    ),
    "YAML that makes objects": (
        "a.yml",
        b"regions: !!python/object:os.system x\n",
        file_faults.YAML_BROKEN,
        "list of rows",
    ),
    "YAML with a tag of its own": ("a.yml", b"regions: !boom [a]\n", file_faults.YAML_BROKEN, "tag !boom"),
    "YAML that can't be parsed": ("a.yml", b"regions:\n  - {name: [}\n", file_faults.YAML_BROKEN, "line 2"),
    "YAML nested without end": ("a.yml", b"regions: " + b"[" * 4000 + b"]" * 4000, file_faults.YAML_BROKEN, "deep"),
    "YAML of two documents": ("a.yml", b"regions: []\n---\nregions: []\n", file_faults.YAML_BROKEN, "second document"),
    "a row that is no mapping": ("a.yml", b"regions: [a, b]\n", file_faults.YAML_BROKEN, "not a mapping"),
}


@pytest.mark.parametrize("case", CONTENTS)
def test_what_is_no_table_is_told_for_what_it_is(case: str, tmp_path: Path) -> None:
    name, content, kind, words = CONTENTS[case]
    (tmp_path / name).write_bytes(content)
    found = _one(tmp_path / name)
    assert [one.code for one in found.faults] == [kind.code]
    assert words in found.faults[0].en
    assert found.faults[0].en_remedy
    assert not found.wanted


def test_a_workbook_under_another_name_is_still_a_workbook(workbook: Callable[..., Path]) -> None:
    path = workbook({"Bölgeler": REGIONS})
    renamed = path.rename(path.with_suffix(".csv"))
    assert len(_one(renamed).wanted) == 2


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9, 0.99])
def test_a_workbook_cut_off_is_damaged(cut: float, workbook: Callable[..., Path]) -> None:
    path = workbook({"Bölgeler": REGIONS * 200})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * cut)])
    assert [one.code for one in _one(path).faults] == [file_faults.DAMAGED.code]


def test_a_flipped_byte_in_a_sheet_is_found(workbook: Callable[..., Path]) -> None:
    path = workbook({"Bölgeler": [["Ad"], *([f"Bölge {number}"] for number in range(500))]})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 200
    content[at] ^= 0xFF
    path.write_bytes(bytes(content))
    assert [one.code for one in _one(path).faults] == [file_faults.DAMAGED.code]


def test_a_bomb_is_not_unpacked(workbook: Callable[..., Path]) -> None:
    path = workbook({"Bölgeler": REGIONS})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"\x00" * (70 * 1024 * 1024))
    found = _one(path)
    assert [one.code for one in found.faults] == [file_faults.TOO_LARGE.code]
    assert "MB" in found.faults[0].en


def test_a_bomb_that_lies_about_its_size_is_not_unpacked(workbook: Callable[..., Path]) -> None:
    path = workbook({"Bölgeler": REGIONS})
    bomb = b" " * (80 * 1024 * 1024)
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries["xl/worksheets/sheet1.xml"] += bomb
    content = _zip(entries)
    real = len(entries["xl/worksheets/sheet1.xml"]).to_bytes(4, "little")
    told_size = (4096).to_bytes(4, "little")
    assert content.count(real) == 2  # in the entry's own head and in the list at the end
    path.write_bytes(content.replace(real, told_size))
    assert [one.code for one in _one(path).faults] == [file_faults.DAMAGED.code]


def test_entries_that_share_their_bytes_are_a_bomb(workbook: Callable[..., Path]) -> None:
    path = workbook({"Bölgeler": REGIONS})
    found = _one(path, Limits(entries=3))
    assert [one.code for one in found.faults] == [file_faults.TOO_LARGE.code]
    assert "entries" in found.faults[0].en


@pytest.mark.parametrize(("first", "second"), [(b'"B2"', b'"A2"'), (b'<row r="3"', b'<row r="2"')])
def test_cells_and_rows_out_of_order_are_never_put_into_other_columns(
    workbook: Callable[..., Path], first: bytes, second: bytes
) -> None:
    path = workbook({"Bölgeler": [["Ad", "Slug"], ["Merkez", "merkez"], ["Kuzey", "kuzey"]]})
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    sheet = entries["xl/worksheets/sheet1.xml"]
    assert first in sheet
    assert second in sheet
    swapped = sheet.replace(first, b"@").replace(second, first).replace(b"@", second)
    path.write_bytes(_zip(entries | {"xl/worksheets/sheet1.xml": swapped}))
    assert [one.code for one in _one(path).faults] == [file_faults.DAMAGED.code]


def test_a_sheet_with_a_document_type_is_refused(workbook: Callable[..., Path]) -> None:
    path = workbook({"Bölgeler": REGIONS})
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entity = b'<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]>'
    entries["xl/worksheets/sheet1.xml"] = entity + entries["xl/worksheets/sheet1.xml"]
    path.write_bytes(_zip(entries))
    assert [one.code for one in _one(path).faults] == [file_faults.DAMAGED.code]


def test_a_folder_and_a_missing_file_are_told(tmp_path: Path) -> None:
    found = read([tmp_path, tmp_path / "yok.xlsx"], NothingKnown())
    assert [one.code for one in found.faults] == [file_faults.UNREADABLE.code] * 2
    assert {one.en for one in found.faults} == {
        "The file can't be read: Is a directory",
        "The file can't be read: No such file or directory",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Ad\n", "utf-8")
    path.chmod(0)
    assert [one.code for one in _one(path).faults] == [file_faults.UNREADABLE.code]


def test_one_bad_file_does_not_hide_the_faults_of_another(workbook: Callable[..., Path], tmp_path: Path) -> None:
    good = workbook({"Bölgeler": [["Ad"], ["Kırlı"], ["Kirli"]]})
    (tmp_path / "b.csv").write_bytes(b"%PDF-1.7")
    found = read([tmp_path / "b.csv", good], NothingKnown())
    assert [one.code for one in found.faults] == [file_faults.NOT_A_TABLE.code, row_faults.SLUG_COLLISION.code]


def test_formulas_errors_dates_and_merged_cells_are_told_by_cell(reading: Callable[..., Reading]) -> None:
    import datetime  # noqa: PLC0415

    day = datetime.datetime(2026, 3, 1)  # noqa: DTZ001  # as a spreadsheet holds one
    found = reading({"Bölgeler": [["Ad", "Kısa ad", "Açıklama"], ["=A1", "#N/A", day], ["Merkez", "m", "=1+1"]]})
    assert told(found) == ["IMP-040 Bölgeler A2", "IMP-041 Bölgeler B2", "IMP-061 Bölgeler C2", "IMP-040 Bölgeler C3"]
    assert "=A1" in found.faults[0].en


def test_hidden_rows_hidden_sheets_and_merged_cells_are_told(tmp_path: Path) -> None:
    import openpyxl  # noqa: PLC0415

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Bölgeler"
    for row in (["Örnekşehir bölgeleri", None], ["Ad", "Kısa ad"], ["Merkez", "m"], ["Gizli", "g"], ["İki", "iki"]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("A5:B5")
    sheet.row_dimensions[4].hidden = True
    other = book.create_sheet("Etiketler")
    other.append(["Ad"])
    other.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    found = _one(tmp_path / "a.xlsx")
    assert told(found) == [
        "IMP-026 Bölgeler A5",
        "IMP-027 Bölgeler",
        "IMP-029 Bölgeler 2",
        "IMP-027 Etiketler",
    ]
    assert {one.key["slug"] for one in found.wanted} == {"m", "g", "iki"}


def test_numbers_come_as_people_see_them(tmp_path: Path) -> None:
    import openpyxl  # noqa: PLC0415

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Kabinler"
    rows: list[list[str | float]] = [
        ["Ad", "Yerleşke", "Demirbaş no", "Yükseklik"],
        ["k1", "m", 12.0, 42.0],
        ["k2", "m", 7, "42,0"],
        ["k3", "m", "0012", 42],
    ]
    for row in rows:
        sheet.append(row)
    sheet["C3"].number_format = "00000"
    other = book.create_sheet("Yerleşkeler")
    other.append(["Ad"])
    other.append(["m"])
    book.save(tmp_path / "a.xlsx")
    found = _one(tmp_path / "a.xlsx")
    assert [(one.body["asset_tag"], one.body["u_height"]) for one in found.wanted if one.endpoint == "dcim/racks"] == [
        ("12", 42),
        ("00007", 42),
        ("0012", 42),
    ]
    assert told(found) == ["IMP-072 Kabinler C2"]  # a number among texts that begin with zeros


TURKISH = "Çınarlı ığdır ŞİŞLİ Üçtepe Özlüce Göldağı bölgesi"


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 (BOM)"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("iso8859-9", "ISO-8859-9"),
        ("cp857", "CP857"),
    ],
)
def test_turkish_text_is_read_in_every_usual_encoding(codec: str, name: str) -> None:
    assert decode(TURKISH.encode(codec)) == (TURKISH, name)


def test_windows_1254_is_told_by_what_iso_lacks() -> None:
    text = TURKISH + " – “alıntı” …"
    assert decode(text.encode("cp1254")) == (text, "Windows-1254")


@given(st.text("abcçdefgğhıijklmnoöprsştuüvyzABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZ0123456789 ;,.-/'", min_size=1))
def test_any_turkish_text_survives_both_turkish_encodings(text: str) -> None:
    for codec in ("cp1254", "utf-8", "utf-8-sig"):
        assert decode(text.encode(codec))[0] == text


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_give_text_or_a_fault(data: bytes) -> None:
    with suppress(Unusable):  # any other exception fails
        text, name = decode(data)
        assert name
        assert text or data in {b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"}


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1254"])
def test_separators_and_quotes_in_any_encoding(separator: str, encoding: str, tmp_path: Path) -> None:
    lines = [
        ["Ad", "Kısa ad", "Açıklama"],
        ["Çınarlı", "cin", f'"ilçe{separator} ""merkez"""'],
        ["İncirköy", "inc", '"iki\nsatır"'],
    ]
    text = "\r\n".join(separator.join(line) for line in lines) + "\r\n"
    (tmp_path / "bölgeler.csv").write_bytes(text.encode(encoding))
    found = _one(tmp_path / "bölgeler.csv")
    assert not found.faults
    inner = separator.replace("\t", "")  # white space is made one space
    assert [one.body["description"] for one in found.wanted] == [f'ilçe{inner} "merkez"', "iki satır"]
    assert [one.origin.row for one in found.wanted] == [2, 3]


def test_the_separator_that_excel_writes_into_the_file_counts(tmp_path: Path) -> None:
    (tmp_path / "bölgeler.csv").write_text("sep=|\r\nAd|Açıklama\r\nA|x;y;z,1,2\r\n", "utf-8")
    assert _one(tmp_path / "bölgeler.csv").wanted[0].body["description"] == "x;y;z,1,2"


def test_random_damage_of_a_workbook_is_never_a_traceback(workbook: Callable[..., Path]) -> None:
    path = workbook({"Bölgeler": [["Ad", "Kısa ad"], *([f"Bölge {number}", f"b{number}"] for number in range(60))]})
    content = path.read_bytes()
    chance = random.Random(5)
    outcomes: set[str] = set()
    for _ in range(60):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(bytes(damaged))
        outcomes.update(one.code for one in _one(path).faults)
    assert file_faults.DAMAGED.code in outcomes


BROKEN: dict[str, tuple[str, bytes, str]] = {
    # file, content, what is told in Turkish
    "a workbook cut off": ("a.xlsx", b"PK\x03\x04 and no more", "ZIP arşivi değil ya da sonu eksik"),
    "a quotation mark left open": ("Bölgeler.csv", 'Ad;Kısa ad\na;"b\n'.encode(), "tırnak içindeyken dosya bitiyor"),
    "a letter behind a quotation mark": ("Bölgeler.csv", 'Ad;Kısa ad\n"a"b;c\n'.encode(), "işaretinden sonra"),
    "two colons": ("a.yml", "Bölgeler:\n- Ad: a: b\n".encode(), "burada iki nokta olamaz"),
    "a wrong indent": ("a.yml", "Bölgeler:\n- Ad: a\n  - b\n".encode(), "girinti denetlenmeli"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_a_library_says_of_a_broken_file_is_told_in_turkish(case: str, tmp_path: Path) -> None:
    name, content, words = BROKEN[case]
    (tmp_path / name).write_bytes(content)
    (fault,) = _one(tmp_path / name).faults
    assert words in fault.tr
    assert "Error" not in fault.tr + fault.en
    assert "BadZipFile" not in fault.tr + fault.en


def test_a_list_without_a_sheets_name_is_known_by_its_headers(tmp_path: Path) -> None:
    (tmp_path / "liste.csv").write_text("Ad;Yerleşke;Rol;Üretici;Model;Seri no\na;b;c;d;e;f\n", "utf-8")
    (tmp_path / "latin.csv").write_text("Bir;İki;Üç\na;b;c\n", "utf-8")
    fault, other = read([tmp_path / "liste.csv", tmp_path / "latin.csv"], NothingKnown()).faults
    assert fault.tr.startswith("Bilinmeyen sayfa: liste. En yakın: Cihazlar")
    assert fault.en.startswith("Unknown sheet: liste. Nearest: Devices")
    assert other.en == "Unknown sheet: latin"


def test_files_none_of_which_can_be_read_are_told_without_a_netbox(tmp_path: Path) -> None:
    (tmp_path / "bos.csv").write_bytes(b"")
    (tmp_path / "Bölgeler.csv").write_text("Ad\nIlıca\n", "utf-8")
    files = [tmp_path / "yok.xlsx", tmp_path / "bos.csv"]
    found = none_usable(files)
    assert found is not None
    assert [(one.code, one.file) for one in found.faults] == [
        (file_faults.UNREADABLE.code, str(files[0])),
        (file_faults.EMPTY_FILE.code, str(files[1])),
    ]
    assert none_usable([*files, tmp_path / "Bölgeler.csv"]) is None
