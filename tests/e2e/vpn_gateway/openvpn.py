"""The same town with a gateway of OpenVPN, an authority of its own, and people with OpenVPN's own client."""

from __future__ import annotations

import select
import socket
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from altyapi import remediation
from altyapi.apply.run import Run
from altyapi.platforms.linux_gateway.driver import Driver
from altyapi.vpn import config, csr, peer, shared
from altyapi.vpn.authority import Authority, Office, authority_sha256, register
from altyapi.vpn.keys import Pair
from altyapi.vpn.pending import Wanted
from altyapi.vpn.policy import VpnPolicy
from netbox_sync.model import Interface, IPAddress, Prefix, Snapshot
from tests.e2e.firewall.namespaces import run
from tests.e2e.gateway import ground as towns
from tests.e2e.gateway.ground import NAME, around_gateway
from tests.e2e.vpn_gateway import ground
from tests.e2e.vpn_gateway.ground import DAY, OWN, POOL, Home, VpnTown, host
from tests.support.gateway import until
from tests.support.plans import People

INTERFACE = "ovpn0"
UP = "Initialization Sequence Completed"
ENDPOINT = "198.51.100.1:1194"
SECRETS = shared.made("merkez")
PLACES = ground.PLACES.replace("name: wg0", f"name: {INTERFACE}")


def policy(*, totp: bool = False) -> VpnPolicy:
    content = ground.POLICY.model_dump(mode="json")
    content["profiles"]["staff"] |= {"provider": "openvpn", "dns": ["10.0.20.53"], "search": ["ornek.example"]}
    content["gateways"]["merkez"] |= {
        "provider": "openvpn",
        "interface": INTERFACE,
        "endpoint": ENDPOINT,
        "totp": totp,
    }
    return VpnPolicy.model_validate(content)


@cache
def key(number: int) -> tuple[Pair, csr.PublicKey]:
    return csr.pair()


def name(number: int) -> str:
    """What the gateway knows a person by."""
    return key(number)[0].public


def snapshot(numbers: Iterable[int], ends: Mapping[int, date] | None = None) -> Snapshot:
    base = towns.snapshot()
    tables = base.tables
    interface = Interface(id=900, device=NAME, name=INTERFACE, type="virtual", enabled=True)
    people = tuple(
        one.model_copy(
            update={"custom_fields": {**one.custom_fields, peer.PROVIDER: "openvpn", peer.KEY: name(number)}}
        )
        for number in numbers
        for one in ground.grants([number], ends)
    )
    own = IPAddress(id=9000, address=f"{OWN}/16", status="active", device=NAME, interface=INTERFACE)
    changed = {
        "interfaces": (*tables.interfaces, interface),
        "prefixes": (*tables.prefixes, Prefix(id=900, prefix=POOL, status="active", site="merkez", role="vpn")),
        "ip_addresses": (*tables.ip_addresses, own, *people),
    }
    return Snapshot(source=base.source, digest=base.digest, tables=tables.model_copy(update=changed))


class OpenVpnTown(VpnTown):
    office: Office

    def prepare(self) -> None:
        """What the role and `vpn.authority --gateway` do."""
        now = datetime.now(UTC)
        self.office = Office(Authority.new("Örnekşehir", now), register(self.town.folder), "kul0001")
        self.gateway.run("useradd --system --user-group --shell /usr/sbin/nologin altyapi-openvpn")
        self.on_gateway(self._certify)
        files = {"tls-crypt.key": shared.tls_crypt(SECRETS.get, "merkez"), "totp.key": SECRETS["vpn/merkez/totp"]}
        for file, text in files.items():
            (self.town.folder / file).write_text(text)
            self.gateway.run(f"install -m 600 {self.town.folder / file} /etc/openvpn/altyapi/{INTERFACE}/{file}")
        self.gateway.run(f"cd /etc/openvpn/altyapi/{INTERFACE} && chgrp altyapi-openvpn totp.key && chmod 640 totp.key")

    def _certify(self, session: Driver) -> None:
        now = datetime.now(UTC)
        asked = "\n".join(session.tunnels(f"request {INTERFACE}", "openvpn"))
        certificate = self.office.gateway(csr.from_pem(asked.encode(), NAME), "merkez", now)
        answer = self.office.authority.pem + certificate + self.office.revocations(now)
        session.tunnels(f"certify {INTERFACE}", "openvpn", given=answer)

    def intended(self, numbers: Iterable[int], *, totp: bool = False) -> str:
        return ground.intended(snapshot(numbers), policy(totp=totp), PLACES)

    def let_in(self, numbers: Iterable[int]) -> Run:
        return self.apply(self.intended(numbers))

    def settle(self, numbers: Iterable[int], *, totp: bool = False) -> None:
        def push(session: Driver) -> None:
            wanted = self.intended(numbers, totp=totp)
            change = remediation.remediate(session.running_config(), wanted, towns.PLATFORM)
            session.push(change.commands, lambda _index, _line: None)
            session.save()

        self.on_gateway(push)

    def peers(self) -> set[str]:
        return set(self.gateway.run(f"ls /run/altyapi-openvpn/{INTERFACE}/people").split())

    @property
    def public_key(self) -> str:
        return authority_sha256(self.office.authority.certificate)

    def home(self, number: int, *, ends: datetime | None = None, code: str = "", managed: bool = False) -> OpenVpnHome:
        made = OpenVpnHome(self, number, ends=ends, code=code, managed=managed)
        self.homes.append(made)
        made.start()
        return made


