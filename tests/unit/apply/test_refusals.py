"""Why a device of a run is not begun, or stopped at, and what is told then."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest

from altyapi.apply import device as forward
from altyapi.apply import recovery, release, runs, source
from altyapi.apply.device import CommandUnsendable, PushTooSlow, RunStopped, RunWaits
from altyapi.apply.journal import Journal, JournalUnwritable
from altyapi.apply.recovery import CutOff
from altyapi.apply.release import ReleaseUnreadable
from altyapi.apply.run import Run
from altyapi.apply.work import Work
from altyapi.cli.applying import RunIsRollback, back
from altyapi.connection import Connection
from altyapi.errors import EngineError
from altyapi.plan import model
from altyapi.plan.model import DevicePlan
from altyapi.plan.policy import ChangePolicy
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.view.output import Output
from tests.support.plans import NOW, entry, plan
from tests.unit.apply.test_expiry import applied, services

NOTHING_LISTENS = Connection(host="127.0.0.1", port=9)


def begun(folder: Path, *entries: DevicePlan) -> Run:
    model.save(plan(*entries), folder / "plan.json")
    run = runs.begin(folder, folder / "plan.json", operator="kul0001", reason="-", evrak="", now=NOW)
    run.journal.append("run-started")
    return run


def work(folder: Path, **changes: object) -> Work:
    run = begun(folder, entry("sw1", **changes))
    known = SecretStore(
        environment={
            "ALTYAPI_SECRET_ALTYAPI_DIGEST_KEY": "0" * 64,
            "ALTYAPI_SECRET_CREDENTIALS_NETWORK_USERNAME": "altyapi",
            "ALTYAPI_SECRET_CREDENTIALS_NETWORK_PASSWORD": "x",
        }
    )
    return Work(run, run.entry("sw1"), services(folder, ChangePolicy()).model_copy(update={"store": known}))


@pytest.mark.parametrize(
    ("code", "error"), [("APL-030", RunStopped), ("PLN-017", RunWaits)], ids=["after failures", "outside its window"]
)
def test_a_device_behind_one_that_failed_or_has_to_wait_is_not_begun(
    tmp_path: Path, code: str, error: type[EngineError]
) -> None:
    run = begun(tmp_path, entry("sw1"), entry("sw2", wave=1))
    run.journal.append("refused", "sw1", why="-", code=code)
    fate = forward.apply_device(run, "sw2", services(tmp_path, ChangePolicy()))
    assert fate.state == "untouched"
    (refused,) = [event for event in run.journal.events("sw2") if event.name == "refused"]
    assert refused.detail["code"] == error.code
    assert "sw1" in refused.detail["why"]


def test_a_command_that_does_more_than_it_shows_is_not_sent(tmp_path: Path) -> None:
    with pytest.raises(CommandUnsendable, match="line 2"):
        forward._sendable(work(tmp_path, commands=("ntp server 10.64.0.5", "hostname x\x1b[2K")), "")


def test_lines_stop_while_the_device_still_goes_back_by_itself(tmp_path: Path) -> None:
    made = work(tmp_path)
    armed = time.monotonic() - made.entry.revert_minutes * 60
    with pytest.raises(PushTooSlow, match="line 1 of 2"):
        forward._sent(made, 0, 2, armed)
    forward._sent(made, 1, 2, armed)  # the last one: nothing follows that could land on the old config


def test_a_journal_that_can_not_be_written_is_told_before_anything_is_begun(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").mkdir()
    with pytest.raises(JournalUnwritable, match=r"journal\.jsonl"):
        Journal(tmp_path / "journal.jsonl").append("begun", "sw1")


def test_a_device_that_was_cut_off_without_a_timer_is_to_be_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Work, "grace", lambda _self: timedelta())
    made = work(tmp_path, revert_method="none", connection=NOTHING_LISTENS)
    made.note("begun")
    made.note("arming", method="none", minutes=0, until=NOW.isoformat())
    made.note("line", index=0)
    fate = recovery.settle(made, "Session lost")
    assert fate.state == "diverged"
    assert fate.why == CutOff.en.format(device="sw1", address="127.0.0.1")


def test_a_rollback_is_not_taken_back_by_its_name(tmp_path: Path) -> None:
    undone = source.open_back(
        applied(tmp_path, plan(entry("sw1")), "sw1"), services(tmp_path, ChangePolicy()), reason="-", evrak=""
    )
    assert undone is not None
    configured = Settings(root=tmp_path, state_dir=tmp_path, policy_dir=tmp_path)
    with pytest.raises(RunIsRollback, match=undone.head.run):
        back(Output("text", "en"), configured, undone.head.run, reason="-", evrak="")


def test_a_file_that_is_no_release_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "release.json").write_text('{"run": 7}')
    with pytest.raises(ReleaseUnreadable, match=r"release\.json"):
        release.load(tmp_path / "release.json")
