"""What could stand at the cursor: commands, options, and the values of those options whose values are known here.

A shell's script (altyapi.cli.completion) asks for it at every press of the key, so nothing is imported before it is needed, and a
fault (no snapshot, a setting that can't be used) is no answer: the shell then completes files, as it does where a file belongs.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from altyapi.errors import ToolkitError

if TYPE_CHECKING:
    from invoke.collection import Collection
    from invoke.parser.context import ParserContext

    from altyapi.settings import Settings

JOINTS: Final = ",&!"
"""What stands between the terms of a selection (netbox_sync.selection)."""
SLUGS: Final = {"site": "sites", "role": "roles", "region": "regions", "platform": "platforms", "tenant": "tenants"}
"""Kinds of a selection, and the tables whose slugs are their values."""


def candidates(typed: str, collection: Collection, own: ParserContext) -> list[str]:
    """All that may stand where the text ends, `typed` being what stands behind the program's name. Those that begin otherwise
    than the last word are among them, for the shell to leave out; none where the shell is to complete files."""
    words, current = _words(typed)
    contexts = {str(context.name): context for context in collection.to_contexts()}
    command = next((word for word in words if word in contexts), "")
    flags = {**own.flags, **(contexts[command].flags if command else {})}
    before = words[-1] if words else ""
    if before in flags and flags[before].takes_value and before not in {"--help", "-h", "--list", "-l"}:
        return _values(before.lstrip("-"), current, command)
    if command:
        return _of_command(words[words.index(command) + 1 :], current, contexts[command])
    if before in {"--list", "-l"}:
        return sorted(collection.collections)
    return _options(own, current) if current.startswith("-") else sorted(contexts)


def _of_command(words: Sequence[str], current: str, context: ParserContext) -> list[str]:
    """Its options, or what it takes without the name of an option."""
    takes = [str(argument.name) for argument in context.positional_args]
    given = _given(words, context)
    if "files" in takes and not current.startswith("-"):
        return []
    if given >= len(takes) or current.startswith("-"):
        return _options(context, current or "--")
    return _values(takes[given], current, str(context.name))


def _words(typed: str) -> tuple[list[str], str]:
    """The words before the cursor, and the one that it stands in or begins."""
    for end in ("", '"', "'"):  # of a quotation that is not at its end yet
        try:
            words = shlex.split(typed + end)
        except ValueError:
            continue
        if not words or (typed[-1:].isspace() and not end):
            return words, ""
        return words[:-1], words[-1]
    return [], typed


def _options(context: ParserContext, current: str) -> list[str]:
    """The long ones, where no short one is begun."""
    return sorted(name for name in context.flags if name.startswith("--") or current == "-")


def _given(words: Iterable[str], context: ParserContext) -> int:
    """How many words stand there that are neither options nor their values."""
    count, value = 0, False
    for word in words:
        if value or word.startswith("-"):
            value = not value and word in context.flags and context.flags[word].takes_value
        else:
            count += 1
    return count


def _values(option: str, current: str, command: str) -> list[str]:
    found = KNOWN.get(f"{command} {option}") or KNOWN.get(option)
    if found is None:
        return []
    try:
        return list(found(current))
    except (ToolkitError, OSError, ValueError, ImportError):
        return []


def _settings() -> Settings:
    from altyapi import settings

    return settings.load()


def _limit(current: str) -> Iterable[str]:
    """A whole selection, ending in each kind, value of the kind that is begun, or device."""
    start = max(current.rfind(joint) for joint in JOINTS) + 1
    head, term = current[:start], current[start:]
    tables = _tables(_settings().snapshot)
    kind, colon, _ = term.partition(":")
    if not colon:
        yield from (f"{head}{name}:" for name in (*SLUGS, "tag"))
        yield from (f"{head}{device['name']}" for device in tables.get("devices", ()))
    elif kind == "tag":
        yield from sorted(
            {f"{head}tag:{tag}" for device in tables.get("devices", ()) for tag in device.get("tags", ())}
        )
    elif kind in SLUGS:
        yield from (f"{head}{kind}:{row['slug']}" for row in tables.get(SLUGS[kind], ()))


def _devices(_current: str) -> Iterable[str]:
    return (str(device["name"]) for device in _tables(_settings().snapshot).get("devices", ()))


def _tables(file: Path) -> Mapping[str, list[dict[str, Any]]]:
    """The snapshot's second line as it stands: its models would take longer to build than a person waits for a key."""
    _, _, tables = file.read_text("utf-8").partition("\n")
    found: dict[str, list[dict[str, Any]]] = json.loads(tables)
    return found


def _runs(_current: str) -> Iterable[str]:
    from altyapi.apply import head, runs

    return ("latest", *head.known(runs.runs_folder(_settings().state_dir)))


def _views(_current: str) -> Iterable[str]:
    from altyapi.audit.views import VIEWS

    return (view.name for view in VIEWS)


def _profiles(_current: str) -> Iterable[str]:
    from lab.orneksehir import PROFILES

    return PROFILES


def _shells(_current: str) -> Iterable[str]:
    from altyapi.cli.completion import SHELLS

    return SHELLS


KNOWN: Final[Mapping[str, Callable[[str], Iterable[str]]]] = {
    "format": lambda _: ("text", "json", "markdown"),
    "lang": lambda _: ("en", "tr"),
    "limit": _limit,
    "device": _devices,
    "run": _runs,
    "audit.inventory view": _views,
    "netbox.pull tier": lambda _: ("feed", "pages", "plain"),
    "lab.up profile": _profiles,
    "dev.bench profile": _profiles,
    "print-completion-script": _shells,
}
"""Options, some of one command only, by what tells their values from what is typed of one."""
