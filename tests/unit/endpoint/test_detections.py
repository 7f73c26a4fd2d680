"""Detections in one place: from reports and central logs, as evidence without persons, and by mail."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from altyapi import mail
from altyapi.audit.estate import Estate
from altyapi.audit.thing import Scope
from altyapi.audit.views.view import table
from altyapi.drift import logs
from altyapi.endpoint import antivirus, detected, detections, software
from altyapi.endpoint.detections import Detection, Register
from altyapi.endpoint.reports import Collected, key
from altyapi.endpoint.software import SoftwareReport
from altyapi.settings import PACKAGE_ROOT, Settings
from tests.support import hosts

NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)
TOLD = {
    "id": "20260419T0900-1",
    "signature": "Eicar",
    "path": "/home/kul0001/a.com",
    "owner": "kul0001",
    "source": "scan",
}
DETECTION = f"detection {json.dumps(TOLD)}"


def detection(**own: Any) -> Detection:
    base = {
        "host": "mrkahb01pc0001",
        "id": "1",
        "at": NOW - timedelta(days=1),
        "signature": "Eicar",
        "login": "kul0001",
    }
    return Detection.model_validate(base | {"path": "/home/kul0001/a"} | own)


def gather(register: Register, town: Estate, *told: Detection, now: datetime = NOW) -> detections.Gathered:
    return register.gather(told, town, now, keep_days=180)


@pytest.mark.parametrize(
    "line",
    [
        "<81>1 2026-04-19T09:00:00+03:00 mrkahb01pc0001 altyapi-antivirus 812 - - detection {told}",
        "Apr 19 09:00:00 mrkahb01pc0001 altyapi-antivirus[812]: detection {told}",
        "2026-04-19T09:00:00.123456+03:00 mrkahb01pc0001 altyapi-antivirus[812]: detection {told}",
        "<81>1 2026-04-19T09:00:00+03:00 mrkahb01pc0001 altyapi-antivirus 812 - -  detection {told}",
        (
            '{{"__REALTIME_TIMESTAMP": "1776578400000000", "_HOSTNAME": "mrkahb01pc0001", "_UID": "0", "SYSLOG_IDENTIFIER": '
            '"altyapi-antivirus", "MESSAGE": {quoted}}}'
        ),
    ],
)
def test_lines_of_the_central_log_are_read_as_syslog_and_the_journal_write_them(tmp_path: Path, line: str) -> None:
    told = json.dumps(TOLD)
    file = tmp_path / "merkez.log"
    file.write_text(line.format(told=told, quoted=json.dumps(f"detection {told}")) + "\n", "utf-8")
    (one,) = detections.of_log(logs.read(file, ZoneInfo("Europe/Istanbul"), NOW))
    assert (one.host, one.id, one.login, one.signature) == ("mrkahb01pc0001", TOLD["id"], "kul0001", "Eicar")
    assert one.announced
    assert one.at.astimezone(UTC).date().isoformat() == "2026-04-19"


@pytest.mark.parametrize(
    "line",
    [
        'Apr 19 09:00:00 h altyapi-antivirus[1]: detection {"id": "x", "sign',
        'Apr 19 09:00:00 h altyapi-antivirus[1]: detection {"signature": "x"}',
        "Apr 19 09:00:00 h altyapi-antivirus[1]: restored x to /y",
        "Apr 19 09:00:00 h sshd[1]: Accepted publickey",
        'Apr 19 09:00:00 h nginx: GET /?q=- detection {"id": "x", "signature": "x"}',
        'Apr 19 09:00:00 h nginx: altyapi-antivirus: detection {"id": "x", "signature": "x"}',
        '<81>1 2026-04-19T09:00:00+03:00 h kapı - - - altyapi-antivirus[1]: detection {"id": "x", "signature": "x"}',
        *(
            json.dumps({"__REALTIME_TIMESTAMP": "1776578400000000", "_HOSTNAME": "h", **own, "MESSAGE": DETECTION})
            for own in (
                {},
                {"SYSLOG_IDENTIFIER": "nginx", "_UID": "0"},
                {"SYSLOG_IDENTIFIER": "altyapi-antivirus", "_UID": "1000"},
            )
        ),
    ],
)
def test_lines_cut_short_and_other_lines_are_passed_over(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.log").write_text(line + "\n", "utf-8")
    assert list(detections.of_log(logs.read(tmp_path / "a.log", ZoneInfo("Europe/Istanbul"), NOW))) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('Apr 19 09:00:00 h altyapi-antivirus[1]: detection {"id": "x", "sign', True),
        ('Apr 19 09:00:00 h altyapi-antivirus[1]: detection {"id": "x" "signature": "x"}', True),
        ('Apr 19 09:00:00 h altyapi-antivirus[1]: detection {"signature": "x"}', True),
        ('Apr 19 09:00:00 h altyapi-antivirus[1]: detection {"id": ' + "[" * 7000 + "}", True),
        ("Apr 19 09:00:00 h altyapi-antivirus[1]: restored x to /y", False),
        ('Apr 19 09:00:00 h nginx: GET /?q=- detection {"id": "x"', False),
    ],
)
def test_a_detection_that_can_t_be_read_is_told_by_its_line(tmp_path: Path, line: str, told: bool) -> None:
    file = tmp_path / "a.log"
    file.write_text(line + "\n", "utf-8")
    cut: list[str] = []
    assert list(detections.of_log(logs.read(file, ZoneInfo("Europe/Istanbul"), NOW), cut.append)) == []
    assert cut == ([f"{file}:1"] if told else [])


def test_a_line_that_is_no_whole_log_line_may_speak_of_a_detection(tmp_path: Path) -> None:
    whole = json.dumps(
        {"__REALTIME_TIMESTAMP": "1776578400000000", "SYSLOG_IDENTIFIER": "altyapi-antivirus", "MESSAGE": DETECTION}
    )
    file = tmp_path / "a.log"
    file.write_text(f"{whole[:-9]}\nBaşka bir satır\n{whole}\n", "utf-8")
    passed: list[tuple[str, bool]] = []
    zone = ZoneInfo("Europe/Istanbul")
    read = logs.read(file, zone, NOW, lambda source, row: passed.append((source, detections.speaks(row))))
    assert len(list(read)) == 1
    assert passed == [(f"{file}:1", True), (f"{file}:2", False)]


def test_a_detection_told_twice_is_recorded_once(town: Estate, tmp_path: Path) -> None:
    register = Register(tmp_path)
    assert len(gather(register, town, detection(), detection(host="MRKAHB01PC0001.orneksehir.example")).new) == 1
    assert gather(register, town, detection()).new == ()
    (record,) = register.evidence.read()
    assert (record.device, record.site) == ("MRKAHB01PC0001", "mrk-ahb01")


def test_what_a_log_alone_announces_comes_into_the_evidence_with_the_computer_s_own_report(
    town: Estate, tmp_path: Path
) -> None:
    register = Register(tmp_path)
    said = detection(announced=True, login="mudur", signature="Sahte")
    first = gather(register, town, said)
    assert (first.new, first.announced, *register.evidence.read()) == ((said,), (said,))
    register.mark_mailed(first.unmailed)
    assert gather(register, town, said).new == ()
    assert (first.late, register.evidence.file.exists()) == (0, False)
    later = gather(register, town, said, detection())
    assert (later.new, later.announced, later.unmailed, later.late) == ((), (), (), 1)
    (kept,) = register.read()
    assert (kept.login, kept.signature) == ("kul0001", "Eicar"), "the report's word counts"
    (record,) = register.evidence.read()
    assert record.signature == "Eicar"
    assert gather(register, town, said).announced == (), "nor does a log make it uncertain again"


def test_a_report_speaks_for_the_computer_that_it_was_fetched_from() -> None:
    found = {"id": "1", "time": "2026-04-19T09:00:00+03:00", "signature": "Eicar", "state": "left"}
    report = antivirus.AntivirusReport.model_validate(
        {"format": 1, "host": "baskasi", "made": NOW, "provider": "clamav", "last_detections": [found]}
    )
    (one,) = detections.of_reports(Collected({"mrkahb01pc0001": report}))
    assert (one.host, one.left, one.announced) == ("mrkahb01pc0001", True, False)


def test_the_evidence_never_holds_a_person_or_a_path(town: Estate, tmp_path: Path) -> None:
    register = Register(tmp_path)
    gather(register, town, detection())
    text = register.evidence.file.read_text("utf-8")
    assert "kul0001" not in text
    assert "/home" not in text
    assert register.evidence.file.stat().st_mode & 0o077 == 0


def test_after_its_time_a_detection_tells_of_no_person_for_good(town: Estate, tmp_path: Path) -> None:
    register = Register(tmp_path)
    gather(register, town, detection(), detection(id="2", at=NOW - timedelta(days=200), login="kul0002"))
    assert "kul0002" not in register.file.read_text("utf-8"), "older than that: not even for a moment"
    later = gather(register, town, detection(), now=NOW + timedelta(days=180))
    assert later.anonymised == 1
    assert "kul0001" not in register.file.read_text("utf-8")
    assert [one.signature for one in later.detections] == ["Eicar", "Eicar"]
    assert gather(register, town, detection(), now=NOW + timedelta(days=181)).new == (), "nor does a host bring it back"
    assert "kul0001" not in register.file.read_text("utf-8")


def test_collected_reports_tell_of_no_person_after_the_same_time(town: Estate, tmp_path: Path) -> None:
    old, new = NOW - timedelta(days=181), NOW - timedelta(days=179)
    found = [
        {"id": "1", "time": old.isoformat(), "signature": "Eicar", "owner": "kul0001", "path": "/home/kul0001/a"},
        {"id": "2", "time": new.isoformat(), "signature": "Eicar", "owner": "kul0002", "path": "/home/kul0002/a"},
        {"id": "3", "signature": "Eicar", "owner": "kul0003", "path": "/home/kul0003/a"},
    ]
    hosts.antivirus(tmp_path / "antivirus", "pc1", last_detections=found)
    (tmp_path / "antivirus" / "pc2.json").write_text("{", "utf-8")
    gather(Register(tmp_path), town)
    file = tmp_path / "antivirus" / "pc1.json"
    told = json.loads(file.read_bytes())
    assert [(one["owner"], one["path"]) for one in told["last_detections"]] == [
        ("", ""), ("kul0002", "/home/kul0002/a"), ("", ""),
    ]  # fmt: skip
    assert [one["signature"] for one in told["last_detections"]] == ["Eicar"] * 3
    assert told["a key of a later version"] == 1, "nothing else is lost"
    assert file.stat().st_mode & 0o077 == 0
    assert (tmp_path / "antivirus" / "pc2.json").read_text("utf-8") == "{"
    before = file.stat().st_mtime_ns
    gather(Register(tmp_path), town)
    assert file.stat().st_mtime_ns == before, "nothing is written where nothing is old"


def test_a_line_taken_out_of_the_evidence_stops_recording(town: Estate, tmp_path: Path) -> None:
    register = Register(tmp_path)
    gather(register, town, detection(), detection(id="2"))
    file = register.evidence.file
    file.write_bytes(file.read_bytes().split(b"\n", 1)[1])
    with pytest.raises(detections.EvidenceBroken):
        gather(register, town, detection(id="3"))
    assert "3" not in {one.id for one in register.read()}


def test_what_was_kept_before_a_crash_comes_into_the_evidence_later(town: Estate, tmp_path: Path) -> None:
    register = Register(tmp_path)
    gather(register, town, detection())
    register.evidence.file.unlink()
    assert gather(register, town).new == ()
    assert len(register.evidence.read()) == 1


def test_persons_are_masked_in_the_table_and_absent_from_the_mail(town: Estate, tmp_path: Path) -> None:
    found = detected.rows(gather(Register(tmp_path), town, detection()).new, town)
    row = table(detected.view(found), town, scope=Scope()).rows[0]
    assert "kul0001" not in " ".join(map(str, row))
    subject, text = detected.mail(found, town, "tr")
    assert "1" in subject
    assert "MRKAHB01PC0001" in text
    assert "kul0001" not in text + subject
    said = detection(id="2", announced=True)
    assert "yalnız günlükte" not in text
    assert "yalnız günlükte" in detected.mail(detected.rows((said,), town), town, "tr")[1]


def test_departments_add_up_to_the_planted_faults(town: Estate) -> None:
    found = antivirus.departments(town, Scope())
    assert (sum(one.none for one in found), sum(one.old for one in found)) == (4, 12)
    assert sum(one.computers for one in found) == 2126


class Sink:
    """A mail server that takes what it is given; `refuses` what it answers to a receiver."""

    def __init__(self, refuses: str = "") -> None:
        self.refuses = refuses
        self.received = b""


@contextmanager
def listening(sink: Sink) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, sink))
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        thread.join(30)


def _serve(server: socket.socket, sink: Sink) -> None:
    connection, _ = server.accept()
    with connection, connection.makefile("rwb", buffering=0) as stream:
        stream.write(b"220 deneme\r\n")
        while line := stream.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                stream.write(b"354 go on\r\n")
                while (row := stream.readline()) not in (b".\r\n", b""):
                    sink.received += row
            refused = verb == b"RCPT" and sink.refuses
            stream.write(
                f"{sink.refuses}\r\n".encode() if refused else b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n"
            )
            if verb == b"QUIT":
                return


def settings(server: str) -> Settings:
    return Settings(
        root=PACKAGE_ROOT, mail_server=server, mail_security="none", mail_from="altyapi@orneksehir.example",
        mail_to="a@orneksehir.example, b@orneksehir.example",
    )  # fmt: skip


def test_mail_is_handed_over_whole() -> None:
    sink = Sink()
    with listening(sink) as server:
        mail.send(settings(server), mail.compose(settings(server), "Antivirüs:\n 1 tespit", "İlk satır\n"))
    assert b"Auto-Submitted: auto-generated" in sink.received
    assert sink.received.count(b"Subject:") == 1


def test_a_receiver_that_the_server_refuses_is_an_error() -> None:
    with listening(Sink("550 no such user")) as server, pytest.raises(mail.MailNotSent, match="550"):
        mail.send(settings(server), mail.compose(settings(server), "x", "y"))


def test_a_server_that_is_not_there_and_a_sender_that_is_not_set_are_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(mail.MailNotSent):
        mail.send(settings(f"127.0.0.1:{port}"), mail.compose(settings("x"), "x", "y"))
    unset = Settings(root=PACKAGE_ROOT)
    message = mail.compose(unset, "x", "y")
    assert (message["From"], message["To"], message["Subject"]) == (None, None, "x")
    with pytest.raises(mail.MailNotSet, match="mail_server, mail_from, mail_to"):
        mail.send(unset, message)
    with pytest.raises(mail.MailNotSet, match="mail_from, mail_to"):
        mail.send(settings("x"), message)


def software_report(host: str, ring: str, **installed: str) -> SoftwareReport:
    packages: list[dict[str, Any]] = [
        {"name": "libreoffice"},
        {"name": "qgis", "licence": "LIS-2025-007", "due": ring == "pilot"},
        {"name": "telnet", "wanted": "absent"},
    ]
    return SoftwareReport.model_validate(
        {
            "format": 1, "host": host, "made": "2026-04-20T08:00:00+03:00", "ring": ring,
            "packages": [one | {"installed": installed.get(str(one["name"]), "")} for one in packages],
        }
    )  # fmt: skip


def test_compliance_counts_what_is_due_and_licences_what_is_installed(town: Estate) -> None:
    names = sorted(one.name for one in town.in_roles(("desktop",)))[:4]
    devices = [
        town.snapshot.device_by_name[name].model_copy(
            update={"config_context": {"software": {"ring": "genis", "packages": {"libreoffice": {}}}}}
        )
        for name in names
    ]
    reports = {
        key(names[0]): software_report(names[0], "pilot", libreoffice="7.4", qgis="3.22"),
        key(names[1]): software_report(names[1], "genis", libreoffice="7.4", qgis="3.22"),
        key(names[2]): software_report(names[2], "genis", telnet="0.17"),
    }
    collected = Collected(reports)
    found = tuple(software.Computer(one, collected.of(one.name)) for one in devices)
    assert software.total(found)[1:] == (4, 2, 1)
    assert {one.name: (one.should, one.do) for one in software.lines(found, "ring", town)} == {
        "pilot": (1, 1),
        "genis": (3, 1),
    }
    assert {one.name: (one.should, one.do) for one in software.lines(found, "package", town)} == {
        "libreoffice": (3, 2), "qgis": (1, 1), "telnet": (3, 2),
    }  # fmt: skip
    (use,) = software.licences(found, town)
    assert (use.licence, use.bought, use.seen, use.over) == ("LIS-2025-007", 30, 2, False)


def test_a_damaged_file_of_detections_is_named_and_stays(tmp_path: Path) -> None:
    register = Register(tmp_path)
    register.file.parent.mkdir()
    register.file.write_text("[{}]", "utf-8")
    with pytest.raises(detections.EventsDamaged, match="detections"):
        register.read()
    assert register.file.read_text("utf-8") == "[{}]"
