"""Who can go over to Pardus: tables of inventory programs, equivalents, verdicts with reasons."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from altyapi.audit.estate import Estate
from altyapi.audit.thing import Scope
from altyapi.audit.views.view import table
from altyapi.endpoint import assessed, assessment, equivalents, fitness, overlay, windows_table
from altyapi.endpoint.assessment import Assessment
from altyapi.endpoint.policy import PardusPolicy
from altyapi.endpoint.reports import Collected, key
from altyapi.settings import PACKAGE_ROOT

DAY = date(2026, 4, 20)
RULES = PardusPolicy()
KNOWN = equivalents.load(PACKAGE_ROOT / "inventory" / "policy")
GOOD: dict[str, Any] = {
    "format": 1, "host": "pc1", "made": "2026-04-16T09:00:00+03:00", "system": "windows 10.0.19045", "architecture": "x86_64",
    "memory_mb": 8000, "disks": [{"name": "0", "size_gb": 240}], "free_gb": 100, "firmware": "uefi", "secure_boot": False,
    "profiles": [{"login": "kul0001", "size_mb": 4000}], "software": [{"name": "7-Zip 23.01 (x64)"}],
}  # fmt: skip


def judged(**own: Any) -> tuple[fitness.Judged, ...]:
    return fitness.judge(Assessment.model_validate(GOOD | own), RULES, KNOWN, DAY)


def test_a_computer_without_a_fault_goes() -> None:
    (one,) = judged()
    assert (one.outcome, one.reasons) == ("go", ())


@pytest.mark.parametrize(
    ("own", "code", "outcome"),
    [
        ({"memory_mb": 1500}, "memory", "no-go"),
        ({"memory_mb": 3000}, "memory-small", "conditional"),
        ({"memory_mb": None}, "memory-unknown", "conditional"),
        ({"disks": [{"name": "0", "size_gb": 16}]}, "disk", "no-go"),
        ({"disks": []}, "disk-unknown", "conditional"),
        ({"disks": [{"name": "0", "size_gb": 240, "healthy": False}]}, "disk-failing", "no-go"),
        ({"free_gb": 3}, "space", "no-go"),
        ({"free_gb": None}, "space-unknown", "conditional"),
        ({"architecture": "x86"}, "architecture", "no-go"),
        ({"architecture": ""}, "architecture-unknown", "conditional"),
        ({"firmware": ""}, "firmware-unknown", "conditional"),
        ({"secure_boot": True}, "secure-boot", "conditional"),
        ({"boot_free_mb": 4}, "efi-space", "no-go"),
        ({"encrypted": True}, "encrypted", "conditional"),
        ({"battery_percent": 20, "on_mains": False}, "battery", "conditional"),
        ({"system": "ubuntu 24.04"}, "system", "no-go"),
        ({"system": "debian 12", "held": ["linux-image-amd64"]}, "held", "conditional"),
        ({"system": "debian 12", "broken_packages": 1}, "broken-packages", "no-go"),
        ({"system": "pardus 21", "foreign_sources": ["a.example"]}, "foreign-sources", "conditional"),
        ({"printers": [{"name": "x", "driverless": False}]}, "printer-driver", "conditional"),
        ({"printers": [{"name": "x"}]}, "printer-untried", "conditional"),
        ({"readers": [{"vendor": "ffff", "product": "0001"}]}, "reader-driver", "conditional"),
        ({"readers": [{"vendor": "076b", "product": "3031"}]}, "e-signature", "conditional"),
        ({"pkcs11": ["libakisp11.so"]}, "e-signature", "conditional"),
        ({"shares": [{"kind": "dav", "server": "x"}]}, "share", "conditional"),
        ({"software": [{"name": "AutoCAD 2021 - Türkçe"}]}, "software-none", "no-go"),
        ({"software": [{"name": "ADOBE PHOTOSHOP CS6"}]}, "software-limited", "conditional"),
        ({"software": [{"name": "Kurum İçi Program"}]}, "software-unknown", "conditional"),
        ({"software": []}, "software-not-listed", "conditional"),
        ({"profiles": [{"login": "a", "macro_files": 1}]}, "macros", "conditional"),
        ({"profiles": [{"login": "a", "mail_stores_mb": 1}]}, "mail-store", "conditional"),
        ({"profiles": [{"login": "a", "certificates": 1}]}, "certificates", "conditional"),
        ({"profiles": [{"login": "a", "size_mb": 90_000}]}, "profile-large", "conditional"),
        ({"profiles": [{"login": "a", "unread": 1}]}, "unread", "conditional"),
        ({"made": "2026-01-02T09:00:00+03:00"}, "stale", "conditional"),
    ],
)
def test_each_reason_is_told_and_weighs_what_it_weighs(own: dict[str, Any], code: str, outcome: str) -> None:
    (one,) = judged(**own)
    assert code in {reason.code for reason in one.reasons}
    assert one.outcome == outcome


def test_what_is_no_obstacle_is_no_reason() -> None:
    software = [{"name": name} for name in ("Google Chrome", "Microsoft Visual C++ 2015 Redistributable", "Zoom")]
    (one,) = judged(
        software=software, printers=[{"name": "x", "driverless": True}], battery_percent=10, on_mains=True,
        shares=[{"kind": "smb", "server": "dosya01"}],
    )  # fmt: skip
    assert one.outcome == "go"


def test_two_persons_at_one_computer_are_judged_each_for_themselves() -> None:
    found = judged(profiles=[{"login": "a"}, {"login": "b", "macro_files": 3}])
    assert [(one.login, one.outcome) for one in found] == [("a", "go"), ("b", "conditional")]
    assert fitness.of_host(found)[0] == "conditional"


@pytest.mark.parametrize(
    ("system", "release", "outcome", "codes"),
    [
        ("debian 12", "23", "go", ""),
        ("pardus 21.5", "23", "go", ""),
        ("debian 13", "25", "go", ""),
        ("pardus 23.4", "25", "go", ""),
        ("Windows 11 Pro 10.0.22631", "25", "go", ""),
        ("pardus 23.4", "23", "conditional", "migrated"),
        ("debian 13", "23", "no-go", "system"),
        ("debian 120", "23", "no-go", "system"),
        ("pardus 21.5", "25", "no-go", "system"),
    ],
)
def test_a_way_leads_from_the_base_of_a_release_and_from_the_one_before_it(
    system: str, release: str, outcome: str, codes: str
) -> None:
    rules = PardusPolicy.model_validate({"release": release})
    (one,) = fitness.judge(Assessment.model_validate(GOOD | {"system": system}), rules, KNOWN, DAY)
    assert (one.outcome, one.codes) == (outcome, codes)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("Microsoft Office Access 2007", "none"),
        ("Microsoft Office Access 2010", "none"),
        ("Microsoft Access 2016", "none"),
        ("Microsoft Access database engine 2010 (English)", "dropped"),
        ("Microsoft Office Access MUI (Turkish) 2010", "dropped"),
        ("Microsoft Office Visio Professional 2007", "limited"),
        ("Microsoft Visio Viewer 2013", "dropped"),
        ("Microsoft Office Project Professional 2007", "limited"),
        ("Microsoft Office InfoPath 2007", "none"),
        ("Microsoft Office Standard 2010", "replaced"),
        ("Microsoft Office Excel MUI (Turkish) 2013", "dropped"),
    ],
)
def test_a_program_that_is_named_after_its_office_is_no_part_of_it(name: str, verdict: str) -> None:
    found = KNOWN.of(name)
    assert found is not None
    assert found.verdict == verdict


def test_an_assessment_of_a_day_that_has_not_come_is_told_and_outweighs_no_true_one(tmp_path: Path) -> None:
    reading = windows_table.read([computers(tmp_path, "PC1;a;Windows 10;;x64;8;;;16.04.2099\n")])
    assert [one.code for one in reading.faults] == ["END-025"]
    ahead = Assessment.model_validate(GOOD | {"made": "2099-04-16T09:00:00+03:00"})
    (one,) = fitness.judge(ahead, RULES, KNOWN, DAY)
    assert one.codes == "clock"
    folder = tmp_path / "kept"
    assert assessment.keep([ahead], folder).new == 1
    assert assessment.keep([Assessment.model_validate(GOOD)], folder).new == 1


@pytest.mark.parametrize("line", KNOWN.software, ids=lambda one: one.match[0])
def test_every_line_of_the_shipped_table_says_what_stands_in_where_something_does(line: equivalents.Equivalent) -> None:
    assert bool(line.by) == (line.verdict in {"same", "replaced", "limited", "web"})


def computers(folder: Path, text: str, encoding: str = "utf-8-sig") -> Path:
    head = "Bilgisayar;Kullanıcı;İşletim sistemi;Sürüm;İşlemci;Bellek (GB);Kart okuyucular;Paylaşımlar;Görülme tarihi\n"
    file = folder / "dokum.csv"
    file.write_bytes((head + text).encode(encoding))
    return file


def test_a_table_in_the_code_page_of_windows_is_read(tmp_path: Path) -> None:
    row = r"PC1;kul0001;Windows 10 Pro;10.0.19045;x64;7,8;USB\VID_076B&PID_3031;\\dosya01\kişi\ali, Z: \\dosya02\x;16.04.2026"
    reading = windows_table.read([computers(tmp_path, row, "cp1254")])
    assert reading.faults == ()
    one = reading.collected.reports["pc1"]
    assert (one.system, one.architecture, one.memory_mb) == ("windows 10.0.19045", "x86_64", 7800)
    assert (one.readers[0].vendor, one.readers[0].product) == ("076b", "3031")
    assert [share.server for share in one.shares] == ["dosya01", "dosya02"], "servers, no paths"
    assert "ali" not in one.model_dump_json()


def test_what_a_computer_is_stands_in_the_first_of_its_rows_that_says_so(tmp_path: Path) -> None:
    file = tmp_path / "dokum.csv"
    file.write_text(
        "Bilgisayar;Kullanıcı;İşletim sistemi;İşlemci;Açılış;Disk (GB);Disk türü;Görülme tarihi\n"
        "PC1;a;Windows 10;;;;;16.04.2026\nPC1;b;Windows 10;x86;BIOS;240;SSD;16.04.2026\nPC1;c;Windows 10;x64;UEFI;;;16.04.2026\n",
        "utf-8",
    )
    reading = windows_table.read([file])
    assert reading.faults == ()
    one = reading.collected.reports["pc1"]
    assert (one.architecture, one.firmware, one.disks[0].kind) == ("x86", "bios", "ssd")


def test_every_fault_of_every_table_is_told_at_once_with_its_cell(tmp_path: Path) -> None:
    rows = (
        "PC1;a;Windows 10;;x128;çok;foo;;16.04.2026\nPC1;A;Windows 10;;x64;8;;;16.04.2026\n;b;Windows;;;;;;31.02.2026\n"
    )
    programs = tmp_path / "programlar.csv"
    programs.write_text("Computer,Software name\nPC7,X\nPC1,\n", "utf-8")
    other = tmp_path / "bilanco.csv"
    other.write_text("Hesap;Tutar\n1;2\n", "utf-8")
    reading = windows_table.read([computers(tmp_path, rows), programs, other, tmp_path / "yok.csv"])
    found = {(Path(one.file).name, one.cell, one.code) for one in reading.faults}
    assert {
        ("dokum.csv", "E2", "END-020"), ("dokum.csv", "F2", "IMP-060"), ("dokum.csv", "G2", "END-021"),
        ("dokum.csv", "B3", "END-022"), ("dokum.csv", "I4", "IMP-047"), ("programlar.csv", "A2", "END-024"),
        ("bilanco.csv", "", "END-023"), ("yok.csv", "", "IMP-001"),
    } <= found  # fmt: skip
    assert all("kul" not in one.value for one in reading.faults if one.code == "END-022")


def test_programs_join_their_computers_whatever_the_letters(tmp_path: Path) -> None:
    programs = tmp_path / "p.csv"
    programs.write_text("Computer;Program;Version\npc1.orneksehir.example;AutoCAD 2021;1\n", "utf-8")
    reading = windows_table.read([computers(tmp_path, "PC1;a;Windows 10;;x64;8;;;16.04.2026\n"), programs])
    assert [one.name for one in reading.collected.reports["pc1"].software] == ["AutoCAD 2021"]


def test_columns_of_an_export_that_mean_nothing_here_are_left_out_and_named_but_a_slip_is_a_fault(
    tmp_path: Path,
) -> None:
    file = tmp_path / "t.csv"
    file.write_text("Computer;Operating system;Last seen;OU;Colour\nPC1;Windows 10;16.04.2026;Merkez;red\n", "utf-8")
    reading = windows_table.read([file])
    assert (reading.faults, list(reading.collected.reports)) == ((), ["pc1"])
    assert [(one.file, one.headers) for one in reading.left_out] == [("t.csv", ("OU", "Colour"))]
    assert not reading.notices
    file.write_text("Computer;Operating system;Last seen;Memry (GB)\nPC1;Windows 10;16.04.2026;8\n", "utf-8")
    assert [one.code for one in windows_table.read([file]).faults] == ["IMP-021"]


def test_what_was_read_is_kept_unless_something_newer_is_there(tmp_path: Path) -> None:
    def made(day: int, memory: int) -> Assessment:
        return Assessment.model_validate(GOOD | {"made": datetime(2026, 4, day, tzinfo=UTC), "memory_mb": memory})

    assert assessment.keep([made(10, 1)], tmp_path) == (1, ())
    assert assessment.keep([made(9, 2)], tmp_path) == (0, ("pc1",))
    assert assessment.keep([made(11, 2)], tmp_path) == (1, ())
    assert assessment.keep([made(11, 3)], tmp_path) == (1, ()), "a table that was corrected on the same day"
    assert assessment.keep([made(11, 3)], tmp_path) == (0, ())
    assert assessment.read(tmp_path).reports["pc1"].memory_mb == 3
    assert (tmp_path / "pc1.json").stat().st_mode & 0o077 == 0, "logins are for nobody else's eyes"


def collected(town: Estate, count: int, **own: Any) -> tuple[list[str], Collected[Assessment]]:
    names = sorted(one.name for one in town.in_roles(("desktop",)))[:count]
    return names, Collected({key(name): Assessment.model_validate(GOOD | {"host": name} | own) for name in names})


def test_netbox_is_told_the_worst_verdict_and_no_person(town: Estate) -> None:
    people = [{"login": "kul0001"}, {"login": "kul0002", "macro_files": 1}]
    names, reports = collected(town, 2, profiles=people, free_gb=1)
    devices = [town.snapshot.device_by_name[name] for name in names]
    said = assessed.fields(assessed.rows(town, devices, reports, RULES, KNOWN))
    assert said[names[0]] == {
        "goc_uygunluk": "uygun-degil", "goc_uygunluk_tarihi": "2026-04-16", "goc_engel": "space macros",
    }  # fmt: skip
    changes = overlay.changes(town.snapshot, said, {}, origin="pardus-assess", message="x")
    assert {one.device for one in changes} == set(names)
    written = {(name, field): value for name, own in said.items() for field, value in own.items()}
    assert overlay.changes(town.snapshot, said, written, origin="pardus-assess", message="x") == ()


def test_an_older_assessment_does_not_hide_what_netbox_was_told_since(town: Estate) -> None:
    names, reports = collected(town, 1)
    told = overlay.laid_over(town, {names[0]: {"goc_uygunluk": "uygun-degil", "goc_uygunluk_tarihi": "2026-04-18"}})
    after = assessed.laid_over(told, reports, RULES, KNOWN)
    assert after.snapshot.device_by_name[names[0]].custom_fields["goc_uygunluk"] == "uygun-degil"


def test_persons_are_masked_unless_asked_for(town: Estate) -> None:
    names, reports = collected(town, 1)
    rows = assessed.rows(town, [town.snapshot.device_by_name[names[0]]], reports, RULES, KNOWN)
    view = assessed.view(rows)
    assert table(view, town, scope=Scope()).rows[0][1] == "*****01"
    assert table(view, town, scope=Scope(), unmask=True).rows[0][1] == "kul0001"


def test_programs_nobody_decided_on_come_first(town: Estate) -> None:
    software = [{"name": name} for name in ("Google Chrome", "Bilinmeyen Program", "AutoCAD 2021", "KB5001234")]
    names, reports = collected(town, 3, software=software)
    rows = assessed.programs(reports, names, KNOWN).rows
    assert [row[0] for row in rows] == ["Bilinmeyen Program", "AutoCAD 2021", "Google Chrome"]
    assert rows[0][1] == 3
