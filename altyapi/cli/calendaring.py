"""The steps of pardus.calendar and pardus.plan: the estate with what hosts said, the tables, the pages, the assignment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from altyapi.account import operator
from altyapi.audit import controls, export
from altyapi.audit.estate import Estate
from altyapi.audit.export.cover import Cover, cover
from altyapi.audit.table import Section, Table
from altyapi.audit.thing import Scope
from altyapi.audit.views.lifecycle import EXEMPT, PARDUS
from altyapi.audit.views.view import View, table
from altyapi.cli import auditing, telling, writing
from altyapi.cli.frame import DONE, PENDING, now
from altyapi.endpoint import (
    assessed,
    assessment,
    calendar,
    equivalents,
    gantt,
    gates,
    migrating,
    migration,
    month,
    overlay,
    policy,
    schedule,
    tables,
)
from altyapi.endpoint.calendar import Standing
from altyapi.endpoint.month import Month
from altyapi.endpoint.policy import PardusPolicy
from altyapi.settings import Settings
from altyapi.view import pardus as view
from altyapi.view.output import Output
from altyapi.view.steps import typed
from netbox_sync.model import Device, Snapshot
from netbox_sync.selection import select

FIELDS = ("goc_dalga", "goc_durum")
DONE_IN_NETBOX = migration.NETBOX["done"]
NAMED = 10
"""Computers that a sentence names."""
NAMES_TOLD = 5


class Ground(NamedTuple):
    """What every command of the calendar starts from: the estate with what hosts said, and NetBox as it is without that."""

    estate: Estate
    netbox: Snapshot
    rules: PardusPolicy
    scope: Scope
    standings: tuple[Standing, ...]
    moment: datetime
    """Of the estate's day, in the zone of the calendar: there a window opens and a freeze begins."""


def ground(out: Output, configured: Settings, on: str, limit: str = "") -> Ground:
    """The estate of that day with what hosts reported of their migration, and where its waves stand."""
    rules = policy.load(configured.policy_dir)
    here = now().astimezone(rules.calendar.zone)
    moment = moment_of(on, rules.calendar.zone, here)
    held = auditing.estate(out, configured, moment.date())
    over = _reported(out, configured, held, rules)
    scope = auditing.scope(over, limit)
    standings = calendar.standings(over, rules.calendar, scope, here.date())
    return Ground(over, held.snapshot, rules, scope, standings, moment)


def moment_of(on: str, zone: ZoneInfo, at: datetime) -> datetime:
    """The moment that is judged: this one, where no day is given. Its day is the calendar's, not that of the machine's own zone."""
    here = at.astimezone(zone)
    return datetime.combine(auditing.day_of(on), here.time(), zone) if on.strip() else here


def _reported(out: Output, configured: Settings, estate: Estate, rules: PardusPolicy) -> Estate:
    """With the hosts' own reports and assessments laid over, where there are any, and with those that were lost in a run."""
    folder = configured.state_dir / migration.FOLDER
    if folder.is_dir():
        collected = migration.read(folder)
        telling.unreadable(out, collected.unreadable)
        out.note(out.say("pardus.reported", count=len(collected.reports), folder=folder))
        estate = overlay.laid_over(estate, migration.fields(estate, collected))
    lost = migrating.lost(configured.state_dir)
    estate = overlay.laid_over(estate, migrating.lost_fields(lost)) if lost else estate
    assessments = configured.state_dir / assessment.FOLDER
    if assessments.is_dir():
        known = equivalents.load(configured.policy_dir)
        estate = assessed.laid_over(estate, assessment.read(assessments), rules, known)
    return estate


