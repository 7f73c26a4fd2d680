"""inv audit.inventory and audit.findings from a shell: exit codes, files, the log, and what a bad call is told."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess

import pytest

from altyapi.audit.views import VIEWS
from lab.orneksehir import generate
from tests.e2e.audit.conftest import Desk

pytestmark = pytest.mark.e2e
DAY = ("--on", "20.04.2026")


def test_findings_are_pending_work_and_nothing_found_is_done(desk: Desk) -> None:
    found = desk.inv("audit.findings", *DAY, "--format", "json")
    assert found.returncode == 2
    told = {
        rule["rule"]: sorted(one["object"] for one in rule["findings"]) for rule in json.loads(found.stdout)["rules"]
    }
    assert told == {kind: sorted(names) for kind, names in generate("tiny").findings.items()}
    none = desk.inv("audit.findings", *DAY, "--kind", "old-battery")
    assert none.returncode == 0
    assert "bulgu yok" in none.stdout


def test_findings_fit_a_terminal_of_eighty_columns(desk: Desk) -> None:
    found = desk.inv("audit.findings", *DAY)
    assert "Bulgu: " in found.stdout
    assert (
        "./inv audit.findings --on 20.04.2026 --out bulgular.html" in found.stdout
    )  # the next command judges the same
    assert max(map(len, found.stdout.splitlines())) <= 80
    assert desk.exports() == []  # looking is no export


def test_each_view_fits_a_terminal_and_names_are_whole(desk: Desk) -> None:
    listed = desk.inv("audit.inventory", *DAY)
    assert listed.returncode == 0
    for view in VIEWS:
        assert re.search(rf"^{view.name} +\d+ ", listed.stdout, re.MULTILINE), view.name
    hardware = desk.inv("audit.inventory", *DAY, "--view", "donanim", "--limit", "role:camera")
    assert max(map(len, hardware.stdout.splitlines())) <= 80
    assert "obb-sah-ot01-kam01" in hardware.stdout


def test_a_file_has_its_line_in_the_log_and_its_hash_is_that_line_s(desk: Desk) -> None:
    words = ("audit.inventory", *DAY, "--view", "hatlar", "--limit", "site:sah-ot01", "--evrak", "E-1")
    for ending in ("csv", "xlsx", "html", "json"):
        assert desk.inv(*words, "--out", f"hatlar.{ending}").returncode == 0
    for export, ending in zip(desk.exports(), ("csv", "xlsx", "html", "json"), strict=True):
        file = desk.state / f"hatlar.{ending}"
        assert export["file"] == str(file.resolve())
        assert export["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
        assert export["content_sha256"]
        assert (export["view"], export["filter"], export["rows"], export["masked"]) == (
            "hatlar",
            "site:sah-ot01",
            2,
            True,
        )


def test_personal_data_goes_out_only_with_a_line_that_says_so(desk: Desk) -> None:
    words = ("audit.inventory", *DAY, "--view", "hatlar")
    assert "HAT-" not in desk.inv(*words).stdout
    assert desk.exports() == []
    assert "HAT-" in desk.inv(*words, "--unmask", COLUMNS="200").stdout
    assert [export["masked"] for export in desk.exports()] == [False]
    listed = desk.inv("audit.exports")
    assert "hatlar (--unmask)" in listed.stdout
    assert "Günlük sağlam: dışa aktarma: 1" in listed.stdout


def test_without_the_log_nothing_leaves(desk: Desk) -> None:
    log = desk.state / "evidence" / "exports.jsonl"
    log.parent.mkdir()
    log.write_text("{}\n")
    told = desk.inv("audit.inventory", *DAY, "--view", "hatlar", "--out", "hatlar.csv")
    assert told.returncode == 1
    assert "AUD-004" in told.stderr
    assert not (desk.state / "hatlar.csv").exists()
    assert "AUD-004" in desk.inv("audit.exports").stderr


def test_what_was_found_before_is_told_apart_from_what_is_new(desk: Desk) -> None:
    assert desk.inv("audit.findings", *DAY, "--out", "dun.json").returncode == 2
    same = desk.inv("audit.findings", *DAY, "--since", "dun.json")
    assert same.returncode == 0
    assert "yeni: 0, artık olmayan: 0" in same.stdout
    assert "yeni bulgu yok" in same.stdout
    alone = desk.inv("audit.findings", *DAY, "--since", "dun.json", "--kind", "camera-without-serial")
    assert "yeni bulgu yok; kural: 1." in alone.stdout
    later = desk.inv("audit.findings", "--on", "2026-05-01", "--since", "dun.json", "--format", "json")
    new = {(rule["rule"], one["object"]) for rule in json.loads(later.stdout)["rules"] for one in rule["findings"]}
    assert ("exception-still-open", "IST-2026-002") in new
    assert ("exception-still-open", "IST-2026-001") not in new


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("audit.inventory", "--view", "donanm"), "AUD-002", "Yakın: donanim"),
        (("audit.inventory", "--view", "donanim", "--out", "x.pdf"), "AUD-003", ".xlsx"),
        (("audit.inventory", "--out", "x.csv"), "CLI-004", "--view donanim"),
        (("audit.inventory", "--view", "donanim", "--limit", "site:yok"), "NBX-041", "yok"),
        (("audit.findings", "--kind", "camera-without-seral"), "AUD-001", "camera-without-serial"),
        (("audit.findings", "--on", "31.02.2026"), "AUD-005", "--on 2026-04-20"),
        (("audit.findings", "--since", "snapshot.json"), "AUD-006", "snapshot.json"),
        (("audit.findings", "--since", "yok.json"), "CLI-005", "yok.json"),
    ],
)
def test_a_bad_call_is_told_in_one_message_with_a_next_step(
    desk: Desk, words: tuple[str, ...], code: str, told: str
) -> None:
    result = desk.inv(*words)
    assert result.returncode == 1
    assert code in result.stderr
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_a_register_with_a_fault_is_told_with_its_line(desk: Desk) -> None:
    (desk.state / "registers" / "waves.yml").write_text("waves:\n  - id: W1\n    start: 2026-03-02\n    end: yarın\n")
    result = desk.inv("audit.findings", *DAY)
    assert result.returncode == 1
    assert "satır 4: waves[1].end: tarih gerekli: 2026-04-20" in result.stderr


@pytest.mark.skipif(
    shutil.which("chromium") is None or shutil.which("pdftotext") is None, reason="needs chromium and poppler-utils"
)
def test_the_page_prints_with_its_number_document_snapshot_and_a_place_to_sign(desk: Desk) -> None:
    evrak = 'E-99999999-934.01.02-[İÇ "1"]'
    assert desk.inv("audit.inventory", *DAY, "--view", "donanim", "--evrak", evrak, "--out", "x.html").returncode == 0
    paper = desk.state / "x.pdf"
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer",
         f"--user-data-dir={desk.state / 'profile'}", f"--print-to-pdf={paper}", (desk.state / "x.html").as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    text = subprocess.run(["pdftotext", "-layout", str(paper), "-"], check=True, capture_output=True, text=True).stdout
    sheets = text.removesuffix("\f").split("\f")
    digest = json.loads((desk.state / "snapshot.json").read_text("utf-8").partition("\n")[0])["digest"]
    assert len(sheets) > 3
    for number, sheet in enumerate(sheets, start=1):
        last = sheet.rstrip().splitlines()[-1]
        assert last.strip().startswith(evrak)
        assert f"Anlık görüntü {digest[:16]}" in last
        assert last.endswith(f"Sayfa {number} / {len(sheets)}")
        assert number in {1, len(sheets)} or "Taşınır no" in sheet
    assert "Ad soyad, unvan, tarih, imza" in sheets[-1]
    assert "obb-sah-ot01-ers01" in text
