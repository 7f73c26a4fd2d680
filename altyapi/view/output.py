"""Where output goes: prose and JSON to standard output, progress and errors to standard error, colour only on a terminal.

In JSON, standard output is one document: the result, or the error that came instead of it. A reader that closes the pipe
early (`| head`) ends the output, never the command's work.

What is printed comes from NetBox, devices and people: whatever in it would act on a terminal is printed as its escape, so that
nobody approves a plan of which a part was hidden. Colour is put on by this module alone, after that.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Literal, TextIO

from altyapi.errors import Language, ToolkitError
from altyapi.view.texts import TEXTS
from altyapi.visible import in_json, visible

Format = Literal["text", "json", "markdown"]
Colour = Literal["red", "green", "yellow", "cyan", "bold", "dim"]
CODES: dict[Colour, str] = {"red": "31", "green": "32", "yellow": "33", "cyan": "36", "bold": "1", "dim": "2"}


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The lines of a table, without a line end after the last."""
    shown = ([visible(cell, lines=False).replace("|", "\\|") for cell in row] for row in rows)
    lines = [[*head], ["---" for _ in head], *shown]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


class Output:
    """One command's output in the asked format and language."""

    def __init__(self, format_: Format, language: Language) -> None:
        self.format: Format = format_
        self.language: Language = language
        self.colour = format_ == "text" and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        self._given = False  # whether the JSON document is out

    def part(self) -> Output:
        """The same output for a step that is a command of its own elsewhere: in JSON its document is left out."""
        made = Output(self.format, self.language)
        made._given = True
        return made

    def say(self, key: str, **fields: object) -> str:
        """The text of that key in the output's language; no field of it can begin a line of its own."""
        english, turkish = TEXTS[key]
        shown = {
            name: visible(value, lines=False) if isinstance(value, str) else value for name, value in fields.items()
        }
        return (turkish if self.language == "tr" else english).format(**shown)

    def paint(self, text: str, colour: Colour) -> str:
        return f"\x1b[{CODES[colour]}m{text}\x1b[0m" if self.colour else text

    def line(self, text: str = "", colour: Colour | None = None) -> None:
        """One line of prose; nothing in JSON, where only `data` speaks."""
        if self.format != "json":
            _print(self.paint(visible(text), colour) if colour else visible(text))

    def marked(self, mark: str, colour: Colour, text: str) -> None:
        """One line of prose behind a coloured mark; nothing in JSON."""
        if self.format != "json":
            _print(f"{self.paint(mark, colour)} {visible(text)}")

    def note(self, text: str) -> None:
        """Something beside the result (progress, a warning): to standard error in every format."""
        _print(visible(text), sys.stderr)

    def data(self, content: Any) -> None:
        """The result for programs, once per command; printed in JSON only."""
        if self.format == "json" and not self._given:
            self._given = True
            _print(in_json(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)))

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Aligned columns, or a Markdown table. Nothing in JSON."""
        if self.format == "json":
            return
        if self.format == "markdown":
            _print(markdown_table(head, rows))
            return
        rows = [[visible(cell, lines=False) for cell in row] for row in rows]
        widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
        _print(
            self.paint("  ".join(cell.ljust(width) for cell, width in zip(head, widths, strict=True)).rstrip(), "bold")
        )
        for row in rows:
            _print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())

    def code(self, text: str, language: str = "") -> None:
        """A block to be read as it is; `+` and `-` lines are coloured."""
        if self.format == "json":
            return
        text = visible(text.rstrip())
        if self.format == "markdown":
            longest = max((len(run) for run in re.findall("`+", text)), default=0)
            fence = "`" * max(3, longest + 1)  # nothing in the text can end the block
            _print(f"{fence}{language}\n{text}\n{fence}")
            return
        for line in text.split("\n"):
            mark = line.lstrip()[:1]
            colour: Colour | None = "green" if mark == "+" else "red" if mark == "-" else None
            _print("  " + (self.paint(line, colour) if colour else line))

    def error(self, error: ToolkitError) -> None:
        """What ended the command and what to do next: to standard error, and in JSON it is the document, if none is out."""
        self.fault(error)
        self.data({"error": {"code": error.code, "message": error.message("en"), "remedy": error.remedy("en")}})

    def fault(self, error: ToolkitError) -> None:
        """A fault that the command goes on after, and what to do about it; to standard error in every format."""
        message, remedy = visible(error.message(self.language)), visible(error.remedy(self.language))
        on_terminal = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
        head = f"\x1b[31m{error.code}\x1b[0m" if on_terminal else error.code
        _print(f"{head}  {message}", sys.stderr)
        if remedy:
            _print(f"{' ' * len(error.code)}  {self.say('next')}: {remedy}", sys.stderr)


def end() -> None:
    """Hand over what is still buffered; a reader that is gone is no fault."""
    for stream in (sys.stdout, sys.stderr):
        _guarded(stream, stream.flush)


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
