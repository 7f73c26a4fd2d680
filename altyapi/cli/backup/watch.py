"""The steps of backup.status: measure, judge, show or write."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from altyapi import moment as moments
from altyapi.account import operator
from altyapi.audit import controls, export
from altyapi.audit.export.cover import cover
from altyapi.audit.export.html_file import section
from altyapi.audit.table import Section, Table
from altyapi.backup import capacity, hostreports, plot, policy, report, standing, systems
from altyapi.backup.capacity import Forecast
from altyapi.backup.policy import BackupPolicy
from altyapi.backup.register import Register, Result
from altyapi.backup.standing import Standing
from altyapi.cli import auditing, writing
from altyapi.cli.backup import telling
from altyapi.cli.frame import DONE, PENDING, now
from altyapi.endpoint.month import Month, month
from altyapi.settings import Settings
from altyapi.view import backup_status as view
from altyapi.view.output import Output
from netbox_sync.model import Snapshot

LAST = "last"


class Watched(NamedTuple):
    """What a status is told from."""

    rules: BackupPolicy
    day: date
    moment: datetime
    results: list[Result]  # oldest first
    standings: tuple[Standing, ...]
    places: list[Forecast]
    classless: tuple[str, ...]
    clock: datetime | None  # the register's newest time, where the machine's clock lies behind it

    @property
    def bad(self) -> bool:
        late = any(one.overdue for one in self.standings) or any(one.too_full for one in self.places)
        return late or bool(self.classless) or self.clock is not None


def status(out: Output, configured: Settings, *, on: str, month_: str, file: str, evrak: str) -> int:
    """Where every system stands; with a month, the page that is filed for it."""
    writing.check_evrak(configured, evrak)
    today = now().astimezone(policy.load(configured.policy_dir).zone).date()
    wanted = _month(month_, today) if month_ else None
    day = wanted.day(today) if wanted else auditing.day_of(on) if on.strip() else today
    if file.endswith("/") or Path(file or "-").is_dir():
        file = str(Path(file) / f"yedekleme-{(wanted.first if wanted else day):%Y-%m}.html")
    if file:
        export.check(Path(file))
    over = auditing.estate(out, configured, day)
    found = _watched(configured, day, over.snapshot)
    rows = report.systems(found.standings, found.rules.zone)
    if not file:
        view.status(out, found.standings, found.places, found.classless, found.clock, rows, found.rules.zone)
        return PENDING if found.bad else DONE
    title = rows.title.of(out.language)
    head = cover(
        rows,
        over,
        title=f"{title}, {wanted.title.of(out.language)}" if wanted else title,
        about=out.say("backup.status.about"),
        controls=controls.shown(controls.of("rules", "backup-overdue")),
        filter_="",
        masked=True,
        evrak=evrak,
        by=operator(),
        now=now(),
    )
    head = telling.in_zone(head, found.rules.zone)
    sections = _sections(out, found, rows, wanted)
    picture = plot.picture(found.places, out.language)
    out.data(
        auditing.write(out, configured, Path(file), rows, head, view=rows.name, sections=sections, picture=picture)
    )
    return PENDING if found.bad else DONE


def _month(text: str, today: date) -> Month:
    """`last` is the month before this one."""
    return month(f"{today.replace(day=1) - timedelta(days=1):%Y-%m}" if text == LAST else text)


def _watched(configured: Settings, day: date, snapshot: Snapshot) -> Watched:
    rules = policy.load(configured.policy_dir)
    here = now().astimezone(rules.zone)
    moment = min(here, moments.after(day, rules.zone))
    results = list(Register.of(configured.state_dir).results(newest_first=True))
    told = standing.last(iter(results), moment)
    results.reverse()
    current = day == here.date()  # a report tells of today alone
    servers = hostreports.reports(configured.state_dir, systems.every(rules, snapshot)) if current else {}
    of_places = capacity.readings(results, moment)
    behind = told.newest if told.newest is not None and current and told.newest > moment else None
    return Watched(
        rules=rules,
        day=day,
        moment=moment,
        results=results,
        standings=standing.standings(rules, snapshot, told, moment, servers),
        places=[
            capacity.forecast(name, found, rules.places[name].percent_max)
            for name, found in sorted(of_places.items())
            if name in rules.places
        ],
        classless=standing.without_class(rules, snapshot),
        clock=behind,
    )


def _sections(out: Output, found: Watched, rows: Table, wanted: Month | None) -> list[Section]:
    """The page: the month in numbers, the plan, what is overdue, what failed, drills, capacity, then every system."""
    zone = found.rules.zone
    made: list[Section] = []

    def add(table: Table, level: str = "", levels: tuple[str, ...] = ()) -> None:
        plain = section(table, out.language)
        made.append(plain._replace(title=table.title.of(out.language), level=level, levels=levels))

    if wanted is not None:
        add(report.counts(found.results, wanted.first, wanted.last, zone))
    add(report.classes(found.standings, found.rules))
    if wanted is not None:
        failed = report.failures(found.results, wanted.first, wanted.last, zone)
        add(failed, "medium" if failed.rows else "")
        add(report.drills(found.results, wanted.first, wanted.last, zone))
    add(report.places(found.places), "high" if any(one.too_full for one in found.places) else "")
    if found.classless:
        add(report.classless(found.classless), "high")
    add(rows, "", report.levels(found.standings))
    return made
