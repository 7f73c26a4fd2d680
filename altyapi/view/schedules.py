"""A plan's schedule as a person reads it before anything happens: which wave when, what is checked, when it is taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from altyapi.plan.model import Check, Plan, Slot
from altyapi.view.output import Output


def show(out: Output, plan: Plan) -> None:
    """The kinds of change with what is checked after them, the waves' times, and the time of the way back."""
    if not plan.devices:
        return
    kinds = dict.fromkeys(kind for entry in plan.devices for kind in entry.kinds)
    if kinds:
        score = max(entry.score for entry in plan.devices)
        out.line()
        out.line(out.say("plan.kinds", kinds=", ".join(kinds), score=score))
        checks = dict.fromkeys(_check(out, check) for entry in plan.devices for check in entry.checks if check.subjects)
        if checks:
            out.line(out.say("plan.post-checks"))
            for told in checks:
                out.line(f"  {told}")
    if plan.schedule:
        out.line()
        out.heading(out.say("schedule.head"))
        _table(out, plan, plan.schedule)
        for freeze in dict.fromkeys(slot.freeze for slot in plan.schedule if slot.freeze):
            out.line(out.say("schedule.frozen", freeze=freeze), "yellow")
        for slot in plan.schedule:
            if slot.opens and datetime.fromisoformat(slot.opens) >= datetime.fromisoformat(plan.expires):
                out.line(out.say("schedule.late", wave=slot.wave + 1, opens=slot.opens), "yellow")
    if plan.until:
        out.line()
        out.line(out.say("schedule.until", until=plan.until), "yellow")
        if plan.exception:
            out.line(out.say("schedule.exception", exception=plan.exception))
        _table(out, plan, plan.undo)
        for slot in plan.undo:
            why = slot.freeze or slot.window
            if why and (not slot.opens or datetime.fromisoformat(slot.opens) > datetime.fromisoformat(plan.until)):
                opens = slot.opens or out.say("schedule.never")
                out.line(out.say("schedule.undo-late", wave=slot.wave + 1, opens=opens, why=why), "yellow")


def _check(out: Output, check: Check) -> str:
    """In the reader's language, whatever the kinds of change that ask for it: those stand above."""
    return out.say(f"check.{check.kind}", subjects=", ".join(check.subjects))


def _table(out: Output, plan: Plan, slots: Sequence[Slot]) -> None:
    head = [out.say(f"column.{name}") for name in ("wave", "devices", "window", "opens", "closes")]
    counts = Counter(entry.wave for entry in plan.devices)
    rows = [
        [
            str(slot.wave + 1),
            str(counts[slot.wave]),
            slot.window or out.say("schedule.any"),
            slot.opens or out.say("schedule.never"),
            slot.closes or "-",
        ]
        for slot in slots
    ]
    out.table(head, rows)
