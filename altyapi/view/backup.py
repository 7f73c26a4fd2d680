"""Backups of configs, as a person reads them."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from altyapi.backup.configs import Outcome
from altyapi.backup.history import Found, Version
from altyapi.evidence.words import moment
from altyapi.view import layout
from altyapi.view.output import Output
from altyapi.view.program import as_typed

ROWS = 40
"""How many rows are shown; JSON has all."""
CONTEXT = 3
COMMIT = 10
"""Letters of a commit that are shown."""


def outcomes(out: Output, found: Sequence[Outcome], commits: Sequence[str]) -> None:
    """What a run did: what is new or changed, what failed and why, and the counts."""
    counted = Counter(one.state for one in found)
    out.data(
        {
            "devices": [
                {
                    "device": one.device,
                    "site": one.site,
                    "state": one.state,
                    "added": one.added,
                    "removed": one.removed,
                    "bytes": one.bytes,
                    "milliseconds": one.milliseconds,
                    "tries": one.tries,
                    "code": one.error.code if one.error else "",
                    "problem": str(one.error) if one.error else "",
                }
                for one in sorted(found, key=lambda one: one.device)
            ],
            "commits": list(commits),
        }
    )
    rows = [
        [one.device, one.site, out.say(f"backup.state.{one.state}"), _lines(one)]
        for one in sorted(found, key=lambda one: (one.state, one.device))
        if one.state in {"new", "changed"}
    ]
    _table(out, [out.say(f"column.{name}") for name in ("device", "site", "state")] + [out.say("backup.lines")], rows)
    _failures(out, found)
    told = {state: counted[state] for state in ("new", "changed", "unchanged", "failed")}
    out.line(out.say("backup.done", count=len(found), **told), "red" if told["failed"] else "green")
    if commits:
        out.line(out.say("backup.commits", count=len(commits), last=commits[-1][:COMMIT]))


def _lines(one: Outcome) -> str:
    return f"+{one.added} -{one.removed}"


def _failures(out: Output, found: Sequence[Outcome]) -> None:
    """Those that failed alike are told together."""
    grouped: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for one in sorted(found, key=lambda one: one.device):
        if one.error is not None:
            grouped[one.error.code, one.error.message(out.language), one.error.remedy(out.language)].append(one.device)
    if not grouped:
        return
    out.line(out.say("backup.failed"), "red")
    told: set[str] = set()
    for (code, problem, remedy), devices in list(grouped.items())[:ROWS]:
        out.line(f"  {layout.names(devices)}  {code}  {problem}")
        if remedy and code not in told:
            told.add(code)
            out.line(f"    {out.say('next')}: {as_typed(remedy)}")
    _more(out, len(grouped) - ROWS)


def versions(out: Output, device: str, found: Sequence[Version]) -> None:
    """The states of one device, the newest first."""
    out.data({"device": device, "versions": [_version(one) for one in found]})
    head = [out.say(f"backup.column.{name}") for name in ("time", "commit", "author", "told")]
    _table(out, head, [[one.time, one.commit[:COMMIT], _by(one), "; ".join(one.told) or one.subject] for one in found])
    out.line(out.say("backup.versions", count=len(found)))


def devices(out: Output, found: Sequence[Version]) -> None:
    """Every device with its last change."""
    out.data({"devices": [_version(one) for one in found]})
    head = [
        out.say("column.device"),
        out.say("column.site"),
        out.say("backup.column.changed"),
        out.say("backup.column.author"),
    ]
    _table(out, head, [[one.device, one.site, one.time, _by(one)] for one in found])
    out.line(out.say("backup.devices", count=len(found)))


def config(out: Output, version: Version, text: str, file: str) -> None:
    """A config as it was, or where it was written to."""
    out.data({**_version(version), "config": text, "file": file})
    out.note(out.say("backup.as-of", device=version.device, time=version.time, commit=version.commit[:COMMIT]))
    if file:
        out.line(out.say("backup.written", file=file))
    else:
        out.whole(text)


def difference(
    out: Output,
    older: Version,
    newer: Version,
    before: str,
    after: str,
    *,
    same: bool,
    only: bool,
    zone: ZoneInfo,
) -> None:
    """The lines that differ, with some around them. `same`: also what the readable copies don't show is the same; `only`: there is no
    other state."""
    since, until = (moment(one.moment.astimezone(zone).isoformat(), out.language) for one in (older, newer))
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), since, until, n=CONTEXT, lineterm=""))
    out.data({"older": _version(older), "newer": _version(newer), "diff": "".join(f"{line}\n" for line in lines)})
    if lines:
        out.code("\n".join(lines), "diff")
    elif only:
        out.line(out.say("backup.only-state", device=older.device, time=since))
    elif older.commit == newer.commit or same:
        out.line(out.say("backup.same-version", time=since))
    else:
        out.line(out.say("backup.only-secrets", older=since, newer=until))
    for told in newer.told:
        out.line(out.say("backup.who", told=told))


def found(out: Output, text: str, lines: Sequence[Found]) -> None:
    """Lines that hold what was searched for, by device."""
    out.data({"text": text, "lines": [one.model_dump(mode="json") for one in lines]})
    now = out.say("backup.still")
    head = [
        out.say("column.device"),
        out.say("backup.column.line"),
        out.say("backup.column.since"),
        out.say("backup.column.until"),
    ]
    _table(out, head, [[one.device, f"{one.number}: {one.line}", one.since, one.until or now] for one in lines])
    out.line(out.say("backup.found", count=len(lines), devices=len({one.device for one in lines})))


def restoring(out: Output, version: Version, left: Sequence[str]) -> None:
    """To which backup the plan goes back, and which lines it can't bring back."""
    out.line(out.say("backup.restoring", device=version.device, time=version.time, commit=version.commit[:COMMIT]))
    if left:
        out.line(out.say("backup.left", count=len(left)), "yellow")
        for line in left[:ROWS]:
            out.line(f"  {line}")
        _more(out, len(left) - ROWS)
    out.line()


def _by(one: Version) -> str:
    """Who changed it, where a log says so: the commit's author is otherwise whoever ran the backup."""
    return one.author if one.told else "-"


def _version(one: Version) -> dict[str, object]:
    return {**one.model_dump(mode="json", exclude={"path"}), "changed_by": list(one.told)}


def _table(out: Output, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if rows:
        out.table(head, rows[:ROWS])
        _more(out, len(rows) - ROWS)


def _more(out: Output, count: int) -> None:
    if count > 0:
        out.line(out.say("facts.more", count=count))
