"""What hosts say of themselves, in place of what NetBox holds of them; and the difference between the two, as changes for NetBox.

Rules and views judge the estate so laid over as they judge NetBox's own: there is one notion of "late" and "old", whoever asks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from altyapi.audit.estate import Estate
from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.model import Snapshot
from netbox_sync.writeback.fieldchange import FieldChange

Fields = Mapping[str, Mapping[str, Any]]
"""Device to custom field to value."""


def laid_over(estate: Estate, said: Fields) -> Estate:
    """The estate with these values of custom fields."""
    devices = tuple(
        one.model_copy(update={"custom_fields": one.custom_fields | dict(own)}) if (own := said.get(one.name)) else one
        for one in estate.snapshot.tables.devices
    )
    return replace(estate, snapshot=estate.snapshot.holding(devices=devices))


def missing(snapshot: Snapshot, names: Collection[str]) -> tuple[str, ...]:
    """Those of these custom fields that NetBox does not have on devices; with no devices nothing is known, so none."""
    devices = snapshot.tables.devices
    known = {name for one in devices for name in one.custom_fields}
    return tuple(name for name in names if name not in known) if devices else ()


def changes(
    snapshot: Snapshot,
    said: Fields,
    written: Mapping[tuple[str, str], Any],
    *,
    origin: str,
    message: str,
    occasion: str = "",
) -> tuple[FieldChange, ...]:
    """What is to be written so that NetBox holds the same: per device the fields that differ. `written` is what the outbox wrote
    last, which a snapshot may not have seen yet; the same change has the same key, so that nothing is written twice. `occasion` tells
    changes apart that come and go and come again."""
    made: list[FieldChange] = []
    for name, own in said.items():
        device = snapshot.device_by_name[name]
        held = {field: written.get((name, field), device.custom_fields.get(field)) for field in own}
        after = {field: value for field, value in own.items() if (held[field] or None) != (value or None)}
        after = {field: None if value == "" else value for field, value in after.items()}
        if after:
            told = [{field: held[field] for field in after}, after, message, *([occasion] if occasion else [])]
            digest = sha256(canonical_line(told))
            made.append(
                FieldChange(
                    key=f"altyapi:{origin}-{digest[:12]}:{name}",
                    device_id=device.id,
                    device=name,
                    before={field: device.custom_fields.get(field) for field in after},
                    after=after,
                    message=message,
                )
            )
    return tuple(made)
