"""Whole changes of Comware switches over real SSH: rendered, planned, applied; they end in the old config or the new one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from altyapi import platforms, remediation
from altyapi.apply.device import apply_device
from altyapi.device import connect
from altyapi.device.contract import Target
from tests.e2e.loop import ground as ios
from tests.support.plans import People

pytestmark = pytest.mark.e2e

COMWARE = platforms.load("hpe_comware")
GOLDEN = Path(__file__).parents[2] / "golden" / "switches"

RUNNING = """\
#
 sysname {name}
#
 telnet server enable
#
vlan 1
#
vlan 10
 name YONETIM
#
vlan 30
#
 stp global enable
#
interface Vlan-interface10
 ip address 10.64.0.11 255.255.255.0
#
interface GigabitEthernet1/0/1
 port link-mode bridge
 description PC
 port access vlan 30
#
interface GigabitEthernet1/0/24
 port link-mode bridge
 port link-type trunk
 port trunk permit vlan 1 10 30
#
line vty 0 63
 authentication-mode scheme
 user-role network-operator
#
 ip route-static 0.0.0.0 0 10.64.0.1
#
 ntp-service enable
 ntp-service unicast-server 10.9.9.9
#
return
"""

INTENDED = """\
#
 sysname {name}
#
 undo telnet server enable
#
vlan 10
 name YONETIM
#
vlan 30
 name KULLANICI
#
vlan 50
 name KAMERA
#
 stp global enable
#
interface Vlan-interface10
 ip address 10.64.0.11 255.255.255.0
#
interface GigabitEthernet1/0/1
 port link-mode bridge
 description Kamera
 port access vlan 50
#
interface GigabitEthernet1/0/24
 port link-mode bridge
 port link-type trunk
 undo port trunk permit vlan 1
 port trunk permit vlan 10 30 50
#
line vty 0 63
 authentication-mode scheme
 user-role network-operator
 protocol inbound ssh
#
 ip route-static 0.0.0.0 0 10.64.0.1
#
 ntp-service enable
 ntp-service unicast-server 10.64.0.5
