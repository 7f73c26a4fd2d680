"""A town around a real gateway: NetBox's rows for it, the firewall policy, hosts in namespaces that send real packets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from altyapi import platforms
from altyapi.apply import runs
from altyapi.apply.device import Services
from altyapi.apply.run import Run
from altyapi.connection import Connection
from altyapi.device import Target, connect, hostkeys, shown_key
from altyapi.firewall.devices import device_policy
from altyapi.firewall.model import DevicePolicy
from altyapi.firewall.resolve import Resolved, resolve
from altyapi.intent import firewall
from altyapi.plan import approval, build, model
from altyapi.plan.model import Plan
from altyapi.plan.policy import ChangePolicy, Evrak, Revert, Waves
from altyapi.render import Renderer
from altyapi.render.families import of_role
from altyapi.secrets import SecretLedger, SecretStore
from altyapi.settings import Settings
from lab.bench.switches import CONTEXT
from netbox_sync.model import Device, Interface, IPAddress, Prefix, Snapshot
from tests.e2e.firewall.namespaces import Place, inside, place
from tests.support.gateway import PASSWORD, Gateway
from tests.support.plans import APPROVER, AUTHOR, People
from tests.unit.firewall import town

NAME = "fw-merkez"
JUMP, CLOCK, OTHER, SWITCH = "10.0.10.4", "10.0.10.5", "10.0.10.9", "10.0.10.11"
CAMERA, RECORDER, USER, GUEST = "10.0.50.9", "10.0.51.20", "10.0.30.7", "172.20.0.9"
WEB, OUTSIDE, GATEWAY = "10.0.20.10", "198.51.100.7", "10.0.10.1"
HOSTS = {
    "vlan10": ("10.0.10.1/24", (f"{JUMP}/24", f"{CLOCK}/24", f"{OTHER}/24", f"{SWITCH}/24")),
    "vlan20": ("10.0.20.1/24", (f"{WEB}/24",)),
    "vlan30": ("10.0.30.1/24", (f"{USER}/24",)),
    "vlan50": ("10.0.50.1/24", (f"{CAMERA}/24",)),
    "vlan51": ("10.0.51.1/24", (f"{RECORDER}/24",)),
    "vlan90": ("172.20.0.1/24", (f"{GUEST}/24",)),
    "wan": ("198.51.100.1/24", (f"{OUTSIDE}/24",)),
}
OWN = ("vlan51", "wan")
"""Interfaces to which the toolkit gives their addresses."""
SERVICES = ("tcp/22", "tcp/80", "tcp/443", "tcp/554", "tcp/8443", "udp/53", "udp/123")
ROUTING: dict[str, Any] = {
    "default_route": {"gateway": OUTSIDE, "interface": "wan"},
    "routing": {
        "static": [{"prefix": "10.100.0.0/16", "gateway": "198.51.100.9"}],
        "ospf": {"router_id": GATEWAY, "networks": [{"prefix": "10.0.10.0/24"}], "passive": ["wan"]},
        "bgp": {
            "asn": 64512,
            "router_id": GATEWAY,
            "networks": ["10.0.20.0/24"],
            "neighbours": [
                {"address": OUTSIDE, "asn": 64513, "accepts": ["0.0.0.0/0"], "announces": ["10.0.20.0/24"]},
            ],
        },
    },
}
PLATFORM = platforms.load("linux_gateway")
SECRETS = {
    "ALTYAPI_SECRET_ALTYAPI_DIGEST_KEY": "an-example-key-of-the-lab",
    "ALTYAPI_SECRET_CREDENTIALS_NETWORK_USERNAME": "root",
    "ALTYAPI_SECRET_CREDENTIALS_NETWORK_PASSWORD": PASSWORD,
}
T = TypeVar("T")


def snapshot(routing: dict[str, Any] = ROUTING) -> Snapshot:
    """The town's, with the gateway's interfaces, addresses and config context."""
    base = town.snapshot()
    devices = tuple(
        one if one.name != NAME else one.model_copy(update={"config_context": CONTEXT | {"firewall": routing}})
        for one in base.tables.devices
    )
    interfaces = tuple(
        Interface(id=number, device=NAME, name=name, type="1000base-t", enabled=True, description=f"hat {name}")
        for number, name in enumerate(HOSTS, start=1)
    )
    addresses = tuple(one for one in base.tables.ip_addresses if one.device != NAME) + tuple(
        IPAddress(
            id=100 + number,
            address=own,
            status="active",
            device=NAME,
            interface=name,
            vrf="MISAFIR" if name == "vlan90" else None,
        )
        for number, (name, (own, _)) in enumerate(HOSTS.items())
    )
    line = Prefix(id=100, prefix="198.51.100.0/24", status="active", site="merkez")
    changed = {
        "devices": devices,
        "interfaces": interfaces,
        "ip_addresses": addresses,
        "prefixes": (*base.tables.prefixes, line),
    }
    tables = base.tables.model_copy(update=changed)
    return Snapshot(source=base.source, digest=base.digest, tables=tables)


def asked(held: Snapshot) -> Resolved:
    return resolve(town.read(town.PLACES, town.RULES), held, town.DAY)


def rendered(held: Snapshot, policy: DevicePolicy | None) -> str:
    intent = firewall.build(held, NAME, policy)
    family = of_role(intent.role)
    assert family is not None
    return Renderer(family.templates, intent.platform).render(intent)


def services(folder: Path, known_hosts: Path, who: People) -> Services:
    """Of a project in that folder, whose secrets open the gateways."""
    settings = Settings(
        root=folder, state_dir=folder / "var", known_hosts=known_hosts, allowed_signers=who.allowed_signers,
        connect_timeout_s=20,
    )  # fmt: skip
    return Services(
        settings=settings,
        store=SecretStore(environment=SECRETS),
        ledger=SecretLedger(folder / "var" / "secrets.ledger.json"),
        operator="kul0001",
        check_wait_s=0,
    )


class Town:
    """The place, its gateway, and a project folder on the jump host, from where everything is done."""

    def __init__(self, around: Place, gateway: Gateway, folder: Path, who: People) -> None:
        self.place, self.gateway, self.folder, self.who = around, gateway, folder, who
        self.held = snapshot()
        self.policy = device_policy(asked(self.held), NAME)
        self.services = services(folder, gateway.folder / "known_hosts", who)
        self.settings = self.services.settings

    def jump(self, work: Callable[[], T]) -> T:
        """Do it on the jump host."""
        return inside(self.place.namespace(JUMP), work)

    @property
    def target(self) -> Target:
        return self.gateway.target(GATEWAY, 22).model_copy(update={"name": NAME})

    def trust(self) -> None:
        self.jump(lambda: hostkeys.record(self.target, shown_key(self.target)))

    def running(self) -> str:
        def read() -> str:
            with connect(self.target) as session:
                return session.running_config()

        return self.jump(read)

    def startup(self) -> str:
        def read() -> str:
            with connect(self.target) as session:
                return session.startup_config()

        return self.jump(read)

    def device(self) -> Device:
        return self.held.device_by_name[NAME]

    def plan(
        self, policy: DevicePolicy | None = None, *, minutes: int = 10, intended: str = "", **options: str
    ) -> Plan:
        """What brings the gateway to what NetBox and the policy say, by the real planner."""
        text = intended or rendered(self.held, policy or self.policy)
        candidate = build.Candidate(
            device=self.device(), platform=PLATFORM, connection=Connection(host=GATEWAY, options=options), management=None,
            intended=text, running=self.running(),
        )  # fmt: skip
        rules = ChangePolicy(
            waves=Waves(canary=1, sizes=(100,), per_site_max=100, failure_budget=9),
            revert=Revert(minutes=minutes),
            evrak=Evrak(required=False),
        )
        material = build.Material(
            snapshot=self.held, policy=rules, store=self.services.store, ledger=self.services.ledger,
            templates_digest="1" * 64,
        )  # fmt: skip
        order = build.Order(author=AUTHOR, reason="test", evrak="", limit="all")
        return build.build(order, [candidate], [], material, _now())

    def begin(self, plan: Plan) -> Run:
        """A run of the plan, signed by its author and a second person."""
        file = self.folder / "plan.json"
        model.save(plan, file)
        for person, role in ((AUTHOR, "author"), (APPROVER, "approver")):
            approval.sign(plan, file, self.who.keys[person], self.who.allowed_signers, role, _now())  # type: ignore[arg-type]
        run = runs.begin(self.settings.state_dir, file, operator="kul0001", reason="test", evrak="", now=_now())
        run.journal.append("run-started", operator="kul0001")
        return run

    def back(self, run: Run) -> Run:
        """A rollback of the run, begun."""
        return runs.begin(
            self.settings.state_dir, run.folder / "plan.json", operator="kul0001", reason="test", evrak="", now=_now(),
            direction="back", reverses=run.head.run,
        )  # fmt: skip


@contextmanager
def around_gateway(folder: Path, who: People) -> Iterator[Town]:
    with place(HOSTS) as around:
        gateway = Gateway(folder / "gateway", NAME, namespace=around.gateway)
        gateway.folder.mkdir(parents=True)
        try:
            gateway.start()
            for name in OWN:  # the others have theirs from elsewhere, as from /etc/network/interfaces
                gateway.run(f"ip addr flush dev {name}")
            # as the system's own files would have it
            stanzas = "".join(
                f"iface {name} inet static\\n    address {own}\\n"
                for name, (own, _) in HOSTS.items()
                if name not in OWN
            )
            gateway.run(f"mkdir -p /etc/network/interfaces.d; printf '{stanzas}' >/etc/network/interfaces.d/town")
            gateway.listen(GATEWAY, 22)
            made = Town(around, gateway, folder / "project", who)
            made.trust()
            yield made
        finally:
            gateway.end()


def _now() -> datetime:
    return datetime.now().astimezone()
