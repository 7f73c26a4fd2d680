"""Grants as NetBox holds them now, read from it itself: what is given and taken away must not go by yesterday's snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, get_args

from altyapi.vpn import peer
from altyapi.vpn.faults import FieldsMissing
from altyapi.vpn.peer import Peer, Provider
from altyapi.vpn.policy import Pool
from netbox_sync.client import NetBox, Row
from netbox_sync.ipam import addresses
from netbox_sync.ipam.faults import PoolMissing
from netbox_sync.model import IPAddress

_CUSTOM_FIELDS: Final = "extras/custom-fields"


def need_fields(netbox: NetBox) -> None:
    """Raises FieldsMissing."""
    _, found = netbox.page(_CUSTOM_FIELDS, {"name": list(peer.FIELDS), "limit": 50})
    there = {row["name"] for row in found if addresses_have(row)}
    absent = [name for name in peer.FIELDS if name not in there]
    if absent:
        raise FieldsMissing(fields=", ".join(absent))


def addresses_have(field: Row) -> bool:
    """Whether a custom field is one of addresses."""
    return "ipam.ipaddress" in field["object_types"]


def every(netbox: NetBox) -> tuple[Peer, ...]:
    """All grants, taken back or not."""
    rows = addresses.every(netbox, {f"cf_{peer.PROVIDER}": list(get_args(Provider))})
    return _peers(row for row in rows if peer.is_grant(row["custom_fields"]))


def of_persons(netbox: NetBox, contacts: Iterable[int]) -> tuple[Peer, ...]:
    return _peers(addresses.find(netbox, peer.PERSON, contacts))


def of_keys(netbox: NetBox, keys: Iterable[str]) -> tuple[Peer, ...]:
    return _peers(addresses.find(netbox, peer.KEY, keys))


def of_numbers(netbox: NetBox, numbers: Sequence[int]) -> tuple[Peer, ...]:
    """By NetBox's ids; those that are gone are left out."""
    found: list[Row] = []
    for start in range(0, len(numbers), addresses.AT_ONCE):
        chunk = list(numbers[start : start + addresses.AT_ONCE])
        found += netbox.page(addresses.PATH, {"id": chunk, "limit": len(chunk)})[1]
    return _peers(row for row in found if peer.is_grant(row["custom_fields"]))


def prefix_of(netbox: NetBox, pool: Pool) -> Row:
    """The prefix that a pool stands for. Raises PoolMissing."""
    query: dict[str, Any] = {"limit": 50, "family": 4}
    query |= {name: getattr(pool, name) for name in ("prefix", "description", "role") if getattr(pool, name)}
    _, rows = netbox.page(addresses.PREFIXES, query)
    found = [row for row in rows if _fits(row, pool)]
    if len(found) != 1:
        raise PoolMissing(pool=pool.told, count=len(found))
    return found[0]


def _fits(row: Row, pool: Pool) -> bool:
    """A filter may be looser than it says."""
    vrf = row["vrf"]["name"] if row["vrf"] else ""
    role = row["role"]["slug"] if row["role"] else ""
    return (
        vrf == pool.vrf
        and (not pool.prefix or row["prefix"] == pool.prefix)
        and (not pool.description or row["description"] == pool.description)
        and (not pool.role or role == pool.role)
    )


def _peers(rows: Iterable[Row]) -> tuple[Peer, ...]:
    return tuple(of_row(row) for row in rows)


def of_row(row: Row) -> Peer:
    """An address of NetBox's REST API."""
    person = row["custom_fields"].get(peer.PERSON)
    contacts = (
        {int(person["id"]): str(person.get("name") or person.get("display") or "")} if isinstance(person, dict) else {}
    )
    lean = IPAddress(
        id=row["id"],
        address=row["address"],
        status=row["status"]["value"],
        vrf=row["vrf"]["name"] if row["vrf"] else None,
        tenant=row["tenant"]["slug"] if row["tenant"] else None,
        dns_name=row["dns_name"],
        custom_fields=row["custom_fields"],
    )
    return peer.of_address(lean, contacts)
