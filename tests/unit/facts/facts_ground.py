"""A small site as NetBox holds it: two access switches on a core, a stack of two, and what their devices say."""

from __future__ import annotations

from typing import Any

from altyapi.device import Facts, Inventory, Member, Neighbour
from altyapi.facts.compare import compare
from altyapi.facts.proposal import DeviceFacts, Proposal
from netbox_sync.model import Device, DeviceType, Endpoint, Interface, Snapshot, Source, Tables

VERSION = "isletim_sistemi_surumu"
GI = "GigabitEthernet1/0/"
MAC = "00:11:22:AA:BB:0"


def device(number: int, name: str, **fields: Any) -> Device:
    values = {
        "id": number, "name": name, "status": "active", "site": "mrk-hb01", "role": "access-switch",
        "device_type": "c9200l-24p-4x", "manufacturer": "cisco", "platform": "cisco-ios", "serial": f"FOC{number}",
        "primary_ip4": f"10.68.16.{number}/24", "custom_fields": {VERSION: "17.9.5"},
    }  # fmt: skip
    return Device.model_validate(values | fields)


def port(number: int, of: str, name: str, **fields: Any) -> Interface:
    values = {"id": number, "device": of, "name": name, "type": "1000base-t", "enabled": True}
    return Interface.model_validate(values | fields)


def ends(one: tuple[str, str], other: tuple[str, str]) -> dict[tuple[str, str], Endpoint]:
    return {one: Endpoint(device=other[0], interface=other[1]), other: Endpoint(device=one[0], interface=one[1])}


CABLES = ends(("sw1", f"{GI}24"), ("core", f"{GI}1")) | ends(("sw2", f"{GI}24"), ("core", f"{GI}2"))
TYPES = (
    DeviceType(
        id=1, model="Catalyst 9200L-24P-4X", slug="c9200l-24p-4x", manufacturer="cisco", part_number="C9200L-24P-4X"
    ),
    DeviceType(id=2, model="C9300-48P", slug="c9300-48p", manufacturer="cisco"),
)


def snapshot(*devices: Device, **fields: dict[str, Any]) -> Snapshot:
    """The site; `fields` by device name change its rows, `devices` come on top."""
    rows = [device(1, "sw1"), device(2, "sw2"), device(9, "core")]
    rows = [row.model_copy(update=fields.get(row.name, {})) for row in rows] + list(devices)
    interfaces: list[Interface] = []
    for row in rows:
        member = row.vc_position or 1
        for number in (1, 2, 24):
            name = f"GigabitEthernet{member}/0/{number}"
            far = CABLES.get((row.name, name))
            address = f"{MAC}{number}" if row.name == "sw1" and number < 10 else None
            interfaces.append(
                port(row.id * 100 + number, row.name, name, connected=far, cabled=far is not None, mac_address=address)
            )
    source = Source(url="https://netbox.example", version="4.4.10", taken="2026-01-05T09:00:00+03:00", duration_ms=1)
    tables = Tables(devices=tuple(rows), interfaces=tuple(interfaces), device_types=TYPES)
    return Snapshot(source=source, digest="0" * 64, tables=tables)


def says(
    name: str = "sw1",
    serial: str = "FOC1",
    model: str = "C9200L-24P-4X",
    version: str = "17.9.5",
    *,
    macs: dict[str, str] | None = None,
    far: tuple[tuple[str, str, str], ...] = (),
    members: tuple[Member, ...] = (),
) -> Inventory:
    """What a device says; `far`: (interface, name, port) of its neighbours."""
    return Inventory(
        facts=Facts(hostname=name, model=model, version=version, serial=serial),
        members=members,
        macs=macs or {},
        neighbours=tuple(Neighbour(interface=here, name=there, ports=(end,)) for here, there, end in far),
    )


def compared(taken: Snapshot, written: dict[tuple[str, str], Any] | None = None, **told: Inventory) -> DeviceFacts:
    """The facts of the only device that spoke."""
    (found,), _ = compare(taken, told, written or {}, VERSION)
    return found


def proposal(*devices: DeviceFacts) -> Proposal:
    return Proposal(
        created="2026-01-05T09:30:00+03:00",
        author="kul0001@host",
        limit="all",
        netbox_url="https://netbox.example",
        snapshot_digest="0" * 64,
        snapshot_taken="2026-01-05T09:00:00+03:00",
        version_field=VERSION,
        devices=devices,
    )
