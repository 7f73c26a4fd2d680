"""What a run's journal says of its devices, and when it stops."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi.apply import runs
from altyapi.apply.head import RunDamaged, RunUnknown
from altyapi.apply.run import RUN_STOPPED, PlanTakenBack, Run, reverse
from altyapi.plan import model
from altyapi.plan.model import SecretUse
from altyapi.plan.outcome import checks
from altyapi.platforms import load
from tests.support.plans import NOW, entry, plan


def begun(folder: Path, budget: int = 0, devices: int = 3) -> Run:
    """A run of a plan for sw1, sw2, …, each in a wave of its own."""
    made = plan(*(entry(f"sw{n}", wave=n - 1) for n in range(1, devices + 1)), failure_budget=budget)
    model.save(made, folder / "plan.json")
    return runs.begin(folder, folder / "plan.json", operator="kul0001", reason="test", evrak="", now=NOW)


@pytest.mark.parametrize("event", ["reverted", "pending-revert", "diverged", "unsaved", "lease-held", "interrupted"])
def test_whatever_failed_counts_against_the_budget(tmp_path: Path, event: str) -> None:
    run = begun(tmp_path)
    run.journal.append("run-started")
    assert not run.stopped()
    run.journal.append(event, "sw1", why="-")
    assert run.failures() == ("sw1",)
    assert run.stopped()


def test_a_refused_device_counts_but_not_one_that_is_only_not_begun(tmp_path: Path) -> None:
    run = begun(tmp_path, budget=1)
    run.journal.append("run-started")
    run.journal.append("refused", "sw1", why="-", code="APL-030")
    run.journal.append("refused", "sw2", why="-", code=RUN_STOPPED)
    assert run.failures() == ("sw1",)
    assert not run.stopped()


def test_a_device_counts_once_however_often_it_fails(tmp_path: Path) -> None:
    run = begun(tmp_path, budget=1)
    run.journal.append("run-started")
    for event in ("reverted", "interrupted", "reverted"):
        run.journal.append(event, "sw1", why="-")
    assert not run.stopped()


def test_a_resumed_run_has_its_budget_anew(tmp_path: Path) -> None:
    run = begun(tmp_path)
    run.journal.append("run-started")
    run.journal.append("reverted", "sw1", why="-")
    run.journal.append("run-resumed")
    assert not run.stopped()


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([], "untouched"),
        (["begun", "observed"], "untouched"),
        (["begun", "arming"], "in-flight"),
        (["begun", "arming", "refused"], "untouched"),
        (["begun", "arming", "armed", "line", "confirming"], "in-flight"),
        (["begun", "arming", "armed", "reverting", "reverted"], "reverted"),
        (["begun", "arming", "armed", "reverting", "pushing-back", "arming", "armed"], "in-flight"),
        (["begun", "arming", "armed", "confirmed", "unsaved"], "unsaved"),
        (["begun", "arming", "armed", "confirmed", "unsaved", "saved", "applied"], "applied"),
        (["begun", "arming", "armed", "reverting", "diverged"], "diverged"),
        (["begun", "arming", "armed", "line", "interrupted"], "in-flight"),
        (["begun", "arming", "armed", "line", "lease-held"], "in-flight"),
        (["lease-held"], "untouched"),
        (["arming", "applied", "rolled-back"], "rolled-back"),
    ],
)
def test_the_last_decisive_event_is_a_devices_fate(tmp_path: Path, events: list[str], state: str) -> None:
    run = begun(tmp_path)
    for name in events:
        run.journal.append(name, "sw1", why=name)
    assert run.fate("sw1").state == state
    assert run.fates()[0] == run.fate("sw1")


def test_why_a_device_stopped_is_told_though_nothing_was_decided(tmp_path: Path) -> None:
    run = begun(tmp_path)
    run.journal.append("interrupted", "sw1", why="OSError: disk")
    assert run.fate("sw1").why == "OSError: disk"


def undone(run: Run) -> Run:
    return runs.begin(
        run.folder.parent.parent, run.plan_file, operator="kul0001", reason="test", evrak="", now=NOW,
        direction="back", reverses=run.head.run,
    )  # fmt: skip


def applied(run: Run, *names: str) -> None:
    for name in names:
        run.journal.append("applied", name, after_sha256="9" * 64, checks=[])


def test_a_rollback_walks_the_waves_backwards_over_what_was_applied_only(tmp_path: Path) -> None:
    run = begun(tmp_path, devices=4)
    applied(run, "sw1", "sw3")
    run.journal.append("reverted", "sw2", why="-")
    back = undone(run)
    assert [one.device for one in back.entries] == ["sw3", "sw1"]
    assert {one.running_sha256 for one in back.entries} == {"9" * 64}


def test_a_rollback_says_once_in_the_other_journal_which_devices_are_back(tmp_path: Path) -> None:
    run = begun(tmp_path)
    applied(run, "sw1", "sw2")
    back = undone(run)
    applied(back, "sw2")
    back.mark_reversed()
    back.mark_reversed()
    assert [(e.name, e.device) for e in run.journal.events() if e.name == "rolled-back"] == [("rolled-back", "sw2")]
    assert [one.device for one in back.entries] == ["sw2", "sw1"]  # a resumed rollback still knows its devices
    with pytest.raises(PlanTakenBack, match="sw2"):
        run.require_standing()


def test_the_way_back_is_the_plans_rollback_with_its_own_checks_and_secrets() -> None:
    there = entry(
        commands=("interface Vlan30", " shutdown", " exit", "username a secret <<secret:local/a>>"),
        rollback=("interface Vlan30", " no shutdown", " exit", "username a secret 5 <<shown:0>>"),
        secrets=(SecretUse(name="local/a", digest="1"),),
        diff=" interface Vlan30\n+ shutdown",
    )
    back = reverse(there, "9" * 64)
    assert back.commands == there.rollback
    assert back.running_sha256 == "9" * 64
    assert back.predicted_sha256 == there.running_sha256
    assert back.secrets == ()
    assert back.diff == " interface Vlan30\n- shutdown"
    assert back.checks == checks(there.rollback, load(there.platform))


def test_a_run_whose_plan_is_not_its_own_is_damaged(tmp_path: Path) -> None:
    run = begun(tmp_path)
    model.save(plan(reason="another"), run.plan_file)
    with pytest.raises(RunDamaged):
        Run(run.folder)


def test_a_device_that_is_not_in_the_run_is_told_with_those_that_are(tmp_path: Path) -> None:
    run = begun(tmp_path)
    with pytest.raises(RunUnknown, match="sw9") as error:
        run.entry("sw9")
    assert "sw1, sw2, sw3" in error.value.remedy("en")
