"""A hard case put to the engine and to the emulated device, and what is wrong with the result.

A case is a running and an intended config and what must hold of the commands, each with its modes joined by ` / `: `nothing`;
`exactly` these, in any order; `count`, `max` of them; `never` one like a pattern; `has` one; `order`: the first like one pattern
before the first like the other; `last`; `longest` line; `flagged`. Of the device: no command is refused, it ends as intended
(unless `loose`: lines that nobody owns stay), the rollback brings it back, and after every command what watching.py says holds,
but for lines like `flicker`, which IOS itself can't keep. `device` says why the emulated one can't judge the case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from altyapi.remediation import ManagementPath, Remediation, remediate, same_config
from lab.devices.ios.config import IosConfig
from tests.unit.remediation.hard.watching import Watch, paths
from tests.unit.remediation.judge import apply, complete


def device(text: str, other: str) -> IosConfig:
    """A switch where either config speaks of switching, else a router."""
    switch = any(word in text + other for word in ("switchport", "vlan ", "interface Vlan", "spanning-tree", "vtp "))
    return IosConfig(complete(text), model="C9300-48P" if switch else "ISR4331/K9", version="17.6.4")


def command_paths(commands: tuple[str, ...]) -> list[str]:
    """Each command with the modes that it is entered in, joined by ` / `; `exit` left out."""
    found: list[str] = []
    stack: list[tuple[int, str]] = []
    for command in commands:
        line = command.split("\n", 1)[0]
        indent = len(line) - len(line.lstrip())
        if line.strip() in ("exit", "exit-address-family"):
            continue
        while stack and stack[-1][0] >= indent:
            stack.pop()
        stack.append((indent, command.strip()))
        found.append(" / ".join(part for _, part in stack))
    return found


def leaves(found: list[str]) -> list[str]:
    """The commands without those that only enter a mode."""
    return [line for at, line in enumerate(found) if at + 1 == len(found) or not found[at + 1].startswith(f"{line} / ")]


def intended_of(case: dict[str, Any]) -> str:
    if "intended" in case:
        return str(case["intended"])
    parts = case["intended_lines"]
    first, last = parts["odd"]
    return str(parts["head"]) + f" switchport trunk allowed vlan {','.join(map(str, range(first, last, 2)))}\n"


def remediation(case: dict[str, Any]) -> Remediation:
    management = ManagementPath(**case["management"]) if "management" in case else None
    return remediate(
        case["running"], intended_of(case), "cisco_ios", strict=case.get("strict", False), management=management
    )


def judged_by_properties(case: dict[str, Any], result: Remediation) -> Iterator[str]:
    every = command_paths(result.commands)
    done = leaves(every)
    yield from _as_a_whole(case, done)
    for pattern in (*case.get("never", ()), *case.get("lacks", ())):
        yield from (f"{line!r} ({pattern})" for line in every if re.search(pattern, line))
    yield from (f"nothing like {pattern!r}" for pattern in case.get("has", ()) if not _found(pattern, every))
    yield from (fault for pair in case.get("order", ()) for fault in _out_of_order(pair, every))
    yield from (f"{len(line)} characters" for line in result.commands if len(line) > case.get("longest", 1000))
    flagged = [flag.line for flag in result.flags]
    yield from (
        f"nothing flagged like {pattern!r}" for pattern in case.get("flagged", ()) if not _found(pattern, flagged)
    )
    yield from _up_too_early(done)


def _as_a_whole(case: dict[str, Any], done: list[str]) -> Iterator[str]:
    if case.get("nothing") and done:
        yield f"gives {done}"
    if "exactly" in case and sorted(done) != sorted(case["exactly"]):
        yield f"gives {done} instead of {case['exactly']}"
    if not case.get("count", len(done)) <= len(done) <= case.get("count", case.get("max", len(done))):
        yield f"gives {len(done)} commands: {done}"
    if "last" in case and not _found(case["last"], done[-1:]):
        yield f"{done[-1:]} comes last"


def _found(pattern: str, lines: list[str]) -> bool:
    return any(re.search(pattern, line) for line in lines)


def _out_of_order(pair: list[str], every: list[str]) -> Iterator[str]:
    """The first line like the one pattern must stand before the first like the other."""
    places = [[at for at, line in enumerate(every) if re.search(pattern, line)] for pattern in pair]
    yield from (f"nothing like {pattern!r}" for pattern, found in zip(pair, places, strict=True) if not found)
    if all(places) and places[0][0] >= places[1][0]:
        yield f"{every[places[1][0]]!r} comes before {every[places[0][0]]!r}"


def _up_too_early(done: list[str]) -> Iterator[str]:
    for head in {line.partition(" / ")[0] for line in done if line.startswith("interface ")}:
        mine = [line for line in done if line.startswith(f"{head} / ")]
        if f"{head} / no shutdown" in mine[:-1]:
            yield f"{head} comes up before its other lines"


def shown(config: IosConfig) -> list[str]:
    """The running config for comparison: without numbers of access list entries, which order alone counts."""
    lines = []
    for line in paths(config.text()):
        if line.startswith("snmp-server enable traps "):
            line = " ".join([*line.split()[:4], *sorted(line.split()[4:])])  # noqa: PLW2901 - the words are a set
        lines.append(re.sub(r"^(ip access-list \S+ \S+ / |ip prefix-list \S+ )(?:seq )?\d+ ", r"\1", line))
    return lines


def judged_by_device(case: dict[str, Any], result: Remediation) -> Iterator[str]:
    intended = intended_of(case)
    store = device(case["running"], intended)
    before = device(case["running"], intended)
    goal = device(result.predicted, intended)
    watch = Watch(before, goal, case.get("flicker"))
    refused = apply(store, result.commands, lambda command, _: watch.see(command, store))
    yield from refused
    yield from dict.fromkeys(watch.faults)
    wish = set(shown(device(intended, case["running"])))
    have = set(shown(store))
    was = set(shown(before))
    yield from (f"still missing: {line}" for line in sorted(wish - have - was))
    if not case.get("loose"):
        yield from (f"left over: {line}" for line in sorted(have - wish))
    again = remediate(store.text(), intended, "cisco_ios", strict=case.get("strict", False))
    if again.commands:
        yield f"again: {leaves(command_paths(again.commands))}"
    if result.changed and not same_config(store.text(), result.predicted):
        yield "not as predicted"
    back = Watch(device(store.text(), intended), before, case.get("flicker"))
    yield from (f"rollback {line}" for line in apply(store, result.rollback, lambda c, _: back.see(c, store)))
    yield from dict.fromkeys(f"rollback {line}" for line in back.faults)
    lost = set(shown(before)) ^ set(shown(store))
    yield from (f"rollback differs: {line}" for line in sorted(lost))


def faults(case: dict[str, Any]) -> list[str]:
    result = remediation(case)
    found = list(judged_by_properties(case, result))
    if "device" not in case:
        found += judged_by_device(case, result)
    return found
