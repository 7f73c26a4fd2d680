"""What each command says of input that it can't take: the error's code, and the name of the thing."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from altyapi.apply.journal import Journal
from altyapi.camera.faults import NotNow
from altyapi.camera.model import cameras
from altyapi.cli import assessing, frame, playbook
from altyapi.cli.assessing import CollectionFailed
from altyapi.cli.camera import care
from altyapi.cli.playbook import AnsibleMissing
from altyapi.cli.program import Inv
from altyapi.plan import model
from altyapi.settings import PACKAGE_ROOT, Settings
from altyapi.view.output import Output
from netbox_sync import snapshot
from netbox_sync.model import Snapshot
from tests.support import estates
from tests.support.gateway import until
from tests.support.plans import plan

REFUSED: dict[str, tuple[tuple[str, ...], str, str]] = {
    # words, code, what the error must name
    "approving without a key": (("config.approve", "plan.json"), "CLI-002", "--key"),
    "a lab of unknown size": (("lab.up", "--profile", "huge"), "CLI-003", "tiny"),
    "a workbook by another name": (("netbox.template", "--out", "liste.xls"), "CLI-017", "liste.xlsx"),
    "an unknown way to read": (("netbox.pull", "--tier", "quick"), "CLI-030", "quick"),
    "no NetBox set": (("netbox.pull",), "SET-002", "NETBOX_URL"),
    "a backup at no moment": (("backup.search", "ntp", "--at", "someday"), "BCK-040", "someday"),
    "a device, and no history yet": (("backup.show", "sw1"), "BCK-048", "backup.run"),
    "no regular expression": (("backup.search", "(", "--regex"), "BCK-042", "("),
    "an unknown scheduler": (("backup.schedule", "--form", "at"), "BCK-045", "at"),
    "a system of no plan": (("backup.now", "no-such-system"), "DRL-008", "no-such-system"),
    "a barcode of small letters": (("backup.tape-add", "obb1"), "TAP-004", "obb1"),
    "rows by what they have not": (("antivirus.report", "--by", "floor"), "END-032", "floor"),
    "software by what it has not": (("pardus.software", "--by", "floor"), "END-033", "floor"),
    "an unknown wave": (("pardus.install", "--wave", "99", "--out", "tftp"), "END-010", "99"),
    "no such computers": (("pardus.install", "--limit", "role:access-switch", "--out", "tftp"), "END-041", "access"),
    "an unknown gateway": (("vpn.status", "--gateway", "yok"), "VPN-075", "yok"),
    "no part of the data": (("backup.replicate", "--read", "8/7"), "BCK-047", "8/7"),
    "more than all of the data": (("backup.replicate", "--read", "120%"), "BCK-047", "120%"),
    "an option of the command's own": (("backup.tape-move", "OBB001L8"), "CLI-004", "--to (where it lies"),
    "a copy to no place of the plan": (("backup.replicate", "--place", "yok"), "RST-011", "yok"),
    "pruning in no place of the plan": (("backup.prune", "--dry-run", "--place", "yok"), "RST-011", "yok"),
    "pruning of no system": (("backup.prune", "--dry-run", "--system", "yok"), "DRL-008", "yok"),
    "a cartridge carried off by no document": (
        ("backup.tape-move", "OBB001L8", "--to", "kasa", "--evrak", "bozuk"),
        "PLN-011",
        "bozuk",
    ),
    "no lab": (("lab.backups",), "LAB-015", "lab.up"),
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Snapshot:
    base = tmp_path_factory.getbasetemp()
    return estates.taken(base if worker_id == "master" else base.parent, "tiny")


@pytest.fixture
def at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, town: Snapshot) -> Iterator[Path]:
    """In a folder with a plan and a snapshot, and no setting of the caller's."""
    for name in [one for one in os.environ if one.startswith(("NETBOX_", "ALTYAPI_"))]:
        monkeypatch.delenv(name)
    for name, value in {"ROOT": PACKAGE_ROOT, "STATE_DIR": tmp_path, "NO_LAB": "1", "LANG": "en"}.items():
        monkeypatch.setenv(f"ALTYAPI_{name}", str(value))
    monkeypatch.chdir(tmp_path)
    before = signal.getsignal(signal.SIGINT)
    model.save(plan(), tmp_path / "plan.json")
    snapshot.save(town, tmp_path / "snapshot.json")
    yield tmp_path
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("fault", REFUSED)
def test_input_that_can_not_be_taken_is_told_with_its_code(
    at_work: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    words, code, names = REFUSED[fault]
    if code == "CLI-030":
        monkeypatch.setenv("NETBOX_URL", "http://127.0.0.1:9")
        monkeypatch.setenv("NETBOX_TOKEN", "x")
    before = sorted(at_work.iterdir())
    with pytest.raises(SystemExit) as ended:
        Inv(name="altyapi", binary="inv", version="0").run(["inv", *words])
    told = capsys.readouterr().err
    assert ended.value.code == 1
    assert code in told, told
    assert names in told
    assert "Next: " in told
    assert not {one for one in at_work.iterdir() if one.suffix} - set(before)


def test_ctrl_c_is_told_and_ends_with_an_error(at_work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def body(_out: Output, _configured: Settings) -> int:
        signal.raise_signal(signal.SIGINT)
        return frame.DONE

    assert frame.run(body) == frame.ERROR
    assert "CLI-006  Interrupted" in capsys.readouterr().err


def test_a_second_signal_while_the_first_is_written_down_neither_hangs_nor_writes_again(at_work: Path) -> None:
    journal = Journal(at_work / "journal.jsonl")

    def stopping() -> None:
        journal.append("run-interrupted")
        signal.raise_signal(signal.SIGTERM)

    with subprocess.Popen(["sleep", "60"]) as process:
        with pytest.raises(KeyboardInterrupt), playbook._heard(process, stopping):
            signal.raise_signal(signal.SIGTERM)
        assert process.wait(30) == -signal.SIGINT
    assert [event.name for event in journal.events()] == ["run-interrupted"]


LEADER = """
import signal, sys
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under nohup it would be deaf to it, and rightly go on
from pathlib import Path
from altyapi.cli import playbook
from altyapi.settings import Settings
here = Path(sys.argv[1])
sys.executable = str(here / "bin" / "python")
try:
    playbook.play("switches", here / "run.json", here / "log", Settings(root=here), stopping=(here / "stopped").touch)
except KeyboardInterrupt:
    print("told to nobody", flush=True)
    (here / "recorded").touch()
"""
PLAYS = """#!/bin/sh
trap 'echo interrupted > ended; exit 0' INT
trap 'echo hung up > ended; exit 0' HUP
touch up
while :; do sleep 0.05; done
"""


def test_a_lost_terminal_stops_a_run_as_a_termination_does_and_what_became_of_it_is_recorded(at_work: Path) -> None:
    program = at_work / "bin" / "ansible-playbook"
    program.parent.mkdir()
    program.write_text(PLAYS)
    program.chmod(0o755)
    terminal, end = pty.openpty()
    command = ["setsid", "--ctty", "--wait", sys.executable, "-c", LEADER, str(at_work)]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE_ROOT)}
    with subprocess.Popen(command, stdin=end, stdout=end, stderr=end, env=environment) as process:
        os.close(end)
        try:
            until((at_work / "up").exists)
            os.close(terminal)
            process.wait(30)
        finally:
            process.kill()
    assert (at_work / "ended").read_text() == "interrupted\n"
    assert (at_work / "stopped").exists()
    assert (at_work / "recorded").exists()


