"""A plan as a person reads it: what changes where, in which waves, at which risk, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from altyapi.apply.fate import Fate
from altyapi.apply.run import Run
from altyapi.plan.approval import Approval, Rejected
from altyapi.plan.model import DevicePlan, Plan, Refusal
from altyapi.plan.policy import RISKS
from altyapi.platforms import load
from altyapi.view import layout, runs, schedules, signatures
from altyapi.view.output import Output
from altyapi.view.program import as_typed

WAVES_SHOWN = 50


def show(
    out: Output,
    plan: Plan,
    file: Path,
    approvals: Sequence[Approval],
    rejected: Sequence[Rejected],
    *,
    commands: bool = False,
    ran: Sequence[tuple[Run, Sequence[Fate]]] = (),
) -> None:
    """The whole plan, and what became of it where it was applied. Identical changes are told once."""
    applied = [
        {**run.head.model_dump(mode="json"), "devices": {one.device: one.state for one in fates}} for run, fates in ran
    ]
    out.data({**data(plan, file, approvals, rejected), "runs": applied})
    _head(out, plan)
    for diff, entries in groups(plan.devices):
        listed = layout.names([entry.device for entry in entries])
        out.line()
        out.heading(out.say("plan.group" if len(entries) > 1 else "plan.one", count=len(entries), devices=listed))
        out.code(diff, "diff")
        if commands:
            out.line(out.say("plan.commands"))
            out.code("\n".join(entries[0].commands))
            if plan.until:
                out.line(out.say("plan.way-back"))
                out.code("\n".join(entries[0].rollback))
    waves(out, plan.waves)
    schedules.show(out, plan)
    _remarks(out, plan)
    refused(out, plan.refused)
    out.line()
    signatures.show(out, approvals, rejected)
    for run, fates in ran:
        said = {"operator": run.head.operator, "at": run.head.started, "run": run.head.run}
        out.line(out.say(f"plan.ran.{run.head.direction}", parts=runs.parts(out, run, fates), **said))
    out.line(summary(out, plan), "yellow" if plan.devices else None)


def data(plan: Plan, file: Path, approvals: Sequence[Approval], rejected: Sequence[Rejected]) -> dict[str, object]:
    """The plan for programs: its content, its id, and the signatures that count."""
    return {
        "id": plan.id,
        "file": str(file),
        "risk": plan.risk,
        "plan": plan.model_dump(mode="json"),
        **signatures.data(approvals, rejected),
    }


def summary(out: Output, plan: Plan) -> str:
    """One line at the worst of the plan."""
    if not plan.devices:
        key = "plan.nothing.refused" if plan.refused else "plan.nothing"
        return out.say(key, unchanged=len(plan.unchanged), refused=len(plan.refused))
    return out.say(
        "plan.count",
        changed=len(plan.devices),
        commands=sum(len(entry.commands) for entry in plan.devices),
        removals=sum(
            load(entry.platform).language.negative(line.strip()) for entry in plan.devices for line in entry.commands
        ),
        risk=out.say(f"risk.{plan.risk}"),
        needed=0 if plan.preapproved else plan.approvals_needed,
    )


def _head(out: Output, plan: Plan) -> None:
    out.heading(out.say("plan.head", id=plan.id))
    out.line(out.say("plan.reason", reason=plan.reason))
    out.line(out.say("plan.evrak", evrak=plan.evrak or "-"))
    out.line(out.say("plan.author", author=plan.author))
    out.line(out.say("plan.created", created=plan.created, expires=plan.expires))
    asked = len(plan.devices) + len(plan.unchanged) + len(plan.refused)
    counts = {"changed": len(plan.devices), "unchanged": len(plan.unchanged), "refused": len(plan.refused)}
    out.line(out.say("plan.asked", asked=asked, limit=plan.limit, **counts))
    if plan.devices:
        out.line(out.say("plan.legend"), "dim")


def groups(devices: Iterable[DevicePlan]) -> list[tuple[str, list[DevicePlan]]]:
    """The devices by their difference, the most common first."""
    grouped: dict[str, list[DevicePlan]] = {}
    for entry in devices:
        grouped.setdefault(entry.diff, []).append(entry)
    return sorted(grouped.items(), key=lambda item: (-len(item[1]), item[1][0].device))


def waves(out: Output, placed: Sequence[Sequence[DevicePlan]]) -> None:
    """Which device is changed in which wave, at which risk, and how it would come back."""
    if not placed:
        return
    out.line()
    head = [out.say(f"column.{name}") for name in ("wave", "device", "risk", "lines", "revert")]
    rows = []
    for number, wave in enumerate(placed, start=1):
        for entry in wave:
            label = out.say("wave.canary", wave=number) if number == 1 else str(number)
            said = {"method": entry.revert_method, "minutes": entry.revert_minutes}
            kind = entry.revert_method if entry.revert_method in runs.UNTIMED else "armed"
            revert = out.say(f"revert.{kind}", **said)
            rows.append([label, entry.device, out.say(f"risk.{entry.risk}"), str(len(entry.commands)), revert])
    out.table(head, rows)


def waves_counted(out: Output, placed: Sequence[Sequence[DevicePlan]]) -> None:
    """How many devices each wave has, and its highest risk, where they are too many to be named."""
    out.line()
    head = [out.say(f"column.{name}") for name in ("wave", "devices", "risk")]
    risks = [max((entry.risk for entry in wave), key=RISKS.index) for wave in placed]
    rows = [
        [str(number), str(len(wave)), out.say(f"risk.{risk}")]
        for number, (wave, risk) in enumerate(zip(placed, risks, strict=True), start=1)
    ][:WAVES_SHOWN]
    if placed[WAVES_SHOWN:]:
        rest = max(risks[WAVES_SHOWN:], key=RISKS.index)
        count = sum(map(len, placed[WAVES_SHOWN:]))
        rows.append([f"{WAVES_SHOWN + 1}–{len(placed)}", str(count), out.say(f"risk.{rest}")])
    out.table(head, rows)


def _remarks(out: Output, plan: Plan) -> None:
    unmanaged = {entry.device: entry.unmanaged for entry in plan.devices if entry.unmanaged}
    unmanaged |= {entry.device: entry.lines for entry in plan.standing if entry.lines}
    if unmanaged:
        out.line()
        count = sum(len(lines) for lines in unmanaged.values())
        out.line(out.say("plan.unmanaged", count=count, devices=layout.names(sorted(unmanaged))))
        out.code("\n".join(dict.fromkeys(line for lines in unmanaged.values() for line in lines)))
    held = {entry.device: entry.held for entry in plan.devices if entry.held}
    held |= {entry.device: entry.held for entry in plan.standing if entry.held}
    if held:
        out.line()
        count = sum(len(lines) for lines in held.values())
        out.line(out.say("plan.held", count=count, devices=layout.names(sorted(held))), "yellow")
        out.code("\n".join(dict.fromkeys(line for lines in held.values() for line in lines)))
    unverifiable = dict.fromkeys(line for entry in plan.devices for line in entry.unverifiable)
    if unverifiable:
        out.line(out.say("plan.unverifiable", what="; ".join(unverifiable)), "yellow")


def refused(out: Output, listed: Sequence[Refusal]) -> None:
    """What can't be planned, each reason once, and what to do about it."""
    if not listed:
        return
    out.line()
    out.line(out.say("plan.refused"), "red")
    grouped: dict[tuple[str, str], list[str]] = {}
    remedies: dict[str, str] = {}  # by code, of the first device: it shows the way for the others
    for entry in listed:
        remedies.setdefault(entry.code, entry.remedy)
        for problem in entry.problems:
            grouped.setdefault((entry.code, problem), []).append(entry.device)
    for (code, problem), devices in grouped.items():
        out.line(f"  {layout.names(devices)}  {code}  {problem}")
        remedy = remedies.pop(code, "")
        if remedy:
            out.line(f"    {out.say('next')}: {as_typed(remedy)}")
