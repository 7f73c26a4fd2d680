"""What NetBox is told of backups and drills: devices and virtual machines, each in its own table, and only where something changes."""

from __future__ import annotations

from datetime import date

from altyapi.backup import fields
from altyapi.backup.fields import LAST_DRILL
from netbox_sync.model import Device, Snapshot, Source, Tables, VirtualMachine

DAY = date(2026, 4, 20)


def snapshot() -> Snapshot:
    kind = {"status": "active", "site": "mrk", "role": "server"}
    device = {"device_type": "t", "manufacturer": "m"}
    devices = (
        Device(id=1, name="sw1", custom_fields={LAST_DRILL: "2026-04-20"}, **kind, **device),
        Device(id=2, name="sw2", custom_fields={LAST_DRILL: None}, **kind, **device),
    )
    machines = (
        VirtualMachine(id=2, name="vt1", custom_fields={LAST_DRILL: "2025-10-01"}, **kind),
        VirtualMachine(id=3, name="vt2", custom_fields={}, **kind),
    )
    tables = {**dict.fromkeys(Tables.model_fields, ()), "devices": devices, "virtual_machines": machines}
    source = Source(url="https://netbox.example", version="4.4.10", taken="2026-04-20T09:00:00+00:00", duration_ms=1)
    return Snapshot(source=source, digest="0" * 64, tables=Tables.model_validate(tables))


def test_a_machines_day_goes_to_the_machine_and_what_stands_or_cannot_be_written_is_passed_over() -> None:
    days = dict.fromkeys(("sw1", "sw2", "vt1", "vt2", "netbox-veritabani"), DAY)
    made = fields.changes(LAST_DRILL, days, snapshot(), {}, "deneme")
    assert [(one.device, one.device_id, one.holder, one.before, one.after) for one in made] == [
        ("sw2", 2, "device", {LAST_DRILL: None}, {LAST_DRILL: "2026-04-20"}),
        ("vt1", 2, "machine", {LAST_DRILL: "2025-10-01"}, {LAST_DRILL: "2026-04-20"}),
    ]
    assert len({one.key for one in made}) == 2
