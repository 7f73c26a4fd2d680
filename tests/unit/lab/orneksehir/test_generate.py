"""The practice municipality is what its description says, and what a real NetBox would take."""

from __future__ import annotations

import json
import re
from collections import Counter
from ipaddress import IPv4Interface, IPv4Network
from itertools import pairwise
from typing import Any

import pytest

from altyapi import platforms
from lab.devices.platforms import systems
from lab.orneksehir import PROFILES, LabDevice, Municipality, Profile, generate
from lab.orneksehir.addressing import VLANS, loopback_twin, site_prefix, vlan_prefix
from lab.orneksehir.catalogue import EMULATED, EMULATED_ROLES
from lab.orneksehir.geography import SITE_BY_SLUG, SITES

FULL_COUNTS = {
    "core-switch": 4, "dc-switch": 6, "distribution-switch": 13, "access-switch": 60, "poe-switch": 44, "router": 38,
    "modem": 20, "m2m-router": 19, "firewall": 10, "ids": 2, "wlan-controller": 2, "access-point": 240, "camera": 676,
    "nvr": 33, "thermal-camera": 12, "x-ray": 6, "attendance": 55, "printer": 356, "scanner": 66, "kiosk": 17,
    "ups": 41, "server": 18, "storage": 3, "backup-unit": 2, "tape-library": 1, "pbx": 2, "analog-gateway": 11,
    "phone": 990, "video-conference": 10, "desktop": 1842, "laptop": 284, "room-sensor": 6,
}  # fmt: skip
KIT = (
    "core-switch", "dc-switch", "distribution-switch", "access-switch", "poe-switch", "router", "modem", "m2m-router",
    "firewall", "ids", "wlan-controller", "ups",
)  # fmt: skip


@pytest.fixture(scope="module")
def towns() -> dict[Profile, Municipality]:
    return {profile: generate(profile) for profile in PROFILES}


@pytest.fixture(params=PROFILES)
def town(request: pytest.FixtureRequest, towns: dict[Profile, Municipality]) -> Municipality:
    return towns[request.param]


def key(reference: Any) -> str:
    return json.dumps(reference, sort_keys=True)


def bodies(town: Municipality, endpoint: str) -> list[dict[str, Any]]:
    return town.bodies[endpoint]


def test_full_has_every_device_of_the_table(towns: dict[Profile, Municipality]) -> None:
    assert towns["full"].devices_by_role() == FULL_COUNTS
    assert sum(FULL_COUNTS.values()) == 4889


def test_full_has_the_sites_lines_and_machines_of_the_description(towns: dict[Profile, Municipality]) -> None:
    full = towns["full"]
    kinds = Counter(body["group"]["slug"] for body in bodies(full, "dcim/sites"))
    assert kinds == {"ahb": 1, "fkm": 1, "hb": 11, "ot": 4, "km": 5, "it": 11, "dp": 4}
    assert len(bodies(full, "circuits/circuits")) == 80
    machines = Counter(body["cluster"]["name"] for body in bodies(full, "virtualization/virtual-machines"))
    assert machines == {"ahb-sanal": 96, "fkm-sanal": 28}


def test_full_has_the_computers_of_every_pardus_wave(towns: dict[Profile, Municipality]) -> None:
    waves = Counter(body["custom_fields"].get("goc_dalga") for body in bodies(towns["full"], "dcim/devices"))
    del waves[None]
    assert waves == {
        "W0": 40, "W1": 88, "W2": 80, "W3": 136, "W4": 280, "W5": 280, "W6": 210, "W7": 450, "W8": 200, "muaf": 362,
    }  # fmt: skip


def test_small_has_all_network_security_and_power_kit_and_some_of_the_rest(towns: dict[Profile, Municipality]) -> None:
    found = towns["small"].devices_by_role()
    assert {role: found[role] for role in KIT} == {role: FULL_COUNTS[role] for role in KIT}
    assert set(found) == set(FULL_COUNTS)
    assert 300 <= sum(found.values()) <= 330


