"""Gives a running lab its cameras: emulated ones on this machine, and what a complete inventory holds of them in its NetBox.

What the municipality's data plant stays: cameras without a serial number, one whose port is in another VLAN, those that the maker's
password opens, a recorder that keeps too long. Everything else agrees with what the cameras say, so that nothing else is found.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv4Network, ip_network
from itertools import cycle
from pathlib import Path
from typing import Any, Final

import yaml

from altyapi.camera.model import DEFAULT_PASSWORD_FIELD, Camera, cameras
from altyapi.camera.policy import FILE
from altyapi.camera.tries import Event, Tries
from altyapi.settings import Settings
from lab.cameras.practice import FIRMWARE, USER, Unit
from lab.folder import CAMERAS, Folder
from lab.orneksehir.addressing import loopback_twin
from netbox_sync import snapshot
from netbox_sync.client import NetBox
from netbox_sync.files import write_atomically
from netbox_sync.model import Frozen, Snapshot

START_S: Final = 60.0
RETENTION_DAYS: Final = 30
PASSWORD: Final = "Kamera-{:04}-Deneme"
POLICY: Final[Mapping[str, Mapping[str, Any]]] = {
    "probing": {"allowed": ["127.0.0.0/8"], "per_second": 500, "addresses_max": 65536, "wait_s": 1},
    "passwords": {"spacing_s": 0, "at_once": 64, "require_tls": False},
}
"""Over camera.yml: the lab's cameras are on this machine's loopback addresses, and nobody listens on the way."""


class Placed(Frozen):
    """What was started. `networks`: where camera.discover is to look."""

    cameras: int
    recorders: int
    networks: tuple[str, ...]


def units(taken: Snapshot) -> tuple[list[Unit], list[Camera]]:
    """Those in service that have an address, as they are in reality, and as NetBox has them."""
    devices = taken.device_by_name
    known = [one for one in cameras(taken) if one.in_service and one.address]
    sources: dict[str, list[tuple[int, str]]] = {}
    turns = {
        site: cycle([one.name for one in known if one.kind == "recorder" and one.site == site])
        for site in {one.site for one in known if one.kind == "recorder"}
    }
    made: list[Unit] = []
    for one in known:
        if one.kind == "camera" and one.site in turns:
            listed = sources.setdefault(next(turns[one.site]), [])
            listed.append((len(listed) + 1, one.address or ""))
    for number, one in enumerate(known, start=1):
        made.append(
            Unit(
                name=one.name,
                recorder=one.kind == "recorder",
                host=str(loopback_twin(IPv4Address(one.address or ""))),
                manufacturer=one.manufacturer,
                model=one.model,
                serial=one.serial or f"KMR{number:06}",
                mac=one.mac or f"02:4B:41:4D:{number // 256:02X}:{number % 256:02X}",
                password=PASSWORD.format(number),
                default_password=bool(devices[one.name].custom_fields.get(DEFAULT_PASSWORD_FIELD)),
                keeps_too_long=(one.retention_days or 0) > RETENTION_DAYS,
                sources=tuple(sources.get(one.name, ())),
            )
        )
    return made, known


def place(folder: Folder, policy_dir: Path, url: str, token: str, progress: Callable[[str], None]) -> Placed:
    """Start them, and enter what NetBox is to hold of them. Raises ProcessDied, ProcessNotReady and what NetBox answers."""
    with NetBox(url, token) as netbox:
        progress("cameras")
        taken = snapshot.pull(netbox)
        made, known = units(taken)
        ports = _start(folder, made)
        progress("netbox")
        enter(netbox, made, known, ports)
        progress("snapshot")
        snapshot.save(snapshot.pull(netbox), folder.snapshot)
    _remember(folder, made)
    _allow(folder, policy_dir)
    return Placed(
        cameras=sum(not one.recorder for one in made),
        recorders=sum(one.recorder for one in made),
        networks=networks(taken, known),
    )


def networks(taken: Snapshot, known: list[Camera]) -> tuple[str, ...]:
    """Where the prefixes of the cameras' addresses lie on this machine."""
    prefixes = sorted((ip_network(one.prefix) for one in taken.tables.prefixes), key=lambda one: -one.prefixlen)
    found: set[IPv4Network] = set()
    for one in known:
        address = IPv4Address(one.address or "")
        prefix = next(prefix for prefix in prefixes if address in prefix)
        found.add(IPv4Network((loopback_twin(IPv4Address(prefix.network_address)), prefix.prefixlen)))
    return tuple(map(str, sorted(found)))


