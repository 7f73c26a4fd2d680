"""inv antivirus.* from a shell: what protects the computers, what NetBox is told of it, and what was found."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.e2e.endpoint.conftest import Office

pytestmark = pytest.mark.e2e
DAY = ("--on", "20.04.2026")
ONE, TWO = "SAHOT01PC0001", "SAHOT01PC0002"


@pytest.mark.parametrize(
    ("language", "words"),
    [("tr", "İmza eski: 2026"), ("en", "old")],
    ids=["turkish", "english"],
)
def test_an_old_signature_and_a_missing_agent_are_findings(office: Office, language: str, words: str) -> None:
    assert office.inv("antivirus.report", *DAY).returncode == 0
    office.protected(ONE.lower(), signatures="2026-04-10T21:30:00+00:00")
    office.protected(TWO.lower(), agent="", version="", signatures=None)
    told = office.inv("antivirus.report", *DAY, ALTYAPI_LANG=language)
    assert told.returncode == 2
    assert max(map(len, told.stdout.splitlines())) <= 80
    said = json.loads(office.inv("antivirus.report", *DAY, "--format", "json").stdout)
    found = {rule["rule"]: [one["object"] for one in rule["findings"]] for rule in said["rules"] if rule["findings"]}
    assert found == {"signature-too-old": [ONE], "no-antivirus": [TWO]}
    by = office.inv("antivirus.report", *DAY, "--by", "department", ALTYAPI_LANG=language)
    assert by.returncode == 2


def test_netbox_is_told_what_a_host_says_and_nothing_twice(office: Office) -> None:
    office.protected(ONE.lower(), version="1.4.9")
    words = ("antivirus.report", *DAY, "--apply")
    assert "CLI-004" in office.inv(*words).stderr
    assert office.inv(*words, "--reason", "Haftalık").returncode == 0
    assert office.fields(ONE)["av_surum"] == "1.4.9"
    office.pull()
    again = office.inv(*words, "--reason", "Haftalık")
    assert "NetBox kaydı değişecek bilgisayar: 0." in again.stderr


def test_a_detection_of_the_central_log_is_new_once_and_its_mail_names_no_person(office: Office) -> None:
    told = {"id": "20260419T0900-1", "signature": "Eicar", "path": "/home/kul0001/a.com", "owner": "kul0001"}
    moment = (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="seconds")
    line = f"<81>1 {moment} {ONE.lower()} altyapi-antivirus 812 - - detection {json.dumps(told)}\n"
    (office.state / "merkez.log").write_text(line, "utf-8")
    words = ("antivirus.events", "--logs", str(office.state / "merkez.log"), "--since", moment[:10])
    mail = {"ALTYAPI_MAIL_FROM": "altyapi@orneksehir.example", "ALTYAPI_MAIL_TO": "bilgi@orneksehir.example"}
    first = office.inv(*words, "--mail", **mail)
    assert first.returncode == 2
    assert "bilgi@orneksehir.example" in first.stdout
    assert "kul0001" not in first.stdout
    assert "Yalnız günlükte olan" in first.stdout
    assert office.inv(*words).returncode == 0
    assert not (office.state / "evidence" / "detections.jsonl").exists()
    office.protected(ONE.lower(), last_detections=[{**told, "time": moment}])
    assert office.inv(*words).returncode == 0
    evidence = (office.state / "evidence" / "detections.jsonl").read_text("utf-8")
    assert "Eicar" in evidence
    assert "kul0001" not in evidence


def line(told: str) -> str:
    moment = (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="seconds")
    return f"<81>1 {moment} {ONE.lower()} altyapi-antivirus 812 - - detection {told}\n"


def test_evidence_is_named_where_something_came_into_it(office: Office) -> None:
    found = {"id": "20260419T0900-1", "signature": "Eicar"}
    log = office.state / "merkez.log"
    log.write_text(line(json.dumps(found)) + line(json.dumps({**found, "id": "20260419T0900-2"})), "utf-8")
    words = ("antivirus.events", "--logs", str(log))
    file = office.state / "evidence" / "detections.jsonl"
    first = office.inv(*words, ALTYAPI_LANG="en")
    assert "2 new detections told by a log alone." in first.stdout
    assert file.name not in first.stdout
    assert not file.exists()
    moment = (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="seconds")
    both = [{**found, "time": moment}, {**found, "id": "20260419T0900-3", "time": moment}]
    office.protected(ONE.lower(), last_detections=both)
    second = " ".join(office.inv(*words, ALTYAPI_LANG="en").stdout.split())
    assert f"Known before and evidence now: 1, {file}" in second
    assert f"1 new detection, evidence: {file}" in second
    assert len(file.read_bytes().splitlines()) == 2


@pytest.mark.parametrize("name", ["yok.log", "yok/*.log", "merkez.log,yok.log"])
def test_a_typed_log_that_is_not_there_is_an_error_and_nothing_is_recorded(office: Office, name: str) -> None:
    (office.state / "merkez.log").write_text(line('{"id": "1", "signature": "Eicar"}'), "utf-8")
    typed = ",".join(str(office.state / part) for part in name.split(","))
    told = office.inv("antivirus.events", "--logs", typed, COLUMNS="400")
    assert told.returncode == 1
    assert "CLI-005" in told.stderr
    assert typed.rpartition(",")[2] in told.stderr
    assert str(office.state / "merkez.log") not in told.stderr
    assert not (office.state / "detections").exists()


def test_a_log_of_the_setting_that_is_missing_or_damaged_is_told(office: Office) -> None:
    good, damaged = office.state / "merkez.log", office.state / "eski.log.gz"
    good.write_text("", "utf-8")
    damaged.write_bytes(gzip.compress(line('{"id": "1", "signature": "Eicar"}').encode())[:-9])
    missing = office.state / "yok.log"
    setting = {"ALTYAPI_LOG_FILES": f"{good},{damaged},{missing}", "ALTYAPI_LANG": "en", "COLUMNS": "400"}
    told = office.inv("antivirus.events", **setting)
    assert f"No log found: {missing} (setting log_files)" in told.stderr
    assert f"Log not read to its end: {damaged}" in told.stderr
    assert told.returncode in (0, 2)
    typed = office.inv("antivirus.events", "--logs", str(damaged), COLUMNS="400")
    assert typed.returncode == 1
    assert "CLI-005" in typed.stderr


def test_a_line_of_a_detection_that_can_t_be_read_is_counted(office: Office) -> None:
    log = office.state / "merkez.log"
    log.write_text(line('{"id": "1", "signature": "Eicar"}') + line('{"id": "2", "sign'), "utf-8")
    words = ("antivirus.events", "--logs", str(log))
    told = office.inv(*words, ALTYAPI_LANG="en", COLUMNS="400")
    assert f"Lines of the logs that tell of a detection and can't be read: 1 ({log}:2)" in told.stdout
    said = json.loads(office.inv(*words, "--format", "json").stdout)
    assert (said["new"], said["unreadable"]) == (0, [f"{log}:2"])


def test_a_gathering_that_had_nothing_to_read_says_so(office: Office) -> None:
    told = office.inv("antivirus.events")
    assert "--logs" in told.stderr
    assert "playbooks/antivirus.yml" in told.stderr


def test_a_mail_is_shown_without_settings_and_what_is_missing_is_named(office: Office) -> None:
    log = office.state / "merkez.log"
    log.write_text(line('{"id": "1", "signature": "Eicar"}'), "utf-8")
    words = ("antivirus.events", "--logs", str(log))
    shown = office.inv(*words, "--mail", ALTYAPI_LANG="en", COLUMNS="400")
    assert shown.returncode == 2, shown.stderr
    assert "From: (setting mail_from is missing)" in shown.stdout
    assert "To: (setting mail_to is missing)" in shown.stdout
    assert ONE in shown.stdout
    assert "mail_server, mail_from, mail_to" in shown.stderr
    sent = office.inv(*words, "--send")
    assert sent.returncode == 1
    assert "ENG-010" in sent.stderr


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("antivirus.report", "--hosts", "yok"), "END-001", "playbooks/antivirus.yml"),
        (("antivirus.report", "--by", "site"), "END-032", "--by department"),
        (("antivirus.report", "--on", "31.02.2026"), "AUD-005", "--on 2026-04-20"),
        (("antivirus.report", "--out", "x.pdf"), "AUD-003", ".xlsx"),
        (("antivirus.report", "--limit", "site:yok"), "NBX-041", "site:yok"),
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
