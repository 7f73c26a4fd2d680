"""What a rule is: a stable id, its words in both languages, and a pure function that gives what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from altyapi.audit.estate import Estate
from altyapi.audit.text import Cell, Text
from altyapi.audit.thing import Thing

Severity = Literal["high", "medium", "low"]


class Hit(NamedTuple):
    """One object that breaks the rule, with the values that show it."""

    thing: Thing
    values: Mapping[str, Cell]


@dataclass(frozen=True)
class Rule:
    """`observed` is filled with a hit's values. `reads` names the NetBox fields and policy keys that decide."""

    id: str
    severity: Severity
    title: Text
    why: Text
    remedy: Text
    observed: Text
    reads: str
    check: Callable[[Estate], Iterable[Hit]]


def rule(
    id_: str,
    severity: Severity,
    *,
    title: tuple[str, str],
    why: tuple[str, str],
    remedy: tuple[str, str],
    observed: tuple[str, str],
    reads: str,
) -> Callable[[Callable[[Estate], Iterable[Hit]]], Rule]:
    """Make a function of the estate a rule; each pair is English, Turkish."""

    def decorate(check: Callable[[Estate], Iterable[Hit]]) -> Rule:
        return Rule(id_, severity, Text(*title), Text(*why), Text(*remedy), Text(*observed), reads, check)

    return decorate
