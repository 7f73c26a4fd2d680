"""A drift as a person reads it: identical ones once, with the devices, since when and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from altyapi.drift.model import DeviceDrift, Drift, Who
from altyapi.drift.reality import Proposal
from altyapi.evidence import words
from altyapi.view import layout
from altyapi.view.output import Output
from altyapi.view.program import as_typed


def show(out: Output, drift: Drift) -> None:
    """What drifted, what stands unmanaged, what could not be compared; the last line is the count."""
    out.data({**drift.model_dump(mode="json"), "drifted": [one.device for one in drift.drifted]})
    if drift.drifted:
        out.line(out.say("difference.legend"), "dim")
    for entries in _groups(drift.drifted):
        out.line()
        names = layout.names([one.device for one in entries])
        out.heading(out.say("drift.group" if len(entries) > 1 else "drift.one", count=len(entries), devices=names))
        out.code(entries[0].diff, "diff")
        for one in entries:
            prefix = f"{one.device}: " if len(entries) > 1 else ""
            out.line(f"  {prefix}{_since(out, one)}")
            out.line(f"    {_who(out, one.who)}")
    _unmanaged(out, drift)
    _refused(out, drift)
    out.line()
    for log in drift.logs:
        said = "drift.log" if log.lines else "drift.log-empty"
        out.line(out.say(said, file=log.file, first=log.first, last=log.last, lines=log.lines), "dim")
    counts = {
        "drifted": len(drift.drifted),
        "read": len(drift.read),
        "refused": len(drift.refused),
        "unmanaged": sum(bool(one.unmanaged) for one in drift.devices),
    }
    out.line(out.say("drift.done", **counts), "yellow" if drift.drifted else None)


def proposal(out: Output, made: Proposal, file: Path) -> None:
    """What NetBox would have to hold, and what it can't."""
    out.line()
    out.heading(out.say("drift.proposal", file=file))
    rows = [
        [f"{one.device}:{field.name}", field.shown_before, field.shown_after]
        for one in made.devices
        for field in one.fields
    ]
    if rows:
        out.table([out.say(f"column.{name}") for name in ("field", "netbox", "runs")], rows)
    for one in made.devices:
        for line in one.unmapped:
            out.line(f"  {one.device}  {out.say('drift.unmapped', line=line)}", "yellow")
        for why in one.why:
            about, _, said = why.partition(": ")
            out.line(f"  {one.device}  {about}: {words.told(said, out.language)}", "yellow")


def _groups(drifted: Sequence[DeviceDrift]) -> list[list[DeviceDrift]]:
    ordered = sorted(drifted, key=lambda one: (one.diff, one.device))
    groups = [list(entries) for _, entries in groupby(ordered, key=lambda one: one.diff)]
    return sorted(groups, key=lambda entries: (-len(entries), entries[0].device))


def _since(out: Output, one: DeviceDrift) -> str:
    line = next(line for line in one.managed if line.since == one.since)
    key = "drift.since" if line.after else "drift.since-first"
    return out.say(key, since=line.since, after=line.after)


def _who(out: Output, who: Who) -> str:
    if who.certainty == "unknown":
        return out.say(f"drift.unknown.{who.why or 'nothing'}")
    names = ", ".join(who.users) or "?"
    origins = f" ({', '.join(who.origins)})" if who.origins else ""
    return out.say(f"drift.who.{who.certainty}", users=names, origins=origins, at=who.at, run=who.source)


def _unmanaged(out: Output, drift: Drift) -> None:
    found: dict[str, list[str]] = {}
    fresh: set[str] = set()
    for one in drift.devices:
        for line in one.unmanaged:
            found.setdefault(line.text, []).append(one.device)
            if line.after and line.since == drift.created:
                fresh.add(line.text)
    if not found:
        return
    out.line()
    out.heading(out.say("drift.unmanaged", count=len(found)))
    for text, devices in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        new = f"  {out.say('drift.new')}" if text in fresh else ""
        out.line(f"  {text}  ({layout.names(devices)}){new}")


def _refused(out: Output, drift: Drift) -> None:
    if not drift.refused:
        return
    out.line()
    out.line(out.say("drift.refused"), "red")
    told: set[str] = set()
    for entry in drift.refused:
        for problem in entry.problems:
            out.line(f"  {entry.device}  {entry.code}  {problem}")
        if entry.remedy and entry.code not in told:
            told.add(entry.code)
            out.line(f"    {out.say('next')}: {as_typed(entry.remedy)}")
