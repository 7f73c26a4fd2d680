"""Keys that were taken away and that a snapshot, a plan or a way back may still know: none may bring back whose access is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from altyapi.evidence import chain
from altyapi.evidence.access import CutRecord
from altyapi.vpn.gateway.tunnels import let_in
from altyapi.vpn.owed import Owed
from altyapi.vpn.peer import peers
from altyapi.vpn.pending import AWAY, Pending, read
from altyapi.vpn.policy import VpnPolicy
from netbox_sync.model import Snapshot


def keys(state_dir: Path, records: Path, snapshot: Snapshot) -> frozenset[str]:
    """Public keys whose grants were taken back after the snapshot was taken, or wait to be, as NetBox or a
    gateway could not be asked. `records`:
    the evidence's chain. Raises PendingUnreadable."""
    return since(state_dir, records, datetime.fromisoformat(snapshot.source.taken))


def since(state_dir: Path, records: Path, taken: datetime) -> frozenset[str]:
    """The same by the snapshot's time."""
    moment = datetime.now(UTC)
    found = {one.public_key for one in Owed(state_dir).read() if one.is_due(moment)}
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


def over(
    coming: Mapping[str, str],
    policy: VpnPolicy,
    snapshot: Snapshot | None,
    now: datetime,
) -> frozenset[str]:
    """Who of these (key to the end that is set) may not come in: whom the snapshot, where there is one, does not let in on this day, and
    whose end is past."""
    moment = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    past = {key for key, until in coming.items() if until <= moment}
    if snapshot is None:
        return frozenset(past)
    standing = peers(snapshot)
    admitted = {one.public_key for name in policy.gateways for one in let_in(name, standing, policy, now)}
    return frozenset(past | (coming.keys() - admitted))
