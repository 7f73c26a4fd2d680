"""Writing back what devices say: serial numbers, MAC addresses and custom fields, once, and never over a person's entry."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from netbox_sync import faults
from netbox_sync.client import NetBox, Parameters
from netbox_sync.writeback import edits
from netbox_sync.writeback.fieldchange import FieldChange, mac, native
from netbox_sync.writeback.outbox import Outbox
from netbox_sync.writeback.writer import deliver
from tests.unit.netbox_sync.netbox_front import Front
from tests.unit.netbox_sync.netbox_ground import Ground, Server, Yard

SERIAL, ASSET = native("serial"), native("asset_tag")
ONE, TWO = mac("Gi0/1"), mac("Gi0/2")
MAC1, MAC2, OTHER = "00:11:22:AA:BB:01", "00:11:22:AA:BB:02", "00:11:22:AA:BB:FF"


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox.jsonl")


@pytest.fixture
def device(ground: Ground, yard: Yard) -> dict[str, Any]:
    made = yard.make("dcim/devices", name=f"{yard.prefix}-wb", **ground.kind)
    for name in ("Gi0/1", "Gi0/2"):
        yard.make("dcim/interfaces", device=made["id"], name=name, type="1000base-t")
    return made


@pytest.fixture
def version(yard: Yard) -> str:
    name = f"{yard.prefix}_surum"
    yard.make("extras/custom-fields", name=name, type="text", object_types=["dcim.device"])
    return name


def of(device: dict[str, Any], key: str, pairs: dict[str, tuple[Any, Any]]) -> FieldChange:
    return FieldChange(
        key=key,
        device_id=device["id"],
        device=device["name"],
        before={name: before for name, (before, _) in pairs.items()},
        after={name: after for name, (_, after) in pairs.items()},
        message="etiketten okundu (E-1)",
    )


def held(netbox: NetBox, device: dict[str, Any]) -> dict[str, Any]:
    row = netbox.get(f"dcim/devices/{device['id']}")
    _, ports = netbox.page("dcim/interfaces", {"device_id": device["id"], "limit": 1000})
    own: dict[str, Any] = {SERIAL: row["serial"], ASSET: row["asset_tag"], **row["custom_fields"]}
    return own | {mac(port["name"]): port["mac_address"] for port in ports}


def macs(netbox: NetBox, device: dict[str, Any]) -> list[str]:
    """Every MAC address object on the device's interfaces."""
    _, ports = netbox.page("dcim/interfaces", {"device_id": device["id"], "limit": 1000})
    return sorted(each["mac_address"] for port in ports for each in port["mac_addresses"])


def log(netbox: NetBox, kind: str, object_id: int, action: str = "update") -> list[dict[str, Any]]:
    query: Parameters = {
        "changed_object_type": kind,
        "changed_object_id": object_id,
        "action": action,
        "ordering": "time",
    }
    return netbox.page("core/object-changes", query)[1]


def test_all_kinds_of_fields_are_written_with_the_reason_in_the_change_log(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any], version: str
) -> None:
    wanted = {SERIAL: ("", "FOC1"), ASSET: (None, "D-1"), version: (None, "15.2"), ONE: (None, MAC1), TWO: (None, MAC2)}
    outbox.put(of(device, "k1", wanted))
    assert len(deliver(netbox, outbox).delivered) == 1
    found = held(netbox, device)
    assert {name: found[name] for name in wanted} == {name: after for name, (_, after) in wanted.items()}
    (entry,) = log(netbox, "dcim.device", device["id"])
    assert entry["message"] == "etiketten okundu (E-1)"


def test_what_stands_there_already_is_not_written_again(
    netbox: NetBox, line: Front, outbox: Outbox, device: dict[str, Any]
) -> None:
    outbox.put(of(device, "k1", {SERIAL: ("", "FOC1"), ONE: (None, MAC1)}))
    deliver(netbox, outbox)
    line.seen.clear()
    outbox.put(of(device, "k2", {SERIAL: ("", "FOC1"), ONE: (None, MAC1)}))
    assert len(deliver(netbox, outbox).delivered) == 1
    assert line.count("POST|PATCH") == 0
    assert macs(netbox, device) == [MAC1]