def test_tiny_is_a_dozen_ios_switches_over_three_districts(towns: dict[Profile, Municipality]) -> None:
    tiny = towns["tiny"]
    roles = Counter(switch.role for switch in tiny.fleet())
    assert roles == {"core-switch": 2, "distribution-switch": 2, "access-switch": 8}
    assert len({SITE_BY_SLUG[switch.site].district for switch in tiny.fleet()}) == 3
    assert len({switch.site for switch in tiny.fleet()}) == 4


@pytest.mark.parametrize("profile", ["small", "full"])
def test_every_switch_and_firewall_of_the_whole_municipality_is_emulated(
    towns: dict[Profile, Municipality], profile: Profile
) -> None:
    fleet = towns[profile].fleet()
    assert len(fleet) == sum(FULL_COUNTS[role] for role in EMULATED_ROLES) == 137
    models = Counter(device.model for device in fleet if device.platform == "cisco_ios")
    assert models == {"C9300-48P": 13, "C9200L-48P-4X": 20, "C2960X-48TS": 6}
    assert {device.platform.replace("_", "-") for device in fleet} == EMULATED


def test_what_is_said_to_be_emulated_has_an_emulated_device_and_is_supported() -> None:
    for slug in EMULATED:
        assert platforms.load(slug).name.partition("_")[2] in systems()


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("site-without-second-line", 11),
        ("end-of-life-switch", 6),
        ("camera-without-serial", 4),
        ("camera-in-wrong-vlan", 1),
        ("camera-default-password", 2),
        ("recorder-keeps-too-long", 1),
        ("biometric-reader", 1),
        ("old-battery", 2),
        ("backup-unit-filling", 1),
        ("backup-overdue", 2),
        ("restore-test-overdue", 1),
        ("signature-too-old", 12),
        ("no-antivirus", 4),
    ],
)
def test_full_has_the_planted_findings(towns: dict[Profile, Municipality], kind: str, count: int) -> None:
    assert len(set(towns["full"].findings[kind])) == count


def test_findings_can_be_found_again_in_the_data_alone(towns: dict[Profile, Municipality]) -> None:
    full = towns["full"]
    devices = bodies(full, "dcim/devices")

    def named(condition: Any) -> tuple[str, ...]:
        return tuple(sorted(body["name"] for body in devices if condition(body)))

    def having(role: str, **fields: object) -> tuple[str, ...]:
        return named(lambda body: body["role"]["slug"] == role and fields.items() <= body["custom_fields"].items())

    findings = full.findings
    assert named(lambda body: not body["serial"]) == findings["camera-without-serial"]
    assert having("camera", varsayilan_parola=True) == findings["camera-default-password"]
    assert having("nvr", kayit_suresi_gun=90) == findings["recorder-keeps-too-long"]
    assert having("attendance", kimlik_okuyucu="parmak-izi") == findings["biometric-reader"]
    assert named(lambda body: body["custom_fields"].get("aku_tarihi", "9") < "2022-04-20") == findings["old-battery"]
    assert named(lambda body: body["custom_fields"].get("av_surum") == "") == findings["no-antivirus"]
    late = having("desktop", goc_dalga="W2", goc_durum="bekliyor")
    assert late == findings["wave-late"]
    ports = {key(body["device"]) + body["name"]: body for body in bodies(full, "dcim/interfaces")}
    wrong = []
    for cable in bodies(full, "dcim/cables"):
        ends = [cable[side][0]["object_id"] for side in ("a_terminations", "b_terminations")]
        port = ports[key(ends[1]["device"]) + ends[1]["name"]]
        if "-kam" in ends[0]["device"]["name"] and port["untagged_vlan"]["vid"] != 50:
            wrong.append(ends[0]["device"]["name"])
    assert tuple(wrong) == findings["camera-in-wrong-vlan"]


def test_the_same_profile_and_seed_give_the_same_objects(town: Municipality) -> None:
    again = generate(town.profile, town.seed)
    assert list(again.objects()) == list(town.objects())
    assert list(again.updates()) == list(town.updates())


def test_another_seed_gives_other_serial_numbers_and_the_same_structure() -> None:
    one, other = generate("tiny", 0), generate("tiny", 1)
    assert one.counts() == other.counts()
    assert [switch.serial for switch in one.fleet()] != [switch.serial for switch in other.fleet()]


