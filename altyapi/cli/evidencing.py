"""After a run: its record in the chain, its journal entries in NetBox (or in the outbox), its report."""

from __future__ import annotations

from pathlib import Path

from altyapi.apply.run import Run
from altyapi.cli import snapshots
from altyapi.errors import ToolkitError
from altyapi.evidence import chain, notes, report
from altyapi.evidence import record as records
from altyapi.evidence.completeness import Named, named_in
from altyapi.firewall import blocks, policy
from altyapi.settings import Settings
from altyapi.view.output import Output
from netbox_sync.writeback.journal import JournalEntry, holding
from netbox_sync.writeback.outbox import DEVICE, Conflict, FieldFault, Outbox, State
from netbox_sync.writeback.writer import deliver

JOURNALS = ("dcim.device", "ipam.ipaddress")
"""On what objects of NetBox entries name records: devices that were changed, addresses that remote access was given by."""


def chain_file(configured: Settings) -> Path:
    return chain.file_of(configured.state_dir)


def names_in_outbox(configured: Settings) -> tuple[Named, ...]:
    """The records that journal entries of this machine name, delivered or not."""
    outbox = Outbox(configured.state_dir / "outbox.jsonl")
    if not outbox.path.is_file():  # looking makes none
        return ()
    items = outbox.state().items.values()
    found = (named_in(str(outbox.path), item.text) for item in items if isinstance(item, JournalEntry))
    return tuple(one for one in found if one is not None)


def names_in_netbox(configured: Settings) -> tuple[Named, ...]:
    """The records that NetBox's journal entries name; those of another machine's chain too, where several share a NetBox."""
    with snapshots.netbox(configured) as netbox:
        written = [one for kind in JOURNALS for one in holding(netbox, "evidence record", kind)]
    found = (named_in(f"NetBox extras.journalentry {entry.id}", entry.comments) for entry in written)
    return tuple(one for one in found if one is not None)


def register_file(configured: Settings) -> str:
    """The register of blocked addresses as the chain names it."""
    file = configured.registers_dir / policy.FOLDER / blocks.FILE
    return str(file.relative_to(configured.root)) if file.is_relative_to(configured.root) else str(file)


def known_of_register(configured: Settings) -> blocks.Known | None:
    """What the chain tells of the register as it must be now."""
    known: blocks.Known | None = None
    for one in chain.registers(chain_file(configured)):
        if one.register_file == register_file(configured):
            ahead = (
                known is not None and one.action != "begun" and known.lines > one.count
            )  # two writers, recorded in turn
            known = known if ahead else blocks.Known(one.count, one.head)
    return known


def heads_of_register(configured: Settings) -> dict[str, tuple[str, ...]]:
    """The lines of the register by their SHA-256, for what compares them with the chain. Raises RegisterBroken."""
    folder = configured.registers_dir / policy.FOLDER
    return {register_file(configured): blocks.Register(folder).heads()}


def record_register(out: Output, configured: Settings, event: blocks.Event) -> None:
    """Record how far the register goes now, and what was written to it last."""
    heads = heads_of_register(configured)[register_file(configured)]
    record = records.of_register(
        register_file(configured), heads,
        action=event.action, at=event.at, by=event.by, reason=event.reason, evrak=event.evrak,
    )  # fmt: skip
    evidence = chain.append(chain_file(configured), record)
    out.note(out.say("evidence.record", number=evidence.link.number, file=chain_file(configured)))


def begin_register(configured: Settings, by: str, at: str) -> None:
    """Record that the register is a new one, where the chain tells of an earlier one in its place."""
    known = known_of_register(configured)
    if known is not None and known.lines:
        record = records.of_register(register_file(configured), (), action="begun", at=at, by=by)
        chain.append(chain_file(configured), record)


def record(out: Output, configured: Settings, run: Run) -> Path:
    """Record the run as it stands, tell NetBox, write the report; gives the report's path."""
    evidence = chain.append(chain_file(configured), records.of(run))
    out.note(out.say("evidence.record", number=evidence.link.number, file=chain_file(configured)))
    outbox = Outbox(configured.state_dir / "outbox.jsonl")
    # the run's earlier records too: had the toolkit been killed after writing one, its entries would be missing
    of_run = [entry for entry in chain.verify(chain_file(configured)) if entry.link.record.run == run.head.run]
    outbox.put(*notes.entries(of_run))
    flush(out, configured, outbox)
    file = report.write(evidence, configured.state_dir / "reports", out.language, out.zone_of())
    out.note(out.say("evidence.report", file=file))
    return file


def flush(out: Output, configured: Settings, outbox: Outbox) -> None:
    """Deliver what waits for NetBox; what can't be delivered now stays in the outbox."""
    if not outbox.state().waiting:
        return
    try:
        with snapshots.netbox(configured) as netbox:
            delivery = deliver(netbox, outbox)
    except ToolkitError as error:
        out.fault(error)
        return
    if delivery.stopped is not None:
        out.fault(delivery.stopped)
    out.note(out.say("evidence.netbox", delivered=len(delivery.delivered), waiting=len(delivery.waiting)))
    for conflict in delivery.conflicts:
        out.note(out.say("evidence.conflict", device=conflict.item.device, details=_why(out, conflict)))


def show_outbox(out: Output, state: State) -> dict[str, object]:
    """What waits, and what can't be delivered and why; the same for programs."""
    out.line(out.say("status.outbox", waiting=len(state.waiting)))
    if state.conflicts:
        out.line(out.say("status.conflicts", count=len(state.conflicts)), "red")
    for conflict in state.conflicts.values():
        said = {"entry": conflict.item.key, "device": conflict.item.device, "details": _why(out, conflict)}
        out.line(f"  {out.say('status.conflict', **said)}")
    if any(conflict.entries for conflict in state.conflicts.values()):
        out.line(out.say("outbox.decide", command="./inv netbox.outbox"))
    if any(not conflict.entries for conflict in state.conflicts.values()):
        out.line(out.say("status.conflicts-next", command="./inv audit.deliver --again"))
    return {
        "waiting": len(state.waiting),
        "conflicts": [conflict.model_dump(mode="json") for conflict in state.conflicts.values()],
    }


def _why(out: Output, conflict: Conflict) -> str:
    return "; ".join(_reason(out, fault) for fault in conflict.faults)


def _reason(out: Output, fault: FieldFault) -> str:
    if fault.detail:  # NetBox's words
        return f"{fault.field} {fault.detail}".strip()
    if fault.field == DEVICE:
        return out.say("status.conflict-device", count=len(fault.found))
    return out.say("status.conflict-field", field=fault.field, found=str(fault.found), wanted=str(fault.wanted))
