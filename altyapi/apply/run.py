"""A run: one application (or rollback) of one plan, with its own folder that tells everything about it.

`<state_dir>/runs/<run id>/` holds `run.json` (who, when, which plan, which direction), the plan and its signatures as they
were, `journal.jsonl`, and `before/` with the devices' configs before the change, encrypted.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from altyapi import platforms
from altyapi.apply import seal
from altyapi.apply.fate import PROVEN, SETTLED, UNSETTLED, Fate, fold
from altyapi.apply.head import RunDamaged, RunUnknown, head_of
from altyapi.apply.journal import Event, Journal
from altyapi.errors import EngineError
from altyapi.plan import approval, model, schedule
from altyapi.plan.admission import BASE, admit, judged
from altyapi.plan.model import Check, DevicePlan, Plan
from altyapi.plan.outcome import checks, turned_round
from altyapi.plan.policy import ChangePolicy
from netbox_sync.canonical import sha256

FAILED = ("reverted", "pending-revert", "diverged", "unsaved", "lease-held", "interrupted")
"""Journal events that count against the failure budget."""
RUN_STOPPED = "APL-033"
"""The code of the refusal that a stopped run gives to devices not begun."""
RUN_WAITS = "APL-037"
"""The code of the refusal that devices get while one of an earlier wave waits for its time."""
RUN_INTERRUPTED = "APL-042"
"""The code of the refusal that devices not begun get after somebody interrupted the run."""
NO_FAILURE = frozenset({RUN_STOPPED, RUN_WAITS, RUN_INTERRUPTED, *schedule.NOT_NOW})
"""Codes of refusals that tell nothing against a device."""
SIGNERS = "allowed_signers"
"""The name of the list of signers in a run's folder, as it was when the run was last started."""
STARTS = frozenset({"run-started", "run-resumed"})
"""Journal events with which a start of a run begins."""
INTERRUPTION = "run-interrupted"
"""The journal event after which no device is begun until the run is started anew."""


class PlanExpired(EngineError):
    code = "APL-011"
    en = "Plan expired: {file}: valid until {expires}."
    tr = "Planın süresi dolmuş: {file}: geçerlilik sonu {expires}."
    en_remedy = "Make a new one with ./inv config.plan and have it approved."
    tr_remedy = "./inv config.plan ile yenisini yapın ve onaylatın."


class PlanTakenBack(EngineError):
    code = "APL-016"
    en = "This plan was applied and taken back (run {run}: {devices}); it is not applied again."
    tr = "Bu plan uygulanmış ve geri alınmış (çalıştırma {run}: {devices}); yeniden uygulanmaz."
    en_remedy = "Make a new one with ./inv config.plan and have it approved."
    tr_remedy = "./inv config.plan ile yenisini yapın ve onaylatın."