def _start(folder: Folder, made: list[Unit]) -> dict[str, dict[str, int]]:
    file, ready, service = folder.root / "cameras.json", folder.ready_file(CAMERAS), folder.service(CAMERAS)
    service.stop()
    ready.unlink(missing_ok=True)
    content = json.dumps([one.model_dump(mode="json") for one in made])
    write_atomically(file, content.encode(), mode=0o600)
    service.start([sys.executable, "-m", "lab.cameras.practice", str(file), "--ready-file", str(ready)])
    service.wait(ready.exists, START_S)
    ports: dict[str, dict[str, int]] = json.loads(ready.read_text("utf-8"))
    return ports


def enter(netbox: NetBox, made: list[Unit], known: list[Camera], ports: dict[str, dict[str, int]]) -> None:
    """Address on this machine, ports, MAC address, firmware, recorder and channel. What is there is left as it is."""
    of = {one.name: one for one in known}
    recorders = {one.name: of[one.name].id for one in made if one.recorder}
    channel = {address: (recorders[one.name], number) for one in made for number, address in one.sources}
    version = Settings.model_fields["os_version_field"].default
    rows: list[dict[str, Any]] = []
    for one in made:
        fields: dict[str, Any] = {version: FIRMWARE}
        if (kept := channel.get(of[one.name].address or "")) is not None:
            fields |= {"kayit_cihazi": kept[0], "kayit_kanali": kept[1]}
        context = {"connection": {"host": one.host, "port": ports[one.name]["onvif"]}}
        rows.append({"id": of[one.name].id, "custom_fields": fields, "local_context_data": context})
    netbox.update_many("dcim/devices", rows)
    _enter_ports(netbox, of, ports)
    _enter_macs(netbox, made, of)


def _enter_ports(netbox: NetBox, of: dict[str, Camera], ports: dict[str, dict[str, int]]) -> None:
    held = {(row["parent"]["name"], row["name"]): row["id"] for row in _all(netbox, "ipam/services")}
    new, old = [], []
    for device, told in ports.items():
        for name, number in told.items():
            row = {"name": name, "ports": [number], "protocol": "tcp"}
            if (device, name) in held:
                old.append({"id": held[device, name], **row})
            else:
                new.append({"parent_object_type": "dcim.device", "parent_object_id": of[device].id, **row})
    netbox.create_many("ipam/services", new)
    netbox.update_many("ipam/services", old)


def _enter_macs(netbox: NetBox, made: list[Unit], of: dict[str, Camera]) -> None:
    without = [one for one in made if not of[one.name].mac]
    interface = {
        (row["device"]["name"], row["name"]): row["id"]
        for row in _all(netbox, "dcim/interfaces")
        if row["device"]["name"] in of
    }
    first: dict[str, int] = {}
    for (device, name), number in interface.items():
        if not of[device].interface or of[device].interface == name:
            first.setdefault(device, number)
    rows = [
        {"mac_address": one.mac, "assigned_object_type": "dcim.interface", "assigned_object_id": first[one.name]}
        for one in without
    ]
    held = netbox.create_many("dcim/mac-addresses", rows)
    netbox.update_many(
        "dcim/interfaces",
        [{"id": first[one.name], "primary_mac_address": row["id"]} for one, row in zip(without, held, strict=True)],
    )


def _all(netbox: NetBox, path: str) -> Iterator[dict[str, Any]]:
    offset = 0
    while True:
        count, rows = netbox.page(path, {"limit": 1000, "offset": offset})
        yield from rows
        offset += len(rows)
        if not rows or offset >= count:
            return


def _remember(folder: Folder, made: list[Unit]) -> None:
    """Each camera's own login, in the lab's secrets, and in the log of passwords that it was given it now, as whoever installed the
    camera would have it there."""
    content = yaml.safe_load(folder.secrets.read_text("utf-8"))
    content["credentials"] |= {one.name: {"username": USER, "password": one.password} for one in made}
    write_atomically(folder.secrets, yaml.safe_dump(content).encode(), mode=0o600)
    log, moment = Tries(folder.root.parent), datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    for one in made:
        log.note(Event(time=moment, camera=one.name, what="changed", detail=USER))


def _allow(folder: Folder, policy_dir: Path) -> None:
    """The user's own policies seen through links, as lab.backups has them; of camera.yml a copy in which the loopback is searched."""
    folder.policy.mkdir(parents=True, exist_ok=True)
    for file in policy_dir.resolve().iterdir():
        if file.name != FILE and not (folder.policy / file.name).exists():
            (folder.policy / file.name).symlink_to(file)
    source = policy_dir / FILE
    held = yaml.safe_load(source.read_text("utf-8")) if source.is_file() else None
    plan = {**(held or {})}
    for section, values in POLICY.items():
        plan[section] = {**(plan.get(section) or {}), **values}
    text = yaml.safe_dump(plan, allow_unicode=True, sort_keys=False)
    target = folder.policy / FILE
    target.unlink(missing_ok=True)  # a link of lab.backups
    write_atomically(target, f"# Made by lab.cameras from {source}\n{text}".encode())
