"""Telling NetBox what hosts say of themselves: through the outbox, only what differs there."""

from __future__ import annotations

from collections.abc import Iterable

from altyapi.cli import writing
from altyapi.detail_words import ENGINE
from altyapi.endpoint import overlay
from altyapi.facts.acceptance import message
from altyapi.settings import Settings
from altyapi.view.output import Output
from altyapi.view.steps import typed
from netbox_sync.model import Snapshot


def unreadable(out: Output, files: Iterable[tuple[str, str]]) -> None:
    """Reports that can't be used, each with what is wrong with it."""
    for file, problem in files:
        words = ENGINE.in_turkish(problem) if out.language == "tr" else problem
        out.note(out.say("antivirus.unreadable", file=file, problem=words))


def write(
    out: Output,
    configured: Settings,
    netbox: Snapshot,
    said: overlay.Fields,
    *,
    origin: str,
    reason: str,
    evrak: str = "",
    occasion: str = "",
) -> int:
    """Tell NetBox what differs there, through the outbox; gives the number of devices. A field that NetBox does not have is told
    and left out. `occasion`: see overlay.changes."""
    wanted = sorted({name for own in said.values() for name in own})
    absent = overlay.missing(netbox, wanted)
    if absent:
        out.note(
            out.say(
                "pardus.no-field", fields=", ".join(absent), command=typed("netbox.views", "--apply", "--reason", "…")
            )
        )
    kept = {device: {name: value for name, value in own.items() if name not in absent} for device, own in said.items()}
    box = writing.outbox_of(configured)
    changes = overlay.changes(
        netbox,
        kept,
        box.state().written,
        origin=origin,
        message=message(reason, evrak, netbox.digest),
        occasion=occasion,
    )
    if changes:
        box.put(*changes)
        writing.deliver_now(out, configured, box)
    return len(changes)
