"""Remote access in a real NetBox: fifty at once get fifty addresses, each with its journal, and everything is taken away again."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from altyapi.cli.frame import now
from altyapi.vpn import granting, keys, pending, people, rows
from altyapi.vpn.checking import Order
from altyapi.vpn.granting import Ground
from altyapi.vpn.policy import Pool, VpnPolicy
from netbox_sync.client import NetBox, Row
from netbox_sync.desired import apply, compare
from netbox_sync.desired.wanted import Wanted
from netbox_sync.views.wanted import of_kinds, wanted

REAL = bool(os.environ.get("NETBOX_URL") and os.environ.get("NETBOX_TOKEN"))
pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not REAL, reason="no real NetBox: set NETBOX_URL and NETBOX_TOKEN (a superuser's)"),
]
AT_ONCE = 50
FIELDS = ("vpn_profil", "vpn_turu", "vpn_anahtar", "vpn_kisi", "gecerlilik_sonu", "evrak_no")


@dataclass(frozen=True)
class Yard:
    netbox: NetBox
    name: str
    tenant: Row
    policy: VpnPolicy
    folder: Path

    @property
    def ground(self) -> Ground:
        return Ground(
            self.netbox, self.policy, self.folder, self.folder / "chain.jsonl", "live", now, self.folder / "none"
        )

    def person(self, number: int) -> people.Person:
        name = f"{self.name}-{number}"
        made = self.netbox.create("tenancy/contacts", {"name": name})
        assigned = {"object_type": "tenancy.tenant", "object_id": self.tenant["id"], "contact": made["id"]}
        role = self.netbox.page("tenancy/contact-roles", {"name": self.name})[1]
        self.netbox.create("tenancy/contact-assignments", {**assigned, "role": role[0]["id"]})
        (found,) = people.read(self.netbox, [name]).of(name)
        return found

    def order(self, person: people.Person) -> Order:
        return Order(
            person=person,
            department=person.departments[0],
            profile="staff",
            until=date(2030, 12, 31),
            evrak="2026/1",
            reason=self.name,
            public_key=keys.pair().public,
        )


@pytest.fixture
def yard(tmp_path: Path) -> Iterator[Yard]:
    name = f"alt-vpn-{secrets.token_hex(3)}"
    with NetBox(os.environ["NETBOX_URL"], os.environ["NETBOX_TOKEN"], timeout_s=300, threads=AT_ONCE) as netbox:
        fields = [one for one in of_kinds(wanted(), ["choices", "fields"]) if one.key["name"] in (*FIELDS, "VPN türü")]
        there = {row["name"] for row in netbox.page("extras/custom-fields", {"limit": 200})[1]}
        sets = {row["name"] for row in netbox.page("extras/custom-field-choice-sets", {"limit": 200})[1]}
        mine = [one for one in fields if one.key["name"] not in there | sets]
        assert apply(netbox, compare(netbox, mine), journal=tmp_path / "journal").whole
        usual = VpnPolicy()
        profiles = {"staff": usual.profiles["staff"].model_copy(update={"pool": Pool(description=name)})}
        pool = f"198.19.{secrets.randbelow(256)}.0/24"  # what a killed run left must not be in the way (RFC 2544: nobody's)
        try:
            tenant = netbox.create("tenancy/tenants", {"name": name, "slug": name})
            netbox.create("tenancy/contact-roles", {"name": name, "slug": name})
            netbox.create("ipam/prefixes", {"prefix": pool, "description": name})
            yield Yard(netbox, name, tenant, VpnPolicy(profiles=profiles), tmp_path)
        finally:
            _clear(netbox, name, mine)


def _clear(netbox: NetBox, name: str, mine: Sequence[Wanted]) -> None:
    """What was made, last first; fields only where they were not there before."""
    for path, query in (
        ("ipam/ip-addresses", {"tenant": name}),
        ("ipam/prefixes", {"description": name}),
        ("tenancy/contact-assignments", {"role": name}),
        ("tenancy/contacts", {"q": name}),
        ("tenancy/contact-roles", {"slug": name}),
        ("tenancy/tenants", {"slug": name}),
    ):
        while rows_ := netbox.page(path, {**query, "limit": 100})[1]:
            netbox.delete_many(path, [{"id": row["id"]} for row in rows_])
    for one in reversed(mine):
        found = netbox.page(one.endpoint, {"name": one.key["name"], "limit": 10})[1]
        for row in found:
            netbox.delete(one.endpoint, row["id"])


def test_fifty_at_once_get_fifty_addresses(yard: Yard) -> None:
    rows.need_fields(yard.netbox)
    orders = [yard.order(yard.person(number)) for number in range(AT_ONCE)]

    def give(order: Order) -> str:
        (done,) = granting.grant(yard.ground, [order], reason=yard.name, evrak="2026/1")
        assert done.waits is None
        return done.grants[0].address

    with ThreadPoolExecutor(AT_ONCE) as pool:
        given = list(pool.map(give, orders))
    assert len(set(given)) == AT_ONCE
    held = rows.of_keys(yard.netbox, [order.public_key for order in orders])
    assert sorted(one.address for one in held) == sorted(given)
    assert {one.department for one in held} == {yard.name}
    journals: dict[str, Any] = {
        "assigned_object_type": "ipam.ipaddress",
        "assigned_object_id": [one.netbox_id for one in held],
    }
    assert yard.netbox.page("extras/journal-entries", journals)[0] == AT_ONCE


def test_one_person_at_once_by_several_gets_one_grant(yard: Yard) -> None:
    person = yard.person(0)

    def give(_: int) -> int:
        (done,) = granting.grant(yard.ground, [yard.order(person)], reason=yard.name, evrak="2026/1")
        return len(done.grants)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(give, range(4))) == 1
    assert len(rows.of_persons(yard.netbox, [person.id])) == 1


def test_a_life_from_grant_to_revocation(yard: Yard) -> None:
    (done,) = granting.grant(yard.ground, [yard.order(yard.person(0))], reason=yard.name, evrak="2026/1")
    (one,) = rows.of_numbers(yard.netbox, [done.grants[0].netbox_id])
    later = granting.extended(one, date(2031, 1, 31), "2026/2")
    assert all(step.evidence for step in granting.change(yard.ground, "extend", [later], reason="x", evrak="2026/2"))
    key = keys.pair().public
    assert all(
        step.evidence
        for step in granting.change(yard.ground, "rotate", [granting.rekeyed(one, key)], reason="x", evrak="")
    )
    (one,) = rows.of_keys(yard.netbox, [key])
    assert (one.until, one.evrak) == (date(2031, 1, 31), "2026/2")
    assert all(
        step.evidence for step in granting.change(yard.ground, "revoke", [pending.retired(one)], reason="x", evrak="")
    )
    assert one.netbox_id in {each.netbox_id for each in rows.every(yard.netbox) if not each.live}
