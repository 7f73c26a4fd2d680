"""Releasing a change for a time: what its run can't take back any more is put into somebody's hands, by name and document.

A device that was changed since, or that is to be looked at by hand, can't go back as it was approved. Its change would be due for
ever. A release says of each such device why it is left, is signed as a plan is, and is recorded in the run's journal: from then on
the run is done with the device, and what it holds is drift's to judge. Nothing is sent to a device.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field

from altyapi import canonicalfile
from altyapi.apply import expiry
from altyapi.apply.fate import Fate
from altyapi.apply.lease import lease
from altyapi.apply.run import NO_FAILURE, Run
from altyapi.errors import EngineError
from altyapi.moment import Moment
from altyapi.plan import approval
from altyapi.plan.admission import judged
from altyapi.plan.approval import Approval
from altyapi.plan.calendar import RISKS, Risk
from altyapi.plan.model import DeviceName, DevicePlan
from altyapi.plan.policy import ChangePolicy
from altyapi.plan.signed import Signed
from netbox_sync.files import write_atomically
from netbox_sync.model import Frozen

RELEASABLE = ("applied", "unsaved", "diverged")
"""States in which it is known what stands; of the others it is found out first."""
FOLDER = "releases"


class ReleaseUnreadable(EngineError):
    code = "APL-050"
    en = "Not a release: {file}: {problem}."
    tr = "Serbest bırakma dosyası değil: {file}: {problem}."
    en_remedy = "Give the file that ./inv config.release RUN wrote."
    tr_remedy = "./inv config.release ÇALIŞTIRMA komutunun yazdığı dosyayı verin."


class ReleaseChanged(EngineError):
    code = "APL-051"
    en = "The release was changed after it was made: {file}: {problem}."
    tr = "Serbest bırakma dosyası oluşturulduktan sonra değiştirilmiş: {file}: {problem}."
    en_remedy = "Do not record it. Make a new one with ./inv config.release, have it read and signed."
    tr_remedy = "Kayda geçirmeyin. ./inv config.release ile yenisini yapın, okutun ve imzalatın."


class NotReleasable(EngineError):
    code = "APL-052"
    en = "Nothing to be released: {run}: {problems}."
    tr = "Serbest bırakılamaz: {run}: {problems}."
    en_remedy = (
        "What stands for a time and what hinders it: ./inv config.expire --dry; taking it back: ./inv config.expire"
    )
    tr_remedy = "Süreli duranlar ve engelleri: ./inv config.expire --dry; geri almak için: ./inv config.expire"


class ReleaseStale(EngineError):
    code = "APL-053"
    en = "The release no longer fits: {file}: {problem}."
    tr = "Serbest bırakma artık uymuyor: {file}: {problem}."
    en_remedy = "Make a new one: ./inv config.release {run}"
    tr_remedy = "Yenisini yapın: ./inv config.release {run}"


class Held(Frozen):
    """A device that is released: what was known of it then."""

    device: DeviceName
    risk: Risk
    state: str
    since: str  # when its run came to know that
    why: str  # what hinders the way back


class Release(Signed):
    """What is signed."""

    kind: Literal["release"] = "release"
    run: str
    plan_id: str
    until: Moment
    devices: tuple[Held, ...] = Field(min_length=1)

    @property
    def risk(self) -> Risk:
        return max((held.risk for held in self.devices), key=RISKS.index)


def draft(
    run: Run,
    wanted: Collection[str],
    *,
    state_dir: Path,
    policy: ChangePolicy,
    author: str,
    reason: str,
    evrak: str,
    now: datetime,
) -> Release:
    """The release of these devices of a run; of all that config.expire could not take back where none is named.

    Raises NotReleasable: for what is not for a time or not yet due, for devices that the run is done with, and for those that
    nobody has tried to take back.
    """
    plan = run.plan
    if not plan.until:
        raise NotReleasable(run=run.head.run, problems="it is for good")
    if now < datetime.fromisoformat(plan.until):
        raise NotReleasable(run=run.head.run, problems=f"it is not due before {plan.until}")
    risks = {entry.device: entry.risk for entry in judged(run.entries, policy)}
    hindered = expiry.hindrances(run, state_dir)
    fates = {fate.device: fate for fate in run.fates()}
    asked = wanted or [device for device, fate in hindered.items() if _tried(fate)]
    problems = [f"{device}: {problem}" for device in asked if (problem := _problem(fates.get(device), hindered))]
    if problems or not asked:
        raise NotReleasable(run=run.head.run, problems="; ".join(problems) or "no device hinders its way back")
    devices = tuple(
        Held(
            device=fate.device, risk=risks[fate.device], state=fate.state, since=fate.since, why=hindered[fate.device].why
        )
        for fate in fates.values()
        if fate.device in asked
    )  # fmt: skip
    worst = max((held.risk for held in devices), key=RISKS.index)
    return Release(
        created=now.isoformat(timespec="seconds"),
        expires=(now + timedelta(hours=policy.plan.expires_hours)).isoformat(timespec="seconds"),
        author=author,
        reason=reason,
        evrak=evrak,
        run=run.head.run,
        plan_id=plan.id,
        until=plan.until,
        approvals_needed=policy.approvals.release.needed(worst),
        author_signature_needed=policy.approvals.author_signature,
        devices=devices,
    )


def _problem(fate: Fate | None, hindered: Mapping[str, Fate]) -> str:
    if fate is None:
        return "the run has no such device"
    if fate.state not in expiry.STANDING:
        return f"the run is done with it ({fate.state})"
    if fate.state not in RELEASABLE:
        return f"what became of it is to be found out first ({fate.state})"
    if fate.device not in hindered or not _tried(hindered[fate.device]):
        return "it was not tried yet whether it can be taken back"
    return ""


def _tried(fate: Fate) -> bool:
    """Whether something of the device itself is in the way: neither the time, nor that the run stopped for another."""
    return fate.event is None or fate.event.detail.get("code") not in NO_FAILURE


def save(release: Release, file: Path) -> None:
    write_atomically(file, release.content)


def load(file: Path) -> Release:
    """Raises ReleaseUnreadable, or ReleaseChanged when its bytes are not what this toolkit writes."""
    return canonicalfile.load(file, Release, "release", "release", ReleaseUnreadable, ReleaseChanged)


def require(
    release: Release, file: Path, run: Run, *, allowed_signers: Path, policy: ChangePolicy, now: datetime
) -> tuple[Approval, ...]:
    """The signatures by which the release may be recorded: as many as the stricter of it and the policy asks for, as the policy
    is now. Raises NotApproved, AuthorUnproven, PlanChanged, ReleaseStale."""
    if release.plan_id != run.plan.id or release.until != run.plan.until:
        raise ReleaseStale(file=file, problem="its run has another plan", run=release.run)
    problem = release.untimely(policy, now)
    if problem:
        raise ReleaseStale(file=file, problem=problem, run=release.run)
    names = {held.device for held in release.devices}
    risks: list[Risk] = [release.risk, *(entry.risk for entry in judged(_of(run.entries, names), policy))]
    needed = policy.approvals.release.needed(max(risks, key=RISKS.index))
    return release.demand(file, allowed_signers, policy, needed)


def _of(entries: Iterable[DevicePlan], names: Collection[str]) -> list[DevicePlan]:
    return [entry for entry in entries if entry.device in names]


def record(
    release: Release, file: Path, run: Run, approvals: Sequence[Approval], *, leases: Path, operator: str, now: datetime
) -> tuple[str, ...]:
    """Note in the run's journal that these devices are released; gives those that were not noted yet. The release and its
    signatures are kept with the run. Safe to repeat: what a killed process noted is not noted again.

    Raises ReleaseStale where a device is no longer as it was when the release was made, LeaseHeld where it is being changed.
    """
    left = [held for held in release.devices if not _noted(run, held.device, release.id)]
    for held in left:
        _require_as_told(run, held, file)
    _keep(release, file, run)
    people = [release.author, *(one.statement.principal for one in approvals if one.statement.role == "approver")]
    since = now.isoformat(timespec="seconds")
    for held in left:
        with lease(leases, held.device, holder=operator, run=run.head.run, since=since):
            fate = _require_as_told(run, held, file)
            run.journal.append(
                "released",
                held.device,
                why=f"{release.reason} ({release.evrak or '-'}; {', '.join(people)})",
                hindered=held.why,
                release=release.id,
                reason=release.reason,
                evrak=release.evrak,
                author=release.author,
                operator=operator,
                approvals=[one.model_dump(mode="json") for one in approvals],
                after_sha256=fate.after_sha256,
            )
    return tuple(held.device for held in left)


def _noted(run: Run, device: str, release: str) -> bool:
    return any(
        event.name == "released" and event.detail.get("release") == release for event in run.journal.events(device)
    )


def _require_as_told(run: Run, held: Held, file: Path) -> Fate:
    fate = run.fate(held.device)
    if (fate.state, fate.since) != (held.state, held.since):
        problem = f"{held.device}: {fate.state} since {fate.since}, when it was made {held.state} since {held.since}"
        raise ReleaseStale(file=file, problem=problem, run=run.head.run)
    return fate


def _keep(release: Release, file: Path, run: Run) -> None:
    """The signatures first: a release that stands there is whole."""
    kept = run.folder / FOLDER / f"{release.id[:16]}.json"
    source, target = approval.folder_of(file), approval.folder_of(kept)
    for signature in sorted(source.glob("*.json*")):
        write_atomically(target / signature.name, signature.read_bytes())
    write_atomically(kept, release.content)
