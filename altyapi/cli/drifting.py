"""The steps of config.drift: read, compare, date, attribute, keep, tell NetBox; and the two ways out of a drift."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from altyapi.cli import accepting, planning, snapshots, writing
from altyapi.cli.frame import DONE, ERROR, PENDING, now
from altyapi.cli.planning import Collected
from altyapi.drift import attribution, fields, logs, own
from altyapi.drift.compare import compare as compared
from altyapi.drift.history import History
from altyapi.drift.model import DeviceDrift, Drift, LogRead
from altyapi.errors import ToolkitError
from altyapi.plan import approval, build, policy
from altyapi.plan.build import Order, refusal
from altyapi.plan.calendar import Calendar
from altyapi.plan.model import Refusal
from altyapi.settings import Settings
from altyapi.view import drift as view
from altyapi.view import plans
from altyapi.view.output import Output
from altyapi.view.steps import typed
from netbox_sync.files import write_atomically
from netbox_sync.model import Snapshot


class Asked(NamedTuple):
    limit: str
    strict: bool
    out: str
    plan: str
    accept: str
    reason: str
    evrak: str


def history(configured: Settings) -> History:
    return History(configured.state_dir / "drift")


def compare(out: Output, configured: Settings, asked: Asked) -> int:
    """One comparison of the selected devices."""
    rules = policy.load(configured.policy_dir)
    if asked.plan:
        planning.check_target(Path(asked.plan))
        build.check_evrak(asked.evrak, rules)
    if asked.accept:
        accepting.check_target(Path(asked.accept))
    taken = snapshots.load(out, configured)
    held = planning.collect(out, configured, taken, asked.limit)
    found, refused = _each(held, out)
    kept = history(configured)
    moment = now()
    dated = kept.dated(found, moment.isoformat(timespec="seconds"))
    named, read = _attributed(out, configured, dated, taken, held, rules.calendar)
    made = Drift(
        created=moment.isoformat(timespec="seconds"),
        limit=asked.limit,
        netbox_url=taken.source.url,
        snapshot_digest=taken.digest,
        snapshot_taken=taken.source.taken,
        templates_digest=held.templates_digest,
        devices=tuple(one for one in kept.remembered(named) if one.managed or one.unmanaged),
        clean=tuple(one.device for one in named if not one.managed and not one.unmanaged),
        refused=tuple(sorted((*held.refused, *refused), key=lambda entry: entry.device)),
        logs=read,
    )
    kept.keep(made)
    if asked.out:
        write_atomically(Path(asked.out), made.content)
    view.show(out, made)
    _tell_netbox(out, configured, made, taken)
    drifted = {one.device for one in made.drifted}
    if asked.plan and drifted:
        _plan(out, configured, asked, taken, held, drifted)
    if asked.accept and drifted:
        accepting.propose(out, configured, made, taken, held, Path(asked.accept))
    if drifted and not asked.plan and not asked.accept:
        limit = ("--limit", asked.limit) if asked.limit else ()
        words = ("config.drift", *limit, "--plan", "plan.json", "--reason", "…", "--evrak", "…")
        out.next(typed(*words))
        out.line(f"  {out.say('drift.or')}: {typed('config.drift', *limit, '--accept', 'netbox.json')}")
    if made.refused:
        return ERROR
    return PENDING if drifted or (asked.strict and made.devices) else DONE


def _each(held: Collected, out: Output) -> tuple[list[DeviceDrift], list[Refusal]]:
    found: list[DeviceDrift] = []
    refused: list[Refusal] = []
    for candidate in held.candidates:
        try:
            found.append(compared(candidate, held.store, held.ledger))
        except ToolkitError as error:
            refused.append(refusal(candidate.device.name, error, out.language))
    return sorted(found, key=lambda one: one.device), refused


def _attributed(
    out: Output,
    configured: Settings,
    dated: Sequence[DeviceDrift],
    taken: Snapshot,
    held: Collected,
    calendar: Calendar,
) -> tuple[tuple[DeviceDrift, ...], tuple[LogRead, ...]]:
    """With who it was, where anything drifted: by the logs, and by the runs of this installation."""
    drifted = [one for one in dated if one.managed]
    files = logs.files(configured.log_files, configured.root)
    if missing := logs.missing(configured.log_files, configured.root):
        out.note(out.say("drift.no-logs", files=", ".join(missing)))
    if not drifted:
        return tuple(dated), ()
    hosts = {entry.device.name: entry for entry in held.candidates}
    names = {
        one.device: attribution.known_as(hosts[one.device].device, hosts[one.device].connection.host, taken)
        for one in drifted
    }
    named, read = attribution.attribute(drifted, names, files, calendar.zone, now())
    named = own.attribute(named, own.done(configured.state_dir, named))
    by_name = {one.device: one for one in named}
    return tuple(by_name.get(one.device, one) for one in dated), read


def _tell_netbox(out: Output, configured: Settings, made: Drift, taken: Snapshot) -> None:
    """What is drifted since when, into the devices' custom fields: only what is not there already."""
    if not fields.known(taken):
        out.note(out.say("drift.no-field", field=fields.SINCE, command=typed("netbox.views", "--apply")))
        return
    box = writing.outbox_of(configured)
    changes = fields.changes(made, taken, box.state().written)
    if changes:
        box.put(*changes)
        writing.deliver_now(out, configured, box)


def _plan(out: Output, configured: Settings, asked: Asked, taken: Snapshot, held: Collected, drifted: set[str]) -> None:
    """Back to what is intended: a plan for the drifted devices, from the configs that were just read."""
    order = Order(
        author=planning.author(configured),
        reason=asked.reason,
        evrak=asked.evrak,
        limit=asked.limit or ",".join(sorted(drifted)),
    )
    only = held._replace(candidates=[one for one in held.candidates if one.device.name in drifted], refused=[])
    made = planning.built(taken, order, planning.rules(out, configured, taken), only)
    file = Path(asked.plan)
    told = out.part()
    if made.devices:
        planning.write(configured, made, file)
    good, bad = approval.collect(made, file, configured.allowed_signers) if made.devices else ((), ())
    out.line()
    plans.show(told, made, file, good, bad)
    if made.devices:
        out.next(planning.to_approve(configured, file))
