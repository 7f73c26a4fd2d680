"""The lab as a person sees it: what runs where, and how to look at a device by hand."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from altyapi.view.output import Output
from altyapi.view.steps import typed
from altyapi.view.texts import TEXTS

if TYPE_CHECKING:  # the product knows of the lab only where it starts it
    from lab.backups import Filled
    from lab.cameras.place import Placed
    from lab.status import LabStatus


class Steps:
    """The lab's start-up, a line per step with its seconds."""

    def __init__(self, out: Output) -> None:
        self.out = out
        self.current = ""
        self.begun = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def step(self, name: str) -> None:
        """The step of that name begins."""
        if name != self.current:
            self._end()
            self.current, self.begun = name, time.monotonic()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._end()

    def _told(self) -> str:
        key = f"lab.step.{self.current}"
        return self.out.say(key) if key in TEXTS else self.current

    def _end(self) -> None:
        if self.current:
            self.out.note(self.out.say("lab.step", step=self._told(), seconds=f"{time.monotonic() - self.begun:.1f}"))


def filled(out: Output, found: Filled) -> None:
    """How many copies there are, and what to do with them."""
    out.data(found.model_dump(mode="json"))
    counts = {"databases": len(found.databases), "files": len(found.files)}
    out.line(out.say("lab.backups", folder=found.folder, **counts))
    out.next(typed("backup.drill", "--due"))


def placed(out: Output, found: Placed) -> None:
    """How many cameras there are, and what to do with them."""
    out.data(found.model_dump(mode="json"))
    out.line(out.say("lab.cameras", cameras=found.cameras, recorders=found.recorders))
    out.next(typed("camera.check", "--confirm"))
    out.next(typed("camera.discover", ",".join(found.networks)))
    out.next(typed("camera.rotate"))


def show(out: Output, status: LabStatus) -> None:
    """A row per device, then where NetBox answers, an ssh line and what to log in with."""
    record = status.record
    out.data(status.model_dump(mode="json"))
    if record is None:
        out.line(out.say("lab.none"))
        return
    head = [out.say(f"column.{name}") for name in ("device", "site", "address", "drift")]
    rows = [
        [entry.name, entry.site, f"{entry.host}:{entry.port}", ", ".join(_kind(out, one) for one in entry.drift) or "-"]
        for entry in record.emulated
    ]
    out.table(head, rows)
    out.line()
    for service in status.services:
        out.line(
            out.say(
                "lab.service.up" if service.running else "lab.service.down",
                name=service.name,
                pid=service.pid,
                log=service.log,
            )
        )
    if status.running:
        out.line(out.say("lab.up", devices=len(record.emulated), url=record.netbox_url))
        out.next(record.emulated[0].ssh_line(record.username, status.known_hosts), lead=out.say("lab.look"))
        out.line(out.say("lab.login", username=record.username, password=record.password))
        out.next(typed("netbox.pull"))
    else:
        out.line(out.say("lab.broken"), "red")


def _kind(out: Output, kind: str) -> str:
    key = f"lab.drift.{kind}"
    return out.say(key) if key in TEXTS else kind  # a lab that another version started may have more
