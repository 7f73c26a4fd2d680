"""The fleet file says of each switch what the municipality says."""

from __future__ import annotations

from pathlib import Path

from lab import fleet
from lab.orneksehir import generate


def test_each_switch_with_a_running_config_has_an_entry(tmp_path: Path) -> None:
    town = generate("tiny", ssh_port=20022)
    names = [switch.name for switch in town.fleet()][:5]
    entries = fleet.specs(town, {name: f"hostname {name}\nend\n" for name in names}, tmp_path)
    assert [entry["name"] for entry in entries] == names
    assert {entry["port"] for entry in entries} == {20022}
    assert all(entry["host"].startswith("127.") for entry in entries)
    assert all(f"hostname {entry['name']}" in entry["running_config"] for entry in entries)


def test_neighbours_are_the_far_ends_of_cables_that_speak_a_discovery_protocol(tmp_path: Path) -> None:
    town = generate("tiny")
    entry = next(one for one in fleet.specs(town, {"obb-mrk-ahb01-ers01": ""}, tmp_path))
    roles = {body["name"]: body["role"]["slug"] for body in town.bodies["dcim/devices"]}
    found = {(one["interface"], one["name"]) for one in entry["neighbours"]}
    assert ("TenGigabitEthernet1/1/1", "obb-mrk-ahb01-dgt01") in found
    assert {roles[name] for _, name in found} <= {"distribution-switch", "phone", "access-point"}
    assert {interface for interface, _ in found} < set(entry["up_interfaces"])


def test_both_ends_of_a_link_between_switches_name_each_other(tmp_path: Path) -> None:
    town = generate("tiny")
    entries = fleet.specs(town, {switch.name: "" for switch in town.fleet()}, tmp_path)
    links = {
        (entry["name"], one["interface"], one["name"], one["remote_interface"])
        for entry in entries
        for one in entry["neighbours"]
        if any(other["name"] == one["name"] for other in entries)
    }
    assert links == {(far, far_port, near, near_port) for near, near_port, far, far_port in links}
    assert len(links) == 2 * 2 * 8  # both ends of two cables for each of eight LAGs


def test_the_fleet_file_is_for_its_owners_eyes(tmp_path: Path) -> None:
    fleet.write(tmp_path / "fleet.json", [{"name": "x"}])
    assert (tmp_path / "fleet.json").stat().st_mode & 0o777 == 0o600
