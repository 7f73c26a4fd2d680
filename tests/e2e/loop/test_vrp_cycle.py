"""Whole changes of Huawei switches over real SSH: rendered, planned, applied; they end in the old config or the new one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from altyapi import platforms, remediation
from altyapi.apply.device import apply_device
from tests.e2e.loop import ground as ios
from tests.support.plans import People

pytestmark = pytest.mark.e2e

VRP = platforms.load("huawei_vrp")
GOLDEN = Path(__file__).parents[2] / "golden" / "switches"
VRP5: dict[str, object] = {}
VRP8: dict[str, object] = {"model": "CE6857-48S6CQ-EI", "version": "V200R021C10SPC600"}
VRP8_OLD: dict[str, object] = {"model": "CE6857-48S6CQ-EI", "version": "V200R005C10SPC800"}
KINDS = pytest.mark.parametrize(
    ("kind", "method"),
    [(VRP5, "scheduled-reboot"), (VRP8, "commit-trial"), (VRP8_OLD, "commit-trial")],
    ids=["vrp5", "vrp8", "vrp8-old"],
)

RUNNING = """\
#
sysname {name}
#
vlan batch 10 30
#
telnet server enable
#
vlan 10
 name YONETIM
#
ntp-service unicast-server 10.9.9.9
#
interface Vlanif10
 ip address 10.64.0.11 255.255.255.0
#
interface GigabitEthernet0/0/1
 description PC
 port link-type access
 port default vlan 30
#
interface GigabitEthernet0/0/24
 port link-type trunk
 port trunk allow-pass vlan 10 30
#
ip route-static 0.0.0.0 0.0.0.0 10.64.0.1
#
user-interface con 0
user-interface vty 0 4
 authentication-mode aaa
#
return
"""

INTENDED = """\
#
sysname {name}
#
vlan batch 10 30 50
#
undo telnet server enable
#
vlan 10
 name YONETIM
vlan 50
 name KAMERA
#
ntp-service unicast-server 10.64.0.5
#
interface Vlanif10
 ip address 10.64.0.11 255.255.255.0
#
interface GigabitEthernet0/0/1
 description Kamera
 port link-type access
 port default vlan 50
#
interface GigabitEthernet0/0/24
 port link-type trunk
 undo port trunk allow-pass vlan 1
 port trunk allow-pass vlan 10 30 50
#
ip route-static 0.0.0.0 0.0.0.0 10.64.0.1
#
user-interface con 0
user-interface vty 0 4
 authentication-mode aaa
 idle-timeout 5 0
