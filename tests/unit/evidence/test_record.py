"""A run's record is what its journal and its plan say, and its hashes are those of the files."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from altyapi.apply import runs
from altyapi.apply.run import Run
from altyapi.evidence import record
from altyapi.plan import model
from tests.support import plans
from tests.support.evidence import CHECKS


@pytest.fixture
def forward(tmp_path: Path) -> Run:
    """A run of two devices: sw1 is applied, sw2 not begun."""
    file = tmp_path / "plan.json"
    model.save(plans.plan(plans.entry("sw1"), plans.entry("sw2", netbox_id=8)), file)
    run = runs.begin(tmp_path, file, operator="kul0001", reason="NTP taşındı", evrak="2026/1", now=plans.NOW)
    run.journal.append("run-started", operator="kul0001")
    run.journal.append("arming", "sw1", method="configure-revert-timer")
    run.journal.append("applied", "sw1", after_sha256="5" * 64, checks=[check.model_dump() for check in CHECKS])
    return run


def _take_back(run: Run) -> Run:
    back = runs.begin(
        run.folder.parent.parent, run.plan_file, operator="kul0002", reason="geri", evrak="2026/2",
        now=plans.NOW + timedelta(hours=1), direction="back", reverses=run.head.run,
    )  # fmt: skip
    back.journal.append("arming", "sw1", method="configure-revert-timer")
    back.journal.append("applied", "sw1", after_sha256="a" * 64, checks=[])
    run.journal.append("rolled-back", "sw1", run=back.head.run)
    return back


def test_it_tells_each_devices_fate_with_hashes_and_checks(forward: Run) -> None:
    made = record.of(forward)
    assert [(device.device, device.state) for device in made.devices] == [("sw1", "applied"), ("sw2", "untouched")]
    assert (made.devices[0].before_sha256, made.devices[0].after_sha256) == ("a" * 64, "5" * 64)
    assert made.devices[0].checks == CHECKS
    assert made.devices[1].after_sha256 == ""


def test_it_names_the_plan_and_the_journal_by_their_bytes(forward: Run) -> None:
    made = record.of(forward)
    assert made.plan_id == sha256(forward.plan_file.read_bytes()).hexdigest()
    journal = forward.journal.file.read_bytes()
    assert made.journal_bytes == len(journal)
    assert made.journal_sha256 == sha256(journal).hexdigest()


def test_commands_are_hashed_as_lines(forward: Run) -> None:
    lines = b"ntp server 10.64.0.5\nno ntp server 10.9.9.9\n"
    assert record.of(forward).devices[0].commands_sha256 == sha256(lines).hexdigest()


def test_a_rollback_goes_from_what_was_applied_to_what_was_there(forward: Run) -> None:
    made = record.of(_take_back(forward))
    (device,) = made.devices
    assert (made.direction, made.reverses, made.operator) == ("back", forward.head.run, "kul0002")
    assert (device.before_sha256, device.intended_sha256, device.after_sha256) == ("5" * 64, "a" * 64, "a" * 64)
    assert device.commands_sha256 == sha256(b"ntp server 10.9.9.9\nno ntp server 10.64.0.5\n").hexdigest()


def test_the_run_that_was_taken_back_says_so(forward: Run) -> None:
    _take_back(forward)
    assert record.of(forward).devices[0].state == "rolled-back"