class Run:
    """One run's folder. Open it with `begin`, `latest` or `find`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.head = head_of(folder)
        self.plan_file = folder / "plan.json"
        self.plan: Plan = model.load(self.plan_file)
        if self.plan.id != self.head.plan_id:
            raise RunDamaged(file=folder / "run.json", problem="its plan is another one")
        self.journal = Journal(folder / "journal.jsonl")

    @property
    def entries(self) -> tuple[DevicePlan, ...]:
        """The devices in the order of their waves; in a rollback the waves walk backwards over what the run had applied."""
        if self.head.direction == "forward":
            return tuple(entry for wave in self.plan.waves for entry in wave)
        undone = self.reversed_run()
        settled = {fate.device for fate in undone.fates() if fate.state in PROVEN}
        # not the fate's own hash: once a device is taken back, its last event is no longer the one that proved the change
        now_holds = {
            event.device: str(event.detail["after_sha256"])
            for event in undone.journal.events()
            if event.name == "applied" and event.device in settled
        }
        return tuple(
            reverse(entry, now_holds[entry.device])
            for wave in reversed(self.plan.waves)
            for entry in wave
            if entry.device in now_holds
        )

    def reversed_run(self) -> Run:
        """The run that this rollback undoes: one that lies beside it, forward, of the same plan. Raises RunUnknown, RunDamaged."""
        name = self.head.reverses
        if name in {"", ".", ".."} or Path(name).name != name:
            raise RunDamaged(file=self.folder / "run.json", problem=f"no name of a run: {name or '-'}")
        undone = Run(self.folder.parent / name)
        if undone.head.direction != "forward" or undone.plan.id != self.plan.id:
            raise RunDamaged(file=self.folder / "run.json", problem=f"it undoes another plan's run: {name}")
        return undone

    def mark_reversed(self) -> None:
        """In a rollback: have the journal of the run that it undoes say so, once, of every device that is back."""
        undone = self.reversed_run()
        marked = {event.device for event in undone.journal.events() if event.name == "rolled-back"}
        for event in self.journal.events():
            if event.name == "applied" and event.device not in marked:
                undone.journal.append("rolled-back", event.device, run=self.head.run)
                marked.add(event.device)

    def entry(self, device: str) -> DevicePlan:
        for entry in self.entries:
            if entry.device == device:
                return entry
        raise RunUnknown(
            run=f"{self.head.run}/{device}", folder=self.folder, known=", ".join(e.device for e in self.entries)
        )

    def waves(self) -> tuple[tuple[DevicePlan, ...], ...]:
        grouped: dict[int, list[DevicePlan]] = {}
        for entry in self.entries:
            grouped.setdefault(entry.wave, []).append(entry)
        return tuple(tuple(devices) for devices in grouped.values())

    def fate(self, device: str) -> Fate:
        return fold(device, self.journal.events(device))

    def fates(self) -> tuple[Fate, ...]:
        by_device: dict[str, list[Event]] = {}
        for event in self.journal.events():
            by_device.setdefault(event.device, []).append(event)
        return tuple(fold(entry.device, by_device.get(entry.device, [])) for entry in self.entries)

    def failures(self) -> tuple[str, ...]:
        """Devices that failed since the run was last started or resumed.

        Where a change for a time goes back by itself, a device that is refused with nothing sent is no failure: what somebody
        changed on one keeps the others open for no longer than was approved.
        """
        failed: list[str] = []
        for event in self.journal.events():
            if event.name in STARTS:
                failed.clear()
            elif (event.name in FAILED or (_refused(event) and not self.due)) and event.device not in failed:
                failed.append(event.device)
        return tuple(failed)

    def stopped(self) -> bool:
        """Whether failures have passed the plan's budget, or a device has to wait for its time, so that no further one may
        be begun: a wave goes before the next. Nor after an interruption."""
        return self.interrupted() or len(self.failures()) > self.plan.failure_budget or bool(self.postponed())

    def interrupt(self) -> None:
        """Have no further device begun until the run is started anew, whoever is at work in it."""
        self.journal.append(INTERRUPTION)

    def interrupted(self) -> bool:
        marks = [event.name for event in self.journal.events("") if event.name in {*STARTS, INTERRUPTION}]
        return marks[-1:] == [INTERRUPTION]

    def postponed(self) -> tuple[str, ...]:
        """Devices that were refused for the time alone since the run was last started or resumed."""
        waiting: list[str] = []
        for event in self.journal.events():
            if event.name in STARTS:
                waiting.clear()
            elif event.name == "refused" and event.detail.get("code") in schedule.NOT_NOW:
                waiting.append(event.device)
        return tuple(dict.fromkeys(waiting))

    @property
    def due(self) -> str:
        """Since when what was started last was due; empty where a person started it, whoever began the run."""
        starts = [event for event in self.journal.events() if event.name in STARTS]
        return str(starts[-1].detail.get("due", self.head.due)) if starts else self.head.due

    @property
    def timed(self) -> bool:
        """Whether windows and freezes hold for it. A person's way back never waits."""
        return self.head.direction == "forward" or bool(self.due)

    def require_time(self, policy: ChangePolicy, now: datetime) -> None:
        """Whether the first wave that has devices left may be changed now. Raises OutsideWindow or InFreeze; not while a
        device has to be looked at, whatever the time."""
        states = {fate.device: fate.state for fate in self.fates()}
        if any(state in UNSETTLED for state in states.values()):
            return
        for wave in self.waves():
            left = [entry for entry in wave if states[entry.device] not in SETTLED]
            if left:
                schedule.require_open(judged(left, policy), self.plan.evrak, policy.calendar, now, self.plan_file)
                return

    def require_applicable(
        self, allowed_signers: Path, policy: ChangePolicy, now: datetime, *, key: str | None, waived: bool = False
    ) -> tuple[approval.Approval, ...]:
        """Approved (`waived`: signed by its author), and going forward within the policy, neither expired nor taken back. What may
        be taken back is what was approved: what its run says of that is believed where it is sealed with `key`.

        Raises NotApproved, AuthorUnproven, PlanTooLax, PlanExpired, PlanTakenBack.
        """
        if self.head.direction == "back":
            return self.reversed_run().require_returnable(allowed_signers, policy, key=key, waived=waived)
        approvals = approval.require(self.plan, self.plan_file, allowed_signers, policy, waived=waived)
        admit(self.plan, policy, now)
        require_fresh(self.plan, self.plan_file, now)
        self.require_standing()
        return approvals

    def require_returnable(
        self, allowed_signers: Path, policy: ChangePolicy, *, key: str | None, waived: bool = False
    ) -> tuple[approval.Approval, ...]:
        """Whether what it applied was approved, and so may be taken back. Raises PlanChanged or NotApproved."""
        if not self.sealed(key):
            return approval.require_again(self.plan, self.plan_file, allowed_signers, policy, waived=waived)
        then = self.signers_then()
        return approval.require_again(self.plan, self.plan_file, allowed_signers, then=then, waived=waived)

    def require_standing(self) -> None:
        """Whether nothing of the run was taken back since. Raises PlanTakenBack."""
        back = [fate.device for fate in self.fates() if fate.state == "rolled-back"]
        if back:
            raise PlanTakenBack(run=self.head.run, devices=", ".join(back))

    def sealed(self, key: str | None) -> bool:
        """Whether it was this toolkit that last started the run, and so let it through by the policy of then."""
        return seal.holds(self.head, self._last_start(), key)

    def signers_then(self) -> Path | None:
        """The list of signers as it was when the run was last started, kept beside it; None where it is not the one that the
        journal names. To be believed where that start is `sealed`."""
        file = self.folder / SIGNERS
        named = self._last_start().get("allowed_signers_sha256")
        return file if file.is_file() and named == sha256(file.read_bytes()) else None

    def _last_start(self) -> dict[str, Any]:
        starts = [event for event in self.journal.events("") if event.name in STARTS]
        return starts[-1].detail if starts else {}

    def approvals(self) -> tuple[approval.Approval, ...]:
        """The signatures that counted when the run was last started: what the journal has of them."""
        for event in reversed(self.journal.events()):
            if event.name in STARTS and event.detail.get("approvals"):
                return tuple(approval.Approval.model_validate(found) for found in event.detail["approvals"])
        return ()


