"""What NetBox is told of a drift: two custom fields of the device, written only where they hold something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from altyapi.drift.model import DeviceDrift, Drift
from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.model import Snapshot
from netbox_sync.writeback.fieldchange import FieldChange

SINCE: Final = "sapma_baslangici"
"""The day since when it is known: ISO 8601; empty where nothing drifted."""
SUMMARY: Final = "sapma_ozeti"
SUMMARY_LENGTH: Final = 180


def known(snapshot: Snapshot) -> bool:
    """Whether that NetBox has the fields."""
    return any(SINCE in device.custom_fields for device in snapshot.tables.devices)


def changes(drift: Drift, snapshot: Snapshot, written: Mapping[tuple[str, str], Any]) -> tuple[FieldChange, ...]:
    """What is to be written: of drifted devices since when and what, of those that are back nothing any more."""
    drifted = {one.device: one for one in drift.drifted}
    made: list[FieldChange] = []
    for name in drift.read:
        device = snapshot.device_by_name[name]
        wanted = _wanted(drifted.get(name))
        held = {field: written.get((name, field), device.custom_fields.get(field)) for field in wanted}
        if all((held[field] or None) == wanted[field] for field in wanted):
            continue
        digest = sha256(canonical_line([drift.created, wanted]))
        made.append(
            FieldChange(
                key=f"altyapi:drift-{digest[:12]}:{name}",
                device_id=device.id,
                device=name,
                before={field: device.custom_fields.get(field) for field in wanted},
                after=wanted,
                message="altyapi config.drift",
            )
        )
    return tuple(made)


def _wanted(one: DeviceDrift | None) -> dict[str, str | None]:
    if one is None:
        return {SINCE: None, SUMMARY: None}
    return {SINCE: one.since[:10], SUMMARY: summary([line.key for line in one.managed])}


def summary(lines: Sequence[str]) -> str:
    """`+2 -1: ntp server, interface`: how many lines (`+ text` each), and what they are about."""
    signs = Counter(line[:1] for line in lines)
    about = dict.fromkeys(" ".join(line[2:].partition(" / ")[0].split()[:2]) for line in lines)
    text = f"+{signs['+']} -{signs['-']}: {', '.join(about)}"
    return text if len(text) <= SUMMARY_LENGTH else f"{text[: SUMMARY_LENGTH - 1]}…"
