"""The steps that bring a lab up, in order; each leaves in the folder what the next one needs."""

from __future__ import annotations

import errno
import json
import secrets as random_secrets
import socket
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import yaml

from altyapi.secrets import SecretLedger, SecretStore
from lab import backups, fleet, provisioning, routers, spares
from lab.cameras.stations import stations
from lab.faults import ask
from lab.folder import Folder
from lab.keys import ensure_identity, ensure_key, write_allowed_signers, write_known_hosts
from lab.netbox import load
from lab.orneksehir import LabDevice, Municipality, Profile, generate, registers
from lab.orneksehir.contexts import CREDENTIALS, SECRETS
from lab.orneksehir.drift import MISSING_USER, Drifted, drifted_devices, kinds_of, plant, without_users
from lab.orneksehir.loader import numbered
from lab.status import DeviceStatus, LabRecord
from netbox_sync import snapshot
from netbox_sync.client import NetBox
from netbox_sync.errors import ToolkitError
from netbox_sync.files import write_atomically
from netbox_sync.model import Snapshot

STEPS = ("generate", "netbox", "snapshot", "render", "devices", "ready")
Progress = Callable[[str], None]

AUTHOR, APPROVER = "planlayan@orneksehir.example", "onaylayan@orneksehir.example"
DRIFT_SEED = 1  # with it, the dozen switches of `tiny` show every kind of drift
WITHOUT_USERS = 2  # switches that were never given the SNMPv3 users
DRIFTED_IN_FULL = 3  # as the municipality's description has it
DEADLINE_S = 60.0


class NoLoopback(ToolkitError):
    code = "LAB-014"
    en = "This machine has no address {address}: {problem}."
    tr = "Bu makinede şu adres yok: {address}: {problem}."
    en_remedy = "The lab needs all of 127.0.0.0/8 on the loopback interface, as Linux has it; run it there."
    tr_remedy = (
        "Deneme ortamı, loopback arayüzünde 127.0.0.0/8 aralığının tümünü ister (Linux böyledir); orada çalıştırın."
    )


