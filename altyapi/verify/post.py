"""Checks that follow certain kinds of change: the ports that were changed, what a show command told before, another account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from altyapi.device.contract import Observation, Session
from altyapi.device.errors import CommandRefused
from altyapi.errors import ToolkitError
from altyapi.plan.model import Check
from altyapi.platforms import Platform
from altyapi.platforms.changes import changes_of
from altyapi.verify.result import Result
from netbox_sync.model import Frozen

NAMES_TOLD = 10
Answers = Mapping[str, Sequence[str]]
"""A probe's name to what it told; without an entry, the device does not know the command."""


class Before(Frozen, arbitrary_types_allowed=True):
    """What was seen before the change, and how to try another account: it raises ToolkitError where that is refused."""

    observed: Observation
    answers: dict[str, tuple[str, ...]] = {}
    log_in_as: Callable[[str], None] | None = None


def probe(session: Session, platform: Platform, checks: Iterable[Check]) -> dict[str, tuple[str, ...]]:
    """What the probes of these checks tell now. Of a device that does not know a command, nothing."""
    told: dict[str, tuple[str, ...]] = {}
    known = changes_of(platform.name).probes
    for name in dict.fromkeys(name for check in checks if check.kind == "probe" for name in check.subjects):
        if name in known:
            answer = _asked(session, known[name].command)
            if answer is not None:
                told[name] = known[name].seen(answer)
    return told


def _asked(session: Session, command: str) -> str | None:
    try:
        return session.command(command)
    except CommandRefused:
        return None


def ports(check: Check, before: Observation, now: Observation) -> Result:
    """Of the changed ports, those that were up are up."""
    wanted = [name for name in check.subjects if name in before.interfaces_up]
    down = [name for name in wanted if name not in now.interfaces_up]
    parts = [f"up: {_named(name for name in wanted if name not in down)}"] if len(down) < len(wanted) else []
    parts += [f"gone down: {_named(down)}"] if down else []
    rest = [name for name in check.subjects if name not in wanted]
    parts += [f"not up before: {_named(rest)}"] if rest else []
    return Result(kind=check.kind, expected=check.expected, observed="; ".join(parts) or "-", passed=not down)


def probed(check: Check, before: Answers, now: Answers) -> Result:
    """What a probe told before is told now."""
    name = check.subjects[0] if check.subjects else ""
    said = f"{check.kind} {name}"
    if name not in before:
        return Result(kind=said, expected=check.expected, observed="the device does not tell it", passed=True)
    gone = [line for line in before[name] if line not in now.get(name, ())]
    observed = f"gone: {_named(gone)}" if gone else f"{len(before[name])} as before: {_named(before[name])}"
    return Result(kind=said, expected=check.expected, observed=observed, passed=not gone)


def second_account(check: Check, log_in_as: Callable[[str], None] | None) -> Result:
    """Another account is accepted, over a login of its own."""
    name = check.subjects[0] if check.subjects else ""
    try:
        if log_in_as is None:
            return Result(kind=check.kind, expected=check.expected, observed="not tried", passed=False)
        log_in_as(name)
    except ToolkitError as error:
        observed = f"{name}: {error.code} {error.message('en')}"
        return Result(kind=check.kind, expected=check.expected, observed=observed, passed=False)
    return Result(kind=check.kind, expected=check.expected, observed=f"{name}: login accepted", passed=True)


def _named(names: Iterable[str]) -> str:
    found = list(names)
    more = len(found) - NAMES_TOLD
    return ", ".join(found[:NAMES_TOLD]) + (f" … (+{more})" if more > 0 else "") if found else "-"
