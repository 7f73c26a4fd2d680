"""Whole changes of AOS-S switches over real SSH: rendered, planned, applied; they end in the old config or the new one."""

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

AOSS = platforms.load("hpe_procurve")
GOLDEN = Path(__file__).parents[2] / "golden" / "switches"

RUNNING = """\
hostname "{name}"
include-credentials
trunk 23-24 trk1 lacp
ntp unicast
ntp server 10.9.9.9 iburst
ntp enable
ip default-gateway 10.64.0.1
interface 1
   name "PC"
   exit
interface 2
   disable
   exit
interface 5
   name "Telefon"
   exit
vlan 1
   name "DEFAULT_VLAN"
   untagged 2-4,6-22,25-52
   no ip address
   exit
vlan 10
   name "YONETIM"
   tagged Trk1
   ip address 10.64.0.11 255.255.255.0
   exit
vlan 30
   name "KULLANICI"
   untagged 1,5,Trk1
   no ip address
   exit
spanning-tree
spanning-tree Trk1 priority 4
password manager user-name "admin" sha1 "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"
"""

INTENDED = """\
hostname "{name}"
include-credentials
trunk 23-24 trk1 lacp
ntp unicast
ntp server 10.64.0.5 iburst
ntp enable
ip default-gateway 10.64.0.1
interface 1
   name "Muhasebe"
   exit
interface 2
   name "Kamera"
   exit
interface 5
   name "Telefon"
   exit
vlan 1
   name "DEFAULT_VLAN"
   no ip address
   exit
vlan 10
   name "YONETIM"
   tagged Trk1
   ip address 10.64.0.11 255.255.255.0
   exit
vlan 30
   name "KULLANICI"
   untagged 1,Trk1
   no ip address
   exit
vlan 50
   name "KAMERA"
   untagged 2,5
   tagged Trk1
   no ip address
   exit
spanning-tree
spanning-tree 2 admin-edge-port
spanning-tree Trk1 priority 4
password manager user-name "acil" plaintext "<<secret:local/acil>>"
"""

SECRETS = {"SNMP_IZLEME_AUTH": "Ornek-Auth-01", "SNMP_IZLEME_PRIV": "Ornek-Priv-01", "TACACS_KEY": "Ornek-Tacacs-01",
           "RADIUS_KEY": "Ornek-Radius-01", "LOCAL_IZLE": "Ornek-Izle-01"}  # fmt: skip


class Ground(ios.Ground):
    """A project folder over emulated AOS-S switches."""

    platform = "hpe_procurve"
    device = {"manufacturer": "hpe", "device_type": "aruba-2930f-48g", "platform": "aruba-aos-s"}
    wanted = INTENDED
    more_secrets = ios.in_secrets(SECRETS)
    minutes = 60

    def is_new(self, run: Run, name: str = "sw1") -> bool:
        wanted = remediation.predict(self.old[name], run.entry(name).commands, AOSS)
        secret = re.compile(r"(plaintext|sha1) \S+")  # what is typed is shown in another form
        shown, wanted = (secret.sub("sha1 x", text) for text in (self.normal(name), wanted))
        return remediation.same_config(shown, wanted, AOSS)


@pytest.fixture
def place(tmp_path: Path, who: People) -> Iterator[ios.Start]:
    with ExitStack() as stack:
        yield lambda running=RUNNING, kind=None, **switches: Ground.started(
            tmp_path, who, stack, running, kind, **switches
        )


def test_a_change_is_applied_proven_confirmed_and_saved(place: ios.Start) -> None:
    ground = place(sw1={"minute_s": 60.0})
    plan = ground.plan()
    assert plan.devices[0].revert_method == "reload-after"
    fate = apply_device(ground.begin(plan), "sw1", ground.services)
    assert fate.state == "applied", fate.why
    device = ground.devices["sw1"]
    assert "ntp server 10.64.0.5" in device.running()
    assert "10.9.9.9" not in device.running()
    assert "Acil-Durum-42" not in device.running()
    assert device.startup() == device.running()
    assert device.timers == {}
    assert ground.plan().devices == (), ground.plan().devices[0].commands


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


