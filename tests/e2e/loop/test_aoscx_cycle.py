"""Whole changes of AOS-CX switches over real SSH: rendered, planned, applied; they end in the old config or the new one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from altyapi import platforms, remediation
from altyapi.apply.device import apply_device
from altyapi.apply.run import Run
from altyapi.device import connect
from tests.e2e.loop import ground as ios
from tests.e2e.loop.trouble import kill_at
from tests.support.plans import People

pytestmark = pytest.mark.e2e

CX = platforms.load("aruba_aoscx")
GOLDEN = Path(__file__).parents[2] / "golden" / "switches"

RUNNING = """\
hostname {name}
user admin group administrators password ciphertext AQBapYonetici
ntp server 10.9.9.9
ntp enable
ssh server vrf default
vlan 1
vlan 10
    name YONETIM
vlan 30
    name KULLANICI
spanning-tree
interface 1/1/1
    no shutdown
    description PC
    no routing
    vlan access 30
interface 1/1/2
    shutdown
    no routing
    vlan access 1
interface 1/1/24
    no shutdown
    no routing
    vlan trunk native 1
    vlan trunk allowed 10,30
interface vlan 10
    ip address 10.64.0.11/24
ip route 0.0.0.0/0 10.64.0.1
https-server vrf default
"""

INTENDED = """\
hostname {name}
user acil group administrators password plaintext <<secret:local/acil>>
user admin group administrators password ciphertext AQBapYonetici
ntp server 10.64.0.5
ntp enable
vlan 1
vlan 10
    name YONETIM
vlan 30
    name KULLANICI
vlan 50
    name KAMERA
spanning-tree
interface 1/1/1
    no shutdown
    description Muhasebe
    no routing
    vlan access 30
interface 1/1/2
    no shutdown
    description Kamera
    no routing
    vlan access 50
    spanning-tree bpdu-guard
interface 1/1/24
    no shutdown
    no routing
    vlan trunk native 1
    vlan trunk allowed 10,30,50
interface vlan 10
    ip address 10.64.0.11/24