def test_a_mac_address_that_is_on_the_interface_becomes_the_primary_one_and_the_former_stays(
    netbox: NetBox, line: Front, outbox: Outbox, device: dict[str, Any], yard: Yard
) -> None:
    _, (port, *_) = netbox.page("dcim/interfaces", {"device_id": device["id"], "name": "Gi0/1"})
    on = {"assigned_object_type": "dcim.interface", "assigned_object_id": port["id"]}
    former = netbox.create("dcim/mac-addresses", {"mac_address": OTHER, **on})
    netbox.create("dcim/mac-addresses", {"mac_address": MAC1, **on})
    netbox.update("dcim/interfaces", port["id"], {"primary_mac_address": former["id"]})
    line.seen.clear()
    outbox.put(of(device, "k1", {ONE: (OTHER, MAC1)}))
    assert len(deliver(netbox, outbox).delivered) == 1
    assert held(netbox, device)[ONE] == MAC1
    assert macs(netbox, device) == [MAC1, OTHER]
    assert line.count("POST") == 0


@pytest.mark.parametrize("name", [SERIAL, ASSET, ONE])
def test_a_persons_entry_is_a_conflict_and_nothing_of_the_change_is_written(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any], name: str
) -> None:
    _set(netbox, device, name, OTHER)
    wanted = {SERIAL: ("", MAC1), ASSET: (None, MAC1), ONE: (None, MAC1), TWO: (None, MAC2)}
    outbox.put(of(device, "k1", wanted))
    before = held(netbox, device)
    (conflict,) = deliver(netbox, outbox).conflicts
    assert conflict.entries == {name: OTHER}
    assert held(netbox, device) == before


def test_a_serial_is_compared_with_what_was_reviewed_not_with_what_we_wrote_last(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any], version: str
) -> None:
    outbox.put(of(device, "k1", {SERIAL: ("", "A"), version: (None, "1")}))
    deliver(netbox, outbox)
    outbox.put(of(device, "k2", {version: (None, "2")}), of(device, "k3", {SERIAL: ("", "B")}))
    delivery = deliver(netbox, outbox)
    assert [item.key for item in delivery.delivered] == ["k2"]  # nobody but this outbox writes that one
    assert [conflict.entries for conflict in delivery.conflicts] == [{SERIAL: "A"}]


def test_an_interface_that_does_not_exist_is_a_conflict(netbox: NetBox, outbox: Outbox, device: dict[str, Any]) -> None:
    outbox.put(of(device, "k1", {mac("Gi9/9"): (None, MAC1), ONE: (None, MAC2)}))
    (conflict,) = deliver(netbox, outbox).conflicts
    assert [(fault.field, fault.detail) for fault in conflict.faults] == [(mac("Gi9/9"), "no such interface")]
    assert macs(netbox, device) == []


@pytest.mark.parametrize("name", ["device.name", "device.", "serial number", "mac@", "a.b"])
def test_no_other_field_can_be_asked_for(device: dict[str, Any], name: str) -> None:
    with pytest.raises(ValueError, match="no field that can be written"):
        of(device, "k1", {name: (None, "x")})
    with pytest.raises(ValueError, match="no MAC address"):
        of(device, "k1", {ONE: (None, "0011.22aa.bb01")})


def test_a_chassis_of_many_ports_is_written_in_several_requests(
    netbox: NetBox, line: Front, outbox: Outbox, device: dict[str, Any]
) -> None:
    names = [f"Te1/0/{number}" for number in range(1, 121)]
    netbox.create_many("dcim/interfaces", [{"device": device["id"], "name": n, "type": "10gbase-t"} for n in names])
    outbox.put(of(device, "k1", {mac(n): (None, f"00:11:22:CC:00:{i:02X}") for i, n in enumerate(names)}))
    line.seen.clear()
    line.fails("PATCH /api/dcim/interfaces", 502)
    assert deliver(netbox, outbox).waiting
    assert len(deliver(netbox, outbox).delivered) == 1
    assert (line.count("POST"), line.count("PATCH")) == (3, 4)
    found = held(netbox, device)
    assert [found[mac(n)] for n in names] == [f"00:11:22:CC:00:{i:02X}" for i in range(120)]
    assert len(macs(netbox, device)) == 120


