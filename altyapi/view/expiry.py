"""Changes for a time, as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from altyapi.apply.expiry import Timed, Unreadable
from altyapi.evidence.words import told
from altyapi.view.output import Output
from altyapi.view.steps import typed


def show(out: Output, found: Sequence[Timed], lost: Sequence[Unreadable], killed: Sequence[str], now: datetime) -> None:
    """What stands and when each is due, and the rollbacks that were killed before their end."""
    due = [one for one in found if one.due(now)]
    out.data(
        {
            "changes": [{**one.model_dump(mode="json"), "due": one in due} for one in found],
            "unreadable": [one.model_dump(mode="json") for one in lost],
            "killed": list(killed),
        }
    )
    if found:
        head = [out.say(f"column.{name}") for name in ("until", "run", "devices", "reason")]
        rows = [
            [one.until + ("  !" if one in due else ""), one.run, str(len(one.devices)), one.reason] for one in found
        ]
        out.table(head, rows)
    for one in due:
        for line in one.hindered:
            out.line(f"  {_why(out, line)}", "yellow")
    _lost(out, lost)
    for run in killed:
        out.line(out.say("expire.killed", run=run), "yellow")
    if due:
        out.line(out.say("expire.due", count=len(due), waiting=len(found) - len(due)), "yellow")
        out.next(typed("config.expire"))
        _release(out, due)
    else:
        out.line(out.say("expire.none", waiting=len(found)))
        if killed:
            out.next(typed("config.expire"))


def done(
    out: Output,
    due: Sequence[Timed],
    left: Mapping[str, Timed],
    lost: Sequence[Unreadable],
    codes: Mapping[str, int],
) -> None:
    """What came of what was due."""
    out.data(
        {
            "runs": [
                {
                    "run": one.run,
                    "until": one.until,
                    "code": codes[one.run],
                    "left": list(left[one.run].devices) if one.run in left else [],
                    "hindered": list(left[one.run].hindered) if one.run in left else [],
                }
                for one in due
            ],
            "unreadable": [one.model_dump(mode="json") for one in lost],
        }
    )
    _lost(out, lost)
    back = sum(one.run not in left for one in due)
    waiting = sum(run not in codes for run in left)
    if not due:
        out.line(out.say("expire.none", waiting=waiting))
        return
    out.line(out.say("expire.done", back=back, count=len(due), waiting=waiting), None if back == len(due) else "red")
    for one in due:
        if one.run in left:
            for line in left[one.run].hindered:
                out.line(f"  {_why(out, line)}", "red")
    _release(out, [left[one.run] for one in due if one.run in left])


def _why(out: Output, line: str) -> str:
    """`device: why`, the why in the reader's language where it is a sentence of the toolkit's; its first line."""
    device, _, why = line.partition(": ")
    return f"{device}: {told(why, out.language)}".split("\n", 1)[0]


def _release(out: Output, due: Sequence[Timed]) -> None:
    """The way out for what can't be taken back as it was approved."""
    for one in due:
        if one.hindered:
            step = typed("config.release", one.run, "--reason", "…", "--evrak", "…")
            out.next(step, lead=out.say("expire.release"))


def _lost(out: Output, lost: Sequence[Unreadable]) -> None:
    for one in lost:
        out.line(f"  {one.run}  {one.code}  {one.problem}", "red")
