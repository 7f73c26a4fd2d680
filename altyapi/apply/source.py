"""What to apply, given as a file: a plan, or the `run.json` of a run that goes on (or takes one back)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from altyapi.apply import preapproved, runs, seal, withdrawn
from altyapi.apply.fate import SETTLED
from altyapi.apply.run import SIGNERS, STARTS, Run, require_fresh
from altyapi.errors import ToolkitError
from altyapi.plan import approval, identity, model, schedule
from altyapi.plan.admission import admit, judged
from altyapi.plan.calendar import InFreeze, OutsideWindow
from altyapi.plan.model import DevicePlan
from altyapi.secrets.store import DIGEST_KEY
from netbox_sync import snapshot
from netbox_sync.canonical import sha256
from netbox_sync.files import held, write_atomically

if TYPE_CHECKING:
    from altyapi.apply.work import Services

FOR_NOW = (approval.NotApproved, approval.AuthorUnproven, preapproved.NotPreapproved, OutsideWindow, InFreeze)
"""What signatures that are still to come, or a later time, take away."""


def waves(file: Path) -> tuple[tuple[DevicePlan, ...], ...]:
    """The devices of a plan or of a run, wave by wave. Raises PlanUnreadable, PlanChanged or RunUnknown."""
    return Run(file.parent).waves() if _is_run(file) else model.load(file).waves


def open_run(file: Path, services: Services) -> Run:
    """The run to work in: the one given, the plan's own, or a new one. Safe under parallel callers.

    Only an applicable plan begins a run, so that a refused one leaves nothing behind; what NetBox says of its devices is asked
    then, not when the run goes on. Raises RunUnknown, PlanChanged, NotApproved, AuthorUnproven, PlanTooLax, SnapshotError, NotAsInNetBox,
    AccessWithdrawn, PlanExpired, OutsideWindow, InFreeze.
    """
    if _is_run(file):
        return runs.at(services.settings.state_dir, file)
    plan = model.load(file)
    state_dir = services.settings.state_dir
    folder = runs.runs_folder(state_dir)
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        found = runs.latest(state_dir, plan.id)
        if found is not None:
            return found
        now = services.clock()
        _approved(plan, file, services, now)
        _sound(plan, file, services, now)
        _in_time(plan, file, services, now)
        return _begun(state_dir, file, plan, services, now)


def _begun(state_dir: Path, file: Path, plan: model.Plan, services: Services, now: datetime) -> Run:
    return runs.begin(state_dir, file, operator=services.operator, reason=plan.reason, evrak=plan.evrak, now=now)


def _approved(plan: model.Plan, file: Path, services: Services, now: datetime) -> None:
    hindered = preapproved.hindrances(plan, services, now)
    with preapproved.explained(hindered):
        waived = bool(plan.preapproved) and not hindered
        approval.require(plan, file, services.settings.allowed_signers, services.policy, waived=waived)


def _sound(plan: model.Plan, file: Path, services: Services, now: datetime) -> None:
    admit(plan, services.policy, now)
    identity.require(plan, snapshot.load(services.settings.snapshot))
    withdrawn.require_nobody_back(plan, services)
    require_fresh(plan, file, now)


def _in_time(plan: model.Plan, file: Path, services: Services, now: datetime) -> None:
    first = judged(plan.waves[0], services.policy) if plan.waves else []
    schedule.require_open(first, plan.evrak, services.policy.calendar, now, file)


@contextmanager
def rehearsal(file: Path, services: Services) -> Iterator[tuple[Run, tuple[ToolkitError, ...]]]:
    """The run that `open_run` and `start` would work in, to be looked at only, and what hinders it for now: signatures, the time.
    One that was not begun yet is gone afterwards. Raises what else they do: no waiting makes that plan applicable."""
    now, state_dir = services.clock(), services.settings.state_dir
    if _is_run(file):
        run: Run | None = runs.at(state_dir, file)
    else:
        plan = model.load(file)
        run = runs.latest(state_dir, plan.id)
    if run is not None:
        run.require_standing()
        asks: list[Callable[[], object]] = []
        if any(fate.state not in SETTLED for fate in run.fates()):
            if run.head.direction == "forward":
                admit(run.plan, services.policy, now)
                require_fresh(run.plan, run.plan_file, now)
            asks.append(partial(_applicable, run, services, now))
        if run.timed:
            asks.append(partial(run.require_time, services.policy, now))
        yield run, tuple(_for_now(*asks))
        return
    _sound(plan, file, services, now)
    hindrances = tuple(_for_now(*(partial(ask, plan, file, services, now) for ask in (_approved, _in_time))))
    with TemporaryDirectory() as folder:
        yield _begun(Path(folder), file, plan, services, now), hindrances


def _for_now(*asks: Callable[[], object]) -> Iterator[ToolkitError]:
    for ask in asks:
        try:
            ask()
        except FOR_NOW as error:
            yield error


def open_back(undone: Run, services: Services, *, reason: str, evrak: str, due: str = "") -> Run | None:
    """The rollback of a run to work in: the one that has devices left, or a new one; none where nothing of the run stands.
    Safe under parallel callers. `due` is since when the plan itself asks for it.

    Raises RunDamaged, WayBackLetsIn, and before a run that is due is begun OutsideWindow and InFreeze: a refused one leaves nothing behind.
    """
    state_dir, now = services.settings.state_dir, services.clock()
    with _alone(runs.runs_folder(state_dir)):
        for run in runs.rollbacks(state_dir, undone):
            if not all(fate.state in SETTLED for fate in run.fates()):
                return run
        standing = {fate.device for fate in undone.fates() if fate.state == "applied"}
        if not standing:
            return None
        withdrawn.require_nobody_back(undone.plan, services, back=True)
        if due:
            waves = ([entry for entry in wave if entry.device in standing] for wave in reversed(undone.plan.waves))
            first = judged(next(wave for wave in waves if wave), services.policy)
            schedule.require_open(first, undone.plan.evrak, services.policy.calendar, now, undone.plan_file)
        return runs.begin(
            state_dir,
            undone.plan_file,
            operator=services.operator,
            reason=reason,
            evrak=evrak,
            now=now,
            direction="back",
            reverses=undone.head.run,
            due=due,
        )


def require_returnable(undone: Run, services: Services) -> None:
    """Whether a way back of that run would be let go by its signatures, asked before one is begun. Raises PlanChanged, NotApproved."""
    hindered = preapproved.foreign(undone.plan)
    waived = bool(undone.plan.preapproved) and not hindered
    with preapproved.explained(hindered):
        key = services.store.find(DIGEST_KEY)
        undone.require_returnable(services.settings.allowed_signers, services.policy, key=key, waived=waived)


def start(run: Run, services: Services, leader: int, due: str | None = None) -> None:
    """Check that the run may go on and note its start with the signatures that count, once per `leader`: the process that
    leads this start (the command, or ansible-playbook where nothing else leads it). `due` is since when a rollback is due,
    empty where a person asks for it; None, of workers: as the run was begun. Workers of a start that was interrupted begin no
    new one.

    Raises what `Run.require_applicable` and `Run.require_time` do.
    Safe under parallel callers (Ansible's workers, where no command leads them).
    """
    with _alone(run.folder):
        now = services.clock()
        forward = run.head.direction == "forward"
        key, approvals = services.store.find(DIGEST_KEY), _applicable(run, services, now)
        marks = {"run-started", "run-resumed", "run-ended"}
        events = [event for event in run.journal.events() if event.name in marks]
        starts = [event for event in events if event.name in STARTS]
        orphaned = due is None and run.interrupted() and bool(starts) and starts[-1].detail.get("leader") == leader
        led = due is None and bool(events) and events[-1].detail.get("leader") == leader
        if not (led or orphaned):
            asked = run.head.due if due is None else due
            if forward or asked:
                run.require_time(services.policy, now)  # later waves are asked device by device
            if forward and services.settings.allowed_signers.is_file():
                write_atomically(run.folder / SIGNERS, services.settings.allowed_signers.read_bytes())
            judged_by = {
                "policy_sha256": _digest(services.settings.policy_dir / "change.yml"),
                "allowed_signers_sha256": _digest(services.settings.allowed_signers),
            }
            run.journal.append(
                "run-resumed" if events else "run-started",
                operator=services.operator,
                leader=leader,
                due=asked,
                approvals=[approval.model_dump(mode="json") for approval in approvals],
                **judged_by,
                **({"seal": seal.of(run.head, judged_by, key)} if key else {}),
            )


def _applicable(run: Run, services: Services, now: datetime) -> tuple[approval.Approval, ...]:
    # what was approved is taken back, whatever is true by now of what it was approved by
    forward = run.head.direction == "forward"
    withdrawn.require_nobody_back(run.plan, services, back=not forward)
    hindered = preapproved.hindrances(run.plan, services, now) if forward else preapproved.foreign(run.plan)
    waived = bool(run.plan.preapproved) and not hindered
    with preapproved.explained(hindered):
        return run.require_applicable(
            services.settings.allowed_signers,
            services.policy,
            now,
            key=services.store.find(DIGEST_KEY),
            waived=waived,
        )


def _alone(folder: Path) -> AbstractContextManager[int]:
    """One process at a time in that folder."""
    return held(folder / ".lock", mode=0o666)


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()) if file.is_file() else ""


def _is_run(file: Path) -> bool:
    if file.name != "run.json":
        return False
    with suppress(OSError, ValueError):
        return "plan_id" in json.loads(file.read_bytes())
    return False
