"""The steps of backup.run: choose, read and keep, tell NetBox."""

from __future__ import annotations

from altyapi.account import operator
from altyapi.backup import fields, measuring, origins, policy
from altyapi.backup.bundles import Bundles
from altyapi.backup.configs import DOUBTED, Outcome, Run, sources
from altyapi.backup.history import History
from altyapi.backup.register import Register
from altyapi.cli import planning, snapshots
from altyapi.cli.backup import telling
from altyapi.cli.frame import DONE, ERROR, PENDING, now
from altyapi.drift import logs
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.view import backup as view
from altyapi.view.output import Output
from altyapi.view.progress import Progress
from altyapi.view.steps import typed
from netbox_sync.selection import select


def run(out: Output, configured: Settings, limit: str, *, accept_smaller: bool) -> int:
    """One run over the selected devices; what was read is kept, also where it is cut short."""
    rules = policy.load(configured.policy_dir)
    taken = snapshots.load(out, configured)
    names = select(taken, limit) if limit else tuple(device.name for device in taken.tables.devices)
    wanted = frozenset(name for name, one in rules.classes.items() if "config" in one.kinds)
    found, failed, outside = sources(taken, names, wanted, rules.field, limit)
    if outside and limit:
        out.note(out.say("backup.outside", count=len(outside), kinds=planning.kinds(taken, outside)))
    register = Register.of(configured.state_dir)
    files = logs.files(configured.log_files, configured.root)
    told = origins.Logs(files, rules.zone, taken, register)
    work = Run(
        history=History.of(configured.state_dir),
        register=register,
        policy=rules.configs,
        store=SecretStore.from_settings(configured),
        settings=configured,
        operator=operator(),
        clock=now,
        attribute=lambda differences: origins.of(told, differences, now()),
        accept_smaller=accept_smaller,
        names=frozenset(device.name for device in taken.tables.devices),
    )
    work.fail(failed, taken)
    try:
        with Progress(out, out.say("backup.reading"), len(found)) as progress:
            work.over(found, progress.step)
        if work.commits:
            Bundles.of(configured.state_dir, rules.configs.place, rules.configs.bundles).make(work.history.git, now())
        folder = configured.state_dir / "backup"
        register.append([measuring.reading(rules.configs.place, folder, now(), operator())])
    finally:
        if work.outcomes:
            view.outcomes(out, work.outcomes, work.commits)
    good = [one.device for one in work.outcomes if one.state != "failed"]
    telling.today(out, configured, rules, taken, fields.LAST_BACKUP, good, "altyapi backup.run")
    return _next(out, work.outcomes)


def _next(out: Output, outcomes: list[Outcome]) -> int:
    failed = [one for one in outcomes if one.state == "failed"]
    changed = [one for one in outcomes if one.state == "changed"]
    if changed:
        out.next(typed("backup.diff", changed[0].device, "previous", "now"))
    if not failed:
        return DONE
    return PENDING if all(isinstance(one.error, DOUBTED) for one in failed) else ERROR
