"""Backups of emulated devices over real SSH, into a real git repository."""

from __future__ import annotations

import gzip
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from altyapi.backup import sealing
from altyapi.backup.configs import ConfigShrank, Difference, Origin, Outcome, Source
from altyapi.backup.git import HistoryFull
from altyapi.device.errors import IncompleteConfig
from lab.devices import RunningDevice, running
from tests.e2e.backup.ground import IDENTITY, Ground

NAMES = ("sw1", "sw2", "sw3")


def config(name: str) -> str:
    vlans = "".join(f"vlan {number}\n name KAT-{number}\n!\n" for number in range(101, 161))
    ports = "".join(f"interface GigabitEthernet1/0/{port}\n description oda {port}\n!\n" for port in range(1, 5))
    return (
        f"hostname {name}\n!\nenable secret 9 $9$Zt5GjkqYyXvWbE$4RWQ1V7Ka2rDk5mT0S8xX1yZc3vB6nM9pL2kJ4hG7fQ\n!\n"
        f"snmp-server community Gizli-77 RO\n!\n{vlans}{ports}!\nend\n"
    )


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[Mapping[str, RunningDevice]]:
    with running([{"name": name, "running_config": config(name)} for name in NAMES]) as found:
        (tmp_path / "known_hosts").write_text("".join(one.known_hosts_line for one in found.values()))
        yield found


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


def sources(ground: Ground, devices: Mapping[str, RunningDevice]) -> list[Source]:
    return [
        ground.source(name, one.host, one.port, number=number)
        for number, (name, one) in enumerate(devices.items(), start=1)
    ]


def states(outcomes: Mapping[str, Outcome]) -> dict[str, str]:
    return {name: one.state for name, one in outcomes.items()}


def test_a_run_takes_each_config_once_and_one_commit_holds_them(
    ground: Ground, devices: Mapping[str, RunningDevice]
) -> None:
    every = sources(ground, devices)
    assert states(ground.run(every)) == dict.fromkeys(NAMES, "new")
    first = ground.history.git.head()
    assert states(ground.run(every)) == dict.fromkeys(NAMES, "unchanged")
    assert ground.history.git.head() == first
    assert len(ground.history.git.run("rev-list", "main").split()) == 1
    results = list(ground.register.results())
    assert [(one.system, one.ok, one.changed) for one in sorted(results, key=lambda one: one.system)] == [
        (name, True, changed) for name in NAMES for changed in (True, False)
    ]


def test_the_readable_copy_has_no_secret_and_the_full_one_has_all(
    ground: Ground, devices: Mapping[str, RunningDevice], tmp_path: Path
) -> None:
    ground.run(sources(ground, devices))
    version = ground.history.version("sw1")
    text = ground.history.text(version)
    assert "snmp-server community <masked> RO" in text
    assert "Gizli-77" not in text
    assert "$9$" not in text
    sealed = ground.history.sealed(version)
    assert b"Gizli-77" not in sealed
    full = sealing.unseal(sealed, "backup/age-identity", ground.store, "sw1")
    assert devices["sw1"].running() in full
    for file in ground.folder.rglob("*"):
        assert not file.is_file() or b"Gizli-77" not in file.read_bytes(), file


@pytest.mark.skipif(shutil.which("age") is None, reason="Debian's age is not installed")
def test_the_full_copy_is_opened_without_this_toolkit(
    ground: Ground, devices: Mapping[str, RunningDevice], tmp_path: Path
) -> None:
    ground.run(sources(ground, devices))
    key = tmp_path / "key"
    key.write_text(f"{IDENTITY}\n")
    sealed = ground.history.sealed(ground.history.version("sw1"))
    opened = subprocess.run(["age", "-d", "-i", str(key)], input=sealed, capture_output=True, check=True).stdout
    assert devices["sw1"].running() in gzip.decompress(opened).decode()


def test_a_change_is_found_with_its_lines_and_whoever_made_it(
    ground: Ground, devices: Mapping[str, RunningDevice]
) -> None:
    every = sources(ground, devices)
    ground.run(every)
    ground.typed(every[1], "vlan 777", " name DENEME")
    seen: list[Difference] = []

    def told(differences: Sequence[Difference]) -> Mapping[str, Origin]:
        seen.extend(differences)
        return {one.device.name: Origin("ayse", "by ayse (typed)") for one in differences}

    outcomes = ground.run(every, attribute=told)
    assert states(outcomes) == {"sw1": "unchanged", "sw2": "changed", "sw3": "unchanged"}
    assert [line for one in seen for line in one.added] == ["vlan 777", "vlan 777 / name DENEME"]
    assert (outcomes["sw2"].removed, outcomes["sw2"].added) == (0, 2)
    newest = ground.history.versions("sw2")[0]
    assert (newest.author, newest.told) == ("ayse", ("by ayse (typed)",))
    assert len(ground.history.versions("sw1")) == 1


