"""Whole changes of EOS switches over real SSH: rendered, planned, applied; they end in the old config or the new one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from altyapi import platforms, remediation
from altyapi.apply.device import apply_device
from altyapi.apply.run import Run
from altyapi.connection import Connection
from altyapi.device import connect
from altyapi.device.contract import Target
from altyapi.plan import build
from altyapi.plan.model import Plan
from altyapi.plan.policy import ChangePolicy, Evrak, Revert, Waves
from altyapi.platforms.arista_eos.driver import Driver
from lab import devices
from netbox_sync.model import Device, Snapshot, Source, Tables
from tests.e2e.loop import ground as ios
from tests.e2e.loop.trouble import kill_at
from tests.support.plans import AUTHOR, NOW, People

pytestmark = pytest.mark.e2e

EOS = platforms.load("arista_eos")
GOLDEN = Path(__file__).parents[2] / "golden" / "switches"

RUNNING = """\
hostname {name}
!
username admin privilege 15 role network-admin secret sha512 $6$cGt7rPbE$/Yonetici
!
ntp server 10.9.9.9
!
spanning-tree mode mstp
!
vlan 10
   name YONETIM
!
vlan 30
   name KULLANICI
!
interface Ethernet1
   description PC
   switchport access vlan 30
!
interface Ethernet2
   shutdown
!
interface Ethernet24
   switchport trunk allowed vlan 10,30
   switchport mode trunk
!
interface Vlan10
   ip address 10.64.0.11/24
!
ip route 0.0.0.0/0 10.64.0.1
!
management api http-commands
   no shutdown
!
end
"""

INTENDED = """\
hostname {name}
!
username acil privilege 15 role network-admin secret 0 <<secret:local/acil>>
username admin privilege 15 role network-admin secret sha512 $6$cGt7rPbE$/Yonetici
!
ntp server 10.64.0.5
!
spanning-tree mode mstp
!
vlan 10
   name YONETIM
!
vlan 30
   name KULLANICI
!
vlan 50
   name KAMERA
!
interface Ethernet1
   description Muhasebe
   switchport access vlan 30
!
interface Ethernet2
   description Kamera
   switchport access vlan 50
   spanning-tree portfast
!
interface Ethernet24
   switchport trunk allowed vlan 10,30,50
   switchport mode trunk
!
interface Vlan10
   ip address 10.64.0.11/24
!
ip route 0.0.0.0/0 10.64.0.1
!
banner motd
Yetkisiz giris yasaktir.

! kayit altindadir
EOF
!
end
"""

SECRETS = {"SNMP_IZLEME_AUTH": "Ornek-Auth-01", "SNMP_IZLEME_PRIV": "Ornek-Priv-01", "TACACS_KEY": "Ornek-Tacacs-01",
           "RADIUS_KEY": "Ornek-Radius-01", "LOCAL_IZLE": "Ornek-Izle-01"}  # fmt: skip


class Ground(ios.Ground):
    """A project folder over emulated EOS switches."""

    def plan(self, *, intended: str = INTENDED, budget: int = 99, minutes: int = 60) -> Plan:  # type: ignore[override]
        self.secrets.update({f"ALTYAPI_SECRET_{name}": value for name, value in SECRETS.items()})
        self.services = self._services()
        rows = [
            Device(
                id=number, name=name, status="active", site="mrk-ahb01", role="access-switch", device_type="dcs-7050tx3-48c8",
                manufacturer="arista", platform="arista-eos", primary_ip4="10.64.0.11/24",
            )
            for number, name in enumerate(sorted(self.devices), start=1)
        ]  # fmt: skip
        candidates = [
            build.Candidate(
                device=row,
                platform=EOS,
                connection=Connection(host=self.devices[row.name].host, port=self.devices[row.name].port),
                management=None,
                intended=intended.replace("{name}", row.name),
                running=self.devices[row.name].running(),
            )
            for row in rows
        ]
        source = Source(url="http://127.0.0.1:1", version="4.4.10", taken=NOW.isoformat(), duration_ms=1)
        material = build.Material(
            snapshot=Snapshot(source=source, digest="0" * 64, tables=Tables(devices=tuple(rows))),
            policy=ChangePolicy(
                waves=Waves(canary=1, sizes=(100,), per_site_max=100, failure_budget=budget),
                revert=Revert(minutes=minutes),
                evrak=Evrak(required=False),
            ),
            store=self.services.store,
            ledger=self.services.ledger,
            templates_digest="1" * 64,
        )
        return build.build(
            build.Order(author=AUTHOR, reason="test", evrak="", limit="all"), candidates, [], material, ios._now()
        )

    def is_old(self, name: str = "sw1") -> bool:
        return remediation.same_config(self.normal(name), self.old[name], EOS)

    def is_new(self, run: Run, name: str = "sw1") -> bool:
        wanted = remediation.predict(self.old[name], run.entry(name).commands, EOS)
        secret = re.compile(r"secret (0|sha512) \S+")  # what is typed is shown in another form
        shown, wanted = (secret.sub("secret sha512 x", text) for text in (self.normal(name), wanted))
        return remediation.same_config(shown, wanted, EOS)

    def normal(self, name: str) -> str:
        return EOS.normalise(self.devices[name].running())

    def target(self, name: str = "sw1") -> Target:
        """A colleague's own login."""
        device = self.devices[name]
        return Target(name=name, host=device.host, port=device.port, platform="arista_eos", username=ios.USER,
                      password=ios.PASSWORD, known_hosts=self.settings.known_hosts)  # fmt: skip


