"""Which networks may be searched, who answers, and what that means beside NetBox."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest

from altyapi.camera import identify, probe
from altyapi.camera.policy import CameraPolicy, Probing, load
from altyapi.camera.probe import Answered
from altyapi.device import Facts, Inventory
from altyapi.settings import PACKAGE_ROOT
from lab.cameras import discovery
from lab.cameras.endpoint import Endpoint
from netbox_sync.model import Prefix, Snapshot, Source, Tables, Vlan
from netbox_sync.policyfile import PolicyFileInvalid
from tests.unit.camera.cameras import camera

MAC = "9C:8E:CD:11:22:33"


def world() -> Snapshot:
    tables = Tables(
        prefixes=(
            Prefix(id=1, prefix="10.0.0.0/8", status="container"),
            Prefix(id=2, prefix="10.0.0.0/24", status="active", site="sah-ot01", vlan=7),
            Prefix(id=3, prefix="10.0.1.0/24", status="active", site="sah-ot01", vlan=8),
        ),
        vlans=(
            Vlan(id=7, vid=50, name="KAMERA", status="active"),
            Vlan(id=8, vid=30, name="KULLANICI", status="active"),
        ),
    )
    source = Source(url="http://netbox.example", version="4.4.10", taken="2026-04-20T09:00:00+03:00", duration_ms=1)
    return Snapshot(source=source, digest="0" * 64, tables=tables)


def told(serial: str, **macs: str) -> Inventory:
    return Inventory(facts=Facts(hostname="", model="", version="", serial=serial), macs=macs)


def test_the_policy_as_it_is_shipped_is_its_defaults() -> None:
    assert load(PACKAGE_ROOT / "inventory" / "policy") == CameraPolicy()


def test_a_prefix_with_host_bits_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "camera.yml").write_text("probing:\n  allowed:\n    - 10.0.0.1/24\n", "utf-8")
    with pytest.raises(PolicyFileInvalid) as told_:
        load(tmp_path)
    assert "line 3: probing.allowed[1]: a prefix without host bits" in told_.value.message("en")


@pytest.mark.parametrize(
    ("prefix", "allowed"),
    [("10.0.0.0/24", True), ("10.0.0.128/25", True), ("10.0.0.0/16", False), ("10.1.0.0/24", False)],
)
def test_a_search_stays_within_what_is_allowed(prefix: str, allowed: bool) -> None:
    assert Probing.model_validate({"allowed": ["10.0.0.0/24"]}).allows(ip_network(prefix)) is allowed


def test_by_default_nothing_may_be_searched() -> None:
    assert not CameraPolicy().probing.allows(ip_network("10.0.0.0/24"))


def test_an_answer_tells_who_it_is() -> None:
    one = Endpoint(name="k", host="10.0.0.9", onvif_port=8000, mac=MAC, model="IPC-X", manufacturer="Dahua")
    assert probe.answered(discovery.answer(one, "uuid:1"), "10.0.0.9") == Answered(
        "10.0.0.9", 8000, "IPC-X", "Dahua", MAC
    )


def test_an_answer_speaks_for_its_sender_alone() -> None:
    one = Endpoint(name="k", host="10.0.0.9", onvif_port=8000, mac=MAC)
    found = probe.answered(discovery.answer(one, "uuid:1"), "10.0.0.66")
    assert found is not None
    assert (found.address, found.port) == ("10.0.0.66", 80)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<x/>",
        b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aa">]><b>&a;</b>',
        b"\xff\xfe",
        discovery.answer(Endpoint(name="k", host="h", mac=MAC), "1").replace(b"NetworkVideo", b"Printer"),
    ],
)
def test_anything_else_is_no_camera(data: bytes) -> None:
    assert probe.answered(data, "10.0.0.9") is None


def test_a_drawn_identity_tells_no_mac_address() -> None:
    answer = discovery.answer(Endpoint(name="k", host="10.0.0.9", mac=MAC), "1").decode()
    identity = answer.partition("urn:uuid:")[2].partition("<")[0]
    drawn = answer.replace(identity, "2f402f80-da50-41e1-9b23-9c8ecd112233")
    assert probe.answered(drawn.encode(), "10.0.0.9").mac == ""  # type: ignore[union-attr]


def test_what_answers_at_an_unknown_address_is_unknown_or_has_moved() -> None:
    known = [camera("kam01", address="10.0.0.9", mac=MAC)]
    strange = Answered("10.0.0.80", 80, mac="9C:8E:CD:00:00:01")
    moved = Answered("10.0.0.81", 80, mac=MAC)
    found = identify.findings([strange, moved], known, {}, world())
    assert [(one.kind, one.address, one.camera, one.netbox, one.site) for one in found] == [
        ("unknown", "10.0.0.80", "", "", "sah-ot01"),
        ("moved", "10.0.0.81", "kam01", "10.0.0.9", "sah-ot01"),
    ]


def test_another_serial_number_is_another_camera_and_one_that_is_known_has_moved() -> None:
    known = [camera("kam01", serial="AAA"), camera("kam02", address="10.0.0.10", host="10.0.0.10", serial="BBB")]
    answers = [Answered("10.0.0.9", 80)]
    replaced = identify.findings(answers, known, {"kam01": told("CCC")}, world())
    assert [(one.kind, one.camera, one.netbox, one.seen) for one in replaced] == [("replaced", "kam01", "AAA", "CCC")]
    swapped = identify.findings(answers, known, {"kam01": told("bbb")}, world())
    assert [(one.kind, one.camera) for one in swapped] == [("moved", "kam02"), ("replaced", "kam01")]
    assert identify.findings(answers, known, {"kam01": told("aaa")}, world()) == ()


def test_without_a_login_the_mac_address_tells() -> None:
    known = [camera("kam01", mac=MAC)]
    assert identify.findings([Answered("10.0.0.9", 80, mac=MAC)], known, {}, world()) == ()
    (found,) = identify.findings([Answered("10.0.0.9", 80, mac="9C:8E:CD:00:00:01")], known, {}, world())
    assert (found.kind, found.by) == ("replaced", "mac")


def test_a_port_in_another_vlan_than_the_address_is_told() -> None:
    known = [camera("kam01", address="10.0.1.9", host="10.0.1.9", vlan=50)]
    (found,) = identify.findings([Answered("10.0.1.9", 80)], known, {}, world())
    assert (found.kind, found.netbox, found.seen) == ("other-vlan", "50", "30")


def test_unknown_cameras_become_rows_and_no_formulas() -> None:
    strange = Answered("10.0.0.80", 80, model="=HYPERLINK(1)", mac=MAC)
    found = identify.findings([strange], [], {}, world())
    text = identify.sheet(found, [], "tr").decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Ad;Yerleşke;Model;Arayüz;MAC")
    assert ";'=HYPERLINK(1);" in text


def test_one_that_moved_becomes_a_row_with_where_it_is_now_and_nothing_else() -> None:
    known = [camera("kam01", address="10.0.0.9", mac=MAC, model="OK-1", interface="eth0")]
    found = identify.findings([Answered("10.0.1.80", 80, mac=MAC)], known, {}, world())
    behind = identify.Finding(kind="moved", address="", camera="kam01", by="port", switch="sw1", port="Gi1/0/7")
    replaced = identify.Finding(kind="replaced", address="10.0.0.9", camera="kam01", seen="X", by="serial")
    rows = identify.sheet([*found, behind, replaced], known, "en").decode("utf-8-sig").splitlines()
    assert rows[1:] == ["kam01;sah-ot01;OK-1;eth0;;10.0.1.80;;;", "kam01;sah-ot01;OK-1;eth0;;;sw1;Gi1/0/7;"]
