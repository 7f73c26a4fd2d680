"""What the commands are, read from the commands: the site's reference and the manual page."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from invoke.collection import Collection

from altyapi.cli import namespace
from altyapi.cli.frame import MEANINGS

EXIT_CODES = (
    "0  done, or nothing to do",
    "1  error; what became of each device is told",
    "2  changes or findings are pending",
)
GROUPS = {
    "netbox": "NetBox: spreadsheets into it, snapshots out of it, views in it",
    "config": "Configs of devices, from the difference to the evidence",
    "device": "Host keys",
    "firewall": "The firewall policy and blocked addresses",
    "vpn": "Remote access",
    "camera": "Cameras and recorders",
    "backup": "Backups",
    "audit": "Audit and evidence",
    "pardus": "The migration of workstations to Pardus",
    "antivirus": "Antivirus",
    "ci": "In a pipeline",
    "lab": "The practice municipality",
    "dev": "For those who work on the toolkit",
    "": "On their own",
}


class Option(NamedTuple):
    """One option as it is typed, without and with its value, and what it does."""

    flags: tuple[str, ...]
    takes_value: bool
    text: str


class Command(NamedTuple):
    """`first` is the sentence that says what it does; `more` the paragraphs behind; `examples` as they are typed."""

    name: str
    first: str
    more: tuple[str, ...]
    examples: tuple[str, ...]
    positional: tuple[str, ...]
    options: tuple[Option, ...]


@cache
def commands() -> tuple[Command, ...]:
    """Every command, by name."""
    collection = namespace()
    return tuple(_command(collection, name) for name in sorted(collection.task_names))


@cache
def options() -> dict[str, frozenset[str]]:
    """The long options of each command, as they may be typed."""
    collection = namespace()
    found: dict[str, frozenset[str]] = {}
    for name in collection.task_names:
        own = {flag for argument in collection[name].get_arguments() for flag in argument.names}
        found[name] = frozenset({*own, *(flag.replace("_", "-") for flag in own), "help"})
    return found


def page() -> str:
    """The reference as a page."""
    return "\n".join(_page()) + "\n"


def manual(version: str, day: str) -> str:
    """altyapi(1), as man(1) reads it. `day` is told as the page's date."""
    return "\n".join(_manual(version, day)) + "\n"


def _grouped() -> Iterator[tuple[str, list[Command]]]:
    every = commands()
    for group, title in GROUPS.items():
        own = [one for one in every if (one.name.partition(".")[0] if "." in one.name else "") == group]
        if own:
            yield title, own


def _page() -> Iterator[str]:
    yield from (
        "# Commands",
        "",
        "`./inv COMMAND` in a checkout, `altyapi COMMAND` where the package is installed. The same text:",
    )
    yield from ("`./inv --help COMMAND`. Exit codes of all of them:", "")
    yield from (f"- `{one[:1]}`: {one[3:]}" for one in EXIT_CODES)
    for title, own in _grouped():
        yield from ("", f"## {title}")
        for one in own:
            yield from ("", f"### `{one.name}`", "", _prose(one.first))
            for paragraph in one.more:
                yield from ("", _prose(paragraph))
            if one.examples:
                yield from ("", "```console", *(f"$ {example}" for example in one.examples), "```")
            if one.options:
                yield from ("", "| option | what it does |", "|---|---|")
                for option in one.options:
                    flags = ", ".join(f"`{flag}{' …' if option.takes_value else ''}`" for flag in option.flags)
                    yield f"| {flags} | {_prose(option.text).replace('|', chr(92) + '|')} |"


def _prose(text: str) -> str:
    return re.sub(r"([*_\[\]])", r"\\\1", text).replace("<", "&lt;")


def _manual(version: str, day: str) -> Iterator[str]:
    yield f'.TH ALTYAPI 1 "{day}" "altyapi {version}" "User Commands"'
    yield from (".SH NAME", "altyapi \\- a municipality's infrastructure as code, with NetBox as the source of truth")
    yield from (".SH SYNOPSIS", ".B altyapi", "[\\fICORE OPTIONS\\fR] \\fICOMMAND\\fR [\\fIOPTIONS\\fR]")
    yield from (".SH DESCRIPTION", _roff("In a checkout the same commands are typed as ./inv COMMAND."))
    yield _roff("altyapi --list lists the commands; altyapi --help COMMAND explains one.")
    for title, own in _grouped():
        yield f'.SH "{_roff(title)}"'
        for one in own:
            words = " ".join(word.replace("_", "-").strip("-").join(("\\fI", "\\fR")) for word in one.positional)
            yield from (f".SS {one.name} {words}".rstrip(), _roff(one.first))
            for paragraph in one.more:
                yield from (".PP", _roff(paragraph))
            for option in one.options:
                value = " \\fIVALUE\\fR" if option.takes_value else ""
                flags = ", ".join(f"\\fB{_roff(flag)}\\fR{value}" for flag in option.flags)
                yield from (".TP", flags, _roff(option.text) or "-")
            for example in one.examples:
                yield from (".PP", ".EX", _roff(example.replace("./inv", "altyapi")), ".EE")
    yield ".SH EXIT STATUS"
    for line in EXIT_CODES:
        yield from (".TP", line[:1], _roff(line[3:]))
    yield from (
        ".SH ENVIRONMENT",
        _roff("NETBOX_URL, NETBOX_TOKEN, ALTYAPI_LANG (en or tr), NO_COLOR; the others: docs/settings.md"),
    )


def _roff(text: str) -> str:
    """As roff reads it: a backslash and a hyphen are its own signs, and so is a dot or a quote that begins a line."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", escaped, flags=re.MULTILINE)


def _command(collection: Collection, name: str) -> Command:
    task = collection[name]
    document = inspect.getdoc(task.body) or ""
    paragraphs = [" ".join(one.split()) for one in re.split(r"\n\s*\n", document) if not one.startswith("Example:")]
    examples = re.findall(r"(?:Example: +|^ +)((?:\./inv|altyapi) .+?)(?= {4,}|$)", document, re.MULTILINE)
    # invoke gives the help of an option once and takes it from the task
    meanings: dict[str, str] = getattr(inspect.unwrap(task.body), MEANINGS)
    listed = [
        Option(
            flags=tuple(f"-{one}" if len(one) == 1 else f"--{one.replace('_', '-')}" for one in argument.names),
            takes_value=bool(argument.takes_value),
            text=" ".join(meanings.get(str(argument.name).rstrip("_").replace("_", "-"), "").split()),
        )
        for argument in sorted(task.get_arguments(), key=lambda one: str(one.name))
        if argument.name not in {"help"}
    ]
    return Command(
        name=name,
        first=paragraphs[0] if paragraphs else "",
        more=tuple(paragraphs[1:]),
        examples=tuple(_typed(one) for one in examples),
        positional=tuple(task.positional or ()),
        options=tuple(listed),
    )


def _typed(example: str) -> str:
    """As in a checkout, however this process was started."""
    return re.sub(r"^altyapi ", "./inv ", example.strip())
