"""The snapshot as Ansible's inventory, and that a bad configuration never gives an empty one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from netbox_sync import faults, inventory, snapshot
from netbox_sync.inventory import Options, build
from netbox_sync.model import Device, DeviceType, Platform, Region, Role, Site, Snapshot, Source, Tables

ROOT = Path(__file__).resolve().parents[3]


def town() -> Snapshot:
    kind = {"role": "access-switch", "device_type": "c2960x", "manufacturer": "cisco", "platform": "cisco-ios"}
    tables = Tables(
        regions=(
            Region(id=1, name="Örnekşehir", slug="orneksehir"),
            Region(id=2, name="Çınarlı", slug="cinarli", parent="orneksehir"),
        ),
        sites=(
            Site(
                id=1,
                name="A",
                slug="cin-hb01",
                status="active",
                region="cinarli",
                group="hb",
                time_zone="Europe/Istanbul",
            ),
            Site(id=2, name="B", slug="depo", status="planned"),
        ),
        roles=(Role(id=1, name="Access", slug="access-switch"),),
        platforms=(Platform(id=1, name="IOS", slug="cisco-ios"),),
        device_types=(DeviceType(id=1, model="C2960X", slug="c2960x", manufacturer="cisco"),),
        devices=(
            Device.model_validate(
                {
                    **kind,
                    "id": 1,
                    "name": "sw1",
                    "status": "active",
                    "site": "cin-hb01",
                    "location": "kat-2",
                    "serial": "S1",
                    "primary_ip4": "192.0.2.1/24",
                    "dns_name": "sw1.example",
                    "tags": ("kritik", "pilot"),
                    "custom_fields": {"kritik": 5, "bos": None},
                    "config_context": {"ntp": {"servers": ["192.0.2.9"]}},
                }
            ),
            Device.model_validate(
                {**kind, "id": 2, "name": "sw2", "status": "planned", "site": "depo", "platform": None}
            ),
        ),
    )
    source = Source(url="https://netbox.example", version="4.4.10", taken="2026-04-20T09:00:00+03:00", duration_ms=1)
    return Snapshot(source=source, digest=snapshot.digest(tables), tables=tables)


TOWN = town()


def test_host_variables_are_those_of_nb_inventory() -> None:
    assert build(TOWN, ["sw1"], Options()).hosts["sw1"] == {
        "ansible_host": "192.0.2.1",
        "primary_ip4": "192.0.2.1",
        "sites": ["cin-hb01"],
        "device_roles": ["access-switch"],
        "platforms": ["cisco-ios"],
        "device_types": ["c2960x"],
        "manufacturers": ["cisco"],
        "tags": ["kritik", "pilot"],
        "status": {"value": "active", "label": "Active"},
        "is_virtual": False,
        "serial": "S1",
        "regions": ["cinarli", "orneksehir"],
        "site_groups": ["hb"],
        "locations": ["kat-2"],
        "custom_fields": {"kritik": 5},
        "local_context_data": [None],
        "services": [],
    }


def test_options_shape_the_variables() -> None:
    options = Options(
        plurals=False, config_context=True, flatten_custom_fields=True, dns_name=True, ansible_host_dns_name=True
    )
    variables = build(TOWN, ["sw1"], options).hosts["sw1"]
    assert (variables["site"], variables["role"], variables["tags"]) == (
        "cin-hb01",
        "access-switch",
        ["kritik", "pilot"],
    )
    assert (variables["ansible_host"], variables["dns_name"], variables["kritik"]) == ("sw1.example", "sw1.example", 5)
    assert variables["config_context"] == {"ntp": {"servers": ["192.0.2.9"]}}
    assert "custom_fields" not in variables


def test_regions_and_site_groups_hold_the_groups_of_their_sites() -> None:
    made = build(TOWN, ["sw1", "sw2"], Options(group_by=("region", "site_group", "sites")))
    assert made.children["region_orneksehir"] == ["region_cinarli"]
    assert made.children["region_cinarli"] == made.children["site_group_hb"] == ["sites_cin-hb01"]
    assert made.members["region_cinarli"] == []
    assert (made.members["sites_cin-hb01"], made.members["sites_depo"]) == (["sw1"], ["sw2"])


def test_a_host_with_a_location_is_in_it_and_not_in_the_site_itself() -> None:
    made = build(TOWN, ["sw1"], Options(group_by=("location",)))
    assert (made.members["location_kat-2"], made.members["sites_cin-hb01"]) == (["sw1"], [])
    assert made.children["sites_cin-hb01"] == ["location_kat-2"]


def test_plain_groups_are_named_after_what_they_group() -> None:
    made = build(TOWN, ["sw1", "sw2"], Options(group_by=("tags", "status", "device_roles", "platforms", "time_zone")))
    assert made.members == {
        "tags_kritik": ["sw1"],
        "tags_pilot": ["sw1"],
        "status_active": ["sw1"],
        "device_roles_access-switch": ["sw1", "sw2"],
        "platforms_cisco-ios": ["sw1"],
        "time_zone_Europe_Istanbul": ["sw1"],
        "status_planned": ["sw2"],
    }
    assert set(build(TOWN, ["sw1"], Options(group_by=("tags",), group_names_raw=True)).members) == {"kritik", "pilot"}


def test_a_grouping_that_is_none_is_refused_with_those_there_are() -> None:
    with pytest.raises(faults.InventoryMisconfigured, match=r"site .*group_by: sites"):
        Options.of({"group_by": ["site"]})
    assert "site" in Options(plurals=False).groupings()
    assert inventory.build(TOWN, [], Options()).hosts == {}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    snapshot.save(TOWN, tmp_path / "snapshot.json")
    return tmp_path / "netbox.yml"


def ansible_inventory(
    source: Path, config: dict[str, Any], *, strict: bool = False
) -> subprocess.CompletedProcess[str]:
    """The real command, with Ansible's lenient defaults unless `strict`: no ansible.cfg of ours helps the plugin."""
    source.write_text(yaml.safe_dump({"plugin": "altyapi.netops.netbox", **config}), encoding="utf-8")
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / "playbooks" / "collections"),
        "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": str(strict),
        "ANSIBLE_LOCAL_TEMP": str(source.parent / "tmp"),
    }
    command = [str(Path(sys.executable).with_name("ansible-inventory")), "-i", str(source), "--list"]
    return subprocess.run(command, cwd=source.parent, env=environment, capture_output=True, text=True, check=False)


