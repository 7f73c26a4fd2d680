"""Files: what Turkish Excel, a printer and a program find in them."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from altyapi.audit import export
from altyapi.audit.estate import Estate
from altyapi.audit.export.cover import Cover, cover
from altyapi.audit.table import Heading, Table
from altyapi.audit.text import Cell, Text

TRAPS = ("=1+1", "+90", "-cmd", "@SUM(A1)", " =HYPERLINK(1)", "\t=1", "＝1+1")
ROWS: tuple[tuple[Cell, ...], ...] = (
    ('Çınarlı; "Otobüs" Terminali', 12, Decimal("12.5"), date(2026, 4, 20), True, Text("old", "eski")),
    ("<script>alert(1)</script>", None, None, None, False, ""),
    *((trap, 1, Decimal("0.1"), None, None, "") for trap in TRAPS),
)
HEADINGS = (
    Heading("ad", Text("Name", "Ad")),
    Heading("adet", Text("Count", "Adet"), "number"),
    Heading("oran", Text("Share", "Oran"), "number"),
    Heading("gun", Text("Day", "Gün"), "date"),
    Heading("evet", Text("Yes", "Evet"), "flag"),
    Heading("durum", Text("State", "Durum")),
)
TABLE = Table("deneme", Text("Trial", "Deneme"), HEADINGS, ROWS)


@pytest.fixture
def head(tiny: Estate) -> Cover:
    return cover(
        TABLE, tiny, title='Deneme "1"', about="Sınama", controls="BİGR 2020/1.0: 3.1.1.1", filter_="site:x",
        masked=True, evrak="E-1 </style>", by="kul0001", now=datetime(2026, 4, 20, 6, tzinfo=UTC),
    )  # fmt: skip


def made(ending: str, head: Cover) -> bytes:
    return export.content(Path(f"x{ending}"), TABLE, head, "tr")


def test_turkish_excel_opens_the_csv_by_a_double_click(head: Cover) -> None:
    content = made(".csv", head)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == len(ROWS) + 1
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert read[0] == ["Ad", "Adet", "Oran", "Gün", "Evet", "Durum"]
    assert read[1] == ['Çınarlı; "Otobüs" Terminali', "12", "12,5", "20.04.2026", "evet", "eski"]


def test_nothing_in_a_csv_is_taken_for_a_formula(head: Cover) -> None:
    read = list(csv.reader(io.StringIO(made(".csv", head).decode("utf-8-sig"), newline=""), delimiter=";"))
    for trap, row in zip(TRAPS, read[3:], strict=True):
        assert row[0].startswith("'"), trap
        assert row[2] == "0,1"


def test_a_dash_alone_is_no_formula(head: Cover) -> None:
    table = Table("x", Text("x", "x"), HEADINGS[:1], (("-",), ("- ",), ("--x",)))
    assert made_of(table, head) == ["-", "- ", "'--x"]


def made_of(table: Table, head: Cover) -> list[str]:
    text = export.content(Path("x.csv"), table, head, "tr").decode("utf-8-sig")
    return [row[0] for row in csv.reader(io.StringIO(text, newline=""), delimiter=";")][1:]


def test_a_negative_number_stays_a_number(head: Cover) -> None:
    table = Table("x", Text("x", "x"), HEADINGS[1:2], ((-51,),))
    assert export.content(Path("x.csv"), table, head, "tr").endswith(b"\r\n-51\r\n")


def test_the_workbook_holds_dates_numbers_a_frozen_head_and_its_source(head: Cover) -> None:
    book = load_workbook(io.BytesIO(made(".xlsx", head)))
    assert book.sheetnames == ["Kapak", "deneme"]
    sheet = book["deneme"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:F{len(ROWS) + 1}"
    first = [cell.value for cell in sheet[2]]
    assert first == ['Çınarlı; "Otobüs" Terminali', 12, 12.5, datetime(2026, 4, 20), "evet", "eski"]  # noqa: DTZ001  Excel's dates have no zone
    assert sheet["D2"].number_format == "dd.mm.yyyy"
    for row in range(4, 4 + len(TRAPS)):
        assert sheet.cell(row, 1).data_type == "s"
    cells = {str(row[0].value): row[1].value for row in book["Kapak"].iter_rows(min_row=4, max_col=2)}
    assert cells["Satırlar (SHA-256)"] == TABLE.sha256
    assert cells["Anlık görüntü (SHA-256)"] == head.snapshot_digest
    assert cells["Süzgeç"] == "site:x"
    assert cells["Satır"] == len(ROWS)


def test_the_page_needs_nothing_from_outside_and_lets_nothing_in(head: Cover) -> None:
    page = made(".html", head).decode()
    assert not re.search(r"(src|href)\s*=|url\(|@import|<script", page)
    assert "&lt;script&gt;" in page
    assert page.count("</style>") == 1
    for wanted in (
        "@page",
        "counter(pages)",
        "Ad soyad, unvan, tarih, imza",
        head.snapshot_digest,
        "12,5",
        "20.04.2026",
    ):
        assert wanted in page


@pytest.mark.skipif(shutil.which("jq") is None, reason="needs jq")
def test_the_rows_digest_can_be_checked_by_hand(head: Cover, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(made(".json", head))
    command = f"jq -cS .rows {file} | tr -d '\\n' | sha256sum"
    told = subprocess.run(["sh", "-c", command], check=True, capture_output=True, text=True).stdout
    assert told.split()[0] == json.loads(file.read_text("utf-8"))["cover"]["content_sha256"] == TABLE.sha256


def test_the_digest_is_of_the_rows_not_of_the_language(head: Cover) -> None:
    english = json.loads(export.content(Path("x.json"), TABLE, head, "en"))
    assert english["rows"] == json.loads(made(".json", head))["rows"]
    assert english["rows"][0] == {
        "ad": 'Çınarlı; "Otobüs" Terminali', "adet": 12, "oran": "12.5", "gun": "2026-04-20", "evet": True, "durum": "old",
    }  # fmt: skip


def test_another_ending_is_refused() -> None:
    with pytest.raises(export.EndingUnknown):
        export.check(Path("x.pdf"))


def test_a_table_without_rows_is_a_whole_page(head: Cover) -> None:
    empty = Table("x", Text("x", "x"), HEADINGS, ())
    for ending in export.ENDINGS:
        assert export.content(Path(f"x{ending}"), empty, head, "tr")
    assert b"Kay\xc4\xb1t yok" in export.content(Path("x.html"), empty, head, "tr")


def test_a_page_tells_the_snapshot_s_time_by_the_clock_by_which_it_was_made(head: Cover) -> None:
    here = {"made": "2026-11-23T01:14:12+03:00", "snapshot_taken": "2026-11-22T22:12:34+00:00"}
    page = made(".html", head.model_copy(update=here)).decode()
    assert "23.11.2026 01:12:34 +03:00" in page
    assert "22.11.2026" not in page
