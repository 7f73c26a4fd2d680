"""A town whose gateway ends WireGuard tunnels; people at home behind the internet, with wireguard-go of their own."""

from __future__ import annotations

import base64
import select
import shutil
import socket
import subprocess
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from altyapi import remediation
from altyapi.apply.device import apply_device
from altyapi.apply.run import Run
from altyapi.device import connect
from altyapi.firewall.devices import device_policy
from altyapi.firewall.resolve import resolve
from altyapi.intent import firewall
from altyapi.platforms.linux_gateway.driver import Driver
from altyapi.render import Renderer
from altyapi.render.families import of_role
from altyapi.vpn import peer
from altyapi.vpn.gateway import rules, tunnels
from altyapi.vpn.policy import VpnPolicy
from netbox_sync.model import Interface, IPAddress, Prefix, Snapshot
from tests.e2e.firewall.namespaces import inside, run, until
from tests.e2e.gateway import ground
from tests.e2e.gateway.ground import NAME, OUTSIDE, WEB, Town, around_gateway
from tests.support.gateway import Gateway
from tests.support.gateway import missing as gateway_missing
from tests.support.gateway import until as gateway_until
from tests.support.plans import People
from tests.unit.firewall import town

POOL, OWN = "10.66.0.0/16", "10.66.0.1"
ENDPOINT = "198.51.100.1:51820"
DAY = date(2026, 12, 31)
TOOLS = ("wg", "wireguard-go", "conntrack")
ECHO = 7007
"""A UDP port that answers with what it was sent."""
PLACES = town.PLACES.replace("zones:\n", "zones:\n  - {name: vpn, prefixes: [{roles: [vpn]}]}\n", 1).replace(
    "- {name: wan2, to: [sube]}", "- {name: wan2, to: [sube]}\n      - {name: wg0, zones: [vpn]}", 1
)
POLICY = VpnPolicy.model_validate(
    {
        "profiles": {
            "staff": {
                "title": "Personel",
                "pool": {"role": "vpn"},
                "days_max": 366,
                "reach": [{"to": ["web"], "services": ["tcp/80", f"udp/{ECHO}"]}],
            }
        },
        "gateways": {"merkez": {"devices": [NAME], "endpoint": ENDPOINT, "interface": "wg0"}},
        "preapproved": {"profiles": ["staff"]},
        "leavers_exempt": [],
    }
)