def test_a_refused_line_takes_the_whole_change_back_at_once_and_without_a_restart(place: ios.Start) -> None:
    ground = place(sw1={"errors": [{"pattern": "name .?Kamera"}], "minute_s": 60.0})
    fate = apply_device(ground.begin(ground.plan()), "sw1", ground.services)
    assert fate.state == "reverted"
    assert "Kamera" in fate.why
    assert ground.is_old()
    assert ground.devices["sw1"].timers == {}
    assert ground.devices["sw1"].counters.reloads == 0


def test_a_switch_that_cannot_restore_is_restarted(place: ios.Start) -> None:
    ground = place(sw1={"errors": [{"pattern": "name .?Kamera"}, {"pattern": "^cfg-restore"}], "minute_s": 60.0})
    fate = apply_device(ground.begin(ground.plan()), "sw1", ground.services)
    assert fate.state == "reverted"
    assert ground.is_old()
    assert ground.devices["sw1"].timers == {}
    assert ground.devices["sw1"].counters.reloads == 1


def test_a_change_that_locks_us_out_comes_back_by_itself(place: ios.Start) -> None:
    ground = place(sw1={"cuts_management": ['^name "Kamera"$']})
    fate = apply_device(ground.begin(ground.plan(minutes=4)), "sw1", ground.services)
    assert fate.state == "reverted", fate
    assert ground.is_old()
    assert ground.devices["sw1"].counters.reloads == 1


def test_what_ran_unsaved_before_the_change_is_not_lost_when_it_comes_back(place: ios.Start) -> None:
    ground = place(sw1={"errors": [{"pattern": "name .?Kamera"}, {"pattern": "^cfg-restore"}], "minute_s": 60.0})
    with connect(ground.target()) as session:
        session.push(["interface 3", 'name "elle"'], lambda _index, _line: None)
    ground.old["sw1"] = ground.normal("sw1")
    assert apply_device(ground.begin(ground.plan()), "sw1", ground.services).state == "reverted"
    assert 'name "elle"' in ground.devices["sw1"].running()
    assert ground.is_old()


def test_somebody_elses_reload_is_left_alone(place: ios.Start) -> None:
    ground = place(sw1={"minute_s": 60.0})
    run = ground.begin(ground.plan())
    with connect(ground.target()) as session:
        session.command("reload after 30")
    fate = apply_device(run, "sw1", ground.services)
    assert fate.state == "untouched"
    assert fate.event is not None
    assert fate.event.detail["code"] == "APL-034"
    assert ground.is_old()
    assert ground.devices["sw1"].timers.keys() == {"reload"}


@pytest.mark.parametrize("case", ["procurve_access", "procurve_chassis", "procurve_standalone"])
def test_a_rendered_switch_is_set_up_from_its_ports_alone_and_then_shows_no_difference(
    place: ios.Start, case: str
) -> None:
    rendered = (GOLDEN / case / "rendered.cfg").read_text("utf-8")
    ports = ",".join(re.findall(r"(?m)^interface ((?!Trk|loopback)\S+)", rendered))
    bare = f'hostname "HP"\nvlan 1\n   name "DEFAULT_VLAN"\n   untagged {ports}\n   ip address dhcp-bootp\n   exit\npassword manager\n'
    ground = place(bare, sw1={"minute_s": 60.0})
    fate = apply_device(ground.begin(ground.plan(intended=rendered)), "sw1", ground.services)
    assert fate.state == "applied", fate.why
    shown = ground.devices["sw1"].running()
    assert not [value for value in ("Acil-Durum-42", "Ornek-Auth-01", "Ornek-Priv-01") if value in shown]
    again = ground.plan(intended=rendered)
    assert again.devices == (), again.devices[0].commands