class Start:
    """One start of the lab."""

    def __init__(self, folder: Folder, profile: Profile, progress: Progress) -> None:
        self.folder = folder
        self.profile: Profile = profile
        self.progress = progress
        self.token = random_secrets.token_hex(20)
        self.netbox_url = ""
        self.routers: list[LabDevice] = []
        self.spares: list[LabDevice] = []

    def run(self) -> None:
        """Everything. Raises NoLoopback, ProcessDied, ProcessNotReady and what the engine raises."""
        self.progress("generate")
        town = self._generate()
        self.routers = routers.add(town)
        self.spares = spares.add(town, [*town.fleet(), *self.routers])
        self._write_secrets()
        registers.write(self.folder.registers)
        self._start_netbox(town)
        taken = self._take_snapshot()
        rendered, drifted = self._running_configs(town, taken)
        self._start_devices(town, drifted, taken)
        self._remember_secrets(town, rendered, drifted)
        self._write_record(town, taken, drifted)
        self._write_env(self._make_people())
        self.progress("ready")

    def _generate(self) -> Municipality:
        """With the usual port, or another one where that is taken on a device's address."""
        town = generate(self.profile)
        emulated = [*town.fleet(), *routers.add(town)]
        listened = [*(device.loopback for device in emulated), *spares.addresses(emulated)]
        port = common_port(listened, town.fleet()[0].port)
        return town if port == town.fleet()[0].port else generate(self.profile, ssh_port=port)

    def _write_secrets(self) -> None:
        identity = ensure_identity(self.folder.keys / "backup.age")
        content = {**SECRETS, "credentials": CREDENTIALS, "backup": {"age-identity": identity, **backups.PASSWORDS}}
        write_atomically(self.folder.secrets, yaml.safe_dump(content).encode(), mode=0o600)

    def _start_netbox(self, town: Municipality) -> None:
        self.progress("netbox")
        load(self.folder.database, numbered(town))
        options = ["--db", str(self.folder.database), "--token", self.token]
        self.netbox_url = self._start_service("netbox", "lab.netbox", *options).strip()

    def _take_snapshot(self) -> Snapshot:
        self.progress("snapshot")
        with NetBox(self.netbox_url, self.token) as source:
            taken = snapshot.pull(source)
        snapshot.save(taken, self.folder.snapshot)
        return taken

    def _running_configs(self, town: Municipality, taken: Snapshot) -> tuple[dict[str, str], dict[str, Drifted]]:
        """Each device's intended config, and what it runs: that with the lab's secrets and some drift."""
        self.progress("render")
        store = self._store()
        fleet_ = {device.name: device.platform for device in town.fleet()}
        rendered = provisioning.intended(taken, town.fleet(), self.folder.registers)
        some = drifted_devices(list(fleet_), DRIFTED_IN_FULL)

        def kinds(name: str) -> list[str] | None:
            if self.profile == "platforms":
                return kinds_of(fleet_[name])
            return None if self.profile != "full" or name in some else []

        found = {
            name: plant(provisioning.with_secrets(rendered[name], store), name, DRIFT_SEED, kinds(name), platform)
            for name, platform in fleet_.items()
        }
        for name in drifted_devices(_with_hidden_users(fleet_, found), WITHOUT_USERS, DRIFT_SEED):
            found[name] = without_users(found[name])
        return rendered, found

    def _remember_secrets(self, town: Municipality, rendered: dict[str, str], drifted: dict[str, Drifted]) -> None:
        """What the toolkit is to know of secrets that devices do not show, as whoever set them up would have recorded it; what
        it knows of an earlier lab's devices of the same names is not true of these."""
        store, ledger = self._store(), SecretLedger(self.folder.ledger)
        unseen: dict[str, tuple[str, ...]] = {device.name: () for device in town.fleet()}
        ledger.begin_anew(unseen, store)
        for device in town.fleet():
            if MISSING_USER not in drifted[device.name].kinds:
                runs = self._runs(device.name)
                unseen[device.name] = provisioning.unseen(rendered[device.name], runs, device, store, ledger)
        ledger.begin_anew(unseen, store)

    def _runs(self, device: str) -> str:
        return str(ask(self.folder.root.parent, {"do": "running", "device": device})["text"])

    def _store(self) -> SecretStore:
        return SecretStore(file=self.folder.secrets, environment={})

    def _start_devices(self, town: Municipality, drifted: dict[str, Drifted], taken: Snapshot) -> None:
        self.progress("devices")
        running = {name: one.text for name, one in drifted.items()}
        running |= {router.name: routers.running(town, router) for router in self.routers}
        of_model: dict[tuple[str, str], list[str]] = {}
        for device in (*town.fleet(), *self.routers):
            of_model.setdefault((device.platform, device.model), []).append(running[device.name])
        bare = {one.name: spares.bare(one, of_model[one.platform, one.model]) for one in self.spares}
        beside = [*self.routers, *self.spares]
        specs = fleet.specs(town, running | bare, self.folder.keys, beside, stations(taken))
        fleet.write(self.folder.fleet, specs)
        options = ["--control", str(self.folder.control_socket)]
        ready = self._start_service("devices", "lab.devices", str(self.folder.fleet), *options)
        shown = [(one["host"], one["port"], key) for one in json.loads(ready) for key in one["keys"]]
        write_known_hosts(self.folder.known_hosts, shown)

    def _start_service(self, name: str, module: str, *arguments: str) -> str:
        """Start one and wait for its ready file; gives what that says."""
        ready = self.folder.ready_file(name)
        service = self.folder.service(name)
        service.start([sys.executable, "-m", module, *arguments, "--ready-file", str(ready)])
        service.wait(ready.exists, DEADLINE_S)
        return ready.read_text("utf-8")

    def _make_people(self) -> dict[str, Path]:
        """The two people of the demo; gives the settings that name their keys."""
        author, approver = self.folder.keys / "planlayan", self.folder.keys / "onaylayan"
        people = [(AUTHOR, ensure_key(author, AUTHOR)), (APPROVER, ensure_key(approver, APPROVER))]
        write_allowed_signers(self.folder.signers, people)
        return {"ALTYAPI_SIGNING_KEY": author, "ALTYAPI_APPROVER_KEY": approver}

    def _write_record(self, town: Municipality, taken: Snapshot, drifted: dict[str, Drifted]) -> None:
        record = LabRecord(
            profile=self.profile,
            started=datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
            netbox_url=self.netbox_url,
            netbox_version=taken.source.version,
            control_socket=self.folder.control_socket,
            devices=len(taken.tables.devices),
            interfaces=len(taken.tables.interfaces),
            username=CREDENTIALS["network"]["username"],
            emulated=tuple(
                DeviceStatus(
                    name=device.name,
                    platform=device.platform,
                    site=device.site,
                    role=device.role,
                    host=device.loopback,
                    port=device.port,
                    drift=drifted[device.name].kinds,
                )
                for device in town.fleet()
            ),
        )
        write_atomically(self.folder.record, record.model_dump_json(indent=1).encode())

    def _write_env(self, keys: dict[str, Path]) -> None:
        """Last: a command that finds this file finds a whole lab."""
        values = {
            "NETBOX_URL": self.netbox_url,
            "NETBOX_TOKEN": self.token,
            "ALTYAPI_KNOWN_HOSTS": self.folder.known_hosts,
            "ALTYAPI_ALLOWED_SIGNERS": self.folder.signers,
            "ALTYAPI_SECRETS_FILE": self.folder.secrets,
            "ALTYAPI_REGISTERS_DIR": self.folder.registers,
            "ALTYAPI_SNAPSHOT_FILE": self.folder.snapshot,
            **keys,
        }
        lines = [f"{name}={value}" for name, value in values.items()]
        write_atomically(self.folder.env, ("\n".join(lines) + "\n").encode(), mode=0o600)


def _with_hidden_users(fleet_: dict[str, str], drifted: dict[str, Drifted]) -> list[str]:
    """The drifted devices whose platform shows nothing of its SNMPv3 users."""
    return [name for name, platform in fleet_.items() if platform == "cisco_ios" and drifted[name].kinds]


def common_port(hosts: Iterable[str], wanted: int) -> int:
    """A port that is free on every one of these addresses: the wanted one if it can be had."""
    hosts = list(hosts)
    port = wanted
    while not all(_is_free(host, port) for host in hosts):
        port = random_secrets.choice(range(20000, 32000))  # below the ports that systems give to clients
    return port


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise NoLoopback(address=host, problem=error.strerror) from error
        return True