def missing() -> str:
    """Why it can't be done here; empty where it can."""
    lost = [name for name in TOOLS if not shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")]
    told = f"needs {', '.join(lost)} (Debian: wireguard-tools, wireguard-go, conntrack)" if lost else ""
    return gateway_missing() or told or ("" if Path("/dev/net/tun").exists() else "needs /dev/net/tun")


def key(seed: int) -> tuple[str, str]:
    """Private and public, always the same."""
    made = X25519PrivateKey.from_private_bytes(seed.to_bytes(4, "big") * 8)
    private, public = made.private_bytes_raw(), made.public_key().public_bytes_raw()
    return base64.b64encode(private).decode(), base64.b64encode(public).decode()


def host(number: int) -> str:
    return f"10.66.{number // 250 + 1}.{number % 250 + 1}"


def grants(numbers: Iterable[int], until_: Mapping[int, date] | None = None) -> tuple[IPAddress, ...]:
    return tuple(
        IPAddress(
            id=10_000 + number,
            address=f"{host(number)}/16",
            status="active",
            dns_name=f"vpn-kul{number:05d}.ornek.bel.tr",
            custom_fields={
                peer.PROFILE: "staff",
                peer.PROVIDER: "wireguard",
                peer.KEY: key(number)[1],
                peer.UNTIL: (until_ or {}).get(number, DAY).isoformat(),
                peer.EVRAK: "E-12345678-100-1",
            },
        )
        for number in numbers
    )


def snapshot(numbers: Iterable[int]) -> Snapshot:
    base = ground.snapshot()
    tables = base.tables
    changed = {
        "interfaces": (*tables.interfaces, Interface(id=900, device=NAME, name="wg0", type="virtual", enabled=True)),
        "prefixes": (*tables.prefixes, Prefix(id=900, prefix=POOL, status="active", site="merkez", role="vpn")),
        "ip_addresses": (
            *tables.ip_addresses,
            IPAddress(id=9000, address=f"{OWN}/16", status="active", device=NAME, interface="wg0"),
            *grants(numbers),
        ),
    }
    return Snapshot(source=base.source, digest=base.digest, tables=tables.model_copy(update=changed))


def intended(held: Snapshot, policy: VpnPolicy = POLICY, places: str = PLACES) -> str:
    """What the gateway is to run, by the real intent, policy and templates."""
    now = datetime.now(UTC)
    found = rules.joined(town.read(places, town.RULES), held, policy, Path("vpn.yml"), town.DAY)
    enforced = device_policy(resolve(found, held, town.DAY), NAME)
    intent = firewall.build(held, NAME, enforced, tunnels.of_devices(held, policy, now)[NAME])
    family = of_role(intent.role)
    assert family is not None
    return Renderer(family.templates, intent.platform).render(intent)


class VpnTown:
    def __init__(self, around: Town) -> None:
        self.town = around
        self.homes: list[Home] = []
        self.echo: socket.socket | None = None

    @property
    def gateway(self) -> Gateway:
        return self.town.gateway

    def apply(self, text: str) -> Run:
        plan = self.town.plan(intended=text)
        run_ = self.town.begin(plan)
        fate = self.town.jump(lambda: apply_device(run_, NAME, self.town.services))
        assert fate.state == "applied", fate.why
        return run_

    def let_in(self, numbers: Iterable[int]) -> Run:
        return self.apply(intended(snapshot(numbers)))

    def settle(self, numbers: Iterable[int]) -> None:
        """Have those let in and no others, past plan and approval: where a test begins."""

        def push(session: Driver) -> None:
            change = remediation.remediate(session.running_config(), intended(snapshot(numbers)), ground.PLATFORM)
            session.push(change.commands, lambda _index, _line: None)
            session.save()

        self.on_gateway(push)

    def on_gateway(self, work: Callable[[Driver], None]) -> None:
        """Do it in a session with the gateway."""

        def call() -> None:
            with connect(self.town.target) as session:
                assert isinstance(session, Driver)
                work(session)

        self.town.jump(call)

    def peers(self) -> set[str]:
        return set(self.gateway.run("wg show wg0 peers").split())

    @property
    def public_key(self) -> str:
        return self.gateway.run("wg show wg0 public-key").strip()

    def home(self, number: int) -> Home:
        made = Home(self, number)
        self.homes.append(made)
        made.start()
        return made


class Machine:
    """One on the internet, with wireguard-go of its own."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self.interface = f"wgh{uuid.uuid4().hex[:8]}"
        self.process: subprocess.Popen[bytes] | None = None

    def bring_up(self, config: str, address: str, networks: Iterable[str], *routing: str) -> None:
        """The tunnel, by a config as `wg setconf` takes it; `routing` is said of each of its routes."""
        words = ["ip", "netns", "exec", self.namespace, "wireguard-go", "-f", self.interface]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert until(lambda: Path(f"/run/wireguard/{self.interface}.sock").exists())
        own = ("dev", self.interface)
        run("wg", "setconf", self.interface, "/dev/stdin", namespace=self.namespace, text=config)
        run("ip", "addr", "add", f"{address}/32", *own, namespace=self.namespace)
        run("ip", "link", "set", *own, "mtu", "1380", "up", namespace=self.namespace)
        for network in networks:
            run("ip", "route", "add", network, *own, *routing, namespace=self.namespace)
        for name in ("all", self.interface):
            run("sysctl", "-qw", f"net.ipv4.conf.{name}.rp_filter=0", namespace=self.namespace)

    def end(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        Path(f"/run/wireguard/{self.interface}.sock").unlink(missing_ok=True)


class Home(Machine):
    """A person's machine in the namespace of the town's outside, which several share: what one sends is bound to its tunnel, and may
    be answered by it."""

    def __init__(self, around: VpnTown, number: int) -> None:
        super().__init__(around.town.place.namespace(OUTSIDE))
        self.around, self.number = around, number

    def start(self) -> None:
        config = (
            f"[Interface]\nPrivateKey = {key(self.number)[0]}\n[Peer]\nPublicKey = {self.around.public_key}\n"
            f"Endpoint = {ENDPOINT}\nAllowedIPs = 10.0.0.0/16, 10.66.0.0/16\n"
        )
        self.bring_up(config, host(self.number), ["10.0.0.0/8"], "metric", str(self.number + 1))

    def _socket(self, kind: socket.SocketKind) -> socket.socket:
        made = inside(self.namespace, lambda: socket.socket(socket.AF_INET, kind))
        made.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, self.interface.encode())
        made.bind((host(self.number), 0))
        return made

    def sends(self) -> socket.socket:
        """A datagram socket of this machine's."""
        return self._socket(socket.SOCK_DGRAM)

    def reaches(self, address: str, port: int, wait_s: float) -> bool:
        """Whether a connection is made in that time."""
        with self._socket(socket.SOCK_STREAM) as client:
            client.settimeout(wait_s)
            return client.connect_ex((address, port)) == 0

    def get(self, address: str, port: int) -> bytes:
        """What a web server answers."""
        with self._socket(socket.SOCK_STREAM) as client:
            client.settimeout(20)
            client.connect((address, port))
            client.sendall(f"GET / HTTP/1.0\r\nHost: {address}\r\n\r\n".encode())
            return b"".join(iter(lambda: client.recv(4096), b""))

    def answered(self, client: socket.socket, text: bytes, wait_s: float) -> bool:
        """Whether the echo comes back in that time."""
        client.sendto(text, (WEB, ECHO))
        ready, _, _ = select.select([client], [], [], wait_s)
        return bool(ready) and client.recv(100) == text


class Talk:
    """A home's datagrams back and forth, each waiting for its answer; `lost` are those that got none."""

    def __init__(self) -> None:
        self.counted = 0
        self.lost: list[int] = []

    def goes_on(self, count: int) -> None:
        """Wait until so many more have gone."""
        before = self.counted
        gateway_until(lambda: self.counted > before + count)


@contextmanager
def talking(home: Home) -> Iterator[Talk]:
    """It has begun when this is entered, and is over when it is left."""
    talk, ended = Talk(), threading.Event()

    def go_on() -> None:
        with home.sends() as client:
            while not ended.is_set():
                if not home.answered(client, b"%d" % talk.counted, 20):
                    talk.lost.append(talk.counted)
                talk.counted += 1

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        talk.goes_on(20)
        yield talk
    finally:
        ended.set()
        thread.join()


@contextmanager
def vpn_town(folder: Path, who: People) -> Iterator[VpnTown]:
    with around_gateway(folder, who) as around:
        made = VpnTown(around)
        try:
            yield made
        finally:
            for home in made.homes:
                home.end()
