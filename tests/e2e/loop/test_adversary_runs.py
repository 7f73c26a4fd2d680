"""Whole runs in bad hands or bad luck, as a person starts them: through the command, Ansible and the evidence."""

from __future__ import annotations

import json
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from altyapi.apply import runs, source
from altyapi.apply.device import apply_device
from altyapi.apply.head import RunDamaged, known
from altyapi.apply.lease import lease
from altyapi.apply.run import PlanExpired, PlanTakenBack, Run
from altyapi.cli import applying, evidencing
from altyapi.evidence import chain
from altyapi.evidence import record as records
from altyapi.evidence.record import RunRecord
from altyapi.plan import approval, model
from altyapi.plan.admission import PlanTooLax
from altyapi.plan.approval import NotApproved
from altyapi.plan.identity import NotAsInNetBox
from altyapi.plan.model import Plan
from altyapi.view.output import Output
from netbox_sync.faults import SnapshotMissing
from tests.e2e.loop.ground import Ground, Start
from tests.e2e.loop.trouble import NO_ROOM, QUIET, back, changes, kill_at
from tests.support.plans import APPROVER, AUTHOR

pytestmark = pytest.mark.e2e


@pytest.fixture
def start(ground: Start, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Switches, and the project's settings and secrets in the environment, as the command and Ansible find them."""

    def begun(**switches: dict[str, object]) -> Ground:
        place = ground(**switches)
        signers = place.folder / "allowed_signers"  # a copy: a test may take somebody off it
        signers.write_text(place.settings.allowed_signers.read_text())
        place.settings = place.settings.model_copy(update={"allowed_signers": signers})
        place.services = place.services.model_copy(update={"settings": place.settings})
        for name, value in {
            "ALTYAPI_ROOT": place.folder,
            "ALTYAPI_STATE_DIR": place.settings.state_dir,
            "ALTYAPI_KNOWN_HOSTS": place.settings.known_hosts,
            "ALTYAPI_ALLOWED_SIGNERS": signers,
            **place.secrets,
        }.items():
            monkeypatch.setenv(name, str(value))
        return place

    return begun


def planned(place: Ground) -> Plan:
    """Within the default policy."""
    return place.plan(budget=0, minutes=5)


def forward(place: Ground, file: Path) -> int:
    return applying.forward(Output("text", "en"), place.settings, file, dry_run=False)


def leaves(place: Ground, person: str) -> None:
    """The person's key is taken off the list of signers."""
    file = place.settings.allowed_signers
    file.write_text("".join(line for line in file.read_text().splitlines(True) if not line.startswith(person)))


def recorded(place: Ground, run: Run) -> RunRecord:
    """The newest record of a run in the chain."""
    found = [entry.link.record for entry in chain.verify(evidencing.chain_file(place.settings))]
    return [record for record in found if isinstance(record, RunRecord) and record.run == run.head.run][-1]


def states(run: Run) -> dict[str, str]:
    return {fate.device: fate.state for fate in run.fates()}


def only_run(place: Ground) -> Run:
    (name,) = known(runs.runs_folder(place.settings.state_dir))
    return Run(runs.runs_folder(place.settings.state_dir) / name)


# -- what is refused before a run begins -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("forged", "error"),
    [
        ({"failure_budget": 99}, PlanTooLax),
        ({"expires": "2099-01-01T00:00:00+03:00"}, PlanTooLax),
        ({"author": "baskan@orneksehir.example", "author_signature_needed": False}, approval.AuthorUnproven),
    ],
)
def test_a_plan_made_under_a_laxer_policy_begins_no_run_however_well_it_is_signed(
    start: Start, forged: dict[str, object], error: type[Exception]
) -> None:
    place = start(sw1=QUIET)
    file = place.approved(planned(place).model_copy(update=forged))
    place.devices["sw1"].mark()
    with pytest.raises(error):
        forward(place, file)
    assert known(runs.runs_folder(place.settings.state_dir)) == []
    assert place.devices["sw1"].commands_since() == []


def test_a_device_that_the_plan_calls_less_important_than_netbox_does_begins_no_run(start: Start) -> None:
    place = start(sw1=QUIET)
    made = planned(place)
    (entry,) = made.devices
    file = place.approved(made.model_copy(update={"devices": (entry.model_copy(update={"role": "lab-switch"}),)}))
    with pytest.raises(NotAsInNetBox, match="role lab-switch, there access-switch"):
        forward(place, file)
    place.settings.snapshot.unlink()
    with pytest.raises(SnapshotMissing):
        forward(place, place.approved(made))
    assert known(runs.runs_folder(place.settings.state_dir)) == []
    assert place.devices["sw1"].counters.logins == 0


