"""A help desk: NetBox, the commands of `inv`, and a real gateway that they reach; a person's machine on the internet behind it."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from altyapi.device import hostkeys, shown_key
from altyapi.settings import PACKAGE_ROOT
from altyapi.share import path as shared
from lab.bench.switches import CONTEXT
from lab.netbox import running
from netbox_sync.client import NetBox
from tests.e2e.firewall.namespaces import Place, inside
from tests.e2e.gateway.ground import SECRETS
from tests.e2e.vpn.ground import FIREWALL, person, plant
from tests.e2e.vpn_gateway.ground import Machine
from tests.support import processes
from tests.support.gateway import Gateway
from tests.support.plans import AUTHOR, People
from tests.unit.netbox_sync.netbox_front import Front, front

NAME: Final = "fw-merkez"
HOME, INTRANET, OTHER = "198.51.100.7", "10.64.10.20", "10.64.10.21"
HOSTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "wan": ("198.51.100.1/24", (f"{HOME}/24",)),
    "lan": ("10.64.10.1/24", (f"{INTRANET}/24", f"{OTHER}/24")),
}
OWN: Final = "10.66.0.1"
PROGRAM: Final = "roles/vpn_gateway/files/altyapi-wireguard"
POLICY: Final = """
gateways:
  merkez:
    devices: [fw-merkez]
    endpoint: 198.51.100.1:51820
    public_key: {key}
preapproved:
  profiles: [staff]
"""
PLACES: Final = """
  - {name: sunucu, prefixes: [{roles: [sunucu]}]}
  - {name: internet, rest: true}
gateways:
  - name: merkez
    devices: role:firewall
    interfaces:
      - {name: wan, zones: [internet], uplink: true}
      - {name: lan, zones: [sunucu]}
      - {name: wg0, zones: [vpn]}
objects:
"""


class Desk:
    def __init__(self, folder: Path, who: People, netbox: NetBox, line: Front, token: str) -> None:
        self.folder, self.who, self.netbox, self.line, self.token = folder, who, netbox, line, token
        self.place = Place(HOSTS)
        self.gateway = Gateway(folder / "gateway", NAME, namespace=self.place.gateway)
        self.homes: list[Home] = []
        self.tenant = 0

    def start(self) -> None:
        self.place.build()
        self.gateway.folder.mkdir(parents=True)
        self.gateway.start()
        self.gateway.run("ip addr flush dev lan; ip addr flush dev wan")  # the toolkit gives them
        target = self.gateway.listen()
        self.project.mkdir()
        known = self.project / "known_hosts"
        hostkeys.record(target.model_copy(update={"name": NAME, "known_hosts": known}), shown_key(target))
        ready = self.gateway.run(f"sh {shared(PROGRAM)} key wg0")
        self._files(ready.split()[1])
        self._netbox(target.port)

    def end(self) -> None:
        for home in self.homes:
            home.end()
        self.gateway.end()
        self.place.remove()

    @property
    def project(self) -> Path:
        return self.folder / "project"

    def _files(self, key: str) -> None:
        policy = self.project / "inventory" / "policy"
        (policy / "firewall").mkdir(parents=True)
        (policy / "vpn.yml").write_text(POLICY.replace("{key}", key), "utf-8")
        shutil.copy(PACKAGE_ROOT / "inventory" / "policy" / "change.yml", policy)
        rules = FIREWALL.replace("  - {name: internet, rest: true}\nobjects:\n", PLACES.lstrip("\n"), 1)
        (policy / "firewall" / "10-policy.yml").write_text(rules, "utf-8")

    def _netbox(self, port: int) -> None:
        make, finance = self.netbox.create, plant(self.netbox)[0]
        self.tenant = finance["id"]
        site = make("dcim/sites", {"name": "Merkez", "slug": "merkez", "status": "active"})
        role = make("dcim/device-roles", {"name": "Güvenlik duvarı", "slug": "firewall"})
        maker = make("dcim/manufacturers", {"name": "Örnek", "slug": "ornek"})
        kind = make("dcim/device-types", {"manufacturer": maker["id"], "model": "Geçit", "slug": "gecit"})
        platform = make("dcim/platforms", {"name": "Linux", "slug": "linux-gateway"})
        connection = {"host": "127.0.0.1", "port": port}
        device = make("dcim/devices", {
            "name": NAME, "site": site["id"], "role": role["id"], "device_type": kind["id"], "platform": platform["id"],
            "status": "active", "serial": self._serial(),
            "local_context_data": CONTEXT | {"connection": connection, "firewall": {}},
        })  # fmt: skip
        servers = make("ipam/roles", {"name": "sunucu", "slug": "sunucu"})
        make("ipam/prefixes", {"prefix": "10.64.10.0/24", "role": servers["id"], "status": "active"})
        make("ipam/prefixes", {"prefix": "198.51.100.0/24", "status": "active"})
        for name, own in (("wan", HOSTS["wan"][0]), ("lan", HOSTS["lan"][0]), ("wg0", f"{OWN}/24")):
            kind_ = "virtual" if name == "wg0" else "1000base-t"
            port_ = make("dcim/interfaces", {"device": device["id"], "name": name, "type": kind_, "enabled": True})
            at = {"assigned_object_type": "dcim.interface", "assigned_object_id": port_["id"]}
            address = make("ipam/ip-addresses", {"address": own, "status": "active", **at})
            if name == "lan":
                self.netbox.update("dcim/devices", device["id"], {"primary_ip4": address["id"]})

    def _serial(self) -> str:
        told = self.gateway.run("cat /sys/class/dmi/id/product_serial 2>/dev/null", check=False).strip()
        odd = {"", "none", "not specified", "to be filled by o.e.m.", "default string", "0"}
        return self.gateway.run("cat /etc/machine-id").strip() if told.lower() in odd else told

    # -- the commands, each a process

    def environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("NETBOX_", "ALTYAPI_"))}
        return {
            **clean,
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "ALTYAPI_LANG": "en",
            "ALTYAPI_ROOT": str(self.project),
            "ALTYAPI_NO_LAB": "1",
            "ALTYAPI_KNOWN_HOSTS": str(self.project / "known_hosts"),
            "ALTYAPI_ALLOWED_SIGNERS": str(self.who.allowed_signers),
            "ALTYAPI_SIGNING_KEY": str(self.who.keys[AUTHOR]),
            "ALTYAPI_AUTHOR": AUTHOR,
            "ALTYAPI_CONNECT_TIMEOUT_S": "20",
            **SECRETS,
            "NETBOX_URL": self.line.url,
            "NETBOX_TOKEN": self.token,
            "PYTHONPATH": str(PACKAGE_ROOT),
        }

    def inv(self, *words: str, code: int = 0, **more: str) -> str:
        """`more`: of the environment."""
        done = processes.inv(*words, environment=self.environment() | more, folder=self.project)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def person(self, name: str) -> None:
        person(self.netbox, name, self.tenant)

    def add(self, name: str, public: str) -> Path:
        """Give access by the key; the file of the user's config."""
        words = ("--profile", "staff", "--until", "31.12.2026", "--evrak", "2026/1234", "--reason", "Uzaktan çalışma")
        out = self.project / name
        self.inv("vpn.add", name, *words, "--public-key", public, "--out", str(out), "--apply")
        return next(out.glob("*.conf"))

    def plan(self, name: str, code: int = 2) -> Path:
        file = self.project / f"{name}.json"
        self.inv("netbox.pull")
        self.inv(
            "config.plan", "--limit", NAME, "--reason", "VPN", "--evrak", "2026/1234", "--out", str(file), code=code
        )
        return file

    def peers(self) -> set[str]:
        return set(self.gateway.run("wg show wg0 peers").split())

    def home(self, config: str, private: str) -> Home:
        made = Home(self.place.namespace(HOME), config, private)
        self.homes.append(made)
        made.start()
        return made