def test_netbox_going_down_in_the_middle_leaves_the_rest_waiting(
    netbox: NetBox, line: Front, outbox: Outbox, device: dict[str, Any]
) -> None:
    outbox.put(of(device, "k1", {SERIAL: ("", "FOC1"), ONE: (None, MAC1)}), of(device, "k2", {ASSET: (None, "D-1")}))
    line.fails("POST /api/dcim/mac-addresses", 503)
    delivery = deliver(netbox, outbox)
    assert isinstance(delivery.stopped, faults.NetBoxDown)
    assert [item.key for item in delivery.waiting] == ["k1", "k2"]
    assert held(netbox, device)[SERIAL] == "FOC1"
    assert len(deliver(netbox, outbox, grace_s=0.0).delivered) == 2
    assert (macs(netbox, device), len(log(netbox, "dcim.device", device["id"]))) == ([MAC1], 2)


@pytest.mark.parametrize(
    "request_", ["POST /api/dcim/mac-addresses", "PATCH /api/dcim/interfaces", "PATCH /api/dcim/dev"]
)
def test_a_write_whose_answer_got_lost_is_found_not_repeated(
    netbox: NetBox, line: Front, outbox: Outbox, device: dict[str, Any], request_: str
) -> None:
    outbox.put(of(device, "k1", {SERIAL: ("", "FOC1"), ONE: (None, MAC1), TWO: (None, MAC2)}))
    line.on(request_, drop="late")
    assert deliver(netbox, outbox).waiting
    assert len(deliver(netbox, outbox).delivered) == 1
    assert macs(netbox, device) == [MAC1, MAC2]
    assert line.count(request_) == 1


def test_while_lost_mac_addresses_may_still_arrive_none_are_made_again(
    netbox: NetBox, line: Front, outbox: Outbox, device: dict[str, Any]
) -> None:
    outbox.put(of(device, "k1", {ONE: (None, MAC1)}))
    line.on("POST", drop="early")
    deliver(netbox, outbox)
    assert deliver(netbox, outbox, grace_s=3600.0).waiting
    assert line.count("POST") == 1
    assert len(deliver(netbox, outbox, grace_s=0.0).delivered) == 1
    assert macs(netbox, device) == [MAC1]


def _deliver(url: str, token: str, path: Path, done: Any = None) -> None:
    with NetBox(url, token, threads=1) as netbox:
        try:
            deliver(netbox, Outbox(path), grace_s=0.0)
        except faults.OutboxBusy:
            if done is not None:
                done.set()


