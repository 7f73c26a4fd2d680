"""`ci.apply`: plans that are merged with their signatures are applied, by who could sign before the merge."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from altyapi.plan.approval import NotApproved
from tests.e2e.cli.town import Town, standing


def _git(folder: Path, *words: str) -> None:
    own = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", "-C", str(folder), *own, *words], check=True, capture_output=True)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with standing(tmp_path / "town") as town:
        assert town.inv("netbox.pull").code == 0
        yield town


@pytest.fixture
def repository(town: Town, tmp_path: Path) -> Path:
    """The municipality's own: whose signatures count stands in it, and what is merged into it."""
    folder = tmp_path / "own"
    assert town.inv("init", str(folder)).code == 0
    shutil.copy(town.state / "lab" / "allowed_signers", folder / "inventory" / "approvers")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    _git(folder, "add", ".")
    _git(folder, "commit", "-qm", "Begin")
    return folder


def _merge(folder: Path, *plans: Path) -> None:
    (folder / "changes").mkdir(exist_ok=True)
    for plan in plans:
        shutil.copy(plan, folder / "changes")
        shutil.copytree(plan.with_name(f"{plan.name}.signatures"), folder / "changes" / f"{plan.name}.signatures")
    _git(folder, "add", ".")
    _git(folder, "commit", "-qm", "Merge")


def _own(town: Town, folder: Path) -> dict[str, str]:
    """As on a runner: the lab's settings but for where people and policy stand, which the repository says."""
    held = dict(line.split("=", 1) for line in (town.state / "lab" / "env").read_text("utf-8").splitlines())
    del held["ALTYAPI_ALLOWED_SIGNERS"]
    return {**held, "ALTYAPI_NO_LAB": "1", "ALTYAPI_ROOT": str(folder)}


def test_merged_plans_are_applied_in_their_order_and_the_first_that_is_refused_ends_it(
    town: Town, repository: Path
) -> None:
    names = [town.drifted(number) for number in range(3)]
    signed, unsigned = town.approved(names[0], "1.json"), town.plan(names[1], "2.json")
    _merge(repository, signed, unsigned, town.approved(names[2], "3.json"))
    told = town.inv("ci.apply", "--base", "HEAD~1", "--format", "json", **_own(town, repository))
    assert told.code == 1, told
    assert told.data == {"ended": {"changes/1.json": 0, "changes/2.json": 1}, "left": ["changes/3.json"]}
    assert NotApproved.code in told.err
    assert [town.inv("config.verify", "--limit", name).code for name in names] == [0, 2, 2]
    assert town.inv("ci.apply", "--base", "HEAD", **_own(town, repository)).code == 0  # nothing came since


def test_a_merge_does_not_bring_the_approver_of_its_own_plan(town: Town, repository: Path) -> None:
    approvers = repository / "inventory" / "approvers"
    kept = approvers.read_text("utf-8")
    (author,) = [line for line in kept.splitlines() if line.startswith("planlayan@")]
    approvers.write_text(f"{author}\n", "utf-8")
    _git(repository, "commit", "-qam", "Only one person may sign")
    approvers.write_text(kept, "utf-8")
    device = town.drifted(3)
    (repository / "inventory" / "altyapi.yml").write_text(
        "policy_dir: none\nallowed_signers: inventory/mine\n", "utf-8"
    )
    (repository / "inventory" / "mine").write_text(kept, "utf-8")
    _merge(repository, town.approved(device, "own.json"))
    told = town.inv("ci.apply", "--base", "HEAD~1", "--format", "json", **_own(town, repository))
    assert (told.code, told.data["ended"]) == (1, {"changes/own.json": 1}), told
    assert NotApproved.code in told.err
    assert town.inv("config.verify", "--limit", device).code == 2
