"""Writing back: once, in order, over a bad line and through crashes, and never over a person's entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from netbox_sync import faults
from netbox_sync.client import NetBox
from netbox_sync.writeback import journal
from netbox_sync.writeback.fieldchange import FieldChange
from netbox_sync.writeback.journal import JournalEntry
from netbox_sync.writeback.outbox import Outbox
from netbox_sync.writeback.writer import deliver
from tests.support.processes import FORKED
from tests.unit.netbox_sync.netbox_front import Front
from tests.unit.netbox_sync.netbox_ground import Ground, Server, Yard


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox.jsonl")


@pytest.fixture
def device(ground: Ground, yard: Yard) -> dict[str, Any]:
    return yard.make("dcim/devices", name=f"{yard.prefix}-sw", **ground.kind)


@pytest.fixture
def fields(yard: Yard) -> tuple[str, str]:
    names = (f"{yard.prefix}_plan", f"{yard.prefix}_os")
    for name in names:
        yard.make("extras/custom-fields", name=name, type="text", object_types=["dcim.device"])
    return names


def entry(device: dict[str, Any], key: str = "altyapi:run1:sw", **more: Any) -> JournalEntry:
    told = {"level": "success", "comments": "**Uygulandı**: `ntp server 192.0.2.1`\n\n- şube: ağ", **more}
    return JournalEntry(key=key, device_id=device["id"], device=device["name"], **told)


def change(device: dict[str, Any], key: str, before: dict[str, Any], after: dict[str, Any]) -> FieldChange:
    return FieldChange(key=key, device_id=device["id"], device=device["name"], before=before, after=after)


def journal_of(netbox: NetBox, device: dict[str, Any]) -> list[dict[str, Any]]:
    mine = {"assigned_object_type": "dcim.device", "assigned_object_id": device["id"], "ordering": "id"}
    return netbox.page(journal.PATH, mine)[1]


def custom_fields(netbox: NetBox, device: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = netbox.get(f"dcim/devices/{device['id']}")["custom_fields"]
    return found


def test_an_entry_stands_in_the_journal_with_its_key(netbox: NetBox, outbox: Outbox, device: dict[str, Any]) -> None:
    assert outbox.put(entry(device)) == 1
    delivery = deliver(netbox, outbox)
    assert (delivery.delivered, delivery.waiting, delivery.conflicts) == ((entry(device),), (), ())
    (row,) = journal_of(netbox, device)
    assert row["kind"]["value"] == "success"
    assert row["comments"] == "**Uygulandı**: `ntp server 192.0.2.1`\n\n- şube: ağ\n\n`altyapi:run1:sw`"


def test_what_was_delivered_is_not_delivered_again(netbox: NetBox, outbox: Outbox, device: dict[str, Any]) -> None:
    outbox.put(entry(device))
    deliver(netbox, outbox)
    assert outbox.put(entry(device)) == 0
    assert deliver(netbox, outbox).delivered == ()
    assert len(journal_of(netbox, device)) == 1


def test_a_key_names_one_fact_for_ever(outbox: Outbox, device: dict[str, Any]) -> None:
    outbox.put(entry(device))
    with pytest.raises(ValueError, match="altyapi:run1:sw"):
        outbox.put(entry(device, comments="something else"))
    assert len(outbox.state().waiting) == 1


@pytest.mark.parametrize("fault", [{"answer": (503, {}, b"")}, {"answer": (500, {}, b"")}, {"drop": "early"}])
def test_what_netbox_can_not_take_waits(
    netbox: NetBox, line: Front, outbox: Outbox, device: dict[str, Any], fault: dict[str, Any]
) -> None:
    outbox.put(entry(device, "altyapi:a:sw"), entry(device, "altyapi:b:sw"))
    line.on("POST", **fault)
    delivery = deliver(netbox, outbox)
    assert isinstance(delivery.stopped, faults.NetBoxDown)
    assert len(delivery.waiting) == 2
    assert len(deliver(netbox, outbox, grace_s=0.0).delivered) == 2
    assert len(journal_of(netbox, device)) == 2


def test_an_entry_whose_answer_got_lost_is_found_not_repeated(
    netbox: NetBox, line: Front, outbox: Outbox, device: dict[str, Any]
) -> None:
    outbox.put(entry(device))
    line.on("POST", drop="late")
    assert deliver(netbox, outbox).waiting
    assert len(deliver(netbox, outbox).delivered) == 1
    assert len(journal_of(netbox, device)) == 1


def test_while_a_lost_request_may_still_arrive_nothing_is_sent_again(
    netbox: NetBox, line: Front, outbox: Outbox, device: dict[str, Any]
) -> None:
    outbox.put(entry(device))
    line.on("POST", drop="early")
    deliver(netbox, outbox)
    assert deliver(netbox, outbox, grace_s=3600.0).waiting
    assert line.count("POST") == 1
    assert len(deliver(netbox, outbox, grace_s=0.0).delivered) == 1


def test_a_token_that_may_not_write_leaves_everything_waiting(
    outbox: Outbox, device: dict[str, Any], user: Any
) -> None:
    outbox.put(entry(device))
    with user({"extras.journalentry": {}, "dcim.device": {}}) as reader:
        delivery = deliver(reader, outbox)
    assert isinstance(delivery.stopped, faults.PermissionMissing)
    assert len(delivery.waiting) == 1


def test_an_entry_for_a_device_that_is_gone_is_a_conflict(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any]
) -> None:
    outbox.put(entry({"id": 2_000_000_000, "name": "gone"}), entry(device, "altyapi:other:sw"))
    delivery = deliver(netbox, outbox)
    assert [each.item.device for each in delivery.conflicts] == ["gone"]
    assert [each.device for each in delivery.delivered] == [device["name"]]
    assert deliver(netbox, outbox).conflicts == ()
    assert list(outbox.state().conflicts) == ["altyapi:run1:sw"]


def test_the_name_decides_where_the_id_is_another_devices(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any], ground: Ground
) -> None:
    """As in a NetBox that was built anew, or another one at the same setting."""
    other = ground.devices[0]
    moved = {"id": other["id"], "name": device["name"]}
    outbox.put(entry(moved), entry({"id": 2_000_000_000, "name": device["name"]}, "altyapi:run2:sw"))
    delivery = deliver(netbox, outbox)
    assert (len(delivery.delivered), delivery.conflicts) == (2, ())
    assert [row["comments"].splitlines()[-1] for row in journal_of(netbox, device)] == [
        "`altyapi:run1:sw`",
        "`altyapi:run2:sw`",
    ]
    assert journal_of(netbox, other) == []


def test_an_entry_that_stands_under_the_devices_new_id_is_found_not_repeated(
    netbox: NetBox, line: Front, outbox: Outbox, device: dict[str, Any], ground: Ground
) -> None:
    outbox.put(entry({"id": ground.devices[0]["id"], "name": device["name"]}))
    line.on("POST", drop="late")
    assert deliver(netbox, outbox).waiting
    assert len(deliver(netbox, outbox).delivered) == 1
    assert len(journal_of(netbox, device)) == 1


def test_an_id_that_now_means_another_device_is_a_conflict(
    netbox: NetBox, outbox: Outbox, ground: Ground, fields: tuple[str, str]
) -> None:
    other = ground.devices[0]
    gone = {"id": other["id"], "name": f"{other['name']}-gone"}
    outbox.put(entry(gone), change(gone, "f1", {fields[0]: None}, {fields[0]: "p1"}))
    conflicts = deliver(netbox, outbox).conflicts
    assert [(one.faults[0].field, one.faults[0].found) for one in conflicts] == [("device", [])] * 2
    assert journal_of(netbox, other) == []
    assert custom_fields(netbox, other)[fields[0]] is None


def test_a_name_that_two_devices_have_is_a_conflict(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any], ground: Ground, yard: Yard
) -> None:
    tenant = yard.named("tenancy/tenants", "-other")
    twin = yard.make("dcim/devices", name=device["name"], **ground.kind, tenant=tenant["id"])
    outbox.put(entry({"id": ground.devices[0]["id"], "name": device["name"]}), entry(device, "altyapi:run2:sw"))
    delivery = deliver(netbox, outbox)
    (conflict,) = delivery.conflicts
    assert conflict.faults[0].found == [device["id"], twin["id"]]
    assert [each.key for each in delivery.delivered] == ["altyapi:run2:sw"]  # its id and name still go together
    assert (len(journal_of(netbox, device)), len(journal_of(netbox, twin))) == (1, 0)


def test_fields_are_written_to_the_device_of_that_name(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any], fields: tuple[str, str], ground: Ground
) -> None:
    other = ground.devices[0]
    outbox.put(change({"id": other["id"], "name": device["name"]}, "f1", {fields[0]: None}, {fields[0]: "p1"}))
    assert len(deliver(netbox, outbox).delivered) == 1
    assert (custom_fields(netbox, device)[fields[0]], custom_fields(netbox, other)[fields[0]]) == ("p1", None)


def test_a_conflict_is_tried_once_more_where_its_cause_was_mended(
    netbox: NetBox, outbox: Outbox, ground: Ground, yard: Yard
) -> None:
    name = f"{yard.prefix}-late"
    outbox.put(entry({"id": 2_000_000_000, "name": name}))
    deliver(netbox, outbox)
    assert outbox.again() == 1
    assert len(deliver(netbox, outbox).conflicts) == 1  # not mended yet
    late = yard.make("dcim/devices", name=name, **ground.kind)
    assert (outbox.again(), outbox.again()) == (1, 0)
    assert len(deliver(netbox, outbox).delivered) == 1
    assert len(journal_of(netbox, late)) == 1
    assert Outbox(outbox.path).state().conflicts == {}


def test_a_crash_at_any_point_delivers_once(netbox: NetBox, tmp_path: Path, device: dict[str, Any]) -> None:
    """Every beginning of the finished outbox's file is what a process that died there would have left."""
    finished = Outbox(tmp_path / "finished.jsonl")
    finished.put(entry(device, "altyapi:1:sw"), entry(device, "altyapi:2:sw"))
    deliver(netbox, finished)
    whole = finished.path.read_bytes()
    promised = whole.index(b"\n", whole.index(b"\n") + 1) + 1  # both are put
    for length in (*range(promised, len(whole), 23), len(whole)):
        left = Outbox(tmp_path / f"left-{length}.jsonl")
        left.path.write_bytes(whole[:length])
        assert deliver(netbox, left, grace_s=0.0).waiting == ()
        assert set(left.state().delivered) == {"altyapi:1:sw", "altyapi:2:sw"}
    assert len(journal_of(netbox, device)) == 2


