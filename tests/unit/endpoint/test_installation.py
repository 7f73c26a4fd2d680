"""Installer's answers and boot entries from NetBox; the answers are checked by debconf itself where it is there."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from altyapi.audit.estate import Estate
from altyapi.endpoint.installation import Installation, InstallationUndecided, prepare
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
