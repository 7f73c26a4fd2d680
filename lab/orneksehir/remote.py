"""Remote access of the municipality's people, as NetBox holds it: contacts, pools, an address for each grant; six of them planted
faults. Profile `full` alone has it.

Persons are register numbers. Dates are relative to the demo's clock, 2026-04-20.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network
from itertools import cycle, islice

from lab.orneksehir.equipment import Body
from lab.orneksehir.geography import DEPARTMENTS, IT_TENANT
from lab.orneksehir.municipality import Municipality
from netbox_sync.text import slugify
from netbox_sync.views.wanted import KINDS, of_kinds, wanted

FIELDS = ("vpn_profil", "vpn_turu", "vpn_anahtar", "vpn_kisi", "gecerlilik_sonu", "evrak_no")
CHOICES = "VPN türü"
LEFT, ROLE = "ayrilanlar", "uzaktan-erisim"
"""The group of those who have left, as vpn.yml names it; the role in which a person belongs to a department."""
PAST = ("2026-04-12", "2026-04-01", "2026-03-31", "2026-04-19", "2026-02-28")
"""The last days of those whose access still stands."""


@dataclass(frozen=True)
class Group:
    """So many people of a profile of vpn.yml, in the departments whose directorate begins so."""

    profile: str
    pool: str
    description: str
    until: str
    shares: tuple[tuple[str, int], ...]


GROUPS = (
    Group("staff", "10.66.0.0/22", "VPN personel", "2026-12-31", (
        ("Mali", 30), ("İmar", 25), ("Bilgi İşlem", 25), ("Sosyal", 20), ("İnsan", 15), ("Fen", 15), ("Zabıta", 10), ("Destek", 10),
    )),
    Group("call-centre", "10.66.4.0/24", "VPN çağrı merkezi", "2026-09-30", (("Basın", 12),)),
    Group("contractor", "10.66.5.0/24", "VPN yüklenici", "2026-05-15", (("Bilgi İşlem", 10),)),
    Group("admin", "10.66.6.0/24", "VPN yönetici", "2026-06-30", (("Bilgi İşlem", 8),)),
)  # fmt: skip


def add_remote_access(town: Municipality) -> dict[str, tuple[str, ...]]:
    """What was planted, by finding."""
    _schema(town)
    over: list[str] = []
    ends = iter(PAST)
    number = 0
    for group in GROUPS:
        pool = IPv4Network(group.pool)
        town.bodies["ipam/prefixes"].append(
            {
                "prefix": group.pool,
                "status": "active",
                "is_pool": True,
                "description": group.description,
                "role": {"slug": "vpn"},
            }
        )
        for place, tenant in enumerate(_tenants(group)):
            number += 1
            host = pool[place + 2]
            late = place % 40 == 7 and group.profile in {"staff", "contractor"}
            until = next(ends, group.until) if late else group.until
            if until != group.until:
                over.append(f"{host}/{pool.prefixlen}")
            _person(town, number, tenant, left=number == 1)
            _grant(town, group, f"{host}/{pool.prefixlen}", number, tenant, until)
    first = IPv4Network(GROUPS[0].pool)
    return {"access-still-open": tuple(sorted(over)), "vpn-leaver": (f"{first[2]}/{first.prefixlen}",)}


def by_hand(endpoint: str, body: Body) -> bool:
    """Whether it is no part of the spreadsheets: people and what they were given come by `inv vpn.bulk`."""
    people = endpoint.startswith("tenancy/contact")
    return people or (endpoint == "ipam/ip-addresses" and "vpn_profil" in body.get("custom_fields", {}))


def _tenants(group: Group) -> Iterator[str]:
    """A department for each of the group's people, in turn."""
    for beginning, count in group.shares:
        names = [one for directorate, some in DEPARTMENTS.items() if directorate.startswith(beginning) for one in some]
        own = [one for one in names if "Çağrı" in one] if group.profile == "call-centre" else names
        yield from islice(cycle(own or [IT_TENANT]), count)


def _name(number: int) -> str:
    return f"sicil-{104500 + number}"


def _person(town: Municipality, number: int, tenant: str, *, left: bool) -> None:
    body: Body = {"name": _name(number)}
    town.bodies["tenancy/contacts"].append(body | ({"groups": [{"slug": LEFT}]} if left else {}))
    town.bodies["tenancy/contact-assignments"].append({
        "object_type": "tenancy.tenant", "object_id": {"slug": slugify(tenant)}, "contact": {"name": _name(number)},
        "role": {"slug": ROLE},
    })  # fmt: skip


def _grant(town: Municipality, group: Group, address: str, number: int, tenant: str, until: str) -> None:
    key = base64.b64encode(hashlib.sha256(f"orneksehir-vpn-{number}".encode()).digest()).decode()
    fields: Body = {
        "vpn_profil": group.profile, "vpn_turu": "wireguard", "vpn_anahtar": key, "vpn_kisi": {"name": _name(number)},
        "gecerlilik_sonu": until, "evrak_no": f"E-99999999-934.01.02-{300 + number}",
    }  # fmt: skip
    town.bodies["ipam/ip-addresses"].append({
        "address": address, "status": "active", "vrf": None, "tenant": {"slug": slugify(tenant)},
        "dns_name": f"vpn-{group.profile}-{number}", "description": f"VPN: {group.description}", "custom_fields": fields,
    })  # fmt: skip


def _schema(town: Municipality) -> None:
    """The fields as `inv netbox.views` makes them, and what contacts need."""
    for one in of_kinds(wanted(), ["choices", "fields"]):
        if one.key["name"] in (*FIELDS, CHOICES):
            town.bodies[KINDS["choices"] if one.key["name"] == CHOICES else KINDS["fields"]].append(
                {**one.key, **one.body}
            )
    town.bodies["tenancy/contact-groups"].append({"name": "Ayrılanlar", "slug": LEFT})
    town.bodies["tenancy/contact-roles"].append({"name": "Uzaktan erişim", "slug": ROLE})
