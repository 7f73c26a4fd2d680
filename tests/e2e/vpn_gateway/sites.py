"""Two sites with a gateway each, a line of an operator's between them, and the internet, over which their tunnel goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from altyapi.apply import runs
from altyapi.apply.device import apply_device
from altyapi.apply.run import Run
from altyapi.connection import Connection
from altyapi.device import Target, connect, hostkeys, shown_key
from altyapi.firewall.devices import device_policy
from altyapi.firewall.resolve import resolve
from altyapi.intent import firewall
from altyapi.plan import approval, build, model
from altyapi.plan.model import Plan
from altyapi.plan.policy import ChangePolicy, Evrak, Waves
from altyapi.platforms.linux_gateway.driver import Driver
from altyapi.render import Renderer
from altyapi.render.families import of_role
from altyapi.vpn.gateway import keying, links, rules
from altyapi.vpn.peer import KEY
from altyapi.vpn.policy import Links, VpnPolicy
from lab.bench.switches import CONTEXT
from netbox_sync.model import Interface, IPAddress, Prefix, Snapshot, Tunnel, TunnelTermination
from tests.e2e.firewall.namespaces import Place, run
from tests.e2e.gateway.ground import PLATFORM, services
from tests.support.gateway import Gateway
from tests.support.plans import APPROVER, AUTHOR, People
from tests.unit.firewall import town

CENTRE, BRANCH = "fw-merkez", "fw-sube"
NAMES: Final = (CENTRE, BRANCH)
WEB, USER, CAMERA = "10.0.20.10", "10.100.30.7", "10.100.50.9"
HOSTS: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    CENTRE: {"vlan20": ("10.0.20.1/24", (f"{WEB}/24",))},
    BRANCH: {"vlan30": ("10.100.30.1/24", (f"{USER}/24",)), "vlan50": ("10.100.50.1/24", (f"{CAMERA}/24",))},
}
BETWEEN = {
    CENTRE: {"wan": "198.51.100.1/24", "hat": "10.66.16.0/31", "wg7": "10.66.17.0/31"},
    BRANCH: {"wan": "198.51.100.2/24", "hat": "10.66.16.1/31", "wg7": "10.66.17.1/31"},
}
FAR_LAN = {CENTRE: ("10.100.30.0/24", "10.66.16.1"), BRANCH: ("10.0.20.0/24", "10.66.16.0")}
"""What the operator's line leads to."""
PLACES = """
gateways:
  - name: merkez
    devices: role:firewall
    at: [{sites: [merkez]}]
    interfaces:
      - {name: wan, zones: [internet], uplink: true}
      - {name: "vlan{vid}", zones: [any], own_sites: true, parent: eth1}
      - {name: hat, to: [sube]}
      - {name: wg7, to: [sube]}
  - name: sube
    devices: role:firewall
    at: [{site_groups: [sube]}]
    interfaces:
      - {name: wan, zones: [internet], uplink: true}
      - {name: "vlan{vid}", zones: [any], own_sites: true, parent: eth1}
      - {name: hat, to: [merkez]}
      - {name: wg7, to: [merkez]}
"""
T = TypeVar("T")
POLICY = VpnPolicy(links=Links(port=51900))


def places() -> str:
    """The town's zones and objects, and gateways with a line and a tunnel between them."""
    before, _, rest = town.PLACES.partition("gateways:\n")
    return f"{before}{PLACES.lstrip()}objects:\n{rest.partition('objects:' + chr(10))[2]}"


