"""The prefix of a profile's pool, in a snapshot."""

from __future__ import annotations

from altyapi.vpn.policy import Pool, VpnPolicy
from netbox_sync.ipam.faults import PoolMissing
from netbox_sync.model import Prefix, Snapshot


def prefix_of(vpn: VpnPolicy, profile: str, snapshot: Snapshot) -> str:
    """As CIDR. Raises PoolMissing."""
    pool = vpn.profiles[profile].pool
    found = [one.prefix for one in snapshot.tables.prefixes if _fits(one, pool)]
    if len(found) != 1:
        raise PoolMissing(pool=pool.told, count=len(found))
    return found[0]


def _fits(one: Prefix, pool: Pool) -> bool:
    return (
        (one.vrf or "") == pool.vrf
        and pool.prefix in {"", one.prefix}
        and pool.description in {"", one.description}
        and pool.role in {"", one.role}
    )