class Home(Machine):
    """A machine that takes the config as it was handed over, its own key put in."""

    def __init__(self, namespace: str, config: str, private: str) -> None:
        super().__init__(namespace)
        self.config, self.private = config, private

    @property
    def address(self) -> str:
        found = re.search(r"(?m)^Address = ([\d.]+)", self.config)
        assert found
        return found[1]

    def start(self) -> None:
        text = re.sub(r"(?m)^PrivateKey =.*$", f"PrivateKey = {self.private}", self.config)
        text = "".join(row for row in text.splitlines(True) if not re.match(r"(Address|DNS|MTU)\b", row))
        self.bring_up(text, self.address, re.findall(r"(?m)^AllowedIPs = (.*)$", self.config)[0].split(", "))

    def connect(self, address: str, port: int, wait_s: float = 20) -> socket.socket:
        client = inside(self.namespace, socket.socket)
        client.settimeout(wait_s)
        client.bind((self.address, 0))
        client.connect((address, port))
        return client

    def reaches(self, address: str, port: int, wait_s: float) -> bool:
        try:
            self.connect(address, port, wait_s).close()
        except OSError:
            return False
        return True


def listening(desk: Desk, address: str, port: int) -> socket.socket:
    return inside(desk.place.namespace(address), lambda: socket.create_server((address, port)))


def echoed(client: socket.socket, served: socket.socket, wait_s: float) -> bool:
    """Whether what is sent arrives and comes back in that time."""
    client.sendall(b"evet")
    if not select.select([served], [], [], wait_s)[0]:
        return False
    served.sendall(served.recv(100))
    return bool(select.select([client], [], [], wait_s)[0]) and client.recv(100) == b"evet"


def preapproved(file: Path) -> str:
    return str(json.loads(file.read_text("utf-8")).get("preapproved", ""))


@contextmanager
def help_desk(folder: Path, who: People) -> Iterator[Desk]:
    with running() as stand_in, NetBox(stand_in.url, stand_in.token) as netbox, front(stand_in.url) as line:
        made = Desk(folder, who, netbox, line, stand_in.token)
        try:
            made.start()
            yield made
        finally:
            made.end()
