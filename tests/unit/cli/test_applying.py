"""What config.apply holds a plan against before a run is begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi.apply import service
from altyapi.apply.runs import runs_folder
from altyapi.cli import applying
from altyapi.errors import ToolkitError
from altyapi.plan import model, policy
from altyapi.plan.approval import AuthorUnproven, NotApproved
from altyapi.plan.names import PolicyNamesUnknown
from altyapi.settings import Settings
from altyapi.view.output import Output
from netbox_sync import snapshot
from tests.support.plans import entry, plan
from tests.unit.apply.test_expiry import applied
from tests.unit.plan.test_names import KNOWN

FREEZE = "calendar: {freezes: [{name: seçim, from: 03-30, to: 04-02, sites: [%s]}]}\n"


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("ALTYAPI_SECRET_ALTYAPI_DIGEST_KEY", "an-example-key")
    return Settings(root=tmp_path, state_dir=tmp_path, policy_dir=tmp_path, allowed_signers=tmp_path / "signers")


def refused(configured: Settings, site: str, *, before: bool) -> type[ToolkitError]:
    """What refuses a plan that nobody signed, its freeze written before it was made or after."""
    file = configured.state_dir / "plan.json"
    change = configured.policy_dir / "change.yml"
    if before:
        change.write_text(FREEZE % site, "utf-8")
    model.save(plan(policy_digest=policy.load(configured.policy_dir).digest), file)
    change.write_text(FREEZE % site, "utf-8")
    with pytest.raises(ToolkitError) as raised:
        applying.forward(Output("text", "en"), configured, file, dry_run=False)
    assert not list(runs_folder(configured.state_dir).glob("*/run.json"))
    return raised.type


def test_a_freeze_written_since_the_plan_was_made_must_name_what_netbox_knows(configured: Settings) -> None:
    snapshot.save(KNOWN.model_copy(update={"digest": snapshot.digest(KNOWN.tables)}), configured.snapshot)
    assert refused(configured, "mrk-ahb1", before=False) is PolicyNamesUnknown
    assert refused(configured, "mrk-ahb01", before=False) is AuthorUnproven  # the next that it is held against


def test_the_policy_that_a_plan_was_made_under_was_held_against_netbox_then(configured: Settings) -> None:
    assert refused(configured, "mrk-ahb1", before=True) is AuthorUnproven


def test_without_a_snapshot_the_signatures_are_the_next_that_a_plan_is_held_against(configured: Settings) -> None:
    assert refused(configured, "mrk-ahb1", before=False) is AuthorUnproven


def test_a_refused_way_back_leaves_no_run_behind(configured: Settings) -> None:
    run = applied(configured.state_dir, plan(entry("sw1")), "sw1")
    run.journal.append("run-ended")
    with pytest.raises(NotApproved):
        applying.back(Output("text", "en"), configured, run.head.run, reason="-", evrak="")
    assert [folder.name for folder in runs_folder(configured.state_dir).iterdir() if folder.is_dir()] == [run.head.run]


def test_a_run_that_was_taken_back_is_not_recorded_once_more(configured: Settings) -> None:
    run = applied(configured.state_dir, plan(entry("sw1")), "sw1")
    run.journal.append("run-ended")
    run.journal.append("rolled-back", "sw1", run="-")
    before = run.journal.size()
    applying.leave_settled(Output("text", "en"), configured, run, service.services(configured))
    assert run.journal.size() == before
    assert not (configured.state_dir / "evidence").exists()
