"""Access that is taken away stays away: whatever fails, is killed, or which clock is set in between."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pyrage import x25519

from altyapi.cli import frame
from altyapi.cli.vpn import adding
from altyapi.vpn import granting, keys
from altyapi.vpn.gateway import withheld
from altyapi.vpn.owed import Owed
from netbox_sync import snapshot
from tests.e2e.vpn.ground import DAY, Desk

pytestmark = pytest.mark.e2e
IDENTITY = x25519.Identity.generate()
OPENVPN_ALONE = """
profiles:
  staff:
    title: Personel
    provider: openvpn
    pool: {description: VPN personel}
    days_max: 366
    reach: [{to: [ebys], services: [https]}]
leavers_exempt: []
"""


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


def test_whom_nobody_could_name_for_sure_still_owes_what_was_owed_before(desk: Desk) -> None:
    desk.hold("sicil-2073")
    desk.pull()
    new = keys.pair().public
    desk("rotate", person="sicil-2073", public_key=new, reason="Yeni bilgisayar", apply=True)
    owed = Owed(desk.state).read()
    assert owed
    desk.add("sicil-2073", profile="call-centre", until=str(DAY + timedelta(days=30)))
    # by the snapshot it is one grant, and of the old key
    assert "VPN-032" in desk("revoke", 1, person="sicil-2073", reason="x", apply=True)
    assert [(one.place, one.due) for one in Owed(desk.state).read()] == [(one.place, one.due) for one in owed]


def test_who_was_let_in_by_a_kind_of_gateway_that_is_no_more_is_not_said_to_be_out(desk: Desk) -> None:
    desk.hold("sicil-2074")
    desk.pull()
    file = desk.project / "inventory" / "policy" / "vpn.yml"
    changed = file.read_text("utf-8").replace("  merkez:\n", "  merkez:\n    provider: openvpn\n")
    file.write_text(changed + OPENVPN_ALONE, "utf-8")
    told = desk("revoke", 2, person="sicil-2074", reason="Ayrıldı", apply=True)
    assert "VPN-093" in told
    assert not desk.of("sicil-2074")[0].live


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
    assert desk.actions() == ["revoke"]


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
    assert desk.actions()[-1] == "revoke"
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
    desk.pull()
    assert away(desk, later_s=1) == {one.public_key}
    desk.line.rules.clear()
    desk("list_", profile="staff")
    assert not desk.of("sicil-2020")[0].live
    assert away(desk) == {one.public_key}  # the snapshot is later than the order, and still has the person
    desk.pull()
    assert away(desk, later_s=1) == set()


def away(desk: Desk, later_s: int = 0, *, after: timedelta = timedelta()) -> set[str]:
    """The keys that a plan leaves out, whatever the snapshot says, as if that had been taken so much later; `after`: on another clock."""
    taken = snapshot.load(desk.state / "snapshot.json")
    moment = datetime.fromisoformat(taken.source.taken) + timedelta(seconds=later_s)
    taken = taken.model_copy(update={"source": taken.source.model_copy(update={"taken": moment.isoformat()})})
    now = frame.now() + timedelta(seconds=later_s) + after
    return set(withheld.keys(desk.state, desk.state / "evidence" / "chain.jsonl", taken, now))


def test_a_snapshot_stamped_ahead_lets_in_nobody_who_was_taken_away_after_it(desk: Desk) -> None:
    """The clock was ahead at the pull and was set back since; some hours later its stamp is none of the future any more."""
    desk.hold("sicil-2070")
    (one,) = desk.of("sicil-2070")
    ahead(desk, timedelta(hours=2))
    desk("revoke", 2, person="sicil-2070", reason="Ayrıldı", apply=True)
    assert one.public_key in {row.public_key for row in Owed(desk.state).read()}
    desk("status", 1)
    assert Owed(desk.state).read()  # and no cut is taken for void by it
    Owed(desk.state).file.unlink()
    assert away(desk) == away(desk, after=timedelta(hours=3)) == {one.public_key}
    desk.pull()
    assert away(desk, after=timedelta(hours=3), later_s=3 * 3600) == set()


def ahead(desk: Desk, how_far: timedelta) -> None:
    desk.pull()
    taken = snapshot.load(desk.state / "snapshot.json")
    stamp = (datetime.fromisoformat(taken.source.taken) + how_far).isoformat()
    source = taken.source.model_copy(update={"taken": stamp})
    snapshot.save(taken.model_copy(update={"source": source}), desk.state / "snapshot.json")


def test_a_lost_key_that_was_cut_off_comes_back_by_no_plan_though_the_run_was_killed_before_netbox(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.hold("sicil-2071")
    (lost,) = desk.of("sicil-2071")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(adding.Papers, "hand", killed)
        how: dict[str, Any] = {
            "new_key": True,
            "for_age": str(IDENTITY.to_public()),
            "reason": "Telefon kayboldu",
            "apply": True,
        }
        desk("rotate", 1, person="sicil-2071", cut=True, **how)
    Owed(desk.state).file.unlink()  # as where both gateways were told
    assert desk.of("sicil-2071") == (lost,)
    desk.pull()
    assert away(desk, later_s=1) == {lost.public_key}
    told = desk("list_", 0, profile="staff")
    assert "may have reached nobody" in told
    (after,) = desk.of("sicil-2071")
    assert after.public_key not in ("", lost.public_key)
    assert desk.actions() == ["rotate"]
    assert away(desk) == {lost.public_key}  # the snapshot is later than the order, and has the lost key
    desk.pull()
    assert away(desk, later_s=1) == set()
    desk("rotate", person="sicil-2071", **how)
    assert desk.of("sicil-2071")[0].public_key not in (after.public_key, lost.public_key)


def test_whatever_netbox_refuses_a_new_key_for_a_lost_one_is_gone_on_with(desk: Desk) -> None:
    desk.hold("sicil-2072")
    (lost,) = desk.of("sicil-2072")
    desk.pull()
    desk.line.fails(r"PATCH /api/ipam/ip-addresses", 403, times=None)
    new = keys.pair().public
    told = desk("rotate", 2, person="sicil-2072", public_key=new, cut=True, reason="Kayıp", apply=True)
    assert "NBX-006" in told
    assert "stays so meanwhile" in told
    Owed(desk.state).file.unlink()
    assert away(desk) == {lost.public_key}
    desk.line.rules.clear()
    assert "reached nobody" not in desk("list_", profile="staff")
    assert desk.of("sicil-2072")[0].public_key == new


def test_a_lost_key_stays_out_though_somebody_changed_the_grant_in_netbox_before_it_had_the_new_one(desk: Desk) -> None:
    desk.hold("sicil-2075")
    (lost,) = desk.of("sicil-2075")
    desk.line.fails(r"PATCH /api/ipam/ip-addresses", 403, times=None)
    new, other = keys.pair().public, keys.pair().public
    desk("rotate", 2, person="sicil-2075", public_key=new, cut=True, reason="Kayıp", apply=True)
    Owed(desk.state).file.unlink()
    desk.pull()
    desk.line.rules.clear()
    desk.netbox.update("ipam/ip-addresses", lost.netbox_id, {"custom_fields": {"vpn_anahtar": other}})
    assert "VPN-033" in desk("list_", profile="staff")
    assert desk.of("sicil-2075")[0].public_key == other
    assert away(desk) == {lost.public_key}
    assert desk("show", person="sicil-2075").count("Kayıp") == 0  # the grant has no new key by it


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
