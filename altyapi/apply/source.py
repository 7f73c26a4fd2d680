"""What to apply, given as a file: a plan, or the `run.json` of a run that goes on (or takes one back)."""

from __future__ import annotations

import fcntl
import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from altyapi.apply import run as runs
from altyapi.apply.run import PlanExpired, Run
from altyapi.plan import approval, model
from altyapi.plan.model import DevicePlan

if TYPE_CHECKING:
    from altyapi.apply.device import Services


def waves(file: Path) -> tuple[tuple[DevicePlan, ...], ...]:
    """The devices of a plan or of a run, wave by wave. Raises PlanUnreadable, PlanChanged or RunUnknown."""
    return Run(file.parent).waves() if _is_run(file) else model.load(file).waves


def open_run(file: Path, services: Services) -> Run:
    """The run to work in: the one given, the plan's own, or a new one. Safe under parallel callers.

    Only an applicable plan begins a run, so that a refused one leaves nothing behind. Raises PlanChanged, NotApproved,
    AuthorUnproven, PlanExpired.
    """
    if _is_run(file):
        return Run(file.parent)
    plan = model.load(file)
    state_dir = services.settings.state_dir
    folder = runs.runs_folder(state_dir)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = runs.latest(state_dir, plan.id)
        if found is not None:
            return found
        now = datetime.now().astimezone()
        approval.require(plan, file, services.settings.allowed_signers)
        if plan.expired(now):
            raise PlanExpired(file=file, expires=plan.expires)
        return runs.begin(state_dir, file, operator=services.operator, reason=plan.reason, evrak=plan.evrak, now=now)


def _is_run(file: Path) -> bool:
    if file.name != "run.json":
        return False
    with suppress(OSError, ValueError):
        return "plan_id" in json.loads(file.read_bytes())
    return False
