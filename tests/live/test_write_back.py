"""Writing back to a real NetBox. Needs NETBOX_URL and NETBOX_TOKEN (a superuser's)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from netbox_sync.client import NetBox, Parameters, Row
from netbox_sync.writeback import edits
from netbox_sync.writeback.fieldchange import FieldChange, mac, native
from netbox_sync.writeback.outbox import Outbox
from netbox_sync.writeback.writer import deliver

REAL = bool(os.environ.get("NETBOX_URL") and os.environ.get("NETBOX_TOKEN"))
pytestmark = [pytest.mark.live, pytest.mark.skipif(not REAL, reason="set NETBOX_URL and NETBOX_TOKEN")]

SERIAL, ASSET, ONE, TWO = native("serial"), native("asset_tag"), mac("Gi0/1"), mac("Gi0/2")


@dataclass(frozen=True)
class Stand:
    """A device with two ports and a custom field of its own, taken away at the end."""

    netbox: NetBox
    device: Row
    field: str

    def row(self) -> Row:
        return self.netbox.get(f"dcim/devices/{self.device['id']}")

    def port(self, name: str) -> Row:
        query: Parameters = {"device_id": self.device["id"], "name": name}
        return self.netbox.page("dcim/interfaces", query)[1][0]

    def log(self, kind: str, object_id: int) -> list[Row]:
        query: Parameters = {"changed_object_type": kind, "changed_object_id": object_id, "action": "update"}
        return self.netbox.page("core/object-changes", query)[1]

    def change(self, key: str, pairs: dict[str, tuple[Any, Any]]) -> FieldChange:
        before, after = ({name: pair[side] for name, pair in pairs.items()} for side in (0, 1))
        name, number = self.device["name"], self.device["id"]
        return FieldChange(key=key, device_id=number, device=name, before=before, after=after, message="sayım (E-1)")


@pytest.fixture
def stand() -> Iterator[Stand]:
    name = f"wb{secrets.token_hex(4)}"
    made: list[tuple[str, int]] = []
    with NetBox(os.environ["NETBOX_URL"], os.environ["NETBOX_TOKEN"]) as netbox:

        def make(path: str, **fields: object) -> Row:
            row = netbox.create(path, fields)
            made.append((path, row["id"]))
            return row

        try:
            named = {"name": name, "slug": name}
            site, maker = make("dcim/sites", **named), make("dcim/manufacturers", **named)
            role = make("dcim/device-roles", **named, color="aa1409")
            kind = make("dcim/device-types", manufacturer=maker["id"], model=name, slug=name)
            make("extras/custom-fields", name=name, type="text", object_types=["dcim.device"])
            device = make("dcim/devices", name=name, site=site["id"], role=role["id"], device_type=kind["id"])
            for port in ("Gi0/1", "Gi0/2"):
                make("dcim/interfaces", device=device["id"], name=port, type="1000base-t")
            yield Stand(netbox, device, name)
        finally:
            for path, number in reversed(made):
                netbox.delete(path, number)


def test_every_kind_of_field_is_written_once_with_its_reason(stand: Stand, tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.jsonl")
    macs = {ONE: (None, "00:11:22:AA:BB:01"), TWO: (None, "00:11:22:AA:BB:02")}
    outbox.put(stand.change("own", {SERIAL: ("", "FOC1"), ASSET: (None, stand.field), stand.field: (None, "15.2")}))
    outbox.put(stand.change("macs", macs))
    for key in ("again", "and again"):
        assert deliver(stand.netbox, outbox).waiting == ()
        outbox.put(stand.change(key, {SERIAL: ("", "FOC1"), **macs}))
    row = stand.row()
    assert (row["serial"], row["asset_tag"], row["custom_fields"][stand.field]) == ("FOC1", stand.field, "15.2")
    assert [entry["message"] for entry in stand.log("dcim.device", row["id"])] == ["sayım (E-1)"]
    for name, address in (("Gi0/1", "00:11:22:AA:BB:01"), ("Gi0/2", "00:11:22:AA:BB:02")):
        port = stand.port(name)
        assert port["mac_address"] == address
        assert len(port["mac_addresses"]) == 1
        assert [entry["message"] for entry in stand.log("dcim.interface", port["id"])] == ["sayım (E-1)"]


def test_a_persons_entry_is_shown_with_its_author_and_settled(stand: Stand, tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.jsonl")
    port = stand.port("Gi0/1")
    on = {"assigned_object_type": "dcim.interface", "assigned_object_id": port["id"]}
    theirs = stand.netbox.create("dcim/mac-addresses", {"mac_address": "00:11:22:aa:bb:ff", **on})
    stand.netbox.update("dcim/interfaces", port["id"], {"primary_mac_address": theirs["id"]})
    stand.netbox.update("dcim/devices", stand.device["id"], {"serial": "ELLE", "custom_fields": {stand.field: "elle"}})
    outbox.put(
        stand.change(
            "k1",
            {SERIAL: ("", "FOC1"), stand.field: (None, "15.2"), ONE: (None, "00:11:22:AA:BB:01"), ASSET: (None, None)},
        )
    )
    (conflict,) = deliver(stand.netbox, outbox).conflicts
    assert conflict.entries == {SERIAL: "ELLE", stand.field: "elle", ONE: "00:11:22:AA:BB:FF"}
    for field in conflict.entries:
        edit = edits.last(stand.netbox, stand.device["name"], field)
        assert edit is not None
        assert edit.by
    assert edits.last(stand.netbox, stand.device["name"], ASSET) is None
    outbox.settle("k1", "ours", by="kul0001", reason="etikete bakıldı")
    assert len(deliver(stand.netbox, outbox).delivered) == 1
    row, port = stand.row(), stand.port("Gi0/1")
    assert (row["serial"], row["custom_fields"][stand.field]) == ("FOC1", "15.2")
    assert port["mac_address"] == "00:11:22:AA:BB:01"
    assert {each["mac_address"] for each in port["mac_addresses"]} == {"00:11:22:AA:BB:01", "00:11:22:AA:BB:FF"}
