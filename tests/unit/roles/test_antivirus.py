"""The program that the role leaves on a host: its history of detections."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from altyapi.settings import PACKAGE_ROOT

PROGRAM = PACKAGE_ROOT / "roles" / "antivirus" / "files" / "altyapi_antivirus.py"


@pytest.fixture(scope="module")
def program() -> ModuleType:
    made = importlib.util.spec_from_file_location("altyapi_antivirus", PROGRAM)
    assert made is not None
    assert made.loader is not None
    module = importlib.util.module_from_spec(made)
    made.loader.exec_module(module)
    return module


@pytest.fixture
def antivirus(program: ModuleType, tmp_path: Path) -> Any:
    (tmp_path / "quarantine" / "incoming").mkdir(parents=True)
    log = tmp_path / "scan.log"
    log.touch()
    config = {
        "state_dir": str(tmp_path), "quarantine_dir": str(tmp_path / "quarantine"), "logs": [str(log)], "stray_seconds": 10,
        "keep_days": 180, "person_days": 180, "provider": "clamav", "database_dir": str(tmp_path / "db"), "units": [],
        "exclusions": [], "agent_command": [],
    }  # fmt: skip
    made = program.Antivirus(config)
    made._sure = lambda _: True  # who runs the tests may be root, as the scanner is
    return made


LINE = "--------------------------------------\n"
"""Before what clamdscan writes into its log, and on its output with it."""


def found(antivirus: Any, name: str, folder: Path = Path("/home/ayse")) -> Any:
    """What the scanner leaves of a file that it moved away; gives what comes of it."""
    moved = antivirus.incoming / name
    moved.write_text("X", "utf-8")
    with Path(antivirus.config["logs"][0]).open("a", encoding="utf-8", errors="surrogateescape") as log:
        log.write(f"{folder}/{name}: Eicar FOUND\n{folder}/{name}: moved to '{moved}'\n")
    return antivirus.collect()


def test_a_line_that_a_loss_of_power_has_torn_stops_no_later_detection(
    antivirus: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.chown", lambda *_: None)
    found(antivirus, "bir.com")
    with antivirus.history.open("a", encoding="utf-8") as stream:
        stream.write('{"id": "yarım')
    found(antivirus, "iki.com")
    assert [one["path"] for one in antivirus.detections()] == ["/home/ayse/bir.com", "/home/ayse/iki.com"]


def test_a_link_among_what_was_moved_away_is_no_file_to_keep_and_ends_no_collection(antivirus: Any) -> None:
    antivirus.config["stray_seconds"] = -1
    target = antivirus.quarantine / "gizli"
    target.write_text("X", "utf-8")
    (antivirus.incoming / "bir.com").symlink_to(target)
    (antivirus.incoming / "iki.com").symlink_to("/bu-makinede-yok")
    assert antivirus.collect() == []
    assert list(antivirus.incoming.iterdir()) == []
    assert target.read_text("utf-8") == "X"


def test_what_tells_of_a_person_is_read_by_root_alone_and_forgotten_in_time(
    antivirus: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.chown", lambda *_: None)
    found(antivirus, "bir.com")
    files = [antivirus.history, *antivirus.quarantine.glob("*.json")]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600]
    [one] = antivirus.detections()
    one["time"] = "2020-01-01T00:00:00+03:00"
    antivirus.history.write_text(json.dumps(one) + "\n", "utf-8")
    antivirus.prune()
    [kept] = antivirus.detections()
    assert (kept["signature"], kept["path"], kept["owner"]) == ("Eicar", "", "")
    assert antivirus.history.stat().st_mode & 0o777 == 0o600


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What goes to the central log; the files' owner stays who runs the test."""
    lines: list[str] = []
    monkeypatch.setattr("os.chown", lambda *_: None)
    monkeypatch.setattr("syslog.syslog", lambda _, line: lines.append(line))
    return lines


