"""Copies at the second site: brought over, read back there, told when they are old or damaged. With a real restic."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi.backup.replica import orders
from altyapi.backup.systems import HISTORY
from tests.e2e.restic.ground import DATABASE, FILES, Ground, lost
from tests.support import restic


@pytest.fixture(autouse=True)
def _programs() -> None:
    restic.needs("restic")


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


def test_what_is_missing_there_goes_over_once_and_its_age_is_told(ground: Ground) -> None:
    ground.filled(FILES, {"a.txt": "bir"})
    (copied,), (checked,) = ground.replicated()
    assert (copied.brought, copied.error, copied.overdue) == (1, "", False)
    assert (checked.read, checked.error) == ("all", "")
    (again,), (part,) = ground.replicated()
    assert again.brought == 0
    assert part.read.endswith("/7")
    ground.later(hours=25)
    (late,), _ = ground.replicated(read="1/7")
    assert late.overdue
    assert late.hours is not None
    assert late.hours > 24
    jobs = [(one.job, one.system, one.place, one.ok) for one in ground.register.results()]
    assert jobs == [("replicate", FILES, "fkm", True), ("check", FILES, "fkm", True)] * 3


def test_over_an_endpoint_that_only_appends_it_works_without_any_right_to_remove(tmp_path: Path) -> None:
    restic.needs("rclone", "openssl")
    with restic.endpoint(tmp_path / "uc") as served:
        user, _, _ = restic.LOGIN.partition(":")
        address = f"rest:https://{served.url}/{user}/{{system}}/"
        place = {"kind": "restic", "key": "backup/fkm", "address": address, "ca_file": str(served.certificate)}
        ground = Ground(tmp_path, fkm=place)
        ground.secrets["BACKUP_FKM_LOGIN"] = restic.LOGIN
        ground.filled(FILES, {"a.txt": "bir"})
        (copied,), (checked,) = ground.replicated()
        assert (copied.brought, copied.error, checked.error) == (1, "", "")
        assert restic.LOGIN not in repr(ground.archives["fkm"].repository(FILES))
        # a byte that changes over there is found over there
        restic.tamper(max(restic.packs(served.folder / user / FILES), key=lambda file: file.stat().st_size))
        _, (checked,) = ground.replicated(read="all")
        assert checked.error.startswith("RST-005")
        assert restic.LOGIN not in "".join(one.problem for one in ground.register.results())


def test_a_system_that_comes_later_is_read_whole_at_first_too(ground: Ground) -> None:
    ground.filled(FILES, {"a.txt": "bir"})
    ground.replicated()
    ground.filled(DATABASE, {"postgresql/a.sql": "-- boş"}, kind="database")
    _, checked = ground.replicated(FILES, DATABASE)
    assert {one.system: one.read == "all" for one in checked} == {FILES: False, DATABASE: True}


def test_a_copy_that_was_there_and_is_gone_is_a_loss_and_is_not_made_anew(ground: Ground) -> None:
    ground.filled(FILES, {"a.txt": "bir"})
    ground.replicated()
    lost(ground.fkm / FILES)
    (copied,), (checked,) = ground.replicated()
    assert copied.error.startswith("RST-002")
    assert checked.error.startswith("RST-002")
    assert not (ground.fkm / FILES / "config").exists()
    assert [one.ok for one in ground.register.results()] == [True, True, False, False]


def test_the_fault_of_one_system_does_not_stop_the_others(ground: Ground) -> None:
    ground.filled(FILES, {"a.txt": "bir"})
    ground.filled(DATABASE, {"postgresql/a.sql": "-- boş"}, kind="database")
    for index in (ground.merkez / DATABASE / "index").iterdir():
        index.chmod(0o600)
        index.write_bytes(b"bozuk")
    copied, _ = ground.replicated(FILES, DATABASE)
    by_name = {one.order.system: one for one in copied}
    assert by_name[FILES].error == ""
    assert by_name[DATABASE].error.startswith("RST-005")


def test_a_line_that_is_down_is_waited_for_once(tmp_path: Path) -> None:
    place = {"kind": "restic", "key": "backup/fkm", "address": "rest:http://127.0.0.1:1/{system}/"}
    ground = Ground(tmp_path, fkm=place)
    ground.filled(FILES, {"a.txt": "bir"})
    ground.filled(DATABASE, {"postgresql/a.sql": "-- boş"}, kind="database")
    run = ground.replication()
    copied = list(run.copies(orders(ground.policy, ground.systems, frozenset({FILES, DATABASE}))))
    assert [one.error[:7] for one in copied] == ["RST-008", "RST-008"]
    assert copied[0].error == copied[1].error  # the second was not asked: its address would stand there


def test_the_history_of_configs_goes_over_as_a_bundle(ground: Ground, tmp_path: Path) -> None:
    bundles = tmp_path / "backup" / "bundles"
    bundles.mkdir(parents=True)
    (bundles / "20260420T020000Z-0123456789ab.bundle").write_bytes(b"# v2 git bundle\n")
    (copied,), _ = ground.replicated(HISTORY)
    assert (copied.brought, copied.error) == (1, "")
    (snapshot,) = ground.archives["fkm"].repository(HISTORY).snapshots()
    assert snapshot.paths == (str(bundles / "20260420T020000Z-0123456789ab.bundle"),)
