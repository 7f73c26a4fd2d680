"""Delivers what waits in the outbox to NetBox: each item once, conflicts shown instead of overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from netbox_sync import faults
from netbox_sync.client import NetBox, Row
from netbox_sync.writeback import fieldchange, journal
from netbox_sync.writeback.fieldchange import FieldChange, Holder
from netbox_sync.writeback.journal import JournalEntry
from netbox_sync.writeback.outbox import DEVICE, Conflict, FieldFault, Outbox, State

GRACE_S = 30.0


@dataclass(frozen=True)
class Delivery:
    """What one delivery did. `stopped` is the error that ended it early (NetBox down, token refused, …).

    `conflicts` are those found now; `Outbox.state().conflicts` has all of them. `written` has of each change of fields that was
    delivered how many NetBox did not hold already.
    """

    delivered: tuple[JournalEntry | FieldChange, ...]
    waiting: tuple[JournalEntry | FieldChange, ...]
    conflicts: tuple[Conflict, ...]
    stopped: faults.NetBoxError | None = None
    written: Mapping[str, int] = field(default_factory=dict)


def deliver(netbox: NetBox, outbox: Outbox, *, grace_s: float = GRACE_S) -> Delivery:
    """Writes what waits, in its order. Can be killed at any point and run again.

    An object whose earlier request got no answer (a journal entry, a MAC address) is looked up first. Where it is not there
    yet, it waits until `grace_s` have passed since that request left, as NetBox may still be working on it. Stops at the
    first error that concerns NetBox as a whole, and leaves out what the token may not write; both wait. Raises OutboxBusy
    and OutboxDamaged.
    """
    delivered: list[JournalEntry | FieldChange] = []
    conflicts: list[Conflict] = []
    stopped: faults.NetBoxError | None = None
    written: dict[str, int] = {}
    forbidden: set[str] = set()
    with outbox.delivering():
        state = outbox.state()
        for item in state.waiting:  # this tuple, whatever is put in meanwhile
            if _needs(item) in forbidden:
                continue
            try:
                outcome = _deliver(netbox, outbox, state, item, grace_s, written)
            except (faults.ValidationRefused, faults.ObjectMissing) as error:
                outcome = Conflict(item=item, faults=_refused(error))
            except faults.PermissionMissing as error:
                stopped = stopped or error
                forbidden.add(_needs(item))
                continue
            except faults.NetBoxError as error:
                stopped = error
                break
            if isinstance(outcome, Conflict):
                outbox.conflicted(outcome)
                conflicts.append(outcome)
            elif outcome is not None:
                outbox.delivered(item.key, outcome)
                delivered.append(item)
                state.note_delivered(item, outcome)
        waiting = outbox.state().waiting
    return Delivery(tuple(delivered), waiting, tuple(conflicts), stopped, written)


def _needs(item: JournalEntry | FieldChange) -> str:
    """What a token must be allowed to write for it; a missing permission holds up no items that do not need it."""
    if isinstance(item, FieldChange) and item.holder == "machine":
        return "machines"
    if isinstance(item, FieldChange):
        return "macs" if item.interfaces else "ports" if item.touches_ports else "vlans" if item.vlans else "fields"
    return item.item


def _deliver(
    netbox: NetBox,
    outbox: Outbox,
    state: State,
    item: JournalEntry | FieldChange,
    grace_s: float,
    written: dict[str, int],
) -> int | Conflict | None:
    """The id of the object that holds the item now; a conflict; or None where it must wait."""
    device = _device(netbox, item)
    if isinstance(device, Conflict):
        return device
    if isinstance(item, FieldChange):
        return _change_fields(netbox, outbox, state, item, device, grace_s, written)
    found = journal.find(netbox, item, device["id"])
    if found is not None:
        return found
    if _may_still_arrive(state, item, grace_s):
        return None
    outbox.tried(item.key)
    return journal.write(netbox, item, device["id"])


def _may_still_arrive(state: State, item: JournalEntry | FieldChange, grace_s: float) -> bool:
    tried = state.tried.get(item.key)
    return tried is not None and datetime.now(UTC) - tried < timedelta(seconds=grace_s)


def _device(netbox: NetBox, item: JournalEntry | FieldChange) -> Row | Conflict:
    """The item's device, or virtual machine, in this NetBox, which may not be the one that the item's id was read from: rebuilt, or another
    address. There the id can be another device's, and only the name tells."""
    holder: Holder = item.holder if isinstance(item, FieldChange) else "device"
    fields = fieldchange.READ[holder] if isinstance(item, FieldChange) else "id,name"
    endpoint = fieldchange.ENDPOINTS[holder]
    try:
        row = netbox.get(f"{endpoint}/{item.device_id}", {"fields": fields})
        if row["name"] == item.device:
            return row
    except faults.ObjectMissing:
        pass
    _, rows = netbox.page(endpoint, {"name": item.device, "fields": fields, "ordering": "id", "limit": 100})
    named = [row for row in rows if row["name"] == item.device]  # a filter may be looser than it says
    if len(named) == 1:
        return named[0]
    told = FieldFault(field=DEVICE, wanted=item.device, found=[int(row["id"]) for row in named])
    return Conflict(item=item, faults=(told,))


