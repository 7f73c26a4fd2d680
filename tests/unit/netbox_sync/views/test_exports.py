"""What an auditor gets: a CSV that a Turkish spreadsheet program opens right, and a page that can be printed and filed."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from netbox_sync.client import NetBox
from netbox_sync.views import exported, lines, listed
from netbox_sync.views.declarations import load
from netbox_sync.views.faults import ViewMissing, ViewUnreadable
from netbox_sync.views.running import parse

from .conftest import Ground

VIEWS = load().views


def _csv(netbox: NetBox, slug: str, **filters: str) -> str:
    return exported(netbox, VIEWS.view(slug), "csv", **filters)


def _html(netbox: NetBox, slug: str, **filters: str) -> str:
    return exported(netbox, VIEWS.view(slug), "html", **filters)


def _row(text: str, head: str, value: str) -> dict[str, str]:
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
    (row,) = [row for row in rows if row[head] == value]
    return row


class TestCsv:
    def test_begins_with_a_byte_order_mark_once(self, netbox: NetBox, ground: Ground) -> None:
        ground.device("obb-kam01")
        text = _csv(netbox, "cameras", site_id=str(ground.site["id"]))
        assert text.startswith('\ufeff"Ad";"Tür";')
        assert text.count("\ufeff") == 1

    def test_turkish_letters_stay(self, netbox: NetBox, ground: Ground) -> None:
        ground.device("kam", description="Işıklı çıkış, ğüşöç İĞÜŞÖÇ")
        row = _row(_csv(netbox, "cameras", site_id=str(ground.site["id"])), "Ad", "kam")
        assert row["Konum"] == "Işıklı çıkış, ğüşöç İĞÜŞÖÇ"

    def test_dates_are_day_month_year(self, netbox: NetBox, ground: Ground) -> None:
        ground.device("pc", "desktop", custom_fields={"av_surum": "1.4", "av_imza_tarihi": "2026-04-09"})
        row = _row(_csv(netbox, "antivirus", site_id=str(ground.site["id"])), "Bilgisayar", "pc")
        assert row["İmza tarihi"] == "09.04.2026"
        assert row["İmza yaşı (gün)"] == "11"

    def test_decimals_have_a_comma_and_stand_unquoted(self, netbox: NetBox, ground: Ground) -> None:
        vrf = ground.make("ipam/vrfs", name=ground.name)
        ground.make("ipam/prefixes", prefix="192.0.2.0/28", vrf=vrf["id"], status="active")
        ground.make("ipam/ip-addresses", address="192.0.2.1/28", vrf=vrf["id"])
        text = _csv(netbox, "prefixes", vrf_id=str(vrf["id"]))
        assert ";1;7,1;" in text
        assert _row(text, "Ön ek", "192.0.2.0/28")["Kayıtlı adres"] == "1"

    @pytest.mark.parametrize(
        "evil",
        ["=1+1", "+90 282", "-2", "@SUM(A1)", "\t=1", " =1|cmd", "＝1+1"],
    )
    def test_a_formula_becomes_text(self, netbox: NetBox, ground: Ground, evil: str) -> None:
        ground.device("kam", description=f"x{evil}")
        ground.device(f"{evil}"[:60], serial=evil)
        rows = list(
            csv.reader(io.StringIO(_csv(netbox, "cameras", site_id=str(ground.site["id"])), newline=""), delimiter=";")
        )
        cells = [
            cell for row in rows[1:] for cell in row if "1" in cell or "SUM" in cell or "-2" in cell or "+90" in cell
        ]
        assert cells
        assert not [cell for cell in cells if cell.lstrip()[:1] in "=+-@＝＋－＠"]

    def test_quotes_separators_and_line_ends_stay_in_their_cell(self, netbox: NetBox, ground: Ground) -> None:
        ground.device("kam", description='a";"b; c')
        row = _row(_csv(netbox, "cameras", site_id=str(ground.site["id"])), "Ad", "kam")
        assert row["Konum"] == 'a";"b; c'

    def test_no_rows_still_give_the_headings(self, netbox: NetBox) -> None:
        assert parse(_csv(netbox, "tunnels")) == []


class TestPage:
    def test_says_what_it_is_of_when_and_for_whom_to_sign(self, netbox: NetBox, ground: Ground) -> None:
        ground.device("kam")
        text = _html(netbox, "cameras", site_id=str(ground.site["id"]))
        assert "<h1>Kamera, Termal Kamera, X-ray ve PDKS</h1>" in text
        assert re.search(r"<dt>Düzenlenme</dt><dd>\d\d\.\d\d\.\d{4} \d\d:\d\d</dd>", text)
        assert "<dt>Esas gün</dt><dd>20.04.2026</dd>" in text
        assert "<dt>Evrak no</dt>" in text
        assert "BİGR 2020/1.0: 3.4.1.2" in text
        assert "Düzenleyen<br>" in text

    def test_the_finding_stays_in_sight_where_a_table_is_wider_than_the_screen(
        self, netbox: NetBox, ground: Ground
    ) -> None:
        ground.device("geniş-1")
        page = _html(netbox, "hardware", site_id=str(ground.site["id"]))
        screen = page.split("@media screen {")[1].split("@media print")[0]
        assert "th:last-child, td:last-child { position: sticky; right: 0;" in screen
        assert "<th>Bulgu</th></tr></thead>" in page  # it is the last column

    def test_numbers_its_pages_in_print(self, netbox: NetBox) -> None:
        text = _html(netbox, "circuits")
        assert '"Sayfa " counter(page) " / " counter(pages)' in text
        assert "size: A4 landscape" in text

    def test_what_people_typed_stays_text(self, netbox: NetBox, ground: Ground) -> None:
        ground.device("kam", description="<script>alert(1)</script>&\"'", serial="<b>")
        text = _html(netbox, "cameras", site_id=str(ground.site["id"]))
        assert "<script>alert" not in text
        assert "<b>" not in re.sub(r"<b>\d+</b>", "", text)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in text

    def test_counts_its_findings_by_kind(self, netbox: NetBox, ground: Ground) -> None:
        ground.device("a", serial="")
        ground.device("b", serial="", custom_fields={"varsayilan_parola": True})
        text = _html(netbox, "cameras", site_id=str(ground.site["id"]))
        assert "<li>Seri no yok: <b>2</b></li>" in text
        assert "<li>Varsayılan parola: <b>1</b></li>" in text
        assert "<dt>Bulgulu satır</dt><dd>2</dd>" in text

    def test_an_empty_list_says_so(self, netbox: NetBox) -> None:
        assert "Kayıt yok." in _html(netbox, "tunnels")


class TestFindings:
    def _found(self, netbox: NetBox, slug: str, ground: Ground) -> dict[str, tuple[str, ...]]:
        return {line.name: line.findings for line in lines(netbox, slug, site_id=str(ground.site["id"]))}

    def test_a_device_that_is_not_in_service_is_not_judged(self, netbox: NetBox, ground: Ground) -> None:
        ground.device("a", serial="", status="planned")
        assert self._found(netbox, "cameras", ground) == {"a": ()}

    def test_a_role_that_needs_an_address_is_missed_without_one(self, netbox: NetBox, ground: Ground) -> None:
        tenant = ground.make("tenancy/tenants", name=ground.name, slug=ground.name)["id"]
        ground.device("r", "router", asset_tag=ground.name, tenant=tenant)
        assert self._found(netbox, "incomplete", ground) == {"r": ("Yönetim adresi eksik",)}

    def test_required_fields_that_are_empty_are_all_named(self, netbox: NetBox, ground: Ground) -> None:
        ground.device("k", serial=" ")
        assert self._found(netbox, "incomplete", ground) == {"k": ("Seri no eksik", "Demirbaş no eksik", "Birim eksik")}

    @pytest.mark.parametrize(
        ("fields", "findings"),
        [
            ({"goc_dalga": "W0", "goc_durum": "bekliyor"}, ("Gecikti: 66 gün",)),
            ({"goc_dalga": "W0", "goc_durum": "tamam", "goc_tarihi": "2026-02-13"}, ()),
            ({"goc_dalga": "W7", "goc_durum": "bekliyor"}, ()),
            ({"goc_dalga": "muaf", "goc_durum": "muaf"}, ()),
            ({}, ("Takvimde yok",)),
        ],
    )
    def test_a_computer_is_late_by_its_waves_last_day(
        self, netbox: NetBox, ground: Ground, fields: dict[str, Any], findings: tuple[str, ...]
    ) -> None:
        ground.device("pc", "desktop", custom_fields=fields)
        assert self._found(netbox, "pardus", ground) == {"pc": findings}

    @pytest.mark.parametrize(
        ("fields", "findings"),
        [
            ({"aku_tarihi": "2022-04-19"}, ("Akü eski: 19.04.2022",)),
            ({"aku_tarihi": "2022-04-20"}, ()),
            ({"garanti_sonu": "2026-04-19"}, ("Garanti bitti: 19.04.2026",)),
            ({"garanti_sonu": "2026-07-19"}, ("Garanti bitiyor: 19.07.2026",)),
            ({"garanti_sonu": "2026-07-20"}, ()),
        ],
    )
    def test_batteries_and_warranties_are_judged_by_the_day(
        self, netbox: NetBox, ground: Ground, fields: dict[str, Any], findings: tuple[str, ...]
    ) -> None:
        ground.device("kgk", "ups", custom_fields=fields)
        assert self._found(netbox, "lifecycle", ground) == {"kgk": findings}

    def test_an_exception_is_open_until_its_last_day(self, netbox: NetBox, ground: Ground) -> None:
        tag = netbox.page("extras/tags", {"slug": "istisna"})[1][0]["id"]
        fields = {"gecerlilik_sonu": "2026-03-27", "evrak_no": "E-1"}
        ground.device("eski", tags=[tag], custom_fields=fields)
        ground.device("bugun", tags=[tag], custom_fields=fields | {"gecerlilik_sonu": "2026-04-20"})
        ground.device("belgesiz", tags=[tag])
        assert self._found(netbox, "exceptions-device", ground) == {
            "eski": ("Süresi doldu: 27.03.2026",),
            "bugun": (),
            "belgesiz": ("Bitiş günü yok", "Evrak no yok"),
        }

    def test_a_tunnel_without_an_end_or_a_document_is_a_finding(self, netbox: NetBox, ground: Ground) -> None:
        made = ground.make("vpn/tunnels", name=ground.name, status="active", encapsulation="wireguard")
        (line,) = lines(netbox, "tunnels", id=str(made["id"]))
        netbox.delete("vpn/tunnels", made["id"])
        assert line.findings == ("Bitiş günü yok", "Evrak no yok")

    def test_a_lines_number_is_masked(self, netbox: NetBox, ground: Ground) -> None:
        provider = ground.make("circuits/providers", name=ground.name, slug=ground.name)
        kind = ground.make("circuits/circuit-types", name=ground.name, slug=ground.name)
        base = {"provider": provider["id"], "type": kind["id"], "status": "active", "commit_rate": 1500}
        fields = {"hat_no": "2825551234", "sozlesme_sonu": "2026-05-01"}
        ground.make("circuits/circuits", cid=ground.name, custom_fields=fields, **base)
        (line,) = lines(netbox, "circuits", provider_id=str(provider["id"]))
        assert line.cells["Hat no (maskeli)"] == "********34"
        assert line.cells["Hız (Mbit/sn)"] == "1,5"
        assert line.findings == ("Sözleşme bitiyor: 01.05.2026",)

    def test_nested_prefixes_count_each_address_once(self, netbox: NetBox, ground: Ground) -> None:
        vrf = ground.make("ipam/vrfs", name=ground.name)["id"]
        for prefix, status in (("10.9.0.0/16", "container"), ("10.9.1.0/30", "active"), ("10.9.2.0/24", "active")):
            ground.make("ipam/prefixes", prefix=prefix, vrf=vrf, status=status)
        for address in ("10.9.1.1/30", "10.9.1.2/30", "10.9.2.9/24", "10.9.9.9/16"):
            ground.make("ipam/ip-addresses", address=address, vrf=vrf)
        found = {line.name: line for line in lines(netbox, "prefixes", vrf_id=str(vrf))}
        assert {name: line.cells["Kayıtlı adres"] for name, line in found.items()} == {
            "10.9.0.0/16": "",
            "10.9.1.0/30": "2",
            "10.9.2.0/24": "1",
        }
        assert found["10.9.1.0/30"].findings == ("Doluluk yüksek: %100,0",)

    def test_a_prefix_that_holds_others_has_no_count_of_its_own_whatever_its_status(
        self, netbox: NetBox, ground: Ground
    ) -> None:
        vrf = ground.make("ipam/vrfs", name=ground.name)["id"]
        for prefix in ("10.9.0.0/16", "10.9.0.0/24", "10.9.0.128/25", "10.10.0.0/16", "2001:db8::/64"):
            ground.make("ipam/prefixes", prefix=prefix, vrf=vrf, status="active")
        found = sorted((line.name, line.cells["Kayıtlı adres"]) for line in lines(netbox, "prefixes", vrf_id=str(vrf)))
        assert found == [
            ("10.10.0.0/16", "0"),
            ("10.9.0.0/16", ""),
            ("10.9.0.0/24", ""),
            ("10.9.0.128/25", "0"),
            ("2001:db8::/64", "0"),
        ]

    def test_a_camera_is_shown_with_its_recorder_and_channel(self, netbox: NetBox, ground: Ground) -> None:
        box = ground.device("kayit", "nvr")
        ground.device("kam1", custom_fields={"kayit_cihazi": box["id"], "kayit_kanali": 7})
        ground.device("kam2")
        found = {line.name: line for line in lines(netbox, "cameras", site_id=str(ground.site["id"]))}
        shown = [(found[name].cells["Kayıt cihazı"], found[name].cells["Kanal"]) for name in ("kam1", "kam2")]
        assert shown == [("kayit", "7"), ("", "")]
        alone = {line.name: line for line in lines(netbox, "cameras", name="kam1", site_id=str(ground.site["id"]))}
        assert alone["kam1"].cells["Kayıt cihazı"] == f"#{box['id']}"


class TestUse:
    def test_a_saved_filter_shows_what_it_names(self, netbox: NetBox, ground: Ground) -> None:
        ground.device(ground.name, "attendance", custom_fields={"kimlik_okuyucu": "yuz"})
        ground.device(f"{ground.name}-2", "attendance", custom_fields={"kimlik_okuyucu": "kart"})
        names = {row["name"] for row in listed(netbox, "denetim-04-biyometrik", "dcim/devices")}
        assert ground.name in names
        assert f"{ground.name}-2" not in names

    def test_a_filter_that_is_not_there_is_an_error_not_everything(self, netbox: NetBox) -> None:
        with pytest.raises(ViewMissing):
            listed(netbox, "denetim-99-yok", "dcim/devices")

    def test_a_view_that_is_not_installed_says_how_to_install_it(self, netbox: NetBox) -> None:
        view = VIEWS.view("cameras").model_copy(update={"title": "Yok"})
        with pytest.raises(ViewMissing) as told:
            exported(netbox, view, "csv")
        assert "./inv netbox.views --apply" in told.value.remedy("tr")

    def test_something_else_than_a_views_csv_is_refused(self) -> None:
        for text in ("", "<html>", '\ufeff"Ad";"Bulgu"\n"a"\n'):
            with pytest.raises(ViewUnreadable):
                parse(text, "Denetim")