def test_a_run_goes_on_and_is_taken_back_whatever_netbox_says_since(start: Start) -> None:
    place = start(sw1=QUIET)
    run = kill_at(place, place.begin(planned(place)), "sw1", "line", 4)
    place.settings.snapshot.unlink()
    assert forward(place, place.folder / "plan.json") == 0
    assert states(run) == {"sw1": "applied"}
    assert applying.back(Output("text", "en"), place.settings, run.head.run, reason="back", evrak="") == 0
    assert place.is_old()


def test_a_run_whose_plan_was_exchanged_for_another_approved_one_is_refused(start: Start) -> None:
    place = start(sw1=QUIET)
    plan = planned(place)
    other = place.approved(plan.model_copy(update={"reason": "another approved plan"}), "other.json")
    run = place.begin(plan)
    (run.folder / "plan.json").write_bytes(other.read_bytes())
    with pytest.raises(RunDamaged, match="another one"):
        Run(run.folder)


def test_a_plan_that_was_taken_back_is_not_applied_again(start: Start) -> None:
    place = start(sw1=QUIET)
    run = place.begin(planned(place))
    apply_device(run, "sw1", place.services)
    apply_device(back(place, run), "sw1", place.services)
    place.devices["sw1"].mark()
    with pytest.raises(PlanTakenBack):
        forward(place, place.folder / "plan.json")
    assert changes(place.devices["sw1"].commands_since()) == []
    assert place.is_old()