def test_a_file_whose_name_is_no_utf_8_is_told_kept_and_put_back(
    antivirus: Any, told: list[str], tmp_path: Path
) -> None:
    name = os.fsdecode(b"fatura\xfe.exe")
    home = tmp_path / "ayse"
    home.mkdir()
    [one] = found(antivirus, name, home)
    assert one["path"] == f"{home}/fatura\\xfe.exe"
    assert "xfe.exe" in told[0]
    told[0].encode("utf-8")
    found(antivirus, "iki.com", home)
    antivirus._databases = dict
    report = antivirus.report()
    assert [one["path"] for one in report["last_detections"]] == [f"{home}/fatura\\xfe.exe", f"{home}/iki.com"]
    assert json.loads((antivirus.state / "report.json").read_text("utf-8")) == report
    antivirus.restore(one["id"], None)
    assert (home / name).read_text("utf-8") == "X"


def test_one_that_can_not_be_taken_holds_up_no_other(
    antivirus: Any, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = antivirus._taken

    def torn(origin: str, file: Path, *words: str) -> Any:
        if file.name == "bir.com":
            raise OSError(28, "No space left on device")
        return taken(origin, file, *words)

    monkeypatch.setattr(antivirus, "_taken", torn)
    assert found(antivirus, "bir.com") == []
    assert [one["path"] for one in found(antivirus, "iki.com")] == ["/home/ayse/iki.com"]
    assert [file.name for file in antivirus.incoming.iterdir()] == ["bir.com"]
    assert "not taken into the quarantine: OSError" in told


def test_what_can_not_be_written_leaves_nothing_behind(program: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        program.write(tmp_path / "report.json", {"x": object()})
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_put_back_through_a_link_that_its_owner_made(
    antivirus: Any, told: list[str], tmp_path: Path
) -> None:
    home, cron = tmp_path / "ayse", tmp_path / "cron.d"
    for folder in (home, cron):
        folder.mkdir()
    home.chmod(0o777)  # as somebody else's: who runs the test may be root
    (home / "belge").mkdir()
    [one] = found(antivirus, "bir.com", home / "belge")
    (home / "belge").rmdir()
    (home / "belge").symlink_to(cron)
    with pytest.raises(SystemExit, match="name a place with --to"):
        antivirus.restore(one["id"], None)
    (home / "belge").unlink()
    (home / "belge").mkdir()
    (home / "belge" / "bir.com").symlink_to(cron / "yeni")
    for place in (None, str(home / "belge" / "bir.com")):
        with pytest.raises(SystemExit, match="name a place with --to"):
            antivirus.restore(one["id"], place)
    assert list(cron.iterdir()) == []
    assert [entry["id"] for entry in antivirus.entries()] == [one["id"]]
    antivirus.restore(one["id"], str(home / "bir.com"))
    assert (home / "bir.com").read_text("utf-8") == "X"
    assert antivirus.entries() == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as somebody else")
def test_a_file_is_put_back_with_no_more_rights_than_its_owner_has(
    antivirus: Any, told: list[str], tmp_path: Path
) -> None:
    [one] = found(antivirus, "bir.com", tmp_path)
    kept = antivirus.quarantine / f"{one['id']}.json"
    kept.write_text(json.dumps({**one, "uid": 65534, "gid": 65534}), "utf-8")
    with pytest.raises(SystemExit, match=r"Permission denied.*--to"):
        antivirus.restore(one["id"], None)
    assert os.geteuid() == 0
    assert not (tmp_path / "bir.com").exists()


def database(folder: Path, name: str, days: int) -> str:
    """A database that was made so many days ago; gives the time of its making."""
    folder.mkdir(exist_ok=True)
    made = datetime.now(UTC) - timedelta(days=days)
    head = f"ClamAV-VDB:13 Oct 2026 08-00 +0000:27000:2000000:90:x:y:builder:{int(made.timestamp())}"
    (folder / name).write_bytes(head.ljust(512).encode() if name.endswith(("cvd", "cld")) else b"44d8:68:Eicar")
    return made.isoformat(timespec="seconds")


def test_the_institution_s_own_signatures_make_the_official_ones_no_younger(
    program: ModuleType, antivirus: Any
) -> None:
    folder = Path(antivirus.config["database_dir"])
    database(folder, "kurum.hdb", 0)
    own = program._age(antivirus._databases())
    main = database(folder, "main.cvd", 200)
    assert program._age(antivirus._databases()) == main < own
    database(folder, "bytecode.cvd", 1)
    daily = database(folder, "daily.cld", 40)
    assert program._age(antivirus._databases()) == daily


@pytest.mark.parametrize(
    "command", [[], ["/bu-makinede-yok"], ["echo", "[1]"], ["echo", "çok"], ["echo", '{"detections": "çok"}']]
)
def test_an_agent_that_tells_nothing_of_use_is_reported_as_none(
    antivirus: Any, command: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    antivirus.config |= {"provider": "agent", "agent_command": command}
    report = antivirus.report()
    assert (report["agent"], report["version"], report["signatures"]) == ("", "", None)
    assert report["detections"] == 0


def test_an_entry_or_a_line_that_is_no_whole_one_stops_neither_list_nor_report(antivirus: Any) -> None:
    (antivirus.quarantine / "yarım.json").write_text("", "utf-8")
    antivirus.history.write_text('{"id": "x"}\n3\n{"id', "utf-8")
    antivirus._databases = dict
    assert antivirus.entries() == []
    assert antivirus.report()["last_detections"] == []
    assert antivirus.prune() == []


def logged(antivirus: Any, text: str) -> None:
    with Path(antivirus.config["logs"][0]).open("a", encoding="utf-8") as log:
        log.write(text)


def test_what_was_found_and_could_not_be_moved_is_told_once_a_day(
    antivirus: Any, told: list[str], tmp_path: Path
) -> None:
    antivirus.config["stray_seconds"] = -1
    usb = tmp_path / "usb.com"
    usb.touch()
    for _ in range(2):
        logged(antivirus, f"{usb}: Eicar FOUND\nERROR: Can't move file {usb}\n")
        assert antivirus.collect() == []
    [one] = antivirus.detections()
    assert (one["path"], one["signature"], one["state"]) == (str(usb), "Eicar", "left")
    assert len(told) == 1
    assert antivirus.entries() == []


def test_a_detection_whose_move_is_told_later_is_one_detection(antivirus: Any, told: list[str]) -> None:
    moved = antivirus.incoming / "bir.com"
    moved.write_text("X", "utf-8")
    logged(antivirus, "/home/ayse/bir.com: Eicar FOUND\n")
    antivirus._collect_once()
    assert (antivirus.detections(), antivirus.waiting) == ([], True)
    logged(antivirus, f"/home/ayse/bir.com: moved to '{moved}'\n")
    antivirus.collect()
    assert not antivirus.waiting
    [one] = antivirus.detections()
    assert (one["signature"], one["state"]) == ("Eicar", "quarantined")


def test_a_file_that_two_threads_found_and_one_moved_is_one_detection(antivirus: Any, told: list[str]) -> None:
    found(antivirus, "bir.com")
    antivirus.config["stray_seconds"] = -1
    logged(antivirus, "/home/ayse/bir.com: Eicar FOUND\n/home/ayse/iki.com: Eicar FOUND\n")
    antivirus.collect()
    assert [(one["path"], one["state"]) for one in antivirus.detections()] == [
        ("/home/ayse/bir.com", "quarantined"),
        ("/home/ayse/iki.com", "gone"),
    ]


def test_a_line_that_a_file_s_name_holds_gives_no_file_another_origin(antivirus: Any, told: list[str]) -> None:
    antivirus.config["stray_seconds"] = -1
    moved = antivirus.incoming / "evil"
    moved.write_text("X", "utf-8")
    logged(antivirus, f"/etc/cron.d/zz: moved to '{moved}'\n/home/ayse/a\x0bb\u2028c: Eicar FOUND\n")
    antivirus.collect()
    strange, found_one = antivirus.detections()
    assert (strange["path"], strange["signature"]) == ("", "?")
    assert found_one["path"] == "/home/ayse/a\x0bb\u2028c"
    with pytest.raises(SystemExit, match="--to"):
        antivirus.restore(strange["id"], None)


def test_a_name_that_reads_as_both_lines_of_the_log_gets_no_file_put_where_its_owner_may_not_write(
    program: ModuleType, antivirus: Any, told: list[str], tmp_path: Path
) -> None:
    cron = tmp_path / "cron.d"
    cron.mkdir()
    moved = antivirus.incoming / "evil"
    moved.write_text("* * * * * root id", "utf-8")
    del antivirus._sure  # the scanner has copied it from another file system: it is the scanner's
    logged(antivirus, f"/ev/ayse/x\n{cron}/zz: Eicar FOUND\n{cron}/zz: moved to '{moved}'\nz: Eicar FOUND\n")
    (one,) = antivirus.collect()
    assert one["path"] == f"{cron}/zz"
    with pytest.raises(SystemExit, match=r"not certain.*--to"):
        antivirus.restore(one["id"], None)
    assert list(cron.iterdir()) == []


def test_a_file_that_a_scanner_had_to_copy_is_told_as_the_one_s_whose_folder_it_lay_in(
    program: ModuleType, antivirus: Any, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del antivirus._sure
    status = os.stat_result((0o40755, 0, 0, 1, 1234, 1234, 0, 0, 0, 0))
    monkeypatch.setattr(program, "_of_folder", {"/home/ayse/bir.com": status}.get)
    (one,) = found(antivirus, "bir.com")
    assert (one["owner"], one["uid"], one["sure"]) == ("1234", 1234, False)


def test_a_detection_is_told_also_where_there_is_no_room_for_it(
    antivirus: Any, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    antivirus.config["stray_seconds"] = -1
    logged(antivirus, "/home/ayse/bir.com: Eicar FOUND\n")
    with monkeypatch.context() as patch:
        patch.setattr(antivirus, "_tell", full)
        with pytest.raises(OSError, match="No space"):
            antivirus.collect()
    assert "Eicar" in told[0]
    antivirus.collect()
    [one] = antivirus.detections()
    assert {json.loads(line.removeprefix("detection "))["id"] for line in told} == {one["id"]}, (
        "and once for who gathers"
    )


def test_a_further_copy_of_what_can_not_be_removed_is_not_kept(antivirus: Any, told: list[str]) -> None:
    antivirus.config["stray_seconds"] = -1
    for _ in range(2):
        (antivirus.incoming / "kopya.com").write_text("X", "utf-8")
        antivirus.collect()
    assert len(antivirus.entries()) == 1


@pytest.mark.parametrize(
    ("code", "said", "result"),
    [
        (0, "", "clean"),
        (2, "WARNING: /tmp/.X11-unix/X0: Not supported file type\n", "clean"),
        (2, "WARNING: /tmp/.X11-unix/X0: Not supported file type\n/tmp/a: Eicar FOUND\n", "found"),
        (2, "WARNING: /tmp/.X11-unix/X0: Not supported file type\nERROR: Could not connect to clamd\n", "failed"),
        (2, f"{LINE}WARNING: /srv/soket: Not supported file type\n/srv: OK\n", "clean"),
        (1, f"{LINE}/tmp/a: Eicar FOUND\nERROR: Can't move file '/tmp/a' to '/q/a'\n", "found"),
        (1, "Failed to connect to bus: No such file or directory\n", "failed"),
        (2, f"{LINE}WARNING: /a: Not supported file type\n/srv/b: Access denied. ERROR\n", "failed"),
        (2, "", "failed"),
    ],
)
def test_a_scan_fails_by_its_own_faults_not_by_sockets(
    program: ModuleType, antivirus: Any, monkeypatch: pytest.MonkeyPatch, code: int, said: str, result: str
) -> None:
    (antivirus.state / "last_scan.json").write_text('{"whole": "2020-01-01T00:00:00+03:00"}', "utf-8")
    antivirus.config["scan_log"] = "/dev/null"
    done = subprocess.CompletedProcess([], code, said.encode(), b"")
    with monkeypatch.context() as patch:
        patch.setattr(program.subprocess, "run", lambda *_, **__: done)
        patch.setattr(antivirus, "report", dict)
        antivirus.scan(["/tmp"])
    last = json.loads((antivirus.state / "last_scan.json").read_text("utf-8"))
    assert last["result"] == result
    assert (last["whole"] == last["ended"]) is (result != "failed")