def test_a_torn_last_line_is_cut_off(outbox: Outbox, device: dict[str, Any]) -> None:
    outbox.put(entry(device))
    whole = outbox.path.read_bytes()
    with outbox.path.open("ab") as file:
        file.write(b'{"op":"put","it')
    assert len(Outbox(outbox.path).state().waiting) == 1
    assert outbox.path.read_bytes() == whole


def test_a_damaged_line_is_named_and_stops_everything(netbox: NetBox, outbox: Outbox, device: dict[str, Any]) -> None:
    outbox.put(entry(device))
    outbox.path.write_bytes(b"{}\n" + outbox.path.read_bytes())
    with pytest.raises(faults.OutboxDamaged, match="line 1"):
        deliver(netbox, Outbox(outbox.path))


def _hold(path: Path, held: Any, release: Any) -> None:
    with Outbox(path).delivering():
        held.set()
        release.wait(30)


def test_there_is_one_deliverer_at_a_time(netbox: NetBox, outbox: Outbox, device: dict[str, Any]) -> None:
    held, release = FORKED.Event(), FORKED.Event()
    other = FORKED.Process(target=_hold, args=(outbox.path, held, release))
    other.start()
    try:
        assert held.wait(30)
        with pytest.raises(faults.OutboxBusy):
            deliver(netbox, outbox)
        assert outbox.put(entry(device)) == 1  # putting goes on meanwhile
    finally:
        release.set()
        other.join()
    assert len(deliver(netbox, outbox).delivered) == 1


