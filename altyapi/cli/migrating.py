"""The steps of pardus.migrate, pardus.rollback and pardus.report: who, in which batches; what Ansible did; telling it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from altyapi.account import operator
from altyapi.apply.lease import LeaseHeld, lease
from altyapi.audit.thing import Scope
from altyapi.audit.views.view import table
from altyapi.cli import auditing, calendaring, playbook, telling, writing
from altyapi.cli.calendaring import Ground
from altyapi.cli.frame import DONE, ERROR, PENDING, now
from altyapi.endpoint import gates, migrating, migration, migration_table, schedule
from altyapi.endpoint.migrating import Action, BatchRecord, Fate
from altyapi.endpoint.reports import Collected
from altyapi.settings import Settings
from altyapi.view import migration as view
from altyapi.view.output import Colour, Output
from altyapi.view.steps import typed
from netbox_sync.files import write_atomically
from netbox_sync.model import Device
from netbox_sync.selection import select


class Asked(NamedTuple):
    wave: str
    limit: str
    reason: str
    evrak: str
    variables: tuple[Path, ...]


class Run(NamedTuple):
    """One call of the command."""

    name: str
    folder: Path


def migrate(out: Output, configured: Settings, over: Ground, asked: Asked, *, dry: bool) -> int:
    """Batch by batch; stops when more have failed than the policy allows, and tells who was left untouched."""
    gates.known(over.estate, asked.wave, configured.registers_dir / "waves.yml")
    own = next(one for one in over.standings if one.wave.id == asked.wave)
    chosen = set(select(over.estate.snapshot, asked.limit)) if asked.limit else None
    if dry:
        left = [one.device for one in own.computers if one.left and (chosen is None or one.device.name in chosen)]
        return _rehearse(out, configured, over, asked, left)
    writing.check_evrak(configured, asked.evrak)
    wanted = [one for one in own.computers if one.left and (chosen is None or one.device.name in chosen)]
    again = bool(wanted) and all(one.state == "failed" for one in wanted)
    gates.require(over.estate, over.standings, asked.wave, over.rules, over.moment, asked.evrak, again=again)
    past = migrating.past(configured.state_dir)
    turn = [one for one in own.computers if not one.left or one in wanted] if again else own.computers
    made = schedule.plan(own.wave, turn, over.rules, over.moment, asked.evrak, past)
    devices = [one for one in migrating.due(made, over.moment) if chosen is None or one.name in chosen]
    if not devices:
        raise migrating.NobodyChosen(chosen=asked.limit)
    with _begin(configured, "migrate", devices, asked.wave) as run:
        return _run(out, configured, over, asked, run, devices)


def _run(out: Output, configured: Settings, over: Ground, asked: Asked, run: Run, devices: Sequence[Device]) -> int:
    parts = list(migrating.batches(devices, over.rules))
    out.note(
        out.say(
            "migration.going", wave=asked.wave, count=len(devices), batches=len(parts), log=run.folder / "ansible.log"
        )
    )
    found: dict[str, Fate] = {}
    verdict = migrating.judged([], over.rules)
    number = proven = 0
    while parts and not verdict.stop:
        number += 1
        out.note(out.say("migration.batch", number=number, of=number - 1 + len(parts), count=len(parts[0])))
        got = _batch(out, configured, over, asked, run, "migrate", number, parts[0])
        found |= got
        verdict = migrating.judged(list(got.values()), over.rules, verdict.failed)
        proven += 1 if proven or migrating.came_through(got) else 0
        parts = list(migrating.batches(devices[len(found) :], over.rules, proven))
    untouched = [one.name for one in devices if one.name not in found]
    return _tell(out, configured, over, found, untouched, asked)


def rollback(out: Output, configured: Settings, over: Ground, asked: Asked) -> int:
    """The way back of these computers, where there is one; each host says itself where there is none."""
    writing.check_evrak(configured, asked.evrak)
    chosen = set(select(over.estate.snapshot, asked.limit))
    roles = over.estate.policy.roles.computers
    devices = [one for one in over.estate.in_roles(roles) if one.name in chosen]
    if not devices:
        raise migrating.NobodyChosen(chosen=asked.limit)
    collected = _collected(configured)
    late = [
        one.name
        for one in devices
        if (report := collected.of(one.name)) is not None
        and migration_table.days_back(report, over.rules, over.estate.day) == 0
    ]
    if late:
        raise migrating.WayBackOver(devices=", ".join(late), days=over.rules.steps.rollback_days)
    unheard = [one.name for one in devices if collected.of(one.name) is None]
    if unheard:
        out.note(out.say("migration.unheard", count=len(unheard), names=", ".join(unheard[:5])))
    with _begin(configured, "rollback", devices) as run:
        out.note(out.say("migration.going-back", count=len(devices), log=run.folder / "ansible.log"))
        found = _batch(out, configured, over, asked, run, "rollback", 1, devices)
    _results(out, configured, found, [])
    count = sum(one == "rolled-back" for one in found.values())
    out.line(
        out.say("migration.back", count=count, of=len(devices), log=run.folder / "ansible.log"),
        "green" if count == len(devices) else "red",
    )
    return DONE if count == len(devices) else ERROR


def report(out: Output, configured: Settings, over: Ground, *, wave: str, file: str, unmask: bool, evrak: str) -> int:
    """Where every computer stands by its own word; exit code 2 where one failed or is under way."""
    if wave:
        gates.known(over.estate, wave, configured.registers_dir / "waves.yml")
    collected = _collected(configured)
    asked = [one.device for standing in over.standings if wave in ("", standing.wave.id) for one in standing.computers]
    devices = [one for one in asked if collected.of(one.name) is not None]
    gone = set(migrating.lost(configured.state_dir))
    lost = [one.name for one in asked if one.name in gone]
    what = migration_table.view(devices, collected, over.rules, over.estate.day)
    rows = table(what, over.estate, scope=Scope(), unmask=unmask)
    head = calendaring.cover_of(out, over.estate, rows, what, filter_=wave, evrak=evrak, masked=not unmask)
    open_ = sum(one.state in ("failed", "running") for name in devices if (one := collected.of(name.name)) is not None)
    code = PENDING if open_ or lost else DONE
    if file:
        out.data(auditing.write(out, configured, Path(file), rows, head, view=what.name))
        return code
    if unmask or out.format != "text":
        auditing.note_output(configured, rows, head, view=what.name)
    out.data({"cover": head.model_dump(mode="json"), "rows": list(rows.records()), "lost": lost})
    view.standing(out, what, rows, over.estate, masked=not unmask)
    if lost:
        out.line(out.say("migration.still-lost", count=len(lost), names=", ".join(lost)), "red")
    return code


@contextmanager
def _begin(configured: Settings, action: str, devices: Sequence[Device] = (), wave: str = "") -> Iterator[Run]:
    """A run that alone works on these computers, and alone counts the wave's failures. Raises LeaseHeld."""
    started = now()
    folder = _new(configured.state_dir / "pardus" / "runs", f"{action}-{started:%Y%m%dT%H%M%S}")
    leases = configured.state_dir / "leases"
    with ExitStack() as held:
        try:
            for one in (*((f"wave-{wave}",) if wave else ()), *(each.name for each in devices)):
                since = started.isoformat(timespec="seconds")
                held.enter_context(lease(leases, one, holder=operator(), run=folder.name, since=since))
        except LeaseHeld:
            folder.rmdir()
            raise
        yield Run(folder.name, folder)


