"""Copies in repositories, as a person reads them: taken, brought to the second site, proven."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from altyapi.backup.drill.holding import Held
from altyapi.backup.drill.report import problem, worded
from altyapi.backup.register import Result
from altyapi.backup.replica import Checked, Copied
from altyapi.backup.report import CODE
from altyapi.evidence.words import moment, told
from altyapi.view.output import Output
from altyapi.view.program import as_typed

ROWS = 40
"""How many rows are shown; JSON has all."""
TOLD = 10
"""Of how many failed drills the reason is told; the report has all."""


def taken(out: Output, result: Result) -> None:
    out.data({"result": result.model_dump(mode="json")})
    point = result.point
    if point is not None:
        told_ = out.say(
            "backup.taken",
            system=result.system,
            place=result.place,
            id=point.id[:10],
            seconds=_seconds(result.milliseconds),
        )
        out.line(told_, "green")


def collected(out: Output, made: Sequence[Result], unmade: Sequence[str]) -> None:
    """`unmade`: places into which nothing was ever copied."""
    out.data({"results": [one.model_dump(mode="json") for one in made], "empty_places": list(unmade)})
    points = [one for one in made if one.job == "backup" and one.ok]
    failed = [one for one in made if not one.ok]
    for one in failed[:ROWS]:
        out.marked("x", "red", f"{one.system}: {one.problem}")
    if failed:
        out.line(out.say("backup.collected-failed", count=len(failed)), "red")
    for place in unmade:
        out.marked("!", "yellow", out.say("backup.place-empty", place=place))
    out.line(out.say("backup.collected", count=len(points), systems=len({one.system for one in points})))


def replicated(out: Output, copied: Sequence[Copied], checked: Sequence[Checked]) -> None:
    """Old and failed copies by name, what was read back, the counts."""
    out.data(
        {
            "copies": [{**one.model_dump(mode="json"), "overdue": one.overdue} for one in copied],
            "checks": [one.model_dump(mode="json") for one in checked],
        }
    )
    worst = [one for one in copied if one.error or one.overdue]
    rows = [
        [
            one.order.system,
            one.order.target,
            moment(one.newest.time, out.language, out.zone_of())[:16] if one.newest else "-",
            "-" if one.hours is None else f"{one.hours:.0f} / {one.order.hours_max}",
            out.say("backup.copy.failed" if one.error else "backup.copy.overdue"),
        ]
        for one in worst[:ROWS]
    ]
    if rows:
        out.table([out.say(f"backup.column.{name}") for name in ("system", "place", "newest", "age", "state")], rows)
    for failed in {one.error: one for one in copied if one.error}.values():
        _failed(out, failed)
    for one in checked:
        said = out.say(
            "backup.read-back", place=" ".join(filter(None, (one.place, one.system))), read=_amount(out, one.read)
        )
        out.marked("x" if one.error else "+", "red" if one.error else "green", said)
        if one.error:
            _failed(out, one)
    counts = {
        "count": len(copied),
        "brought": sum(one.brought for one in copied),
        "overdue": sum(one.overdue and not one.error for one in copied),
        "failed": sum(bool(one.error) for one in copied),
    }
    out.line(
        out.say("backup.replicated", **counts),
        "red" if counts["failed"] else "yellow" if counts["overdue"] else "green",
    )


def drilled(out: Output, held: Sequence[Held], written: Path | None) -> None:
    """Each drill with its result; of a failed one what was seen."""
    out.data({"drills": [one.model_dump(mode="json") for one in held], "report": str(written or "")})
    rows = [
        [
            one.system,
            one.class_,
            moment(one.point.time, out.language, out.zone_of())[:16] if one.point else "-",
            worded(one.target, out.language) or "-",
            _seconds(one.milliseconds),
            out.say("backup.drill.passed" if one.ok else "backup.drill.failed"),
        ]
        for one in sorted(held, key=lambda one: one.ok)[:ROWS]
    ]
    out.table(
        [out.say(f"backup.column.{name}") for name in ("system", "class", "copy-of", "into", "seconds", "result")], rows
    )
    failed = [one for one in held if not one.ok]
    for one in failed[:TOLD]:
        code = CODE.match(one.problem) if one.remedy_en else None
        out.marked("x", "red", f"{one.system}: {code[0] if code else ''}{problem(one, out.language)}")
        remedy = one.remedy_tr if out.language == "tr" else one.remedy_en
        if remedy:
            out.line(f"    {out.say('next')}: {as_typed(remedy)}")
    if len(failed) > TOLD:
        out.line(out.say("facts.more", count=len(failed) - TOLD))
    counted = Counter(one.ok for one in held)
    out.line(
        out.say("backup.drilled", count=len(held), passed=counted[True], failed=counted[False]),
        "red" if counted[False] else "green",
    )
    if written is not None:
        out.line(out.say("backup.drill.report", file=written))


def nothing_due(out: Output) -> None:
    out.data({"drills": []})
    out.line(out.say("backup.drill.none"), "green")


def _failed(out: Output, one: Copied | Checked) -> None:
    """What the register holds, with its code, in the reader's language, and what to do about it."""
    error = one.error
    code = CODE.match(error)
    name = code[0].strip() if code else ""
    words = told(error.removeprefix(name).strip() or error, out.language)
    out.line(f"  {name}  {words}" if name else f"  {words}", "red")
    remedy = one.remedy_tr if out.language == "tr" else one.remedy_en
    if remedy:
        out.line(f"    {out.say('next')}: {as_typed(remedy)}")


def _amount(out: Output, read: str) -> str:
    return out.say("backup.read-all") if read == "all" else read


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.1f} s"
