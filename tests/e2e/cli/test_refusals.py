"""What is refused: each with an error that says what to do, and with nothing sent to the device."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.e2e.cli.town import Town
from tests.support.plans import AUTHOR

DEVICE, OTHER = 0, 1


@pytest.fixture
def silent(town: Town) -> Callable[[str], AbstractContextManager[None]]:
    """Nothing is sent to the device inside the block: not even a login."""

    @contextmanager
    def watch(device: str) -> Iterator[None]:
        before = town.typed(device)
        yield
        assert town.typed(device) == before

    return watch


@pytest.fixture(scope="module")
def plan(town: Town) -> Path:
    return town.plan(town.drifted(DEVICE), "unapproved.json")


@pytest.fixture(scope="module")
def approved(town: Town) -> Path:
    return town.approved(town.drifted(DEVICE), "approved.json")


def _copy(file: Path, name: str) -> Path:
    """The plan and its signatures under another name."""
    copy = file.with_name(name)
    shutil.copy(file, copy)
    shutil.copytree(file.with_name(f"{file.name}.signatures"), copy.with_name(f"{name}.signatures"))
    return copy


def test_a_plan_with_one_byte_changed_is_refused(
    town: Town, approved: Path, silent: Callable[..., AbstractContextManager[None]]
) -> None:
    changed = _copy(approved, "changed.json")
    content = changed.read_bytes()
    place = content.index(b'"', content.index(b"[", content.index(b'"commands"'))) + 3  # in the first command's text
    changed.write_bytes(content[:place] + (b"x" if content[place : place + 1] != b"x" else b"y") + content[place + 1 :])
    with silent(town.drifted(DEVICE)):
        told = town.inv("config.apply", str(changed))
    assert told.code == 1
    assert "PLN-002" in told.err
    assert "changed" in told.err
    assert "./inv config.plan" in told.err
    assert "Traceback" not in told.err
    signatures = changed.with_name(f"{changed.name}.signatures")
    for left in ("PLN-002", "APR-004"):  # of another plan; then none at all
        signed = {file.name for file in signatures.iterdir()}
        told = town.inv("config.approve", str(changed))
        assert (told.code, {file.name for file in signatures.iterdir()}) == (1, signed)
        assert left in told.err
        for file in signatures.iterdir():
            file.unlink()


def test_an_unapproved_plan_is_refused(
    town: Town, plan: Path, silent: Callable[..., AbstractContextManager[None]]
) -> None:
    with silent(town.drifted(DEVICE)):
        told = town.inv("config.apply", str(plan))
    assert told.code == 1
    assert "APR-003" in told.err
    assert "0 of 1" in told.err
    assert f"A person other than {AUTHOR} runs: ./inv config.approve {plan}" in told.err


def test_an_unapproved_plan_is_refused_through_ansible_too_and_begins_no_run(
    town: Town, plan: Path, silent: Callable[..., AbstractContextManager[None]]
) -> None:
    runs = set((town.state / "runs").glob("*/run.json"))
    with silent(town.drifted(DEVICE)):
        told = town.ansible("-i", str(plan), "playbooks/switches.yml")
    assert told.code != 0
    assert "Plan not approved" in told.out
    assert set((town.state / "runs").glob("*/run.json")) == runs


def test_the_author_can_not_approve(
    town: Town, plan: Path, silent: Callable[..., AbstractContextManager[None]]
) -> None:
    with silent(town.drifted(DEVICE)):
        told = town.inv("config.approve", str(plan), "--key", str(town.key(AUTHOR)))
        assert told.code == 1
        assert "APR-002" in told.err
        assert "second person" in told.err
        assert town.inv("config.apply", str(plan)).code == 1


def test_an_expired_plan_is_refused(
    town: Town, tmp_path: Path, silent: Callable[..., AbstractContextManager[None]]
) -> None:
    policy = tmp_path / "policy"
    policy.mkdir()
    (policy / "change.yml").write_text("plan: {expires_hours: 0.00001}\n")
    expired = town.approved(town.drifted(DEVICE), "expired.json", ALTYAPI_POLICY_DIR=str(policy))
    with silent(town.drifted(DEVICE)):
        told = town.inv("config.apply", str(expired))
    assert told.code == 1
    assert "APL-011" in told.err
    assert "./inv config.plan" in told.err


def test_a_plan_whose_device_changed_meanwhile_is_refused_and_what_was_taken_back_is_not_applied_again(
    town: Town,
) -> None:
    device = town.drifted(OTHER)
    before = town.running(device)
    first = town.approved(device, "first.json", "ilk")
    second = town.approved(device, "second.json", "ikinci")
    assert town.inv("config.apply", str(first)).code == 0
    applied = town.running(device)
    since = len(town.typed(device))

    told = town.inv("config.apply", str(second), "--format", "json")
    assert told.code == 1
    assert town.changes(device, since) == []
    assert town.running(device) == applied
    fate = told.data["devices"][0]
    assert fate["state"] == "untouched"
    assert "changed since the plan" in fate["why"]
    assert f"./inv config.plan --limit {device} --reason ikinci --evrak " in told.err
    assert f"config.apply {second}" not in told.err  # it would be refused again for ever

    run = town.inv("config.runs", "--format", "json").data[-2]["run"]
    assert town.inv("config.rollback", run, "--reason", "telefonlar VLAN kaybetti").code == 0
    assert town.running(device) == before
    again = town.inv("config.rollback", run, "--reason", "telefonlar VLAN kaybetti")
    assert again.code == 0
    assert "Nothing to take back" in again.out
    assert town.running(device) == before
    told = town.inv("config.apply", str(first))
    assert told.code == 1
    assert "APL-016" in told.err
    assert town.running(device) == before


def test_a_rollback_needs_a_reason(town: Town) -> None:
    told = town.inv("config.rollback", "latest")
    assert told.code == 1
    assert "--reason" in told.err
    assert './inv config.rollback latest --reason "' in told.err
