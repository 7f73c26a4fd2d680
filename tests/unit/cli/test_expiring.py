"""config.expire killed at its last steps: what it left is brought to its end, and recorded, by the next one."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi.apply import source
from altyapi.apply.lease import lease
from altyapi.apply.run import Run
from altyapi.cli import evidencing, expiring
from altyapi.cli.frame import DONE, PENDING
from altyapi.evidence import chain
from altyapi.plan.policy import ChangePolicy
from altyapi.settings import Settings
from altyapi.view.output import Output
from tests.support.plans import entry, plan
from tests.unit.apply.test_expiry import UNTIL, applied, services

STEPS = ("applied", "rolled-back", "run-ended")
"""The last that are noted of a way back before its record is written: in its own journal, in that of the run, in its own again."""


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("ALTYAPI_SECRET_ALTYAPI_DIGEST_KEY", "an-example-key")
    return Settings(root=tmp_path, state_dir=tmp_path, policy_dir=tmp_path, allowed_signers=tmp_path / "signers")


def killed_after(step: str, folder: Path) -> Run:
    """The way back of sw1, its process killed when it had noted that."""
    run = applied(folder, plan(entry("sw1"), until=UNTIL), "sw1")
    run.journal.append("run-ended")
    back = source.open_back(run, services(folder, ChangePolicy()), reason="-", evrak="", due=UNTIL)
    assert back is not None
    back.journal.append("run-started", due=UNTIL)
    back.journal.append("applied", "sw1", after_sha256="a" * 64, checks=[])
    if step != "applied":
        run.journal.append("rolled-back", "sw1", run=back.head.run)
    if step == "run-ended":
        back.journal.append("run-ended")
    return back


def recorded(configured: Settings) -> list[str]:
    return [entry.link.record.run for entry in chain.verify(evidencing.chain_file(configured))]


@pytest.mark.parametrize("step", STEPS)
def test_a_way_back_that_was_killed_before_its_end_gets_its_record(
    configured: Settings, step: str, capsys: pytest.CaptureFixture[str]
) -> None:
    back = killed_after(step, configured.state_dir)
    assert expiring.listed(Output("text", "en"), configured) == PENDING
    assert "Killed before its end" in capsys.readouterr().out
    with lease(configured.state_dir / "leases", "sw1", holder="kul0001", run=back.head.run, since="-"):
        capsys.readouterr()
        expiring.listed(Output("text", "en"), configured)
        assert "Killed" not in capsys.readouterr().out  # it goes on
    assert expiring.due(Output("text", "en"), configured) == DONE
    assert recorded(configured) == [back.head.run]
    assert back.reversed_run().fate("sw1").state == "rolled-back"
    assert expiring.due(Output("text", "en"), configured) == DONE
    assert recorded(configured) == [back.head.run]
