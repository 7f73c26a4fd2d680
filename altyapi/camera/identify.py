"""What a search found, beside NetBox: unknown, moved and replaced cameras, and what may be filled in. No I/O but `ask`, which logs in
to cameras that NetBox knows at that address, and to nobody else.

What can be written (serial number, firmware, MAC address) is a proposal of facts (altyapi.facts), reviewed and applied as any other. An
unknown camera becomes a row of the import's sheet. A move is shown with what would have to change in NetBox.
"""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from ipaddress import IPv4Network, ip_address, ip_network
from pathlib import Path
from typing import Final, Literal, NamedTuple

from altyapi.camera.http import http_session
from altyapi.camera.model import Camera
from altyapi.camera.policy import CameraPolicy
from altyapi.camera.probe import Answered
from altyapi.camera.soap import SoapClient
from altyapi.device import Facts, Inventory
from altyapi.device.contract import Target
from altyapi.errors import Language, ToolkitError
from altyapi.secrets import Credential
from netbox_sync.importer.layout import layouts
from netbox_sync.model import Frozen, Snapshot

Kind = Literal["unknown", "moved", "replaced", "other-vlan"]
AT_ONCE: Final = 64


class Finding(Frozen):
    """Something that a person should look at. `camera` is NetBox's name; empty for an unknown one."""

    kind: Kind
    address: str
    camera: str = ""
    netbox: str = ""  # what NetBox holds: an address, a serial number, a VLAN, a switch and its port
    seen: str = ""  # what was found
    by: str = ""  # what tells: serial, mac, model, prefix, port (of a switch that has learnt the MAC address)
    model: str = ""
    name: str = ""
    mac: str = ""
    site: str = ""  # slug, of the prefix
    switch: str = ""  # where it was found, by NetBox's names
    port: str = ""


class Asked(NamedTuple):
    """What cameras said of themselves, by NetBox's name; and those that said nothing, with why."""

    told: dict[str, Inventory]
    silent: dict[str, ToolkitError]


def known_at(cameras: Iterable[Camera]) -> dict[str, Camera]:
    """By every address at which NetBox has them."""
    found: dict[str, Camera] = {}
    for one in cameras:
        for address in (one.host, one.address):
            if address:
                found[address] = one
    return found


def ask(
    pairs: Sequence[tuple[Camera, Answered]],
    policy: CameraPolicy,
    known_hosts: Path,
    login: Callable[[Camera], Credential | None],
) -> Asked:
    """Who each says that it is, with its own login, tried once."""
    return asyncio.run(_ask(pairs, policy, known_hosts, login))


async def _ask(
    pairs: Sequence[tuple[Camera, Answered]],
    policy: CameraPolicy,
    known_hosts: Path,
    login: Callable[[Camera], Credential | None],
) -> Asked:
    found = Asked({}, {})
    bound = asyncio.Semaphore(AT_ONCE)
    async with http_session(AT_ONCE) as http, asyncio.TaskGroup() as group:

        async def one(camera: Camera, answered: Answered) -> None:
            entry = login(camera)
            target = Target(
                name=camera.name, host=answered.address, port=answered.port, platform="onvif",
                username=entry.username if entry else "", password=entry.password if entry else None,
                known_hosts=known_hosts, connect_timeout_s=policy.check.timeout_s, command_timeout_s=policy.check.timeout_s,
            )  # fmt: skip
            async with bound:
                try:
                    found.told[camera.name] = await _inventory(SoapClient(http, target), camera)
                except ToolkitError as error:
                    found.silent[camera.name] = error

        for camera, answered in pairs:
            group.create_task(one(camera, answered))
    return found


async def _inventory(client: SoapClient, camera: Camera) -> Inventory:
    told = await client.call("tds:GetDeviceInformation")
    facts = Facts(
        hostname="",
        model=told.text("tds:Model", "")[:100],
        version=told.text("tds:FirmwareVersion", "")[:100],
        serial=told.text("tds:SerialNumber", "")[:50],
    )
    macs: dict[str, str] = {}
    answer = await client.call("tds:GetNetworkInterfaces")
    for interface in answer.all("tds:NetworkInterfaces"):
        address = interface.text("tt:Info/tt:HwAddress", "").upper().replace("-", ":")
        if camera.interface and len(address) == 17 and not macs:
            macs[camera.interface] = address
    return Inventory(facts=facts, macs=macs)


