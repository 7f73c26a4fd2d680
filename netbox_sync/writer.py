"""Delivers what waits in the outbox to NetBox: each item once, conflicts shown instead of overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from netbox_sync import faults, journal
from netbox_sync.client import NetBox
from netbox_sync.journal import JournalEntry
from netbox_sync.outbox import DEVICE, Conflict, FieldChange, FieldFault, Outbox, State

GRACE_S = 30.0


@dataclass(frozen=True)
class Delivery:
    """What one delivery did. `stopped` is the error that ended it early (NetBox down, token refused, …).

    `conflicts` are those found now; `Outbox.state().conflicts` has all of them.
    """

    delivered: tuple[JournalEntry | FieldChange, ...]
    waiting: tuple[JournalEntry | FieldChange, ...]
    conflicts: tuple[Conflict, ...]
    stopped: faults.NetBoxError | None = None


def deliver(netbox: NetBox, outbox: Outbox, *, grace_s: float = GRACE_S) -> Delivery:
    """Writes what waits, in its order. Can be killed at any point and run again.

    A journal entry whose earlier request got no answer is looked up first. Where it is not there yet, it waits until
    `grace_s` have passed since that request left, as NetBox may still be working on it. Stops at the first error that
    concerns NetBox as a whole; then the rest waits. Raises OutboxBusy and OutboxDamaged.
    """
    delivered: list[JournalEntry | FieldChange] = []
    conflicts: list[Conflict] = []
    stopped: faults.NetBoxError | None = None
    with outbox.delivering():
        state = outbox.state()
        for item in state.waiting:  # this tuple; `state` is renewed as items are written
            try:
                outcome = _deliver(netbox, outbox, state, item, grace_s)
            except (faults.ValidationRefused, faults.ObjectMissing) as error:
                outcome = Conflict(item=item, faults=_refused(error))
            except faults.NetBoxError as error:
                stopped = error
                break
            if isinstance(outcome, Conflict):
                outbox.conflicted(outcome)
                conflicts.append(outcome)
            elif outcome is not None:
                outbox.delivered(item.key, outcome)
                delivered.append(item)
                state = outbox.state()
        waiting = outbox.state().waiting
    return Delivery(tuple(delivered), waiting, tuple(conflicts), stopped)


def _deliver(
    netbox: NetBox, outbox: Outbox, state: State, item: JournalEntry | FieldChange, grace_s: float
) -> int | Conflict | None:
    """The id of the object that holds the item now; a conflict; or None where it must wait."""
    device_id = _device(netbox, item)
    if isinstance(device_id, Conflict):
        return device_id
    if isinstance(item, FieldChange):
        return _change_fields(netbox, state, item, device_id)
    found = journal.find(netbox, item, device_id)
    if found is not None:
        return found
    tried = state.tried.get(item.key)
    if tried is not None and datetime.now(UTC) - tried < timedelta(seconds=grace_s):
        return None
    outbox.tried(item.key)
    return journal.write(netbox, item, device_id)


def _device(netbox: NetBox, item: JournalEntry | FieldChange) -> int | Conflict:
    """The id of the item's device in this NetBox, which may not be the one that the item's id was read from: rebuilt, or
    another address. There the id can be another device's, and only the name tells."""
    try:
        if netbox.get(f"dcim/devices/{item.device_id}", {"fields": "id,name"})["name"] == item.device:
            return item.device_id
    except faults.ObjectMissing:
        pass
    _, rows = netbox.page("dcim/devices", {"name": item.device, "fields": "id,name", "ordering": "id", "limit": 100})
    named = [int(row["id"]) for row in rows if row["name"] == item.device]  # a filter may be looser than it says
    if len(named) == 1:
        return named[0]
    return Conflict(item=item, faults=(FieldFault(field=DEVICE, wanted=item.device, found=named),))


def _change_fields(netbox: NetBox, state: State, item: FieldChange, device_id: int) -> int | Conflict:
    """NetBox before 4.6 has no ETag: a person's change between our look and our write would be lost."""
    device = netbox.get(f"dcim/devices/{device_id}", {"fields": "id,custom_fields"})
    current: dict[str, Any] = device["custom_fields"]
    told: list[FieldFault] = []
    for name, wanted in item.after.items():
        if name not in current:
            told.append(FieldFault(field=name, wanted=wanted, detail="no such custom field on devices"))
            continue
        found = current[name]
        ours = state.written.get((item.device, name), item.before.get(name))
        if found not in (wanted, item.before.get(name), ours):
            told.append(FieldFault(field=name, wanted=wanted, found=found))
    if told:
        return Conflict(item=item, faults=tuple(told))
    differing = {name: wanted for name, wanted in item.after.items() if current[name] != wanted}
    if differing:
        netbox.update("dcim/devices", device_id, {"custom_fields": differing})
    return device_id


def _refused(error: faults.ValidationRefused | faults.ObjectMissing) -> tuple[FieldFault, ...]:
    if isinstance(error, faults.ValidationRefused) and isinstance(error.faults_by_field, dict):
        return tuple(FieldFault(field=str(name), detail=str(told)) for name, told in error.faults_by_field.items())
    return (FieldFault(field="", detail=error.message("en")),)
