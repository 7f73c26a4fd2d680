"""The steps of config.apply and config.rollback: check, play the waves through Ansible, tell each device's fate, keep evidence."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from altyapi.apply import runs, service, source
from altyapi.apply.device import DeviceChanged, RevertUnavailable, SecretRotated, Services, settle_device
from altyapi.apply.fate import SETTLED, Fate
from altyapi.apply.journal import JournalUnwritable
from altyapi.apply.lease import LeaseHeld, lease
from altyapi.apply.run import RUN_WAITS, Run, require_fresh
from altyapi.cli import evidencing, playbook, untils
from altyapi.cli.frame import DONE, ERROR, PENDING, now
from altyapi.errors import EngineError, ToolkitError
from altyapi.plan import build, model, policy, schedule
from altyapi.plan import names as policy_names
from altyapi.plan.calendar import InFreeze, OutsideWindow
from altyapi.settings import Settings
from altyapi.view import runs as view
from altyapi.view.output import Output
from altyapi.view.steps import typed
from netbox_sync import snapshot

POLL_S = 0.2
OPEN = ("in-flight", "unsaved")
"""States that are to be brought to an end before anything else is done with a run."""
WAIT_S = 5.0
"""Seconds between two looks at the policy while a plan waits for its time."""
WAITING = frozenset({*schedule.NOT_NOW, RUN_WAITS})
_TOLD: set[str] = set()
PLAN_IS_STALE = {DeviceChanged.code, SecretRotated.code, RevertUnavailable.code}
"""Refusals that the same plan will meet again however often it is applied."""


class RunIsRollback(EngineError):
    code = "APL-012"
    en = "Run {run} is itself a rollback (of {reverses})."
    tr = "{run} çalıştırmasının kendisi bir geri alma (geri aldığı: {reverses})."
    en_remedy = "To bring the change back, make a new plan with ./inv config.plan; ./inv config.runs lists the runs."
    tr_remedy = (
        "Değişikliği yeniden getirmek için ./inv config.plan ile yeni plan yapın; çalıştırmalar: ./inv config.runs"
    )


class RunUnderWay(EngineError):
    code = "APL-015"
    en = "This run is under way already: {run}, started by {holder} at {since} (process {pid} on {host})."
    tr = "Bu çalıştırma zaten sürüyor: {run}; başlatan: {holder}, başlangıç: {since} (süreç {pid}, makine {host})."
    en_remedy = "Wait for it to end; if it ends with devices left, the same command goes on where it stopped."
    tr_remedy = "Bitmesini bekleyin; kalan cihaz olursa aynı komut kaldığı yerden sürer."


def forward(out: Output, configured: Settings, file: Path, *, dry_run: bool, wait: bool = False) -> int:
    """Apply a plan, or go on with its run; with `wait`, as often as its schedule lets it, until its end."""
    if dry_run:
        return _rehearse(out, configured, file)
    while True:
        try:
            code = _forward(out, configured, file)
        except (OutsideWindow, InFreeze) as refused:
            if not wait:
                raise
            _await(out, model.load(file), file, refused)
            continue
        if not wait or code != PENDING:
            return code


def _await(out: Output, plan: model.Plan, file: Path, refused: OutsideWindow | InFreeze) -> None:
    """Until the next opening, or a little of it: the policy may be changed meanwhile. Raises `refused` where nothing opens,
    and PlanExpired where it would be too late then."""
    opens = str(refused.fields["opens"])
    if opens == "-":
        raise refused
    require_fresh(plan, file, datetime.fromisoformat(opens))
    if opens not in _TOLD:
        _TOLD.add(opens)
        out.note(f"{refused.message(out.language)}\n{out.say('apply.waits', opens=opens)}")
    left = (datetime.fromisoformat(opens) - now()).total_seconds()
    time.sleep(max(0.0, min(left, WAIT_S)))


def _forward(out: Output, configured: Settings, file: Path) -> int:
    services = service.services(configured)
    plan = model.load(file)
    known = runs.latest(configured.state_dir, plan.id)
    if known is not None:
        leave_settled(out, configured, known, services)
    _require_named(configured, plan, services)
    run = source.open_run(file, services)
    fates = run.fates()
    done = sum(fate.state in SETTLED for fate in fates)
    if done == len(fates):
        run.require_standing()
        out.line(out.say("apply.nothing", run=run.head.run))
        view.show(out, run, fates)
        view.data(out, run, fates, evidencing.record(out, configured, run))
        return DONE
    counts = {"count": len(fates), "waves": len(run.waves())}
    begun = bool(run.journal.events())
    if begun:
        head = out.say("apply.resume", run=run.head.run, settled=done, count=len(fates))
    else:
        head = out.say("apply.head", id=plan.id[:12], reason=plan.reason, evrak=plan.evrak or "-", **counts)
    return _play(out, configured, run, services, head)


def _require_named(configured: Settings, plan: model.Plan, services: Services) -> None:
    """What plan and policy name is there: the exception, the sites. Raises ExceptionUnfit, PolicyNamesUnknown."""
    untils.require_exception(configured, plan, now())
    if services.policy.digest != plan.policy_digest and configured.snapshot.is_file():
        # a freeze that was written since, of a site that is misspelt, would keep nobody from it
        policy_names.require(services.policy, snapshot.load(configured.snapshot))


def back(out: Output, configured: Settings, name: str, *, reason: str, evrak: str, due: str = "") -> int:
    """Take a run back, or go on taking it back; `due` is since when its plan asks for it."""
    if evrak:  # a fault at night is not kept waiting for a document
        build.check_evrak(evrak, policy.load(configured.policy_dir))
    services = service.services(configured)
    undone = runs.find(configured.state_dir, name)
    if undone.head.direction == "back":
        if name != "latest":
            raise RunIsRollback(run=undone.head.run, reverses=undone.head.reverses)
        undone = undone.reversed_run()
    evrak = evrak or undone.plan.evrak  # the way back was approved with the plan, by that document
    for known in (undone, *runs.rollbacks(configured.state_dir, undone)):
        leave_settled(
            out, configured, known, services
        )  # what is still open of the change itself is to be taken back too
    if any(fate.state == "applied" for fate in undone.fates()):
        source.require_returnable(undone, services)
    run = source.open_back(undone, services, reason=reason, evrak=evrak, due=due)
    if run is None:
        out.data({"run": undone.head.model_dump(mode="json"), "devices": []})
        out.line(out.say("rollback.nothing", run=undone.head.run))
        return DONE
    head = out.say("apply.back", run=undone.head.run, count=len(run.entries))
    return _play(out, configured, run, services, head, due)


def _play(out: Output, configured: Settings, run: Run, services: Services, head: str, due: str = "") -> int:
    """The waves through Ansible, each device's steps told as they happen; then evidence."""
    since = now().isoformat(timespec="seconds")
    interrupted = False
    leases = configured.state_dir / "leases"
    with ExitStack() as stack:
        try:
            stack.enter_context(
                lease(leases, f"run-{run.head.run}", holder=services.operator, run=run.head.run, since=since)
            )
        except LeaseHeld as error:
            raise RunUnderWay(**error.fields) from error
        source.start(run, services, os.getpid(), due)
        out.note(head)
        log = run.folder / "ansible.log"
        before = log.stat().st_size if log.is_file() else 0
        ended = threading.Event()
        watcher = threading.Thread(target=_watch, args=(out, run, ended), daemon=True)
        watcher.start()
        try:
            playbook.play(
                "switches",
                run.folder / "run.json",
                log,
                configured,
                stopping=partial(_stop, run),
            )
        except KeyboardInterrupt:
            interrupted = True
        finally:
            with suppress(OSError, JournalUnwritable):  # a full disk: what is known is told all the same
                _settle(run, services)
                run.journal.append("run-ended")
            ended.set()
            watcher.join()
    fates = run.fates()
    view.show(out, run, fates)
    left = [fate for fate in fates if fate.state not in SETTLED]
    if interrupted and left:
        out.note(out.say("apply.interrupted"))
    view.data(out, run, fates, evidencing.record(out, configured, run))
    if left:
        if not any(fate.event for fate in left) and (words := playbook.complaint(log, before)):
            out.note(out.say("apply.never-began", words=words))
        out.note(out.say("apply.log", file=log))
        _tell_next(out, run, fates)
    if not interrupted and left and all(fate.event and fate.event.detail.get("code") in WAITING for fate in left):
        return PENDING
    return ERROR if left else DONE