def findings(
    answered: Sequence[Answered], cameras: Sequence[Camera], told: Mapping[str, Inventory], snapshot: Snapshot
) -> tuple[Finding, ...]:
    """By address."""
    at = known_at(cameras)
    by_mac = {one.mac.upper(): one for one in cameras if one.mac}
    by_serial = {_plain(one.serial): one for one in cameras if one.serial}
    networks = _networks(snapshot)
    found: list[Finding] = []
    for one in answered:
        camera = at.get(one.address)
        site, vlan = _place(one.address, networks)
        if camera is None:
            moved = by_mac.get(one.mac) if one.mac else None
            base = Finding(kind="unknown", address=one.address, model=one.model, name=one.name, mac=one.mac, site=site)
            if moved is not None:
                more = {
                    "kind": "moved",
                    "camera": moved.name,
                    "netbox": moved.address or "",
                    "seen": one.address,
                    "by": "mac",
                }
                base = base.model_copy(update=more)
            found.append(base)
            continue
        found += _replaced(camera, one, told.get(camera.name), by_serial)
        if camera.address is not None and camera.address != one.address:
            vlan = _place(camera.address, networks)[
                1
            ]  # reached elsewhere (config context): that address is of no VLAN of NetBox's
        if vlan is not None and camera.vlan is not None and vlan != camera.vlan:
            found.append(
                Finding(
                    kind="other-vlan", address=one.address, camera=camera.name, netbox=str(camera.vlan), seen=str(vlan),
                    by="prefix", site=site,
                )
            )  # fmt: skip
    return tuple(found)


def _replaced(
    camera: Camera, one: Answered, told: Inventory | None, by_serial: Mapping[str, Camera]
) -> Iterable[Finding]:
    """Another device at a known address. Where it is one that NetBox has elsewhere, it has moved."""
    serial = told.facts.serial if told else ""
    mac = next(iter(told.macs.values()), one.mac) if told else one.mac
    if serial:
        if camera.serial and _plain(serial) != _plain(camera.serial):
            other = by_serial.get(_plain(serial))
            if other is not None:
                yield Finding(
                    kind="moved",
                    address=one.address,
                    camera=other.name,
                    netbox=other.address or "",
                    seen=one.address,
                    by="serial",
                )
            yield Finding(
                kind="replaced", address=one.address, camera=camera.name, netbox=camera.serial, seen=serial, by="serial",
                model=one.model, mac=mac,
            )  # fmt: skip
    elif mac and camera.mac and mac != camera.mac.upper():
        yield Finding(
            kind="replaced", address=one.address, camera=camera.name, netbox=camera.mac, seen=mac, by="mac", mac=mac
        )


class _Network(NamedTuple):
    prefix: IPv4Network
    site: str
    vlan: int | None


def _networks(snapshot: Snapshot) -> list[_Network]:
    """NetBox's prefixes, the narrowest first; containers hold no addresses of their own."""
    found: list[_Network] = []
    for one in snapshot.tables.prefixes:
        network = ip_network(one.prefix, strict=False)
        if isinstance(network, IPv4Network) and one.status != "container" and one.vrf is None:
            vlan = snapshot.vlan_by_id.get(one.vlan) if one.vlan is not None else None
            found.append(_Network(network, one.site or "", vlan.vid if vlan else None))
    return sorted(found, key=lambda each: -each.prefix.prefixlen)


def _place(address: str, networks: Sequence[_Network]) -> tuple[str, int | None]:
    parsed = ip_address(address)
    return next(((one.site, one.vlan) for one in networks if parsed in one.prefix), ("", None))


def _plain(serial: str) -> str:
    return serial.strip().upper()


def enterable(one: Finding) -> bool:
    """Whether a row of the import's sheet says it: an unknown camera, and a known one that was found behind another port or at an
    address that NetBox has for none."""
    return one.kind == "unknown" or (one.kind == "moved" and one.by in ("port", "mac"))


def sheet(findings: Sequence[Finding], cameras: Sequence[Camera], language: Language) -> bytes:
    """Those that are enterable, as rows of the import's sheet of cameras. Of an unknown one, name, model and switch port are for a
    person to fill in; of one that moved, the row holds where it is now and nothing else that could change."""
    layout = layouts()["cameras"]
    fields = (
        "name",
        "site",
        "device_type",
        "interface",
        "mac_address",
        "primary_ip4",
        "switch",
        "switch_port",
        "comments",
    )
    known = {one.name: one for one in cameras}
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    columns = {column.field: column for column in layout.columns}
    present = [name for name in fields if name in columns]
    writer.writerow([columns[name].title(language) for name in present])
    for one in filter(enterable, findings):
        values = _moved(one, known[one.camera]) if one.camera else _unknown(one)
        writer.writerow([_cell(values.get(name, "")) for name in present])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _unknown(one: Finding) -> dict[str, str]:
    return {
        "site": one.site, "device_type": one.model, "mac_address": one.mac, "primary_ip4": one.address,
        "comments": f"camera.discover: {one.name}".rstrip(": "),
    }  # fmt: skip


def _moved(one: Finding, camera: Camera) -> dict[str, str]:
    is_ = {"name": camera.name, "site": camera.site, "device_type": camera.model, "interface": camera.interface}
    if one.by == "port":
        return {**is_, "switch": one.switch, "switch_port": one.port}
    return {**is_, "site": one.site or camera.site, "primary_ip4": one.seen}


def _cell(value: str) -> str:
    """A device chose this text: no spreadsheet program takes it for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t") else value
