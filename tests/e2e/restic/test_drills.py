"""Restore drills: what is whole proves it, what is not fails, and the register says what was seen. With real programs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from altyapi.backup.drill import choice, machine, mariadb, postgresql
from altyapi.backup.drill.report import sections, table
from altyapi.backup.history import History
from altyapi.backup.policy import Configs
from altyapi.backup.register import Result
from altyapi.backup.systems import System
from lab.devices import DeviceSpec, RunningDevice, running
from netbox_sync.model import Device, Snapshot, Source, Tables
from tests.e2e.backup.ground import Ground as Devices
from tests.e2e.restic.ground import DATABASE, FILES, Ground
from tests.support import restic

PG_DUMP = """--
-- PostgreSQL database dump
--
SET client_encoding = 'UTF8';
CREATE DATABASE "ebys" WITH TEMPLATE = template0 ENCODING = 'UTF8' LOCALE = 'tr_TR.UTF-8';
ALTER DATABASE "ebys" OWNER TO evrak;
\\connect "ebys"
CREATE TABLE public.evrak (n integer, konu text);
ALTER TABLE public.evrak OWNER TO evrak;
CREATE TABLE public.bos (n integer);
COPY public.evrak (n, konu) FROM stdin;
1\tCREATE DATABASE sözcükleri veridir
2\t\\\\connect de öyle
\\.
COPY public.bos (n) FROM stdin;
\\.
--
-- PostgreSQL database dump complete
--
"""
GLOBALS = "CREATE ROLE postgres;\nCREATE ROLE evrak;\n-- PostgreSQL database cluster dump complete\n"


@pytest.fixture(autouse=True)
def _programs() -> None:
    restic.needs("restic")


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


def test_files_come_back_and_the_register_says_what_was_seen(ground: Ground) -> None:
    ground.filled(FILES, {"Çizelgeler/İhale.txt": "içerik", "bos": ""})
    held = ground.drills().hold(FILES)
    assert (held.ok, held.problem, held.target) == (True, "", "empty folder")
    assert held.point is not None
    assert held.point.bytes == len("içerik".encode())
    assert ground.drills().hold(FILES).point == held.point  # the same digest of the same files
    *_, result = ground.register.results()
    assert (result.job, result.ok, result.evrak, result.operator) == ("drill", True, "E-1", "yedek")
    assert "files: 2" in result.observed


def test_a_damaged_repository_fails_the_drill_and_the_page_says_so(ground: Ground) -> None:
    ground.filled(FILES, {"a.txt": "bir" * 1000})
    ground.filled(DATABASE, {"a.txt": "iki"})
    assert ground.drills().hold(FILES).ok
    restic.tamper(max(restic.packs(ground.merkez / FILES), key=lambda file: file.stat().st_size))
    held = [ground.drills().hold(name) for name in (DATABASE, FILES)]
    assert [one.ok for one in held] == [True, False]
    assert held[1].problem.startswith("RST-005")
    assert [one.ok for one in ground.register.results()] == [True, True, False]
    summary, failures, seen = sections(held, table(held), "tr")
    assert summary.notes[:2] == (("Geçen", "1"), ("Kalan", "1"))
    assert [level for level in summary.levels if level] == ["high"]
    assert (failures.title, failures.level, failures.rows[0][0]) == ("Kalanlar", "high", FILES)
    assert "BOZUK" in failures.rows[0][1]
    assert "ikinci merkez" in failures.rows[0][2]
    assert (seen.title, [row[0] for row in seen.rows]) == ("Görülenler", [DATABASE])
    assert held[0].point is not None
    assert seen.rows[0][3] == (
        f"dosya sayısı: 1; bayt: 3; sağlama toplamları: her dosya saklandığı gibi; SHA-256: {held[0].point.sha256}"
    )


def test_what_was_never_copied_fails(ground: Ground) -> None:
    ground.filled(FILES, {"a.txt": "bir"})
    held = ground.drills().hold(DATABASE)
    assert held.problem.startswith("RST-002")
    assert ground.drills(place="teyp").hold(FILES).problem.startswith("DRL-001")


def test_it_can_be_held_from_the_second_site(ground: Ground) -> None:
    ground.filled(FILES, {"a.txt": "bir"})
    ground.replicated()
    held = ground.drills(place="fkm").hold(FILES)
    assert (held.ok, held.place) == (True, "fkm")


@pytest.fixture
def server() -> None:
    if machine.found("initdb", beside=postgresql.RELEASES) is None:
        pytest.skip("not installed: postgresql (debian-packages.txt)")


def test_a_database_starts_in_an_empty_place_and_answers(server: None, ground: Ground) -> None:
    ground.filled(DATABASE, {"postgresql/ebys.sql": PG_DUMP, "postgresql/globals.sql": GLOBALS}, kind="database")
    held = ground.drills().hold(DATABASE)
    assert (held.ok, held.problem) == (True, "")
    assert held.target.startswith("PostgreSQL ")
    assert [(one.kind, one.observed) for one in held.checks] == [("ebys: tables", "2"), ("ebys: rows", "2")]


def test_a_dump_that_does_not_load_fails_the_drill(server: None, ground: Ground) -> None:
    broken = PG_DUMP.replace("CREATE TABLE public.evrak (n integer, konu text);\n", "")
    ground.filled(DATABASE, {"postgresql/ebys.sql": broken, "postgresql/globals.sql": GLOBALS}, kind="database")
    held = ground.drills().hold(DATABASE)
    assert held.problem.startswith("DRL-005")
    assert "public.evrak" in held.problem


def test_half_a_dump_fails_the_drill_though_a_server_takes_it_in(server: None, ground: Ground) -> None:
    half = PG_DUMP.replace("CREATE TABLE public.bos (n integer);\n", "").partition("2\t")[0]
    ground.filled(DATABASE, {"postgresql/ebys.sql": half, "postgresql/globals.sql": GLOBALS}, kind="database")
    held = ground.drills().hold(DATABASE)
    assert (held.ok, held.problem) == (False, "ebys: complete: incomplete, expected complete")


def test_a_dump_without_any_table_proves_nothing(server: None, ground: Ground) -> None:
    nothing = "-- PostgreSQL database dump\n-- PostgreSQL database dump complete\n"
    ground.filled(DATABASE, {"postgresql/ebys.sql": nothing}, kind="database")
    held = ground.drills().hold(DATABASE)
    assert (held.ok, held.problem) == (False, "tables: 0, expected > 0")


def test_a_copy_without_any_file_proves_nothing(ground: Ground) -> None:
    ground.filled(FILES, {})
    assert ground.drills().hold(FILES).problem.startswith("DRL-001")


def test_a_copy_of_a_clock_that_was_ahead_is_not_the_newest_one(ground: Ground) -> None:
    ground.filled(FILES, {"a.txt": "bir"})
    repository = str(ground.merkez / FILES)
    words = [
        "restic",
        "-r",
        repository,
        "backup",
        "--host",
        FILES,
        "--time",
        "2062-04-20 02:00:00",
        str(Path(__file__).parent),
    ]
    subprocess.run(words, env={**os.environ, "RESTIC_PASSWORD": restic.PASSWORD}, check=True, capture_output=True)
    held = ground.drills().hold(FILES)
    assert held.point is not None
    assert held.point.moment <= ground.now
    (copied,), _ = ground.replicated()
    assert copied.brought == 2
    assert copied.hours is not None
    assert copied.hours >= 0


def test_no_server_of_a_drill_stays(server: None, tmp_path: Path) -> None:
    folder = Path("/tmp") / f"altyapi-{tmp_path.parent.name}-{tmp_path.name}" / "geri"
    folder.mkdir(parents=True)
    try:
        with postgresql.started(folder, "-") as one:
            assert one.rows("postgres") == {}
        assert subprocess.run(["pgrep", "-f", "altyapi-drill-pg-"], check=False, capture_output=True).stdout == b""
    finally:
        folder.rmdir()
        folder.parent.rmdir()


MY_DUMP = """-- MariaDB dump
CREATE DATABASE /*!32312 IF NOT EXISTS*/ `pdks` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;
USE `pdks`;
CREATE TABLE `giris` (
  `n` int(11),
  `ad` text
) ENGINE=InnoDB;
CREATE TABLE `bos` (
  `n` int(11)
) ENGINE=InnoDB;
INSERT INTO `giris` VALUES
(1,'Çiğdem (''müdür'')'),
(2,'a\\'b);');
INSERT INTO `giris` VALUES (3,NULL),(4,'x');
-- Dump completed on 2026-04-20
"""


def test_mariadb_too(ground: Ground) -> None:
    restic.needs("mariadbd", "mariadb-install-db", "mariadb")
    ground.filled(DATABASE, {"mariadb/pdks.sql": MY_DUMP, "mariadb/users.sql": "-- kullanıcılar\n"}, kind="database")
    held = ground.drills().hold(DATABASE)
    assert (held.ok, held.problem) == (True, "")
    assert [(one.kind, one.observed) for one in held.checks] == [("pdks: tables", "2"), ("pdks: rows", "4")]


def test_rows_are_counted_in_the_dump_itself(tmp_path: Path) -> None:
    (tmp_path / "p.sql").write_text(PG_DUMP, "utf-8")
    (tmp_path / "m.sql").write_text(MY_DUMP, "utf-8")
    assert postgresql.counted(tmp_path / "p.sql") == {"public.evrak": 2, "public.bos": 0}
    assert mariadb.counted(tmp_path / "m.sql") == {"giris": 4, "bos": 0}


# --- configs


CONFIG = "hostname {name}\n!\nvlan 30\n name KULLANICI\n!\ninterface GigabitEthernet1/0/1\n description oda\n!\nend\n"
EMPTY = "hostname bos\n!\ninterface GigabitEthernet1/0/1\n!\nend\n"


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[dict[str, RunningDevice]]:
    wanted = [
        {"name": "sw1", "running_config": CONFIG.format(name="sw1")},
        {"name": "deneme", "running_config": EMPTY},
    ]
    with running(wanted) as found:
        (tmp_path / "known_hosts").write_text("".join(one.known_hosts_line for one in found.values()))
        yield dict(found)


class _Configs(Ground):
    """The device sw1 backed up by a run, and a device for drills in NetBox."""

    def __init__(self, folder: Path, found: dict[str, RunningDevice]) -> None:
        super().__init__(folder)
        self.backups = Devices(folder)
        self.backups.run([self.backups.source("sw1", found["sw1"].host, found["sw1"].port)])
        self.secrets |= self.backups.secrets
        self.history: History = self.backups.history
        self.policy = self.policy.model_copy(update={"configs": Configs()})
        self.target = Device(
            id=9, name="deneme", status="active", site="mrk-ahb01", role="drill-target", device_type="x", manufacturer="x",
            platform="cisco-ios",
            config_context={"connection": {"host": found["deneme"].host, "port": found["deneme"].port}},
        )  # fmt: skip

    @property
    def systems(self) -> dict[str, System]:
        return {**super().systems, "sw1": System(name="sw1", class_="D", netbox="device")}


def test_a_config_is_accepted_by_an_empty_device_which_is_empty_again_afterwards(
    tmp_path: Path, devices: dict[str, RunningDevice]
) -> None:
    ground = _Configs(tmp_path, devices)
    snapshot = _snapshot(ground.target)
    before = devices["deneme"].running()
    held = ground.drills(snapshot=snapshot).hold("sw1")
    assert held.problem == ""
    assert (held.ok, held.target) == (True, "deneme (cisco_ios)")
    assert [one.kind for one in held.checks] == ["complete", "accepted", "shows the same"]
    assert devices["deneme"].running() == before


def test_a_device_that_holds_the_copy_already_proves_nothing(tmp_path: Path, devices: dict[str, RunningDevice]) -> None:
    """As a drill leaves it that was cut off before it could bring the device back."""
    ground = _Configs(tmp_path, devices)
    connection = {"connection": {"host": devices["sw1"].host, "port": devices["sw1"].port}}
    held = ground.drills(snapshot=_snapshot(ground.target.model_copy(update={"config_context": connection}))).hold(
        "sw1"
    )
    assert held.problem.startswith("DRL-010")
    assert not held.ok


def test_a_drill_is_never_held_on_a_device_in_service(tmp_path: Path, devices: dict[str, RunningDevice]) -> None:
    ground = _Configs(tmp_path, devices)
    snapshot = _snapshot(ground.target.model_copy(update={"role": "access-switch"}))
    drills = ground.drills(snapshot=snapshot)
    assert drills.hold("sw1").problem.startswith("DRL-006")
    drills.target = "deneme"
    assert drills.hold("sw1").problem.startswith("DRL-007")


def test_what_a_failed_drill_shows_of_a_config_is_masked(tmp_path: Path) -> None:
    secret = CONFIG.replace("!\nend", "snmp-server community Gizli-Dizi-77 RO\nend")
    passed_over = {"errors": [{"pattern": "^snmp-server", "answer": ""}]}
    wanted: list[DeviceSpec | dict[str, Any]] = [
        {"name": "sw1", "running_config": secret.format(name="sw1")},
        {"name": "deneme", "running_config": EMPTY, "knobs": passed_over},
    ]
    with running(wanted) as found:
        (tmp_path / "known_hosts").write_text("".join(one.known_hosts_line for one in found.values()))
        ground = _Configs(tmp_path, dict(found))
        held = ground.drills(snapshot=_snapshot(ground.target)).hold("sw1")
    assert not held.ok
    assert "snmp-server community <masked> RO" in held.problem
    entered = [one.model_dump_json() for one in ground.register.results()]
    assert "Gizli" not in "".join([held.model_dump_json(), *entered])


def _snapshot(device: Device) -> Snapshot:
    source = Source(url="http://netbox.example", version="4.4", taken="2026-04-20T00:00:00+03:00", duration_ms=1)
    return Snapshot(source=source, digest="0" * 64, tables=Tables(devices=(device,)))


# --- which


def test_the_longest_untried_come_first_and_one_of_each_class_is_a_sample(ground: Ground) -> None:
    ground.filled(FILES, {"a.txt": "bir"})
    assert [one.system for one in choice.every(ground.policy, ground.systems, ground.register)] == [FILES, DATABASE]
    ground.drills().hold(FILES)
    every = choice.every(ground.policy, ground.systems, ground.register)
    assert [(one.system, one.overdue(ground.now)) for one in every] == [(DATABASE, True), (FILES, False)]
    assert [one.system for one in choice.sample(every, ground.now)] == [DATABASE, FILES]
    ground.later(days=184)
    assert all(one.overdue(ground.now) for one in every)


def test_where_one_speaks_for_all_a_class_is_due_once_and_not_when_one_was_tried(ground: Ground) -> None:
    systems = {name: System(name=name, class_="D", netbox="device") for name in ("sw1", "sw2", "sw3")} | ground.systems
    every = choice.every(ground.policy, systems, ground.register)
    assert [one.system for one in choice.due(every, ground.now)] == [FILES, "sw1", DATABASE]
    point = {"time": ground.now.isoformat(), "job": "drill", "ok": True}
    ground.register.append([Result.model_validate({**point, "system": name}) for name in ("sw2", FILES)])
    every = choice.every(ground.policy, systems, ground.register)
    assert [one.system for one in choice.due(every, ground.now)] == [DATABASE]
    ground.later(days=184)
    assert [one.system for one in choice.due(every, ground.now)] == ["sw1", DATABASE, FILES]
