"""Delivers what waits in the outbox to NetBox: each item once, conflicts shown instead of overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from netbox_sync import faults, journal
from netbox_sync.client import NetBox
from netbox_sync.journal import JournalEntry
from netbox_sync.outbox import Conflict, FieldChange, FieldFault, Outbox, State

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
    if isinstance(item, FieldChange):
        return _change_fields(netbox, state, item)
    found = journal.find(netbox, item)
    if found is not None:
        return found
    tried = state.tried.get(item.key)
    if tried is not None and datetime.now(UTC) - tried < timedelta(seconds=grace_s):
        return None
    outbox.tried(item.key)
    return journal.write(netbox, item)


def _change_fields(netbox: NetBox, state: State, item: FieldChange) -> int | Conflict:
    """NetBox before 4.6 has no ETag: a person's change between our look and our write would be lost."""
    device = netbox.get(f"dcim/devices/{item.device_id}", {"fields": "id,custom_fields"})
    current: dict[str, Any] = device["custom_fields"]
    told: list[FieldFault] = []
    for name, wanted in item.after.items():
        if name not in current:
            told.append(FieldFault(field=name, wanted=wanted, detail="no such custom field on devices"))
            continue
        found = current[name]
        ours = state.written.get((item.device_id, name), item.before.get(name))
        if found not in (wanted, item.before.get(name), ours):
            told.append(FieldFault(field=name, wanted=wanted, found=found))
    if told:
        return Conflict(item=item, faults=tuple(told))
    differing = {name: wanted for name, wanted in item.after.items() if current[name] != wanted}
    if differing:
        netbox.update("dcim/devices", item.device_id, {"custom_fields": differing})
    return item.device_id


def _refused(error: faults.ValidationRefused | faults.ObjectMissing) -> tuple[FieldFault, ...]:
    if isinstance(error, faults.ValidationRefused) and isinstance(error.faults_by_field, dict):
        return tuple(FieldFault(field=str(name), detail=str(told)) for name, told in error.faults_by_field.items())
    return (FieldFault(field="", detail=error.message("en")),)