class OpenVpnHome(Home):
    """With a certificate to `ends`; `code` is typed where one is asked for. One that is `managed` is spoken to (`ask`)."""

    around: OpenVpnTown

    def __init__(self, around: OpenVpnTown, number: int, *, ends: datetime | None, code: str, managed: bool) -> None:
        super().__init__(around, number)
        self.folder = around.town.folder / self.interface
        self.ends = ends or datetime.now(UTC) + timedelta(days=100)
        self.code, self.managed = code, managed
        self._socket_file = self.folder / "management"
        self._line = socket.socket(socket.AF_UNIX)
        self._heard = ""

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def start(self) -> None:
        self.folder.mkdir()
        pair, public = key(self.number)
        office = self.around.office
        certified = shared.Certified(
            office.authority.pem,
            office.person(public, self.ends, min(datetime.now(UTC), self.ends - timedelta(hours=1))),
            shared.tls_crypt(SECRETS.get, "merkez"),
        )
        grant = Wanted(
            person=self.number, person_id="kul0001", department="mali", profile="staff", provider="openvpn",
            public_key=pair.public, until=DAY, evrak="2026/1", address=f"{host(self.number)}/32",
        )  # fmt: skip
        text = config.openvpn(policy(totp=bool(self.code)), grant, ["10.0.0.0/16"], certified, pair.private)
        if self.code:
            (self.folder / "code").write_text(f"vpn\n{self.code}\n")
            text = text.replace("auth-user-pass\n", f"auth-user-pass {self.folder}/code\n")
        # several machines share the namespace: each has its own interface, and no other's routes
        more = f"dev {self.interface}\ndev-type tun\nroute-noexec\nconnect-retry 1 1\nhand-window 4\n"
        if self.managed:
            more += f"management {self._socket_file} unix\nmanagement-hold\n"
        (self.folder / "vpn.ovpn").write_text(text.replace("dev tun\n", more))
        self.run()

    def run(self) -> None:
        words = ["ip", "netns", "exec", self.namespace, "openvpn", "--config", str(self.folder / "vpn.ovpn")]
        with (self.folder / "log").open("w") as log:
            self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        if self.managed:
            until(self._socket_file.is_socket)
            self._line.connect(str(self._socket_file))
            self.ask("hold off")
            self.ask("hold release")

    def ask(self, command: str) -> None:
        self._line.sendall(f"{command}\n".encode())

    def heard(self) -> str:
        """All that it has told so far."""
        while select.select([self._line], [], [], 0)[0] and (more := self._line.recv(65536)):
            self._heard += more.decode()
        return self._heard

    def connected(self) -> bool:
        """Whether the tunnel comes up: in the time that it takes on a busy machine, or until it is refused for good."""
        until(lambda: self._is_up() or "AUTH_FAILED" in self.log, 40)
        if self._is_up():
            self._routes()
        return self._is_up()

    def refused(self) -> bool:
        """Whether the gateway lets it go by: it says so, or does not go on with the handshake."""
        until(lambda: any(said in self.log for said in (UP, "AUTH_FAILED", "TLS handshake failed")), 40)
        return not self._is_up()

    def _is_up(self) -> bool:
        return UP in self.log

    def _routes(self) -> None:
        own = ("dev", self.interface)
        run("ip", "route", "add", "10.0.0.0/8", *own, "metric", str(self.number + 1), namespace=self.namespace)
        for one in ("all", self.interface):
            run("sysctl", "-qw", f"net.ipv4.conf.{one}.rp_filter=0", namespace=self.namespace)

    def end(self) -> None:
        self._line.close()
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@contextmanager
def openvpn_town(folder: Path, who: People) -> Iterator[OpenVpnTown]:
    with around_gateway(folder, who) as around:
        made = OpenVpnTown(around)
        try:
            made.prepare()
            yield made
        finally:
            for home in made.homes:
                home.end()