def test_a_rehearsal_says_what_applying_would_say_and_leaves_nothing_behind(
    start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    place = start(sw1=QUIET)
    made = planned(place)
    (entry,) = made.devices
    file = place.folder / "plan.json"

    def rehearsed(plan: Plan, *, approved: bool = True) -> tuple[int, str]:
        shutil.rmtree(approval.folder_of(file), ignore_errors=True)
        if approved:
            place.approved(plan)
        else:
            model.save(plan, file)
        code = applying.forward(Output("text", "en"), place.settings, file, dry_run=True)
        return code, capsys.readouterr().out

    with pytest.raises(PlanTooLax):
        rehearsed(made.model_copy(update={"failure_budget": 99}))
    misstated = entry.model_copy(update={"commands": (*entry.commands, "ntp server 10.64.9.9")})
    code, told = rehearsed(made.model_copy(update={"devices": (misstated,)}))
    assert (code, "APL-035" in told) == (1, True), told
    code, told = rehearsed(made, approved=False)
    assert (code, "Would be refused: APR-" in told, "Rehearsed: 1 of 1" in told) == (1, True, True), told
    code, told = rehearsed(made)
    assert (code, "refused" in told, "Rehearsed: 1 of 1" in told) == (0, False, True), told
    assert place.is_old()
    assert known(runs.runs_folder(place.settings.state_dir)) == []
    apply_device(place.begin(made), "sw1", place.services)
    code, told = rehearsed(made)
    assert (code, "Nothing to do" in told) == (0, True), told


# -- what was left open is settled and recorded ----------------------------------------------------------------------------


def test_a_device_left_in_flight_is_settled_and_recorded_though_its_plan_has_expired(start: Start) -> None:
    place = start(sw1=QUIET)
    made = datetime.now().astimezone() - timedelta(hours=80)
    times = {"created": made.isoformat(), "expires": (made + timedelta(hours=72)).isoformat()}
    run = kill_at(place, place.begin(planned(place).model_copy(update=times)), "sw1", "line", 4)
    with pytest.raises(PlanExpired):
        forward(place, place.folder / "plan.json")
    assert states(run) == {"sw1": "reverted"}
    assert place.is_old()
    assert place.devices["sw1"].timers == {}
    assert [(device.device, device.state) for device in recorded(place, run).devices] == [("sw1", "reverted")]


def test_a_device_left_in_flight_is_settled_and_recorded_though_an_approver_has_left(start: Start) -> None:
    place = start(sw1=QUIET)
    run = kill_at(place, place.begin(planned(place)), "sw1", "line", 4)
    leaves(place, APPROVER)
    with pytest.raises(NotApproved):
        forward(place, place.folder / "plan.json")
    assert states(run) == {"sw1": "reverted"}
    assert place.is_old()
    assert recorded(place, run).devices[0].state == "reverted"


def test_the_evidence_of_a_rollback_that_was_killed_at_its_end_is_written_by_the_next_command(start: Start) -> None:
    place = start(sw1=QUIET)
    run = place.begin(planned(place))
    apply_device(run, "sw1", place.services)
    undo = kill_at(place, back(place, run), "sw1", "applied")
    assert not evidencing.chain_file(place.settings).exists()
    assert applying.back(Output("text", "en"), place.settings, run.head.run, reason="again", evrak="") == 0
    assert states(run) == {"sw1": "rolled-back"}
    record = recorded(place, undo)
    assert (record.direction, record.reverses, record.devices[0].state) == ("back", run.head.run, "applied")
    assert len(known(runs.runs_folder(place.settings.state_dir))) == 2


def test_evidence_names_the_approvals_that_counted_when_the_run_was_started(start: Start) -> None:
    place = start(sw1=QUIET)
    run = place.begin(planned(place))
    source.start(run, place.services, 1)
    apply_device(run, "sw1", place.services)
    leaves(place, APPROVER)
    signed = {(one.statement.principal, one.statement.role) for one in records.of(run).approvals}
    assert signed == {(AUTHOR, "author"), (APPROVER, "approver")}


def test_what_was_applied_can_be_taken_back_after_its_approver_has_left(start: Start) -> None:
    place = start(sw1=QUIET)
    run = place.begin(planned(place))
    source.start(run, place.services, 1)
    apply_device(run, "sw1", place.services)
    leaves(place, APPROVER)
    undo = back(place, run)
    source.start(undo, place.services, 2)
    assert apply_device(undo, "sw1", place.services).state == "applied"
    assert APPROVER in {one.statement.principal for one in records.of(undo).approvals}


@pytest.mark.parametrize("left", ["unsaved", "in-flight"])
def test_a_rollback_leaves_out_no_device_that_the_change_left_open(start: Start, left: str) -> None:
    place = start(sw1={**QUIET, "errors": [NO_ROOM] if left == "unsaved" else []})
    run = place.begin(planned(place))
    if left == "unsaved":
        assert apply_device(run, "sw1", place.services).state == left
        place.devices["sw1"].set(errors=[])
    else:
        run = kill_at(place, run, "sw1", "confirmed")
        assert run.fate("sw1").state == left
    run.journal.append("run-ended")
    assert applying.back(Output("text", "en"), place.settings, run.head.run, reason="back", evrak="") == 0
    assert states(run) == {"sw1": "rolled-back"}
    assert place.is_old()


# -- waves, through Ansible itself -----------------------------------------------------------------------------------------


def test_a_canary_that_is_not_saved_stops_the_run_before_the_next_wave(start: Start) -> None:
    place = start(sw1={**QUIET, "errors": [NO_ROOM]}, sw2=QUIET, sw3=QUIET)
    file = place.approved(planned(place))
    assert forward(place, file) == 1
    run = only_run(place)
    assert states(run) == {"sw1": "unsaved", "sw2": "untouched", "sw3": "untouched"}
    assert place.is_old("sw2")
    assert place.is_old("sw3")
    record = recorded(place, run)
    assert {device.device: device.state for device in record.devices} == states(run)
    assert record.devices[0].after_sha256 != ""

    place.devices["sw1"].set(errors=[])
    assert forward(place, file) == 0
    assert set(states(only_run(place)).values()) == {"applied"}


def test_an_exception_in_a_worker_stops_the_run_before_the_next_wave(start: Start) -> None:
    place = start(sw1=QUIET, sw2=QUIET, sw3=QUIET)
    run = place.begin(planned(place))
    (run.folder / "before").write_text("a file where a folder should be: the worker dies of it")
    assert forward(place, place.folder / "plan.json") == 1
    assert states(run) == {"sw1": "untouched", "sw2": "untouched", "sw3": "untouched"}
    assert run.failures() == ("sw1",)
    for name in ("sw2", "sw3"):
        assert place.devices[name].counters.logins == 0
    assert place.is_old("sw1")
    assert re.search("FileExistsError|NotADirectoryError", recorded(place, run).devices[0].why)


def test_a_canary_that_another_run_holds_stops_the_run_before_the_next_wave(start: Start) -> None:
    place = start(sw1=QUIET, sw2=QUIET)
    file = place.approved(planned(place))
    with lease(place.settings.state_dir / "leases", "sw1", holder="baska", run="other", since="now"):
        assert forward(place, file) == 1
    run = only_run(place)
    assert states(run) == {"sw1": "untouched", "sw2": "untouched"}
    assert place.devices["sw2"].counters.logins == 0
    assert re.search("held by baska", json.dumps(recorded(place, run).model_dump(mode="json")))
