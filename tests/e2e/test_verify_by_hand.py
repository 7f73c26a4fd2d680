"""The auditor's page holds: its own lines, run against what a real run left behind, pass; and fail where a byte was changed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from altyapi.apply.device import apply_device
from altyapi.evidence import chain
from altyapi.evidence import record as records
from altyapi.settings import PACKAGE_ROOT
from tests.e2e.loop.ground import Ground
from tests.e2e.loop.platforms.cisco_ios import CISCO_IOS
from tests.support.plans import APPROVER, people

PAGE = PACKAGE_ROOT / "docs" / "verify-by-hand.md"
TOOLS = ("bash", "jq", "ssh-keygen", "sha256sum")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        not all(map(shutil.which, TOOLS)), reason=f"needs {', '.join(TOOLS)}: ./inv test as root installs them"
    ),
]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `run/`, `chain.jsonl` (two records of the run) and `approvers`, made by the engine on an emulated switch."""
    folder = tmp_path_factory.mktemp("evidence")
    with ExitStack() as stack:
        ground = Ground.started(CISCO_IOS, folder, people(folder / "keys"), stack, sw1={})
        run = ground.begin(ground.plan())
        assert apply_device(run, "sw1", ground.services).state == "applied"
    chain.append(folder / "chain.jsonl", records.of(run))
    run.journal.append("run-ended")
    chain.append(folder / "chain.jsonl", records.of(run))
    shutil.copytree(run.folder, folder / "run")
    shutil.copy(ground.who.allowed_signers, folder / "approvers")
    return folder


@pytest.fixture
def evidence(original: Path, tmp_path: Path) -> Path:
    """A copy to tamper with."""
    shutil.copytree(original / "run", tmp_path / "run")
    shutil.copy(original / "chain.jsonl", tmp_path)
    shutil.copy(original / "approvers", tmp_path)
    return tmp_path


def run_page(folder: Path) -> list[str]:
    """What the page's blocks print, run as they stand there but for the three paths."""
    blocks = re.findall(r"^```bash\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    script = "".join(blocks)
    for name, path in (("RUN", "run"), ("CHAIN", "chain.jsonl"), ("SIGNERS", "approvers")):
        script, found = re.subn(rf"^{name}=.*$", f"{name}={path}", script, flags=re.MULTILINE)
        assert found == 1, name
    done = subprocess.run(["bash", "-u"], input=script, cwd=folder, text=True, capture_output=True, check=False)
    return done.stdout.splitlines()


def audit(folder: Path) -> tuple[list[str], list[str]]:
    """The lines that passed and those that failed."""
    lines = run_page(folder)
    return [line for line in lines if line.startswith("ok ")], [line for line in lines if line.startswith("FAIL ")]


def change(file: Path, old: str, new: str) -> None:
    content = file.read_text("utf-8")
    assert old in content
    file.write_text(content.replace(old, new, 1), "utf-8")


def test_untouched_evidence_passes_every_line(evidence: Path) -> None:
    passed, failed = audit(evidence)
    assert failed == []
    for wanted in (
        "the run applied this plan",
        f'Good "altyapi-plan" signature for {APPROVER}',
        "approvals by others",
        "the author signed",
        "record 2 follows",
        "the last line is whole",
        "the record names this plan",
        "the record names this journal",
        "the commands of sw1",
    ):
        assert any(wanted in line for line in passed), wanted


def test_the_head_by_hand_is_the_chains_own(evidence: Path) -> None:
    assert f"head {chain.verify(evidence / 'chain.jsonl')[-1].sha256}" in run_page(evidence)


def statement_of_approver(folder: Path) -> Path:
    return folder / "run" / "plan.json.signatures" / f"{APPROVER}.json"


def drop_the_approval(folder: Path) -> None:
    statement_of_approver(folder).unlink()


def approve_as_author(folder: Path) -> None:
    """The author's statement under another's name: the key is not that person's."""
    signatures = folder / "run" / "plan.json.signatures"
    author = next(file for file in signatures.glob("*.json") if file != statement_of_approver(folder))
    shutil.copy(author.with_name(author.name + ".sig"), f"{statement_of_approver(folder)}.sig")


def drop_a_record(folder: Path) -> None:
    file = folder / "chain.jsonl"
    file.write_text(file.read_text("utf-8").splitlines(keepends=True)[1], "utf-8")


def cut_the_last_line(folder: Path) -> None:
    file = folder / "chain.jsonl"
    file.write_bytes(file.read_bytes()[:-1])


TAMPERINGS: dict[str, tuple[Callable[[Path], None], str]] = {
    "a plan's byte": (lambda folder: change(folder / "run/plan.json", "10.64.0.5", "10.64.0.6"), "signed this plan"),
    "a statement's byte": (
        lambda folder: change(statement_of_approver(folder), '"signed": "20', '"signed": "21'),
        "signature is not by",
    ),
    "a missing approval": (drop_the_approval, "approvals by others"),
    "another's signature": (approve_as_author, "signature is not by"),
    "a record's byte": (lambda folder: change(folder / "chain.jsonl", "kul0001", "kul0002"), "record 2 follows"),
    "a record's spelling": (
        lambda folder: change(folder / "chain.jsonl", '"number":1,', '"number": 1,'),
        "only spelling",
    ),
    "a dropped record": (drop_a_record, "stands in its place"),
    "a cut line": (cut_the_last_line, "the last line is whole"),
    "a journal's byte": (lambda folder: change(folder / "run/journal.jsonl", "kul0001", "kul0002"), "this journal"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_shows(evidence: Path, name: str) -> None:
    tamper, expected = TAMPERINGS[name]
    tamper(evidence)
    _, failed = audit(evidence)
    assert any(expected in line for line in failed), failed