def test_a_secret_that_was_rotated_is_a_change_though_the_readable_copy_is_the_same(
    ground: Ground, devices: Mapping[str, RunningDevice]
) -> None:
    every = sources(ground, devices)
    ground.run(every)
    ground.typed(every[0], "no snmp-server community Gizli-77 RO", "snmp-server community Gizli-78 RO")
    assert states(ground.run(every))["sw1"] == "changed"
    newest, oldest = ground.history.versions("sw1")
    assert ground.history.text(newest) == ground.history.text(oldest)


def test_a_config_that_is_cut_short_never_replaces_a_good_one(
    ground: Ground, devices: Mapping[str, RunningDevice]
) -> None:
    every = sources(ground, devices)
    ground.run(every)
    good = ground.history.git.head()
    ground.typed(every[0], "vlan 777")
    devices["sw1"].set(truncate_running=400)
    outcome = ground.run(every, retries=0)["sw1"]
    assert isinstance(outcome.error, IncompleteConfig)
    assert ground.history.git.head() == good
    assert [(one.ok, one.system) for one in ground.register.results(newest_first=True)].index((False, "sw1")) < 3


def test_a_config_that_lost_most_of_its_lines_waits_for_a_person(
    ground: Ground, devices: Mapping[str, RunningDevice]
) -> None:
    every = sources(ground, devices)
    ground.run(every)
    ground.typed(every[0], "no vlan 101-160")
    outcome = ground.run(every)["sw1"]
    assert isinstance(outcome.error, ConfigShrank)
    assert len(ground.history.versions("sw1")) == 1
    assert ground.run(every, accept_smaller=True)["sw1"].state == "changed"
    assert len(ground.history.versions("sw1")) == 2


def test_one_devices_fault_is_tried_again_and_is_never_anothers(
    ground: Ground, devices: Mapping[str, RunningDevice]
) -> None:
    every = [*sources(ground, devices), ground.source("yok", "127.0.0.1", closed_port(), number=9)]
    devices["sw3"].set(refuse_logins=True)
    outcomes = ground.run(every, timeout_s=5)
    assert states(outcomes) == {"sw1": "new", "sw2": "new", "sw3": "failed", "yok": "failed"}
    assert outcomes["yok"].tries == 3
    assert outcomes["sw3"].tries == 1  # a refused login is not tried again: it would lock the account
    assert devices["sw3"].counters.failed_logins <= 1
    devices["sw3"].set(refuse_logins=False)
    assert states(ground.run(every[:3])) == {"sw1": "unchanged", "sw2": "unchanged", "sw3": "new"}


def test_what_a_switch_prints_of_its_own_clock_is_no_change(
    ground: Ground, devices: Mapping[str, RunningDevice]
) -> None:
    every = sources(ground, devices)
    ground.run(every)
    ground.typed(every[0], "vlan 777")
    ground.typed(every[0], "no vlan 777")  # the device notes when its config was changed last
    assert states(ground.run(every)) == dict.fromkeys(NAMES, "unchanged")


def test_a_clock_that_jumps_back_between_runs_loses_nothing(
    ground: Ground, devices: Mapping[str, RunningDevice]
) -> None:
    every = sources(ground, devices)
    ground.run(every)
    ground.now -= timedelta(days=400)
    ground.typed(every[0], "vlan 777")
    assert states(ground.run(every))["sw1"] == "changed"
    assert "vlan 777" in ground.history.text(ground.history.version("sw1"))
    assert len(list(ground.register.results())) == 6


def test_without_a_key_nothing_is_asked(ground: Ground, devices: Mapping[str, RunningDevice]) -> None:
    ground.without("BACKUP_AGE_IDENTITY")
    with pytest.raises(sealing.NoRecipient):
        ground.run(sources(ground, devices))
    assert devices["sw1"].counters.connections == 0


@pytest.mark.root
def test_a_disk_that_fills_up_in_a_run_loses_nothing_and_nobody_is_told_of_a_backup(
    devices: Mapping[str, RunningDevice], tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no right to mount")
    try:
        ground = Ground(disk)
        ground.known_hosts.write_text((tmp_path / "known_hosts").read_text())
        every = sources(ground, devices)
        ground.run(every)
        good = ground.history.git.head()
        ground.typed(every[0], "vlan 777")
        filler = disk / "filler"
        with suppress(OSError), filler.open("wb", buffering=0) as stream:
            while True:
                stream.write(b"x" * 512)
        with pytest.raises((HistoryFull, OSError)):
            ground.run(every)
        assert {one.device: one.state for one in ground.last}["sw1"] == "failed"
        assert ground.history.git.head() == good
        filler.unlink()
        assert states(ground.run(every))["sw1"] == "changed"
        assert "vlan 777" in ground.history.text(ground.history.version("sw1"))
        assert all(one.ok or one.system == "sw1" for one in ground.register.results())
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
