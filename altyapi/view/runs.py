"""A run as a person follows it: each device's steps while it goes, and what became of every device at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from altyapi.apply.journal import Event
from altyapi.apply.run import Fate, Run
from altyapi.view.output import Colour, Output

COLOURS: dict[str, Colour] = {
    "applied": "green", "rolled-back": "green", "reverted": "red", "pending-revert": "red", "diverged": "red", "in-flight": "yellow",
}  # fmt: skip
STEPS = ("begun", "arming", "pushed", "proving", "reverting", "checks-failed")


def follow(out: Output, event: Event) -> None:
    """One line of progress for a step worth telling."""
    if event.name in STEPS:
        out.note(f"  {event.device}  {out.say(f'step.{event.name}', **event.detail)}"[:400])
    elif event.name in COLOURS:
        out.note(f"  {event.device}  {out.say(f'state.{event.name}')}")
    elif event.name == "refused":
        out.note(f"  {event.device}  {out.say('state.untouched')}: {event.detail.get('why', '')}"[:400])


def data(out: Output, run: Run, fates: Iterable[Fate], report: Path) -> None:
    """The run for programs, with the path of its report."""
    devices = [fate.model_dump(mode="json") for fate in fates]
    out.data({"run": run.head.model_dump(mode="json"), "devices": devices, "report": str(report)})


def show(out: Output, fates: Iterable[Fate]) -> None:
    """Every device with its fate and the reason, then one line at the worst."""
    fates = list(fates)
    out.line()
    head = [out.say(f"column.{name}") for name in ("device", "state", "why")]
    out.table(head, [[fate.device, out.say(f"state.{fate.state}"), _first_line(fate.why)] for fate in fates])
    out.line()
    worst = next((fate.state for fate in fates if COLOURS.get(fate.state) == "red"), None)
    out.line(
        summary(out, fates),
        "red" if worst else "green" if all(fate.state in {"applied", "rolled-back"} for fate in fates) else "yellow",
    )


def summary(out: Output, fates: Iterable[Fate]) -> str:
    """One line: how many devices ended how."""
    states = Counter(fate.state for fate in fates)
    by_hand = states["diverged"] + states["in-flight"]
    return out.say(
        "apply.done",
        applied=states["applied"] + states["rolled-back"],
        count=sum(states.values()),
        reverted=states["reverted"],
        pending=states["pending-revert"],
        untouched=states["untouched"],
        diverged=out.say("apply.diverged", count=by_hand) if by_hand else "",
    )


def _first_line(text: str) -> str:
    lines = text.splitlines()
    return lines[0][:120] if lines else ""