@contextmanager
def _kills_at(line: Front, number: int, *, arrives: bool) -> Iterator[list[int]]:
    """Kills the process whose id is put into the list as its request of this number comes; that one arrives, or does not."""
    whom: list[int] = []
    came = 0

    def kill() -> None:
        nonlocal came
        came += 1
        if came == number:
            os.kill(whom[0], signal.SIGKILL)
            if not arrives:
                raise ConnectionAbortedError

    line.on("", times=None, before=kill)
    try:
        yield whom
    finally:
        line.rules.clear()


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
@pytest.mark.parametrize("arrives", [True, False])
def test_a_deliverer_killed_at_any_request_delivers_once(
    line: Front, server: Server, tmp_path: Path, ground: Ground, yard: Yard, *, arrives: bool
) -> None:
    """A real SIGKILL of a real process: look, write the device, look at the ports, make addresses, make them primary."""
    context = get_context("fork")
    killed = 0
    with NetBox(server.url, server.token) as direct:
        for number in range(1, 7):
            device = yard.make("dcim/devices", name=f"{yard.prefix}-k{number}", **ground.kind)
            for name in ("Gi0/1", "Gi0/2"):
                yard.make("dcim/interfaces", device=device["id"], name=name, type="1000base-t")
            outbox = Outbox(tmp_path / f"{number}.jsonl")
            outbox.put(of(device, "k1", {SERIAL: ("", "FOC1"), ONE: (None, MAC1), TWO: (None, MAC2)}))
            with _kills_at(line, number, arrives=arrives) as whom:
                process = context.Process(target=_deliver, args=(line.url, server.token, outbox.path))
                with line.held:  # known before its first request is looked at
                    process.start()
                    whom.append(process.pid or 0)
                process.join(30)
            killed += process.exitcode == -signal.SIGKILL
            left = Outbox(outbox.path)
            delivery = deliver(direct, left, grace_s=0.0)
            assert (delivery.waiting, delivery.conflicts, list(left.state().delivered)) == ((), (), ["k1"])
            assert held(direct, device) == {**held(direct, device), SERIAL: "FOC1", ONE: MAC1, TWO: MAC2}
            assert macs(direct, device) == [MAC1, MAC2]
            assert len(log(direct, "dcim.device", device["id"])) == 1
    assert killed == 5  # the delivery has as many requests


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_of_two_deliverers_at_once_one_delivers(
    line: Front, server: Server, outbox: Outbox, device: dict[str, Any], netbox: NetBox
) -> None:
    outbox.put(of(device, "k1", {SERIAL: ("", "FOC1"), ONE: (None, MAC1)}))
    context = get_context("fork")
    busy = context.Event()
    first = context.Process(target=_deliver, args=(line.url, server.token, outbox.path))
    second = context.Process(target=_deliver, args=(server.url, server.token, outbox.path, busy))

    def begin_the_second() -> None:
        second.start()
        assert busy.wait(30)

    line.on("GET", before=begin_the_second)
    first.start()
    first.join(60)
    second.join(60)
    assert busy.is_set()
    assert list(outbox.state().delivered) == ["k1"]
    assert (macs(netbox, device), len(log(netbox, "dcim.device", device["id"]))) == ([MAC1], 1)


def _set(netbox: NetBox, device: dict[str, Any], name: str, value: str) -> None:
    """As a person does in NetBox's pages."""
    if name.startswith("device."):
        netbox.update("dcim/devices", device["id"], {name.removeprefix("device."): value})
        return
    _, (port, *_) = netbox.page("dcim/interfaces", {"device_id": device["id"], "name": name.removeprefix("mac@")})
    on = {"assigned_object_type": "dcim.interface", "assigned_object_id": port["id"]}
    made = netbox.create("dcim/mac-addresses", {"mac_address": value, **on})
    netbox.update("dcim/interfaces", port["id"], {"primary_mac_address": made["id"]})


def in_conflict(netbox: NetBox, outbox: Outbox, device: dict[str, Any]) -> None:
    """A change that found a person's serial number and MAC address."""
    _set(netbox, device, SERIAL, "ELLE")
    _set(netbox, device, ONE, OTHER)
    outbox.put(of(device, "k1", {SERIAL: ("", "FOC1"), ASSET: (None, "D-1"), ONE: (None, MAC1)}))
    assert deliver(netbox, outbox).conflicts[0].entries == {SERIAL: "ELLE", ONE: OTHER}


def test_a_conflict_settled_for_netbox_leaves_the_entries_alone_and_writes_the_rest(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any]
) -> None:
    in_conflict(netbox, outbox, device)
    settled = outbox.settle("k1", "netbox", by="kul0001", reason="etiket doğru")
    assert (set(settled.left), settled.given_up) == ({SERIAL, ONE}, False)
    assert len(deliver(netbox, Outbox(outbox.path)).delivered) == 1
    found = held(netbox, device)
    assert (found[SERIAL], found[ASSET], found[ONE]) == ("ELLE", "D-1", OTHER)
    assert Outbox(outbox.path).state().written == {(device["name"], ASSET): "D-1"}  # the others are not ours


def test_a_change_of_which_every_field_is_left_to_netbox_is_given_up_for_good(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any]
) -> None:
    _set(netbox, device, SERIAL, "ELLE")
    outbox.put(of(device, "k1", {SERIAL: ("", "FOC1")}))
    deliver(netbox, outbox)
    settled = outbox.settle("k1", "netbox", by="kul0001", reason="etiket doğru")
    state = Outbox(outbox.path).state()
    assert state.settled == {"k1": settled}
    assert state.given_up == {"k1"}
    assert not state.waiting
    assert not state.conflicts
    assert deliver(netbox, outbox).delivered == ()
    assert outbox.again() == 0
    assert held(netbox, device)[SERIAL] == "ELLE"