def _change_fields(
    netbox: NetBox,
    outbox: Outbox,
    state: State,
    item: FieldChange,
    device: Row,
    grace_s: float,
    written: dict[str, int],
) -> int | Conflict | None:
    """NetBox before 4.6 has no ETag: a person's change between our look and our write would be lost."""
    item = item.without(state.settled_left(item.key))
    device_id = int(device["id"])
    ports = fieldchange.ports(netbox, device_id) if item.touches_ports else {}
    held = fieldchange.present(item, device, ports, fieldchange.vlan_names(netbox, item.vlans))
    told = tuple(fault for name in item.after if (fault := _fault(state, item, name, held)) is not None)
    if told:
        return Conflict(item=state.items[item.key], faults=told)
    differing = {name: wanted for name, wanted in item.after.items() if held[name] != wanted}
    written[item.key] = len(differing)
    fieldchange.update_device(netbox, item, device_id, differing)
    fieldchange.update_vlans(netbox, item, differing)
    fieldchange.update_ports(netbox, item, differing, ports)
    macs = {port: wanted for name, wanted in differing.items() if (port := fieldchange.interface_of(name))}
    missing = {port: wanted for port, wanted in macs.items() if wanted not in ports[port].macs}
    if missing:
        if _may_still_arrive(state, item, grace_s):
            return None
        outbox.tried(item.key)
        ports = fieldchange.create_macs(netbox, item, missing, ports)
    fieldchange.make_primary(netbox, item, macs, ports)
    return device_id


def _fault(state: State, item: FieldChange, name: str, held: dict[str, Any]) -> FieldFault | None:
    """Why the field can't be written; None where it can, or holds what it shall already."""
    wanted = item.after[name]
    if name not in held:
        on_port = fieldchange.interface_of(name) or fieldchange.port_field(name)
        owners = "devices" if item.holder == "device" else "virtual machines"
        gone = "no such VLAN" if fieldchange.vlan_of(name) is not None else f"no such custom field on {owners}"
        what = "no such interface" if on_port else gone
        return FieldFault(field=name, wanted=wanted, detail=what)
    free = [wanted, item.before.get(name)]
    if name in (settled := state.settled_over(item.key)):
        free.append(settled[name])
    if fieldchange.is_custom(name) and (item.device, name) in state.written:
        free.append(state.written[item.device, name])
    return None if held[name] in free else FieldFault(field=name, wanted=wanted, found=held[name])


def _refused(error: faults.ValidationRefused | faults.ObjectMissing) -> tuple[FieldFault, ...]:
    if isinstance(error, faults.ValidationRefused) and isinstance(error.faults_by_field, dict):
        return tuple(FieldFault(field=str(name), detail=str(told)) for name, told in error.faults_by_field.items())
    return (FieldFault(field="", detail=error.message("en")),)
