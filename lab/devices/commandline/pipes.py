"""Output filters: `| include`, `| exclude`, `| begin`, `| section`, `| count`."""

from __future__ import annotations

import re

from lab.devices.commandline.language import Language

_KINDS = ("append", "begin", "count", "exclude", "format", "include", "redirect", "section", "tee")


def apply_pipe(text: str, pipe: str, language: Language) -> str:
    """`text` after the filter `pipe` (without its bar)."""
    kind, _, pattern = pipe.strip().partition(" ")
    pattern = pattern.strip()
    fitting = [name for name in _KINDS if name.startswith(kind.lower())]
    if len(fitting) != 1 or not pattern:
        return (language.incomplete if len(fitting) == 1 else language.invalid).format(line=pipe, rest=pipe).rstrip(
            "\n"
        ) + "\n"
    lines = text.splitlines()
    # in such patterns an underscore stands for a delimiter
    found = re.compile(pattern.replace("_", r"(?:^|$|[ ,{}()_])") if pattern.startswith("_") else pattern)
    match fitting[0]:
        case "include":
            kept = [line for line in lines if found.search(line)]
        case "exclude":
            kept = [line for line in lines if not found.search(line)]
        case "begin":
            start = next((at for at, line in enumerate(lines) if found.search(line)), len(lines))
            kept = lines[start:]
        case "count":
            return f"Number of lines which match regexp = {sum(bool(found.search(line)) for line in lines)}\n"
        case "section":
            negative = pattern.startswith("exclude ")
            kept = _section(
                lines, re.compile(pattern.removeprefix("exclude ").removeprefix("include ")), negative=negative
            )
        case _:
            return language.invalid.format(line=pipe, rest=pipe).rstrip("\n") + "\n"
    return "".join(f"{line}\n" for line in kept) or "\n"


def _section(lines: list[str], found: re.Pattern[str], *, negative: bool) -> list[str]:
    """A line that matches and everything indented deeper below it."""
    kept: list[str] = []
    depth: int | None = None
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if depth is not None and indent <= depth:
            depth = None
        if depth is None and found.search(line):
            depth = indent
        if (depth is not None) != negative:
            kept.append(line)
    return kept
