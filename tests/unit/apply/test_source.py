"""What a file given for a change may be: a run of this installation, and nothing that only says it is one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from altyapi import platforms
from altyapi.apply import runs, source
from altyapi.apply.device import Services, apply_device
from altyapi.apply.head import RunDamaged, RunUnknown
from altyapi.apply.preapproved import NotPreapproved
from altyapi.apply.run import SIGNERS, Run
from altyapi.plan import approval, model
from altyapi.plan.approval import NotApproved
from altyapi.plan.outcome import checks
from altyapi.plan.policy import Approvals, ChangePolicy
from altyapi.secrets import SecretStore
from netbox_sync.canonical import sha256
from tests.support.plans import APPROVER, AUTHOR, NOW, THIRD, entry, people, plan
from tests.unit.apply.test_expiry import applied, services


def begun_back(state_dir: Path, reverses: str) -> Run:
    return runs.begin(
        state_dir, state_dir / "made.json", operator="-", reason="-", evrak="", now=NOW, direction="back", reverses=reverses
    )  # fmt: skip


def approved(folder: Path, made: Services) -> Run:
    """A run of a plan that two persons signed, not started yet."""
    who = people(folder / "people")
    made.settings.allowed_signers.write_bytes(who.allowed_signers.read_bytes())
    known = entry("sw1")
    plan_ = plan(known.model_copy(update={"checks": checks(known.commands, platforms.load(known.platform))}))
    model.save(plan_, folder / "made.json")
    for person, role in ((AUTHOR, "author"), (APPROVER, "approver")):
        approval.sign(plan_, folder / "made.json", who.keys[person], who.allowed_signers, role, NOW)  # type: ignore[arg-type]
    return runs.begin(folder, folder / "made.json", operator="kul0001", reason="-", evrak="", now=NOW)


def test_a_rollback_made_by_hand_elsewhere_is_no_run(tmp_path: Path) -> None:
    here = services(tmp_path / "var", ChangePolicy())
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    forged = applied(elsewhere, plan(entry("sw1", rollback=("username kacak privilege 15",))), "sw1")
    file = begun_back(elsewhere, forged.head.run).folder / "run.json"
    with pytest.raises(RunUnknown):
        source.open_run(file, here)
    assert source.open_run(file, services(elsewhere, ChangePolicy())).folder == file.parent


def test_a_copy_of_a_run_beside_it_is_no_run(tmp_path: Path) -> None:
    run = applied(tmp_path, plan(entry("sw1")), "sw1")
    copy = shutil.copytree(run.folder, run.folder.with_name("kopya"))
    with pytest.raises(RunUnknown):
        source.open_run(copy / "run.json", services(tmp_path, ChangePolicy()))


@pytest.mark.parametrize("name", ["", ".", "..", "../runs/x", "/etc"])
def test_a_rollback_undoes_a_run_by_its_name_alone(tmp_path: Path, name: str) -> None:
    applied(tmp_path, plan(entry("sw1")), "sw1")
    with pytest.raises(RunDamaged, match="no name of a run"):
        begun_back(tmp_path, name).reversed_run()


def test_a_rollback_undoes_no_run_of_another_plan_and_no_rollback(tmp_path: Path) -> None:
    other = applied(tmp_path, plan(entry("sw1"), reason="başka"), "sw1")
    run = applied(tmp_path, plan(entry("sw1")), "sw1")
    with pytest.raises(RunDamaged, match="another plan's run"):
        begun_back(tmp_path, other.head.run).reversed_run()
    back = begun_back(tmp_path, run.head.run)
    assert back.reversed_run().folder == run.folder
    with pytest.raises(RunDamaged, match="another plan's run"):
        begun_back(tmp_path, back.head.run).reversed_run()


def test_after_an_interruption_no_device_is_begun_until_the_run_is_started_anew(tmp_path: Path) -> None:
    made = services(tmp_path, ChangePolicy()).model_copy(update={"clock": lambda: NOW})
    run = approved(tmp_path, made)
    source.start(run, made, 7, "")
    assert not run.interrupted()
    run.interrupt()
    run.journal.append("run-ended")
    source.start(run, made, 7)  # a worker of Ansible's that heard nothing of it
    assert run.interrupted()
    fate = apply_device(run, "sw1", made)
    assert fate.state == "untouched"
    assert fate.event is not None
    assert fate.event.detail["code"] == "APL-042"
    assert not run.failures()
    source.start(run, made, 7, "")  # the same command again; in a container it has the same number
    assert not run.interrupted()
    run.interrupt()
    source.start(run, made, 8)  # ansible-playbook, by hand
    assert not run.interrupted()


def with_key(made: Services) -> Services:
    """The same where the digest key is at hand, as wherever devices are changed."""
    return made.model_copy(update={"store": SecretStore(environment={"ALTYAPI_SECRET_ALTYAPI_DIGEST_KEY": "deneme"})})


def taken_back(run: Run, made: Services, leader: int) -> Run:
    """A rollback of that run, started."""
    back = source.open_back(run, made, reason="-", evrak="")
    assert back is not None
    source.start(back, made, leader, "")
    return back


def test_a_run_made_by_hand_is_not_taken_back_whatever_its_journal_says_of_approvals(tmp_path: Path) -> None:
    made = services(tmp_path, ChangePolicy())
    people(tmp_path / "people").allowed_signers.rename(made.settings.allowed_signers)
    run = applied(tmp_path, plan(entry("sw1", rollback=("username kacak privilege 15",))), "sw1")
    claimed = {"plan_id": run.plan.id, "principal": APPROVER, "role": "approver", "signed": NOW.isoformat()}
    run.journal.append("run-resumed", approvals=[{"statement": claimed, "fingerprint": "SHA256:-"}])
    assert run.approvals()
    with pytest.raises(NotApproved):
        taken_back(run, made, 1)


@pytest.mark.parametrize("needed", [1, 2])
def test_a_run_made_by_hand_brings_neither_its_own_list_of_signers_nor_its_own_bar(tmp_path: Path, needed: int) -> None:
    made = with_key(services(tmp_path, ChangePolicy(approvals=Approvals(low=needed, medium=needed, high=needed))))
    real, forged = people(tmp_path / "people"), people(tmp_path / "forged")
    made.settings.allowed_signers.write_bytes(real.allowed_signers.read_bytes())
    run = applied(tmp_path, plan(entry("sw1", rollback=("username kacak privilege 15",))), "sw1")
    who = forged if needed == 1 else real
    for person, role in ((AUTHOR, "author"), (APPROVER, "approver")):
        approval.sign(run.plan, run.plan_file, who.keys[person], who.allowed_signers, role, NOW)  # type: ignore[arg-type]
    (run.folder / SIGNERS).write_bytes(who.allowed_signers.read_bytes())
    run.journal.append(
        "run-resumed", allowed_signers_sha256=sha256(who.allowed_signers.read_bytes()), policy_sha256="", seal="f" * 64
    )
    with pytest.raises(NotApproved):
        taken_back(run, made, 1)


def test_what_was_approved_is_taken_back_by_the_list_of_then_and_without_it_others_stand_for_who_has_left(
    tmp_path: Path,
) -> None:
    made = with_key(services(tmp_path, ChangePolicy()).model_copy(update={"clock": lambda: NOW}))
    run = approved(tmp_path, made)
    source.start(run, made, 7, "")
    run.journal.append("applied", "sw1", after_sha256="c" * 64)
    stricter = made.model_copy(update={"policy": ChangePolicy(approvals=Approvals(low=2, medium=2, high=2))})
    back = taken_back(run, stricter, 1)
    assert {one.statement.principal for one in back.approvals()} == {AUTHOR, APPROVER}
    signers = made.settings.allowed_signers
    signers.write_text("".join(line for line in signers.read_text().splitlines(keepends=True) if AUTHOR not in line))
    taken_back(run, made, 2)
    with (run.folder / SIGNERS).open("a") as kept:
        kept.write("# not as it was then\n")
    with pytest.raises(NotApproved, match="1 of 2"):
        taken_back(run, made, 2)
    approval.sign(run.plan, run.plan_file, tmp_path / "people" / "ucuncu", signers, "approver", NOW)
    assert {one.statement.principal for one in taken_back(run, made, 3).approvals()} == {APPROVER, THIRD}


def test_a_rollback_that_calls_itself_one_of_peers_needs_the_approvals_of_any_other(tmp_path: Path) -> None:
    made = services(tmp_path, ChangePolicy())
    who = people(tmp_path / "people")
    who.allowed_signers.rename(made.settings.allowed_signers)
    run = applied(tmp_path, plan(entry("sw1"), preapproved="vpn-peers"), "sw1")
    key = who.keys[AUTHOR]
    approval.sign(run.plan, run.plan_file, key, made.settings.allowed_signers, "author", NOW)
    with pytest.raises(NotPreapproved, match="another line"):
        taken_back(run, made, 1)
