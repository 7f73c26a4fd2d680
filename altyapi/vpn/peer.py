"""A grant of remote access as NetBox holds it: one address of a profile's pool, with its person, key, last day and document.

All of it is one object, so that nothing half-made can stand. A grant that was taken back is kept, its address `deprecated`: the key
can't come back, and who had access when can still be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from ipaddress import ip_interface
from typing import Any, Final, Literal, cast

from netbox_sync.model import Frozen, IPAddress, Snapshot

Provider = Literal["wireguard", "openvpn"]

PROFILE: Final = "vpn_profil"
PROVIDER: Final = "vpn_turu"
KEY: Final = "vpn_anahtar"
PERSON: Final = "vpn_kisi"
UNTIL: Final = "gecerlilik_sonu"
EVRAK: Final = "evrak_no"
"""Custom fields of addresses (netbox_sync/views/declarations/fields.yml)."""
FIELDS: Final = (PROFILE, PROVIDER, KEY, PERSON, UNTIL, EVRAK)

LIVE: Final = "active"
RETIRED: Final = "deprecated"
"""Statuses of addresses."""


class Peer(Frozen):
    """`public_key`: WireGuard's, or the SHA-256 of an OpenVPN certificate's public key (DER) in hex. `until` is the last day on
    which it is valid, to that day's end in the policy's zone; none where NetBox holds no day, which no gateway may let in.
    `person_id` and `department` are empty where NetBox names none."""

    netbox_id: int
    address: str  # one host: 10.66.0.7/32
    vrf: str | None = None
    dns_name: str
    status: str
    person: int | None = None  # contact object id
    person_id: str  # the contact's name in NetBox
    department: str  # tenant's slug
    profile: str
    provider: Provider
    public_key: str
    until: date | None = None
    evrak: str

    @property
    def host(self) -> str:
        return self.address.partition("/")[0]

    @property
    def live(self) -> bool:
        """Not taken back; whether its day is past is `over`'s to tell."""
        return self.status == LIVE

    def over(self, day: date) -> bool:
        """Whether it is past its last day, or has none."""
        return self.until is None or self.until < day


def peers(snapshot: Snapshot) -> tuple[Peer, ...]:
    """Every grant of the snapshot that stands (`live`), by its address; expired ones too."""
    return tuple(one for one in grants(snapshot) if one.live)


def grants(snapshot: Snapshot) -> tuple[Peer, ...]:
    """The same with those that were taken back."""
    contacts = {one.id: one.name for one in snapshot.tables.contacts}
    found = [of_address(one, contacts) for one in snapshot.tables.ip_addresses if is_grant(one.custom_fields)]
    return tuple(sorted(found, key=lambda one: (ip_interface(one.address), one.netbox_id)))


def is_grant(fields: Mapping[str, Any]) -> bool:
    return bool(fields.get(PROFILE))


def of_address(one: IPAddress, contacts: Mapping[int, str]) -> Peer:
    fields = one.custom_fields
    person = fields.get(PERSON)
    number = person.get("id") if isinstance(person, dict) else None
    return Peer(
        netbox_id=one.id,
        address=host(one.address),
        vrf=one.vrf,
        dns_name=one.dns_name,
        status=one.status,
        person=number,
        person_id=contacts.get(number, "") if number is not None else "",
        department=one.tenant or "",
        profile=str(fields[PROFILE]),
        provider=cast(Provider, fields.get(PROVIDER) or "wireguard"),
        public_key=str(fields.get(KEY) or ""),
        until=_day(fields.get(UNTIL)),
        evrak=str(fields.get(EVRAK) or ""),
    )


def host(address: str) -> str:
    """NetBox gives an address out of a pool the pool's mask; a peer is one host."""
    parsed = ip_interface(address)
    return f"{parsed.ip}/{parsed.max_prefixlen}"


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None