def _stop(run: Run) -> None:
    with suppress(OSError, JournalUnwritable):  # without a journal no device is begun either
        run.interrupt()


def _tell_next(out: Output, run: Run, fates: Sequence[Fate]) -> None:
    """What to do after a run with devices left: a new plan for those that this one can't serve, this one for the others."""
    anew, others = parted(run, fates)
    if anew and run.head.due:
        out.note(out.say("apply.stale.due"))  # a new plan would bring the change back that is to end
    elif anew:
        document = ("--evrak", evrak) if (evrak := run.head.evrak or run.plan.evrak) else ()
        words = ("config.plan", "--limit", ",".join(anew), "--reason", run.head.reason, *document)
        out.note(out.say("apply.stale"))
        out.note_next(typed(*words))
    if others:
        forward = run.head.direction == "forward"
        document = ("--evrak", run.head.evrak) if run.head.evrak else ()
        back = ("config.rollback", run.head.reverses, "--reason", run.head.reason, *document)
        again = typed("config.apply", run.plan_file) if forward else typed(*back)
        out.note_next(again, out.say("apply.rest") if anew else "")


def parted(run: Run, fates: Iterable[Fate]) -> tuple[list[str], list[str]]:
    """The devices left: those that need a new plan, and those that this run can still bring to an end.

    Devices that are refused again each time use up the failure budget each time: where they pass it, a run forward never
    comes to what it has not touched yet.
    """
    left = [fate for fate in fates if fate.state not in SETTLED]
    stale = {fate.device for fate in left if fate.event and fate.event.detail.get("code") in PLAN_IS_STALE}
    stuck = run.head.direction == "forward" and len(stale) > run.plan.failure_budget
    anew = [fate.device for fate in left if fate.device in stale or (stuck and fate.state == "untouched")]
    return anew, [fate.device for fate in left if fate.device not in anew]


