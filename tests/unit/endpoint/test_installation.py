"""Installer's answers and boot entries from NetBox; the answers are checked by debconf itself where it is there."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from altyapi.audit.estate import Estate
from altyapi.audit.registers import Wave
from altyapi.audit.thing import Scope
from altyapi.cli import installing
from altyapi.cli.calendaring import Ground
from altyapi.cli.frame import DONE, PENDING
from altyapi.endpoint import calendar, overlay
from altyapi.endpoint.installation import Installation, InstallationUndecided, prepare, written_for
from altyapi.endpoint.migrating import NobodyChosen
from altyapi.endpoint.policy import PardusPolicy
from altyapi.settings import Settings
from altyapi.view.output import Output
from netbox_sync.model import Device
from tests.support import estates

RULES = Installation(
    server="http://kurulum.example/",
    mirror="http://depo.example/pardus",
    ssh_key="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== altyapi@kurulum",
    ntp="zaman.example",
)


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Estate:
    """Two computers have a MAC address, two others one between them, the rest none."""
    base = tmp_path_factory.getbasetemp()
    found = estates.estate(base if worker_id == "master" else base.parent, "tiny")
    names = computers(found)
    macs = dict(zip((one.name for one in names), ("aa", "bb", "cc", "cc"), strict=False))
    first = {}
    for one in found.snapshot.tables.interfaces:
        if one.device in macs and one.device not in first:
            first[one.device] = one.id
    interfaces = tuple(
        one.model_copy(
            update={
                "mac_address": f"02:00:00:00:00:{macs[one.device].upper()}" if first.get(one.device) == one.id else None
            }
        )
        if one.device in macs
        else one
        for one in found.snapshot.tables.interfaces
    )
    return replace(found, snapshot=found.snapshot.holding(interfaces=interfaces))


def computers(estate: Estate) -> list[Device]:
    return sorted(estate.in_roles(estate.policy.roles.computers), key=lambda one: one.name)


def test_a_computer_gets_answers_and_both_boot_entries(estate: Estate) -> None:
    one = computers(estate)[0]
    made = prepare(estate, [one], RULES, "Europe/Istanbul", "pardus.yml")
    assert made.faults == ()
    files = {file.path: file.text for file in made.files}
    host = one.name.lower()
    assert sorted(files) == [
        "grub/grub.cfg-01-02-00-00-00-00-aa", f"preseed/{host}.cfg", "pxelinux.cfg/01-02-00-00-00-00-aa",
    ]  # fmt: skip
    answers = files[f"preseed/{host}.cfg"]
    digest = hashlib.md5(answers.encode(), usedforsecurity=False).hexdigest()
    for entry in ("grub/grub.cfg-01-02-00-00-00-00-aa", "pxelinux.cfg/01-02-00-00-00-00-aa"):
        assert f"url=http://kurulum.example/preseed/{host}.cfg preseed-md5={digest}" in files[entry]
    assert "d-i mirror/http/hostname string depo.example\n" in answers
    assert f"d-i netcfg/hostname string {host}\n" in answers
    assert "password !" in answers


def test_debconf_takes_the_answers(estate: Estate, tmp_path: Path) -> None:
    program = shutil.which("debconf-set-selections")
    if program is None:
        pytest.skip("debconf is not installed")
    made = prepare(estate, computers(estate)[:1], RULES, "Europe/Istanbul", "pardus.yml")
    file = tmp_path / "preseed.cfg"
    file.write_text(next(one.text for one in made.files if one.path.startswith("preseed/")), "utf-8")
    done = subprocess.run([program, "--checkonly", str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_computer_without_an_address_of_its_own_gets_nothing(estate: Estate) -> None:
    """Its entry would start somebody else's installation."""
    chosen = computers(estate)[:5]
    made = prepare(estate, chosen, RULES, "Europe/Istanbul", "pardus.yml")
    assert made.devices == tuple(one.name for one in chosen[:2])
    assert [fault.code for fault in made.faults] == ["twice", "twice", "no-mac"]
    assert len(made.files) == 6


def test_what_was_not_decided_is_told(estate: Estate) -> None:
    with pytest.raises(InstallationUndecided, match="server, ssh_key"):
        prepare(estate, [], Installation(mirror="http://depo.example"), "Europe/Istanbul", "pardus.yml")


