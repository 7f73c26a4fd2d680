"""A small municipality of emulated switches for whole runs: plans by the real planner, signatures by the real ssh-keygen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Self

from altyapi import platforms, remediation
from altyapi.apply import run as runs
from altyapi.apply.device import Services
from altyapi.apply.run import Run
from altyapi.connection import Connection
from altyapi.device.contract import Target
from altyapi.plan import approval, build, model, policy
from altyapi.plan.model import Plan
from altyapi.plan.policy import ChangePolicy, Evrak, Revert, Waves
from altyapi.platforms import Platform
from altyapi.secrets import SecretLedger, SecretStore
from altyapi.settings import PACKAGE_ROOT, Settings
from lab import devices
from lab.devices.process import RunningDevice
from netbox_sync.model import Device, Snapshot, Source, Tables
from tests.support.plans import APPROVER, AUTHOR, NOW, People

USER, PASSWORD = "altyapi", "Parola-1"
SECRETS = {
    "ALTYAPI_SECRET_ALTYAPI_DIGEST_KEY": "an-example-key-of-the-lab",
    "ALTYAPI_SECRET_CREDENTIALS_NETWORK_USERNAME": USER,
    "ALTYAPI_SECRET_CREDENTIALS_NETWORK_PASSWORD": PASSWORD,
    "ALTYAPI_SECRET_LOCAL_ACIL": "Acil-Durum-42",
}

RUNNING = """\
version 15.2
service password-encryption
hostname {name}
archive
 path flash:altyapi
 maximum 5
username altyapi privilege 15 password 0 Parola-1
vlan 10
 name YONETIM
vlan 30
 name KULLANICI
interface GigabitEthernet1/0/1
 description PC
 switchport access vlan 30
 switchport mode access
interface GigabitEthernet1/0/2
 description old
 switchport mode access
interface GigabitEthernet1/0/24
 switchport trunk allowed vlan 10,30
 switchport mode trunk
interface Vlan10
 ip address 10.64.0.11 255.255.255.0
ip default-gateway 10.64.0.1
ntp server 10.9.9.9
line vty 0 4
 login local
 transport input ssh
end
"""

INTENDED = """\
hostname {name}
archive
 path flash:altyapi
 maximum 5
vlan 10
 name YONETIM
vlan 30
 name KULLANICI
vlan 50
 name KAMERA
interface GigabitEthernet1/0/1
 description Muhasebe
 switchport access vlan 30
 switchport mode access
interface GigabitEthernet1/0/2
 description Kamera
 switchport access vlan 50
 switchport mode access
interface GigabitEthernet1/0/24
 switchport trunk allowed vlan 10,30,50
 switchport mode trunk
interface Vlan10
 ip address 10.64.0.11 255.255.255.0
ip default-gateway 10.64.0.1
ntp server 10.64.0.5
line vty 0 4
 login local
 transport input ssh
