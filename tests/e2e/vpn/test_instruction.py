"""The user's instruction on paper: one sheet, in Turkish, whatever the profile reaches."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from altyapi.vpn import instruction, keys
from altyapi.vpn.pending import Wanted
from altyapi.vpn.policy import VpnPolicy

BROWSER = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        BROWSER is None or shutil.which("pdftotext") is None,
        reason="needs a browser and pdftotext: apt-get install chromium poppler-utils",
    ),
]


def test_it_is_one_sheet_of_paper_and_holds_no_key(tmp_path: Path) -> None:
    key = keys.pair().public
    one = Wanted(
        person=57, person_id="Şükrü Çağıl İğneli Öztürkoğlu", department="mali-hizmetler", profile="staff",
        provider="wireguard", public_key=key, until=date(2026, 12, 31), evrak="E-12345678-934.01.02[ABC]-123456789",
        address="10.66.0.7/32",
    )  # fmt: skip
    reached = [f"Uygulama {number} ve bağlı hizmetleri" for number in range(12)]
    page, paper = tmp_path / "yonerge.html", tmp_path / "yonerge.pdf"
    rules = VpnPolicy(help_desk="dahili 1234, yardim@ornek.example")
    page.write_bytes(instruction.page(rules, one, reached, made_here=True, language="tr"))
    subprocess.run(
        [
            str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--no-pdf-header-footer",
            f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={paper}", page.as_uri(),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    text = subprocess.run(["pdftotext", "-layout", str(paper), "-"], check=True, capture_output=True, text=True).stdout
    assert text.count("\f") == 1
    for said in (
        "Şükrü Çağıl İğneli Öztürkoğlu",
        "31.12.2026",
        "10.66.0.7",
        "Uygulama 11",
        "dahili 1234",
        "Teslim alan",
    ):
        assert said in text
    assert key not in page.read_text("utf-8")
