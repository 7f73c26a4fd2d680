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


def keys(state_dir: Path, records: Path, snapshot: Snapshot, now: datetime) -> frozenset[str]:
    """Public keys whose grants were taken back after the snapshot was taken, or wait to be, as NetBox or a
    gateway could not be asked. `records`:
    the evidence's chain. Raises PendingUnreadable."""
    return since(state_dir, records, datetime.fromisoformat(snapshot.source.taken), now)


def since(state_dir: Path, records: Path, taken: datetime, now: datetime) -> frozenset[str]:
    """The same by the snapshot's time."""
    owed = {one.public_key for one in Owed(state_dir).read() if one.is_due(now)}
    return taken_away(state_dir, records, taken, now) | owed


def taken_away(state_dir: Path, records: Path, taken: datetime, now: datetime) -> frozenset[str]:
    """The same without what is owed at gateways alone.

    A stamp is a clock's word, and clocks are set: each record tells the last stamp that was known when it was written (`later_than`),
    and a snapshot from the future may be of any time: whatever was ever taken away is held back from it.
    """
    found: set[str] = set()
    for file in Pending(state_dir).files():
        found |= read(file).gone
    for record in chain.accesses(records):
        after = max(datetime.fromisoformat(one) for one in (record.at, record.later_than or record.at))
        if after < taken <= now:
            continue
        if isinstance(record, CutRecord):
            found |= {one.public_key for one in record.cuts}
        else:
            found |= set(record.gone)
            found |= {one.public_key for one in record.grants} if record.action in AWAY else set()
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