def test_the_connection_of_each_switch_is_the_callers_choice() -> None:
    ports = {switch.name: 20000 + number for number, switch in enumerate(generate("tiny").fleet())}

    def connection(switch: LabDevice) -> dict[str, Any]:
        return {"host": "127.0.0.1", "port": ports[switch.name], "credential": "lab"}

    devices = {body["name"]: body for body in bodies(generate("tiny", connection=connection), "dcim/devices")}
    for name, port in ports.items():
        assert devices[name]["local_context_data"]["connection"]["port"] == port


def test_emulated_switches_listen_on_the_loopback_twin_of_their_address(town: Municipality) -> None:
    for switch in town.fleet():
        assert switch.management.startswith("10.")
        assert switch.loopback == "127." + switch.management.removeprefix("10.")
        assert switch.loopback == str(loopback_twin(IPv4Interface(switch.management).ip))
    assert len({switch.loopback for switch in town.fleet()}) == len(town.fleet())


def test_names_follow_the_municipalitys_rule(town: Municipality) -> None:
    names = [body["name"] for body in bodies(town, "dcim/devices")]
    assert len(set(names)) == len(names)
    for body in bodies(town, "dcim/devices"):
        if body["role"]["slug"] in {"desktop", "laptop"}:
            assert re.fullmatch(r"[A-Z0-9]{1,15}", body["name"])
        else:
            assert re.fullmatch(r"obb-[a-z]{3}-[a-z]+01-[a-z]{2,3}\d{2,3}", body["name"])


def test_the_address_plan_has_the_described_corners() -> None:
    assert str(site_prefix(SITE_BY_SLUG["mrk-hb01"])) == "10.68.16.0/20"
    assert str(site_prefix(SITE_BY_SLUG["uct-dp01"])) == "10.70.48.0/20"
    assert str(site_prefix(SITE_BY_SLUG["mrk-ahb01"])) == "10.64.0.0/16"


def test_no_two_prefixes_of_the_plan_overlap() -> None:
    prefixes = sorted(prefix for site in SITES for vid in VLANS if (prefix := vlan_prefix(site, vid)))
    assert not [(one, two) for one, two in pairwise(prefixes) if one.overlaps(two)]


def test_every_vlan_prefix_lies_in_its_sites_own_range() -> None:
    for site in SITES:
        for vid in set(VLANS) - {90}:
            prefix = vlan_prefix(site, vid)
            assert prefix is None or prefix.subnet_of(site_prefix(site))


def test_every_address_is_used_once_and_lies_in_a_prefix(town: Municipality) -> None:
    addresses = [(body["address"], key(body.get("vrf"))) for body in bodies(town, "ipam/ip-addresses")]
    assert len(set(addresses)) == len(addresses)
    prefixes = [IPv4Network(body["prefix"]) for body in bodies(town, "ipam/prefixes") if body["status"] == "active"]
    by_network = {(prefix.network_address, prefix.prefixlen) for prefix in prefixes}
    loopbacks = IPv4Network("10.66.32.0/24")
    for text, _ in addresses:
        address = IPv4Interface(text)
        assert address.ip in loopbacks or (address.network.network_address, address.network.prefixlen) in by_network


def test_every_device_with_a_fixed_address_has_it_as_primary(town: Municipality) -> None:
    assigned = {
        body["assigned_object_id"]["device"]["name"]: body["address"]
        for body in bodies(town, "ipam/ip-addresses")
        if "assigned_object_id" in body
    }
    primary = {update.key["name"]: update.body["primary_ip4"]["address"] for update in town.updates()}
    assert primary == assigned
    assert {switch.name for switch in town.fleet()} <= set(primary)


def test_no_secret_stands_in_the_data_only_references(town: Municipality) -> None:
    contexts = json.dumps(bodies(town, "extras/config-contexts"))
    for word in ("key", "auth_secret", "priv_secret", "secret"):
        for value in re.findall(rf'"{word}": "([^"]*)"', contexts):
            assert value.startswith("secret:")
    assert "Lab-" not in json.dumps(list(town.objects()))