def test_only_fields_that_differ_are_written(
    netbox: NetBox, line: Front, outbox: Outbox, device: dict[str, Any], fields: tuple[str, str]
) -> None:
    plan, system = fields
    outbox.put(change(device, "f1", {plan: None, system: None}, {plan: "p1", system: None}))
    assert len(deliver(netbox, outbox).delivered) == 1
    assert custom_fields(netbox, device) == {**custom_fields(netbox, device), plan: "p1", system: None}
    outbox.put(change(device, "f2", {plan: "p1"}, {plan: "p1"}))
    assert len(deliver(netbox, outbox).delivered) == 1
    assert line.count("PATCH") == 1


def test_changes_of_ours_follow_each_other(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any], fields: tuple[str, str]
) -> None:
    plan, _ = fields
    outbox.put(change(device, "f1", {plan: None}, {plan: "p1"}), change(device, "f2", {plan: None}, {plan: "p2"}))
    assert deliver(netbox, outbox).conflicts == ()
    assert custom_fields(netbox, device)[plan] == "p2"


def test_a_persons_entry_is_never_overwritten(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any], fields: tuple[str, str]
) -> None:
    plan, system = fields
    outbox.put(change(device, "f1", {plan: None, system: None}, {plan: "p1", system: "15.2(7)E"}))
    netbox.update("dcim/devices", device["id"], {"custom_fields": {system: "elle"}})
    (conflict,) = deliver(netbox, outbox).conflicts
    assert [(each.field, each.wanted, each.found) for each in conflict.faults] == [(system, "15.2(7)E", "elle")]
    found = custom_fields(netbox, device)
    assert (found[plan], found[system]) == (None, "elle")