def show(out: Output, configured: Settings, over: Ground, *, limit: str, file: str, unmask: bool, evrak: str) -> int:
    """The waves, and who is behind; exit code 2 where a wave is late."""
    late = any(one.progress == "late" for one in over.standings)
    waves, behind = tables.waves(over.standings), tables.behind(over.standings)
    rows = table(waves, over.estate, scope=Scope())
    left = table(behind, over.estate, scope=Scope(), unmask=unmask)
    head = cover_of(out, over.estate, rows, waves, filter_=limit, evrak=evrak, masked=not unmask)
    head = head.model_copy(update={"about": _about(out, over, head.about)})
    if file:
        sections = [
            tables.section(rows, out.language, levels=tables.levels(rows, over.standings)),
            tables.section(left, out.language, level="high" if left.rows else ""),
            _exemptions(out, over),
        ]
        picture = gantt.picture(over.standings, over.rules.calendar, over.estate.day, out.language)
        path = Path(file)
        out.data(auditing.write(out, configured, path, rows, head, view=waves.name, sections=sections, picture=picture))
        return PENDING if late else DONE
    if unmask or out.format != "text":
        auditing.note_output(configured, rows, head, view=waves.name)
    out.data({"cover": head.model_dump(mode="json"), "rows": list(rows.records()), "behind": list(left.records())})
    if not over.standings:
        out.line(out.say("pardus.no-waves", file=configured.registers_dir / "waves.yml"))
        return DONE
    view.waves(out, waves, rows, over.estate, over.standings)
    _notes(out, over)
    view.verdict(out, over.standings)
    return PENDING if late else DONE


def _about(out: Output, over: Ground, text: str) -> str:
    """With what must be said of a day that is past."""
    return f"{text} {tables.past(over.estate, out.language)}".rstrip()


def _exemptions(out: Output, over: Ground) -> Section:
    made = month.exemptions(over.estate, over.estate.day)
    return tables.section(made, out.language, levels=month.exempt_levels(over.estate, over.estate.day))


def _notes(out: Output, over: Ground) -> None:
    """What does not fit together: the register, NetBox, and computers that nobody planned."""
    whole = over.scope == Scope()
    past = tables.past(over.estate, out.language)
    if past:
        out.line(past, "yellow")
    for one in over.standings:
        if whole and one.wave.target is not None and one.missing:
            held = one.wave.target - one.missing
            out.line(out.say("pardus.decided-more", wave=one.wave.id, target=one.wave.target, held=held), "yellow")
    exempt = sum(one.state == "exempt" for one in calendar.computers(over.estate))
    differ = month.exempt_mismatch(over.estate, exempt) if whole else None
    if differ:
        out.line(out.say("pardus.exempt-differ", registered=differ[0], held=differ[1]), "yellow")
    unplanned = [one.name for one in calendar.unplanned(over.estate)] if whole else []
    if unplanned:
        out.line(out.say("pardus.unplanned", count=len(unplanned), names=_some(unplanned)), "yellow")
    due = [one.id for one in calendar.review_due(over.estate.registers.exemptions, over.estate.day)]
    if due:
        out.line(out.say("pardus.review-due", count=len(due), names=_some(due)), "yellow")


def _some(names: Sequence[str]) -> str:
    more = len(names) - NAMES_TOLD
    return ", ".join(names[:NAMES_TOLD]) + (f" … (+{more})" if more > 0 else "")


def monthly(
    out: Output, configured: Settings, over: Ground, wanted: Month, *, file: Path, evrak: str, limit: str
) -> int:
    """The printable report of a month."""
    export.check(file)
    waves, behind = tables.waves(over.standings), tables.behind(over.standings)
    rows, left = table(waves, over.estate, scope=Scope()), table(behind, over.estate, scope=Scope())
    numbers = month.summary(over.standings, wanted)
    title = out.say("pardus.month-title", month=wanted.title.of(out.language))
    head = cover_of(out, over.estate, rows, waves, filter_=limit, evrak=evrak, masked=True)
    about = _about(out, over, out.say("pardus.month-about"))
    head = head.model_copy(update={"title": title, "about": about})
    sections = [
        tables.section(numbers, out.language),
        tables.section(rows, out.language, levels=tables.levels(rows, over.standings)),
        tables.section(left, out.language, level="high" if left.rows else ""),
        tables.section(month.by_department(over.standings, over.estate, wanted), out.language),
        _exemptions(out, over),
        tables.section(month.coming(over.standings, over.rules, wanted), out.language),
    ]
    picture = gantt.picture(over.standings, over.rules.calendar, over.estate.day, out.language)
    told = auditing.write(out, configured, file, rows, head, view="pardus-aylik", sections=sections, picture=picture)
    out.data({**told, "numbers": list(numbers.records())})
    view.verdict(out, over.standings)
    return PENDING if any(one.progress == "late" for one in over.standings) else DONE