def test_fields_of_one_change_can_be_settled_both_ways_one_after_the_other(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any]
) -> None:
    _set(netbox, device, SERIAL, "ELLE")
    outbox.put(of(device, "k1", {SERIAL: ("", "FOC1"), ASSET: (None, "D-1"), ONE: (None, MAC1)}))
    deliver(netbox, outbox)
    outbox.settle("k1", "netbox", by="kul0001", reason="etiket doğru")
    _set(netbox, device, ONE, OTHER)
    (conflict,) = deliver(netbox, outbox).conflicts
    assert conflict.entries == {ONE: OTHER}
    outbox.settle("k1", "ours", by="kul0001", reason="kart değişti")
    assert len(deliver(netbox, outbox).delivered) == 1
    found = held(netbox, device)
    assert (found[SERIAL], found[ASSET], found[ONE]) == ("ELLE", "D-1", MAC1)


def test_a_conflict_settled_for_ours_is_written_over_what_the_person_saw(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any]
) -> None:
    in_conflict(netbox, outbox, device)
    settled = outbox.settle("k1", "ours", by="kul0001", reason="cihaz değişti")
    assert settled.over == {SERIAL: "ELLE", ONE: OTHER}
    assert len(deliver(netbox, Outbox(outbox.path)).delivered) == 1
    found = held(netbox, device)
    assert (found[SERIAL], found[ASSET], found[ONE]) == ("FOC1", "D-1", MAC1)


def test_a_settlement_holds_for_the_values_it_was_made_for_only(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any]
) -> None:
    in_conflict(netbox, outbox, device)
    outbox.settle("k1", "ours", by="kul0001", reason="cihaz değişti")
    _set(netbox, device, SERIAL, "BAŞKA")
    (conflict,) = deliver(netbox, outbox).conflicts
    assert conflict.entries == {SERIAL: "BAŞKA"}  # the MAC address is settled already
    assert held(netbox, device)[ONE] == OTHER
    outbox.settle("k1", "ours", by="kul0001", reason="yine de")
    assert len(deliver(netbox, outbox).delivered) == 1
    assert held(netbox, device)[ONE] == MAC1


def test_a_missing_permission_holds_up_only_what_needs_it(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any], user: Any
) -> None:
    outbox.put(
        of(device, "macs", {ONE: (None, MAC1)}),
        of(device, "more", {TWO: (None, MAC2)}),
        of(device, "own", {SERIAL: ("", "F")}),
    )
    may = {"dcim.device": {"actions": ["view", "change"]}, "dcim.interface": {"actions": ["view", "change"]}}
    with user(may) as writer:
        delivery = deliver(writer, outbox)
    assert isinstance(delivery.stopped, faults.PermissionMissing)
    assert [item.key for item in delivery.delivered] == ["own"]
    assert [item.key for item in delivery.waiting] == ["macs", "more"]
    assert len(deliver(netbox, outbox, grace_s=0.0).delivered) == 2
    assert macs(netbox, device) == [MAC1, MAC2]


def test_only_a_conflict_can_be_settled_and_only_between_two_values(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any]
) -> None:
    outbox.put(of(device, "waits", {SERIAL: ("", "FOC1")}), of({"id": 1, "name": "gone"}, "gone", {SERIAL: ("", "X")}))
    with pytest.raises(faults.NoSuchConflict):
        outbox.settle("waits", "ours", by="x", reason="x")
    deliver(netbox, outbox)
    with pytest.raises(faults.NothingToDecide):
        outbox.settle("gone", "ours", by="x", reason="x")
    outbox.settle("gone", "netbox", by="x", reason="hurdaya ayrıldı")
    with pytest.raises(faults.NoSuchConflict):
        outbox.again("gone")
    assert outbox.state().given_up == {"gone"}


