"""Commands that are no part of a configuration: those that act at once, and words that leave a mode where none was entered, after
which the device takes what follows at its own prompt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from altyapi.remediation.facts import interpret
from altyapi.remediation.rules import Rules


class _Mode(NamedTuple):
    """What a command entered; `leave` is empty where it entered nothing."""

    section: str
    leave: str


def astray(rules: Rules, commands: Iterable[str]) -> Iterator[str]:
    """Such commands among these, whatever runs on the device. A line that no rule knows may enter a mode."""
    language = rules.language
    if language.flat:
        yield from (command for command in commands if _words(command)[0] not in language.verbs)
    elif language.blocks:
        yield from _outside(rules, commands)
    else:
        yield from _unentered(rules, commands)


def _words(command: str) -> list[str]:
    return command.partition("\n")[0].lower().split() or [""]


def _outside(rules: Rules, commands: Iterable[str]) -> Iterator[str]:
    """Where blocks are opened and closed by words: what stands in none, or closes another than the last."""
    blocks, opened = rules.language.blocks, [""]
    for command in commands:
        first, *rest = _words(command)
        if first in blocks:
            opened.append(blocks[first])
        elif first == opened[-1] and not rest:
            opened.pop()
        elif len(opened) == 1 or (first in rules.language.leaving and not rest) or first in rules.language.acts:
            yield command


def _unentered(rules: Rules, commands: Iterable[str]) -> Iterator[str]:
    language = rules.language
    modes: list[_Mode] = []
    for command in commands:
        text = command.strip()
        del modes[len(command) - len(command.lstrip(" ")) :]
        if _words(command)[0] in language.acts:
            yield command
        elif text.lower() in language.leaving:
            if modes and modes[-1].leave == text and command == f"{' ' * len(modes)}{text}":
                modes.pop()
            else:
                yield command
        else:
            fact = interpret(rules, modes[-1].section if modes else "global", language.inner(text))[0]
            enters = (fact.rule.block and fact.enters and not fact.negative) or not fact.known
            modes.append(_Mode(fact.rule.block or "?", fact.rule.leave if enters else ""))
