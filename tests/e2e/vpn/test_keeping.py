"""The life of a grant: seen, extended, given a new key, ended, taken away."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pyrage import x25519

from altyapi.evidence import chain
from altyapi.evidence.access import AccessRecord
from altyapi.vpn import granting, keys
from altyapi.vpn.gateway import withheld
from altyapi.vpn.policy import load
from altyapi.vpn.standing import Warned, warnings
from netbox_sync import snapshot
from tests.e2e.vpn.ground import DAY, EVRAK, Desk
from tests.e2e.vpn.mailbox import mailbox

pytestmark = pytest.mark.e2e
IDENTITY = x25519.Identity.generate()
WHY: dict[str, Any] = {"reason": "Süre uzatımı", "evrak": "2026/2345"}


def actions(desk: Desk) -> list[str]:
    found = [entry.link.record for entry in chain.verify(desk.state / "evidence" / "chain.jsonl")]
    return [one.action for one in found if isinstance(one, AccessRecord)]


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
    assert actions(desk) == []


def test_what_is_taken_away_is_kept_as_a_record_whatever_the_gateways_say(desk: Desk) -> None:
    desk.hold("sicil-2004")
    (first,) = desk.of("sicil-2004")
    told = desk("revoke", 2, person="sicil-2004", reason="Görev değişikliği", apply=True)
    assert told.count("NOT cut off") == 2
    assert "VPN-072" in told
    (held,) = desk.of("sicil-2004")
    assert (held.status, held.public_key) == ("deprecated", first.public_key)
    assert "VPN-031" in desk("revoke", 1, person="sicil-2004", reason="x", apply=True)
    assert "VPN-012" in desk.add("sicil-2004", code=1, public_key=first.public_key)
    desk.add("sicil-2004")
    assert [one.live for one in desk.of("sicil-2004")] == [False, True]
    assert desk.of("sicil-2004")[1].address != first.address


def test_all_grants_of_a_person_go_at_once(desk: Desk) -> None:
    desk.hold("sicil-2005")
    desk.add("sicil-2005", profile="call-centre", until=str(DAY + timedelta(days=30)))
    desk.without_gateways()
    assert "VPN-032" in desk("revoke", 1, person="sicil-2005", reason="x", apply=True)
    desk("revoke", person="sicil-2005", all_=True, reason="İlişiği kesildi", apply=True)
    assert not any(one.live for one in desk.of("sicil-2005"))


def test_netbox_down_a_revocation_waits_and_follows(desk: Desk) -> None:
    desk.hold("sicil-2006")
    desk.pull()
    desk.without_gateways()
    desk.line.fails(r"(GET|PATCH) /api/ipam/ip-addresses", 500, times=None)
    told = desk("revoke", 2, person="sicil-2006", reason="Acil", apply=True)
    assert "NBX-002" in told
    assert desk.of("sicil-2006")[0].live
    desk.line.rules.clear()
    desk("list_", profile="staff")
    assert not desk.of("sicil-2006")[0].live
    assert actions(desk) == ["revoke"]


def test_a_revocation_that_waited_goes_on_for_the_others_where_one_grant_was_changed_meanwhile(desk: Desk) -> None:
    desk.hold("sicil-2040")
    desk.add("sicil-2040", profile="call-centre", until=str(DAY + timedelta(days=30)))
    first, second = desk.of("sicil-2040")
    desk.pull()
    desk.without_gateways()
    desk.line.fails(r"(GET|PATCH) /api/ipam/ip-addresses", 500, times=None)
    desk("revoke", 2, person="sicil-2040", all_=True, reason="Acil", apply=True)
    desk.line.rules.clear()
    desk.netbox.delete("ipam/ip-addresses", first.netbox_id)
    assert "VPN-033" in desk("list_", profile="staff")
    assert [(one.netbox_id, one.live) for one in desk.of("sicil-2040")] == [(second.netbox_id, False)]
    assert actions(desk)[-1] == "revoke"
    assert "VPN-033" not in desk("list_", profile="staff")  # told once


def test_whatever_netbox_refuses_a_revocation_is_gone_on_with_and_no_plan_lets_the_person_in(desk: Desk) -> None:
    desk.hold("sicil-2020")
    (one,) = desk.of("sicil-2020")
    desk.pull()
    desk.without_gateways()
    desk.line.fails(r"PATCH /api/ipam/ip-addresses", 403, times=None)
    told = desk("revoke", 2, person="sicil-2020", reason="Acil", apply=True)
    assert "NBX-006" in told
    assert "stays so meanwhile" in told
    assert away(desk) == {one.public_key}
    desk.line.rules.clear()
    desk("list_", profile="staff")
    assert not desk.of("sicil-2020")[0].live
    assert away(desk) == {one.public_key}  # the snapshot still has the person
    desk.pull()
    assert away(desk, later_s=1) == set()


def away(desk: Desk, later_s: int = 0) -> set[str]:
    """The keys that a plan of now leaves out, whatever the snapshot says; as if that had been taken so much later."""
    taken = snapshot.load(desk.state / "snapshot.json")
    moment = datetime.fromisoformat(taken.source.taken) + timedelta(seconds=later_s)
    taken = taken.model_copy(update={"source": taken.source.model_copy(update={"taken": moment.isoformat()})})
    return set(withheld.keys(desk.state, desk.state / "evidence" / "chain.jsonl", taken))


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
    desk("rotate", person="sicil-2008", new_key=True, for_age=recipient, reason="Telefon kayboldu", apply=True)
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
    assert actions(desk)[-1] == "expire"


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


def test_leavers_whose_run_was_killed_after_the_cut_are_taken_away_by_the_next_command(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.without_gateways()
    desk.hold("sicil-2050")
    desk.hold("sicil-2051")
    desk.pull()
    gone, stays = desk.of("sicil-2050")[0], desk.of("sicil-2051")[0]
    staying = [one.person_id for one in desk.grants() if one.live and one.person_id != "sicil-2050"]
    file = tmp_path / "personel.csv"
    file.write_text("Sicil\n" + "".join(f"{name}\n" for name in staying), "utf-8")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(granting, "take_away", killed)
    desk("leavers", 1, files=str(file), reason="Ocak listesi", apply=True)
    assert desk.of("sicil-2050")[0].live  # NetBox has not heard of it
    assert away(desk) == {gone.public_key}
    desk("list_", profile="staff")
    assert not desk.of("sicil-2050")[0].live
    assert away(desk) == {gone.public_key}
    assert desk.of("sicil-2051") == (stays,)


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
