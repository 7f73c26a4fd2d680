"""A run of the migration: whose turn it is, in which batches, what came of each, and when the run stops."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from altyapi.audit.estate import Estate
from altyapi.audit.registers import Wave
from altyapi.audit.thing import Scope
from altyapi.audit.views.view import table
from altyapi.chained import FIRST
from altyapi.endpoint import migrating, migration, migration_table, schedule
from altyapi.endpoint.calendar import Computer
from altyapi.endpoint.host_words import HOST
from altyapi.endpoint.migrating import BatchRecord, NoWindow, RunsBroken
from altyapi.endpoint.policy import PardusPolicy, Steps
from altyapi.endpoint.schedule import Batch, Past, WavePlan
from altyapi.settings import PACKAGE_ROOT
from netbox_sync.model import Device
from tests.support import estates, hosts

NOW = datetime(2026, 4, 20, 19, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Estate:
    base = tmp_path_factory.getbasetemp()
    return estates.estate(base if worker_id == "master" else base.parent, "tiny")


@pytest.fixture(scope="module")
def devices(estate: Estate) -> list[Device]:
    return sorted(estate.in_roles(estate.policy.roles.computers), key=lambda one: one.name)


def told(folder: Path, host: str, done: int, now: str = "", *, why: str = "", made: datetime = NOW) -> None:
    hosts.migration(folder, host, done, now, why=why, made=made)


def plan(devices: list[Device], *openings: tuple[datetime, datetime | None]) -> WavePlan:
    wave = Wave(id="W1", name="W1", start=NOW.date(), end=NOW.date())
    batches = tuple(
        Batch(number, opens, closes, "", (Computer(device, "W1", "waiting", None),))
        for number, ((opens, closes), device) in enumerate(zip(openings, devices, strict=False), start=1)
    )
    return WavePlan(wave, batches, ())


def test_it_is_the_turn_of_those_whose_opening_is_now(devices: list[Device]) -> None:
    made = plan(devices, (NOW - HOUR, NOW), (NOW - HOUR, NOW + HOUR), (NOW + HOUR, None))
    assert migrating.due(made, NOW) == (devices[1],)


def test_before_its_opening_nobody_goes_and_the_next_opening_is_told(devices: list[Device]) -> None:
    with pytest.raises(NoWindow, match=r"2026-04-20 20:00"):
        migrating.due(plan(devices, (NOW + HOUR, None)), NOW)


def test_a_canary_goes_first_and_nobody_twice(devices: list[Device]) -> None:
    rules = PardusPolicy(steps=Steps(canary=1, sizes=(2, 3)))
    parts = list(migrating.batches(devices[:8], rules))
    assert [len(one) for one in parts] == [1, 2, 3, 2]
    assert [one.name for part in parts for one in part] == [one.name for one in devices[:8]]
    assert [len(one) for one in migrating.batches(devices[1:8], rules, proven=1)] == [2, 3, 2]


def test_a_canary_that_is_off_proves_nothing() -> None:
    assert not migrating.came_through({"PC1": "silent", "PC2": "failed", "PC3": "running"})
    assert migrating.came_through({"PC1": "silent", "PC2": "needs-start"})


@pytest.mark.parametrize(
    ("done", "now", "fate"),
    [(10, "", "done"), (3, "failed", "failed"), (6, "running", "running"), (8, "running", "needs-start")],
)
def test_what_became_of_a_computer_is_what_it_says_of_this_run(
    devices: list[Device], tmp_path: Path, done: int, now: str, fate: str
) -> None:
    told(tmp_path, devices[1].name, 3, "failed")  # of an earlier run
    with migrating.only_new(tmp_path, [one.name for one in devices[:2]]):
        told(tmp_path, devices[0].name.lower(), done, now, made=NOW - HOUR)  # its clock is behind
        found = migrating.fates(devices[:2], migration.read(tmp_path))
    assert found == {devices[0].name: fate, devices[1].name: "silent"}


def test_who_was_told_to_begin_and_sent_nothing_is_lost(devices: list[Device], tmp_path: Path) -> None:
    folder = tmp_path / "begun"
    assert migrating.begun(folder) == frozenset()
    folder.mkdir()
    for one in devices[:2]:
        (folder / f"{one.name}.ornek.example").touch()
    told(tmp_path, devices[1].name, 6, "running")
    found = migrating.fates(devices[:3], migration.read(tmp_path), migrating.begun(folder))
    assert list(found.values()) == ["lost", "running", "silent"]


def test_who_sent_nothing_in_a_run_keeps_its_report_from_before_also_when_the_run_is_killed(
    devices: list[Device], tmp_path: Path
) -> None:
    gone, came, other = (one.name for one in devices[:3])
    for name in (gone, came, other):
        told(tmp_path, name, 3, "failed", why="before")
    killed = migrating.only_new(tmp_path, [gone, came])
    killed.__enter__()
    assert list(migration.read(tmp_path).reports) == [other.lower()]
    told(tmp_path, came, 10)
    with migrating.only_new(tmp_path, [other]):  # the next run, which knows nothing of the killed one
        assert {name: one.state for name, one in migration.read(tmp_path).reports.items()} == {
            gone.lower(): "failed",
            came.lower(): "done",
        }
    assert len(migration.read(tmp_path).reports) == 3


def test_earlier_runs_of_an_opening_leave_so_much_less_room_in_it(devices: list[Device], tmp_path: Path) -> None:
    rules = PardusPolicy(steps=Steps(per_window=4))
    wave = Wave(id="W1", name="W1", start=NOW.date(), end=NOW.date() + timedelta(days=9))

    def turn(done: int, now: datetime, past: Past) -> list[str]:
        computers = [
            Computer(one, "W1", "done" if number < done else "waiting", None) for number, one in enumerate(devices[:8])
        ]
        found = migrating.due(schedule.plan(wave, computers, rules, now, past=past), now)
        return [one.name for one in found]

    early = datetime(2026, 4, 20, 6, 0, tzinfo=UTC)
    went = {one.name: "done" for one in devices[:3]}
    record = BatchRecord(
        run="migrate-1", action="migrate", wave="W1", batch=1, computers={**went, devices[7].name: "silent"}, reason="W1",
        evrak="", by="deneme", started=early, ended=early + HOUR, log="ansible.log",
    )  # fmt: skip
    migrating.log(tmp_path).append(record)
    past = migrating.past(tmp_path)
    assert turn(3, early + 2 * HOUR, past) == [devices[3].name]
    assert len(turn(3, early + 24 * HOUR, past)) == 4  # the next day has its own
    migrating.log(tmp_path).append(record.model_copy(update={"computers": {devices[3].name: "done"}}))
    with pytest.raises(NoWindow, match="2026-04-21"):
        turn(4, early + 2 * HOUR, migrating.past(tmp_path))


def test_a_run_stops_when_more_have_failed_than_the_budget_of_all_its_batches() -> None:
    rules = PardusPolicy(steps=Steps(failure_budget=1))
    first = migrating.judged(["done", "failed"], rules)
    assert not first.stop
    assert migrating.judged(["done", "silent", "needs-start"], rules, first.failed) == first
    assert migrating.judged(["running"], rules, first.failed).stop
    assert migrating.judged(["lost"], rules, first.failed).stop


def test_the_table_tells_the_step_the_reason_and_how_long_the_way_back_is_open(
    estate: Estate, devices: list[Device], tmp_path: Path
) -> None:
    told(tmp_path, devices[0].name, 3, "failed", why="held: libreoffice", made=NOW)
    told(tmp_path, devices[1].name, 10, made=NOW - timedelta(days=20))
    view = migration_table.view(devices, migration.read(tmp_path), PardusPolicy(), NOW.date())
    made = table(view, estate, scope=Scope())
    keys = [one.key for one in made.headings]
    rows = {str(row[0]): dict(zip(keys, row, strict=True)) for row in made.rows}
    assert (str(rows[devices[0].name]["neden"]), rows[devices[0].name]["geri_gun"]) == ("held: libreoffice", None)
    assert rows[devices[1].name]["geri_gun"] == 40


def test_the_log_of_runs_is_a_chain(tmp_path: Path) -> None:
    record = BatchRecord(
        run="migrate-1", action="migrate", wave="W1", batch=1, computers={"pc": "done"}, reason="W1", evrak="",
        by="deneme", started=NOW, ended=NOW, log="ansible.log",
    )  # fmt: skip
    log = migrating.log(tmp_path)
    assert (log.append(record), log.append(record)) == (1, 2)
    assert log.read() == [record, record]
    lines = log.file.read_text("utf-8").splitlines()
    assert json.loads(lines[0])["previous_sha256"] == FIRST
    log.file.write_text(lines[0].replace('"done"', '"failed"') + "\n" + lines[1] + "\n", "utf-8")
    with pytest.raises(RunsBroken):
        log.read()


def test_what_a_host_answers_to_a_dry_run_is_counted(tmp_path: Path) -> None:
    actions = [{"name": "a", "new": "1"}, {"name": "b", "old": "1", "new": "2"}, {"name": "c", "old": "1"}]
    (tmp_path / "pc1.json").write_text(json.dumps({"state": "waiting", "actions": actions}), "utf-8")
    (tmp_path / "pc2.json").write_text("half", "utf-8")
    found = migrating.examined(tmp_path, ["PC1", "PC2", "PC3"])
    assert list(found) == ["PC1"]
    assert found["PC1"].counts == (1, 1, 1)


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "No such file"), ("a: [", "line 1"), ("- a\n", "mapping"), ("ş".encode("cp1254"), "UTF-8")],
    ids=["not there", "no YAML", "a list", "no UTF-8"],
)
def test_a_file_of_variables_that_cant_be_used_is_told_before_any_computer_is_asked(
    content: str | bytes | None, problem: str, tmp_path: Path
) -> None:
    file = tmp_path / "degiskenler.yml"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(migrating.VariablesUnusable, match=problem):
        migrating.variable_files(f" {file} ")


@pytest.mark.parametrize(
    "text", ["a: 1\n", "a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  61\n", "$ANSIBLE_VAULT;1.1;AES256\n61\n", ""]
)
def test_variables_may_be_encrypted_whole_or_in_part(text: str, tmp_path: Path) -> None:
    file = tmp_path / "v.yml"
    file.write_text(text, "utf-8")
    assert migrating.variable_files(f"{file},") == (file,)


def test_what_a_computer_says_against_its_migration_has_its_turkish() -> None:
    """Every reason that the host's program writes as one sentence."""
    source = "".join(
        (PACKAGE_ROOT / "roles" / "pardus_migration" / "files" / "pardus_migration" / name).read_text("utf-8")
        for name in ("steps.py", "sources.py", "packages.py", "backup.py")
    )
    for english, _ in HOST.table:
        fixed = max(re.split(r"\{\w+\}", english), key=len).strip(": ;,")
        assert fixed in source, english
    assert (
        HOST.in_turkish("too little room: /boot has 12 MB, 200 MB are needed")
        == "yer az: /boot: 12 MB, gereken: 200 MB"
    )
    assert (
        HOST.in_turkish("removed: a, b; held: c")
        == "kaldırılacak, onayı olmayan: a, b; tutulan (hold), onayı olmayan: c"
    )
