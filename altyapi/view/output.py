"""Where output goes: prose and JSON to standard output, progress and errors to standard error, colour only on a terminal.

In JSON, standard output is one document: the result, or the error that came instead of it. A reader that closes the pipe
early (`| head`) ends the output, never the command's work.

What is printed comes from NetBox, devices and people: whatever in it would act on a terminal is printed as its escape, so that
nobody approves a plan of which a part was hidden. Colour is put on by this module alone, after that.

Prose and tables keep to the width of the terminal, or to COLUMNS; where there is neither, as in a pipe, lines stay whole. What is
to be read as it is (a config, a difference, JSON, Markdown) is never wrapped.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import tzinfo
from typing import Any, Literal, TextIO

from altyapi.errors import Language, ToolkitError
from altyapi.view import layout, times
from altyapi.view.markdown import Markdown
from altyapi.view.program import as_typed
from altyapi.view.texts import TEXTS
from altyapi.visible import in_json, visible
from netbox_sync import plural

Format = Literal["text", "json", "markdown"]
Colour = Literal["red", "green", "yellow", "cyan", "bold", "dim"]
CODES: dict[Colour, str] = {"red": "31", "green": "32", "yellow": "33", "cyan": "36", "bold": "1", "dim": "2"}

NARROWEST = 40
"""Columns below which nothing is wrapped narrower: a terminal that tells of none, or of a few, is not believed."""
USUAL = 80
"""Columns of a terminal that doesn't tell."""


class Output:
    """One command's output in the asked format and language."""

    def __init__(self, format_: Format, language: Language) -> None:
        self.format: Format = format_
        self.language: Language = language
        self.colour = format_ == "text" and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        self.zone_of: Callable[[], tzinfo | None] = lambda: None
        """The zone that times are told in; asked for once there is one to tell."""
        self._given = False  # whether the JSON document is out
        self._markdown = Markdown()

    @property
    def width(self) -> int | None:
        """Columns that prose and tables keep to; none where lines stay whole."""
        return _width(sys.stdout) if self.format == "text" else None

    @property
    def columns(self) -> int:
        """Columns for what chooses by them how much it shows."""
        return self.width or USUAL

    def part(self) -> Output:
        """The same output for a step that is a command of its own elsewhere: in JSON its document is left out."""
        made = Output(self.format, self.language)
        made.zone_of = self.zone_of
        made._given = True
        return made

    def say(self, key: str, **fields: object) -> str:
        """The text of that key in the output's language; no field of it can begin a line of its own."""
        english, turkish = TEXTS[key]
        shown = {
            name: visible(value if name == "command" else self.when(value), lines=False)
            if isinstance(value, str)
            else value
            for name, value in fields.items()
        }
        return as_typed(turkish if self.language == "tr" else english).format(**plural.told(shown))

    def when(self, text: str) -> str:
        """The text, its moments in the form of altyapi.view.times."""
        return times.told(text, self.zone_of()) if times.WRITTEN.search(text) else text

    def minute(self, moment: str) -> str:
        """A moment for a table."""
        return times.minute(moment, self.zone_of())

    def paint(self, text: str, colour: Colour) -> str:
        return f"\x1b[{CODES[colour]}m{text}\x1b[0m" if self.colour else text

    def line(self, text: str = "", colour: Colour | None = None) -> None:
        """A line of prose; nothing in JSON, where only `data` speaks."""
        if self.format == "markdown":
            _print_all(self._markdown.prose(visible(text)))
        elif self.format == "text":
            for line in _lines(visible(text), self.width):
                _print(self.paint(line, colour) if colour and line else line)

    def heading(self, text: str) -> None:
        """What stands above a part of the output."""
        if self.format == "markdown":
            _print_all(self._markdown.heading(visible(text, lines=False)))
        else:
            self.line(text, "bold")

    def under(self, lead: str, text: str) -> None:
        """A line of prose whose text stays right of what leads it."""
        if self.format == "markdown":
            self.line(f"  {lead.strip()}: {text}")
        elif self.format == "text":
            for line in _lines(visible(f"{lead}{text}"), self.width, len(lead)):
                _print(line)

    def marked(self, mark: str, colour: Colour, text: str) -> None:
        """A line of prose behind a coloured mark; nothing in JSON."""
        if self.format == "markdown":
            _print_all(self._markdown.item(f"{mark} {visible(text)}"))
        elif self.format == "text":
            first, *rest = _lines(f"{mark} {visible(text)}", self.width, len(mark) + 1)
            _print(f"{self.paint(mark, colour)} {first[len(mark) + 1 :]}")
            for line in rest:
                _print(line)

    def next(self, step: str, lead: str = "") -> None:
        """What to type next; a command that the line has no room for stands on one of its own. `lead`: instead of “Next”."""
        lead = f"{lead or self.say('next')}:"
        if self.format == "markdown":
            self.line(f"{lead} `{step}`")
        elif self.width is None or layout.columns(f"{lead} {step}") <= self.width:
            self.whole(f"{lead} {step}")
        else:
            self.line(lead)
            self.whole(f"  {step}")

    def note(self, text: str) -> None:
        """Something beside the result (progress, a warning): to standard error in every format."""
        for line in _lines(visible(text), _width(sys.stderr)):
            _print(line, sys.stderr)

    def note_next(self, step: str, lead: str = "") -> None:
        """What to type next, beside the result: the command is never wrapped. `lead`: instead of “Next”."""
        lead = f"{lead or self.say('next')}:"
        width = _width(sys.stderr)
        if width is None or layout.columns(f"{lead} {step}") <= width:
            _print(f"{lead} {visible(step)}", sys.stderr)
        else:
            _print(lead, sys.stderr)
            _print(f"  {visible(step)}", sys.stderr)

    def data(self, content: Any) -> None:
        """The result for programs, once per command; printed in JSON only."""
        if self.format == "json" and not self._given:
            self._given = True
            _print(in_json(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)))

    def table(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], colours: Sequence[Colour | None] | None = None
    ) -> None:
        """Aligned columns, with a colour per row where that is given, or a Markdown table. Nothing in JSON, and none
        without rows: a head alone tells nothing."""
        if self.format == "json" or not rows:
            return
        shown = [[visible(self.when(cell), lines=False) for cell in row] for row in rows]
        if self.format == "markdown":
            _print_all(self._markdown.table(head, shown))
            return
        heading, *body = layout.table(head, shown, self.width)
        for line in heading:
            _print(self.paint(line, "bold"))
        for lines, colour in zip(body, colours or [None] * len(body), strict=True):
            for line in lines:
                _print(self.paint(line, colour) if colour else line)

    def code(self, text: str, language: str = "") -> None:
        """A block to be read as it is; `+` and `-` lines are coloured."""
        if self.format == "json":
            return
        text = visible(text.rstrip())
        if self.format == "markdown":
            _print_all(self._markdown.code(text, language))
            return
        for line in text.split("\n"):
            mark = line.lstrip()[:1]
            colour: Colour | None = "green" if mark == "+" else "red" if mark == "-" else None
            _print("  " + (self.paint(line, colour) if colour else line))

    def whole(self, text: str) -> None:
        """A text for another program, as a config: nothing is put before its lines, none is wrapped. Nothing in JSON."""
        if self.format == "markdown":
            self.code(text)
        elif self.format == "text":
            _print(visible(text.rstrip("\n")))

    def error(self, error: ToolkitError) -> None:
        """What ended the command and what to do next: to standard error, and in JSON it is the document, if none is out."""
        self.fault(error)
        told = {"code": error.code, "message": error.message("en"), "remedy": as_typed(error.remedy("en"))}
        self.data({"error": told})

    def fault(self, error: ToolkitError) -> None:
        """A fault that the command goes on after, and what to do about it; to standard error in every format."""
        message, remedy = (
            visible(self.when(error.message(self.language))),
            visible(as_typed(error.remedy(self.language))),
        )
        on_terminal = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
        hanging, width = len(error.code) + 2, _width(sys.stderr)
        first, *rest = _lines(f"{error.code}  {message}", width, hanging)
        _print(f"\x1b[31m{error.code}\x1b[0m{first[len(error.code) :]}" if on_terminal else first, sys.stderr)
        for line in rest:
            _print(line, sys.stderr)
        if remedy:
            for line in _lines(f"{' ' * hanging}{self.say('next')}: {remedy}", width):
                _print(line, sys.stderr)


