"""inv antivirus.* from a shell: what protects the computers, what NetBox is told of it, and what was found."""

from __future__ import annotations

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
