"""A run as a person follows it: each device's steps while it goes, and what became of every device at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from altyapi.apply.fate import Fate
from altyapi.apply.journal import Event
from altyapi.apply.run import Run
from altyapi.evidence import words
from altyapi.view.output import Colour, Output

COLOURS: dict[str, Colour] = {
    "applied": "green",
    "rolled-back": "green",
    "reverted": "red",
    "pending-revert": "red",
    "diverged": "red",
    "unsaved": "red",
    "in-flight": "yellow",
    "released": "yellow",
}
COUNTED = ("applied", "rolled-back", "reverted", "pending-revert", "unsaved", "released", "untouched", "diverged")
LONGEST = 400
UNTIMED = ("none", "taken-back")
"""Ways back that are no timer of the device's."""
STEPS = ("begun", "arming", "pushed", "proving", "reverting", "checks-failed")


def follow(out: Output, run: Run, event: Event) -> None:
    """One line of progress for a step worth telling."""
    if event.name in STEPS:
        said = {**event.detail, "why": _why(out, str(event.detail.get("why", "")))}
        method = event.detail.get("method")
        how = f"revert.{method}" if event.name == "arming" and method in UNTIMED else f"step.{event.name}"
        out.note(f"  {event.device}  {out.say(how, **said)}"[:LONGEST])
    elif event.name in COLOURS:
        out.note(f"  {event.device}  {out.say(f'state.{_state(run, event.name)}')}")
    elif event.name in {"refused", "lease-held"}:
        why = _why(out, str(event.detail.get("why", "")))
        out.note(f"  {event.device}  {out.say('state.untouched')}: {why}"[:LONGEST])


def data(out: Output, run: Run, fates: Iterable[Fate], report: Path) -> None:
    """The run for programs, with the path of its report."""
    devices = [fate.model_dump(mode="json") for fate in fates]
    out.data({"run": run.head.model_dump(mode="json"), "devices": devices, "report": str(report)})


def show(out: Output, run: Run, fates: Iterable[Fate]) -> None:
    """Every device with its fate and the reason, then one line at the worst."""
    fates = list(fates)
    out.line()
    head = [out.say(f"column.{name}") for name in ("device", "state", "why")]
    out.table(head, [[fate.device, out.say(f"state.{_state(run, fate.state)}"), _why(out, fate.why)] for fate in fates])
    out.line()
    worst = next((fate.state for fate in fates if COLOURS.get(fate.state) == "red"), None)
    out.line(
        summary(out, run, fates),
        "red" if worst else "green" if all(fate.state in {"applied", "rolled-back"} for fate in fates) else "yellow",
    )


def summary(out: Output, run: Run, fates: Iterable[Fate]) -> str:
    """One line: how many devices ended how."""
    fates = list(fates)
    return out.say("apply.done", count=len(fates), parts=parts(out, run, fates))


def parts(out: Output, run: Run, fates: Iterable[Fate]) -> str:
    """How many devices ended how; what none did is left out."""
    states = Counter(_state(run, fate.state) for fate in fates)
    states["diverged"] += states.pop("in-flight", 0)
    return ", ".join(out.say(f"count.{state}", count=states[state]) for state in COUNTED if states[state]) or "-"


def _state(run: Run, state: str) -> str:
    """A rollback applies the way back: what it applied is taken back."""
    return "rolled-back" if run.head.direction == "back" and state == "applied" else state


def _why(out: Output, text: str) -> str:
    """A reason as the journal has it, in the reader's language where it is a sentence of the toolkit's; its first line."""
    return _first_line(words.told(text, out.language))


def _first_line(text: str) -> str:
    """The first line; of a difference from what was predicted the first line that differs, as its head tells nothing.

    A line that only stands elsewhere comes last: what is there too much, or lacks, is told before it.
    """
    first, *rest = text.splitlines() or [""]
    if first.endswith("--- predicted"):
        lines = [line for line in rest if line.startswith(("+", "-")) and not line.startswith(("+++ ", "--- "))]
        marks = {line[1:]: {other[:1] for other in lines if other[1:] == line[1:]} for line in lines}
        told = next((line for line in lines if len(marks[line[1:]]) == 1), next(iter(lines), ""))
        first = f"{first.removesuffix('--- predicted')}{told[0:1]} {told[1:].strip()} …" if told else first
    return first
