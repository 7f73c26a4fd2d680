"""A proposal of facts: what is empty, what differs, what to look at, who gave no answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from altyapi.facts.proposal import DeviceFacts, FieldDifference, Kind, Proposal
from altyapi.view import layout
from altyapi.view.output import Output
from altyapi.view.program import as_typed
from netbox_sync.writeback.fieldchange import interface_of

ROWS = 40
"""How many rows of one kind are shown; JSON has all."""


def show(out: Output, proposal: Proposal, file: Path | None) -> None:
    """The whole proposal."""
    out.data({"id": proposal.id, "file": str(file) if file else None, "proposal": proposal.model_dump(mode="json")})
    if not proposal.clean:
        out.heading(out.say("facts.head", id=proposal.id))
        made = {"created": proposal.created, "author": proposal.author, "taken": proposal.snapshot_taken}
        out.line(out.say("facts.made", **made))
        out.line(out.say("facts.asked", limit=proposal.limit))
    for kind in ("fill", "ours", "differs"):
        _fields(out, proposal, kind)
    _named(out, proposal)
    _neighbours(out, proposal)
    _unread(out, proposal)
    out.line()
    out.line(_summary(out, proposal), None if proposal.clean else "yellow")


def counts(proposal: Proposal) -> dict[str, int]:
    """How much of each there is."""
    kinds = [each.kind for device in proposal.devices for each in device.fields]
    looked_at = sum(len(device.findings) + (device.model is not None) + device.misnamed for device in proposal.devices)
    return {
        "devices": len(proposal.devices),
        "fills": kinds.count("fill"),
        "ours": kinds.count("ours"),
        "differs": kinds.count("differs"),
        "findings": looked_at,
        "unread": len(proposal.unread),
    }


def _summary(out: Output, proposal: Proposal) -> str:
    counted = counts(proposal)
    if proposal.clean:
        return out.say("facts.clean", devices=counted["devices"], unread=counted["unread"])
    return out.say("facts.count", **counted)


def _columns(out: Output, *names: str) -> list[str]:
    return [out.say(f"facts.column.{name}") for name in names]


def _fields(out: Output, proposal: Proposal, kind: Kind) -> None:
    """Empty MAC addresses are told by their number; whatever holds an entry is told one by one."""
    rows: list[list[str]] = []
    for device in proposal.devices:
        mine = [each for each in device.fields if each.kind == kind]
        macs = [each for each in mine if interface_of(each.name)] if kind == "fill" else []
        rows += [_row(out, device, each, kind) for each in mine if each not in macs]
        if macs:
            rows.append([device.device, "mac", out.say("facts.macs", count=len(macs))])
    if rows:
        out.line()
        title = {"fill": "facts.fills", "ours": "facts.ours", "differs": "facts.differs"}[kind]
        out.heading(out.say(title))
        wide = ["netbox", "says", "note"] if kind == "differs" else ["netbox", "says"] if kind == "ours" else ["says"]
        _table(out, _columns(out, "device", "field", *wide), rows)


def _row(out: Output, device: DeviceFacts, field: FieldDifference, kind: Kind) -> list[str]:
    note = out.say("facts.elsewhere", devices=", ".join(field.elsewhere)) if field.elsewhere else ""
    after = field.after if kind != "fill" or not note else f"{field.after}  ({note})"
    row = [device.device, field.name.removeprefix("device.")]
    row += [] if kind == "fill" else [field.before or ""]
    return [*row, after, note] if kind == "differs" else [*row, after]


def _named(out: Output, proposal: Proposal) -> None:
    told: tuple[tuple[str, Callable[[DeviceFacts], tuple[str, str] | None]], ...] = (
        ("facts.model", lambda device: (device.model.netbox, device.model.device) if device.model else None),
        ("facts.misnamed", lambda device: (device.device, device.hostname) if device.misnamed else None),
    )
    for title, pair in told:
        rows = [[device.device, *found] for device in proposal.devices if (found := pair(device))]
        if rows:
            out.line()
            out.heading(out.say(title))
            _table(out, _columns(out, "device", "netbox", "says"), rows)


def _neighbours(out: Output, proposal: Proposal) -> None:
    found = [(device.device, each) for device in proposal.devices for each in device.findings]
    if found:
        out.line()
        out.heading(out.say("facts.neighbours"))
    if out.format == "markdown":
        rows = [
            [name, each.interface, each.netbox, each.seen, out.say(f"facts.kind.{each.kind}")] for name, each in found
        ]
        _table(out, _columns(out, "device", "port", "netbox", "seen", "note"), rows)
    else:  # two devices with their ports are too wide for a row
        for name, each in found[:ROWS]:
            out.line(f"{name} {each.interface}: {out.say(f'facts.kind.{each.kind}')}")
            out.line(out.say("facts.seen", seen=each.seen))
            if each.netbox:
                out.line(out.say("facts.held", held=each.netbox))
        if len(found) > ROWS:
            out.line(out.say("facts.more", count=len(found) - ROWS))
    kinds = [each.kind for device in proposal.devices for each in device.neighbours]
    matching, unknown = kinds.count("matches"), kinds.count("unknown-device")
    if matching or unknown:
        out.line()
        out.line(out.say("facts.neighbours-good", matching=matching, unknown=unknown))


def _unread(out: Output, proposal: Proposal) -> None:
    """Those that failed alike are told together: names and addresses stand in the messages of the others."""
    if not proposal.unread:
        return
    out.line()
    out.line(out.say("facts.unread"), "red")
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for each in proposal.unread:
        grouped.setdefault((each.code, each.problem, each.remedy), []).append(each.device)
    remedies: set[str] = set()
    for (code, problem, remedy), devices in grouped.items():
        out.line(f"  {layout.names(devices)}  {code}  {problem}")
        if remedy and code not in remedies:
            remedies.add(code)
            out.line(f"    {out.say('next')}: {as_typed(remedy)}")


def _table(out: Output, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    every = list(rows)
    if not every:
        return
    out.table(head, every[:ROWS])
    if len(every) > ROWS:
        out.line(out.say("facts.more", count=len(every) - ROWS))