ip route 0.0.0.0/0 10.64.0.1
"""

SECRETS = {"SNMP_IZLEME_AUTH": "Ornek-Auth-01", "SNMP_IZLEME_PRIV": "Ornek-Priv-01", "TACACS_KEY": "Ornek-Tacacs-01",
           "RADIUS_KEY": "Ornek-Radius-01", "LOCAL_IZLE": "Ornek-Izle-01"}  # fmt: skip


class Ground(ios.Ground):
    """A project folder over emulated AOS-CX switches."""

    platform = "aruba_aoscx"
    device = {"manufacturer": "aruba", "device_type": "cx-6200f-48g", "platform": "aruba-aoscx"}
    wanted = INTENDED
    more_secrets = ios.in_secrets(SECRETS)
    minutes = 60

    def is_new(self, run: Run, name: str = "sw1") -> bool:
        wanted = remediation.predict(self.old[name], run.entry(name).commands, CX)
        secret = re.compile(r"(plaintext|ciphertext) \S+")  # what is typed is shown in another form
        shown, wanted = (secret.sub("ciphertext x", text) for text in (self.normal(name), wanted))
        return remediation.same_config(shown, wanted, CX)


@pytest.fixture
def place(tmp_path: Path, who: People) -> Iterator[ios.Start]:
    with ExitStack() as stack:
        yield lambda running=RUNNING, kind=None, **switches: Ground.started(
            tmp_path, who, stack, running, kind, **switches
        )


def test_a_change_is_applied_proven_confirmed_and_saved(place: ios.Start) -> None:
    ground = place(sw1={"minute_s": 60.0})
    plan = ground.plan()
    assert plan.devices[0].revert_method == "checkpoint-auto"
    fate = apply_device(ground.begin(plan), "sw1", ground.services)
    assert fate.state == "applied", fate.why
    device = ground.devices["sw1"]
    assert "ntp server 10.64.0.5" in device.running()
    assert "10.9.9.9" not in device.running()
    assert "Acil-Durum-42" not in device.running()
    assert device.startup() == device.running()
    assert device.timers == {}
    assert ground.plan().devices == (), ground.plan().devices[0].commands


def test_a_switch_that_has_an_identical_checkpoint_is_changed_and_taken_back_with_it(place: ios.Start) -> None:
    ground = place(sw1={"minute_s": 60.0, "errors": [{"pattern": "description Kamera", "times": 1}]})
    with connect(ground.target()) as session:
        session.command("copy running-config checkpoint gunluk")
    run = ground.begin(ground.plan())
    assert apply_device(run, "sw1", ground.services).state == "reverted"
    assert ground.is_old()
    assert ground.devices["sw1"].timers == {}
    with connect(ground.target()) as session:
        assert "gunluk" in session.command("show checkpoint")
    assert apply_device(ground.begin(ground.plan(), "again.json"), "sw1", ground.services).state == "applied"


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_killed_at_every_line_leaves_the_old_config_or_the_new(place: ios.Start, when: str) -> None:
    count = len(place(probe={}).plan().devices[0].commands)
    switches: dict[str, dict[str, object]] = {
        f"sw{n:02d}": {"drop_after_lines": n, "drop_when": when, "drop_times": 1, "minute_s": 0.1}
        for n in range(1, count + 1)
    }
    ground = place(**switches)
    run = ground.begin(ground.plan(minutes=20))
    for name in switches:
        fate = apply_device(run, name, ground.services)
        assert fate.state in {"applied", "reverted"}, f"{name}: {fate}"
        assert ground.is_old(name) if fate.state == "reverted" else ground.is_new(run, name), name
        assert ground.devices[name].timers == {}, name


@pytest.mark.parametrize("step", ["arming", "armed", "pushed", "proving", "confirming", "confirmed"])
def test_a_run_that_died_at_a_step_is_finished_by_the_next(place: ios.Start, step: str) -> None:
    ground = place(sw1={"minute_s": 0.5})
    run = kill_at(ground, ground.begin(ground.plan(minutes=10)), "sw1", step)
    fate = apply_device(run, "sw1", ground.services)
    assert fate.state == "applied", fate
    assert ground.is_new(run)
    assert ground.devices["sw1"].timers == {}
    assert ground.devices["sw1"].startup() == ground.devices["sw1"].running()


def test_a_refused_line_takes_the_whole_change_back_at_once(place: ios.Start) -> None:
    ground = place(sw1={"errors": [{"pattern": "description Kamera"}], "minute_s": 60.0})
    fate = apply_device(ground.begin(ground.plan()), "sw1", ground.services)
    assert fate.state == "reverted"
    assert "description Kamera" in fate.why
    assert ground.is_old()
    assert ground.devices["sw1"].timers == {}
    with connect(ground.target()) as session:
        assert "altyapi" not in session.command("show checkpoint")


def test_a_change_that_locks_us_out_comes_back_by_itself(place: ios.Start) -> None:
    ground = place(sw1={"cuts_management": ["^description Kamera$"]})
    fate = apply_device(ground.begin(ground.plan(minutes=4)), "sw1", ground.services)
    assert fate.state == "reverted", fate
    assert ground.is_old()
    assert ground.devices["sw1"].counters.reverts == 1


def test_somebody_elses_auto_checkpoint_is_left_alone(place: ios.Start) -> None:
    ground = place(sw1={"minute_s": 60.0})
    run = ground.begin(ground.plan())
    with connect(ground.target()) as session:
        session.command("checkpoint auto 30")
    fate = apply_device(run, "sw1", ground.services)
    assert fate.state == "untouched"
    assert fate.event is not None
    assert fate.event.detail["code"] == "APL-034"
    assert ground.is_old()
    assert ground.devices["sw1"].timers.keys() == {"revert"}


def test_a_lag_and_a_gateway_that_the_plan_itself_takes_down_are_not_missed(place: ios.Start) -> None:
    running = RUNNING.replace(
        "interface vlan 10\n",
        "interface lag 1\n    no shutdown\n    no routing\n    vlan access 30\ninterface vlan 30\n    ip address 10.64.30.1/24\n"
        "interface vlan 10\n",
    )
    ground = place(running, sw1={"minute_s": 60.0})
    intended = running.replace("lag 1\n    no shutdown", "lag 1\n    shutdown").replace(
        "vlan 30\n    ip address", "vlan 30\n    shutdown\n    ip address"
    )
    fate = apply_device(ground.begin(ground.plan(intended=intended)), "sw1", ground.services)
    assert fate.state == "applied", fate.why
    assert "interface lag 1\n    shutdown" in ground.devices["sw1"].running()