def test_ansible_sees_hosts_groups_and_composed_values(source: Path) -> None:
    config = {
        "snapshot": "snapshot.json",
        "limit": "all",
        "group_by": ["device_roles", "region"],
        "keyed_groups": [{"key": "status.value", "prefix": "is"}],
        "groups": {"kritikler": "'kritik' in tags"},
        "compose": {"tag_count": "tags | length"},
        "strict": True,
    }
    done = ansible_inventory(source, config)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["device_roles_access-switch"]["hosts"] == ["sw1", "sw2"]
    assert (told["is_active"]["hosts"], told["is_planned"]["hosts"]) == (["sw1"], ["sw2"])
    assert told["kritikler"]["hosts"] == ["sw1"]
    assert told["region_orneksehir"]["children"] == ["region_cinarli"]
    variables = told["_meta"]["hostvars"]
    assert (variables["sw1"]["tag_count"], variables["sw2"]["tag_count"]) == (2, 0)
    assert "192.0.2.1" in str(variables["sw1"]["ansible_host"])  # Ansible marks text from elsewhere as unsafe


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"limit": "site:depot"}, "site:depot (≈ depo)"),
        ({"group_bye": ["sites"]}, "group_bye"),
        ({"strict": True, "compose": {"x": "no_such_variable"}}, "no_such_variable"),
    ],
)
def test_a_bad_configuration_is_an_error_and_never_an_empty_inventory(
    source: Path, config: dict[str, Any], told: str
) -> None:
    done = ansible_inventory(source, {"snapshot": "snapshot.json", **config})
    assert done.returncode != 0
    assert "hostvars" not in done.stdout
    assert told in " ".join(done.stderr.split())


def test_where_ansible_fails_by_itself_the_error_is_its_own(source: Path) -> None:
    done = ansible_inventory(source, {"snapshot": "other.json"}, strict=True)
    assert done.returncode != 0
    assert "inv netbox.pull" in done.stderr