def _watch(out: Output, run: Run, ended: threading.Event) -> None:
    """Tell the journal's events as they come, until the run has ended and all are told."""
    offset = run.journal.size()
    while True:
        last_round = ended.is_set()
        events, offset = run.journal.since(offset)
        for event in events:
            view.follow(out, run, event)
        if last_round:
            return
        ended.wait(POLL_S)


def _settle(run: Run, services: Services) -> None:
    """Devices that a killed or interrupted worker left in flight: find out what became of them."""
    for fate in run.fates():
        if fate.state in OPEN:
            with suppress(ToolkitError):
                settle_device(run, fate.device, services)


def leave_settled(out: Output, configured: Settings, run: Run, services: Services) -> None:
    """What a run that was killed left open is settled and recorded, whether or not its plan may still be applied."""
    if run.head.direction == "back":
        run.mark_reversed()
    # what a rollback notes of devices that it took back stands in its own record
    events = [event for event in run.journal.events() if event.name != "rolled-back"]
    if not events or (events[-1].name == "run-ended" and not any(fate.state in OPEN for fate in run.fates())):
        return
    since = now().isoformat(timespec="seconds")
    try:
        with lease(
            configured.state_dir / "leases",
            f"run-{run.head.run}",
            holder=services.operator,
            run=run.head.run,
            since=since,
        ):
            _settle(run, services)
            run.journal.append("run-ended")
            evidencing.record(out, configured, run)
    except LeaseHeld as error:
        raise RunUnderWay(**error.fields) from error


def _rehearse(out: Output, configured: Settings, file: Path) -> int:
    """All that is asked before the first step of each device's change; nothing is sent, and no run is left behind."""
    services, plan = service.services(configured), model.load(file)
    _require_named(configured, plan, services)
    with source.rehearsal(file, services) as (run, hindrances):
        fates = run.fates()
        left = [fate.device for fate in fates if fate.state not in SETTLED]

        def one(device: str) -> str:
            try:
                service.rehearse(run, device, services)
            except ToolkitError as error:
                return f"{error.code}  {error.message(out.language)}"
            return ""

        with ThreadPoolExecutor(services.settings.workers) as pool:
            problems = dict(zip(left, pool.map(one, left), strict=True))
    refused = [f"{error.code}  {error.message(out.language)}" for error in hindrances]
    for problem in refused:
        out.line(out.say("apply.would-refuse", problem=problem), "red")
    bad = {device: problem for device, problem in problems.items() if problem}
    for device, problem in bad.items():
        out.line(f"{device}  {problem}", "red")
    told = {fate.device: problems.get(fate.device, fate.state) or "as planned" for fate in fates}
    out.data({"plan": plan.id, "devices": told, "refused": refused})
    if left:
        out.line(out.say("apply.rehearsed", good=len(left) - len(bad), count=len(left)))
    else:
        out.line(out.say("apply.nothing", run=run.head.run))
    return ERROR if bad or refused else DONE
