"""What a comparison of many devices found. Times are ISO 8601 with offset; config lines are masked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

from altyapi import canonicalfile
from altyapi.moment import Moment
from altyapi.plan.model import DeviceName, Refusal
from altyapi.platforms import Platform
from altyapi.remediation import parse, tree
from netbox_sync.model import Frozen

SEPARATOR = " / "
BREAK = " ⏎ "
"""Stands for the line breaks of a text of several lines."""
Kind = Literal["managed", "unmanaged"]
Certainty = Literal["run", "rollback", "typed", "near", "unknown"]
Unknown = Literal["", "no-log", "not-covered", "nothing"]


class Who(Frozen):
    """Who changed a device, as far as logs and the toolkit's own runs tell. `run`, `rollback`: a run of this toolkit left the lines
    so, `source` is its name; `typed`: somebody typed one of the lines that differ; `near`: somebody changed the device in the
    time in which the difference came up, whatever they changed."""

    certainty: Certainty = "unknown"
    users: tuple[str, ...] = ()  # as the log or the run names them, the last one first
    origins: tuple[str, ...] = ()  # addresses that they came from
    at: str = ""  # of the last log entry that tells it, or of the run
    source: str = ""  # file and line of that entry, or the name of the run
    why: Unknown = ""  # why nobody is known


class Line(Frozen):
    """One line that differs, with the modes that it stands in, joined by ` / `. Signs are those of a plan that brings it back."""

    sign: Literal["+", "-"]  # + is intended and does not run; - runs and is not intended
    text: str
    since: str = ""  # first seen
    after: str = ""  # the last reading before, which did not have it; empty: none

    @property
    def key(self) -> str:
        return f"{self.sign} {self.text}"


class DeviceDrift(Frozen):
    """One device that holds something else than it should."""

    device: DeviceName
    netbox_id: int
    site: str
    role: str
    platform: str
    diff: str  # tree of the managed lines, each marked `+`, `-` or blank
    managed: tuple[Line, ...]
    unmanaged: tuple[Line, ...] = ()  # lines that nobody here owns; - only
    who: Who = Who()

    @property
    def since(self) -> str:
        return min((line.since for line in self.managed if line.since), key=datetime.fromisoformat, default="")

    @property
    def drifted(self) -> bool:
        return bool(self.managed)


class LogRead(Frozen):
    """A log that was looked through."""

    file: str
    first: str  # time of its first and last entry; empty where it has none that can be read
    last: str
    lines: int


class Drift(canonicalfile.Reviewed):
    """One comparison. `devices` are those with managed or unmanaged lines, by name."""

    schema_version: Literal[1] = 1
    kind: Literal["drift"] = "drift"
    created: Moment
    limit: str
    netbox_url: str
    snapshot_digest: str
    snapshot_taken: str
    templates_digest: str
    devices: tuple[DeviceDrift, ...]
    clean: tuple[str, ...]  # devices that hold what is intended, and nothing unmanaged
    refused: tuple[Refusal, ...] = ()
    logs: tuple[LogRead, ...] = ()

    @property
    def drifted(self) -> tuple[DeviceDrift, ...]:
        return tuple(one for one in self.devices if one.drifted)

    @property
    def read(self) -> tuple[str, ...]:
        """The devices that were compared."""
        return tuple(sorted((*self.clean, *(one.device for one in self.devices))))


def flattened(diff: str, platform: Platform) -> Iterator[Line]:
    """The marked lines of a tree difference, each with the modes that it stands in. A text of several lines, as a banner, is
    one line."""
    rows = [(row[:1], row[1:]) for row in diff.splitlines()]
    if platform.language.flat:  # each row says its whole path
        yield from (Line.model_validate({"sign": mark, "text": body}) for mark, body in rows if mark in ("+", "-"))
        return
    for sign in ("+", "-"):
        own = [(mark, body) for mark, body in rows if mark in (sign, " ")]
        marked = {path for (mark, _), path in zip(own, _paths([body for _, body in own]), strict=True) if mark == sign}
        for whole in _walked(parse("".join(f"{body}\n" for _, body in own), platform).lines, ()):
            if SEPARATOR.join(text.partition("\n")[0] for text in whole) in marked:
                yield Line.model_validate({"sign": sign, "text": SEPARATOR.join(whole).replace("\n", BREAK)})


def _paths(bodies: Iterable[str]) -> Iterator[str]:
    """Each row with the rows that it stands under, by its indentation."""
    stack: list[str] = []
    for body in bodies:
        depth = len(body) - len(body.lstrip(" "))
        del stack[depth:]
        stack += [""] * (depth - len(stack))
        stack.append(body.strip())
        yield SEPARATOR.join(part for part in stack if part)


def _walked(lines: Iterable[tree.Line], above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for line in lines:
        yield (*above, line.text)
        yield from _walked(line.children, (*above, line.text))