def test_an_environment_without_ansible_says_how_it_is_made_anew(
    at_work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(at_work / "bin" / "python"))
    with pytest.raises(AnsibleMissing, match=r"bin/python"):
        playbook.play("switches", at_work / "inventory.yml", at_work / "log", Settings(root=at_work))


def test_ansible_begins_under_a_locale_that_the_machine_has_no_files_of(
    at_work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after ssh from a Turkish laptop. The inventory is none, so that Ansible ends with another error than the locale's."""
    for name in ("LANG", "LC_ALL", "LC_CTYPE"):
        monkeypatch.setenv(name, "xx_YY.UTF-8")
    log = at_work / "log"
    log.write_text("ERROR! of a start before\n", "utf-8")
    before = log.stat().st_size
    assert playbook.play("switches", at_work / "no-plan.json", log, Settings(root=at_work)) != 0
    assert "locale" not in log.read_text("utf-8")
    told = playbook.complaint(log, before)
    assert told
    assert "of a start before" not in told


def test_computers_that_ansible_did_not_assess_are_told(at_work: Path, town: Snapshot) -> None:
    """The folder has no inventory, so that Ansible itself ends with an error."""
    configured = Settings(root=at_work, state_dir=at_work, policy_dir=at_work)
    (at_work / "pardus").mkdir()
    failed = assessing._collect(Output("text", "en"), configured, town.tables.devices[:1], at_work / "yazı lar", ())
    assert isinstance(failed, CollectionFailed)
    assert (at_work / "pardus" / "assess.log").is_file()


def test_a_camera_is_not_touched_in_a_freeze(at_work: Path, town: Snapshot) -> None:
    rules = "freezes:\n  - {name: bayram, from: 2020-01-01, to: 2099-12-31}\n"
    (at_work / "change.yml").write_text(f"calendar:\n  {rules.replace(chr(10), chr(10) + '  ')}", "utf-8")
    configured = Settings(root=at_work, state_dir=at_work, policy_dir=at_work)
    camera = cameras(town)[0]
    with pytest.raises(NotNow, match="bayram"):
        care._require_open(configured, [camera], town.device_by_name, "E-99999999-703.01-123456", "password")


def test_a_library_of_an_extra_that_is_not_installed_is_told_by_the_extra(
    at_work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def body(_out: Output, _configured: Settings) -> int:
        raise ModuleNotFoundError("No module named 'asyncssh'", name="asyncssh")

    assert frame.run(body) == frame.ERROR
    told = capsys.readouterr().err
    assert "CLI-020  Not installed here: asyncssh" in told
    assert "altyapi[lab]" in told


def test_what_needs_the_sources_says_so_in_an_installed_package(at_work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert frame.checkout() == PACKAGE_ROOT
    monkeypatch.setattr("altyapi.settings.PACKAGE_ROOT", at_work)
    with pytest.raises(frame.NoCheckout, match=at_work.name):
        frame.checkout()
