"""The life of a grant: seen, extended, given a new key, ended, reviewed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pyrage import x25519

from altyapi.vpn import keys
from altyapi.vpn.policy import load
from altyapi.vpn.standing import Warned, warnings
from tests.e2e.vpn.ground import DAY, EVRAK, Desk
from tests.e2e.vpn.mailbox import mailbox

pytestmark = pytest.mark.e2e
IDENTITY = x25519.Identity.generate()
WHY: dict[str, Any] = {"reason": "Süre uzatımı", "evrak": "2026/2345"}


def test_a_grant_is_shown_with_what_was_done_to_it(desk: Desk) -> None:
    desk.person("sicil-2001")
    desk.add("sicil-2001")
    desk("extend", person="sicil-2001", until="28.02.2027", apply=True, **WHY)
    found = desk.json("show", person="sicil-2001")
    assert (found["until"], found["evrak"]) == ("2027-02-28", "2026/2345")
    assert [(one["action"], one["evrak"]) for one in found["history"]] == [("grant", EVRAK), ("extend", "2026/2345")]
    assert desk.json("show", person=found["address"])["netbox_id"] == found["netbox_id"]
    desk("show", person="sicil-2001", out_=str(desk.project / "kagit"))
    assert {path.suffix for path in (desk.project / "kagit").iterdir()} == {".conf", ".html"}


def test_extending_asks_for_a_document_and_keeps_the_profiles_bound(desk: Desk) -> None:
    desk.hold("sicil-2002")
    told = desk("extend", 1, person="sicil-2002", until="31.12.2029", evrak="yok", reason="x", apply=True)
    assert "VPN-008" in told
    assert "VPN-010" in told
    assert desk.of("sicil-2002")[0].until == date(2026, 12, 31)


def test_without_apply_nothing_is_changed(desk: Desk) -> None:
    desk.hold("sicil-2003")
    for name, values in (
        ("extend", {"until": "31.01.2027", **WHY}),
        ("revoke", {"reason": "x"}),
        ("rotate", {"reason": "x", "public_key": keys.pair().public}),
    ):
        before = desk.of("sicil-2003")
        desk(name, 2, person="sicil-2003", **values)
        assert desk.of("sicil-2003") == before
    assert desk.actions() == []


def test_a_grant_that_somebody_edited_meanwhile_is_not_overwritten(desk: Desk) -> None:
    desk.hold("sicil-2007")
    (one,) = desk.of("sicil-2007")
    other = keys.pair().public
    body = {"custom_fields": {"vpn_anahtar": other}}
    desk.line.on(
        r"GET /api/ipam/ip-addresses/\?id=",
        before=lambda: desk.netbox.update("ipam/ip-addresses", one.netbox_id, body) and None,
    )
    assert "VPN-033" in desk("extend", 1, person="sicil-2007", until="28.02.2027", apply=True, **WHY)
    assert desk.of("sicil-2007")[0].until == date(2026, 12, 31)


def test_a_new_key_takes_the_place_of_the_old_one_in_the_same_grant(desk: Desk) -> None:
    desk.hold("sicil-2008")
    (before,) = desk.of("sicil-2008")
    recipient = str(IDENTITY.to_public())
    assert "CLI-004" in desk("rotate", 1, person="sicil-2008", new_key=True, reason="x", apply=True)
    told = desk("rotate", person="sicil-2008", new_key=True, for_age=recipient, reason="Telefon kayboldu", apply=True)
    assert told.count("key changed: 1 grant") == told.count("Done: key changed") == 1
    assert '--evrak "…"' in told
    (after,) = desk.of("sicil-2008")
    assert after == before.model_copy(update={"public_key": after.public_key})
    assert after.public_key != before.public_key
    desk("rotate", person="sicil-2008", new_key=True, for_age=recipient, reason="Yine", apply=True)
    assert len(list(desk.project.rglob("*.zip.age"))) == 1


def test_what_is_past_its_last_day_is_taken_back(desk: Desk) -> None:
    desk.hold("sicil-2009")
    desk.on(date(2027, 1, 1))
    assert "sicil-2009" in desk("expire", 2)
    assert desk.of("sicil-2009")[0].live
    desk("expire", apply=True)
    assert not desk.of("sicil-2009")[0].live
    assert desk.actions()[-1] == "expire"


def test_warnings_go_out_once_at_each_distance(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.hold("sicil-2010", "call-centre", DAY + timedelta(days=20))
    until = desk.of("sicil-2010")[0].until
    assert until is not None
    with mailbox() as box:
        for name, value in {
            "server": box.address,
            "security": "none",
            "from": "vpn@ornek.example",
            "to": "ag@ornek.example",
        }.items():
            monkeypatch.setenv(f"ALTYAPI_MAIL_{name.upper()}", value)
        for days, mails in ((15, 0), (14, 1), (13, 1), (6, 2), (1, 3), (0, 3)):
            desk.on(until - timedelta(days=days))
            desk("expire", mail=True)
            desk("expire", send=True)
            mine = [one for one in box.mails if one["To"] == "sicil-2010@ornek.example"]
            assert len(mine) == mails, days
    assert "Remote access ends on" in str(box.mails[0]["Subject"])
    desk("extend", person="sicil-2010", until=str(DAY + timedelta(days=100)), apply=True, **WHY)
    rules = load(desk.project / "inventory" / "policy")
    later = DAY + timedelta(days=93)
    told = warnings(desk.of("sicil-2010"), rules, later, Warned(desk.state).read())
    assert [one.days for one in told] == [7]


def test_a_warning_is_shown_without_settings_of_mail_and_not_sent(desk: Desk) -> None:
    desk.hold("sicil-2039", "call-centre", DAY + timedelta(days=5))
    told = " ".join(desk("expire", mail=True).split())
    assert "From: (setting mail_from is missing)" in told
    assert "mail_server, mail_from" in told
    assert "ENG-010" in desk("expire", 1, send=True)


def test_who_is_not_on_the_personnel_list_is_out(desk: Desk, tmp_path: Path) -> None:
    desk.without_gateways()
    for number in range(2011, 2018):
        desk.hold(f"sicil-{number}")
    desk.hold("yuklenici-2", "contractor", DAY + timedelta(days=20))
    staying = [one.person_id for one in desk.grants() if one.live and one.profile != "contractor"]
    staying.remove("sicil-2013")
    file = tmp_path / "personel.csv"
    file.write_text(
        "Sicil;Ayrılış tarihi\n" + "".join(f"{name};\n" for name in set(staying)) + "sicil-2014;31.01.2026\n", "utf-8"
    )
    text = file.read_text("utf-8").replace("sicil-2014;\n", "")
    file.write_text(text, "cp1254")
    found = desk.json("leavers", 2, files=str(file))
    assert {one["person_id"] for one in found["leavers"]} == {"sicil-2013", "sicil-2014"}
    desk("leavers", files=str(file), reason="Ocak listesi", apply=True)
    assert not any(one.live for one in (*desk.of("sicil-2013"), *desk.of("sicil-2014")))
    assert desk.of("sicil-2015")[0].live
    assert desk.of("yuklenici-2")[0].live


def test_a_personnel_programs_further_columns_are_left_out_but_a_slip_is_a_fault(desk: Desk, tmp_path: Path) -> None:
    desk.hold("sicil-2060")
    names = {one.person_id for one in desk.grants() if one.live}
    rows = "".join(f"Adı;Soyadı;{name};Memur;01.02.1990;\n" for name in sorted(names))
    file = tmp_path / "personel.csv"
    file.write_text(f"Adı;Soyadı;Sicil;Ünvan;Doğum tarihi;Ayrılış tarihi\n{rows}", "utf-8")
    desk("leavers", files=str(file))
    file.write_text("Sicil;Ayrılş tarihi\n" + "".join(f"{name};\n" for name in names), "utf-8")
    (slip,) = desk.json("leavers", 1, files=str(file))["faults"]
    assert (slip["code"], slip["value"]) == ("IMP-021", "Ayrılş tarihi")


def test_a_list_that_takes_away_too_much_is_not_believed(desk: Desk, tmp_path: Path) -> None:
    for number in range(2020, 2028):
        desk.hold(f"sicil-{number}")
    file = tmp_path / "personel.csv"
    file.write_text("Sicil\nsicil-2020\n", "utf-8")
    assert "VPN-042" in desk("leavers", 1, files=str(file), reason="x", apply=True)
    assert desk.of("sicil-2021")[0].live


def test_each_department_gets_its_list_to_sign(desk: Desk, tmp_path: Path) -> None:
    desk.hold("sicil-2030")
    desk.pull()
    desk("review", 2, language="tr", out_=str(tmp_path / "liste"), on=str(DAY))
    page = (tmp_path / "liste" / "mali-hizmetler.html").read_text("utf-8")
    assert "Mali Hizmetler Dairesi" in page
    assert "sicil-2030" in page
    assert "Ad soyad, unvan, tarih, imza" in page
    desk("review", signed=True, department="mali-hizmetler", evrak="2026/1500", on=str(DAY))
    rows = {
        one["department"]: one
        for one in desk.json("review", 0, department="mali-hizmetler", on=str(DAY))["departments"]
    }
    assert rows["mali-hizmetler"]["signed"]
    late = desk.json("review", 2, department="mali-hizmetler", on=str(DAY + timedelta(days=101)))
    assert late["departments"][0]["overdue"]
    assert "VPN-044" in desk("review", 1, department="yok-boyle")


def test_lists_keep_to_eighty_columns_and_tell_what_has_no_end(desk: Desk) -> None:
    desk.hold("sicil-2031")
    (one,) = desk.of("sicil-2031")
    desk.netbox.update("ipam/ip-addresses", one.netbox_id, {"custom_fields": {"gecerlilik_sonu": None}})
    told = desk("list_", 2, language="tr")
    assert "BİTİŞİ YOK" in told
    assert max(map(len, told.splitlines())) <= 80
    desk.netbox.update("ipam/ip-addresses", one.netbox_id, {"status": "deprecated"})