def _new(runs: Path, name: str) -> Path:
    """A folder that no other run has, though it began in the same second."""
    folder, number = runs / name, 1
    while True:
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            number += 1
            folder = runs / f"{name}-{number}"
        else:
            return folder


def _batch(
    out: Output,
    configured: Settings,
    over: Ground,
    asked: Asked,
    run: Run,
    action: Action,
    number: int,
    part: Sequence[Device],
) -> dict[str, Fate]:
    """Have Ansible do it, read what the hosts say, and keep that: in the log, and in NetBox through the outbox."""
    started = now()
    playbook_name = {"migrate": "pardus_migrate", "rollback": "pardus_rollback"}[action]
    names = [one.name for one in part]
    with migrating.only_new(configured.state_dir / migration.FOLDER, names):
        _play(configured, over, asked, run.folder, f"{number}", playbook_name, names, run.name)
        came = _collected(configured)
    found = migrating.fates(part, came, migrating.begun(run.folder / migrating.BEGUN))
    record = BatchRecord(
        run=run.name,
        action=action,
        wave=asked.wave,
        batch=number,
        computers=found,
        reason=asked.reason,
        evrak=asked.evrak,
        by=operator(),
        started=started,
        ended=now(),
        log=str(run.folder / "ansible.log"),
    )
    migrating.log(configured.state_dir).append(record)
    said = {name: own for name, own in migration.fields(over.estate, came).items() if name in found}
    said |= migrating.lost_fields(name for name, fate in found.items() if fate == "lost")
    telling.write(out, configured, over.netbox, said, origin=f"pardus-{action}", reason=asked.reason, evrak=asked.evrak)
    return found


