"""Which systems the plan speaks of, and which devices' configs a run reads."""

from __future__ import annotations

from typing import Any

import pytest

from altyapi.backup import systems
from altyapi.backup.configs import NothingToBackUp, sources
from altyapi.backup.policy import BackupPolicy
from altyapi.backup.systems import DRILL_ROLE
from netbox_sync.model import Device, Snapshot, Source, Tables

PLAN = BackupPolicy(own_systems=())


def device(name: str, **fields: Any) -> Device:
    return Device(
        id=len(name), name=name, status="active", site="mrk", device_type="t", manufacturer="m",
        config_context={"connection": {"host": "192.0.2.1"}},
        **{"role": "access-switch", "platform": "cisco-ios", "custom_fields": {PLAN.field: "D"}, **fields},
    )  # fmt: skip


def snapshot(*devices: Device) -> Snapshot:
    tables = Tables.model_validate({**dict.fromkeys(Tables.model_fields, ()), "devices": devices})
    source = Source(url="https://netbox.example", version="4.4.10", taken="2026-04-20T09:00:00+00:00", duration_ms=1)
    return Snapshot(source=source, digest="0" * 64, tables=tables)


def test_a_device_for_drills_is_no_system_of_the_plan_and_is_not_read() -> None:
    taken = snapshot(device("sw1"), device("deneme", role=DRILL_ROLE))
    assert list(systems.every(PLAN, taken)) == ["sw1"]
    found, failed, outside = sources(taken, ["sw1", "deneme"], frozenset("D"), PLAN.field, "")
    assert ([one.device.name for one in found], failed, outside) == (["sw1"], {}, ("deneme",))
    with pytest.raises(NothingToBackUp):
        sources(taken, ["deneme"], frozenset("D"), PLAN.field, "device:deneme")


def test_a_device_that_should_be_read_and_cannot_is_a_failure_and_not_left_out() -> None:
    taken = snapshot(device("yon1", platform="bilinmeyen-os"))
    found, failed, outside = sources(taken, ["yon1"], frozenset("D"), PLAN.field, "")
    assert (found, outside) == ([], ())
    assert failed["yon1"].code == "BCK-032"
