"""The calendar and the plan of a wave on a terminal, in Markdown and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from altyapi.audit.estate import Estate
from altyapi.audit.table import Table
from altyapi.audit.text import shown
from altyapi.audit.views.view import View
from altyapi.audit.views.view import masked as mask
from altyapi.endpoint.assessed import OUTCOMES, Row
from altyapi.endpoint.calendar import Computer, Standing
from altyapi.endpoint.fitness import Outcome
from altyapi.endpoint.gates import TITLES, Gate
from altyapi.endpoint.schedule import WavePlan
from altyapi.endpoint.tables import LEVELS
from altyapi.errors import Language
from altyapi.view import audit
from altyapi.view.output import Colour, Output


def waves(out: Output, view: View, table: Table, estate: Estate, standings: Sequence[Standing]) -> None:
    """Late waves are red."""
    by_id = {one.wave.id: one for one in standings}
    colours: list[Colour | None] = []
    for row in table.rows:
        one = by_id[str(row[0])]
        done: Colour | None = "green" if one.progress == "done" else None
        colours.append("red" if LEVELS[one.progress] == "high" else done)
    audit.inventory(out, view, table, estate, masked=False, colours=colours)


def verdict(out: Output, standings: Sequence[Standing]) -> None:
    """The last line: the worst there is."""
    late = [one for one in standings if one.progress == "late"]
    done, target = sum(one.done for one in standings), sum(one.target for one in standings)
    if not late:
        out.line(out.say("pardus.on-time", done=done, target=target), "green")
        return
    out.line(out.say("pardus.done-of", done=done, target=target))
    names = ", ".join(f"{one.wave.id} (+{one.late_days})" for one in late)
    out.line(out.say("pardus.late", waves=len(late), computers=sum(one.left for one in late), names=names), "red")


def gates(out: Output, wave: str, found: Sequence[Gate]) -> None:
    out.heading(out.say("pardus.gates", wave=wave))
    head = [out.say("pardus.gate"), out.say("pardus.holds"), out.say("pardus.observed")]
    rows = [
        [
            TITLES[one.name].of(out.language),
            out.say("pardus.open" if one.open else "pardus.closed"),
            one.observed.of(out.language),
        ]
        for one in found
    ]
    out.table(head, rows, [None if one.open else "red" for one in found])
    closed = sum(not one.open for one in found)
    if closed:
        out.line(out.say("pardus.some-closed", count=closed), "yellow")
    else:
        out.line(out.say("pardus.all-open"), "green")


def plan(out: Output, made: WavePlan) -> None:
    """One row per opening."""
    if not made.batches and made.fits:
        out.line(out.say("pardus.nothing-left"))
        return
    count = sum(len(one.computers) for one in made.batches)
    if made.batches:
        first, last = (day(made.batches[place].opens, out.language) for place in (0, -1))
        out.heading(out.say("pardus.batches", computers=count, batches=len(made.batches), first=first, last=last))
        head = [out.say(f"pardus.{name}") for name in ("batch", "opens", "closes", "window", "count", "sites")]
        rows = [
            [
                str(one.number),
                day(one.opens, out.language, clock=True),
                day(one.closes, out.language, clock=True) if one.closes and one.window else "",
                one.window,
                str(len(one.computers)),
                ", ".join(dict.fromkeys(each.device.site for each in one.computers)),
            ]
            for one in made.batches
        ]
        kept = [place for place in range(len(head)) if place not in (2, 3) or any(row[place] for row in rows)]
        out.table([head[place] for place in kept], [[row[place] for place in kept] for row in rows])
    if made.over:
        out.line(out.say("pardus.over", count=len(made.over)), "red")


def plain(made: WavePlan, found: Sequence[Gate]) -> dict[str, Any]:
    """For programs. Times are ISO 8601 with offset."""
    return {
        "wave": made.wave.model_dump(mode="json"),
        "fits": made.fits,
        "gates": [{"gate": one.name, "open": one.open, "observed": one.observed.en} for one in found],
        "batches": [
            {
                "number": one.number,
                "opens": one.opens.isoformat(timespec="seconds"),
                "closes": one.closes.isoformat(timespec="seconds") if one.closes else None,
                "window": one.window,
                "computers": [each.device.name for each in one.computers],
            }
            for one in made.batches
        ],
        "over": [one.device.name for one in made.over],
    }


def computers(made: WavePlan) -> list[tuple[int, datetime, Computer]]:
    """Every computer of the plan with its batch."""
    return [(one.number, one.opens, each) for one in made.batches for each in one.computers]


COLOURS: dict[Outcome | None, Colour | None] = {"go": "green", "conditional": "yellow", "no-go": "red", None: "red"}
NAMES_TOLD = 5


def assessed(out: Output, found: Sequence[Row], table: Table, *, masked: bool) -> None:
    """Person by person, the reasons below; in Markdown as a table. Who was not assessed is told in one line."""
    if out.format == "markdown":
        head = [heading.text.of(out.language) for heading in table.headings]
        out.table(head, [[shown(cell, out.language) for cell in row] for row in table.rows])
        return
    for one in found:
        if one.judged is None:
            continue
        person = mask(one.person) if masked else one.person
        words = [one.device.name, *([person] if person else []), OUTCOMES[one.outcome].of(out.language)]
        out.marked("●", COLOURS[one.outcome] or "dim", "  ".join(words))
        for reason in sorted(one.judged.reasons, key=lambda each: not each.blocks):
            out.under("  - ", f"{reason.told.of(out.language)}  [{reason.code}]")
    unknown = [one.device.name for one in found if one.judged is None]
    if unknown:
        more = f" … (+{len(unknown) - NAMES_TOLD})" if len(unknown) > NAMES_TOLD else ""
        names = ", ".join(unknown[:NAMES_TOLD]) + more
        out.line(out.say("pardus.not-assessed", count=len(unknown), names=names), "yellow")


def outcomes(out: Output, numbers: Mapping[Outcome | None, int]) -> None:
    """The last line: how many persons can go."""
    told = {"go": numbers.get("go", 0), "conditional": numbers.get("conditional", 0)}
    no, unknown = numbers.get("no-go", 0), numbers.get(None, 0)
    colour: Colour = "red" if no else "yellow" if unknown or told["conditional"] else "green"
    out.line(out.say("pardus.outcomes", no=no, unknown=unknown, **told), colour)


def day(moment: datetime, language: Language, *, clock: bool = False) -> str:
    """As people of that language write it; the clock where it is not midnight."""
    form = "%d.%m.%Y" if language == "tr" else "%Y-%m-%d"
    return moment.strftime(f"{form} %H:%M" if clock and (moment.hour or moment.minute) else form)
