"""inv pardus.* from a shell: what a wave's leader types from the calendar to the report, in both languages."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.endpoint.conftest import Office, fit, table

pytestmark = pytest.mark.e2e
DAY = ("--on", "20.04.2026")
LATE = ("--on", "2026-05-20")
W3 = [f"SAHOT01PC000{number}" for number in range(1, 8)]
OFF = "ansible_host: 127.0.0.1\nansible_port: 9\nansible_user: root\n"
"""Variables of computers that are switched off: nothing listens there."""


@pytest.mark.parametrize(
    ("language", "words"), [("tr", "Geciken dalga: 1"), ("en", "1 wave is late")], ids=["turkish", "english"]
)
def test_a_late_wave_is_pending_work_and_told_in_the_language_of_the_person(
    office: Office, language: str, words: str
) -> None:
    told = office.inv("pardus.calendar", *LATE, ALTYAPI_LANG=language)
    assert told.returncode == 2
    assert words in told.stdout
    assert "W3 (+5)" in told.stdout
    assert max(map(len, told.stdout.splitlines())) <= 80
    assert office.inv("pardus.calendar", *DAY).returncode == 0


def test_the_month_s_report_is_a_page_to_sign_and_its_going_out_is_logged(office: Office) -> None:
    told = office.inv("pardus.calendar", "--month", "04.2026", *DAY, "--evrak", "E-310", "--out", "nisan.html")
    assert told.returncode == 0
    page = (office.state / "nisan.html").read_text("utf-8")
    assert "E-310" in page
    assert "Nisan 2026" in page
    assert "istenen günden sonraki" in page, "of an earlier day than the snapshot's not all is known"
    assert [Path(one["file"]).name for one in office.exports()] == ["nisan.html"]


def test_a_wave_s_gates_are_told_each_and_a_closed_one_is_pending(office: Office) -> None:
    told = office.inv("pardus.plan", "--wave", "W3", *DAY, "--format", "json")
    assert told.returncode == 2
    said = json.loads(told.stdout)
    assert {one["gate"] for one in said["gates"] if not one["open"]} == {"start", "assessment"}
    assert [len(one["computers"]) for one in said["batches"]] == [1, 6]


def test_computers_are_put_into_a_wave_once_and_only_with_a_reason(office: Office) -> None:
    words = ("pardus.plan", "--wave", "W4", "--assign", W3[6], *DAY)
    assert "--reason" in office.inv(*words).stderr
    assert office.fields(W3[6])["goc_dalga"] == "W3"
    down = office.inv(*words, "--reason", "Terminal", NETBOX_URL="http://127.0.0.1:9")
    assert (down.returncode, "bekleyen bilgisayar: 1." in down.stdout, "alınan" in down.stdout) == (2, True, False)
    told = office.inv(*words, "--reason", "Terminal")
    assert (told.returncode, office.fields(W3[6])["goc_dalga"]) == (0, "W4")
    assert "önceki dalga W3: 1" in told.stdout
    again = office.inv(*words, "--reason", "Terminal")
    assert "W4 dalgasına alınan bilgisayar: 0; zaten orada olan: 1." in again.stdout
    office.netbox.update(
        "dcim/devices",
        office.netbox.page("dcim/devices", {"name": W3[6]})[1][0]["id"],
        {"custom_fields": {"goc_dalga": "W3"}},
    )


def test_who_went_over_stays_in_the_wave_in_which_it_was_and_an_empty_choice_is_told(office: Office) -> None:
    (row,) = office.netbox.page("dcim/devices", {"name": W3[5]})[1]
    before = row["custom_fields"]["goc_durum"]
    office.netbox.update("dcim/devices", row["id"], {"custom_fields": {"goc_durum": "tamam"}})
    office.pull()
    words = ("pardus.plan", "--wave", "W4", *DAY, "--reason", "Terminal")
    told = office.inv(*words, "--assign", W3[5])
    assert f"dalgasında bırakılan: 1 ({W3[5]})" in told.stdout
    assert office.fields(W3[5])["goc_dalga"] == "W3"
    office.netbox.update("dcim/devices", row["id"], {"custom_fields": {"goc_durum": before}})
    assert "END-041" in office.inv(*words, "--assign", "role:access-switch").stderr


def test_who_can_go_is_told_person_by_person_and_netbox_learns_no_name(office: Office) -> None:
    name = table(office.state, fit(W3[0], "2026-04-16"), fit(W3[1], "2026-04-16").replace("x64;8", "x86;1,5"))
    words = ("pardus.assess", "--wave", "W3", *DAY)
    alone = office.inv(*words, "--table", name)
    assert alone.stdout.count("programları bilinmiyor") == 2
    programs = "".join(f"{one};7-Zip 23.01 (x64)\n" for one in W3[:2])
    (office.state / "yazilimlar.csv").write_text(f"Bilgisayar;Program\n{programs}", "utf-8")
    told = office.inv(*words, "--table", f"{name},yazilimlar.csv")
    assert told.returncode == 2
    assert "Uygun: 1, koşullu: 0, uygun değil: 1, bakılmadı: 5" in told.stdout
    assert "işlemci x86  [architecture]" in told.stdout
    assert "kul0001" not in told.stdout
    assert max(len(line) for line in told.stdout.splitlines() if "./inv" not in line) <= 80
    assert office.inv(*words, "--apply", "--reason", "W3").returncode == 2
    held = office.fields(W3[1])
    assert held["goc_uygunluk_tarihi"] == "2026-04-16"
    assert held["goc_engel"] == "architecture memory"
    assert "kul" not in json.dumps(held)
    assert office.exports() == []
    assert "kul0001" in office.inv(*words, "--unmask").stdout
    assert [one["masked"] for one in office.exports()] == [False]


def test_of_a_table_with_a_fault_nothing_is_taken(office: Office) -> None:
    name = table(office.state, fit(W3[0], "2026-04-16"), fit(W3[1], "dün"))
    told = office.inv("pardus.assess", "--wave", "W3", *DAY, "--table", name)
    assert told.returncode == 1
    assert "I3" in told.stdout + told.stderr  # the cell
    assert not (office.state / "pardus" / "assessment").exists()


def test_a_wave_whose_gates_are_closed_is_not_begun(office: Office) -> None:
    told = office.inv("pardus.migrate", "--wave", "W3", "--reason", "W3")
    assert told.returncode == 1
    assert "END-011" in told.stderr
    assert not (office.state / "pardus" / "runs").exists()
    assert "CLI-004" in office.inv("pardus.migrate", "--wave", "W3").stderr


def test_a_canary_that_is_off_is_left_and_another_one_tried(office: Office) -> None:
    office.fit(W3)
    office.open()
    (office.state / "kapali.yml").write_text(OFF, "utf-8")
    for _ in range(2):
        told = office.inv("pardus.migrate", "--wave", "W3", "--variables", "kapali.yml", "--reason", "W3, 1. gün")
        assert told.returncode == 2, told
        assert told.stdout.count("yanıt vermedi") == 1
    log = [json.loads(line)["batch"] for line in (office.state / "pardus" / "runs.jsonl").read_text().splitlines()]
    assert [one["computers"] for one in log] == [{W3[0]: "silent"}, {W3[1]: "silent"}]  # each as the canary
    assert {one["reason"] for one in log} == {"W3, 1. gün"}
    assert office.fields(W3[0])["goc_durum"] == "bekliyor"


def test_a_dry_run_asks_and_is_no_run(office: Office) -> None:
    (office.state / "kapali.yml").write_text(OFF, "utf-8")
    words = ("pardus.migrate", "--wave", "W3", "--limit", W3[0], "--variables", "kapali.yml", "--dry-run")
    told = office.inv(*words)
    assert told.returncode == 2
    assert "Başlayabilecek: 0 / 1; hiçbir şey değişmedi." in told.stdout
    assert not (office.state / "pardus" / "runs.jsonl").exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [("tr", ("başarısız", "paketler kuruldu")), ("en", ("failed", "packages"))],
    ids=["turkish", "english"],
)
def test_the_report_tells_where_each_stands_by_its_own_word(
    office: Office, language: str, words: tuple[str, ...]
) -> None:
    none = office.inv("pardus.report", *DAY)
    assert (none.returncode, "Henüz göç bildiren bilgisayar yok." in none.stdout) == (0, True)
    made = datetime(2026, 4, 20, 19, tzinfo=UTC)
    office.migrated(W3[0].lower(), 10, made=made, wave="W3")
    assert office.inv("pardus.report", "--wave", "W3", *DAY).returncode == 0
    office.migrated(W3[1].lower(), 6, "failed", why="dpkg: disk dolu", made=made, wave="W3")
    told = office.inv("pardus.report", "--wave", "W3", *DAY, ALTYAPI_LANG=language)
    assert told.returncode == 2
    assert words[0] in told.stdout
    assert max(map(len, told.stdout.splitlines())) <= 80
    assert office.inv("pardus.report", *DAY, "--out", "goc.html").returncode == 2
    assert "dpkg: disk dolu" in (office.state / "goc.html").read_text("utf-8")


def test_a_report_that_cant_be_used_is_told_in_the_reader_s_language(office: Office) -> None:
    folder = office.state / "software"
    folder.mkdir()
    (folder / "bozuk.json").write_text("{}", "utf-8")
    told = office.inv("pardus.software", *DAY)
    assert "Kullanılamayan rapor: bozuk.json: format: alan gerekli" in " ".join(told.stderr.split())


def test_software_without_a_report_tells_what_collects_it(office: Office) -> None:
    told = office.inv("pardus.software", *DAY)
    assert told.returncode == 0
    assert "playbooks/software.yml" in told.stderr


def test_no_computer_goes_back_once_its_days_for_that_are_over(office: Office) -> None:
    office.migrated(W3[0], 10, made=datetime.now(UTC) - timedelta(days=61))
    result = office.inv("pardus.rollback", "--limit", W3[0], "--reason", "Yazıcı çalışmıyor")
    assert result.returncode == 1
    assert "END-044" in result.stderr
    assert W3[0] in result.stderr


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("pardus.plan",), "CLI-004", "--wave W3"),
        (("pardus.plan", "--wave", "W99"), "END-010", "W8"),
        (("pardus.calendar", "--month", "2026-13", "--out", "x.html"), "END-012", "--month 2026-04"),
        (("pardus.calendar", "--month", "2026-04"), "CLI-004", "--out nisan.html"),
        (("pardus.assess", "--wave", "W3", "--apply"), "CLI-004", "--reason"),
        (("pardus.assess", "--wave", "W3", "--out", "x.pdf"), "AUD-003", ".xlsx"),
        (("pardus.migrate", "--wave", "W3", "--dry-run", "--limit", "site:yok"), "NBX-041", "site:yok"),
        (("pardus.rollback", "--limit", "obb-sah-ot01-kam01", "--reason", "x"), "END-041", "./inv pardus.report"),
        (("pardus.rollback", "--limit", W3[0]), "CLI-004", "--reason"),
        (("pardus.report", "--wave", "W99"), "END-010", "W8"),
        (("pardus.software", "--by", "x"), "END-033", "department"),
        (("pardus.install", "--wave", "W3", "--out", "kurulum"), "END-043", "ssh_key"),
        (("pardus.install", "--out", "kurulum"), "CLI-004", "--limit"),
    ],
)
def test_a_bad_call_is_told_in_one_message_with_a_next_step(
    office: Office, words: tuple[str, ...], code: str, told: str
) -> None:
    result = office.inv(*words)
    assert result.returncode == 1
    assert code in result.stderr
    assert told in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr
