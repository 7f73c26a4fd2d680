"""The report on paper: printed by a real browser on A4, read back as text."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from altyapi.evidence import report
from tests.support.evidence import device, entry, record
from tests.support.paper import NEEDED, printed

pytestmark = [pytest.mark.e2e, NEEDED]
DEVICES = tuple(
    device(
        f"obb-mrk-ahb{number // 40 + 1:02d}-ers{number % 40 + 1:02d}",
        diff=f" interface GigabitEthernet1/0/{number}\n+ description {'uzun ' * 40}son{number}",
        state="reverted" if number == 30 else "applied",
        why="Session lost: " + "x" * 500 if number == 30 else "",
    )
    for number in range(120)
)
EVRAK = 'E-99999999-703.01-[İÇ "1"]-12'


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The text of each printed page."""
    folder = tmp_path_factory.mktemp("print")
    reason = 'Uzun gerekçe, "tırnaklı", ' * 30
    page = report.write(entry(record(*DEVICES, evrak=EVRAK, reason=reason)), folder, "tr")
    return _printed(page, folder)


def _printed(page: Path, folder: Path) -> list[str]:
    paper = folder / "report.pdf"
    text = printed(page, paper)
    size = subprocess.run(["pdfinfo", str(paper)], check=True, capture_output=True, text=True).stdout
    assert re.search(r"Page size:\s+59[45][\d.]* x 84[12]", size), size  # A4 in points
    return text.removesuffix("\f").split("\f")


def test_every_page_has_its_number_and_the_documents(sheets: list[str]) -> None:
    assert len(sheets) > 5
    for number, sheet in enumerate(sheets, start=1):
        last = sheet.rstrip().splitlines()[-1]
        assert last.split("Kanıt kaydı")[0].strip() == EVRAK
        assert last.rstrip().endswith(f"Sayfa {number} / {len(sheets)}")


def test_signatures_and_the_lines_to_sign_are_on_one_page(sheets: list[str]) -> None:
    last = sheets[-1]
    for wanted in ("İmzalar", "onaylayan@orneksehir.example", "Kontrol eden", "Ad soyad, unvan, tarih, imza"):
        assert wanted in last


def test_nothing_runs_off_the_paper(sheets: list[str]) -> None:
    text = "".join(sheets)
    flat = re.sub(r"\s+", "", text)
    for one in DEVICES:
        assert one.device in text
        assert one.diff.rsplit(" ", 1)[1] in text
    assert "x" * 500 in flat
    assert text.count("Önceki") > 3  # a table's head stands on each of its pages
