"""The steps of config.release: a change for a time that can't be taken back is left standing, signed and recorded."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from altyapi.account import operator
from altyapi.apply import release as releases
from altyapi.apply import runs
from altyapi.apply.release import Release
from altyapi.camera import order as orders
from altyapi.camera.order import Order
from altyapi.cli import evidencing, planning
from altyapi.cli.frame import DONE, PENDING, OptionMissing, now
from altyapi.plan import approval, build, model, policy
from altyapi.plan.model import Plan
from altyapi.settings import Settings
from altyapi.view import releases as view
from altyapi.view.output import Output

EXAMPLE = './inv config.release RUN --reason "…" --evrak E-…'


def reviewed(file: Path) -> Plan | Release | Order:
    """What people read and sign: a plan, a release, or an order for cameras. Raises what loading it does."""
    with suppress(OSError, ValueError):
        content = json.loads(file.read_bytes())
        kind = content.get("kind") if isinstance(content, dict) else None
        if kind == "release":
            return releases.load(file)
        if kind == "camera-order":
            return orders.load(file)
    return model.load(file)


def make(
    out: Output,
    configured: Settings,
    name: str,
    devices: tuple[str, ...],
    *,
    reason: str,
    evrak: str,
    file: Path | None,
) -> int:
    """Write a release of these devices of a run, signed by its author; record it where no other signature is needed."""
    if not reason.strip():
        raise OptionMissing(option="reason", meaning="why, in a sentence", example=EXAMPLE)
    rules = policy.load(configured.policy_dir)
    build.check_evrak(evrak, rules)
    run = runs.find(configured.state_dir, name)
    if run.head.direction == "back":
        run = run.reversed_run()
    moment = now()
    made = releases.draft(
        run,
        devices,
        state_dir=configured.state_dir,
        policy=rules,
        author=planning.author(configured),
        reason=reason,
        evrak=evrak,
        now=moment,
    )
    file = file or configured.state_dir / "releases" / f"{run.head.run}-{moment:%Y%m%dT%H%M%S}.json"
    _write(configured, made, file)
    good, bad = approval.collect(made, file, configured.allowed_signers)
    if not made.approvals_needed:
        view.show(out, made, file, good, bad)
        return record(out.part(), configured, file)
    view.show(out, made, file, good, bad)
    if configured.signing_key is None:
        out.note(out.say("plan.unsigned"))
    out.next(planning.to_approve(configured, file))
    return PENDING


def record(out: Output, configured: Settings, file: Path) -> int:
    """Record a release that has its signatures: in the run's journal, the evidence chain and NetBox."""
    found = releases.load(file)
    run = runs.find(configured.state_dir, found.run)
    rules, moment = policy.load(configured.policy_dir), now()
    approvals = releases.require(found, file, run, allowed_signers=configured.allowed_signers, policy=rules, now=moment)
    leases = configured.state_dir / "leases"
    fresh = releases.record(found, file, run, approvals, leases=leases, operator=operator(), now=moment)
    if fresh or run.journal.events()[-1].name != "run-ended":
        run.journal.append("run-ended")  # the record is due from here on: audit.chain tells where it is missing
    report = evidencing.record(out, configured, run)
    names = [held.device for held in found.devices]
    out.data({"release": found.id, "run": found.run, "devices": names, "report": str(report)})
    out.line(out.say("release.made" if fresh else "release.known", devices=", ".join(names)))
    return DONE


def _write(configured: Settings, made: Release, file: Path) -> None:
    if file.exists():
        raise planning.TargetTaken(file=file)
    releases.save(made, file)
    if configured.signing_key is not None:
        approval.sign(made, file, configured.signing_key, configured.allowed_signers, "author", now())
