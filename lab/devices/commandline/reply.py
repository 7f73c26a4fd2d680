"""What a configuration line answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """The device's answer to one configuration line."""

    ok: bool = True
    text: str = ""  # lines to print, without the caret line
    caret: int | None = None  # column of the fault in the line as typed
    question: str | None = None  # the device waits for an answer to this
    gathering: bool = False  # the device reads on: the next lines are text
    left: bool = False  # configuration mode is over


class Refusal(Exception):
    """The line is refused and nothing has changed."""

    def __init__(self, text: str, caret: int | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.caret = caret


class Ask(Exception):
    """The device asks before it acts; `proceed` acts and returns what it prints."""

    def __init__(self, question: str, proceed: Callable[[], str]) -> None:
        super().__init__(question)
        self.question = question
        self.proceed = proceed
