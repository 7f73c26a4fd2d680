"""What an audit finds of remote access."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from altyapi.audit import policy, registers
from altyapi.audit.estate import Estate
from altyapi.audit.rules import RULES
from altyapi.audit.thing import Scope
from altyapi.audit.views import VIEWS
from altyapi.audit.views.view import table
from altyapi.settings import PACKAGE_ROOT
from netbox_sync.model import Contact, ContactAssignment, IPAddress, Prefix, Snapshot, Source, Tables, Tenant

DAY = date(2026, 4, 20)
POLICY = PACKAGE_ROOT / "inventory" / "policy"
GOOD: dict[str, Any] = {
    "vpn_profil": "contractor", "vpn_turu": "wireguard", "vpn_anahtar": "k", "vpn_kisi": {"id": 1},
    "gecerlilik_sonu": "2026-05-20", "evrak_no": "2026/1",
}  # fmt: skip


def estate(*addresses: IPAddress, contacts: tuple[Contact, ...] = (Contact(id=1, name="sicil-1"),)) -> Estate:
    assigned = ContactAssignment(id=1, object_type="tenancy.tenant", object_id=5, contact=1)
    tables = Tables(
        tenants=(Tenant(id=5, name="Mali Hizmetler", slug="mali"),),
        prefixes=(Prefix(id=1, prefix="10.66.0.0/20", status="active", role="vpn"),),
        contacts=contacts,
        contact_assignments=(assigned,),
        ip_addresses=addresses,
    )
    source = Source(url="https://netbox.example", version="4.4", taken="2026-04-20T10:00:00+03:00", duration_ms=1)
    taken = Snapshot(source=source, digest="x", tables=tables)
    return Estate(taken, registers.Registers(), policy.load(POLICY), DAY)


def address(number: int, status: str = "active", **fields: Any) -> IPAddress:
    values = {**GOOD, **fields}
    return IPAddress(id=number, address=f"10.66.0.{number}/20", status=status, tenant="mali", custom_fields=values)


def found(over: Estate) -> dict[str, list[str]]:
    """What the rules of remote access tell, by rule."""
    rules = [one for one in RULES if one.id.startswith("vpn-") or one.id == "access-still-open"]
    return {one.id: [hit.thing.name for hit in one.check(over)] for one in rules if list(one.check(over))}


def test_a_grant_that_is_in_order_is_no_finding() -> None:
    assert found(estate(address(7))) == {}


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"gecerlilik_sonu": "2026-04-19"}, "access-still-open"),
        ({"gecerlilik_sonu": "2026-05-21"}, "vpn-past-bound"),
        ({"gecerlilik_sonu": None}, "vpn-without-end"),
        ({"evrak_no": ""}, "vpn-without-document"),
        ({"vpn_kisi": None}, "vpn-without-person"),
        ({"vpn_kisi": {"id": 99}}, "vpn-without-person"),
        ({"vpn_profil": "kaldirilmis"}, "vpn-past-bound"),
    ],
)
def test_each_thing_that_is_not_in_order_is_one(fields: dict[str, Any], rule: str) -> None:
    assert found(estate(address(7, **fields))) == {rule: ["10.66.0.7/20"]}
    assert found(estate(address(7, "deprecated", **fields))) == {}


def test_who_has_left_or_is_in_no_department_is_a_leaver() -> None:
    gone = Contact(id=1, name="sicil-1", groups=("ayrilanlar",))
    nowhere = Contact(id=2, name="sicil-2")
    over = estate(address(7), address(8, vpn_kisi={"id": 2}), contacts=(gone, nowhere))
    assert found(over) == {"vpn-leaver": ["10.66.0.7/20", "10.66.0.8/20"]}


def test_the_view_shows_each_grant_once_with_its_person_masked() -> None:
    view = next(one for one in VIEWS if one.name == "vpn-istisna")
    over = estate(address(7), address(8, gecerlilik_sonu=None), address(9, "deprecated"))
    rows = {row["kayit"]: row for row in table(view, over, scope=Scope()).records()}
    assert set(rows) == {"10.66.0.7/20", "10.66.0.8/20", "10.66.0.9/20"}
    assert (rows["10.66.0.7/20"]["kisi"], rows["10.66.0.7/20"]["birim"]) == ("*****-1", "Mali Hizmetler")
    assert (rows["10.66.0.7/20"]["durum"], rows["10.66.0.8/20"]["durum"]) == ("in force", "no end")
    assert rows["10.66.0.9/20"]["durum"] == "deprecated"
    open_rows = {row["kayit"]: row for row in table(view, over, scope=Scope(), unmask=True).records()}
    assert open_rows["10.66.0.7/20"]["kisi"] == "sicil-1"