Start = Callable[..., Ground]


@pytest.fixture
def place(tmp_path: Path, who: People) -> Iterator[Start]:
    with ExitStack() as stack:

        def start(running: str = RUNNING, **switches: dict[str, object]) -> Ground:
            specs = [
                {
                    "name": name, "platform": "arista_eos", "username": ios.USER, "password": ios.PASSWORD,
                    "running_config": running.replace("{name}", name), "knobs": {"minute_s": 0.5, **knobs},
                }
                for name, knobs in switches.items()
            ]  # fmt: skip
            return Ground(tmp_path / "project", who, dict(stack.enter_context(devices.running(specs))))

        yield start


def test_a_change_is_applied_proven_confirmed_and_saved(place: Start) -> None:
    ground = place(sw1={"minute_s": 60.0})
    plan = ground.plan()
    assert plan.devices[0].revert_method == "commit-timer"
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
def test_a_connection_killed_at_every_line_leaves_the_old_config_or_the_new(place: Start, when: str) -> None:
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
def test_a_run_that_died_at_a_step_is_finished_by_the_next(place: Start, step: str) -> None:
    ground = place(sw1={"minute_s": 0.5})
    run = kill_at(ground, ground.begin(ground.plan(minutes=10)), "sw1", step)
    fate = apply_device(run, "sw1", ground.services)
    assert fate.state == "applied", fate
    assert ground.is_new(run)
    assert ground.devices["sw1"].timers == {}
    assert ground.devices["sw1"].startup() == ground.devices["sw1"].running()


def test_a_refused_line_leaves_nothing(place: Start) -> None:
    ground = place(sw1={"errors": [{"pattern": "description Kamera"}], "minute_s": 60.0})
    fate = apply_device(ground.begin(ground.plan()), "sw1", ground.services)
    assert fate.state == "reverted"
    assert "description Kamera" in fate.why
    assert ground.is_old()
    assert ground.devices["sw1"].counters.reverts == 0, "nothing had taken effect"
    with connect(ground.target()) as session:
        assert "altyapi" not in session.command("show configuration sessions")


def test_a_change_that_locks_us_out_comes_back_by_itself(place: Start) -> None:
    ground = place(sw1={"cuts_management": ["^description Kamera$"]})
    fate = apply_device(ground.begin(ground.plan(minutes=4)), "sw1", ground.services)
    assert fate.state == "reverted", fate
    assert ground.is_old()
    assert ground.devices["sw1"].counters.reverts == 1


def test_somebody_elses_commit_timer_is_left_alone(place: Start) -> None:
    ground = place(sw1={"minute_s": 60.0})
    run = ground.begin(ground.plan())
    with connect(ground.target()) as session:
        session.arm("commit-timer", 30)
        session.push(["interface Ethernet1"], lambda _index, _line: None)
    fate = apply_device(run, "sw1", ground.services)
    assert fate.state == "untouched"
    assert fate.event is not None
    assert fate.event.detail["code"] in {"APL-034", "APL-030"}
    assert ground.devices["sw1"].timers.keys() == {"revert"}


@pytest.mark.parametrize("case", ["eos_access", "eos_core", "eos_standalone"])
def test_a_rendered_switch_is_set_up_from_its_ports_alone_and_then_shows_no_difference(place: Start, case: str) -> None:
    rendered = (GOLDEN / case / "rendered.cfg").read_text("utf-8")
    ports = sorted(set(re.findall(r"(?m)^interface ((?:Ethernet|Management)\d+)", rendered)))
    bare = "".join(f"interface {port}\n!\n" for port in ports)
    bare = f"no aaa root\n!\nhostname localhost\n!\n{bare}no ip routing\n!\nmanagement api http-commands\n   no shutdown\n!\nend\n"
    ground = place(bare, sw1={"minute_s": 60.0})
    fate = apply_device(ground.begin(ground.plan(intended=rendered)), "sw1", ground.services)
    assert fate.state == "applied", fate.why
    shown = ground.devices["sw1"].running()
    assert not [value for value in (*SECRETS.values(), "Acil-Durum-42") if value in shown]
    again = ground.plan(intended=rendered)
    assert again.devices == (), again.devices[0].commands


def test_what_a_colleague_commits_meanwhile_is_not_undone_by_our_session(
    place: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session is the whole config: what was not there when we looked is seen in the candidate, which then is dropped."""
    ground = place(sw1={"minute_s": 60.0})
    run = ground.begin(ground.plan())
    arm = Driver.arm

    def after_a_colleague(self: Driver, method: str, minutes: int) -> None:
        with connect(ground.target()) as other:
            other.push(["vlan 30", "name BASKASI"], lambda _index, _line: None)
        arm(self, method, minutes)

    monkeypatch.setattr(Driver, "arm", after_a_colleague)
    fate = apply_device(run, "sw1", ground.services)
    assert fate.state == "diverged", fate
    assert "BASKASI" in fate.why
    running = ground.devices["sw1"].running()
    assert "name BASKASI" in running
    assert "description Kamera" not in running
    assert ground.devices["sw1"].timers == {}
