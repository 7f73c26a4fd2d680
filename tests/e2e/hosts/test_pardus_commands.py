"""inv pardus.* on computers that answer: looked at, taken over, started, told of, and taken back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from altyapi.settings import PACKAGE_ROOT
from lab.hosts.__main__ import FOLDER, create, destroy, power_cut
from lab.hosts.engine import Engine
from lab.hosts.instance import Platform, container
from tests.e2e.endpoint.conftest import Office

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0)]  # each command has DEADLINE_S
W3 = [f"SAHOT01PC000{number}" for number in range(1, 8)]
HOSTS = {W3[0]: "goc-bir", W3[1]: "goc-iki"}
"""The first two computers of the wave, and what they are called as containers."""
DEADLINE_S = 1800
ROLE = PACKAGE_ROOT / "roles" / "pardus_migration"


@dataclass(frozen=True)
class Room:
    """The wave's first two computers, switched on."""

    office: Office
    engine: Engine
    platforms: tuple[Platform, ...]
    folder: Path

    def inv(self, *words: str) -> subprocess.CompletedProcess[str]:
        """With time for what packages take."""
        return subprocess.run(
            [sys.executable, "-P", "-m", "altyapi.cli", "--search-root", str(PACKAGE_ROOT), *words],
            env={**self.office.environment(), "ANSIBLE_HOST_KEY_CHECKING": "False"},
            cwd=self.office.state,
            capture_output=True,
            text=True,
            check=False,
            timeout=DEADLINE_S,
        )

    def told(self, *words: str) -> tuple[int, dict[str, Any], str]:
        """Exit code, what the command told as JSON, and all it said."""
        done = self.inv(*words, "--format", "json")
        log = sorted(self.office.state.glob("pardus/runs/*/ansible.log"))
        said = f"{done.stderr}\n{log[-1].read_text('utf-8')[-6000:] if log else ''}"
        return done.returncode, json.loads(done.stdout or "{}"), said

    def start_anew(self) -> None:
        power_cut(self.platforms, self.folder, None)

    def is_a(self, computer: str) -> str:
        name = container(self.folder, HOSTS[computer])
        return self.engine.run("exec", name, "sh", "-c", ". /etc/os-release; echo $ID $VERSION_ID")


@pytest.fixture
def room(ground: Engine, office: Office, tmp_path: Path) -> Iterator[Room]:
    folder = tmp_path / "hosts"
    folder.mkdir()
    platforms = tuple(Platform(name=name, suite="bookworm") for name in HOSTS.values())
    config = folder / "instances.yml"
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        create(platforms, folder, config)
        logins = {one["instance"]: one for one in yaml.safe_load(config.read_text("utf-8"))}
        ports = {computer: logins[name]["port"] for computer, name in HOSTS.items()}
        way_in = {
            "ansible_host": "127.0.0.1",
            "ansible_port": f"{{{{ {json.dumps(ports)}[inventory_hostname] }}}}",
            "ansible_user": "root",
            "ansible_ssh_private_key_file": next(iter(logins.values()))["identity_file"],
        }
        _prepared(folder, way_in)
        (office.state / "yerel.yml").write_text(yaml.safe_dump({**way_in, **_institution(folder)}), "utf-8")
        yield Room(office, ground, platforms, folder)
    finally:
        destroy(platforms, folder, config)


def _prepared(folder: Path, way_in: dict[str, Any]) -> None:
    """With an archive that stands for Pardus', and a person's files: as the role's own scenario does it."""
    own = {
        **way_in,
        "__pardus_migration_test": ["23", "yirmiuc", "Pardus GNU/Linux"],
        "__pardus_migration_test_folder": "/opt/pardus-deneme",
        "__pardus_migration_test_local": str(folder),
    }
    (folder / "hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": dict.fromkeys(HOSTS)}}), "utf-8")
    (folder / "prepare.json").write_text(json.dumps(own), "utf-8")
    words = ["-i", folder / "hosts.yml", "-e", f"@{folder / 'prepare.json'}", ROLE / "molecule/default/prepare.yml"]
    done = subprocess.run(
        [Path(sys.executable).with_name("ansible-playbook"), *map(str, words)],
        env={**os.environ, "ANSIBLE_HOST_KEY_CHECKING": "False", "ANSIBLE_NOCOLOR": "1", "LC_ALL": "C.UTF-8"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=DEADLINE_S,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]


def _institution(folder: Path) -> dict[str, Any]:
    """What the role has to know, as docs/pardus.md has it in yerel.yml."""
    scenario = yaml.safe_load((ROLE / "molecule/default/group_vars/all.yml").read_text("utf-8"))
    wanted = ("mirror", "components", "packages", "accept_held", "free_mb", "reboot_packages")
    backup = ("backup_repository", "backup_password_file", "backup_init", "backup_paths")
    names = [f"pardus_migration_{one}" for one in (*wanted, *backup)]
    place = f"{folder}/{{{{ inventory_hostname }}}}"
    return {
        **{name: scenario[name] for name in names},
        "pardus_migration_keyring": f"{place}.gpg",
        "pardus_migration_key_fingerprints": [
            f"{{{{ lookup('ansible.builtin.file', '{folder}/' ~ inventory_hostname ~ '.fingerprint') }}}}"
        ],
    }


def test_a_wave_s_computers_are_looked_at_go_over_and_one_of_them_comes_back(room: Room) -> None:
    office, both = room.office, ",".join(HOSTS)
    variables = ("--variables", "yerel.yml")
    office.fit(W3[2:])
    code, said, log = room.told("pardus.assess", "--wave", "W3", "--limit", both, "--collect", *variables)
    assert code in (0, 2), log
    assert said["counts"]["go"] + said["counts"]["conditional"] == len(HOSTS), said

    office.open()
    policy = office.state / "policy" / "pardus.yml"
    policy.write_text(policy.read_text("utf-8").replace("  canary: 1 ", f"  canary: {len(HOSTS)} "), "utf-8")
    words = ("pardus.migrate", "--wave", "W3", "--limit", both, *variables)
    code, said, log = room.told(*words, "--dry-run")
    assert code == 2, log
    assert {name: one["faults"] for name, one in said["computers"].items()} == {name: [] for name in HOSTS}, log
    assert all(room.is_a(one) == "debian 12" for one in HOSTS)

    code, said, log = room.told(*words, "--reason", "W3, 1. gün")
    assert said["computers"] == dict.fromkeys(HOSTS, "needs-start"), log
    assert code == 2, log
    room.start_anew()
    code, said, log = room.told(*words, "--reason", "W3, 1. gün")
    assert said["computers"] == dict.fromkeys(HOSTS, "done"), log
    assert code == 0, log
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(room.is_a, HOSTS)) == ["pardus 23"] * 2
    code, said, log = room.told("pardus.report", "--wave", "W3")
    assert code == 0, log
    assert len(said["rows"]) == len(HOSTS)

    code, said, log = room.told("pardus.rollback", "--limit", W3[0], *variables, "--reason", "Yazıcı çalışmıyor")
    assert said["computers"] == {W3[0]: "rolled-back"}, log
    assert code == 0, log
    assert [room.is_a(one) for one in HOSTS] == ["debian 12", "pardus 23"]
    assert [office.fields(one)["goc_durum"] for one in HOSTS] == ["geri-alindi", "tamam"]