def _play(
    configured: Settings,
    over: Ground,
    asked: Asked,
    folder: Path,
    batch: str,
    name: str,
    names: Sequence[str],
    run: str,
    *words: str,
) -> int:
    hosts = folder / f"{batch}.hosts"
    write_atomically(hosts, "".join(f"{one}\n" for one in names).encode())
    state, own_folder = configured.state_dir.resolve(), folder.resolve()
    variables = {
        "pardus_migration_release": over.rules.release,
        "pardus_migration_backup_hours_max": over.rules.gates.backup_hours_max,
        "pardus_migration_wave": asked.wave,
        "pardus_migration_run": run,
        "pardus_migration_reports": str(state / migration.FOLDER),
        "pardus_migration_examined_folder": str(own_folder / migrating.EXAMINED),
        "pardus_migration_begun_folder": str(own_folder / migrating.BEGUN),
        "pardus_migration_batches": ["100%"],
        "pardus_migration_fail_percent": 100,
    }
    file = folder / f"{batch}.vars.json"
    write_atomically(file, json.dumps(variables, ensure_ascii=False, indent=1).encode())
    for one in (state / migration.FOLDER, own_folder / migrating.EXAMINED, own_folder / migrating.BEGUN):
        one.mkdir(parents=True, exist_ok=True)
    own = [word for one in asked.variables for word in ("--extra-vars", f"@{one.resolve()}")]
    return playbook.play(
        name,
        configured.root / "inventory" / "netbox.yml",
        folder / "ansible.log",
        configured,
        plugin="altyapi.netops.netbox",
        words=(*own, "--limit", f"@{hosts}", "--extra-vars", f"@{file}", *words),
    )


def _collected(configured: Settings) -> Collected[migration.Migration]:
    folder = configured.state_dir / migration.FOLDER
    return migration.read(folder) if folder.is_dir() else Collected[migration.Migration]({})


def _rehearse(out: Output, configured: Settings, over: Ground, asked: Asked, devices: Sequence[Device]) -> int:
    """Ask every computer what a run would do; exit code 2: something would be done, or stands in its way."""
    if not devices:
        raise migrating.NobodyChosen(chosen=asked.limit or asked.wave)
    names = [one.name for one in devices]
    with _begin(configured, "rehearse") as run:
        out.note(out.say("migration.asking", count=len(names), log=run.folder / "ansible.log"))
        _play(configured, over, asked, run.folder, "dry", "pardus_migrate", names, run.name, "--check")
    found = migrating.examined(run.folder / migrating.EXAMINED, names)
    out.data({"wave": asked.wave, "computers": {name: one.model_dump(mode="json") for name, one in found.items()}})
    view.rehearsal(out, names, found)
    ready = [name for name, one in found.items() if not one.faults and one.state != "done"]
    if ready:
        limit = ("--limit", asked.limit) if asked.limit else ()
        out.next(typed("pardus.migrate", "--wave", asked.wave, *limit, "--reason", "WHY"))
    return DONE if all(one.state == "done" for one in found.values()) and len(found) == len(names) else PENDING


def _results(out: Output, configured: Settings, found: Mapping[str, Fate], untouched: Sequence[str]) -> None:
    collected = _collected(configured)
    told = {name: report for name in found if (report := collected.of(name)) is not None}
    out.data(
        {
            "computers": dict(found),
            "untouched": list(untouched),
            "way_back": {name: {"way": one.way_back, "why": one.way_back_why} for name, one in told.items()},
        }
    )
    view.results(out, found, told)


def _tell(
    out: Output, configured: Settings, over: Ground, found: Mapping[str, Fate], untouched: Sequence[str], asked: Asked
) -> int:
    _results(out, configured, found, untouched)
    verdict = migrating.judged(list(found.values()), over.rules)
    done, waits = (sum(one == fate for one in found.values()) for fate in ("done", "needs-start"))
    if untouched:
        out.line(out.say("migration.untouched", count=len(untouched), budget=verdict.budget), "red")
    silent, lost = (sum(one == fate for one in found.values()) for fate in ("silent", "lost"))
    colour: Colour = "red" if verdict.failed else "yellow" if waits or silent else "green"
    told = {"done": done, "of": len(found) + len(untouched), "waits": waits, "failed": verdict.failed}
    out.line(out.say("migration.verdict", **told, lost=lost, silent=silent), colour)
    if verdict.failed or untouched or waits or silent:
        out.next(typed("pardus.report", "--wave", asked.wave))
    if verdict.failed:
        return ERROR
    return PENDING if waits or silent else DONE
