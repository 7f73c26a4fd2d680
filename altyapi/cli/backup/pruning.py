"""The steps of backup.prune: in every place what is kept and why; then what is not kept is forgotten."""

from __future__ import annotations

from fnmatch import fnmatchcase

from altyapi.account import operator
from altyapi.backup import policy, stores, systems
from altyapi.backup.archive import PlaceWithoutAddress
from altyapi.backup.drill.faults import SystemUnknown
from altyapi.backup.register import Register, Result
from altyapi.backup.stores import Selection, Store
from altyapi.cli import snapshots
from altyapi.cli.frame import DONE, ERROR, PENDING, OptionMissing, now
from altyapi.errors import ToolkitError
from altyapi.settings import Settings
from altyapi.view import backup_generations as view
from altyapi.view.output import Output
from altyapi.view.steps import typed


def prune(out: Output, configured: Settings, *, system: str, place: str, dry_run: bool, reason: str) -> int:
    """Show what each place keeps; forget the rest unless it is a dry run. A place that can't be read is told and left alone.
    Raises HoldUnknown, PlaceWithoutAddress and SystemUnknown, before anything is forgotten."""
    if not dry_run and not reason.strip():
        example = './inv backup.prune --dry-run        ./inv backup.prune --reason "monthly"'
        raise OptionMissing(option="reason", meaning="why, in a sentence", example=example)
    rules = policy.load(configured.policy_dir)
    if place and place not in rules.places:
        raise PlaceWithoutAddress(place=place)
    moment = now()
    read: list[tuple[Store, list[Selection]]] = []
    failed = False
    taken = snapshots.load(out, configured) if configured.snapshot.is_file() else None
    for store in stores.every(configured, rules, moment, taken):
        try:
            read.append((store, list(stores.selections(store, rules, moment))))
        except ToolkitError as error:
            if not place or store.name == place:
                out.fault(error)
                failed = True
    known = {*systems.every(rules, taken), systems.HISTORY, *(one.system for _, found in read for one in found)}
    stores.require_known_holds(rules, known, moment)
    if system and not any(fnmatchcase(one, system) for one in known):
        raise SystemUnknown(system=system, field=rules.field)
    chosen = [
        (store, [one for one in found if not system or fnmatchcase(one.system, system)])
        for store, found in read
        if not place or store.name == place
    ]
    every = [one for _, found in chosen for one in found]
    view.selections(out, every)
    due = sum(len(one.forgotten) for one in every)
    if dry_run or not due:
        if due:
            out.next(typed("backup.prune", "--reason", "…"))
        return ERROR if failed else PENDING if due else DONE
    for store, found in chosen:
        failed |= not _forgotten(out, configured, store, found, reason)
    return ERROR if failed else DONE


def _forgotten(out: Output, configured: Settings, store: Store, found: list[Selection], reason: str) -> bool:
    """Forget in one place what is not kept, and enter it in the register, done or not."""
    points = [point for one in found for point in one.forgotten]
    if not points:
        return True
    problem = ""
    try:
        store.forget(points)
    except ToolkitError as error:
        out.fault(error)
        problem = f"{error.code} {error}"
    Register.of(configured.state_dir).append(
        [
            Result(
                time=now().isoformat(timespec="seconds"),
                job="prune",
                system=store.name,
                ok=not problem,
                place=store.name,
                problem=problem,
                operator=operator(),
                observed=(reason, *(f"{point.system} {point.time} {point.id}" for point in points)),
            )
        ]
    )
    if not problem:
        out.line(out.say("backup.forgotten", place=store.name, count=len(points)), "green")
    return not problem