def test_a_custom_field_that_does_not_exist_is_a_conflict(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any]
) -> None:
    outbox.put(change(device, "f1", {}, {"no_such_field": 1}))
    (conflict,) = deliver(netbox, outbox).conflicts
    assert conflict.faults[0].field == "no_such_field"


def test_a_marker_in_someone_elses_text_does_not_count(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any], ground: Ground
) -> None:
    quoted = {"comments": "I saw `altyapi:run1:sw` somewhere", "kind": "info", "assigned_object_type": "dcim.device"}
    netbox.create(journal.PATH, {**quoted, "assigned_object_id": device["id"]})
    elsewhere = {"comments": entry(device).text, "kind": "info", "assigned_object_type": "dcim.device"}
    other = netbox.create(journal.PATH, {**elsewhere, "assigned_object_id": ground.devices[0]["id"]})
    outbox.put(entry(device))
    assert len(deliver(netbox, outbox).delivered) == 1
    assert len(journal_of(netbox, device)) == 2
    netbox.delete(journal.PATH, other["id"])


def test_an_outbox_that_was_never_used_is_empty(netbox: NetBox, outbox: Outbox, server: Server) -> None:
    assert outbox.state().waiting == ()
    assert deliver(netbox, outbox).delivered == ()


def test_entries_are_found_by_a_text_that_they_hold_over_several_pages(
    netbox: NetBox, outbox: Outbox, device: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = f"kanıt {device['name']}"
    outbox.put(*(entry(device, f"altyapi:run{number}:sw", comments=f"{mark} {number}") for number in range(5)))
    outbox.put(entry(device, "altyapi:run9:sw", comments="başka"))
    deliver(netbox, outbox)
    asked: list[int] = []
    whole = NetBox.page

    def small(self: NetBox, path: str, parameters: Any) -> tuple[int, list[dict[str, Any]]]:
        asked.append(parameters["id__gt"])
        return whole(self, path, {**parameters, "limit": 2})

    monkeypatch.setattr(NetBox, "page", small)
    found = list(journal.holding(netbox, mark))
    assert [one.comments.splitlines()[0] for one in found] == [f"{mark} {number}" for number in range(5)]
    assert {one.device_id for one in found} == {device["id"]}
    assert len(asked) == len(set(asked)) == 3