#
return
"""

SECRETS = {"SNMP_IZLEME_AUTH": "Ornek-Auth-01", "SNMP_IZLEME_PRIV": "Ornek-Priv-01", "TACACS_KEY": "Ornek-Tacacs-01",
           "RADIUS_KEY": "Ornek-Radius-01", "LOCAL_ENABLE": "Ornek-Enable-01", "LOCAL_IZLE": "Ornek-Izle-01"}  # fmt: skip


class Ground(ios.Ground):
    """A project folder over emulated Comware switches."""

    platform = "hpe_comware"
    device = {"manufacturer": "hpe", "device_type": "5130", "platform": "hpe-comware"}
    wanted = INTENDED
    more_secrets = ios.in_secrets(SECRETS)


@pytest.fixture
def place(tmp_path: Path, who: People) -> Iterator[ios.Start]:
    with ExitStack() as stack:
        yield lambda running=RUNNING, kind=None, **switches: Ground.started(
            tmp_path, who, stack, running, kind, **switches
        )


def test_a_change_is_applied_proven_confirmed_and_saved(place: ios.Start) -> None:
    ground = place(sw1={"minute_s": 60.0})
    plan = ground.plan()
    assert plan.devices[0].revert_method == "configuration-commit-delay"
    fate = apply_device(ground.begin(plan), "sw1", ground.services)
    assert fate.state == "applied", fate.why
    device = ground.devices["sw1"]
    assert " ntp-service unicast-server 10.64.0.5" in device.running()
    assert "10.9.9.9" not in device.running()
    assert "telnet" not in device.running()
    assert device.startup() == device.running()
    assert device.timers == {}
    assert ground.plan().devices == ()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_killed_at_every_line_leaves_the_old_config_or_the_new(place: ios.Start, when: str) -> None:
    count = len(place(probe={}).plan().devices[0].commands)
    switches: dict[str, dict[str, object]] = {
        f"sw{n:02d}": {"drop_after_lines": n, "drop_when": when, "drop_times": 1} for n in range(1, count + 1)
    }
    ground = place(**switches)
    run = ground.begin(ground.plan(minutes=20))
    for name in switches:
        fate = apply_device(run, name, ground.services)
        assert fate.state in {"applied", "reverted"}, f"{name}: {fate}"
        if fate.state == "reverted":
            assert ground.is_old(name), name
        else:
            predicted = remediation.predict(ground.old[name], run.entry(name).commands, COMWARE)
            assert remediation.same_config(ground.normal(name), predicted, COMWARE), name
        assert ground.devices[name].timers == {}, name


def test_a_refused_line_takes_the_whole_change_back_at_once(place: ios.Start) -> None:
    ground = place(sw1={"errors": [{"pattern": "description Kamera"}], "minute_s": 60.0})
    fate = apply_device(ground.begin(ground.plan()), "sw1", ground.services)
    assert fate.state == "reverted"
    assert "description Kamera" in fate.why
    assert ground.is_old()
    assert ground.devices["sw1"].timers == {}


@pytest.mark.parametrize(
    ("version", "method"), [("", "configuration-commit-delay"), ("5.20.99, Release 2222", "scheduled-reboot")]
)
def test_a_change_that_locks_us_out_comes_back_by_itself(place: ios.Start, version: str, method: str) -> None:
    ground = place(
        kind={"version": version}, sw1={"cuts_management": ["^description Kamera$"], "reload_downtime_s": 0.2}
    )
    plan = ground.plan(minutes=4)
    assert plan.devices[0].revert_method == method
    fate = apply_device(ground.begin(plan), "sw1", ground.services)
    assert fate.state == "reverted", fate
    assert ground.is_old()
    counters = ground.devices["sw1"].counters
    assert (counters.reverts, counters.reloads) == ((1, 0) if method == "configuration-commit-delay" else (0, 1))


def test_somebody_elses_delay_is_left_alone(place: ios.Start) -> None:
    ground = place(sw1={"minute_s": 60.0})
    run = ground.begin(ground.plan())
    device = ground.devices["sw1"]
    target = Target(
        name="sw1", host=device.host, port=device.port, platform="hpe_comware", username=ios.USER,
        password=ios.PASSWORD, known_hosts=ground.settings.known_hosts,
    )  # fmt: skip
    with connect(target) as session:
        session.arm("configuration-commit-delay", 30)
    fate = apply_device(run, "sw1", ground.services)
    assert fate.state == "untouched"
    assert "configuration-commit-delay" in fate.why
    assert ground.is_old()
    assert ground.devices["sw1"].timers.keys() == {"revert"}


@pytest.mark.parametrize("case", ["comware_access", "comware_distribution", "comware_standalone"])
def test_a_rendered_switch_is_set_up_from_its_ports_alone_and_then_shows_no_difference(
    place: ios.Start, case: str
) -> None:
    rendered = (GOLDEN / case / "rendered.cfg").read_text("utf-8")
    ports = sorted(set(re.findall(r"(?m)^interface ((?:Ten-)?Gigabit\S+)", rendered)))
    bare = "#\n sysname HPE\n#\nvlan 1\n#\n" + "".join(f"interface {port}\n#\n" for port in ports)
    bare += "line vty 0 63\n authentication-mode scheme\n user-role network-operator\n#\nreturn\n"
    ground = place(bare, sw1={"minute_s": 60.0})
    fate = apply_device(ground.begin(ground.plan(intended=rendered)), "sw1", ground.services)
    assert fate.state == "applied", fate.why
    shown = ground.devices["sw1"].running()
    assert not [value for value in (*SECRETS.values(), "Acil-Durum-42") if value in shown]
    again = ground.plan(intended=rendered)
    assert again.devices == (), again.devices[0].commands
