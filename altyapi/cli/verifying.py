"""The steps of config.verify: devices are read again and compared with what was applied, or with what is intended."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

from altyapi import connection, platforms
from altyapi.apply import runs, service
from altyapi.apply.device import Services
from altyapi.apply.fate import PROVEN, Fate
from altyapi.apply.run import Run
from altyapi.cli import planning, snapshots
from altyapi.cli.frame import DONE, ERROR, PENDING
from altyapi.device import connect
from altyapi.errors import ToolkitError
from altyapi.plan.build import Order
from altyapi.settings import Settings
from altyapi.verify import Result
from altyapi.view import verification
from altyapi.view.output import Output
from altyapi.view.steps import typed


def applied(out: Output, configured: Settings, name: str) -> int:
    """Whether the devices that a run applied still hold what was read when the change was proven."""
    services = service.services(configured)
    run = runs.find(configured.state_dir, name)
    fates = [fate for fate in run.fates() if fate.state in PROVEN]
    with ThreadPoolExecutor(configured.workers) as pool:
        results = dict(
            zip(
                (fate.device for fate in fates),
                pool.map(lambda fate: _one(out, run, fate, services), fates),
                strict=True,
            )
        )
    unlike = sorted(name for name, result in results.items() if not result.passed and _is_digest(result.observed))
    verification.show(out, run.head.run, results, unlike=unlike)
    good = sum(result.passed for result in results.values())
    out.line(out.say("verify.done", good=good, count=len(results), run=run.head.run))
    if unlike:
        out.next(typed("config.verify", "--limit", ",".join(unlike)))
    if good + len(unlike) < len(results):
        return ERROR
    return PENDING if unlike else DONE


def intended(out: Output, configured: Settings, limit: str) -> int:
    """Whether devices hold their intended config; what differs is told as a plan would change it."""
    taken = snapshots.load(out, configured)
    order = Order(author=planning.author(configured), reason="verify", evrak="", limit=limit)
    plan = planning.compare(out, configured, taken, order)
    changed = {entry.device: entry.diff for entry in plan.devices}
    results = {
        **{
            name: Result(kind="config", expected="as intended", observed="as intended", passed=True)
            for name in plan.unchanged
        },
        **{
            name: Result(kind="config", expected="as intended", observed=diff, passed=False)
            for name, diff in changed.items()
        },
        **{
            entry.device: Result(
                kind="config",
                expected="as intended",
                observed=f"{entry.code}  {'; '.join(entry.problems)}",
                passed=False,
            )
            for entry in plan.refused
        },
    }
    verification.show(out, limit, results, differing=sorted(changed))
    out.line(out.say("verify.intent", good=len(plan.unchanged), count=len(results)))
    return ERROR if plan.refused else PENDING if plan.devices else DONE


def _is_digest(observed: str) -> bool:
    """Whether a config was read, rather than a fault told."""
    return re.fullmatch(r"[0-9a-f]{64}", observed) is not None


def _one(out: Output, run: Run, fate: Fate, services: Services) -> Result:
    """One device's running config against the hash in the run's journal."""
    entry = run.entry(fate.device)
    platform = platforms.load(entry.platform)
    wanted = fate.after_sha256
    if fate.state == "rolled-back":
        wanted = entry.running_sha256 if run.head.direction == "forward" else fate.after_sha256
    target = connection.target(entry.device, entry.platform, entry.connection, services.store, services.settings)
    try:
        with connect(target) as session:
            found = platform.digest(session.running_config())
    except ToolkitError as error:
        return Result(
            kind="config", expected=wanted, observed=f"{error.code} {error.message(out.language)}", passed=False
        )
    return Result(kind="config", expected=wanted, observed=found, passed=found == wanted)
