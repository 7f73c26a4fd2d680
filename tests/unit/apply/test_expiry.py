"""What stands for a time, and taking it back: by one of several at once, and whatever else lies among the runs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from altyapi.apply import expiry, runs, source
from altyapi.apply.expiry import Timed, Unreadable
from altyapi.apply.head import known
from altyapi.apply.run import Run
from altyapi.apply.work import Services
from altyapi.plan import approval, model
from altyapi.plan.calendar import Calendar, Freeze, InFreeze
from altyapi.plan.model import Plan
from altyapi.plan.policy import ChangePolicy
from altyapi.secrets import SecretLedger, SecretStore
from altyapi.settings import Settings
from tests.support.plans import APPROVER, AUTHOR, NOW, entry, people, plan

UNTIL = (NOW + timedelta(days=12)).isoformat()
ALWAYS = ChangePolicy(
    calendar=Calendar(freezes=(Freeze.model_validate({"name": "hep", "from": "2020-01-01", "to": "2099-12-31"}),))
)


def services(folder: Path, policy: ChangePolicy) -> Services:
    return Services(
        settings=Settings(root=folder, state_dir=folder, policy_dir=folder, allowed_signers=folder / "signers"),
        store=SecretStore(environment={}),
        ledger=SecretLedger(folder / "ledger.json"),
        operator="kul0001",
        policy=policy,
    )


def applied(folder: Path, made: Plan, *devices: str) -> Run:
    """A run of that plan that applied it to these devices."""
    model.save(made, folder / "made.json")
    run = runs.begin(folder, folder / "made.json", operator="kul0001", reason="deneme", evrak="", now=NOW)
    run.journal.append("run-started")
    for device in devices:
        run.journal.append("applied", device, after_sha256="c" * 64)
    return run


def test_of_several_at_once_one_begins_the_way_back_and_the_others_go_on_with_it(tmp_path: Path) -> None:
    run = applied(tmp_path, plan(entry("sw1"), until=UNTIL), "sw1")
    made = services(tmp_path, ChangePolicy())

    def begun(_number: int) -> str:
        back = source.open_back(Run(run.folder), made, reason="-", evrak="", due=UNTIL)
        assert back is not None
        return back.head.run

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(begun, range(8)))) == 1


def test_what_is_due_waits_for_a_freeze_and_a_person_does_not_even_in_the_run_that_waited(tmp_path: Path) -> None:
    run = applied(tmp_path, plan(entry("sw1"), until=UNTIL), "sw1")
    frozen = services(tmp_path, ALWAYS)
    who = people(tmp_path / "people")
    who.allowed_signers.rename(frozen.settings.allowed_signers)
    for person, role in ((AUTHOR, "author"), (APPROVER, "approver")):
        approval.sign(run.plan, run.plan_file, who.keys[person], tmp_path / "signers", role, NOW)  # type: ignore[arg-type]
    with pytest.raises(InFreeze):
        source.open_back(run, frozen, reason="-", evrak="", due=UNTIL)
    assert len(known(tmp_path / "runs")) == 1

    begun = source.open_back(run, services(tmp_path, ChangePolicy()), reason="-", evrak="", due=UNTIL)
    assert begun is not None
    with pytest.raises(InFreeze):
        source.start(begun, frozen, 1, UNTIL)
    back = source.open_back(run, frozen, reason="now", evrak="")
    assert back is not None
    assert back.head.run == begun.head.run
    source.start(back, frozen, 2, "")
    assert not back.timed
    with pytest.raises(InFreeze):
        source.start(back, frozen, 3, UNTIL)


@pytest.mark.parametrize("damage", [b"", b"{", b'{"kind": "config"}'])
def test_a_run_that_cannot_be_read_is_told_and_hides_no_other(tmp_path: Path, damage: bytes) -> None:
    lost = applied(tmp_path, plan(entry("sw1"), until=UNTIL), "sw1")
    other = applied(tmp_path, plan(entry("sw2"), until=UNTIL, reason="başka"), "sw2")
    stays = applied(tmp_path, plan(entry("sw3")), "sw3")
    lost.plan_file.write_bytes(damage)
    found = list(expiry.timed(tmp_path))
    assert [one.run for one in found if isinstance(one, Unreadable)] == [lost.head.run]
    assert [one.run for one in found if isinstance(one, Timed)] == [other.head.run]
    assert stays.head.run not in {one.run for one in found}


def test_a_damaged_rollback_hinders_only_the_change_that_it_was_of(tmp_path: Path) -> None:
    first = applied(tmp_path, plan(entry("sw1"), until=UNTIL), "sw1")
    other = applied(tmp_path, plan(entry("sw2"), until=UNTIL, reason="başka"), "sw2")
    made = services(tmp_path, ChangePolicy())
    back = source.open_back(first, made, reason="-", evrak="", due=UNTIL)
    assert back is not None
    (back.folder / "run.json").write_text("{", "utf-8")
    assert {one.run: type(one) for one in expiry.timed(tmp_path)} == {first.head.run: Unreadable, other.head.run: Timed}
    assert source.open_back(other, made, reason="-", evrak="", due=UNTIL) is not None


def test_what_a_device_was_left_in_is_told_with_what_is_due(tmp_path: Path) -> None:
    run = applied(tmp_path, plan(entry("sw1"), entry("sw2"), until=UNTIL), "sw1")
    run.journal.append("diverged", "sw2", why="a config that this change alone does not explain")
    (one,) = expiry.timed(tmp_path)
    assert isinstance(one, Timed)
    assert one.hindered == ("sw2: diverged: a config that this change alone does not explain",)
