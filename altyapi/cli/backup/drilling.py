"""The steps of backup.drill: choose, restore, judge, write the report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from altyapi.account import operator
from altyapi.audit import controls, export
from altyapi.audit.export.cover import cover
from altyapi.backup import fields
from altyapi.backup.drill import choice, report
from altyapi.backup.drill.holding import Drills, Held
from altyapi.cli import auditing, writing
from altyapi.cli.backup import telling
from altyapi.cli.backup.archived import Ground
from altyapi.cli.frame import DONE, ERROR, now
from altyapi.settings import Settings
from altyapi.view import backup_archive as view
from altyapi.view.output import Output
from altyapi.view.progress import Progress


def drill(
    out: Output,
    configured: Settings,
    *,
    system: str,
    due: bool,
    place: str,
    target: str,
    folder: str,
    lesson: str,
    evrak: str,
    file: str,
) -> int:
    """One after the other; the report holds all of them. Raises EvrakRefused."""
    writing.check_evrak(configured, evrak)
    if file:
        export.check(Path(file))
    ground = Ground(out, configured)
    asked = choice.every(ground.rules, ground.systems, ground.register)
    if system:
        names = sorted(ground.chosen(system) & set(ground.systems))
    elif due:
        names = [one.system for one in choice.due(asked, now())]
    else:
        names = [one.system for one in choice.sample(asked, now())]
    if not names:
        view.nothing_due(out)
        return DONE
    drills = Drills(
        policy=ground.rules, systems=ground.systems, archives=ground.archives(*([place] if place else [])),
        history=ground.history, snapshot=ground.snapshot, store=ground.store, settings=configured,
        register=ground.register, clock=now, operator=operator(), folder=Path(folder) if folder else None, place=place,
        target=target, lesson=lesson, evrak=evrak,
    )  # fmt: skip
    held: list[Held] = []
    with Progress(out, out.say("backup.drilling"), len(names)) as progress:
        for name in names:
            held.append(drills.hold(name))
            progress.step(name, held[-1].ok)
    written = _report(out, configured, held, drills.run, file, evrak, ground.rules.zone)
    view.drilled(out, held, written)
    if ground.snapshot is not None:
        passed = [one.system for one in held if one.ok]
        telling.today(out, configured, ground.rules, ground.snapshot, fields.LAST_DRILL, passed, "altyapi backup.drill")
    return DONE if all(one.ok for one in held) else ERROR


def _report(
    out: Output, configured: Settings, held: Sequence[Held], run: str, file: str, evrak: str, zone: ZoneInfo
) -> Path | None:
    """The page that is filed: what was restored where from, what was seen, how long it took. None without a snapshot."""
    if not configured.snapshot.is_file():
        return None
    target = Path(file) if file else configured.state_dir / "reports" / f"geri-donus-{run}.html"
    over = auditing.estate(out, configured, now().date())
    rows = report.table(held)
    head = cover(
        rows,
        over,
        title=rows.title.of(out.language),
        about=out.say("backup.drill.about"),
        controls=controls.shown(controls.of("rules", "restore-test-overdue")),
        filter_="",
        masked=True,
        evrak=evrak,
        by=operator(),
        now=now(),
    )
    head = telling.in_zone(head, zone)
    target.parent.mkdir(parents=True, exist_ok=True)
    auditing.write(
        out, configured, target, rows, head, view=rows.name, sections=report.sections(held, rows, out.language)
    )
    return target
