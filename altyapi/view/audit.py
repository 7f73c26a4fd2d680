"""Inventories and findings as a person reads them on a terminal, in a pull request or through a program."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from altyapi.audit import controls, findings
from altyapi.audit.estate import Estate
from altyapi.audit.export_log import Export
from altyapi.audit.findings import SEVERITY, Found
from altyapi.audit.rules.rule import Severity
from altyapi.audit.table import Table
from altyapi.audit.text import shown
from altyapi.audit.thing import Scope
from altyapi.audit.views import VIEWS
from altyapi.audit.views.view import View, count
from altyapi.view.output import Colour, Output
from altyapi.view.program import as_typed

COLOURS: dict[Severity, Colour] = {"high": "red", "medium": "yellow", "low": "dim"}
FIRST = 10
"""Objects that a rule shows on a terminal, unless it was asked for alone."""
NARROWEST = 7
"""Characters below which a column is not squeezed."""


def views(out: Output, estate: Estate, scope: Scope) -> None:
    """Every view, with how many rows it has."""
    counts = {view.name: count(view, estate, scope) for view in VIEWS}
    out.data(
        [
            {
                "view": view.name,
                "rows": counts[view.name],
                "title": view.title._asdict(),
                "about": view.about._asdict(),
                "controls": [one.model_dump() for one in controls.of("views", view.name)],
            }
            for view in VIEWS
        ]
    )
    head = [out.say("audit.view"), out.say("audit.rows"), out.say("audit.holds")]
    rows = [
        [
            view.name,
            str(counts[view.name]).rjust(len(head[1])),
            f"{view.title.of(out.language)}. {view.about.of(out.language)}",
        ]
        for view in VIEWS
    ]
    out.table(head, rows)
    out.next(out.say("audit.views-next"))


def inventory(
    out: Output,
    view: View,
    table: Table,
    estate: Estate,
    *,
    masked: bool,
    colours: Sequence[Colour | None] | None = None,
) -> None:
    """The rows, with a colour each where that is given: in a terminal the columns that fit, elsewhere all."""
    day = shown(estate.day, out.language)
    head = [heading.text.of(out.language) for heading in table.headings]
    rows = [[shown(cell, out.language) for cell in row] for row in table.rows]
    out.heading(out.say("audit.inventory", title=table.title.of(out.language), rows=len(rows), day=day))
    if out.format == "text":
        places, widths = _fitting(view, head, rows, out.columns)
        numbers = {place for place in places if table.headings[place].kind == "number"}
        out.table(
            [_cut(head[place], widths[place]) for place in places],
            [[_placed(row[place], widths[place], right=place in numbers) for place in places] for row in rows],
            colours,
        )
        if len(places) < len(head):
            out.line(out.say("audit.narrow", shown=len(places), all=len(head)), "dim")
    else:
        out.table(head, rows)
    if masked and any(one.private for one in view.columns):
        out.line(out.say("audit.masked"), "dim")


def found(
    out: Output,
    results: Sequence[Found],
    estate: Estate,
    *,
    whole: bool,
    since: tuple[str, int, int] | None,
    words: Sequence[str] = (),
    asked: int,
) -> None:
    """Findings by rule; on a terminal the first few of each, unless `whole`. `since`: file, new ones, gone ones; `words`: the
    options that were given, for the next command; `asked`: how many rules were."""
    day = shown(estate.day, out.language)
    severities = Counter(one.rule.severity for one in results for _ in one.hits)
    out.data(
        {
            "day": estate.day.isoformat(),
            "snapshot_digest": estate.snapshot.digest,
            "count": severities.total(),
            "rules": findings.report(results, estate),
        }
    )
    for one in results:
        if out.format == "markdown":
            _markdown(out, one)
        else:
            _group(out, one, whole=whole)
        out.line()
    if since is not None:
        out.line(out.say("audit.since", file=since[0], new=since[1], gone=since[2]))
    if not results:
        out.line(out.say("audit.none" if since is None else "audit.none-new", day=day, rules=asked), "green")
        return
    counts: dict[str, int] = {severity: severities[severity] for severity in COLOURS}
    worst: Severity = next(severity for severity in COLOURS if severities[severity])
    out.line(out.say("audit.found", count=severities.total(), rules=len(results), day=day, **counts), COLOURS[worst])
    out.next(out.say("audit.found-next", words="".join(f" {shlex.quote(word)}" for word in words)))


def exports(out: Output, log: Path, made: Sequence[Export]) -> None:
    """One row per export, the newest last, then that the log holds."""
    out.data([one.model_dump(mode="json") for one in made])
    head = [out.say(f"audit.{name}") for name in ("when", "who", "view", "rows", "file")]
    rows = [
        [
            out.minute(one.made),
            one.by,
            one.view if one.masked else f"{one.view} (--unmask)",
            str(one.rows),
            Path(one.file).name,
        ]
        for one in made
    ]
    if rows:
        out.table(head, rows)
    out.line(out.say("audit.log-good", count=len(made), file=log))


def _group(out: Output, one: Found, *, whole: bool) -> None:
    rule = one.rule
    severity = SEVERITY[rule.severity].of(out.language)
    title, label = f"{rule.title.of(out.language)}: {len(one.hits)}", f"[{severity}, {rule.id}]"
    fits = out.width is None or len(title) + len(label) + 4 <= out.width
    out.marked("●", COLOURS[rule.severity], f"{title}  {label}" if fits else title)
    if not fits:
        out.line(f"  {label}")
    shown_hits = one.hits if whole else one.hits[:FIRST]
    longest = min(26, max(len(hit.thing.name) for hit in shown_hits))
    for hit in shown_hits:
        out.under(f"  {hit.thing.name.ljust(longest)}  ", findings.observed(rule, hit, out.language))
    if len(one.hits) > len(shown_hits):
        out.line("  " + out.say("audit.more", count=len(one.hits) - len(shown_hits), kind=rule.id), "dim")
    notes = (
        ("audit.why", rule.why.of(out.language)),
        ("audit.remedy", as_typed(rule.remedy.of(out.language))),
        ("audit.controls", controls.shown(controls.of("rules", rule.id))),
    )
    for key, told in notes:
        out.line(f"  {out.say(key)}: {told}", "dim")


def _markdown(out: Output, one: Found) -> None:
    rule = one.rule
    out.heading(f"{rule.title.of(out.language)} ({len(one.hits)})")
    out.line(f"`{rule.id}`, {SEVERITY[rule.severity].of(out.language)}. {as_typed(rule.remedy.of(out.language))}")
    rows = [[hit.thing.name, findings.observed(rule, hit, out.language)] for hit in one.hits]
    out.table([out.say("audit.object"), out.say("column.observed")], rows)


def _fitting(view: View, head: list[str], rows: list[list[str]], width: int) -> tuple[list[int], dict[int, int]]:
    """Which columns, in their own order, and how wide: the brief ones, squeezed if need be, then others that fit whole."""
    keys = [one.key for one in view.columns]
    natural = {
        place: max(len(head[place]), max((len(row[place]) for row in rows), default=0)) for place in range(len(keys))
    }
    places = [keys.index(key) for key in view.brief]
    widths = {place: min(natural[place], 40) for place in places}
    while sum(widths.values()) + 2 * (len(widths) - 1) > width:
        widest = max(places[1:], key=lambda place: widths[place])  # the first one is the name: never cut
        if widths[widest] <= NARROWEST:
            break
        widths[widest] -= 1
    for place in range(len(keys)):
        if place not in widths and sum(widths.values()) + 2 * len(widths) + natural[place] <= width:
            widths[place] = natural[place]
    return sorted(widths), widths


def _placed(text: str, width: int, *, right: bool) -> str:
    return _cut(text, width).rjust(width) if right else _cut(text, width)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