def reverse(entry: DevicePlan, now_holds: str) -> DevicePlan:
    """The same device's way back: what was approved as its rollback, from the config that it was left with."""
    platform = platforms.load(entry.platform)
    down = platform.down_after(entry.rollback)
    return entry.model_copy(
        update={
            "running_sha256": now_holds,
            "intended_sha256": entry.running_sha256,
            "predicted_sha256": entry.running_sha256,
            "commands": entry.rollback,
            "rollback": entry.commands,
            "secrets": tuple(use for use in entry.secrets if f"<<secret:{use.name}>>" in "\n".join(entry.rollback)),
            "unverifiable": (),
            "diff": turned_round(entry.diff),
            "checks": (
                *checks(entry.rollback, platform),
                *(_without(check, down) for check in entry.checks if check.kind not in BASE),
            ),
        }
    )


def _without(check: Check, down: tuple[str, ...]) -> Check:
    """A check of ports without those that the way back takes down itself: the change had opened them."""
    if check.kind != "ports":
        return check
    return check.model_copy(update={"subjects": tuple(port for port in check.subjects if port not in down)})


def _refused(event: Event) -> bool:
    """A device that could not be begun for a reason of its own; that the run had stopped is none, nor is the time."""
    return event.name == "refused" and event.detail.get("code") not in NO_FAILURE


def require_fresh(plan: Plan, file: Path, now: datetime) -> None:
    """Whether the plan may still be applied by its dates. Raises PlanExpired."""
    if plan.expired(now):
        raise PlanExpired(file=file, expires=plan.expires)
    if plan.until and now >= datetime.fromisoformat(plan.until):
        raise PlanExpired(file=file, expires=plan.until)
