"""Where backups stand, as a person reads it: what is late first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from altyapi.audit.table import Table
from altyapi.audit.text import shown
from altyapi.backup.capacity import Forecast
from altyapi.backup.report import STATES, state
from altyapi.backup.standing import Standing
from altyapi.view.backup_generations import size
from altyapi.view.output import Output
from altyapi.view.steps import typed

ROWS = 40
NAMES = 6


def status(
    out: Output,
    found: Sequence[Standing],
    places: Sequence[Forecast],
    classless: Sequence[str],
    clock: datetime | None,
    rows: Table,
    zone: ZoneInfo,
) -> None:
    """Overdue systems, systems without a class, capacity, the counts."""
    out.data(
        {
            "systems": [{**one.model_dump(mode="json"), "overdue": one.overdue} for one in found],
            "places": [
                {**one.model_dump(mode="json", exclude={"readings"}), "too_full": one.too_full} for one in places
            ],
            "without_class": list(classless),
            "clock_behind": clock.isoformat() if clock else "",
            "rows": list(rows.records()),
        }
    )
    if clock is not None:
        out.line(out.say("backup.status.clock", time=clock.isoformat()), "red")
    late = [one for one in found if one.overdue]
    if late:
        out.line(out.say("backup.status.late"), "red")
        head = [out.say(f"backup.column.{name}") for name in ("system", "class", "last", "backup", "copies", "drill")]
        out.table(head, [_row(out, one, zone) for one in late[:ROWS]])
        if len(late) > ROWS:
            out.line(out.say("facts.more", count=len(late) - ROWS))
    if classless:
        more = len(classless) - NAMES
        names = ", ".join(classless[:NAMES]) + (f" … (+{more})" if more > 0 else "")
        out.line(out.say("backup.status.classless", count=len(classless), names=names), "red")
    _places(out, places)
    states = Counter("late" if one.overdue else "good" for one in found)
    told = out.say("backup.status.count", count=len(found), good=states["good"], late=states["late"])
    out.line(told, "red" if late else "green")
    if any(one.state != "good" and "config" in one.kinds for one in late):
        out.next(typed("backup.run"))


def _row(out: Output, one: Standing, zone: ZoneInfo) -> list[str]:
    last = datetime.fromisoformat(one.last).astimezone(zone) if one.last else None
    copies = [f"{copy.place}: {STATES[copy.state].of(out.language)}" for copy in one.copies if copy.state != "good"]
    return [
        one.system,
        one.class_,
        shown(last, out.language) or "-",
        state(one).of(out.language),
        ", ".join(copies) or "-",
        STATES[one.drill_state].of(out.language),
    ]


def _places(out: Output, places: Sequence[Forecast]) -> None:
    if not places:
        return
    head = [out.say(f"backup.column.{name}") for name in ("place", "used", "percent", "growth", "full")]
    rows = [
        [
            one.place,
            size(one.used) + (f" / {size(one.total)}" if one.total else ""),
            "-" if one.percent is None else f"{one.percent}{' !' if one.too_full else ''}",
            "-" if one.growth_month is None else _signed(one.growth_month),
            shown(one.full_on, out.language) or "-",
        ]
        for one in places
    ]
    out.table(head, rows)


def _signed(count: int) -> str:
    return f"{'-' if count < 0 else '+'}{size(abs(count))}"
