"""A step: lines that are sent together, in which mode, and what it needs and frees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from altyapi.remediation.facts import Fact
from altyapi.remediation.references import NOTHING, Mentions, Name
from altyapi.remediation.state import State

Row = tuple[int, str]
"""Depth inside the step, and the text."""

Place = tuple[tuple[int, int], ...]
"""Rank and position at each depth: where a step stands when nothing else decides."""


@dataclass(frozen=True, slots=True)
class Step:
    path: tuple[str, ...]  # the lines that enter the mode
    leaves: tuple[str, ...]  # how each is left
    rows: tuple[Row, ...]
    place: Place
    family: tuple[str, ...]  # the path and the family of the line
    removes: bool
    old: Mentions = NOTHING  # of what stood there
    new: Mentions = NOTHING  # of what will stand there
    numbers: tuple[int, ...] = ()  # for NUMBER in path or rows
    span: bool = False
    runs: int = 0  # at most so many numbers and ranges in one line; 0: the language's
    key: str = ""  # identity of the line among its siblings
    before_adds: bool = False  # an unknown line's removal: the new one could be the same setting
    frees: frozenset[str] = frozenset()  # exclusive things that it lets go
    takes: frozenset[str] = frozenset()
    rebuilds: frozenset[Name] = (
        frozenset()
    )  # lists that change: who stops using them does so before, who begins to after


@dataclass(slots=True)
class Mode:
    """Where the lines being compared stand."""

    section: str = "global"
    path: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    place: Place = ()
    numbers: tuple[int, ...] = ()
    span: bool = False
    states: tuple[State, State] | None = None

    def below(self, fact: Fact, place: Place) -> Mode:
        own = (fact.number,) if fact.number is not None else self.numbers
        return Mode(fact.rule.block or "?", (*self.path, fact.text), (*self.leaves, fact.rule.leave), place, own,
                    self.span or "<span>" in fact.rule.words, self.states)  # fmt: skip


def placed(mode: Mode, fact: Fact, position: int, *, removes: bool) -> Place:
    return (*mode.place, (fact.rule.rank_no if removes else fact.rule.rank, position))


def step_of(
    mode: Mode,
    fact: Fact,
    rows: Iterable[Row],
    position: int,
    *,
    removes: bool = False,
    old: Mentions = NOTHING,
    new: Mentions = NOTHING,
) -> Step:
    own = (fact.number,) if fact.number is not None else mode.numbers
    frees, takes = (fact.sole, frozenset[str]()) if removes else (frozenset[str](), fact.sole)
    return Step(mode.path, mode.leaves, tuple(rows), placed(mode, fact, position, removes=removes), (*mode.path, fact.rule.literals),
                removes, old, new, own, mode.span or "<span>" in fact.rule.words, fact.rule.runs, fact.key,
                frees=frees, takes=takes)  # fmt: skip
