"""Where sites are: their coordinates in NetBox, kept beside the state for when NetBox is down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from netbox_sync.client import NetBox
from netbox_sync.files import write_atomically

PAGE = 1000


class Place(NamedTuple):
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


def read(netbox: NetBox) -> dict[str, Place]:
    """Site slug to its place, of sites that have one. Raises NetBoxError."""
    found: dict[str, Place] = {}
    last = 0
    while True:
        count, rows = netbox.page(
            "dcim/sites", {"fields": "id,slug,latitude,longitude", "ordering": "id", "id__gt": last, "limit": PAGE}
        )
        before = last
        for row in rows:
            last = max(last, int(row["id"]))
            if row["latitude"] is not None and row["longitude"] is not None:
                found[row["slug"]] = Place(float(row["latitude"]), float(row["longitude"]))
        if last == before or len(rows) >= count:
            return found


def keep(file: Path, places: dict[str, Place]) -> None:
    write_atomically(file, json.dumps(places, sort_keys=True).encode() + b"\n")


def kept(file: Path) -> dict[str, Place]:
    """What was read last; nothing where nothing usable is there."""
    try:
        return {slug: Place(*map(float, place)) for slug, place in json.loads(file.read_bytes()).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
