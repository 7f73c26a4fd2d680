"""The views: their columns, their order, what they mask, and the numbers they work out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from altyapi.audit import views
from altyapi.audit.estate import Estate
from altyapi.audit.text import plain, shown
from altyapi.audit.thing import Scope
from altyapi.audit.views.view import View, count, masked, table
from netbox_sync.model import Circuit, Contact, ContactAssignment, IPAddress, Prefix
from netbox_sync.selection import select
from netbox_sync.text import sort_key
from tests.unit.audit.conftest import Changed

EVERYTHING = Scope()


def rows(estate: Estate, name: str, **options: Any) -> dict[str, dict[str, Any]]:
    """By the first column."""
    made = table(views.named(name), estate, scope=options.pop("scope", EVERYTHING), **options)
    keys = [heading.key for heading in made.headings]
    return {str(row[0]): dict(zip(keys, row, strict=True)) for row in made.rows}


@pytest.mark.parametrize("view", views.VIEWS, ids=lambda view: view.name)
def test_a_view_has_as_many_rows_as_it_says_and_cells_that_can_be_shown(full: Estate, view: View) -> None:
    made = table(view, full, scope=EVERYTHING)
    assert len(made.rows) == count(view, full, EVERYTHING) > 0
    for row in made.rows:
        for heading, cell in zip(made.headings, row, strict=True):
            assert isinstance(shown(cell, "tr"), str)
            plain(cell)
            if heading.kind == "date":
                assert cell is None or isinstance(cell, date)
            if heading.kind == "number":
                assert cell is None or isinstance(cell, int | Decimal)
            if heading.kind == "text":
                assert cell is not None


def test_the_counts_are_those_of_the_municipality(full: Estate) -> None:
    assert {view.name: count(view, full, EVERYTHING) for view in views.VIEWS} == {
        "donanim": 4889, "eksik": 4, "kamera": 676 + 33 + 12 + 6 + 55, "ip-plani": 467 + 4, "hatlar": 80, "guvenlik-duvari": 52,
        "vpn-istisna": 3 + 180,
        "pardus": 10, "pardus-birimleri": 98, "antivirus": 1842 + 284, "yasam": 6 + 6,
    }  # fmt: skip


def test_rows_are_in_turkish_order(full: Estate) -> None:
    made = table(views.named("donanim"), full, scope=EVERYTHING)
    keys = [heading.key for heading in made.headings]
    sites = list(dict.fromkeys(str(row[keys.index("site")]) for row in made.rows))
    assert sites == sorted(sites, key=sort_key)
    assert (
        sites.index("Çınarlı Hizmet Binası")
        < sites.index("Göldağı Hizmet Binası")
        < sites.index("Üçtepe Hizmet Binası")
    )


def test_a_selection_narrows_a_view(full: Estate) -> None:
    scope = Scope.of(full.snapshot, select(full.snapshot, "site:mrk-hb01&role:camera"))
    assert set(rows(full, "donanim", scope=scope)) == set(scope.devices or ())
    assert rows(full, "hatlar", scope=scope).keys() == {"A-MPLS-0007"}


def test_subscriber_numbers_are_masked_unless_asked_for(full: Estate) -> None:
    assert rows(full, "hatlar")["A-MPLS-0007"]["hat_no"] == "*******07"
    assert rows(full, "hatlar", unmask=True)["A-MPLS-0007"]["hat_no"] == "HAT-00007"


@pytest.mark.parametrize(
    ("text", "hidden"), [("", ""), ("1234", "***"), ("12345", "***45"), ("HAT-00007", "*******07")]
)
def test_a_short_number_is_masked_whole(text: str, hidden: str) -> None:
    assert masked(text) == hidden


def test_a_camera_is_shown_with_its_port_its_vlan_and_how_long_it_is_kept(full: Estate) -> None:
    camera = rows(full, "kamera")["obb-mrk-ahb01-kam01"]
    assert camera["port"] == "obb-mrk-ahb01-poe01 GigabitEthernet0/0/1"
    assert camera["vlan"] == "30 KULLANICI"  # planted
    assert camera["saklama_gun"] == 90
    assert camera["kayit_cihazi"].tr.startswith("yerleşkedekilerden biri: obb-mrk-ahb01-nvr01")


def test_a_camera_that_names_its_recorder_is_shown_with_it_its_channel_and_its_days(changed: Changed) -> None:
    camera = next(one for one in changed().snapshot.tables.devices if one.role == "camera")
    own = {"id": 990001, "name": "kayit-1", "role": "nvr", "custom_fields": {"kayit_suresi_gun": 21}}
    others = {"id": 990002, "name": "kayit-2", "role": "nvr", "custom_fields": {"kayit_suresi_gun": 60}}
    boxes = tuple(camera.model_copy(update=fields) for fields in (own, others))
    named = {"kayit_cihazi": {"id": 990001, "name": "an older name"}, "kayit_kanali": 12}
    estate = changed(devices={camera.name: {"custom_fields": named}}, add={"devices": boxes})
    told = rows(estate, "kamera")[camera.name]
    assert (told["kayit_cihazi"], told["kanal"], told["saklama_gun"]) == ("kayit-1", 12, 21)


def test_a_lines_second_line_is_another_one_of_each_of_its_sites(full: Estate) -> None:
    lines = rows(full, "hatlar")
    assert lines["A-MPLS-0007"]["yedek_hat"] == "-"
    assert lines["A-TTVPN-0040"]["yedek_hat"] == "B-XDSL-0060, C-GSM-0079"
    assert lines["A-METRO-0001"]["hiz"] == Decimal(1000)


def test_a_line_names_its_kind_and_its_provider(full: Estate) -> None:
    line = rows(full, "hatlar")["A-MPLS-0007"]
    assert (line["tur"], line["saglayici"]) == ("MPLS VPN", "Sabit Operatör A")


def test_a_line_with_the_end_of_its_contract_counts_the_days(changed: Changed) -> None:
    fields = {"sozlesme_sonu": "2026-05-01"}
    line = Circuit(id=900, cid="A-X-1", provider="a", type="x", status="offline", custom_fields=fields)
    told = rows(changed(add={"circuits": (line,)}), "hatlar")["A-X-1"]
    assert (told["sozlesme_sonu"], told["kalan_gun"], told["yedek_hat"]) == (date(2026, 5, 1), 11, "-")


def test_a_line_whose_end_stands_in_netboxs_own_field_is_shown_with_it(changed: Changed) -> None:
    line = Circuit(id=900, cid="A-X-1", provider="a", type="x", status="active", terminated="2026-05-01")
    told = rows(changed(add={"circuits": (line,)}), "hatlar")["A-X-1"]
    assert (told["sozlesme_sonu"], told["kalan_gun"]) == (date(2026, 5, 1), 11)


def test_the_pardus_calendar_counts_what_is_done_left_and_late(full: Estate) -> None:
    waves = rows(full, "pardus")
    second = waves["W2"]
    assert (second["hedef"], second["biten"], second["kalan"], second["gecikme_gun"]) == (80, 64, 16, 10)
    assert (waves["W1"]["kalan"], waves["W1"]["gecikme_gun"]) == (0, None)
    assert (waves["W8"]["hedef"], waves["W8"]["gecikme_gun"]) == (200, None)
    assert waves["muaf"]["muaf"] == 362
    assert "CAD ve CBS yazılımı (148)" in waves["muaf"]["gerekce"]
    made = table(views.named("pardus-birimleri"), full, scope=EVERYTHING)
    keys = [heading.key for heading in made.headings]
    assert sum(int(str(row[keys.index("hedef")])) for row in made.rows) == 1764


def test_utilisation_is_counted_as_netbox_counts_it(changed: Changed) -> None:
    def at(address: str, number: int) -> IPAddress:
        return IPAddress(id=90_000 + number, address=address, status="active")

    prefixes = (
        Prefix(id=9001, prefix="192.0.2.0/24", status="container"),
        Prefix(id=9002, prefix="192.0.2.0/25", status="active"),
        Prefix(id=9003, prefix="192.0.2.64/26", status="active"),  # inside the one before: covered once
        Prefix(id=9004, prefix="198.51.100.0/30", status="active"),
        Prefix(id=9005, prefix="198.51.100.4/30", status="active", is_pool=True),
        Prefix(id=9006, prefix="203.0.113.0/31", status="active"),
        Prefix(id=9007, prefix="2001:db8::/126", status="active"),
    )
    addresses = (
        at("192.0.2.1/25", 1), at("192.0.2.65/26", 2), at("192.0.2.65/25", 3), at("198.51.100.1/30", 4),
        at("198.51.100.5/30", 5), at("203.0.113.0/31", 6), at("2001:db8::1/126", 7),
    )  # fmt: skip
    told = rows(changed(add={"prefixes": prefixes, "ip_addresses": addresses}), "ip-plani")
    percent = {prefix: str(told[prefix]["doluluk"]) for prefix in (one.prefix for one in prefixes)}
    assert percent == {
        "192.0.2.0/24": "50.0", "192.0.2.0/25": "1.6", "192.0.2.64/26": "1.6", "198.51.100.0/30": "50.0",
        "198.51.100.4/30": "25.0", "203.0.113.0/31": "50.0", "2001:db8::/126": "25.0",
    }  # fmt: skip
    assert told["192.0.2.0/25"]["kullanilan"] == 2


def test_an_exception_says_how_it_stands(full: Estate) -> None:
    told = {name: row["durum"].en for name, row in rows(full, "vpn-istisna").items()}
    assert {name: word for name, word in told.items() if name.startswith("IST-")} == {
        "IST-2025-014": "closed", "IST-2026-001": "OPEN PAST ITS END", "IST-2026-002": "in force",
    }  # fmt: skip
    accesses = Counter(word for name, word in told.items() if not name.startswith("IST-"))
    assert accesses == {"in force": 175, "OPEN PAST ITS END": 5}
    later = rows(replace(full, day=date(2026, 5, 1)), "vpn-istisna")
    assert later["IST-2026-002"]["durum"].en == "OPEN PAST ITS END"


def test_addresses_in_a_prefix_for_vpn_users_are_listed_also_without_an_end(changed: Changed) -> None:
    pool = Prefix(id=9001, prefix="192.0.2.0/24", status="active", role="vpn")
    addresses = (
        IPAddress(id=9001, address="192.0.2.9/24", status="active"),
        IPAddress(id=9002, address="192.0.2.8/24", status="active", custom_fields={"gecerlilik_sonu": "2026-04-01"}),
        IPAddress(id=9003, address="192.0.2.1/24", status="active", role="vip"),
    )
    told = rows(changed(add={"prefixes": (pool,), "ip_addresses": addresses}), "vpn-istisna")
    assert told["192.0.2.9/24"]["durum"].en == "no end"
    assert told["192.0.2.8/24"]["durum"].en == "OPEN PAST ITS END"
    assert "192.0.2.1/24" not in told


def test_who_answers_for_a_device_is_a_role_never_a_persons_name(changed: Changed, tiny: Estate) -> None:
    device = tiny.snapshot.device_by_name["obb-sah-ot01-ers01"]
    site = tiny.site[device.site]
    contacts = (Contact(id=1, name="Gizli Kişi", title="Terminal Sorumlusu"), Contact(id=2, name="Öteki Kişi"))
    assignments = (
        ContactAssignment(id=1, object_type="dcim.site", object_id=site.id, contact=1, role="sorumlu"),
        ContactAssignment(id=2, object_type="dcim.device", object_id=device.id, contact=2, role="sistem-sorumlusu"),
    )
    told = rows(changed(add={"contacts": contacts, "contact_assignments": assignments}), "donanim")
    assert told[device.name]["sorumlu"] == "sistem-sorumlusu"
    assert told["obb-sah-ot01-kam01"]["sorumlu"] == "Terminal Sorumlusu"
    assert "Kişi" not in str(told)


def test_an_unknown_view_names_the_nearest() -> None:
    with pytest.raises(views.ViewUnknown, match="donanim"):
        views.named("donanm")
