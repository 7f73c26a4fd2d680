"""Keys that were taken away here and that a snapshot may still know: no plan may bring back who was cut off in between."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from altyapi.evidence import chain
from altyapi.evidence.access import CutRecord
from altyapi.vpn.owed import Owed
from altyapi.vpn.pending import AWAY, Pending, read
from netbox_sync.model import Snapshot


def keys(state_dir: Path, records: Path, snapshot: Snapshot) -> frozenset[str]:
    """Public keys whose grants were taken back after the snapshot was taken, or wait to be, as NetBox or a
    gateway could not be asked. `records`:
    the evidence's chain. Raises PendingUnreadable."""
    return since(state_dir, records, datetime.fromisoformat(snapshot.source.taken))


def since(state_dir: Path, records: Path, taken: datetime) -> frozenset[str]:
    """The same by the snapshot's time."""
    moment = datetime.now(UTC)
    found = {one.public_key for one in Owed(state_dir).read() if one.at <= moment}
    for file in Pending(state_dir).files():
        step = read(file)
        if step.action in AWAY:
            found |= {one.public_key for one in step.grants}
    for record in chain.accesses(records):
        if datetime.fromisoformat(record.at) < taken:
            continue
        if isinstance(record, CutRecord):
            found |= {one.public_key for one in record.cuts}
        elif record.action in AWAY:
            found |= {one.public_key for one in record.grants}
    return frozenset(found)