"""


def spec(name: str, *, archive: bool = True, **knobs: object) -> dict[str, object]:
    """An emulated switch on a free port whose minutes last half a second."""
    running = RUNNING.format(name=name)
    if not archive:
        running = running.replace("archive\n path flash:altyapi\n maximum 5\n", "")
    return {
        "name": name,
        "platform": "cisco_ios",
        "host": "127.0.0.1",
        "port": 0,
        "hostname": name,
        "model": "C9200L-24P-4X",
        "serial": f"FOC{abs(hash(name)) % 10**8:08d}",
        "version": "15.2(7)E3",
        "username": USER,
        "password": PASSWORD,
        "running_config": running,
        "knobs": {"minute_s": 0.5, **knobs},
    }


class Ground:
    """A project folder with its settings, people and emulated switches. Another platform's says what is its own."""

    platform: ClassVar[str] = "cisco_ios"
    device: ClassVar[dict[str, str]] = {"manufacturer": "cisco", "device_type": "c9200l", "platform": "cisco-ios"}
    wanted: ClassVar[str] = INTENDED
    more_secrets: ClassVar[dict[str, str]] = {}
    minutes: ClassVar[int] = 100

    def __init__(self, folder: Path, who: People, devices: dict[str, RunningDevice]) -> None:
        self.folder = folder
        self.who = who
        self.devices = devices
        known_hosts = folder / "known_hosts"
        known_hosts.parent.mkdir(parents=True, exist_ok=True)
        known_hosts.write_text("".join(f"{device.known_hosts_line}\n" for device in devices.values()))
        self.settings = Settings(
            root=folder,
            state_dir=folder / "var",
            known_hosts=known_hosts,
            allowed_signers=who.allowed_signers,
            connect_timeout_s=10,
            command_timeout_s=10,
        )
        self.old = {name: self.normal(name) for name in devices}
        self.secrets = {**SECRETS, **self.more_secrets}
        self.services = self._services()

    def _services(self) -> Services:
        return Services(
            settings=self.settings,
            store=SecretStore(environment=dict(self.secrets)),
            ledger=SecretLedger(self.folder / "var" / "secrets.ledger.json"),
            operator="kul0001",
            check_wait_s=0,
        )

    def plan(self, *, intended: str | None = None, budget: int = 99, minutes: int | None = None) -> Plan:
        """A plan for every switch, made by the real planner from what runs on them now."""
        rows = [
            Device(
                id=number, name=name, status="active", site="mrk-ahb01", role="access-switch",
                primary_ip4="10.64.0.11/24", **self.device,
            )
            for number, name in enumerate(sorted(self.devices), start=1)
        ]  # fmt: skip
        candidates = [
            build.Candidate(
                device=row,
                platform=self.known,
                connection=Connection(host=self.devices[row.name].host, port=self.devices[row.name].port),
                management=None,
                intended=(intended or self.wanted).replace("{name}", row.name),
                running=self.shown(row.name),
            )
            for row in rows
        ]
        source = Source(url="http://127.0.0.1:1", version="4.4.10", taken=NOW.isoformat(), duration_ms=1)
        material = build.Material(
            snapshot=Snapshot(source=source, digest="0" * 64, tables=Tables(devices=tuple(rows))),
            policy=ChangePolicy(
                waves=Waves(canary=1, sizes=(100,), per_site_max=100, failure_budget=budget),
                revert=Revert(minutes=minutes or self.minutes),
                evrak=Evrak(required=False),
                post_checks=policy.load(PACKAGE_ROOT / "inventory" / "policy").post_checks,
            ),
            store=self.services.store,
            ledger=self.services.ledger,
            templates_digest="1" * 64,
        )
        order = build.Order(author=AUTHOR, reason="test", evrak="", limit="all")
        return build.build(order, candidates, [], material, _now())

    def approved(self, plan: Plan, name: str = "plan.json") -> Path:
        """The plan's file, signed by its author and a second person."""
        file = self.folder / name
        model.save(plan, file)
        for person, role in ((AUTHOR, "author"), (APPROVER, "approver")):
            approval.sign(plan, file, self.who.keys[person], self.who.allowed_signers, role, _now())  # type: ignore[arg-type]
        return file

    def rotate(self, name: str, value: str) -> None:
        """Give a secret another value, as a person does in the vault between two commands."""
        self.secrets[f"ALTYAPI_SECRET_{name.upper().replace('/', '_').replace('-', '_')}"] = value
        self.services = self._services()

    def begin(self, plan: Plan, name: str = "plan.json") -> Run:
        """A run of an approved plan."""
        file = self.approved(plan, name)
        run = runs.begin(self.settings.state_dir, file, operator="kul0001", reason="test", evrak="", now=_now())
        run.journal.append("run-started", operator="kul0001")
        return run

    def is_old(self, name: str = "sw1") -> bool:
        """Whether the switch holds what it held at first."""
        return remediation.same_config(self.normal(name), self.old[name], self.known)

    def normal(self, name: str) -> str:
        """What the switch holds, in the form that is hashed."""
        return self.known.normalise(self.devices[name].running())

    def shown(self, name: str) -> str:
        """The running config as the switch shows it when asked."""
        return self.devices[name].running()

    @property
    def known(self) -> Platform:
        return platforms.load(self.platform)

    def target(self, name: str = "sw1") -> Target:
        """A colleague's own login."""
        device = self.devices[name]
        return Target(name=name, host=device.host, port=device.port, platform=self.platform, username=USER,
                      password=PASSWORD, known_hosts=self.settings.known_hosts)  # fmt: skip

    @classmethod
    def started(
        cls,
        folder: Path,
        who: People,
        stack: ExitStack,
        running: str,
        kind: Mapping[str, object] | None = None,
        **switches: dict[str, object],
    ) -> Self:
        """A ground of switches by their knobs, each with this running config, until the stack is left."""
        specs = [
            {
                "name": name, "platform": cls.platform, "username": USER, "password": PASSWORD,
                "running_config": running.replace("{name}", name), "knobs": {"minute_s": 0.5, **knobs}, **(kind or {}),
            }
            for name, knobs in switches.items()
        ]  # fmt: skip
        return cls(folder / "project", who, dict(stack.enter_context(devices.running(specs))))


Start = Callable[..., Any]
"""`Ground.started`, its folder, people and stack given."""


def in_secrets(values: Mapping[str, str]) -> dict[str, str]:
    """Secrets by their names, as the environment holds them."""
    return {f"ALTYAPI_SECRET_{name}": value for name, value in values.items()}


def _now() -> datetime:
    return datetime.now().astimezone()