#
return
"""

SECRETS = {"SNMP_IZLEME_AUTH": "Ornek-Auth-01", "SNMP_IZLEME_PRIV": "Ornek-Priv-01", "TACACS_KEY": "Ornek-Tacacs-01",
           "RADIUS_KEY": "Ornek-Radius-01", "LOCAL_ENABLE": "Ornek-Enable-01", "LOCAL_IZLE": "Ornek-Izle-01"}  # fmt: skip


class Ground(ios.Ground):
    """A project folder over emulated Huawei switches."""

    platform = "huawei_vrp"
    device = {"manufacturer": "huawei", "device_type": "s5735", "platform": "huawei-vrp"}
    wanted = INTENDED
    more_secrets = ios.in_secrets(SECRETS)

    def shown(self, name: str) -> str:
        """The running config with the head that the device puts before it."""
        device = self.devices[name]
        head = f"!Software Version {device.spec.version}\n"
        if device.spec.model.startswith("CE"):
            head += "!Last configuration was updated at 2026-11-21 10:00:00+03:00 by altyapi\n"
        return head + device.running()


@pytest.fixture
def place(tmp_path: Path, who: People) -> Iterator[ios.Start]:
    with ExitStack() as stack:
        yield lambda running=RUNNING, kind=None, **switches: Ground.started(
            tmp_path, who, stack, running, kind, **switches
        )


@KINDS
def test_a_change_is_applied_proven_confirmed_and_saved(place: ios.Start, kind: dict[str, object], method: str) -> None:
    ground = place(kind=kind, sw1={"minute_s": 60.0})
    plan = ground.plan()
    assert plan.devices[0].revert_method == method
    fate = apply_device(ground.begin(plan), "sw1", ground.services)
    assert fate.state == "applied", fate.why
    device = ground.devices["sw1"]
    assert "ntp-service unicast-server 10.64.0.5" in device.running()
    assert "10.9.9.9" not in device.running()
    assert "telnet" not in device.running()
    assert device.startup() == device.running()
    assert device.timers == {}
    assert ground.plan().devices == ()


@KINDS
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_killed_at_every_line_leaves_the_old_config_or_the_new(
    place: ios.Start, kind: dict[str, object], method: str, when: str
) -> None:
    plan = place(kind=kind, probe={}).plan()
    assert plan.devices[0].revert_method == method
    # with a candidate the commit is a line too
    count = len(plan.devices[0].commands) + (kind is not VRP5)
    switches: dict[str, dict[str, object]] = {
        f"sw{n:02d}": {"drop_after_lines": n, "drop_when": when, "drop_times": 1, "reload_downtime_s": 0.1}
        for n in range(1, count + 1)
    }
    ground = place(kind=kind, **switches)
    run = ground.begin(ground.plan(minutes=4))
    for name in switches:
        fate = apply_device(run, name, ground.services)
        assert fate.state in {"applied", "reverted"}, f"{name}: {fate}"
        if fate.state == "reverted":
            assert ground.is_old(name), name
        else:
            predicted = remediation.predict(ground.old[name], run.entry(name).commands, VRP)
            assert remediation.same_config(ground.normal(name), predicted, VRP), name
        assert ground.devices[name].timers == {}, name


@KINDS
def test_a_refused_line_takes_the_whole_change_back_at_once(
    place: ios.Start, kind: dict[str, object], method: str
) -> None:
    del method
    ground = place(
        kind=kind, sw1={"errors": [{"pattern": "description Kamera"}], "minute_s": 60.0, "reload_downtime_s": 0.1}
    )
    fate = apply_device(ground.begin(ground.plan()), "sw1", ground.services)
    assert fate.state == "reverted"
    assert "description Kamera" in fate.why
    assert ground.is_old()
    assert ground.devices["sw1"].timers == {}


@KINDS
def test_a_change_that_locks_us_out_comes_back_by_itself(
    place: ios.Start, kind: dict[str, object], method: str
) -> None:
    ground = place(kind=kind, sw1={"cuts_management": ["^description Kamera$"], "reload_downtime_s": 0.2})
    fate = apply_device(ground.begin(ground.plan(minutes=4)), "sw1", ground.services)
    assert fate.state == "reverted", fate
    assert ground.is_old()
    counters = ground.devices["sw1"].counters
    assert (counters.reverts, counters.reloads) == ((1, 0) if method == "commit-trial" else (0, 1))


@pytest.mark.parametrize("case", ["vrp_poe", "vrp_distribution", "vrp_standalone"])
def test_a_rendered_switch_is_set_up_from_its_ports_alone_and_then_shows_no_difference(
    place: ios.Start, case: str
) -> None:
    rendered = (GOLDEN / case / "rendered.cfg").read_text("utf-8")
    ports = sorted(set(re.findall(r"(?m)^interface (X?Gigabit\S+)", rendered)))
    bare = "#\nsysname HUAWEI\n#\n" + "".join(f"interface {port}\n#\n" for port in ports)
    bare += "user-interface con 0\nuser-interface vty 0 4\n#\nreturn\n"
    ground = place(bare, VRP5, sw1={"minute_s": 60.0})
    fate = apply_device(ground.begin(ground.plan(intended=rendered)), "sw1", ground.services)
    assert fate.state == "applied", fate.why
    shown = ground.devices["sw1"].running()
    assert not [value for value in (*SECRETS.values(), "Acil-Durum-42") if value in shown]
    again = ground.plan(intended=rendered)
    assert again.devices == (), again.devices[0].commands