def end() -> None:
    """Hand over what is still buffered; a reader that is gone is no fault."""
    for stream in (sys.stdout, sys.stderr):
        _guarded(stream, stream.flush)


def _width(stream: TextIO) -> int | None:
    """What COLUMNS says, else the terminal; none where the stream goes to a file or a pipe."""
    told = os.environ.get("COLUMNS", "")
    if told.isascii() and told.isdigit() and int(told):
        return max(NARROWEST, int(told))
    if not stream.isatty():
        return None
    with suppress(OSError, ValueError):
        return max(NARROWEST, os.get_terminal_size(stream.fileno()).columns or USUAL)
    return USUAL


def _lines(text: str, width: int | None, hanging: int | None = None) -> list[str]:
    lines = text.split("\n")
    return lines if width is None else [part for line in lines for part in layout.wrapped(line, width, hanging)]


def _print_all(lines: Iterable[str]) -> None:
    for line in lines:
        _print(line)


def _print(text: str, stream: TextIO | None = None) -> None:
    stream = stream or sys.stdout
    flush = stream is sys.stderr  # progress is read as it happens
    _guarded(stream, lambda: print(text, file=stream, flush=flush))


def _guarded(stream: TextIO, write: Callable[[], object]) -> None:
    try:
        write()
    except BrokenPipeError:
        with suppress(OSError, ValueError):  # the rest goes nowhere, also what Python flushes at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def from_options(format_: str, language: Language) -> Output:
    """The output for a command's --format. Raises FormatUnknown."""
    if format_ not in {"text", "json", "markdown"}:
        raise FormatUnknown(format=format_)
    return Output(format_, language)  # type: ignore[arg-type]  # checked by the line above


class FormatUnknown(ToolkitError):
    code = "CLI-001"
    en = "Unknown format: {format}."
    tr = "Bilinmeyen biçim: {format}."
    en_remedy = "--format text, json or markdown"
    tr_remedy = "--format text, json ya da markdown"
