"""The record of a run: what an auditor asks of a change, in one frozen object. Times are ISO 8601 with offset."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Literal

from altyapi.apply.fate import Fate
from altyapi.apply.journal import Event
from altyapi.apply.run import Run
from altyapi.evidence.access import AccessRecord, CutRecord
from altyapi.plan.approval import Approval
from altyapi.plan.model import DevicePlan
from altyapi.verify import Result
from netbox_sync.canonical import sha256
from netbox_sync.model import Frozen


class ReleaseRecord(Frozen):
    """Why the change of a device is left standing though its time is over, and by whom."""

    release: str  # SHA-256 of the release's content
    reason: str
    evrak: str
    author: str
    operator: str
    approvals: tuple[Approval, ...]
    hindered: str  # what was in the way of taking it back


Action = Literal["block", "unblock", "expire", "begun"]


class DeviceRecord(Frozen):
    """One device's part. `before_sha256` and `after_sha256` are of the normalised running config; after is empty where
    nothing was applied."""

    device: str
    netbox_id: int
    site: str
    wave: int
    risk: str
    state: str
    why: str = ""
    before_sha256: str
    intended_sha256: str
    after_sha256: str = ""
    commands: int
    commands_sha256: str  # of the lines as they stand in the plan, each ended by a newline
    diff: str  # masked
    revert_method: str
    begun: str = ""
    ended: str = ""
    checks: tuple[Result, ...] = ()
    release: ReleaseRecord | None = None


class RunRecord(Frozen):
    """One run, at one moment; a run that went on later has a later record too."""

    kind: Literal["config-change"] = "config-change"
    run: str
    direction: str
    reverses: str = ""
    plan_id: str
    reason: str
    evrak: str
    requester: str
    author: str
    operator: str
    approvals: tuple[Approval, ...]  # as they counted when the run was started
    policy_sha256: str  # of the policy file …
    allowed_signers_sha256: str  # … and of the list of signers that they were judged by
    risk: str
    netbox_url: str
    netbox_version: str
    snapshot_digest: str
    templates_digest: str
    policy_digest: str
    planned: str
    started: str
    ended: str
    devices: tuple[DeviceRecord, ...]
    unchanged: tuple[str, ...]
    refused: tuple[str, ...]
    journal_bytes: int  # the journal's length when the record was made …
    journal_sha256: str  # … and the SHA-256 of that many bytes of it
    tool_version: str


class RegisterRecord(Frozen):
    """The register of blocked addresses after a line was appended to it. `count` is the number of its lines, `head` the SHA-256 of
    the last one; a register that was begun anew has none of either."""

    kind: Literal["block-register"] = "block-register"
    run: Literal[""] = ""
    register_file: str  # below the toolkit's folder, or absolute
    count: int
    head: str
    action: Action
    at: str
    by: str
    reason: str = ""
    evrak: str = ""
    tool_version: str


class Cared(Frozen):
    """One camera. `found` is what it was (a kind of password, a version), `detail` what it is now or why not; never a password."""

    device: str
    netbox_id: int
    state: str
    found: str
    detail: str = ""


class CareRecord(Frozen):
    """Which cameras were given another password or firmware in one run."""

    kind: Literal["camera-care"] = "camera-care"
    run: Literal[""] = ""
    action_id: str
    action: Literal["password", "firmware"]
    devices: tuple[Cared, ...]
    at: str
    by: str
    reason: str = ""
    evrak: str = ""
    order: str = ""  # the id of what was signed; none where the policy needs no second person for it
    approvals: tuple[Approval, ...] = ()
    tool_version: str


Record = RunRecord | RegisterRecord | AccessRecord | CutRecord | CareRecord


def of_register(
    file: str, heads: Sequence[str], *, action: Action, at: str, by: str, reason: str = "", evrak: str = ""
) -> RegisterRecord:
    """The record of a register whose lines have these hashes."""
    return RegisterRecord(
        register_file=file,
        count=len(heads),
        head=heads[-1] if heads else "",
        action=action,
        at=at,
        by=by,
        reason=reason,
        evrak=evrak,
        tool_version=version("altyapi"),
    )


def of(run: Run) -> RunRecord:
    """The record of a run as its journal has it now, with the signatures that counted when it was started."""
    journal = run.journal.file.read_bytes() if run.journal.file.is_file() else b""
    events = run.journal.events()
    start = next((event.detail for event in reversed(events) if "policy_sha256" in event.detail), {})
    by_device: dict[str, list[Event]] = {}
    for event in events:
        by_device.setdefault(event.device, []).append(event)
    plan = run.plan
    return RunRecord(
        run=run.head.run,
        direction=run.head.direction,
        reverses=run.head.reverses,
        plan_id=plan.id,
        reason=run.head.reason,
        evrak=run.head.evrak,
        requester=plan.requester,
        author=plan.author,
        operator=run.head.operator,
        approvals=run.approvals() or (run.reversed_run().approvals() if run.head.reverses else ()),
        policy_sha256=str(start.get("policy_sha256", "")),
        allowed_signers_sha256=str(start.get("allowed_signers_sha256", "")),
        risk=plan.risk,
        netbox_url=plan.netbox_url,
        netbox_version=plan.netbox_version,
        snapshot_digest=plan.snapshot_digest,
        templates_digest=plan.templates_digest,
        policy_digest=plan.policy_digest,
        planned=plan.created,
        started=run.head.started,
        ended=events[-1].time if events else run.head.started,
        devices=tuple(
            _device(entry, fate, by_device.get(entry.device, []))
            for entry, fate in zip(run.entries, run.fates(), strict=True)
        ),
        unchanged=plan.unchanged,
        refused=tuple(f"{entry.device}: {'; '.join(entry.problems)}" for entry in plan.refused),
        journal_bytes=len(journal),
        journal_sha256=sha256(journal),
        tool_version=version("altyapi"),
    )


def _device(entry: DevicePlan, fate: Fate, events: list[Event]) -> DeviceRecord:
    checks: list[dict[str, object]] = next(
        (event.detail["checks"] for event in reversed(events) if "checks" in event.detail), []
    )
    return DeviceRecord(
        device=entry.device,
        netbox_id=entry.netbox_id,
        site=entry.site,
        wave=entry.wave,
        risk=entry.risk,
        state=fate.state,
        why=fate.why,
        before_sha256=entry.running_sha256,
        intended_sha256=entry.intended_sha256,
        after_sha256=fate.after_sha256,
        commands=len(entry.commands),
        commands_sha256=sha256("".join(f"{line}\n" for line in entry.commands)),
        diff=entry.diff,
        revert_method=entry.revert_method,
        begun=events[0].time if events else "",
        ended=fate.since,
        checks=tuple(Result.model_validate(check) for check in checks),
        release=_release(fate),
    )


def _release(fate: Fate) -> ReleaseRecord | None:
    if fate.state != "released" or fate.event is None:
        return None
    return ReleaseRecord.model_validate({name: fate.event.detail[name] for name in ReleaseRecord.model_fields})
