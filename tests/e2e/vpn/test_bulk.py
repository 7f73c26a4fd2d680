"""A whole municipality from a table: every fault first, then all of it, and a second run changes nothing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from pyrage import decrypt, x25519

from altyapi.vpn import keys
from netbox_sync.ipam import addresses
from tests.e2e.vpn.ground import EVRAK, Desk

pytestmark = pytest.mark.e2e
IDENTITY = x25519.Identity.generate()
HEAD = "Sicil;Profil;Son gün;Evrak no;Açık anahtar;Gerekçe;Birim\n"


def written(folder: Path, *rows: str) -> str:
    file = folder / "talepler.csv"
    file.write_text(HEAD + "".join(f"{row}\n" for row in rows), "cp1254")
    return str(file)


def test_tells_the_faults_of_every_row_and_gives_nobody_anything(desk: Desk, tmp_path: Path) -> None:
    desk.person("sicil-3001")
    desk.person("sicil-3002")
    key = keys.pair().public
    file = written(
        tmp_path,
        f"sicil-3001;staff;31.12.2026;{EVRAK};{key};Evden çalışma;",
        f"sicil-3002;staff;31.12.2026;{EVRAK};{key};;",
        f"sicil-3001;staff;30.12.2026;{EVRAK};{keys.pair().public};;",
        f"kimse;personel;31.12.2036;evrak;{keys.pair().public};;",
        f"sicil-3002;contractor;31.12.2026;{EVRAK};;;",
        f";staff;olmaz;{EVRAK};;;",
        "kimse;personel;31.12.2026;;;;",
    )
    found = desk.json("bulk", 1, files=file, reason="İdari izin")["faults"]
    told = {(one["row"], one["code"]) for one in found}
    assert {(3, "VPN-013"), (4, "VPN-015"), (5, "VPN-001"), (5, "VPN-005"), (5, "VPN-010")} <= told
    assert {(6, "VPN-008"), (6, "VPN-016")} <= told
    # nobody named, no day and no key: each told once, nothing that follows from it
    assert {code for row, code in told if row == 7} == {"IMP-042", "IMP-047", "VPN-016"}
    assert {code for row, code in told if row == 8} == {"IMP-042", "VPN-001", "VPN-005"}
    assert {row for row, _ in told} == {3, 4, 5, 6, 7, 8}
    assert desk.of("sicil-3001") == desk.of("sicil-3002") == ()


def test_gives_all_of_them_in_few_requests_and_nothing_twice(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "AT_ONCE", 8)
    people = [f"sicil-31{number:02}" for number in range(20)]
    for who in people:
        desk.person(who)
    rows = [f"{who};staff;31.12.2026;{EVRAK};{keys.pair().public};;" for who in people]
    file = written(tmp_path, *rows[:15])
    desk("bulk", 2, files=file, reason="İdari izin")
    assert desk.of(people[0]) == ()
    before = desk.line.count("available-ips")
    assert "15 grants given" in desk("bulk", files=file, reason="İdari izin", apply=True)
    assert desk.line.count("available-ips") - before == 2
    given = [desk.of(who)[0] for who in people[:15]]
    assert len({one.address for one in given}) == 15
    assert "15 rows stand" in desk("bulk", files=written(tmp_path, *rows), reason="İdari izin", apply=True)
    assert [desk.of(who)[0] for who in people[:15]] == given
    assert len(list((desk.state / "vpn" / "handover").glob("*.html"))) == 20
    assert "Verilecek yeni erişim yok" in desk(
        "bulk", files=written(tmp_path, *rows), reason="x", apply=True, language="tr"
    )


def test_a_line_that_breaks_in_the_middle_is_gone_on_with(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "AT_ONCE", 4)
    people = [f"sicil-32{number:02}" for number in range(10)]
    for who in people:
        desk.person(who)
    file = written(tmp_path, *(f"{who};staff;31.12.2026;{EVRAK};{keys.pair().public};;" for who in people))
    desk.line.on(r"POST /api/ipam/prefixes/\d+/available-ips/", times=1)
    desk.line.fails(r"POST /api/ipam/prefixes/\d+/available-ips/", 500, times=3)
    assert "NBX-002" in desk("bulk", 1, files=file, reason="x", apply=True)
    assert sum(bool(desk.of(who)) for who in people) == 4
    assert "6 grants given" in desk("bulk", files=file, reason="x", apply=True)
    assert all(len(desk.of(who)) == 1 for who in people)


def test_keys_of_rows_without_one_are_made_and_each_handed_over(desk: Desk, tmp_path: Path) -> None:
    own = keys.pair().public
    for who in ("sicil-3301", "sicil-3302"):
        desk.person(who)
    file = written(tmp_path, f"sicil-3301;staff;31.12.2026;{EVRAK};{own};;", f"sicil-3302;staff;31.12.2026;{EVRAK};;;")
    assert "VPN-016" in desk("bulk", 1, files=file, reason="x")
    desk("bulk", files=file, reason="x", new_key=True, for_age=str(IDENTITY.to_public()), apply=True)
    (one,) = desk.of("sicil-3302")
    (sealed,) = desk.project.rglob("*.zip.age")
    with zipfile.ZipFile(io.BytesIO(decrypt(sealed.read_bytes(), [IDENTITY]))) as archive:
        config = archive.read(f"vpn-staff-{one.person}.conf").decode()
    private = next(line.partition(" = ")[2] for line in config.splitlines() if line.startswith("PrivateKey"))
    assert keys.public_of(private) == one.public_key
    assert desk.of("sicil-3301")[0].public_key == own


def test_each_row_stands_on_its_own_document_and_reason(desk: Desk, tmp_path: Path) -> None:
    rows = []
    for number in (1, 2):
        desk.person(f"sicil-350{number}")
        rows.append(f"sicil-350{number};staff;31.12.2026;2026/{number};{keys.pair().public};Gerekçe {number};")
    desk("bulk", files=written(tmp_path, *rows), reason="İdari izin", apply=True)
    for number in (1, 2):
        (one,) = desk.of(f"sicil-350{number}")
        _, changes = desk.netbox.page("core/object-changes", {"changed_object_id": one.netbox_id, "limit": 50})
        (change,) = [row for row in changes if row["changed_object_type"] == "ipam.ipaddress"]
        (entry,) = desk.netbox.page("extras/journal-entries", {"assigned_object_id": one.netbox_id})[1]
        assert (one.evrak, change["message"]) == (
            f"2026/{number}",
            f"altyapi: VPN grant, Gerekçe {number}, evrak 2026/{number}",
        )
        assert f"- document: 2026/{number}\n" in entry["comments"]


@pytest.mark.parametrize(("language", "sheet"), [("tr", "VPN talepleri"), ("en", "VPN requests")])
def test_the_empty_table_is_one_that_is_read(desk: Desk, tmp_path: Path, language: str, sheet: str) -> None:
    desk.person(f"sicil-34-{language}")
    file = tmp_path / "talepler.xlsx"
    desk("template", out_=str(file), language=language)
    book = openpyxl.load_workbook(file)
    book[sheet].append([f"sicil-34-{language}", "staff", "2026-12-31", EVRAK, keys.pair().public, "Evden"])
    book.save(file)
    desk("bulk", files=str(file), reason="x", apply=True)
    assert len(desk.of(f"sicil-34-{language}")) == 1


def test_a_file_that_is_no_table_says_so(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "talepler.pdf"
    file.write_bytes(b"%PDF-1.7\n%\xe2\xe3")
    told = desk("bulk", 1, files=str(file), reason="x", apply=True)
    assert "PDF" in told
