"""A small municipality of emulated devices for whole runs: plans by the real planner, signatures by the real ssh-keygen."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Self

from altyapi import connection, platforms, remediation
from altyapi.apply import runs
from altyapi.apply.device import Services
from altyapi.apply.run import Run
from altyapi.device.contract import Target
from altyapi.plan import approval, build, model, policy
from altyapi.plan.model import Plan
from altyapi.plan.policy import ChangePolicy, Evrak, Revert, Waves
from altyapi.platforms import Platform
from altyapi.secrets import SecretLedger, SecretStore
from altyapi.settings import PACKAGE_ROOT, Settings
from lab import devices
from lab.devices.process import RunningDevice
from netbox_sync import snapshot
from netbox_sync.model import Device, Snapshot, Source, Tables
from tests.e2e.loop.case import Case
from tests.support.plans import APPROVER, AUTHOR, NOW, People

USER, PASSWORD = "altyapi", "Parola-1"
SECRETS = {
    "ALTYAPI_SECRET_ALTYAPI_DIGEST_KEY": "an-example-key-of-the-lab",
    "ALTYAPI_SECRET_CREDENTIALS_NETWORK_USERNAME": USER,
    "ALTYAPI_SECRET_CREDENTIALS_NETWORK_PASSWORD": PASSWORD,
    "ALTYAPI_SECRET_LOCAL_ACIL": "Acil-Durum-42",
    "ALTYAPI_SECRET_LOCAL_IZLE": "Ornek-Izle-01",
    "ALTYAPI_SECRET_LOCAL_ENABLE": "Ornek-Enable-01",
    "ALTYAPI_SECRET_SNMP_IZLEME_AUTH": "Ornek-Auth-01",
    "ALTYAPI_SECRET_SNMP_IZLEME_PRIV": "Ornek-Priv-01",
    "ALTYAPI_SECRET_TACACS_KEY": "Ornek-Tacacs-01",
    "ALTYAPI_SECRET_RADIUS_KEY": "Ornek-Radius-01",
}


class Ground:
    """A project folder with its settings, people and emulated devices of one platform."""

    def __init__(self, case: Case, folder: Path, who: People, devices: Mapping[str, RunningDevice]) -> None:
        self.case = case
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
        self.secrets = dict(SECRETS)
        self.services = self._services()

    def _services(self) -> Services:
        return Services(
            settings=self.settings,
            store=SecretStore(environment=dict(self.secrets)),
            ledger=SecretLedger(self.folder / "var" / "secrets.ledger.json"),
            operator="kul0001",
            check_wait_s=0,
        )

    def plan(
        self,
        *,
        intended: str | None = None,
        budget: int = 99,
        minutes: int | None = None,
        serial: str = "",
        strict: bool = False,
    ) -> Plan:
        """A plan for every device, made by the real planner from what runs on them now. `serial`: what they told of
        themselves, where that is to be looked at."""
        rows = [self.row(number, name) for number, name in enumerate(sorted(self.devices), start=1)]
        candidates = [
            build.Candidate(
                device=row,
                platform=self.known,
                connection=connection.of(row),
                management=None,
                intended=(intended or self.case.intended).replace("{name}", row.name),
                running=self.shown(row.name),
                serial=serial,
            )
            for row in rows
        ]
        source = Source(url="http://127.0.0.1:1", version="4.4.10", taken=NOW.isoformat(), duration_ms=1)
        tables = Tables(devices=tuple(rows))
        taken = Snapshot(source=source, digest=snapshot.digest(tables), tables=tables)
        snapshot.save(taken, self.settings.snapshot)
        material = build.Material(
            snapshot=taken,
            policy=ChangePolicy(
                waves=Waves(canary=1, sizes=(100,), per_site_max=100, failure_budget=budget),
                revert=Revert(minutes=minutes or self.case.minutes),
                evrak=Evrak(required=False),
                post_checks=policy.load(PACKAGE_ROOT / "inventory" / "policy").post_checks,
            ),
            store=self.services.store,
            ledger=self.services.ledger,
            templates_digest="1" * 64,
        )
        order = build.Order(author=AUTHOR, reason="test", evrak="", limit="all", strict=strict)
        return build.build(order, candidates, [], material, _now())

    def row(self, number: int, name: str) -> Device:
        """What NetBox says of a device."""
        way_in = {"host": self.devices[name].host, "port": self.devices[name].port}
        fields = {
            "site": "mrk-ahb01", "role": "access-switch", "primary_ip4": "10.64.0.11/24",
            "config_context": {"connection": way_in}, **self.case.row,
        }  # fmt: skip
        return Device(id=number, name=name, status="active", **fields)

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
        """Whether the device holds what it held at first."""
        return self.holds(name, self.old[name])

    def is_new(self, run: Run, name: str = "sw1") -> bool:
        """Whether the device holds what the run's commands make of what it held at first."""
        return self.holds(name, remediation.predict(self.old[name], run.entry(name).commands, self.known))

    def holds(self, name: str, text: str) -> bool:
        """Whether the device holds such a config, secrets apart that are shown in another form than they are typed in."""
        secret = re.compile(self.case.typed_secret)
        return remediation.same_config(secret.sub("secret", self.normal(name)), secret.sub("secret", text), self.known)

    def normal(self, name: str) -> str:
        """What the device holds, in the form that is hashed."""
        return self.known.normalise(self.devices[name].running())

    def shown(self, name: str) -> str:
        """The running config as the device shows it when asked."""
        return self.case.shown(self.devices[name])

    @property
    def known(self) -> Platform:
        return platforms.load(self.case.platform)

    def target(self, name: str = "sw1") -> Target:
        """A colleague's own login."""
        device = self.devices[name]
        return Target(name=name, host=device.host, port=device.port, platform=self.case.platform, username=USER,
                      password=PASSWORD, known_hosts=self.settings.known_hosts)  # fmt: skip

    @classmethod
    def started(
        cls, case: Case, folder: Path, who: People, stack: ExitStack, running: str = "", **knobs: Mapping[str, object]
    ) -> Self:
        """A ground of devices by name, each with its knobs and this running config, until the stack is left.

        A minute of their timers lasts half a second, where the knobs don't say otherwise."""
        specs = [
            {
                "name": name, "platform": case.platform, "username": USER, "password": PASSWORD, **case.emulated,
                "running_config": (running or case.running).replace("{name}", name),
                "knobs": {"minute_s": 0.5, "reload_downtime_s": 0.1, **each},
            }
            for name, each in knobs.items()
        ]  # fmt: skip
        return cls(case, folder / "project", who, stack.enter_context(devices.running(specs)))


Start = Callable[..., Ground]
"""`Ground.started`, its case, folder, people and stack given."""


def _now() -> datetime:
    return datetime.now().astimezone()
