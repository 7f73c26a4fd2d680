"""What the files no longer name goes only where they speak of it, only when asked, and never much at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from netbox_sync import faults
from netbox_sync.client import NetBox
from netbox_sync.desired import Prune, Wanted, apply, compare
from netbox_sync.desired.faults import PruneTooMuch
from tests.unit.netbox_sync.desired.conftest import bring, contents, device, ground, held, network, one
from tests.unit.netbox_sync.netbox_front import Front


def without(wanted: list[Wanted], *names: str) -> list[Wanted]:
    """All but these devices and whatever names them."""
    return [one for one in wanted if not any(name in f"{one.key} {one.body}" for name in names)]


def test_nothing_goes_unless_asked(direct: NetBox, journal: Path) -> None:
    bring(direct, network(), journal)
    assert compare(direct, without(network(), "sw12")).empty


def test_what_goes_is_told_with_its_bounds_and_what_goes_along(direct: NetBox, journal: Path) -> None:
    bring(direct, network(), journal)
    cable, removal = compare(direct, without(network(), "sw12", "10.0.0.12/"), prune=Prune()).removals
    assert (cable.endpoint, cable.within) == ("dcim/cables", "sw12")  # else it would hang from the other switch's port
    assert all(f"{each} " in cable.label for each in ("sw11", "sw12")), cable.label
    assert (removal.endpoint, removal.label, removal.within) == ("dcim/devices", "sw12", "mrk")
    assert removal.takes == {"dcim/interfaces": 2, "ipam/ip-addresses": 1}


def test_what_goes_is_gone_and_all_else_stays(direct: NetBox, journal: Path) -> None:
    bring(direct, network(), journal)
    fewer = without(network(), "sw12", "10.0.0.12/")
    outcome = apply(direct, compare(direct, fewer, prune=Prune()), journal=journal)
    assert (outcome.whole, outcome.deleted) == (True, {"dcim/cables": 1, "dcim/devices": 1})
    assert len(contents(direct)["devices"]) == 11
    assert len(contents(direct)["cables"]) == 10
    assert compare(direct, fewer, prune=Prune()).empty


def test_what_the_files_do_not_speak_of_stays(direct: NetBox, journal: Path) -> None:
    other = one("dcim/sites", {"slug": "ili"}, name="Ilıca")
    foreign = device("ili-sw01", site={"slug": "ili"})
    bring(direct, [*network(), other, foreign, one("dcim/sites", {"slug": "boş"}, name="Boş")][:-1], journal)
    assert compare(direct, network(), prune=Prune()).empty  # neither the other site nor its device
    only_devices = [found for found in network() if found.endpoint == "dcim/devices"]
    assert compare(direct, only_devices, prune=Prune()).empty  # no interface, address or cable is spoken of


def test_a_list_of_cameras_says_nothing_of_the_switches_beside_them(direct: NetBox, journal: Path) -> None:
    role = one("dcim/device-roles", {"slug": "kamera"}, name="Kamera", color="aa1409")
    cameras = [device(f"kam{number}", role={"slug": "kamera"}) for number in (1, 2)]
    bring(direct, [*network(3), role, *cameras], journal)
    assert [one.label for one in compare(direct, cameras[:1], prune=Prune()).removals] == ["kam2"]
    unsaid = cameras[0].model_copy(update={"body": {"site": {"slug": "mrk"}}})
    assert [one.label for one in compare(direct, [unsaid], prune=Prune()).removals] == ["kam2"]


def test_a_kind_without_bounds_goes_only_where_the_caller_vouches_for_it(direct: NetBox, journal: Path) -> None:
    more = one("extras/tags", {"slug": "eski"}, name="Eski")
    bring(direct, [*ground(), more], journal)
    assert compare(direct, ground(), prune=Prune()).empty
    (removal,) = compare(direct, ground(), prune=Prune(whole=frozenset({"extras/tags"}))).removals
    assert (removal.label, removal.within) == ("eski", "")


def test_what_the_files_still_point_at_stays(direct: NetBox, journal: Path) -> None:
    bring(direct, network(3), journal)
    wanted = [found for found in network(3) if found.endpoint != "dcim/devices" or found.key["name"] != "sw03"]
    assert compare(direct, wanted, prune=Prune()).empty


def test_too_much_at_once_is_refused(direct: NetBox, journal: Path) -> None:
    bring(direct, network(), journal)
    few = network(4)
    with pytest.raises(PruneTooMuch, match="dcim/devices: 8/12") as refused:
        compare(direct, few, prune=Prune())
    assert sum(one.endpoint == "dcim/devices" for one in refused.value.removals) == 8
    assert "cihazlar: 8/12" in refused.value.named({"dcim/devices": "cihazlar"}.__getitem__).message("tr")
    allowed = Prune(share=1.0)
    assert compare(direct, few, prune=allowed).count("prune", "dcim/devices") == 8
    with pytest.raises(PruneTooMuch):
        compare(direct, few, prune=Prune(share=1.0, limit=7))


def test_too_much_that_would_go_along_is_refused_too(direct: NetBox, journal: Path) -> None:
    bring(direct, network(), journal)
    wanted = without(network(), "sw10", "sw11", "sw12", "10.0.0.10/", "10.0.0.11/", "10.0.0.12/")
    with pytest.raises(PruneTooMuch, match="dcim/interfaces: 6/24") as refused:
        compare(direct, wanted, prune=Prune(limit=5))
    assert sum(one.endpoint == "dcim/devices" for one in refused.value.removals) == 3
    assert compare(direct, wanted, prune=Prune(limit=5, share=0.25)).count("prune", "dcim/devices") == 3
    assert compare(direct, wanted, prune=Prune(limit=6)).count("prune", "dcim/devices") == 3


def test_nothing_is_deleted_where_something_was_refused(direct: NetBox, journal: Path) -> None:
    bring(direct, network(), journal)
    wanted = [*without(network(), "sw12", "10.0.0.12/"), device("sw13", serial="x" * 80)]
    outcome = apply(direct, compare(direct, wanted, prune=Prune()), journal=journal)
    assert [one.label for one in outcome.refusals] == ["sw13"]
    assert (outcome.deleted, outcome.untried) == ({}, 2)
    assert "sw12" in held(direct, "dcim/devices", "name")


def test_what_somebody_touched_since_the_look_stays(direct: NetBox, journal: Path) -> None:
    bring(direct, network(), journal)
    difference = compare(direct, without(network(), "sw12", "10.0.0.12/"), prune=Prune())
    (row,) = direct.page("dcim/devices", {"name": "sw12"})[1]
    direct.update("dcim/devices", row["id"], {"comments": "bu cihaz duruyor"})
    outcome = apply(direct, difference, journal=journal)
    assert {(one.why, one.endpoint) for one in outcome.refusals} == {
        ("conflict", "dcim/devices"),
        ("conflict", "dcim/cables"),
    }
    assert outcome.deleted == {}  # nor the cable that was to go because the device did


@pytest.mark.parametrize("what", ["port", "cable", "journal"])
def test_what_got_something_new_since_the_look_stays_with_it(direct: NetBox, journal: Path, what: str) -> None:
    bring(direct, network(), journal)
    fewer = without(network(), "sw12", "10.0.0.12/")
    difference = compare(direct, fewer, prune=Prune())
    ids = dict(held(direct, "dcim/devices", "name", "id"))
    ports = {
        (owner["name"], name): number for owner, name, number in held(direct, "dcim/interfaces", "device", "name", "id")
    }
    if what == "port":
        direct.create("dcim/interfaces", {"device": ids["sw12"], "name": "mgmt", "type": "virtual"})
    elif what == "journal":
        entry = {"assigned_object_type": "dcim.device", "assigned_object_id": ids["sw12"], "comments": "kanıt"}
        direct.create("extras/journal-entries", entry)
    else:
        ends = [("sw12", "Gi1/0/2"), ("sw01", "Gi1/0/1")]
        sides = [[{"object_type": "dcim.interface", "object_id": ports[end]}] for end in ends]
        direct.create("dcim/cables", {"a_terminations": sides[0], "b_terminations": sides[1]})
    before = contents(direct)
    outcome = apply(direct, difference, journal=journal)
    assert outcome.deleted == {}
    assert {(one.why, one.endpoint) for one in outcome.refusals} == {
        ("conflict", "dcim/devices"),
        ("conflict", "dcim/cables"),
    }
    assert contents(direct) == before


def test_journal_entries_that_would_go_are_told(direct: NetBox, journal: Path) -> None:
    bring(direct, network(), journal)
    device_id = dict(held(direct, "dcim/devices", "name", "id"))["sw12"]
    entry = {"assigned_object_type": "dcim.device", "assigned_object_id": device_id, "comments": "kanıt"}
    direct.create("extras/journal-entries", entry)
    _, removal = compare(direct, without(network(), "sw12", "10.0.0.12/"), prune=Prune()).removals
    assert removal.takes == {"dcim/interfaces": 2, "extras/journal-entries": 1, "ipam/ip-addresses": 1}


@pytest.mark.parametrize("kind", ["early", "late"])
def test_a_deletion_whose_answer_is_lost_is_done_once(
    netbox: NetBox, line: Front, direct: NetBox, journal: Path, kind: str
) -> None:
    bring(direct, network(), journal)
    difference = compare(direct, without(network(), "sw12", "10.0.0.12/"), prune=Prune())
    line.on("DELETE", drop=kind)
    outcome = apply(netbox, difference, journal=journal)
    assert (outcome.whole, outcome.deleted) == (True, {"dcim/cables": 1, "dcim/devices": 1})


def test_an_object_that_others_depend_on_is_named_with_netbox_s_words(direct: NetBox, journal: Path) -> None:
    bring(direct, network(2), journal)
    wanted = [one("dcim/manufacturers", {"slug": "aruba"}, name="Aruba")]
    prune = Prune(whole=frozenset({"dcim/manufacturers"}))
    outcome = apply(direct, compare(direct, wanted, prune=prune), journal=journal)
    (refusal,) = outcome.refusals
    assert (refusal.why, refusal.label) == ("dependents", "cisco")
    assert refusal.detail
    with pytest.raises(faults.ValidationRefused):
        direct.delete("dcim/manufacturers", direct.page("dcim/manufacturers", {"slug": "cisco"})[1][0]["id"])