class Sites:
    def __init__(self, folder: Path, who: People) -> None:
        self.folder, self.who = folder, who
        self.places = {name: Place(HOSTS[name]) for name in NAMES}
        self.gateways: dict[str, Gateway] = {}
        self.targets: dict[str, Target] = {}
        self.keys: dict[str, str] = {}
        self.services = services(folder, folder / "known_hosts", who)
        self.settings = self.services.settings

    def start(self) -> None:
        for place in self.places.values():
            place.build()
        near, far = (self.places[name].gateway for name in NAMES)
        for name in ("wan", "hat"):
            run("ip", "link", "add", name, "netns", near, "type", "veth", "peer", "name", name, "netns", far)
            for gateway, device in ((near, CENTRE), (far, BRANCH)):
                run("ip", "addr", "add", BETWEEN[device][name], "dev", name, namespace=gateway)
                run("ip", "link", "set", name, "up", namespace=gateway)
        for name in NAMES:
            made = Gateway(self.folder / name, name, namespace=self.places[name].gateway)
            made.folder.mkdir(parents=True)
            self.gateways[name] = made
            made.start()
            target = made.listen().model_copy(update={"known_hosts": self.settings.known_hosts})
            hostkeys.record(target, shown_key(target))
            self.targets[name] = target

    def end(self) -> None:
        for gateway in self.gateways.values():
            gateway.end()
        for place in self.places.values():
            place.remove()

    # -- NetBox

    def snapshot(self) -> Snapshot:
        base = town.snapshot()
        devices = tuple(
            one.model_copy(update={"config_context": CONTEXT | {"firewall": _routing(one.name)}})
            if one.name in NAMES
            else one
            for one in base.tables.devices
        )
        faces = [(device, name, own) for device in NAMES for name, own in _faces(device)]
        interfaces = [
            Interface(
                id=number, device=device, name=name, type="virtual" if name == "wg7" else "1000base-t", enabled=True
            )
            for number, (device, name, _) in enumerate(faces, start=1)
        ]
        addresses = [
            IPAddress(id=100 + number, address=own, status="active", device=device, interface=name, interface_id=number)
            for number, (device, name, own) in enumerate(faces, start=1)
        ]
        lines = [
            Prefix(id=200 + number, prefix=prefix, status="active")
            for number, prefix in enumerate(("198.51.100.0/24", "10.66.16.0/31", "10.66.17.0/31"))
        ]
        primary = {CENTRE: "10.0.20.1/24", BRANCH: "10.100.30.1/24"}
        devices = tuple(
            one.model_copy(update={"primary_ip4": primary.get(one.name, one.primary_ip4)}) for one in devices
        )
        ends = [
            TunnelTermination(
                id=number, tunnel=1, role=role, device=device, interface="wg7", interface_id=number,
                outside_ip=BETWEEN[device]["wan"], custom_fields={KEY: self.keys.get(device)},
            )
            for number, (device, role) in enumerate(((CENTRE, "hub"), (BRANCH, "spoke")), start=1)
        ]  # fmt: skip
        return base.holding(
            devices=devices,
            interfaces=tuple(interfaces),
            prefixes=(*base.tables.prefixes, *lines),
            ip_addresses=(*(one for one in base.tables.ip_addresses if one.device not in NAMES), *addresses),
            tunnels=(Tunnel(id=1, name="merkez-sube", status="active", encapsulation="wireguard", tunnel_id=7),),
            tunnel_terminations=tuple(ends),
        )

    # -- the toolkit

    def intended(self, device: str) -> str:
        held = self.snapshot()
        found = rules.joined(town.read(places(), town.RULES), held, POLICY, Path("vpn.yml"), town.DAY)
        enforced = device_policy(resolve(found, held, town.DAY), device)
        intent = firewall.build(held, device, enforced, links.of_devices(held, POLICY.links).get(device, ()))
        family = of_role(intent.role)
        assert family is not None
        return Renderer(family.templates, intent.platform).render(intent)

    def on(self, device: str, work: Callable[[Driver], T]) -> T:
        with connect(self.targets[device]) as session:
            assert isinstance(session, Driver)
            return work(session)

    def ready(self, device: str) -> str:
        """Have a key made at that end; its public half."""
        return keying.prepared(self.targets[device], "wg7", another=True)

    def plan(self) -> Plan:
        """One plan for both ends, by the real planner."""
        held = self.snapshot()
        candidates = [
            build.Candidate(
                device=held.device_by_name[name], platform=PLATFORM,
                connection=Connection(host=self.targets[name].host, port=self.targets[name].port), management=None,
                intended=self.intended(name), running=self.on(name, Driver.running_config),
            )
            for name in NAMES
        ]  # fmt: skip
        policy = ChangePolicy(
            waves=Waves(canary=2, sizes=(100,), per_site_max=100, failure_budget=9), evrak=Evrak(required=False)
        )
        material = build.Material(
            snapshot=held, policy=policy, store=self.services.store, ledger=self.services.ledger, templates_digest="1" * 64,
        )  # fmt: skip
        return build.build(
            build.Order(author=AUTHOR, reason="test", evrak="", limit="all"), candidates, [], material, _now()
        )

    def begin(self) -> Run:
        plan = self.plan()
        assert not plan.refused, plan.refused
        file = self.folder / "plan.json"
        model.save(plan, file)
        for person, role in ((AUTHOR, "author"), (APPROVER, "approver")):
            approval.sign(plan, file, self.who.keys[person], self.who.allowed_signers, role, _now())  # type: ignore[arg-type]
        begun = runs.begin(self.settings.state_dir, file, operator="kul0001", reason="test", evrak="", now=_now())
        begun.journal.append("run-started", operator="kul0001")
        return begun

    def apply(self, begun: Run, device: str) -> None:
        fate = apply_device(begun, device, self.services)
        assert fate.state == "applied", fate.why


def _faces(device: str) -> Iterator[tuple[str, str]]:
    for name, (own, _) in HOSTS[device].items():
        yield name, own
    yield from BETWEEN[device].items()


def _routing(device: str) -> dict[str, Any]:
    prefix, gateway = FAR_LAN[device]
    return {"routing": {"static": [{"prefix": prefix, "gateway": gateway}]}}


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


@contextmanager
def two_sites(folder: Path, who: People) -> Iterator[Sites]:
    made = Sites(folder, who)
    try:
        made.start()
        yield made
    finally:
        made.end()