@pytest.mark.parametrize(
    "name",
    ["pc1.x\nd-i preseed/early_command string reboot", "pc1 x", "-pc1", "pc1-", "pc_1", "ÇAĞ01", "a" * 64, "pc1."],
)
def test_a_name_that_is_no_host_name_gets_no_files(estate: Estate, name: str) -> None:
    one = computers(estate)[0]
    devices = tuple(
        each.model_copy(update={"name": name}) if each.name == one.name else each
        for each in estate.snapshot.tables.devices
    )
    ports = tuple(
        each.model_copy(update={"device": name}) if each.device == one.name else each
        for each in estate.snapshot.tables.interfaces
    )
    odd = replace(estate, snapshot=estate.snapshot.holding(devices=devices, interfaces=ports))
    made = prepare(odd, [next(each for each in devices if each.name == name)], RULES, "Europe/Istanbul", "pardus.yml")
    assert (made.files, [(each.device, each.code) for each in made.faults]) == ((), [(name, "name")])


@pytest.mark.parametrize(
    "own",
    [
        {"disk": "/dev/sda\nd-i preseed/early_command string reboot"},
        {"packages": ["restic; reboot"]},
        {"ssh_key": "ssh-ed25519 AAAA $(id)"},
        {"ssh_key": "ssh-ed25519 AAAA `id`"},
        {"mirror": "http://depo.example/$(id)"},
        {"server": "ftp://depo.example/"},
    ],
)
def test_a_rule_that_would_say_more_than_its_word_is_refused(own: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Installation.model_validate(own)


WAVE = Wave(id="DENEME", name="Deneme", start=date(2026, 4, 1), end=date(2026, 4, 30))


def call(estate: Estate, folder: Path, *, wave: str = "", limit: str = "") -> int:
    """pardus.install as its command calls it, of an estate whose only wave is WAVE."""
    held = replace(estate, registers=estate.registers.model_copy(update={"waves": (WAVE,)}))
    rules = PardusPolicy(installation=RULES)
    standings = calendar.standings(held, rules.calendar)
    over = Ground(held, held.snapshot, rules, Scope(), standings, datetime(2026, 4, 20, tzinfo=UTC))
    configured = Settings(root=folder, state_dir=folder, policy_dir=folder, registers_dir=folder)
    return installing.install(Output("text", "en"), configured, over, wave=wave, limit=limit, folder=folder / "tftp")


def standing_at(estate: Estate, **states: str) -> Estate:
    """The two with an address of their own in WAVE, each of these in its state."""
    said = {
        one.name: {"goc_dalga": WAVE.id, "goc_durum": states.get(one.name, "bekliyor")} for one in computers(estate)[:2]
    }
    return overlay.laid_over(estate, said)


def files(folder: Path) -> set[str]:
    return {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}


def test_the_files_of_a_computer_that_is_done_go_with_the_next_call_whatever_address_they_were_made_for(
    estate: Estate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = (each.name for each in computers(estate)[:2])
    folder = tmp_path / "tftp"
    assert call(standing_at(estate), tmp_path, limit=f"{one},{other}") == DONE
    (folder / "pxelinux.cfg/01-02-00-00-00-00-aa").rename(folder / "pxelinux.cfg/01-02-00-00-00-00-ff")
    strange = {
        "pxelinux.cfg/01-02-00-00-00-00-99": f"# {one.lower()}\nDEFAULT yerel\n",
        "pxelinux.cfg/default": "DEFAULT yerel\n",
        f"preseed/{one.lower()}-eski.cfg": "# elle\n",
    }
    for name, text in strange.items():
        (folder / name).write_text(text, "utf-8")
    capsys.readouterr()
    assert call(standing_at(estate, **{one: "tamam"}), tmp_path, limit=other) == DONE
    assert "Computers that are done: 3 files of theirs removed" in " ".join(capsys.readouterr().out.split())
    kept = {f"preseed/{other.lower()}.cfg", "pxelinux.cfg/01-02-00-00-00-00-bb", "grub/grub.cfg-01-02-00-00-00-00-bb"}
    assert files(folder) == kept | set(strange)
    assert written_for(folder, [one]) == ()


def test_a_computer_that_is_done_gets_no_files_and_is_named(
    estate: Estate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = (each.name for each in computers(estate)[:2])
    assert call(standing_at(estate, **{one: "tamam"}), tmp_path, limit=f"{one},{other}") == PENDING
    assert f"{one} done already" in " ".join(capsys.readouterr().out.split())
    assert written_for(tmp_path / "tftp", [one]) == ()
    assert len(written_for(tmp_path / "tftp", [other])) == 3


def test_a_wave_that_is_done_leaves_no_files_behind(estate: Estate, tmp_path: Path) -> None:
    both = [each.name for each in computers(estate)[:2]]
    assert call(standing_at(estate), tmp_path, wave=WAVE.id) == DONE
    assert len(files(tmp_path / "tftp")) == 6
    done = standing_at(estate, **dict.fromkeys(both, "tamam"))
    assert call(done, tmp_path, wave=WAVE.id) == DONE
    assert files(tmp_path / "tftp") == set()
    with pytest.raises(NobodyChosen):
        call(done, tmp_path, wave=WAVE.id)