def plan(out: Output, configured: Settings, over: Ground, wave: str, evrak: str) -> int:
    """The gates of a wave, and which computers on which day; exit code 2 where a gate is closed or somebody has no day."""
    gates.known(over.estate, wave, configured.registers_dir / "waves.yml")
    own = next(one for one in over.standings if one.wave.id == wave)
    found = gates.gates(over.estate, over.standings, wave, over.rules, over.moment, evrak)
    past = migrating.past(configured.state_dir)
    made = schedule.plan(own.wave, own.computers, over.rules, over.moment, evrak, past)
    out.data(view.plain(made, found))
    view.gates(out, wave, found)
    out.line()
    view.plan(out, made)
    return DONE if made.fits and all(one.open for one in found) else PENDING


def assign(out: Output, configured: Settings, over: Ground, wave: str, limit: str, *, reason: str, evrak: str) -> int:
    """Put computers into a wave, or exempt them, in NetBox: through the outbox, so that nobody's entry is written over unseen."""
    if wave != EXEMPT:
        gates.known(over.estate, wave, configured.registers_dir / "waves.yml")
    writing.check_evrak(configured, evrak)
    chosen = set(select(over.estate.snapshot, limit))
    roles = over.estate.policy.roles.computers
    picked = [one for one in over.estate.in_roles(roles) if one.name in chosen]
    if not picked:
        raise migrating.NobodyChosen(chosen=limit)
    gone_over = [
        one.name
        for one in picked
        if _wave(one) not in ("", wave) and one.custom_fields.get("goc_durum") == DONE_IN_NETBOX
    ]
    if gone_over:  # the wave in which they went over would be told as a smaller one
        out.line(out.say("pardus.stays", count=len(gone_over), names=", ".join(gone_over[:NAMED])), "yellow")
    devices = [one for one in picked if one.name not in gone_over]
    state = EXEMPT if wave == EXEMPT else migration.NETBOX["waiting"]
    said = {
        one.name: {"goc_dalga": wave}
        | (
            {}
            if wave != EXEMPT and one.custom_fields.get("goc_durum") not in (None, "", EXEMPT)
            else {"goc_durum": state}
        )
        for one in devices
    }
    count = telling.write(out, configured, over.netbox, said, origin="pardus-wave", reason=reason, evrak=evrak)
    waits = sum(one.device in said for one in writing.outbox_of(configured).state().waiting)
    out.data({"wave": wave, "computers": len(devices), "changed": count, "waiting": waits, "gone_over": gone_over})
    before = Counter(_wave(one) for one in devices if _wave(one) not in ("", wave))
    for name, number in sorted(before.items()):
        out.line(out.say("pardus.assigned-from", wave=name, count=number))
    if waits:
        out.line(out.say("pardus.assigned-waits", count=waits), "yellow")
        out.next(typed("audit.deliver"))
        return PENDING
    out.line(out.say("pardus.assigned", count=count, wave=wave, same=len(devices) - count))
    if count:
        out.next(typed("netbox.pull"))
    return DONE


def _wave(device: Device) -> str:
    return str(device.custom_fields.get("goc_dalga") or "")


def cover_of(out: Output, estate: Estate, rows: Table, what: View, *, filter_: str, evrak: str, masked: bool) -> Cover:
    """The head of a page or a document of one of the calendar's views."""
    return cover(
        rows,
        estate,
        title=what.title.of(out.language),
        about=what.about.of(out.language),
        controls=controls.shown(controls.of("views", PARDUS.name)),
        filter_=filter_,
        masked=masked,
        evrak=evrak,
        by=operator(),
        now=now(),
    )
