"""What is found in the repositories goes into the register once, as what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi.backup import collecting
from altyapi.backup.collecting import Collected
from altyapi.backup.faults import RepositoryMissing
from tests.e2e.restic.ground import FILES, Ground, lost
from tests.support import restic


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    made = Ground(
        tmp_path, fkm={"kind": "restic", "key": "backup/fkm", "address": str(tmp_path / "fkm")}
    )  # one repository for all, and one that may be pruned
    made.filled(FILES, {"a.txt": "ğüşiöç"})
    return made


def _collected(ground: Ground) -> Collected:
    found = collecting.collect(
        ground.policy, ground.systems, ground.archives, list(ground.register.results()), ground.now, "yedek"
    )
    ground.register.append(found.made)
    return found


def _backups(found: Collected) -> list[tuple[str, str]]:
    return [(one.system, one.place) for one in found.made if one.job == "backup"]


def test_a_point_is_entered_once(ground: Ground) -> None:
    assert _backups(_collected(ground)) == [(FILES, "merkez")]
    assert _backups(_collected(ground)) == []


def test_a_point_that_a_drill_told_of_first_is_a_backup_all_the_same(ground: Ground) -> None:
    assert ground.drills().hold(FILES).ok
    assert _backups(_collected(ground)) == [(FILES, "merkez")]


def test_a_copy_at_the_second_site_is_no_backup(ground: Ground) -> None:
    ground.replicated()
    assert _backups(_collected(ground)) == [(FILES, "merkez")]


def test_a_place_into_which_nothing_was_ever_put_waits_and_one_whose_repository_is_gone_is_a_fault(
    ground: Ground,
) -> None:
    found = _collected(ground)
    assert (found.unmade, found.faults) == (("fkm",), ())
    ground.replicated()
    assert _collected(ground).unmade == ()
    lost(ground.fkm)
    gone = _collected(ground)
    assert gone.unmade == ()
    assert [type(one) for one in gone.faults] == [RepositoryMissing]


def test_a_place_that_cannot_be_opened_does_not_hide_the_others(ground: Ground) -> None:
    restic.made(ground.fkm)  # by another key than the plan's
    found = _collected(ground)
    assert [one.code for one in found.faults] == ["RST-003"]
    assert _backups(found) == [(FILES, "merkez")]