def test_a_settlement_that_was_cut_off_in_the_middle_was_never_made(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any]
) -> None:
    in_conflict(netbox, outbox, device)
    before = outbox.path.stat().st_size
    outbox.settle("k1", "ours", by="kul0001", reason="cihaz değişti")
    whole = outbox.path.read_bytes()
    for length in range(before, len(whole)):
        outbox.path.write_bytes(whole[:length])
        assert list(Outbox(outbox.path).state().conflicts) == ["k1"]
    outbox.path.write_bytes(whole)
    assert [item.key for item in Outbox(outbox.path).state().waiting] == ["k1"]


def test_who_made_the_entry_is_told_from_the_change_log(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any], user: Any, version: str
) -> None:
    _set(netbox, device, SERIAL, "ELLE")
    netbox.update("dcim/devices", device["id"], {"custom_fields": {version: "elle"}})
    netbox.update("dcim/devices", device["id"], {"comments": "x"})
    _set(netbox, device, ONE, OTHER)
    at = [entry["time"] for entry in log(netbox, "dcim.device", device["id"])]
    serial, surum = edits.last(netbox, device["name"], SERIAL), edits.last(netbox, device["name"], version)
    assert serial is not None
    assert surum is not None
    assert (serial.at, surum.at) == (at[0], at[1])
    assert serial.by
    port = edits.last(netbox, device["name"], ONE)
    assert port is not None
    assert port.by == serial.by
    assert edits.last(netbox, device["name"], ASSET) is None
    assert edits.last(netbox, f"{device['name']}-none", SERIAL) is None
    with user({"dcim.device": {}}) as reader, pytest.raises(faults.PermissionMissing):
        edits.last(reader, device["name"], SERIAL)


def test_a_custom_field_of_a_virtual_machine_is_written_and_the_device_of_its_name_is_left_alone(
    netbox: NetBox, outbox: Outbox, ground: Ground, yard: Yard, device: dict[str, Any]
) -> None:
    field = f"{yard.prefix}_deneme"
    owners = ["dcim.device", "virtualization.virtualmachine"]
    yard.make("extras/custom-fields", name=field, type="date", object_types=owners)
    machine = yard.make("virtualization/virtual-machines", name=device["name"], site=ground.site["id"])
    change = of(machine, "k1", {field: (None, "2026-04-20")}).model_copy(update={"holder": "machine"})
    outbox.put(change)
    assert Outbox(outbox.path).state().waiting == (change,)
    assert len(deliver(netbox, outbox).delivered) == 1
    assert netbox.get(f"virtualization/virtual-machines/{machine['id']}")["custom_fields"][field] == "2026-04-20"
    assert held(netbox, device)[field] is None
    (entry,) = log(netbox, "virtualization.virtualmachine", machine["id"])
    assert entry["message"] == "etiketten okundu (E-1)"
    with pytest.raises(ValueError, match="virtual machine"):
        FieldChange.model_validate({**change.model_dump(), "after": {SERIAL: "FOC1"}})


def test_a_missing_permission_for_virtual_machines_holds_up_no_device(
    netbox: NetBox, outbox: Outbox, ground: Ground, yard: Yard, device: dict[str, Any], user: Any
) -> None:
    field = f"{yard.prefix}_gun"
    owners = ["dcim.device", "virtualization.virtualmachine"]
    yard.make("extras/custom-fields", name=field, type="date", object_types=owners)
    machine = yard.make("virtualization/virtual-machines", name=f"{yard.prefix}-vt", site=ground.site["id"])
    outbox.put(
        of(machine, "machine", {field: (None, "2026-04-20")}).model_copy(update={"holder": "machine"}),
        of(device, "device", {field: (None, "2026-04-20")}),
    )
    with user({"dcim.device": {"actions": ["view", "change"]}}) as writer:
        delivery = deliver(writer, outbox)
    assert isinstance(delivery.stopped, faults.PermissionMissing)
    assert [item.key for item in delivery.delivered] == ["device"]
    assert [item.key for item in delivery.waiting] == ["machine"]
    assert len(deliver(netbox, outbox).delivered) == 1
