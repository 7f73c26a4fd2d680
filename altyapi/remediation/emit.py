"""Steps as config-mode lines: equal steps of several numbers joined, modes entered once and left with their own word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from altyapi.remediation.facts import NUMBER
from altyapi.remediation.paths import flat
from altyapi.remediation.ranges import chunks, runs
from altyapi.remediation.rules import Rules
from altyapi.remediation.step import Step


def joined(steps: list[Step]) -> list[Step]:
    """Steps that differ in their number alone, as one: the VLANs of a list, the lines of a vty range."""
    groups: dict[object, int] = {}
    out: list[Step] = []
    inside: dict[tuple[tuple[str, ...], tuple[int, ...]], list[Step]] = {}
    for step in steps:
        if step.numbers and any(NUMBER in text for text in step.path):
            inside.setdefault((step.path[:1], step.numbers), []).append(step)
    signature = {key: tuple((step.path, step.rows, step.removes) for step in group) for key, group in inside.items()}
    for step in steps:
        if not step.numbers:
            out.append(step)
            continue
        whole = signature.get((step.path[:1], step.numbers)) if any(NUMBER in text for text in step.path) else None
        key = (step.path, step.rows, step.removes, whole)
        if key in groups:
            first = out[groups[key]]
            out[groups[key]] = replace(
                first,
                numbers=(*first.numbers, *step.numbers),
                old=first.old | step.old,
                new=first.new | step.new,
                frees=first.frees | step.frees,
                takes=first.takes | step.takes,
            )
        else:
            groups[key] = len(out)
            out.append(step)
    return out


def commands(rules: Rules, steps: Iterable[Step]) -> tuple[str, ...]:
    """The lines in order, each indented by its depth."""
    if rules.language.flat:
        spoken = (line for step in steps for path, rows in _spelled(rules, step) for line in flat(rules, rows, path))
        return tuple(map(rules.language.outer, spoken))
    out: list[str] = []
    path: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    for step in steps:
        for own_path, rows in _spelled(rules, step):
            common = 0
            while common < min(len(path), len(own_path)) and path[common] == own_path[common]:
                common += 1
            out += [
                _indented(depth + 1, leaves[depth]) for depth in range(len(path) - 1, common - 1, -1) if leaves[depth]
            ]
            out += [_indented(depth, own_path[depth]) for depth in range(common, len(own_path))]
            out += [_indented(len(own_path) + depth, text) for depth, text in rows]
            path, leaves = own_path, step.leaves
    out += [_indented(depth + 1, leaves[depth]) for depth in range(len(path) - 1, -1, -1) if leaves[depth]]
    return tuple(map(rules.language.outer, out))


def _indented(depth: int, text: str) -> str:
    return " " * depth + text


def _spelled(rules: Rules, step: Step) -> Iterable[tuple[tuple[str, ...], list[tuple[int, str]]]]:
    if not step.numbers:
        yield step.path, list(step.rows)
        return
    language = rules.language
    inside = any(NUMBER in text for text in step.path) or any(depth for depth, _ in step.rows)
    if language.lists == "to" and inside and not step.span:
        pieces = [str(number) for number in step.numbers]  # no mode is entered for several numbers at once
    elif step.span:
        pieces = [f"{first} {last}" if last > first else str(first) for first, last in runs(step.numbers)]
    else:
        longest = max(len(text) for text in (*step.path, *(text for _, text in step.rows)))
        pieces = chunks(step.numbers, rules.line_length - longest, language, step.runs)
    for piece in pieces:
        yield (
            tuple(text.replace(NUMBER, piece) for text in step.path),
            [(depth, text.replace(NUMBER, piece)) for depth, text in step.rows],
        )
