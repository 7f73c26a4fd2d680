"""The outbox: what waits, and each conflict with both values and who made the entry that stands in the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from altyapi.view.output import Output
from altyapi.view.steps import typed
from netbox_sync.writeback.edits import Edit
from netbox_sync.writeback.outbox import DEVICE, Conflict, State

Edits = Mapping[tuple[str, str], Edit]
"""(key, field) to the last change of that field in NetBox."""


def show(out: Output, state: State, edits: Edits) -> None:
    """All of it."""
    out.data(
        {
            "waiting": [item.model_dump(mode="json") for item in state.waiting],
            "conflicts": [
                conflict.model_dump(mode="json")
                | {"edits": {field: edit.model_dump() for (of, field), edit in edits.items() if of == key}}
                for key, conflict in state.conflicts.items()
            ],
            "settled": {key: settlement.model_dump(mode="json") for key, settlement in state.settled.items()},
        }
    )
    if not state.waiting and not state.conflicts:
        out.line(out.say("outbox.empty"))
    if state.waiting:
        out.line(out.say("outbox.waiting", count=len(state.waiting)), "yellow")
        for item in state.waiting:
            out.line(f"  {item.device}  {item.key}")
    conflicts(out, state.conflicts.values(), edits)
    if state.given_up:
        out.line(out.say("outbox.given-up", count=len(state.given_up)))
    if state.conflicts:
        step = typed("netbox.outbox", "--settle", "KEY", "--keep", "netbox", "--reason", "WHY")
        out.line(f"{out.say('next')}: {out.say('outbox.decide-next', step=step)}")
    elif state.waiting:
        out.next(typed("audit.deliver"))


def conflicts(out: Output, found: Iterable[Conflict], edits: Edits | None) -> None:
    """Each with its fields: what NetBox holds, what ours is, and who edited where that was looked up."""
    for conflict in found:
        key = conflict.item.key
        out.line()
        out.line(out.say("outbox.conflict", device=conflict.item.device, item=key), "red")
        rows = []
        for fault in conflict.faults:
            if fault.is_entry:
                row = [fault.field.removeprefix("device."), _said(fault.found), _said(fault.wanted)]
                rows.append(row if edits is None else [*row, _by(out, edits.get((key, fault.field)))])
            elif fault.field == DEVICE:
                out.line(f"  {out.say('outbox.device', count=len(fault.found or ()))}")
            else:
                out.line(f"  {fault.field} {fault.detail}".rstrip())
        if rows:
            columns = ("field", "netbox", "ours", "edited")[: len(rows[0])]
            out.table([out.say(f"facts.column.{name}") for name in columns], rows)


def _by(out: Output, edit: Edit | None) -> str:
    return out.say("outbox.by", by=edit.by, at=edit.at) if edit else out.say("outbox.by-unknown")


def _said(value: object) -> str:
    return "-" if value in (None, "") else str(value)
